"""A page a bulletin: its whole text with every figure marked by verdict, and what is known of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.explaining.lines import Line, lines_of
from orchestration.site.page import Page, Text, bulletin_path
from orchestration.site.pages.source import Source, title_of
from orchestration.site.rows import Row, batches

AT_A_TIME = 50
"""Bulletins whose rows are in memory together."""

DOCUMENTS = """
    select d.*, b.source_name, a.name_vi as area_name_vi, a.name_en as area_name_en
    from staging.documents as d
    left join intermediate.bulletins as b on b.bulletin_id = d.bulletin_id
    left join (
        select code, any_value(name_vi) as name_vi, any_value(name_en) as name_en from reference.areas group by code
    ) as a on a.code = d.ref_area
    where d.bulletin_id in (select unnest(?))
"""
FIGURES = """
    select o.*, v.status, v.severity, v.reason, v.redundancy, v.implied_low, v.implied_high, v.is_suspect,
        v.conflict_ids
    from marts.observations as o
    inner join quality.figure_verdicts as v on v.observation_id = o.observation_id
    where o.bulletin_id in (select unnest(?))
    order by o.bulletin_id, o.start
"""
NUMERALS = """
    select bulletin_id, start, "end", text, role, observation_id from staging.numerals
    where bulletin_id in (select unnest(?)) order by bulletin_id, start
"""
EVENTS = """
    select * from marts.infrastructure_project_events
    where bulletin_id in (select unnest(?)) order by bulletin_id, start
"""
SITUATIONS = "select * from marts.situations where bulletin_id in (select unnest(?)) order by bulletin_id, start"
CONFLICTS = """
    select conflict_id, unnest(bulletin_ids) as bulletin_id, severity, status, explanation_vi, explanation_en
    from quality.conflicts
    where list_has_any(bulletin_ids, ?)
    order by status <> 'open', severity, conflict_id
"""


@dataclass(frozen=True, slots=True)
class Spanned:
    """What the text is cut by: a span with what stands in it."""

    start: int
    end: int
    role: str | None = None
    observation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """All spans of one text."""

    observations: Sequence[Spanned]
    numerals: Sequence[Spanned]
    events: Sequence[Spanned]
    situations: Sequence[Spanned]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of some bulletins by bulletin."""

    figures: Mapping[str, list[Row]]
    numerals: Mapping[str, list[Row]]
    events: Mapping[str, list[Row]]
    situations: Mapping[str, list[Row]]
    conflicts: Mapping[str, list[Row]]


def pages(source: Source) -> Iterator[Page]:
    """A page a bulletin, the most urgent and newest first."""
    ask = source.warehouse
    for ids in batches(source.bulletin_ids, AT_A_TIME):
        documents = {row["bulletin_id"]: row for row in ask.rows(DOCUMENTS, [ids])}
        rows = Rows(
            *(ask.by("bulletin_id", sql, [ids]) for sql in (FIGURES, NUMERALS, EVENTS, SITUATIONS, CONFLICTS)),
        )
        for bulletin_id in ids:
            yield _page(documents[bulletin_id], rows)


def _page(document: Row, rows: Rows) -> Page:
    bulletin_id = document["bulletin_id"]
    figures, numerals = rows.figures.get(bulletin_id, []), rows.numerals.get(bulletin_id, [])
    events, situations = rows.events.get(bulletin_id, []), rows.situations.get(bulletin_id, [])
    title = title_of(document)
    return Page(
        path=bulletin_path(bulletin_id),
        template="bulletin.html.j2",
        title=Text(title, title),
        section="index.html",
        context={
            "document": {name: value for name, value in document.items() if name not in ("text", "ingested_at")},
            "name_of_bulletin": title,
            "lines": _lines(document["text"], figures, numerals, events, situations),
            "figures": figures,
            "events": events,
            "situations": situations,
            "roles": _roles(numerals),
            "conflicts": rows.conflicts.get(bulletin_id, []),
        },
    )


def _lines(text: str, *rows: list[Row]) -> list[Line[Spanned, Spanned, Spanned]]:
    return list(lines_of(text, Told(*([_spanned(row) for row in some] for some in rows))))


def _spanned(row: Mapping[str, Any]) -> Spanned:
    return Spanned(row["start"], row["end"], row.get("role"), row.get("observation_id"))


def _roles(numerals: list[Row]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for row in numerals:
        counts[row["role"]] += 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))
