"""Series: each indicator of each area over time, with intervals, plans, bases and sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from orchestration.site.charts import Reported, SeriesChart
from orchestration.site.page import Page, Text, series_path
from orchestration.site.pages.source import Source
from orchestration.site.pages.statements import ALL, as_csv
from orchestration.site.rows import Row

KEYS = f"""
    select domain, indicator, ref_area, any_value(indicator_name_vi) as indicator_name_vi,
        any_value(indicator_name_en) as indicator_name_en, any_value(area_name_vi) as area_name_vi,
        any_value(area_name_en) as area_name_en, count(*) as statements, count(distinct bulletin_id) as bulletins,
        min(period_start) as period_start, max(period_end) as period_end, cast(null as varchar) as time_period
    from ({ALL}) where indicator is not null
    group by domain, indicator, ref_area
    order by statements desc, indicator, ref_area
"""  # noqa: S608 - names of ours
ONE = f"""
    select * from ({ALL}) where indicator = ? and ref_area is not distinct from ?
    order by coverage nulls first, item nulls first, season nulls first, partner nulls first, unit, period_end,
        observation_id
"""  # noqa: S608 - names of ours
DOMAINS = ("trade", "agriculture", "infrastructure")
MOST_POINTS = 60
"""Values in a chart, the newest: more would be a blot, and a heavy page."""
MOST_CHARTS = 4
MOST_ROWS = 150
"""Statements on a page, the newest; the file beside it has all."""
CUTS = ("coverage", "item", "season", "partner", "unit", "measure")
"""What tells the sections of a page apart."""


def pages(source: Source) -> Iterator[Page]:
    """The list of all series, and a page an indicator and area, up to the limit."""
    keys = source.warehouse.rows(KEYS)
    shown = keys[: source.settings.site_series]
    yield _index(shown, len(keys))
    for key in shown:
        rows = source.warehouse.rows(ONE, [key["indicator"], key["ref_area"]])
        yield _page(key, rows, source)


def _index(keys: list[Row], total: int) -> Page:
    domains: dict[str, dict[str, list[Row]]] = {domain: defaultdict(list) for domain in DOMAINS}
    for key in sorted(keys, key=lambda key: (key["indicator_name_vi"] or "", key["area_name_vi"] or "")):
        domains.setdefault(key["domain"], defaultdict(list))[key["indicator"]].append(key)
    return Page(
        path="series.html",
        template="series_index.html.j2",
        title=Text("Chuỗi số liệu", "Series"),
        section="series.html",
        context={
            "domains": {domain: dict(found) for domain, found in domains.items() if found},
            "shown": len(keys),
            "total": total,
        },
    )


def _page(key: Row, rows: list[Row], source: Source) -> Page:
    path = series_path(key["indicator"], key["ref_area"])
    sections: dict[tuple[str | None, ...], list[Row]] = defaultdict(list)
    shown = {row["observation_id"] for row in sorted(rows, key=_newest_first)[:MOST_ROWS]}
    for row in rows:
        if row["observation_id"] in shown:
            sections[tuple(row[cut] for cut in CUTS)].append(row)
    busiest = sorted(sections, key=lambda cuts: -len({row["period_end"] for row in sections[cuts]}))[:MOST_CHARTS]
    place = Text(key["area_name_vi"] or "", key["area_name_en"] or "")
    return Page(
        path=path,
        template="series.html.j2",
        title=Text(
            f"{key['indicator_name_vi'] or key['indicator']}, {place.vi}".rstrip(", "),
            f"{key['indicator_name_en'] or key['indicator']}, {place.en}".rstrip(", "),
        ),
        section="series.html",
        context={
            "key": key,
            "sections": [(some, over_time(some) if cuts in busiest else None) for cuts, some in sections.items()],
            "shown": len(shown),
            "download": path.rpartition("/")[2].replace(".html", ".csv"),
            "with_page": sorted(source.with_page & {row["bulletin_id"] for row in rows}),
        },
        files={path.replace(".html", ".csv"): as_csv(rows)},
    )


def _newest_first(row: Row) -> tuple[int, str]:
    end: date | None = row["period_end"]
    return (-end.toordinal() if end else 0, row["observation_id"])


def over_time(rows: Sequence[Row], width: int = 560, height: int = 190, most: int = MOST_POINTS) -> SeriesChart | None:
    """Statements of one series as a chart; None where all are of one day, for the table says that better."""
    values = [*_values(rows)]
    if len(values) > most:
        values = sorted(values, key=lambda value: value.day)[-most:]
    if len({value.day for value in values}) < 2:
        return None
    first = rows[0]
    return SeriesChart(
        Text(
            f"{first['indicator_name_vi']} qua các kỳ, với khoảng mà chữ số in cho phép",
            f"{first['indicator_name_en']} over time, with the intervals that the printed digits allow",
        ),
        tuple(values),
        width,
        height,
    )


def _values(rows: Sequence[Row]) -> Iterator[Reported]:
    for row in rows:
        end: date | None = row["period_end"]
        if end is None or row["low_used"] is None or row["high_used"] is None:
            continue
        kind = "plan" if row["role"] in ("plan", "target") else "actual"
        yield Reported(end, row["value_used"], row["low_used"], row["high_used"], kind, row["is_preferred"])
        if row["implied_base_low"] is not None and row["implied_base_high"] is not None and row["base_period_end"]:
            yield Reported(
                row["base_period_end"],
                None,
                row["implied_base_low"],
                row["implied_base_high"],
                "base",
                row["is_preferred"],
            )
