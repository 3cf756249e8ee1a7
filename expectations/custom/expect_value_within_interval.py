"""A value lies within its printed interval."""

from __future__ import annotations

from typing import Any, ClassVar

import pandas as pd
from great_expectations.compatibility import pydantic
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)

from expectations.custom.rows import at_most, leading, require

ROLES = ("value", "low", "high", "low_wide", "high_wide")


class ValueWithinInterval(MulticolumnMapMetricProvider):
    """For each row: low_wide <= low <= value <= high <= high_wide."""

    condition_metric_name = "value.within_interval"
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805
        value, low, high, low_wide, high_wide = leading(column_list, len(ROLES))
        inside = at_most(low, value) & at_most(value, high)
        return inside & at_most(low_wide, low) & at_most(high, high_wide)


class ExpectValueWithinInterval(MulticolumnMapExpectation):
    """Expect each value to lie within its closed interval, and that within the wide one.

    `column_list` begins with value, low, high, low_wide and high_wide. A missing bound is no bound.
    """

    map_metric: ClassVar[str] = "value.within_interval"

    @pydantic.validator("column_list")
    def _has_every_role(cls, columns: list[str]) -> list[str]:  # noqa: N805
        require(columns, ROLES)
        return columns
