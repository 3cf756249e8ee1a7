"""What must hold of any text, and how long reading may take."""

from __future__ import annotations

import gc
import re
import time
from dataclasses import dataclass
from math import log

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.records import Extraction
from orchestration.bulletins.vocabulary import load_vocabulary
from tests.fuzz.inputs import long_text

SLOWEST_INPUT = 2.0
"""Processor seconds for one short input; thousands of times what it takes."""
STEEPEST = 1.45
"""Greatest exponent of time by length, measured from a quarter to the whole: 1 is linear, 2 quadratic."""
QUICK = 0.05
"""Processor seconds below which a time says nothing of its growth."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must not happen, with the input that made it happen."""

    what: str
    text: str


def fault_of(text: str) -> Fault | None:
    """Read a text; None where all is well."""
    load_vocabulary()
    start = time.process_time()
    try:
        found = extract_text(text)
    except Exception as error:  # any exception is what is looked for
        return Fault(f"{type(error).__name__}: {error}", text)
    seconds = time.process_time() - start
    if seconds > SLOWEST_INPUT:
        return Fault(f"{seconds:.1f} seconds for {len(text)} characters", text)
    wrong = unsound(text, found)
    return Fault(wrong, text) if wrong else None


def unsound(text: str, found: Extraction) -> str:
    """Say what of the spans and the ledger does not hold; empty where all does."""
    reached = 0
    for row in found.observations:
        if text[row.start : row.end] != row.quote or row.start < reached:
            return f"the figure at {row.start} is not its quote, or overlaps the one before"
        reached = row.end
    for told in (*found.events, *found.situations):
        if text[told.start : told.end] != told.quote:
            return f"the quote at {told.start} is not what the text has there"
    return _ledger(text, found)


def _ledger(text: str, found: Extraction) -> str:
    reached = 0
    runs = [match.span() for match in re.finditer("[0-9]+", text)]
    covered = 0
    for numeral in found.numerals:
        if text[numeral.start : numeral.end] != numeral.text or numeral.start < reached:
            return f"the numeral at {numeral.start} is not its text, or overlaps the one before"
        while covered < len(runs) and numeral.start <= runs[covered][0] and runs[covered][1] <= numeral.end:
            covered += 1
        reached = numeral.end
    if covered != len(runs) or found.digit_run_count != len(runs):
        return f"digits at {runs[covered][0] if covered < len(runs) else '?'} are in no numeral, or in two"
    return ""


def steepness(piece: str, size: int) -> float:
    """The exponent by which the time of reading a long text grows with its length; 0 where all of it is quick."""
    whole = _seconds(long_text(piece, size))
    if whole < QUICK:
        return 0.0
    quarter = max(_seconds(long_text(piece, size // 4)), 1e-3)
    return _log4(whole / quarter)


def _seconds(text: str) -> float:
    load_vocabulary()
    gc.collect()
    start = time.process_time()
    found = extract_text(text)
    seconds = time.process_time() - start
    wrong = unsound(text, found)
    if wrong:
        raise AssertionError(wrong)
    return seconds


def _log4(ratio: float) -> float:
    return log(ratio) / log(4)
