"""A table has as many rows as were announced."""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.expectations.expectation import BatchExpectation


class ExpectRowCountToBeAsAnnounced(BatchExpectation):
    """Expect the table to have as many rows as the extraction announced, or at least as many.

    The observed value is the number of rows. Without an announced count there is nothing to compare, and
    the expectation fails: leave it out instead.
    """

    announced: int
    at_least: bool = False

    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.row_count",)
    success_keys: ClassVar[tuple[str, ...]] = ("announced", "at_least")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        seen = int(metrics["table.row_count"])
        enough = seen >= self.announced if self.at_least else seen == self.announced
        return {
            "success": enough,
            "result": {"observed_value": seen, "details": {"announced": self.announced}},
        }
