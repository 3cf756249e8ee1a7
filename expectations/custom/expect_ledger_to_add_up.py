"""The numeral ledger adds up."""

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

from expectations.custom.rows import leading, require, settled

ROLES = ("counted in the text", "announced by the reading", "entered in the ledger", "entered wrongly")


class LedgerAddsUp(MulticolumnMapMetricProvider):
    """For each row: are the three counts there and equal, and nothing entered wrongly?"""

    condition_metric_name = "ledger.adds_up"
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805
        counted, announced, entered, faulty = leading(column_list, len(ROLES))
        equal = (counted == announced) & (counted == entered)
        return settled(equal & (faulty == 0), missing=False)


class ExpectLedgerToAddUp(MulticolumnMapExpectation):
    """Expect each bulletin's ledger to hold as many digit runs as its text has.

    `column_list` begins with the digit runs counted in the text, those that the reading announced, those that
    stand in exactly one numeral, and the numerals that overlap or stand elsewhere. A missing count fails.
    """

    map_metric: ClassVar[str] = "ledger.adds_up"

    @pydantic.validator("column_list")
    def _has_every_role(cls, columns: list[str]) -> list[str]:  # noqa: N805
        require(columns, ROLES)
        return columns
