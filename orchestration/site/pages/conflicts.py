"""A page a conflict and one a suggested series link: the proof, the figures on one axis, and the ways out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestration.site.page import Page, Text, conflict_path, suggestion_path
from orchestration.site.pages.briefs import SERIES_COLUMNS
from orchestration.site.pages.source import Source
from orchestration.site.rows import Row, batches
from orchestration.steward import STEWARD_TABLES

AT_A_TIME = 200
MOST_SETS = 12
"""Sets of suspects that a page shows, the likeliest; quality.conflict_suspects has all."""
MEMBERS = f"""
    select o.observation_id, o.bulletin_id, o.quote, o.sentence, o.sentence_start, o.start, o."end",
        {", ".join(f"o.{column}" for column in SERIES_COLUMNS)},
        o.low_used as low, o.high_used as high, o.value, o.value_used, o.source_name, o.publisher, o.published_on,
        o.page, v.status, v.implied_low, v.implied_high, v.is_suspect
    from marts.observations as o
    inner join quality.figure_verdicts as v on v.observation_id = o.observation_id
    where o.observation_id in (select unnest(?))
    order by o.bulletin_id, o.start
"""  # noqa: S608 - names of ours
SUSPECTS = """
    select * from quality.conflict_suspects where conflict_id in (select unnest(?))
    order by conflict_id, set_rank, observation_id
"""
CONFLICTS = """
    select * exclude (certificate, min_sets) from quality.conflicts
    order by status <> 'open', severity <> 'fatal', conflict_id
"""
SUGGESTIONS = "select * from quality.series_link_suggestions order by suggestion_id"
WAIVERS = "select * from quality.waivers"


def pages(source: Source) -> Iterator[Page]:
    """All conflicts, then all suggested links."""
    waivers = source.warehouse.by("waiver_id", WAIVERS)
    for conflicts in batches(source.warehouse.rows(CONFLICTS), AT_A_TIME):
        members = _members(source, conflicts)
        ids = [conflict["conflict_id"] for conflict in conflicts]
        suspects = source.warehouse.by("conflict_id", SUSPECTS, [ids])
        for conflict in conflicts:
            waiver = next(iter(waivers.get(conflict["waiver_id"], ())), None)
            yield _conflict(source, conflict, members, suspects.get(conflict["conflict_id"], []), waiver)
    for suggestions in batches(source.warehouse.rows(SUGGESTIONS), AT_A_TIME):
        members = _members(source, suggestions)
        for suggestion in suggestions:
            yield _suggestion(source, suggestion, members)


def _members(source: Source, rows: Sequence[Row]) -> dict[str, Row]:
    ids = sorted({observation_id for row in rows for observation_id in row["observation_ids"]})
    return {row["observation_id"]: row for row in source.warehouse.rows(MEMBERS, [ids])}


def _conflict(source: Source, conflict: Row, members: dict[str, Row], suspects: list[Row], waiver: Row | None) -> Page:
    conflict_id = conflict["conflict_id"]
    set_count = len({row["set_rank"] for row in suspects})
    suspects = [row for row in suspects if row["set_rank"] in _ranks(suspects)]
    doubted = next(iter(suspects), None)
    at = f"«{doubted['quote']}»" if doubted else conflict_id
    figures = [members[one] for one in conflict["observation_ids"] if one in members]
    return Page(
        path=conflict_path(conflict_id),
        template="conflict.html.j2",
        title=Text(f"Mâu thuẫn ở {at}", f"Contradiction at {at}"),
        section="review.html",
        context={
            "conflict": conflict,
            "doubted": figure_of(doubted, members),
            "proof": Text(conflict["proof_vi"], conflict["proof_en"]),
            "axes": _axes(figures, suspects),
            "passages": passages(figures),
            "sets": [(rank, [row for row in suspects if row["set_rank"] == rank]) for rank in _ranks(suspects)],
            "set_count": set_count,
            "members": members_of(figures),
            "corrections": [_correction(row, members) for row in suspects if row["repair_value"] is not None],
            "waiver_row": csv_line("waivers", {"waiver_id": f"waiver-{conflict_id}", "conflict_id": conflict_id}),
            "waiver": waiver,
            "with_page": sorted(source.with_page & {row["bulletin_id"] for row in figures}),
        },
    )


def _ranks(suspects: list[Row]) -> list[int]:
    return sorted({row["set_rank"] for row in suspects})[:MOST_SETS]


def members_of(figures: list[Row]) -> dict[str, Row]:
    """Figures by their id."""
    return {row["observation_id"]: row for row in figures}


def figure_of(suspect: Row | None, members: dict[str, Row]) -> Row | None:
    """The figure to doubt with all that is known of it, and what all others imply for it."""
    if suspect is None:
        return None
    figure = members.get(suspect["observation_id"])
    return None if figure is None else figure | suspect


def _axes(figures: list[Row], suspects: list[Row]) -> list[tuple[str | None, list[Row]]]:
    """The figures by unit, each unit an axis; under the likeliest to be wrong stands what all others imply for it."""
    likeliest = {row["observation_id"]: row for row in suspects if row["set_rank"] == 1}
    axes: dict[str | None, list[Row]] = {}
    for figure in figures:
        doubt = likeliest.get(figure["observation_id"])
        lane = {"quote": figure["quote"], "low": figure["low"], "high": figure["high"], "is_doubted": doubt is not None}
        lanes = axes.setdefault(figure["unit"], [])
        lanes.append(lane)
        if doubt is not None:
            lanes.append({"quote": None, "low": doubt["implied_low"], "high": doubt["implied_high"]})
    return sorted(axes.items(), key=lambda axis: not any(lane.get("is_doubted") for lane in axis[1]))


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with those of its figures that take part.

    Attributes:
        figures: They, in the order of the text.
        pieces: The sentence in pieces, each with the figure that it is, if it is one.
    """

    figures: tuple[Row, ...]
    pieces: tuple[tuple[str, Row | None], ...]


