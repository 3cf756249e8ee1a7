"""Numerals: what each printed or spelled form is read as."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.bulletins.numbers import read_digits, read_number


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("48.232", "48232"),
        ("51.990,563", "51990.563"),
        ("1,42", "1.42"),
        ("5998", "5998"),
        ("1366,6", "1366.6"),
        ("05", "5"),
        ("2.285", "2285"),
        ("12.5", "12.5"),
        ("1,234,567", "1234567"),
        ("1,234.5", "1234.5"),
        ("3 nghìn", "3000"),
        ("1,5 triệu", "1500000"),
        ("2 nghìn tỷ", "2000000000000"),
        ("- 1.200.000", "-1200000"),
        ("âm 3", "-3"),
        ("ba mươi ba", "33"),
        ("hai trăm linh một", "201"),
        ("hai tỷ rưỡi", "2500000000"),
        ("một nghìn chín trăm tám tư", "1984"),
        ("bốn bảy", "47"),
        ("không phẩy không năm", "0.05"),
        ("hai mươi chấm một", "20.1"),
        ("hai trăm hai", "220"),
        ("hai trăm linh hai", "202"),
        ("một triệu hai", "1200000"),
        ("nửa triệu", "500000"),
        ("2 tỷ rưỡi", "2500000000"),
        ("2 tỷ 696 triệu", "2696000000"),
        ("ba phần tư", "0.75"),
        ("ba mươi phần một trăm", "0.3"),
        ("âm ba trên bốn", "-0.75"),
        ("một phần nghìn", "0.001"),
        ("-3/4", "-0.75"),
        ("1 1/2", "1.5"),
        ("ba và một phần hai", "3.5"),
        ("100k", "100000"),
        ("-1,2M", "-1200000"),
        (",77", "0.77"),
        ("năm triệu tỷ", "5000000000000000"),
    ],
)
def test_a_numeral_is_read_exactly(printed: str, value: str) -> None:
    assert read_number(printed) == Decimal(value)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "đầu tư",
        "năm nay",
        "12 con",
        "1.2.3",
        "linh",
        "mười mười",
        "9" * 40,
        "1/0",
        "ba trên không",
        "hai phẩy",
        "hai phần trăm",
    ],
)
def test_what_is_no_numeral_is_refused(words: str) -> None:
    assert read_number(words) is None


def test_one_comma_before_three_digits_keeps_both_readings() -> None:
    written = read_digits("2,938")
    assert written is not None
    assert written.candidates == (Decimal("2.938"), Decimal(2938))
    assert written.flags == ("ambiguous_separator",)


@pytest.mark.parametrize("words", ["1" + "a" * 5_000 + "!", "1" + " a" * 5_000 + "!", "hai " * 5_000, "1 tỷ " * 5_000])
def test_long_nonsense_is_refused_in_linear_time(words: str) -> None:
    assert read_number(words) is None


@given(st.integers(min_value=0, max_value=10**18), st.integers(min_value=0, max_value=99))
def test_grouped_digits_with_decimals_read_back(whole: int, fraction: int) -> None:
    grouped = f"{whole:,}".replace(",", ".")
    written = read_digits(f"{grouped},{fraction:02d}")
    assert written is not None
    assert written.value == Decimal(f"{whole}.{fraction:02d}")
    assert written.decimals == 2
