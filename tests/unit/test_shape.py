"""Changing figures keeps everything but the figures."""

from __future__ import annotations

import re

import pytest

from tests.support.golden import NAMES, bulletin_text, golden_rows
from tests.support.shape import printed_number, with_other_figures

SEEDS = range(5)


def shape(text: str) -> str:
    return re.sub("[0-9]", "9", text)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_becomes_another_of_the_same_shape(name: str, seed: int) -> None:
    before, figures = bulletin_text(name), golden_rows(name, "observations")
    after = with_other_figures(before, figures, seed)
    assert shape(after) == shape(before)
    for figure in figures:
        number = after[figure["start"] : figure["start"] + len(printed_number(figure["value_text"]))]
        assert number != printed_number(figure["value_text"])
        assert not number.startswith("0")


@pytest.mark.parametrize("name", NAMES)
def test_dates_periods_and_names_stay(name: str) -> None:
    after = with_other_figures(bulletin_text(name), golden_rows(name, "observations"), seed=1)
    for numeral in golden_rows(name, "numerals"):
        kept = after[numeral["start"] : numeral["end"]] == numeral["text"]
        assert kept == (numeral["role"] != "observation")


def test_the_same_seed_gives_the_same_text_and_another_seed_another() -> None:
    name = NAMES[0]
    first, again, other = (
        with_other_figures(bulletin_text(name), golden_rows(name, "observations"), seed) for seed in (1, 1, 2)
    )
    assert first == again != other
