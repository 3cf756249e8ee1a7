"""A part of `make fuzz`: no text makes the extractor fail, lie about its spans, or take more than linear time."""

from __future__ import annotations

import pytest

from tests.fuzz.checks import STEEPEST, fault_of, steepness
from tests.fuzz.inputs import KINDS, LONG_PIECES, make

SEED = 2024
INPUTS = 400


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=[kind.__name__ for kind in KINDS])
def test_strange_texts_are_read_soundly(kind: int) -> None:
    faults = [fault_of(make(SEED, number)) for number in range(kind, INPUTS, len(KINDS))]
    assert [fault for fault in faults if fault is not None] == []


def test_the_same_seed_gives_the_same_text() -> None:
    assert [make(7, number) for number in range(40)] == [make(7, number) for number in range(40)]
    assert make(7, 1) != make(8, 1)


@pytest.mark.parametrize("piece", LONG_PIECES)
def test_a_long_text_is_read_in_linear_time(piece: str) -> None:
    assert steepness(piece, 12_000) <= STEEPEST
