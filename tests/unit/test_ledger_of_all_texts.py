"""What holds of every text, labelled or not: each digit in one numeral, few unresolved, spans that slice to quotes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

import pytest

from orchestration.bulletins.extract import extract
from orchestration.bulletins.records import Extraction
from tests.support.golden import document_of, plain_row
from tests.support.labelled import SETS, passages, unlabelled_texts
from tests.support.scoring import wrong_digit_runs

MOST_UNRESOLVED = Decimal("0.02")


def all_texts() -> Mapping[str, str]:
    labelled = {f"{name}/{passage.name}": passage.text for name in SETS for passage in passages(name)}
    return labelled | {f"unlabelled/{name}": text for name, text in unlabelled_texts().items()}


@cache
def reading(name: str) -> Extraction:
    return extract(document_of(all_texts()[name], "0" * 16))


@pytest.mark.parametrize("name", all_texts())
def test_each_digit_run_lies_in_exactly_one_numeral(name: str) -> None:
    text = all_texts()[name]
    assert wrong_digit_runs(text, [plain_row(row) for row in reading(name).numerals]) == []


@pytest.mark.parametrize("name", all_texts())
def test_spans_slice_to_their_quotes_and_figures_do_not_overlap(name: str) -> None:
    text, found = all_texts()[name], reading(name)
    for row in (*found.observations, *found.events, *found.situations):
        assert text[row.start : row.end] == row.quote
        assert row.sentence_start <= row.start < row.end <= row.sentence_end
    for numeral in found.numerals:
        assert text[numeral.start : numeral.end] == numeral.text
    ends = [0, *(row.end for row in found.observations)]
    assert all(end <= row.start for end, row in zip(ends, found.observations, strict=False))


@pytest.mark.parametrize("name", all_texts())
def test_figures_and_numerals_name_each_other(name: str) -> None:
    """A figure in words («năm cửa khẩu») has no digits but a numeral of its own all the same."""
    found = reading(name)
    figures = {row.observation_id for row in found.observations}
    assert {row.observation_id for row in found.numerals if row.observation_id} == figures


def test_at_most_two_in_a_hundred_numerals_are_unresolved() -> None:
    numerals = [(name, row) for name in all_texts() for row in reading(name).numerals]
    unresolved = [f"{name}: «{row.text}» at {row.start}" for name, row in numerals if row.role == "unresolved"]
    assert numerals
    assert len(unresolved) <= MOST_UNRESOLVED * len(numerals), "\n".join(unresolved)
