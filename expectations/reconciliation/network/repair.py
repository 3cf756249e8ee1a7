"""What may have gone wrong with a suspect: misprints that would let the figures agree. Suggestions only.

The kinds and their costs are those of typing and converting numbers (digit transposition and substitution:
Damerau 1964; lost separators and wrong magnitudes: the thousand error of statistical data editing). A
cheaper misprint is likelier. Costs only rank; a candidate is listed when the other figures allow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.intervals import MILLION, Interval, overlap

COSTS = {
    "transposition": 1.0,
    "separator": 1.0,
    "sign": 1.0,
    "unit": 1.25,
    "substitution": 2.0,
    "digit_lost": 2.5,
    "digit_added": 2.5,
    "series": 4.0,
    "other": 6.0,
}
"""Cost by kind; `other` is the cost of a suspect for which no misprint is known that helps."""
MOST_SHOWN = 5
_NUMERAL = re.compile(r"\d[\d.,\s]*\d|\d")
_SHIFTS = (-9, -6, -4, -3, -2, -1, 1, 2, 3, 4, 6, 9)


@dataclass(frozen=True, slots=True)
class Repair:
    """One value that the figure may have been meant to have.

    Attributes:
        observation_id: the suspect.
        kind: what would have gone wrong: a key of `COSTS`.
        value_text: the number as it might have been printed; empty where it cannot be told.
        value: in the figure's unit.
        interval: what the figure would then stand for, in millionths.
        cost: how unlikely the misprint is, compared with others.
        distance: how far the value is from the middle of what the other figures imply, in parts of its width.
    """

    observation_id: str
    kind: str
    value_text: str
    value: Decimal
    interval: Interval
    cost: float
    distance: float = 0.0


def repairs(figure: Figure, implied: Interval) -> list[Repair]:
    """The misprints of a figure that what the others imply allows, likeliest first.

    Args:
        figure: the suspect.
        implied: what the other figures leave for it.
    """
    chosen: dict[Decimal, Repair] = {}
    for candidate in candidates(figure):
        if overlap(candidate.interval, implied) is None:
            continue
        ranked = replace(candidate, distance=_distance(candidate, implied))
        known = chosen.get(candidate.value)
        if known is None or ranked.cost < known.cost:
            chosen[candidate.value] = ranked
    return sorted(chosen.values(), key=lambda repair: (repair.cost, repair.distance, repair.value))


def _distance(candidate: Repair, implied: Interval) -> float:
    if implied.low is None or implied.high is None:
        return 0.0
    middle, half = (implied.low + implied.high) / 2, (implied.high - implied.low) / 2
    return abs(float(candidate.value) * MILLION - middle) / (half or 1.0)


def candidates(figure: Figure) -> Iterator[Repair]:
    """Every misprint that is considered, whether it helps or not."""
    if not figure.value or figure.used.wide.low is None or figure.used.wide.high is None:
        return
    if figure.measure in ("growth", "change"):
        yield _make(figure, "sign", -figure.value, figure.used.wide.negated())
    yield from _shifted(figure)
    match = _NUMERAL.search(figure.value_text)
    if match is not None and len(_NUMERAL.findall(figure.value_text)) == 1:
        yield from _retyped(figure, match)


def _make(figure: Figure, kind: str, value: Decimal, interval: Interval, text: str = "") -> Repair:
    return Repair(figure.observation_id, kind, text, _plain(value), interval, COSTS[kind])


def _plain(value: Decimal) -> Decimal:
    """Without zeros behind the point and without exponent, as people write it."""
    return Decimal(f"{value:f}".rstrip("0").rstrip(".")) if "." in f"{value:f}" else Decimal(f"{value:f}")


def _shifted(figure: Figure) -> Iterator[Repair]:
    """A separator lost, added or in another place, or a multiplier or unit that is not meant."""
    assert figure.value is not None
    for places in _SHIFTS:
        kind = "unit" if places % 3 == 0 else "separator"
        interval = _scaled(figure.used.wide, Fraction(10) ** places)
        value = figure.value.scaleb(places)
        yield _make(figure, kind, value, interval, _moved(figure.value_text, places))


def _scaled(interval: Interval, factor: Fraction) -> Interval:
    assert interval.low is not None
    assert interval.high is not None
    return Interval((interval.low * factor).__floor__(), (interval.high * factor).__ceil__())


def _moved(text: str, places: int) -> str:
    """The numeral with its decimal comma moved, as it would be printed."""
    match = _NUMERAL.search(text)
    if match is None or places > 0:
        return ""
    digits = re.sub(r"\D", "", match.group())
    decimals = _decimals(match.group()) - places
    padded = digits.rjust(decimals + 1, "0")
    whole, part = padded[: len(padded) - decimals], padded[len(padded) - decimals :].rstrip("0")
    grouped = f"{int(whole):,}".replace(",", ".")
    return text[: match.start()] + (f"{grouped},{part}" if part else grouped) + text[match.end() :]


def _decimals(numeral: str) -> int:
    return len(numeral.partition(",")[2])


def _retyped(figure: Figure, match: re.Match[str]) -> Iterator[Repair]:
    """The same numeral with digits exchanged, replaced, lost or added."""
    assert figure.value is not None
    text, numeral = figure.value_text, match.group()
    digits = re.sub(r"\D", "", numeral)
    whole = int(digits)
    if not whole:
        return
    scale = Fraction(figure.value) / whole
    for kind, retyped in _edits(digits):
        if retyped == digits or int(retyped) == 0:
            continue
        value = int(retyped) * scale
        moved = (value - Fraction(figure.value)) * MILLION
        if moved.denominator != 1 or figure.used.wide.low is None or figure.used.wide.high is None:
            continue
        interval = Interval(figure.used.wide.low + int(moved), figure.used.wide.high + int(moved))
        shown = _with_digits(numeral, retyped) if len(retyped) == len(digits) else _typed(numeral, retyped)
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        yield _make(figure, kind, exact, interval, text[: match.start()] + shown + text[match.end() :])


def _edits(digits: str) -> Iterator[tuple[str, str]]:
    for place in range(len(digits) - 1):
        yield "transposition", digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    for place in range(len(digits)):
        for digit in "0123456789":
            yield "substitution", digits[:place] + digit + digits[place + 1 :]
    for place in range(len(digits) + 1):
        for digit in "0123456789":
            yield "digit_lost", digits[:place] + digit + digits[place:]
    for place in range(len(digits)) if len(digits) > 1 else ():
        yield "digit_added", digits[:place] + digits[place + 1 :]


def _with_digits(numeral: str, digits: str) -> str:
    """Other digits between the same separators."""
    remaining = iter(digits)
    return "".join(next(remaining) if character.isdigit() else character for character in numeral)


def _typed(numeral: str, digits: str) -> str:
    """Other digits, more or fewer, with as many decimals as before."""
    decimals = _decimals(numeral)
    padded = digits.rjust(decimals + 1, "0")
    whole = padded[: len(padded) - decimals] if decimals else padded
    grouped = f"{int(whole):,}".replace(",", "." if "." in numeral else "")
    return f"{grouped},{padded[len(padded) - decimals :]}" if decimals else grouped
