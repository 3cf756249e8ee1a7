"""A page a conflict and one a suggested series link: the proof, the figures on one axis, and the ways out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from orchestration.site.page import Page, Text, conflict_path, suggestion_path
from orchestration.site.pages.source import Source
from orchestration.site.rows import Row, batches
from orchestration.steward import STEWARD_TABLES

AT_A_TIME = 200
MEMBERS = """
    select o.observation_id, o.bulletin_id, o.quote, o.sentence, o.unit, o.time_period, o.period_start, o.period_end,
        o.measure, o.indicator, o.indicator_name_vi, o.indicator_name_en, o.item, o.item_name_vi, o.item_name_en,
        o.coverage, o.coverage_name_vi, o.coverage_name_en, o.season, o.season_name_vi, o.season_name_en, o.ref_area,
        o.area_name_vi, o.area_name_en, o.obs_status, o.low_used as low, o.high_used as high, o.value, o.value_used,
        o.source_name, o.publisher, o.published_on, o.page, v.status, v.implied_low, v.implied_high, v.is_suspect
    from marts.observations as o
    inner join quality.figure_verdicts as v on v.observation_id = o.observation_id
    where o.observation_id in (select unnest(?))
    order by o.bulletin_id, o.start
"""
SUSPECTS = """
    select * from quality.conflict_suspects where conflict_id in (select unnest(?))
    order by conflict_id, set_rank, observation_id
"""
CONFLICTS = "select * from quality.conflicts order by status <> 'open', severity <> 'fatal', conflict_id"
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
    title = Text(f"Mâu thuẫn: {conflict['series'] or conflict_id}", f"Conflict: {conflict['series'] or conflict_id}")
    figures = [members[one] for one in conflict["observation_ids"] if one in members]
    return Page(
        path=conflict_path(conflict_id),
        template="conflict.html.j2",
        title=title,
        section="review.html",
        context={
            "conflict": {name: value for name, value in conflict.items() if name not in ("certificate", "min_sets")},
            "proof": Text(conflict["proof_vi"], conflict["proof_en"]),
            "figures": figures,
            "sets": [(rank, [row for row in suspects if row["set_rank"] == rank]) for rank in _ranks(suspects)],
            "members": members_of(figures),
            "corrections": [_correction(row, members) for row in suspects if row["repair_value"] is not None],
            "waiver_row": csv_line("waivers", {"waiver_id": f"waiver-{conflict_id}", "conflict_id": conflict_id}),
            "waiver": waiver,
            "with_page": sorted(source.with_page & {row["bulletin_id"] for row in figures}),
        },
    )


def _ranks(suspects: list[Row]) -> list[int]:
    return sorted({row["set_rank"] for row in suspects})


def members_of(figures: list[Row]) -> dict[str, Row]:
    """Figures by their id."""
    return {row["observation_id"]: row for row in figures}


def _correction(suspect: Row, members: dict[str, Row]) -> Row:
    figure = members.get(suspect["observation_id"])
    old = figure["value_used"] if figure else None
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
            "figures": figures,
            "with_page": sorted(source.with_page & {row["bulletin_id"] for row in figures}),
        },
    )
