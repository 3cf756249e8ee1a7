"""When a check has passed, failed, not been evaluated, or not run."""

from __future__ import annotations

import pytest

from expectations.outcomes import Counts, count_rows, decide, raised_exception


@pytest.mark.parametrize(
    ("success", "raised", "seen", "expected", "outcome"),
    [
        (True, False, 3, 3, "passed"),
        (True, False, 3, None, "passed"),
        (False, False, 3, 3, "failed"),
        (True, False, 0, 0, "not_evaluated"),
        (True, False, 0, None, "not_evaluated"),
        (False, False, 0, 0, "not_evaluated"),
        (True, False, 0, 3, "failed"),  # expected and none seen: it cannot pass on nothing
        (True, True, 3, 3, "error"),
        (False, True, 0, 0, "error"),  # a check that did not run says nothing about the data
    ],
)
def test_the_outcome_follows_from_what_was_seen_and_what_was_announced(
    success: bool, raised: bool, seen: int, expected: int | None, outcome: str
) -> None:
    assert decide(success=success, raised=raised, rows_seen=seen, rows_expected=expected) == outcome


def test_missing_values_are_not_judged() -> None:
    result = {"element_count": 10, "missing_count": 4, "unexpected_count": 1}
    assert count_rows(result) == Counts(seen=6, failed=1)


def test_a_table_wise_check_has_seen_the_rows_that_it_counted() -> None:
    assert count_rows({"observed_value": 7}) == Counts(seen=7, failed=0)
    assert count_rows({"observed_value": None}) == Counts(seen=0, failed=0)


def test_an_exception_is_found_in_either_of_the_two_forms_that_great_expectations_gives() -> None:
    plain = {"raised_exception": True, "exception_message": "no such column"}
    assert raised_exception(plain) == "no such column"
    assert raised_exception({"metric 1": plain}) == "no such column"
    assert raised_exception({"metric 1": {"raised_exception": False}, "metric 2": plain}) == "no such column"


def test_no_exception_is_none() -> None:
    assert raised_exception(None) is None
    assert raised_exception({"raised_exception": False, "exception_message": None}) is None
