"""The three domains: what was traded, planted and built, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from orchestration.site.charts import SeriesChart
from orchestration.site.page import Page, Text
from orchestration.site.pages import projects
from orchestration.site.pages.series import CUTS, over_time
from orchestration.site.pages.source import Source
from orchestration.site.pages.statements import MARTS, as_csv, statements_of
from orchestration.site.rows import Row

MOST = 100
"""Statements on a page, so that it stays below 300 KB; the file beside it has more."""
MOST_CHARTS = 6
SMALL = (330, 110, 24)
"""Width and height of a small chart, and how many values it shows."""
MOST_IN_FILE = 20_000
TITLES = {
    "trade": Text("Thương mại", "Trade"),
    "agriculture": Text("Nông, lâm, thủy sản", "Agriculture, forestry, fishery"),
    "infrastructure": Text("Hạ tầng và đầu tư", "Infrastructure and investment"),
}
ORDER = """
    order by is_preferred desc, period_end desc nulls last, ref_area, indicator_name_vi, coverage nulls first,
        item nulls first, observation_id
    limit ?
"""
SITUATIONS = """
    select * from marts.situations where domain = ? order by period_end desc nulls last, bulletin_id, start limit 200
"""


def pages(source: Source) -> Iterator[Page]:
    """A page a domain, and as many more as the projects need."""
    for domain, marts in MARTS.items():
        ask = source.warehouse
        count = ask.one(f"select count(*) from ({statements_of(marts)})")  # noqa: S608 - names of ours
        rows = ask.rows(statements_of(marts) + ORDER, [MOST_IN_FILE])
        yield Page(
            path=f"{domain}.html",
            template="infrastructure.html.j2" if domain == "infrastructure" else "domain.html.j2",
            title=TITLES[domain],
            section=f"{domain}.html",
            context={
                "rows": rows[:MOST],
                "count": count,
                "in_file": len(rows),
                "download": f"{domain}.csv",
                "situations": ask.rows(SITUATIONS, [domain]),
                "with_page": sorted(source.with_page),
                "charts": _charts(rows),
                **(projects.first_page(source) if domain == "infrastructure" else {}),
            },
            files={f"{domain}.csv": as_csv(rows)},
        )
    yield from projects.other_pages(source)


def _charts(rows: Sequence[Row]) -> list[tuple[Row, SeriesChart]]:
    """The series told of on most days: the newest statement of each, and its chart."""

    def key(row: Row) -> tuple[str, ...]:
        return tuple(str(row[column]) for column in ("indicator", "ref_area", *CUTS))

    usable = sorted((row for row in rows if row["indicator"] and row["is_preferred"]), key=key)
    series = [[*some] for _, some in groupby(usable, key)]
    series.sort(key=lambda some: (-len({row["period_end"] for row in some}), -len(some), key(some[0])))
    drawn = ((some[0], over_time(some, *SMALL)) for some in series[: 4 * MOST_CHARTS])
    return [(row, chart) for row, chart in drawn if chart is not None][:MOST_CHARTS]
