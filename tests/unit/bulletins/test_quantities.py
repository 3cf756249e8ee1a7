"""Quantities: value in the base unit, unit, hedge and interval."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.bulletins.quantities import Interval, printed_interval, read_quantity


@pytest.mark.parametrize(
    ("printed", "value", "unit", "low", "high", "hedge"),
    [
        ("hơn 2,7 tỷ USD", "2700000000", "USD", "2700000000", "2800000000", "more_than"),
        ("hơn 25 tỷ USD", "25000000000", "USD", "25000000000", "26000000000", "more_than"),
        ("1,42 tỷ USD", "1420000000", "USD", "1415000000", "1425000000", None),
        ("48.232ha", "48232", "ha", "48231.5", "48232.5", None),
        ("6.500 ha", "6500", "ha", "6499.5", "6500.5", None),
        ("5 cửa khẩu", "5", "border_gate", "5", "5", None),
        ("20,8 %", "20.8", "percent", "20.75", "20.85", None),
        ("gần 42%", "42", "percent", "41", "42", "nearly"),
        ("khoảng 9.000 tấn", "9000", "t", "8000", "10000", "about"),
        ("dưới 5%", "5", "percent", "0", "5", "less_than"),
        ("67,5 tạ/ha", "6.75", "t/ha", "6.745", "6.755", None),
        ("2 tỷ 696 triệu USD", "2696000000", "USD", "2695500000", "2696500000", None),
        ("1.350 xe/ngày", "1350", "vehicle/day", "1349.5", "1350.5", None),
        ("2,5 triệu cây", "2500000", "tree", "2450000", "2550000", None),
        ("hai trăm lẻ tư mét", "204", "m", "203.5", "204.5", None),
        ("hơn bảy ngàn đồng", "7000", "VND", "7000", "8000", "more_than"),
        ("hai tỷ rưỡi đồng", "2500000000", "VND", "2450000000", "2550000000", None),
        ("không phần trăm", "0", "percent", "-0.5", "0.5", None),
        ("trừ hai mươi phần trăm", "-20", "percent", "-20.5", "-19.5", None),
        ("hai năm", "2", "year", "1.5", "2.5", None),
        ("ba phần tư héc ta", "0.75", "ha", "0.745", "0.755", None),
        ("$10 triệu", "10000000", "USD", "9500000", "10500000", None),
        ("10k đồng", "10000", "VND", "9500", "10500", None),
        ("hai đô năm mươi xu", "2.50", "USD", "2.495", "2.505", None),
        ("VND 1.000", "1000", "VND", "999.5", "1000.5", None),
        ("không quá bảy nghìn đồng", "7000", "VND", "0", "7000", "at_most"),
        ("ít hơn 7000 đồng", "7000", "VND", "0", "7000", "less_than"),
    ],
)
def test_a_quantity_is_read_with_its_interval(
    printed: str, value: str, unit: str, low: str, high: str, hedge: str | None
) -> None:
    quantity = read_quantity(printed)
    assert quantity is not None
    assert (quantity.value, quantity.unit, quantity.hedge) == (Decimal(value), unit, hedge)
    assert (quantity.low, quantity.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "printed", ["từ 10 đến 15%", "giữa 10% và 15%", "từ mười tới mười lăm phần trăm", "10-15%", "10 - 15 %", "10–15%"]
)
def test_a_range_has_ends_and_no_value(printed: str) -> None:
    quantity = read_quantity(printed)
    assert quantity is not None
    assert (quantity.value, quantity.low, quantity.high, quantity.unit) == (None, Decimal(10), Decimal(15), "percent")


@pytest.mark.parametrize("words", ["", "USD", "đạt 3 tỷ USD", "3 tỷ lệ", "15-10%"])
def test_what_is_no_quantity_is_refused(words: str) -> None:
    assert read_quantity(words) is None


@pytest.mark.parametrize("words", ["hai " * 400, "hai trăm " * 400, "giữa " * 2_000, "$" * 5_000, "1k" * 5_000])
def test_long_nonsense_is_no_quantity(words: str) -> None:
    assert read_quantity(words) is None


def test_at_least_has_no_upper_end() -> None:
    assert printed_interval(Decimal(7), Decimal(1), Decimal(1), "at_least") == Interval(
        Decimal(7), None, Decimal(7), None
    )


def test_trailing_zeros_widen_only_the_wide_interval() -> None:
    made = printed_interval(Decimal(6500), Decimal(1), Decimal(100), None)
    assert (made.low, made.high) == (Decimal("6499.5"), Decimal("6500.5"))
    assert (made.low_wide, made.high_wide) == (Decimal(6450), Decimal(6550))


_HEDGES = st.sampled_from([None, "more_than", "nearly", "about", "at_least", "at_most", "less_than"])


@given(st.decimals(-1_000_000, 1_000_000, places=2), _HEDGES, st.booleans())
def test_the_value_lies_in_its_interval_and_the_wide_one_is_wider(
    value: Decimal, hedge: str | None, exact: bool
) -> None:
    made = printed_interval(value, Decimal("0.01"), Decimal("0.1"), hedge, exact=exact, nonnegative=False)
    assert made.low is None or made.low <= value
    assert made.high is None or value <= made.high
    assert made.low_wide is None or (made.low is not None and made.low_wide <= made.low)
    assert made.high_wide is None or (made.high is not None and made.high_wide >= made.high)
