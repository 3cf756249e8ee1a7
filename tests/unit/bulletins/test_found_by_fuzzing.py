"""Texts that strange inputs once brought to light, each with what must hold of it."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest

from orchestration.bulletins.extract import extract_text
from tests.fuzz.checks import unsound


@pytest.mark.parametrize(
    "text",
    [
        "5\u0319 con",  # a mark below a digit composes with nothing
        "\u200b1\u035e",
        "3\u0308\u0301",
        "3\u0344",  # a mark that decomposes into two
        "091370343880",  # too long for a telephone number
        "dài 3m30",  # a unit that ends in a digit, and more digits
        "036370343880 tấn",
        "0đồng",
        unicodedata.normalize("NFD", "đạt 20 đồng"),  # a unit at the end of the text
    ],
)
def test_every_digit_is_in_one_numeral(text: str) -> None:
    assert unsound(text, extract_text(text)) == ""


@pytest.mark.parametrize(("text", "value"), [("đạt 45646448079633515653 tỷ đồng", "45646448079633515653000000000")])
def test_a_number_of_thirty_digits_is_exact(text: str, value: str) -> None:
    assert [row.value for row in extract_text(text).observations] == [Decimal(value)]


@pytest.mark.parametrize("words", ["một rưỡi phẩy ba", "năm lăm một tỷ một rưỡi phẩy ba nghìn tấn", "một tỷ phẩy năm"])
def test_a_half_before_the_decimal_comma_in_words_is_no_numeral(words: str) -> None:
    text = f"Sản lượng đạt {words} tấn."
    assert unsound(text, extract_text(text)) == ""
