"""Conflicts in few words: which figure is the likeliest to be wrong, what it might have been, what the others imply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orchestration.site.rows import Row, Warehouse

SERIES_COLUMNS = (
    "indicator", "indicator_name_vi", "indicator_name_en", "item", "item_name_vi", "item_name_en", "season",
    "season_name_vi", "season_name_en", "coverage", "coverage_name_vi", "coverage_name_en", "ref_area", "area_name_vi",
    "area_name_en", "place", "measure", "basis", "role", "unit", "obs_status", "time_period", "period_start",
    "period_end",
)  # fmt: skip
"""What tells people which series a figure belongs to."""
_OF_FIGURE = ", ".join(f"o.{column}" for column in SERIES_COLUMNS)
_BRIEFS = """
    with chosen as (
        select row_number() over (
                order by status <> 'open', severity <> 'fatal', severity, strain desc nulls last, conflict_id
            ) as place, *
        from quality.conflicts
        {where}
    )
    select c.place, c.conflict_id, c.severity, c.status, c.strain, c.revision_needed, c.revision_band, c.bulletin_ids,
        c.explanation_vi, c.explanation_en, s.observation_id, s.bulletin_id, s.quote, s.implied_low, s.implied_high,
        s.repair_text, s.repair_kind, o.low_used as low, o.high_used as high, o.source_name, {figure}
    from chosen as c
    left join quality.conflict_suspects as s on s.conflict_id = c.conflict_id and s.set_rank = 1
    left join marts.observations as o on o.observation_id = s.observation_id
    order by c.place, s.observation_id
"""


def briefs(warehouse: Warehouse, where: str = "", parameters: Sequence[Any] = ()) -> list[Row]:
    """Conflicts, the most urgent first, each with the likeliest smallest set of figures to doubt in `doubted`.

    Args:
        warehouse: The published one.
        where: The clause that chooses among them, and how many; SQL of ours.
        parameters: What the clause is given.
    """
    found: dict[str, Row] = {}
    sql = _BRIEFS.format(where=where, figure=_OF_FIGURE)
    for row in warehouse.rows(sql, parameters):
        brief = found.setdefault(row["conflict_id"], row | {"doubted": []})
        if row["observation_id"] is not None:
            brief["doubted"].append(row)
    return list(found.values())
