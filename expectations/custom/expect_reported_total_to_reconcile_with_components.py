"""The reported total reconciles with its components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import pandas as pd
from great_expectations.compatibility import pydantic
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)

from expectations.custom.rows import among, at_most, leading, require

ROLES = ("total_low", "total_high", "components_low", "components_high", "status", "method")


class ReportedTotalReconciles(MulticolumnMapMetricProvider):
    """For each row: do the two closed intervals meet, or does its status already settle it?"""

    condition_metric_name = "reported_total.reconciles_with_components"
    condition_value_keys = ("components_at_most_total", "total_at_most_components", "settled_by")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805 - the decorator passes the class
        column_list: pd.DataFrame,
        *,
        components_at_most_total: Sequence[str] = (),
        total_at_most_components: Sequence[str] = (),
        settled_by: Sequence[str] = (),
        **_: Any,
    ) -> pd.Series:
        total_low, total_high, low, high, status, method = leading(column_list, len(ROLES))
        not_too_large = at_most(low, total_high) | among(method, total_at_most_components)
        not_too_small = at_most(total_low, high) | among(method, components_at_most_total)
        return (not_too_large & not_too_small) | among(status, settled_by)


class ExpectReportedTotalToReconcileWithComponents(MulticolumnMapExpectation):
    """Expect each reported total to reconcile with its components, given how both were printed.

    The total and what its components make of it are closed intervals, because a printed figure is rounded:
    they reconcile where the intervals meet. Some methods hold one way only: the sum of a list that is not
    exhaustive may be smaller than the total but never larger.

    `column_list` begins with the lower and upper bound of the total, those of the components, the status and
    the method; what follows (series, gap, quotes) is returned with each failing row. A missing bound is no
    bound.

    Attributes:
        components_at_most_total: Methods in which the components may fall short of the total.
        total_at_most_components: Methods in which the total may fall short of the components.
        settled_by: Statuses that settle a row: waived by a steward, revised within the band.
    """

    components_at_most_total: list[str] = pydantic.Field(default_factory=list)
    total_at_most_components: list[str] = pydantic.Field(default_factory=list)
    settled_by: list[str] = pydantic.Field(default_factory=list)

    map_metric: ClassVar[str] = "reported_total.reconciles_with_components"
    success_keys: ClassVar[tuple[str, ...]] = (
        "mostly",
        "components_at_most_total",
        "total_at_most_components",
        "settled_by",
    )

    @pydantic.validator("column_list")
    def _has_every_role(cls, columns: list[str]) -> list[str]:  # noqa: N805 - pydantic passes the class
        require(columns, ROLES)
        return columns
