"""Intervals in exact arithmetic."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.reconciliation.intervals import (
    MILLION,
    UNBOUNDED,
    Interval,
    decimal_of,
    divided_by_percent,
    gap,
    growth_amount,
    millionths,
    overlap,
    product,
    shifted_percent,
    total,
)


def of(low: str | None, high: str | None) -> Interval:
    return Interval.of(None if low is None else Decimal(low), None if high is None else Decimal(high))


def shown(interval: Interval) -> tuple[Decimal | None, Decimal | None]:
    return decimal_of(interval.low), decimal_of(interval.high)


def test_decimals_become_whole_numbers_and_come_back_exactly() -> None:
    for text in ("9007199254740993", "0.1", "-0.000001", "123456789012345678901234567.654321"):
        assert decimal_of(millionths(Decimal(text))) == Decimal(text)


def test_a_tenth_and_two_tenths_are_three_tenths() -> None:
    assert total([of("0.1", "0.1"), of("0.2", "0.2")]) == of("0.3", "0.3")


@pytest.mark.parametrize("text", ["0.0000001", "NaN", "Infinity"])
def test_what_the_warehouse_cannot_keep_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"six decimals|finite"):
        millionths(Decimal(text))


def test_exports_and_imports_of_the_bundled_bulletin_add_up() -> None:
    parts = total([of("1250000000", "1350000000"), of("1415000000", "1425000000")])
    assert shown(parts) == (2_665_000_000, 2_775_000_000)
    assert overlap(parts, of("2700000000", "2800000000")) == of("2700000000", "2775000000")


def test_an_implied_plan_is_rounded_outward() -> None:
    low, high = shown(divided_by_percent(of("2700", "2800"), of("53.25", "53.35")))
    assert (low, high) == (Decimal("5060.918462"), Decimal("5258.215963"))


def test_an_implied_base_of_a_growth() -> None:
    implied = divided_by_percent(of("1415", "1425"), shifted_percent(of("43.05", "43.15")))
    assert shown(implied) == (Decimal("988.473629"), Decimal("996.155191"))


def test_a_negative_value_divides_outward_too() -> None:
    assert shown(divided_by_percent(of("-30", "-20"), of("50", "100"))) == (-60, -20)


@pytest.mark.parametrize("percent", [("0", "10"), ("-5", "10"), (None, "10")])
def test_a_percentage_that_may_be_zero_implies_nothing(percent: tuple[str | None, str]) -> None:
    assert divided_by_percent(of("1", "2"), of(*percent)) == UNBOUNDED


def test_the_change_behind_a_growth() -> None:
    assert shown(growth_amount(of("110", "110"), of("10", "10"))) == (10, 10)
    assert shown(growth_amount(of("90", "90"), of("-10", "-10"))) == (-10, -10)
    assert growth_amount(of("-1", "1"), of("10", "10")) == UNBOUNDED
    assert growth_amount(of("1", "1"), of("-100", "10")) == UNBOUNDED


def test_a_product_of_area_and_yield() -> None:
    assert shown(product(of("99.5", "100.5"), of("5.95", "6.05"))) == (Decimal("592.025"), Decimal("608.025"))
    assert product(of("-1", "1"), of("1", "2")) == UNBOUNDED
    assert shown(product(of("2", None), of("3", "4"))) == (6, None)


def test_bounds_that_are_missing_stay_missing() -> None:
    assert of("1", None).plus(of("2", "3")) == of("3", None)
    assert of("1", None).minus(of("2", "3")) == of("-2", None)
    assert overlap(of(None, "5"), of("3", None)) == of("3", "5")
    assert gap(of("10", None), of(None, "7")) == 3 * MILLION
    assert UNBOUNDED.width is None


def test_intervals_that_touch_meet() -> None:
    assert gap(of("1", "2"), of("2", "3")) == 0
    assert overlap(of("1", "2"), of("2", "3")) == of("2", "2")
    assert overlap(of("1", "2"), of("2.000001", "3")) is None
    assert gap(of("1", "2"), of("2.000001", "3")) == 1


def test_widening_is_a_fraction_of_each_bound_outward() -> None:
    assert of("-100", "200").widened(30_000) == of("-103", "206")
    assert of("0.000001", "0.000001").widened(1) == of("0", "0.000002")


def test_containing() -> None:
    assert of("25000", "26000").contains(of("25200", "25300"))
    assert not of("25200", "25300").contains(of("25000", "26000"))
    assert UNBOUNDED.contains(of("1", None))
    assert not of("1", "2").contains(of("1", None))