def passages(figures: Sequence[Row]) -> list[Passage]:
    """The sentences that figures stand in, each once."""
    gathered: dict[tuple[str, int], list[Row]] = {}
    for figure in figures:
        gathered.setdefault((figure["bulletin_id"], figure["sentence_start"]), []).append(figure)
    return [Passage(tuple(rows), tuple(_pieces(rows))) for rows in gathered.values()]


def _pieces(figures: list[Row]) -> Iterator[tuple[str, Row | None]]:
    sentence, origin, done = figures[0]["sentence"], figures[0]["sentence_start"], 0
    for figure in sorted(figures, key=lambda row: row["start"]):
        start, end = figure["start"] - origin, figure["end"] - origin
        if start < done or end > len(sentence):
            continue
        yield sentence[done:start], None
        yield sentence[start:end], figure
        done = end
    yield sentence[done:], None


def _correction(suspect: Row, members: dict[str, Row]) -> Row:
    figure = members.get(suspect["observation_id"])
    old = figure["value"] if figure else None
    values = {
        "correction_id": f"correction-{suspect['observation_id'].replace(':', '-')}",
        "observation_id": suspect["observation_id"],
        "column_name": "value",
        "old_value": "" if old is None else f"{old.normalize():f}",
        "new_value": f"{suspect['repair_value'].normalize():f}",
    }
    return suspect | {
        "line": csv_line("corrections", values),
        "old_value": values["old_value"],
        "new_value": values["new_value"],
    }


def csv_line(table: str, values: dict[str, str]) -> str:
    """The row to add to a steward's table; what only the steward knows is left as words in angle brackets."""
    blanks = {"reason": "<reason>", "author": "<author>"}
    columns = STEWARD_TABLES[table]
    cells = [
        values.get(column) or blanks.get(column) or ("<yyyy-mm-dd>" if column.endswith("_on") else "")
        for column in columns
    ]
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(cells)
    return stream.getvalue()


def _suggestion(source: Source, suggestion: Row, members: dict[str, Row]) -> Page:
    figures = [members[one] for one in suggestion["observation_ids"] if one in members]
    return Page(
        path=suggestion_path(suggestion["suggestion_id"]),
        template="suggestion.html.j2",
        title=Text("Hai chuỗi có thể là một", "Two series may be one"),
        section="review.html",
        context={
            "suggestion": suggestion,
            "proof": Text(suggestion["proof_vi"] or "", suggestion["proof_en"] or ""),
            "passages": passages(figures),
            "with_page": sorted(source.with_page & {row["bulletin_id"] for row in figures}),
        },
    )
