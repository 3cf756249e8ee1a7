"""Columns that every row needs are filled."""

from __future__ import annotations

from typing import Any, ClassVar

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)

from expectations.custom.rows import settled


class ColumnsFilled(MulticolumnMapMetricProvider):
    """For each row: is every column there, and none of them blank?"""

    condition_metric_name = "columns.filled"
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805
        filled = pd.Series(True, index=column_list.index)
        for name in column_list.columns:
            filled &= _filled(column_list[name])
        return filled


def _filled(column: pd.Series) -> pd.Series:
    present = settled(column.notna(), missing=False)
    text = column.dtype == "string" or str(column.dtype).startswith(("string", "large_string"))
    return present & settled(column.str.strip() != "", missing=False) if text else present


class ExpectColumnsToBeFilled(MulticolumnMapExpectation):
    """Expect every column of `column_list` to be filled in each row; text of spaces alone is not filled."""

    map_metric: ClassVar[str] = "columns.filled"
    ignore_row_if: str = "never"  # an empty row is the worst case, not one to skip
