"""Statements of the marts, for the pages of domains and of series: one query, and the file to download."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from orchestration.site.rows import Row

MARTS: Mapping[str, tuple[str, ...]] = {
    "trade": ("trade_turnover", "trade_flows"),
    "agriculture": ("agriculture_production",),
    "infrastructure": ("infrastructure_investment",),
}
"""Domain → the marts that hold its statements."""

COLUMNS = (
    "observation_id", "bulletin_id", "domain", "indicator", "indicator_name_vi", "indicator_name_en", "item",
    "item_name_vi", "item_name_en", "season", "season_name_vi", "season_name_en", "coverage", "coverage_name_vi",
    "coverage_name_en", "partner", "measure", "role", "value", "value_used", "low_used", "high_used", "unit",
    "hedge", "obs_status", "ref_area", "area_name_vi", "area_name_en", "place", "period_start", "period_end",
    "time_period", "plan_attainment", "growth", "ratio", "implied_plan", "implied_plan_low", "implied_plan_high",
    "implied_base", "implied_base_low", "implied_base_high", "base_period_start", "base_period_end", "is_preferred",
    "verdict", "correction_id", "quote", "publisher", "issuing_authority", "source_name", "published_on",
)  # fmt: skip


def statements_of(marts: Iterable[str]) -> str:
    """A query of the same columns over some marts."""
    columns = ", ".join(COLUMNS)
    return " union all ".join(f"select {columns} from marts.{mart}" for mart in marts)  # noqa: S608 - names of ours


ALL = statements_of(mart for marts in MARTS.values() for mart in marts)


def as_csv(rows: Iterable[Row]) -> bytes:
    """Statements as a CSV file in UTF-8 with exact numbers; a cell that a spreadsheet would compute is quoted."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in COLUMNS])
    return stream.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    text = str(value)
    # A spreadsheet takes these for formulas, and bulletins are written by strangers.
    return f"'{text}" if isinstance(value, str) and text[:1] in "=+-@\t\r" else text
