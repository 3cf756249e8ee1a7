"""What does not change the meaning of a text does not change how it is read: spaces, Unicode form, tones."""

from __future__ import annotations

import random
import re
import unicodedata
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.bulletins.extract import extract
from tests.support.bulletins import nfd
from tests.support.golden import NAMES, Row, bulletin_text, document, plain_row

PRINTED = {
    "quote",
    "indicator_phrase",
    "value_text",
    "unit_text",
    "place",
    "evidence",
    "project_name",
    "text",
}
"""Columns that hold words of the text, and so change with them."""

OFFSETS = {"start", "end", "sentence_start", "sentence_end", "evidence"}
IDENTIFIERS = {"observation_id", "statement_id", "restates", "numeral_id", "event_id", "situation_id"}

KINDS = ("observations", "events", "situations", "numerals")


def read(name: str, text: str, leave_out: set[str]) -> dict[str, list[Row]]:
    found = extract(document(name, text))
    return {
        kind: [
            {column: value for column, value in plain_row(row).items() if column not in leave_out}
            for row in getattr(found, kind)
        ]
        for kind in KINDS
    }


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_no_break_space_reads_as_a_space(name: str, seed: int) -> None:
    text = bulletin_text(name)
    draw = random.Random(seed)
    spaced = re.sub("[ \u00a0]", lambda _: draw.choice(" \u00a0"), text)
    assert read(name, spaced, PRINTED) == read(name, text, PRINTED)


@pytest.mark.parametrize("name", NAMES)
def test_the_old_and_the_new_place_of_a_tone_mark_read_the_same(name: str) -> None:
    text = bulletin_text(name)
    old = text.replace("hóa", "hoá").replace("Hóa", "Hoá")
    assert old != text
    assert read(name, old, PRINTED) == read(name, text, PRINTED)


@pytest.mark.parametrize("name", NAMES)
def test_decomposed_text_gives_the_same_figures_at_its_own_offsets(name: str) -> None:
    text = bulletin_text(name)
    assert unicodedata.is_normalized("NFC", text)
    apart = nfd(text)
    composed = read(name, text, PRINTED | OFFSETS | IDENTIFIERS)
    assert read(name, apart, PRINTED | OFFSETS | IDENTIFIERS) == composed
    place_of = [0, *accumulate(len(nfd(char)) for char in text)]
    for kind in KINDS:
        before = getattr(extract(document(name, text)), kind)
        after = getattr(extract(document(name, apart)), kind)
        assert [(place_of[row.start], place_of[row.end]) for row in before] == [(row.start, row.end) for row in after]
