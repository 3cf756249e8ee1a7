"""The list of bulletins, and the pages of each: its whole text with every figure marked, and what is known of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestration.site.page import Page, Text, bulletin_path
from orchestration.site.pages.briefs import briefs
from orchestration.site.pages.listing import listed, paged
from orchestration.site.pages.source import VERDICTS, Source, title_of
from orchestration.site.pages.texts import leaves_of
from orchestration.site.parting import PAGE_WEIGHT, Leaf
from orchestration.site.rows import Row, weighed

WEIGHT_AT_A_TIME = 20 * PAGE_WEIGHT
"""How much of bulletins is in memory together."""
ON_A_PAGE = 300
"""Bulletins on a page of the list."""

DOCUMENTS = """
    with areas as (
        select code, any_value(name_vi) as name_vi, any_value(name_en) as name_en from reference.areas group by code
    )
    select d.*, b.source_name, a.name_vi as area_name_vi, a.name_en as area_name_en
    from staging.documents as d
    left join intermediate.bulletins as b on b.bulletin_id = d.bulletin_id
    left join areas as a on a.code = d.ref_area
    where d.bulletin_id in (select unnest(?))
"""
FIGURES = """
    select o.* exclude (sentence), v.status, v.severity, v.reason, v.redundancy, v.implied_low, v.implied_high,
        v.is_suspect, v.conflict_ids
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
WITHDRAWN = """
    select bulletin_id, title, array_to_string(source_names, ', ') as source_names, publisher, published_on,
        observation_count, reason, author, withdrawn_on
    from quality.withdrawals where is_in_force order by withdrawn_on desc, bulletin_id limit 200
"""
OF_BULLETINS = "where list_has_any(bulletin_ids, ?)"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of some bulletins by bulletin."""

    figures: Mapping[str, list[Row]]
    numerals: Mapping[str, list[Row]]
    events: Mapping[str, list[Row]]
    situations: Mapping[str, list[Row]]


def pages(source: Source) -> Iterator[Page]:
    """The list, then the pages of each bulletin, the newest first."""
    yield from _list(source)
    ask = source.warehouse
    for ids in weighed(source.bulletin_ids, lambda one: source.places.weights.get(one, 0), WEIGHT_AT_A_TIME):
        documents = {row["bulletin_id"]: row for row in ask.rows(DOCUMENTS, [ids])}
        rows = Rows(*(ask.by("bulletin_id", sql, [ids]) for sql in (FIGURES, NUMERALS, EVENTS, SITUATIONS)))
        conflicts = briefs(ask, OF_BULLETINS, [ids])
        for bulletin_id in ids:
            own = [conflict for conflict in conflicts if bulletin_id in conflict["bulletin_ids"]]
            yield from _pages(documents[bulletin_id], rows, own, source.project_paths)


def _list(source: Source) -> Iterator[Page]:
    rows = listed(source, source.bulletin_ids)
    for path, number, shown, parts in paged("bulletins.html", rows, ON_A_PAGE):
        yield Page(
            path=path,
            template="bulletins.html.j2",
            title=Text("Bản tin", "Bulletins"),
            section="bulletins.html",
            context={
                "bulletins": shown,
                "withdrawn": source.warehouse.rows(WITHDRAWN) if number == 0 else [],
                "number": number,
                "parts": parts,
                "shown": len(rows),
                "total": source.counts["bulletins"],
            },
        )


def _pages(document: Row, rows: Rows, conflicts: list[Row], project_paths: Mapping[str, str]) -> Iterator[Page]:
    bulletin_id = document["bulletin_id"]
    figures, numerals, events, situations = (
        some.get(bulletin_id, []) for some in (rows.figures, rows.numerals, rows.events, rows.situations)
    )
    title = title_of(document)
    found = leaves_of(document["text"], figures, numerals, events, situations)
    whole = {
        "document": {name: value for name, value in document.items() if name not in ("text", "ingested_at")},
        "name_of_bulletin": title,
        "verdicts": _verdicts(figures),
        "roles": dict(Counter(row["role"] for row in numerals).most_common()),
        "conflicts": conflicts,
        "project_paths": {row["project_id"]: project_paths.get(row["project_id"]) for row in events},
        "leaves": len(found),
    }
    for number, leaf in enumerate(found):
        end = found[number + 1].start if number + 1 < len(found) else len(document["text"])
        yield Page(
            path=bulletin_path(bulletin_id, number),
            template="bulletin.html.j2",
            title=Text(title, title),
            section="bulletins.html",
            context={
                **whole,
                "number": number,
                "lines": leaf.lines,
                "figures": _numbered(figures, leaf),
                "events": [row for row in events if leaf.start <= row["start"] < end],
                "situations": [row for row in situations if leaf.start <= row["start"] < end],
            },
        )


def _numbered(figures: list[Row], leaf: Leaf) -> dict[int, Row]:
    """The figures of a page by their number in the text."""
    numbers = {part.figure for parts in leaf.lines for part in parts if part.figure is not None}
    return {number: figures[number - 1] for number in sorted(numbers)}


def _verdicts(figures: list[Row]) -> list[tuple[str, str, int]]:
    counts = Counter(figure["status"] for figure in figures)
    return [(code, tone, counts[code]) for code, tone in VERDICTS.items() if counts[code]]
