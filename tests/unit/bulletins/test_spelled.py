"""Numerals in words: every whole number reads back, and no run of words breaks a reader."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.numbers import read_number
from orchestration.bulletins.periods import read_period
from orchestration.bulletins.quantities import read_quantity
from orchestration.bulletins.spelled import NUMERAL_WORDS, Spelled, read_scaled, read_year

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
WORDS = st.lists(
    st.sampled_from(
        [*sorted(NUMERAL_WORDS), "phần", "trên", "ngày", "tháng", "đến", "hơn", "đồng", "ha", "dự án", "5"]
    ),
    max_size=14,
).map(" ".join)


def say(number: int) -> str:
    """A whole number in formal words, written here from the grammar and not from the reader."""
    if number < 10:
        return DIGITS[number]
    if number < 100:
        tens, units = divmod(number, 10)
        unit = {0: "", 1: "một" if tens == 1 else "mốt", 4: "bốn", 5: "lăm"}.get(units, DIGITS[units])
        return f"{'mười' if tens == 1 else f'{DIGITS[tens]} mươi'} {unit}".strip()
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{DIGITS[hundreds]} trăm {_rest(rest, 'linh')}".strip()
    for scale, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn")):
        if number >= scale:
            above, rest = divmod(number, scale)
            return f"{say(above)} {name} {_rest(rest, 'không trăm linh', 'không trăm')}".strip()
    raise AssertionError(number)


def _rest(rest: int, below_ten: str, below_hundred: str = "") -> str:
    if rest == 0:
        return ""
    if rest < 10:
        return f"{below_ten} {DIGITS[rest]}"
    return f"{below_hundred} {say(rest)}".strip() if rest < 100 else say(rest)


@given(st.integers(min_value=0, max_value=10**15))
def test_every_whole_number_in_words_reads_back(number: int) -> None:
    assert read_number(say(number)) == number
    assert read_number(f"âm {say(number)}") == -number


@settings(deadline=None)  # the first example compiles the vocabulary
@given(st.integers(min_value=6, max_value=10**12) | st.sampled_from([2, 3, 4]))
def test_a_number_of_trees_reads_back_from_running_text(number: int) -> None:
    words = say(number)
    (row,) = extract_text(f"Toàn tỉnh trồng được {words} cây.").observations
    assert (row.value, row.unit, row.value_text) == (number, "tree", words)


@settings(deadline=None)
@given(WORDS)
def test_no_run_of_words_breaks_a_reader(words: str) -> None:
    read_number(words)
    read_quantity(words)
    read_period(words, date(2024, 6, 20))
    for row in extract_text(words).observations:
        assert words[row.start : row.end] == row.quote


@pytest.mark.parametrize(
    ("words", "coefficient", "decimals", "exponent"),
    [
        ("ba trăm nghìn", "300", 0, 3),
        ("hai tỷ rưỡi", "2.5", 1, 9),
        ("hai phẩy năm không triệu", "2.50", 2, 6),
        ("hai triệu ba trăm nghìn", "2300", 0, 3),
        ("năm nghìn tỷ", "5", 0, 12),
        ("hai trăm linh một", "201", 0, 0),
    ],
)
def test_scale_words_at_the_end_stay_apart(words: str, coefficient: str, decimals: int, exponent: int) -> None:
    assert read_scaled(words.split()) == Spelled(Decimal(coefficient), decimals, exponent)


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("hai nghìn không trăm hai mươi tư", 2024),
        ("hai ngàn linh chín", 2009),
        ("hai không mười chín", 2019),
        ("hai không hai ba", 2023),
        ("một chín bảy lăm", 1975),
        ("một nghìn tám trăm năm hai", 1852),
        ("hai trăm", None),
        ("ba nghìn", None),
    ],
)
def test_a_year_is_read_as_it_is_spoken(words: str, year: int | None) -> None:
    assert read_year(words.split()) == year
