"""The three domains: what was traded, planted and built, and who says so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from orchestration.site.charts import SeriesChart
from orchestration.site.gate_map import SHAPES, gate_map
from orchestration.site.page import Page, Text
from orchestration.site.pages.series import CUTS, over_time
from orchestration.site.pages.source import Source
from orchestration.site.pages.statements import MARTS, as_csv, statements_of
from orchestration.site.rows import Row, batches

MOST = 150
"""Statements on a page, so that it stays below 300 KB; the file beside it has more."""
MOST_CHARTS = 6
SMALL = (330, 110)
"""Width and height of a small chart."""
MOST_PROJECTS = 60
"""Projects on a page; the others follow on pages of their own."""
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
PROJECTS = """
    select * from marts.infrastructure_projects
    order by stage_rank desc nulls last, last_event_date desc nulls last, project_name limit 500
"""
EVENTS = """
    select * from marts.infrastructure_project_events where project_id in (select unnest(?))
    order by event_date nulls first, status_rank, event_id
"""
STATUSES = "select code, rank, name_vi, name_en, condition from reference.project_statuses order by rank"
GATES = """
    select g.*, a.name_vi as area_name_vi, a.name_en as area_name_en from reference.border_gates as g
    left join (
        select code, any_value(name_vi) as name_vi, any_value(name_en) as name_en from reference.areas group by code
    ) as a on a.code = g.area_code
    order by g.area_code, g.name_vi
"""
GATE_KINDS = {
    "international": Text("cửa khẩu quốc tế", "international gate"),
    "main": Text("cửa khẩu chính", "main gate"),
    "secondary": Text("cửa khẩu phụ", "secondary gate"),
    "clearance_lane": Text("lối thông quan", "clearance lane"),
    "railway": Text("cửa khẩu đường sắt", "railway gate"),
}


def pages(source: Source) -> Iterator[Page]:
    """A page a domain, and as many more as the projects need."""
    for domain, marts in MARTS.items():
        ask = source.warehouse
        count = ask.one(f"select count(*) from ({statements_of(marts)})")  # noqa: S608 - names of ours
        rows = ask.rows(statements_of(marts) + ORDER, [MOST_IN_FILE])
        shares = _projects(source) if domain == "infrastructure" else [{}]
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
                **shares[0],
            },
            files={f"{domain}.csv": as_csv(rows)},
        )
        for share in shares[1:]:
            yield Page(
                path=str(share["path"]),
                template="projects.html.j2",
                title=Text("Dự án và giai đoạn", "Projects and their stages"),
                section=f"{domain}.html",
                context={"with_page": sorted(source.with_page), **share},
            )


def _charts(rows: Sequence[Row]) -> list[tuple[Row, SeriesChart]]:
    """The series told of on most days: the newest statement of each, and its chart."""

    def key(row: Row) -> tuple[str, ...]:
        return tuple(str(row[column]) for column in ("indicator", "ref_area", *CUTS))

    usable = sorted((row for row in rows if row["indicator"] and row["is_preferred"]), key=key)
    series = [[*some] for _, some in groupby(usable, key)]
    series.sort(key=lambda some: (-len({row["period_end"] for row in some}), -len(some), key(some[0])))
    drawn = ((some[0], over_time(some, *SMALL)) for some in series[: 4 * MOST_CHARTS])
    return [(row, chart) for row, chart in drawn if chart is not None][:MOST_CHARTS]


def _projects(source: Source) -> list[dict[str, object]]:
    """What each page of projects shows; the first has the map and the gates too."""
    ask = source.warehouse
    projects = ask.rows(PROJECTS)
    events = ask.by("project_id", EVENTS, [[project["project_id"] for project in projects]])
    gates = ask.rows(GATES)
    shares = [*batches(projects, MOST_PROJECTS)] or [[]]
    paths = ["infrastructure.html", *(f"infrastructure-{number}.html" for number in range(2, len(shares) + 1))]
    places = {project["project_id"]: path for path, share in zip(paths, shares, strict=True) for project in share}
    at_gates = projects_at_gates(gates, projects)
    common = {
        "ladder": [row for row in ask.rows(STATUSES) if row["condition"] not in (True, "yes")],
        "project_pages": paths,
    }
    first = {
        "map": gate_map(gates, {gate: [p["project_name"] for p in found] for gate, found in at_gates.items()}),
        "gates": [(gate, at_gates.get(gate["name_vi"], [])) for gate in gates],
        "project_places": places,
        "gate_kinds": GATE_KINDS,
        "shapes": dict(SHAPES),
    }
    return [
        {
            "path": path,
            "projects": [(project, events.get(project["project_id"], [])) for project in share],
            **common,
            **(first if path == paths[0] else {}),
        }
        for path, share in zip(paths, shares, strict=True)
    ]


def projects_at_gates(gates: Sequence[Row], projects: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Projects by the gate of their province that their name or place names as whole words."""
    names = [(gate, re.compile(rf"(?<!\w){re.escape(gate['name_vi'])}(?!\w)", re.IGNORECASE)) for gate in gates]
    found: dict[str, list[Row]] = defaultdict(list)
    for project in projects:
        said = f"{project['project_name']} {project['place'] or ''}"
        for gate, name in names:
            if project["ref_area"] in (None, gate["area_code"]) and name.search(said):
                found[gate["name_vi"]].append(project)
    return found
