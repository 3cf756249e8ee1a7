"""Figures for the tests of reconciliation, each said in one line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from expectations.reconciliation import Figure, figure_from_columns
from orchestration.bulletins.records import Observation
from tests.support.golden import golden_rows
from tests.support.raw_home import record_of

HALF_YEAR = (date(2024, 1, 1), date(2024, 6, 30))
YEAR_BEFORE = (date(2023, 1, 1), date(2023, 6, 30))
DECLARED = "declared_at_provincial_customs"

Bound = Decimal | str | int | None


def figure(
    identifier: str, low: Bound, high: Bound, *, bulletin: str = "a", wide: tuple[Bound, Bound] | None = None,
    period: tuple[date | None, date | None] = HALF_YEAR, **columns: Any,
) -> Figure:  # fmt: skip
    """A level of the province's trade in [low, high]; `columns` say what else it is."""
    bounds = [_decimal(bound) for bound in (low, high, *(wide or (low, high)))]
    start = int(identifier) if identifier.isdigit() else sum(map(ord, identifier))
    row: dict[str, Any] = dict.fromkeys(Observation.__dataclass_fields__)
    row |= {
        "observation_id": f"{bulletin}:{identifier}", "bulletin_id": bulletin,
        "statement_id": f"{bulletin}:{identifier}", "start": start, "sentence_start": 0,
        "quote": f"«{identifier}»", "domain": "trade", "measure": "level", "role": "actual", "unit": "USD",
        "value": bounds[0] if bounds[0] is not None else bounds[1], "obs_status": "A", "ref_area": "VN-09",
        "period_start": period[0], "period_end": period[1],
        "low": bounds[0], "high": bounds[1], "low_wide": bounds[2], "high_wide": bounds[3],
    }  # fmt: skip
    return figure_from_columns(row | columns)


def percent(identifier: str, low: Bound, high: Bound, level: Figure, measure: str, **columns: Any) -> Figure:
    """A percentage said of a level: `growth`, `ratio`, `share` or `plan_attainment`."""
    basis = {"plan_attainment": "plan", "share": None}.get(measure, "same_period_previous_year")
    compares = basis == "same_period_previous_year"
    base = {"base_period_start": YEAR_BEFORE[0], "base_period_end": YEAR_BEFORE[1]} if compares else {}
    said = {
        "indicator": level.indicator, "item": level.item, "season": level.season, "coverage": level.coverage,
        "statement_id": level.observation_id, "measure": measure, "basis": basis, "unit": "percent", **base,
    }  # fmt: skip
    period = (level.period_start, level.period_end)
    return figure(identifier, low, high, bulletin=level.bulletin_id, period=period, **(said | columns))


def _decimal(bound: Bound) -> Decimal | None:
    return None if bound is None else Decimal(bound)


def golden_figures(name: str) -> list[Figure]:
    """The labelled figures of a bundled bulletin."""
    rows = [record_of(Observation, row) for row in golden_rows(name, "observations")]
    names = Observation.__dataclass_fields__
    return [figure_from_columns({column: getattr(row, column) for column in names}) for row in rows]
