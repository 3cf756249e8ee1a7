"""The first page: what was read, what holds, what does not, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.site.charts import CountsChart, TrendChart
from orchestration.site.page import Page, Text
from orchestration.site.pages.source import OUTCOMES, VERDICTS, Source, title_of
from orchestration.site.rows import Row

BULLETINS = """
    with counted as (
        select bulletin_id, count(*) as figures,
            count(*) filter (where status = 'contradicted') as contradicted,
            count(*) filter (where status in ('reconciled', 'reconciled_tight')) as reconciled,
            count(*) filter (where status = 'unverified') as unverified
        from quality.figure_verdicts group by bulletin_id
    ),
    reported as (
        select bulletin_id, mode(time_period) as time_period from marts.observations
        where period_source = 'document' group by bulletin_id
    ),
    areas as (
        select code, any_value(name_vi) as name_vi, any_value(name_en) as name_en from reference.areas group by code
    )
    select d.bulletin_id, d.title, d.publisher, d.published_on, d.ref_area, a.name_vi as area_name_vi,
        a.name_en as area_name_en, d.report_period_start as period_start, d.report_period_end as period_end,
        r.time_period, b.source_name, coalesce(c.figures, 0) as figures,
        coalesce(c.contradicted, 0) as contradicted, coalesce(c.reconciled, 0) as reconciled,
        coalesce(c.unverified, 0) as unverified
    from staging.documents as d
    left join intermediate.bulletins as b on b.bulletin_id = d.bulletin_id
    left join counted as c on c.bulletin_id = d.bulletin_id
    left join areas as a on a.code = d.ref_area
    left join reported as r on r.bulletin_id = d.bulletin_id
    where d.bulletin_id in (select unnest(?))
    order by coalesce(d.report_period_end, d.published_on) desc nulls last, d.ref_area, d.bulletin_id
"""
VERDICT_COUNTS = "select status, count(*) from quality.figure_verdicts group by 1"
CONFLICTS = """
    select conflict_id, severity, status, series, quotes, explanation_vi, explanation_en, strain
    from quality.conflicts
    order by status <> 'open', severity <> 'fatal', severity, strain desc nulls last, conflict_id
    limit 12
"""
SEVERITIES = "select severity, count(*) from quality.conflicts where status = 'open' group by 1 order by 1"
QUARANTINE = """
    select source_name, reason_vi, reason_en, detail, what_to_do_vi, what_to_do_en, seen_at
    from quality.quarantine where not resolved
    qualify row_number() over (partition by source_name order by seen_at desc) = 1
    order by source_name limit 200
"""
TREND = """
    with runs as (select distinct recorded_at, run_name from quality.check_history),
    newest as (
        select r.recorded_at, h.check_id, arg_max(h.outcome, h.recorded_at) as outcome
        from runs as r inner join quality.check_history as h on h.recorded_at <= r.recorded_at
        group by 1, 2
    )
    select recorded_at, outcome, count(*) as count from newest group by 1, 2 order by 1, 2
"""
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
"""
MOST_RUNS = 60
"""Runs in the picture of the trend."""


def pages(source: Source) -> Iterator[Page]:
    """The overview, and one page that lists the bulletins in quarantine and those read."""
    ask = source.warehouse
    verdicts = ask.counts(VERDICT_COUNTS)
    yield Page(
        path="index.html",
        template="overview.html.j2",
        title=Text("Tổng quan chất lượng số liệu", "Data quality at a glance"),
        section="index.html",
        context={
            "bulletins": [row | {"name": title_of(row)} for row in ask.rows(BULLETINS, [list(source.bulletin_ids)])],
            "bulletin_count": source.counts["bulletins"],
            "verdicts": [(code, tone, verdicts[code]) for code, tone in VERDICTS.items() if code in verdicts],
            "verdict_chart": _counts_chart(source, verdicts),
            "conflicts": ask.rows(CONFLICTS),
            "severities": ask.counts(SEVERITIES),
            "quarantine": ask.rows(QUARANTINE),
            "trend": _trend(source, ask.rows(TREND)),
            "changes": ask.rows(CHANGES),
            "queue": ask.counts("select kind, count(*) from quality.review_queue group by 1 order by min(position)"),
        },
    )


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
    moments = sorted({row["recorded_at"] for row in rows})[-MOST_RUNS:]
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
