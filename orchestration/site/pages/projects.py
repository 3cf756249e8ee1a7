"""Projects as ladders of stages with their history, and the gates where they stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orchestration.site.gate_map import SHAPES, gate_map
from orchestration.site.page import Page, Text
from orchestration.site.pages.source import Source, project_page
from orchestration.site.rows import Row

PROJECTS = "select * from marts.infrastructure_projects where project_id in (select unnest(?))"
MOST_EVENTS = 25
"""What was said of a project that its card shows: the newest."""
EVENTS = """
    select * from marts.infrastructure_project_events where project_id in (select unnest(?))
    order by event_date nulls first, status_rank, event_id
"""
STATUSES = "select code, rank, name_vi, name_en, condition from reference.project_statuses order by rank"
GATES = """
    select g.*, a.name_vi as area_name_vi, a.name_en as area_name_en,
        coalesce(g.area_code in (select ref_area from marts.observations), false) as is_told_of
    from reference.border_gates as g
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


def first_page(source: Source) -> dict[str, Any]:
    """What the page of infrastructure shows of projects and gates."""
    gates = source.warehouse.rows(GATES)
    at_gates = projects_at_gates(gates, [project for project, _ in _projects(source, tuple(source.project_paths))])
    near = [gate for gate in gates if gate["is_told_of"]] or gates
    return {
        **_page(source, project_page(0)),
        "map": gate_map(near, {gate: [p["project_name"] for p in found] for gate, found in at_gates.items()})
        or gate_map(gates, {}),
        "gates": [
            (is_near, [(gate, at_gates.get(gate["name_vi"], [])) for gate in gates if (gate in near) == is_near])
            for is_near in (True, False)
        ],
        "project_paths": dict(source.project_paths),
        "gate_kinds": GATE_KINDS,
        "shapes": dict(SHAPES),
    }


def other_pages(source: Source) -> Iterator[Page]:
    """The projects that the first page has no room for."""
    for path in _paths(source)[1:]:
        yield Page(
            path=path,
            template="projects.html.j2",
            title=Text("Dự án và giai đoạn", "Projects and their stages"),
            section=project_page(0),
            context={"with_page": sorted(source.with_page), **_page(source, path)},
        )


def _paths(source: Source) -> list[str]:
    return [*dict.fromkeys(source.project_paths.values())] or [project_page(0)]


def _page(source: Source, path: str) -> dict[str, Any]:
    shown = tuple(project_id for project_id, where in source.project_paths.items() if where == path)
    statuses = source.warehouse.rows(STATUSES)
    return {
        "path": path,
        "projects": _projects(source, shown),
        "ladder": [row for row in statuses if row["condition"] not in (True, "yes")],
        "project_pages": _paths(source),
    }


def _projects(source: Source, project_ids: Sequence[str]) -> list[tuple[Row, list[Row]]]:
    """Projects in the order given, each with what was said of it, the newest last."""
    ask = source.warehouse
    events = ask.by("project_id", EVENTS, [[*project_ids]])
    rows = {row["project_id"]: row for row in ask.rows(PROJECTS, [[*project_ids]])}
    return [(rows[project_id], events.get(project_id, [])[-MOST_EVENTS:]) for project_id in project_ids]


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
