"""The first page: what was read, what holds, what does not, and what has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from orchestration.site.charts import CountsChart, TrendChart
from orchestration.site.page import Page, Text
from orchestration.site.pages.briefs import briefs
from orchestration.site.pages.listing import listed
from orchestration.site.pages.source import OUTCOMES, VERDICTS, Source
from orchestration.site.rows import Row

VERDICT_COUNTS = "select status, count(*) from quality.figure_verdicts group by 1"
SEVERITIES = """
    select severity, count(*) from quality.conflicts where status = 'open' group by 1 order by severity <> 'fatal', 1
"""
URGENT = "qualify place <= 8"
SUGGESTIONS = """
    select suggestion_id, quotes, explanation_vi, explanation_en, status, strain, revision_needed, revision_band
    from quality.series_link_suggestions
    order by suggestion_id limit 4
"""
QUARANTINE = """
    select source_name, reason_vi, reason_en, detail, what_to_do_vi, what_to_do_en, seen_at
    from quality.quarantine where not resolved
    qualify row_number() over (partition by source_name order by seen_at desc) = 1
    order by source_name
"""
MOST_IN_QUARANTINE = 60
TREND = """
    with runs as (
        select distinct recorded_at from quality.check_history order by recorded_at desc limit 60
    ),
    newest as (
        select r.recorded_at, h.check_id, arg_max(h.outcome, h.recorded_at) as outcome
        from runs as r inner join quality.check_history as h on h.recorded_at <= r.recorded_at
        group by 1, 2
    )
    select recorded_at, outcome, count(*) as count from newest group by 1, 2 order by 1, 2
"""
"""Outcomes as they stood after each of the last runs: a run judges only what is new."""
CHANGES = """
    with judged as (
        select *, lag(outcome) over (partition by check_id order by recorded_at) as before_it,
            lag(rows_failed) over (partition by check_id order by recorded_at) as failed_before
        from quality.check_history
    )
    select check_id, suite, check_name, before_it, outcome, failed_before, rows_failed, recorded_at
    from judged
    where recorded_at = (select max(recorded_at) from quality.check_history)
        and (before_it is distinct from outcome or failed_before is distinct from rows_failed)
        and before_it is not null
    order by outcome, check_id
    limit 60
"""
RUNS = "select distinct recorded_at from quality.check_history order by recorded_at desc limit 2"
READ_SINCE = """
    select d.bulletin_id from staging.documents as d semi join intermediate.bulletins as b using (bulletin_id)
    where d.ingested_at > ? order by d.ingested_at desc, d.bulletin_id limit 12
"""
COUNT_SINCE = """
    select count(*) from staging.documents as d semi join intermediate.bulletins as b using (bulletin_id)
    where d.ingested_at > ?
"""
BY_AREA = """
    with told as (select bulletin_id, mode(ref_area) as ref_area, max(period_end) as last
        from marts.observations group by bulletin_id),
    areas as (select code, any_value(name_vi) as name_vi, any_value(name_en) as name_en
        from reference.areas group by code),
    doubtful as (select distinct bulletin_id from quality.figure_verdicts where status = 'contradicted')
    select a.name_vi as area_name_vi, a.name_en as area_name_en, a.code as ref_area,
        year(coalesce(d.report_period_end, t.last, d.published_on)) as year, count(*) as bulletins,
        count(f.bulletin_id) as contradicted
    from staging.documents as d
    semi join intermediate.bulletins as b on b.bulletin_id = d.bulletin_id
    left join told as t on t.bulletin_id = d.bulletin_id
    left join areas as a on a.code = coalesce(d.ref_area, t.ref_area)
    left join doubtful as f on f.bulletin_id = d.bulletin_id
    group by all
    order by area_name_vi nulls last, ref_area, year
