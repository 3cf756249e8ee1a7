"""Bulletins as rows of a list: where from, of which period, and how their figures fare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestration.site.pages.source import Source, title_of
from orchestration.site.rows import Row, batches

BULLETINS = """
    with counted as (
        select bulletin_id, count(*) as figures,
            count(*) filter (where status = 'contradicted') as contradicted,
            count(*) filter (where status in ('revised', 'waived')) as revised,
            count(*) filter (where status in ('reconciled', 'reconciled_tight')) as reconciled,
            count(*) filter (where status in ('unverified', 'not_evaluated')) as unverified
        from quality.figure_verdicts group by bulletin_id
    ),
    told as (
        select bulletin_id, mode(ref_area) as ref_area,
            coalesce(
                mode({'form': time_period, 'first': period_start, 'last': period_end})
                    filter (where period_source = 'document'),
                mode({'form': time_period, 'first': period_start, 'last': period_end})
                    filter (where measure = 'level' and role = 'actual' and period_end is not null)
            ) as period
        from marts.observations group by bulletin_id
    ),
    areas as (
        select code, any_value(name_vi) as name_vi, any_value(name_en) as name_en from reference.areas group by code
    )
    select d.bulletin_id, d.title, d.publisher, d.published_on, a.code as ref_area, a.name_vi as area_name_vi,
        a.name_en as area_name_en, coalesce(d.report_period_start, t.period.first) as period_start,
        coalesce(d.report_period_end, t.period.last) as period_end,
        case
            when d.report_period_start is null
                or (d.report_period_start = t.period.first and d.report_period_end = t.period.last)
                then t.period.form
        end as time_period,
        b.source_name, coalesce(c.figures, 0) as figures, coalesce(c.contradicted, 0) as contradicted,
        coalesce(c.revised, 0) as revised, coalesce(c.reconciled, 0) as reconciled,
        coalesce(c.unverified, 0) as unverified
    from staging.documents as d
    left join intermediate.bulletins as b on b.bulletin_id = d.bulletin_id
    left join counted as c on c.bulletin_id = d.bulletin_id
    left join told as t on t.bulletin_id = d.bulletin_id
    left join areas as a on a.code = coalesce(d.ref_area, t.ref_area)
    where d.bulletin_id in (select unnest(?))
    order by period_end desc nulls last, d.published_on desc nulls last, ref_area, d.bulletin_id
"""


def listed(source: Source, bulletin_ids: Sequence[str]) -> list[Row]:
    """Bulletins, the newest report period first."""
    return [row | {"name": title_of(row)} for row in source.warehouse.rows(BULLETINS, [list(bulletin_ids)])]


def paged(path: str, rows: Sequence[Row], size: int) -> Iterator[tuple[str, int, list[Row], list[str]]]:
    """Rows on pages of `size`: path, number from 0, its rows, and the paths of all; one page where there are none."""
    stem = path.removesuffix(".html")
    shares = [*batches(rows, size)] or [[]]
    paths = [path if number == 0 else f"{stem}-{number + 1}.html" for number in range(len(shares))]
    for number, share in enumerate(shares):
        yield paths[number], number, share, paths
