"""The three domains: what was traded, planted and built, and who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from orchestration.site.gate_map import SHAPES, gate_map
from orchestration.site.page import Page, Text
from orchestration.site.pages.source import Source
from orchestration.site.pages.statements import MARTS, as_csv, statements_of
from orchestration.site.rows import Row

MOST = 300
"""Statements on a page; the file beside it has more."""
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
    """A page a domain."""
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
                **(_projects(source) if domain == "infrastructure" else {}),
            },
            files={f"{domain}.csv": as_csv(rows)},
        )


def _projects(source: Source) -> dict[str, object]:
    ask = source.warehouse
    projects = ask.rows(PROJECTS)
    events = ask.by("project_id", EVENTS, [[project["project_id"] for project in projects]])
    gates = ask.rows(GATES)
    ladder = [row for row in ask.rows(STATUSES) if row["condition"] not in (True, "yes")]
    return {
        "projects": [(project, events.get(project["project_id"], [])) for project in projects],
        "ladder": ladder,
        "map": gate_map(gates, _at_gates(gates, projects)),
        "gates": gates,
        "gate_kinds": GATE_KINDS,
        "shapes": dict(SHAPES),
    }


def _at_gates(gates: list[Row], projects: list[Row]) -> dict[str, list[str]]:
    """Projects by the gate that their name or place names."""
    found: dict[str, list[str]] = defaultdict(list)
    for project in projects:
        said = f" {project['project_name']} {project['place'] or ''} ".casefold()
        for gate in gates:
            if gate["name_vi"].casefold() in said:
                found[gate["name_vi"]].append(project["project_name"])
    return found
