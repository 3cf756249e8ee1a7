"""A quote is as long as its span."""

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

ROLES = ("start", "end", "quote")


class QuoteFitsSpan(MulticolumnMapMetricProvider):
    """For each row: is the quote there, not empty, and `end - start` code points long?"""

    condition_metric_name = "quote.fits_span"
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805
        start, end, quote = leading(column_list, len(ROLES))
        length = quote.str.len()
        return settled((length > 0) & (end - start == length), missing=False)


class ExpectQuoteToFitItsSpan(MulticolumnMapExpectation):
    """Expect each quote to have as many code points as its half-open span, and at least one.

    `column_list` begins with start, end and quote. A missing quote fails.
    """

    map_metric: ClassVar[str] = "quote.fits_span"

    @pydantic.validator("column_list")
    def _has_every_role(cls, columns: list[str]) -> list[str]:  # noqa: N805
        require(columns, ROLES)
        return columns
