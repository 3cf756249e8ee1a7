"""An item of the review queue in full: what it is about, the proof, the sentences, and the ways out as commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from orchestration.reconciling.findings import Findings, findings_of, plain_row
from orchestration.reconciling.telling import Line, conflict_lines, link_lines
from orchestration.reconciling.words import Words
from orchestration.review.case import Case
from orchestration.review.correctable import as_text
from orchestration.review.decisions import conflict_of, repair_text, suggestion_of
from orchestration.review.repairs import repairs_of

SIGNED = '--reason "…"'
NAMES = """
    select bulletin_id, string_agg(source_name, ', ' order by source_name) as name
    from staging.document_sources where bulletin_id in (select unnest(?)) group by bulletin_id
"""
FIGURES = """
    select observation_id, bulletin_id, quote, sentence, source_name, page, value, value_candidates, value_used, unit
    from marts.observations where observation_id in (select unnest(?)) order by bulletin_id, "start"
"""
VERDICTS = "select * from quality.figure_verdicts where observation_id in (select unnest(?))"
SUSPECTS = "select * from quality.conflict_suspects where conflict_id = ? order by set_rank, observation_id"
WAIVERS = "select * from staging.waivers where conflict_id = ?"


def item_lines(case: Case, item: Mapping[str, Any], languages: Sequence[Words]) -> Iterator[Line]:
    """Everything about an item."""
    age = "" if item["age_days"] is None else f" · open since {item['first_seen']} ({item['age_days']} days)"
    yield Line(f"{item['position']}. {item['kind'].replace('_', ' ')}{age}", severity=item["severity"])
    if item["decided_by"]:
        yield Line(f"Decided by {item['decided_by']}; the next `bantin run` takes it up.", 2)
    if item["kind"] in ("conflict", "revision"):
        yield from _conflict(case, item["subject_id"], languages)
    elif item["kind"] == "series_link":
        yield from _link(case, item["subject_id"], languages)
    else:
        yield from _plain(case, item, languages)
    yield Line("")
    yield Line("Lối ra / Ways out:")
    for text in ways_out(case, item):
        yield Line(text, 2, verbatim=True)


def _conflict(case: Case, conflict_id: str, languages: Sequence[Words]) -> Iterator[Line]:
    row = conflict_of(case, conflict_id)
    suspects = [plain_row("suspect", found) for found in case.rows(SUSPECTS, [conflict_id])]
    findings = _findings(case, row, suspects)
    yield from conflict_lines(plain_row("conflict", row), suspects, findings, languages)
    yield from _sentences(case, row["observation_ids"])


def _link(case: Case, suggestion_id: str, languages: Sequence[Words]) -> Iterator[Line]:
    row = suggestion_of(case, suggestion_id)
    told = link_lines(plain_row("series_link", row), _findings(case, row, ()), languages)
    yield from (line for line in told if not line.verbatim and line.text not in {words.accept for words in languages})
    yield from _sentences(case, row["observation_ids"])


def _findings(case: Case, row: Mapping[str, Any], suspects: Sequence[dict[str, Any]]) -> Findings:
    """What telling a conflict or a link looks at beside it."""
    verdicts = [plain_row("verdict", found) for found in case.rows(VERDICTS, [row["observation_ids"]])]
    rows = {"identity": (), "verdict": verdicts, "conflict": (), "suspect": suspects, "series_link": ()}
    names = {found["bulletin_id"]: found["name"] for found in case.rows(NAMES, [row["bulletin_ids"]])}
    waivers = case.rows(WAIVERS, [row["conflict_id"]]) if "conflict_id" in row else []
    return findings_of(rows, names, waivers)


def _sentences(case: Case, observation_ids: Sequence[str]) -> Iterator[Line]:
    """Each sentence once, as the bulletin has it, under the figures that stand in it."""
    yield Line("Trích / Quotes:", 2)
    for _, same in groupby(case.rows(FIGURES, [list(observation_ids)]), key=itemgetter("bulletin_id", "sentence")):
        figures = list(same)
        for figure in figures:
            page = "" if figure["page"] is None else f", tr./p. {figure['page']}"
            yield Line(f"«{figure['quote']}» {figure['observation_id']} ({figure['source_name']}{page})", 4)
        yield Line(" ".join(str(figures[0]["sentence"]).split()), 6)


def _plain(case: Case, item: Mapping[str, Any], languages: Sequence[Words]) -> Iterator[Line]:
    yield Line(f"{item['source_name'] or ''} {item['subject_id']}".strip(), 2)
    for words in languages:
        for text in item[f"detail_{words.suffix}"].splitlines():
            yield Line(text, 2)
    if item["observation_id"]:
        yield from _sentences(case, [item["observation_id"]])


def ways_out(case: Case, item: Mapping[str, Any]) -> Iterable[str]:
    """The commands that would settle an item, or what to do where none can."""
    kind, subject = item["kind"], item["subject_id"]
    if kind in ("conflict", "revision"):
        return _out_of_conflict(case, subject)
    if kind == "series_link":
        return [f"bantin review link {subject} {SIGNED}"]
    if kind in ("ambiguous", "unclassified"):
        return _out_of_figure(case, kind, subject)
    if kind in ("correction", "waiver"):
        return [f"bantin review undo {subject} {SIGNED}"]
    if kind == "withdrawal":
        return [f"bantin review undo {subject} {SIGNED}"]
    if kind == "quarantine":
        return ["Sửa tệp trong hộp thư rồi chạy lại / Mend the file in the inbox, then: bantin run"]
    return [f"bantin withdraw {subject} {SIGNED}", "Hoặc báo lỗi phần đọc / Or report the fault of the reader"]


def _out_of_conflict(case: Case, conflict_id: str) -> Iterator[str]:
    conflict = conflict_of(case, conflict_id)
    for one in repairs_of(conflict):
        yield f"bantin review correct {conflict_id} --repair {one.number} {SIGNED}    # {repair_text(case, one)}"
    yield f"bantin review correct OBSERVATION --column value --old … --new … {SIGNED}"
    if conflict["waiver_id"] is None:
        yield f"bantin review waive {conflict_id} --expires YYYY-MM-DD {SIGNED}"


def _out_of_figure(case: Case, kind: str, observation_id: str) -> Iterator[str]:
    (figure,) = case.rows(FIGURES, [[observation_id]])
    if kind == "unclassified":
        yield f"bantin review correct {observation_id} --column indicator --old '' --new CODE {SIGNED}"
        return
    for value in figure["value_candidates"] or ():
        if value != figure["value"]:
            old = as_text(figure["value"]) or "''"
            yield f"bantin review correct {observation_id} --column value --old {old} --new {as_text(value)} {SIGNED}"