"""
MOST_YEARS = 8
NEWEST = 20
"""Bulletins on the first page; all others are in the list."""


def pages(source: Source) -> Iterator[Page]:
    """One page."""
    ask = source.warehouse
    verdicts = ask.counts(VERDICT_COUNTS)
    quarantine = ask.rows(QUARANTINE)
    since = _since(source)
    yield Page(
        path="index.html",
        template="overview.html.j2",
        title=Text("Tổng quan chất lượng số liệu", "Data quality at a glance"),
        section="index.html",
        context={
            "counts": dict(source.counts),
            "bulletins": listed(source, source.bulletin_ids)[:NEWEST],
            "pages_of_bulletins": len(source.bulletin_ids),
            "with_page": sorted(source.with_page & {row["bulletin_id"] for row in since["bulletins"]}) if since else [],
            "matrix": _matrix(ask.rows(BY_AREA)),
            "verdicts": [(code, tone, verdicts[code]) for code, tone in VERDICTS.items() if code in verdicts],
            "verdict_chart": _counts_chart(source, verdicts),
            "conflicts": briefs(ask, URGENT),
            "conflict_count": ask.one("select count(*) from quality.conflicts"),
            "suggestions": ask.rows(SUGGESTIONS),
            "severities": ask.counts(SEVERITIES),
            "quarantine": quarantine[:MOST_IN_QUARANTINE],
            "quarantined": len(quarantine),
            "trend": _trend(source, ask.rows(TREND)),
            "since": since,
            "changes": ask.rows(CHANGES),
            "queue": ask.counts("select kind, count(*) from quality.review_queue group by 1 order by min(position)"),
        },
    )


def _matrix(rows: list[Row]) -> dict[str, Any]:
    """Bulletins by area and year of their report period: the newest years, and all before in one."""
    years = sorted({row["year"] for row in rows if row["year"] is not None})[-MOST_YEARS:]
    first = years[0] if years else 0
    areas: dict[str | None, dict[str, Any]] = {}
    for row in rows:
        area = areas.setdefault(row["ref_area"], {"area": row, "cells": defaultdict(lambda: [0, 0])})
        year = row["year"]
        cell = area["cells"][year if year is not None and year >= first else "before" if year else "unknown"]
        cell[0] += row["bulletins"]
        cell[1] += row["contradicted"]
    columns = [*(one for one in ("unknown", "before") if any(one in area["cells"] for area in areas.values())), *years]
    return {
        "columns": columns,
        "areas": [
            {"area": area["area"], "cells": [tuple(area["cells"].get(column, (0, 0))) for column in columns]}
            for area in areas.values()
        ],
    }


def _since(source: Source) -> dict[str, Any] | None:
    """What has been read since the run before the newest; None where there was none."""
    runs = [row["recorded_at"] for row in source.warehouse.rows(RUNS)]
    if len(runs) < 2:
        return None
    before: datetime = runs[1]
    ids = [row["bulletin_id"] for row in source.warehouse.rows(READ_SINCE, [before])]
    return {
        "moment": before,
        "bulletins": listed(source, ids) if ids else [],
        "count": source.warehouse.one(COUNT_SINCE, [before]),
    }


def _counts_chart(source: Source, verdicts: dict[str, int]) -> CountsChart | None:
    parts = tuple((source.name_of(code), tone, verdicts[code]) for code, tone in VERDICTS.items() if code in verdicts)
    if not parts:
        return None
    words = [(name, count) for name, _, count in parts]
    return CountsChart(
        Text(
            "Số liệu theo kết luận: " + ", ".join(f"{name.vi} {count}" for name, count in words),
            "Figures by verdict: " + ", ".join(f"{name.en} {count}" for name, count in words),
        ),
        parts,
    )


def _trend(source: Source, rows: list[Row]) -> TrendChart | None:
    moments = sorted({row["recorded_at"] for row in rows})
    if len(moments) < 2:
        return None
    counted = {(row["recorded_at"], row["outcome"]): row["count"] for row in rows}
    return TrendChart(
        Text("Kết quả phép kiểm tra qua các lần chạy", "Outcomes of the checks over the runs"),
        tuple(
            (moment.isoformat(), source.name_of(outcome), tone, counted.get((moment, outcome), 0))
            for moment in moments
            for outcome, tone in OUTCOMES.items()
            if outcome != "error"
        ),
    )
