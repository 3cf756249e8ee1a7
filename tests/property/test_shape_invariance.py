"""The same texts with every figure changed to another of the same shape are read the same way.

Spans, series, measures, periods and sources stay; only values and their intervals move, and with them what
restates what. Nothing is keyed to the bundled bulletins.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.bulletins.extract import extract
from orchestration.bulletins.records import Extraction
from tests.support.golden import NAMES, Row, bulletin_text, document, golden_rows, plain_row
from tests.support.shape import printed_number, with_other_figures

MOVES_WITH_THE_DIGITS = {
    "quote",
    "value_text",
    "value",
    "value_candidates",
    "low",
    "high",
    "low_wide",
    "high_wide",
    "restates",
    "rule_ids",
    "flags",
    "evidence",
}


def changed(name: str, seed: int) -> Extraction:
    text = with_other_figures(bulletin_text(name), golden_rows(name, "observations"), seed)
    return extract(document(name, text))


def steady(row: Row) -> Row:
    return {column: value for column, value in row.items() if column not in MOVES_WITH_THE_DIGITS}


def number(value_text: str) -> Decimal:
    return Decimal(printed_number(value_text).replace(".", "").replace(",", "."))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_spans_series_measures_and_periods_stay(name: str, seed: int) -> None:
    before = [steady(plain_row(row)) for row in extract(document(name)).observations]
    after = [steady(plain_row(row)) for row in changed(name, seed).observations]
    assert after == before


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_values_follow_their_digits(name: str, seed: int) -> None:
    labels = {row["start"]: row for row in golden_rows(name, "observations")}
    for row in changed(name, seed).observations:
        label = labels[row.start]
        multiplier = Decimal(label["value"]) / number(label["value_text"])
        assert row.value == number(row.value_text) * multiplier
        assert row.low is None or row.low <= row.value
        assert row.high is None or row.value <= row.high


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_events_situations_and_numerals_stay(name: str, seed: int) -> None:
    before, after = extract(document(name)), changed(name, seed)
    assert after.events == before.events
    assert after.situations == before.situations
    assert [(row.start, row.end, row.role) for row in after.numerals] == [
        (row.start, row.end, row.role) for row in before.numerals
    ]
