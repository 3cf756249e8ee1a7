"""A part of `make fuzz`: no text makes the extractor fail, lie about its spans, or take more than linear time."""

from __future__ import annotations

import pytest

from tests.fuzz.checks import STEEPEST, fault_of, steepness
from tests.fuzz.inputs import KINDS, LONG_PIECES, make

SEED = 2024
INPUTS = 400


@pytest.mark.parametrize("piece", LONG_PIECES)
def test_a_long_text_is_read_in_linear_time(piece: str) -> None:
    assert steepness(piece, 12_000) <= STEEPEST
