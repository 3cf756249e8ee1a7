"""When a check has passed, failed, not been evaluated, or not run: one rule for all suites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from expectations.checks import Outcome


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows one check judged, and how many of them failed."""

    seen: int
    failed: int


def decide(*, success: bool, raised: bool, rows_seen: int, rows_expected: int | None) -> Outcome:
    """Judge one check.

    A check that raised an exception says nothing about the data. A check that saw no row never passes:
    if rows were announced it failed, else there was nothing to evaluate.

    Args:
        success: What Great Expectations said.
        raised: Whether the check raised an exception.
        rows_seen: How many rows it judged.
        rows_expected: How many rows were announced; None where nobody announced any.
    """
    if raised:
        return "error"
    if rows_seen == 0:
        return "failed" if rows_expected else "not_evaluated"
    return "passed" if success else "failed"


def raised_exception(exception_info: Mapping[str, Any] | None) -> str | None:
    """The message of the exception that kept a check from running, or None.

    Great Expectations gives either one record or a record for each metric that failed.
    """
    if not exception_info:
        return None
    records = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    for record in records:
        if isinstance(record, Mapping) and record.get("raised_exception"):
            return str(record.get("exception_message") or "the check raised an exception without a message")
    return None


def count_rows(result: Mapping[str, Any]) -> Counts:
    """Rows judged and rows failed, from the `result` of a row-wise or a table-wise expectation.

    A row-wise expectation judges the rows that are not missing; a table-wise one gives an observed value,
    which is the number of rows it looked at.
    """
    if "element_count" in result:
        seen = int(result["element_count"] or 0) - int(result.get("missing_count") or 0)
        return Counts(seen=seen, failed=int(result.get("unexpected_count") or 0))
    observed = result.get("observed_value")
    return Counts(seen=observed if isinstance(observed, int) else 0, failed=0)
