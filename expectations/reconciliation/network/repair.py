"""What may have gone wrong with a suspect: misprints that would let the figures agree. Suggestions only.

The kinds are those of typing and converting numbers (digit transposition and substitution: Damerau 1964; lost
separators and wrong magnitudes: the thousand error of statistical data editing). The cost of a candidate is the
negative logarithm of its likelihood, up to a constant: how common the kind is, shared among all misprints of
that kind that the meant number offers, and how well the meant number sits among what the other figures imply.
One transposition of few thus outweighs one substitution of dozens. Costs only rank; a candidate is listed when
the other figures allow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import erf, log, sqrt

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.intervals import MILLION, Interval, overlap

COSTS = {
    "transposition": 0.0,
    "separator": 0.0,
    "sign": 0.0,
    "unit": 0.0,
    "substitution": 0.0,
    "digit_lost": 0.7,
    "digit_added": 0.7,
    "exchanged": 8.0,
    "series": 8.0,
    "other": 9.0,
}
"""Cost by kind, for all misprints of that kind together: the common kinds alike, lost and added digits half as
common. Figures that are right and stand at another series (`series_repair`) are less likely than any misprint that
helps. `other` is the cost of a suspect for which no misprint is known that helps: any number of some digits."""
DEVIATIONS = 3
"""Standard deviations between the middle of what the other figures imply and its ends: these add up the largest
roundings, and n of one size seldom all err alike (the ends are √(3n) deviations away; three are taken)."""
DECIMALS = {
    "percent": (0.43, 0.51, 0.06, 0.005),
    "multiplied": (0.47, 0.42, 0.10, 0.005),
    "plain": (0.85, 0.11, 0.03, 0.005),
}
"""How often numbers are printed with 0, 1, 2, 3 or more decimals, in the project's labelled passages: percentages,
numbers with a multiplier (tỷ, triệu), and others."""
BELOW_ONE = 0.01
"""How often a level is printed as 0,5 or the like: 17 of 1,408 in the passages. Percentages often are."""
WIDE = 2.3
"""Cost where the noughts at the end would have to be no digits but a rounding: one in ten, as they are digits first."""
MOST_SHOWN = 5
_NUMERAL = re.compile(r"\d[\d.,\s]*\d|\d")
_THOUSANDS = (-9, -6, -3, 3, 6, 9)
_PLACES = (-4, -3, -2, -1, 1, 2, 3, 4)
_A_DIGIT = log(10)
_NARROW = 1e-6


@dataclass(frozen=True, slots=True)
class Repair:
    """One value that the figure may have been meant to have.

    Attributes:
        observation_id: the suspect.
        kind: what would have gone wrong: a key of `COSTS`.
        value_text: the number as it might have been printed; empty where it cannot be told.
        value: in the figure's unit.
        interval: what the figure would then stand for, in millionths.
        cost: how unlikely the misprint is, and with `distance` the value, compared with others.
        distance: how far the value is from the middle of what the other figures imply: 0 there, 1 at the ends.
        other_id: the figure it changed places with (`exchanged`), or whose series it is of (`series`).
    """

    observation_id: str
    kind: str
    value_text: str
    value: Decimal
    interval: Interval
    cost: float
    distance: float = 0.0
    other_id: str | None = None


def repairs(figure: Figure, implied: Interval) -> list[Repair]:
    """The misprints of a figure that what the others imply allows, likeliest first.

    Args:
        figure: the suspect.
        implied: what the other figures leave for it.
    """
    chosen: dict[Decimal, Repair] = {}
    for printed, unlikelier in ((figure.used.hard, 0.0), (figure.used.wide, WIDE)):
        for candidate in candidates(figure, printed):
            if overlap(candidate.interval, implied) is None:
                continue
            cost = candidate.cost + unlikelier + _coincidence(candidate, figure, printed, implied)
            ranked = replace(candidate, distance=_distance(candidate.interval, implied), cost=cost)
            known = chosen.get(candidate.value)
            if known is None or ranked.cost < known.cost:
                chosen[candidate.value] = ranked
    return sorted(chosen.values(), key=lambda repair: (repair.cost, repair.distance, repair.value))


def _distance(own: Interval, implied: Interval) -> float:
    """Between the middles of two intervals that meet, in parts of the most that they could be apart."""
    if implied.low is None or implied.high is None or own.low is None or own.high is None:
        return 0.0
    apart = abs(own.low + own.high - implied.low - implied.high)
    most = own.high - own.low + implied.high - implied.low
    return min(apart / most, 1.0) if most else 0.0


def _coincidence(candidate: Repair, figure: Figure, printed: Interval, implied: Interval) -> float:
    """How unlikely the meant number is by what the others imply (a negative logarithm).

    Compared with a number in the middle that is as precise, for its size, as the printed one: so a number that is
    coarser hits more easily by chance, unless what the others imply is narrower still.
    """
    own = candidate.interval
    if None in (implied.low, implied.high, own.width, printed.width) or not implied.width:
        return 0.0
    apart = abs((own.low or 0) + (own.high or 0) - (implied.low or 0) - (implied.high or 0))
    deviation = implied.width / DEVIATIONS * sqrt(2)
    size = max(abs(implied.low or 0), abs(implied.high or 0))
    width, usual = own.width or 0, (printed.width or 0) * size / abs(float(figure.value or 1) * MILLION)
    if min(width, usual) < deviation * _NARROW:
        return (apart / deviation) ** 2
    met = erf((apart + width) / deviation) - erf((apart - width) / deviation)
    return log(2 * erf(usual / deviation)) - log(max(met, _NARROW))


def candidates(figure: Figure, printed: Interval) -> Iterator[Repair]:
    """Every misprint that is considered, whether it helps or not.

    Args:
        figure: the suspect.
        printed: its interval, of one tier or the other; a candidate's is made after it.
    """
    if not figure.value or printed.low is None or printed.high is None:
        return
    if figure.measure in ("growth", "change"):
        yield _make(figure, "sign", -figure.value, printed.negated(), 0.0, _turned(figure))
    found = _NUMERAL.findall(figure.value_text)
    numeral = found[0] if len(found) == 1 else ""
    yield from _other_units(figure, printed)
    yield from _other_separators(figure, printed, numeral)
    if numeral:
        yield from _retyped(figure, printed, numeral)


def _make(figure: Figure, kind: str, value: Decimal, interval: Interval, alternatives: float, text: str = "") -> Repair:
    """A candidate; `alternatives` is the logarithm of how many such misprints the meant number offers."""
    return Repair(figure.observation_id, kind, text, _plain(value), interval, COSTS[kind] + alternatives)


def _plain(value: Decimal) -> Decimal:
    """Without zeros behind the point and without exponent, as people write it."""
    return Decimal(f"{value:f}".rstrip("0").rstrip(".")) if "." in f"{value:f}" else Decimal(f"{value:f}")


def _other_units(figure: Figure, printed: Interval) -> Iterator[Repair]:
    """A multiplier or unit that is not meant: a thousand times too large or small, seldom more.

    Percentages have no multiplier, and rates (tonnes a hectare) seldom one.
    """
    rate = _A_DIGIT if "/" in (figure.unit or "") else 0.0
    for places in _THOUSANDS if figure.unit != "percent" else ():
        alternatives = log(2) + (abs(places) // 3 - 1) * _A_DIGIT + rate
        yield _shifted(figure, printed, "unit", places, alternatives, "")


def _other_separators(figure: Figure, printed: Interval, numeral: str) -> Iterator[Repair]:
    """The same digits with the decimal comma lost, added or in another place; each zero that this takes costs."""
    digits = re.sub(r"\D", "", numeral).lstrip("0")
    decimals = _decimals(numeral)
    for places in _PLACES:
        needed = max(places - decimals, decimals - places - len(digits), 0) if digits else 0
        alternatives = log(max(len(digits), 2)) + needed * _A_DIGIT
        if digits:
            below_one = decimals - places >= len(digits)
            alternatives += _unusual(figure, decimals - places, below_one) - _unusual(
                figure, decimals, numeral[0] == "0"
            )
        text = "" if not digits or places > decimals else _replaced(figure, numeral, digits, decimals - places)
        yield _shifted(figure, printed, "separator", places, alternatives, text)


def _unusual(figure: Figure, decimals: int, below_one: bool) -> float:
    """How unusual it is to print such a figure in such a form (a negative logarithm)."""
    multiplied = figure.value_text[-1:].isalpha()
    form = "percent" if figure.unit == "percent" else "multiplied" if multiplied else "plain"
    share = DECIMALS[form][min(max(decimals, 0), 3)]
    return -log(share) - (log(BELOW_ONE) if below_one and form != "percent" else 0.0)


def _turned(figure: Figure) -> str:
    """The number with the word of the other direction: a growth is printed «tăng 5%», its opposite «giảm 5%»."""
    assert figure.value is not None
    return f"{'tăng' if figure.value < 0 else 'giảm'} {figure.value_text}" if figure.value_text else ""


def _shifted(figure: Figure, printed: Interval, kind: str, places: int, alternatives: float, text: str) -> Repair:
    assert figure.value is not None
    interval = _scaled(printed, Fraction(10) ** places)
    return _make(figure, kind, figure.value.scaleb(places), interval, alternatives, text)


def _scaled(interval: Interval, factor: Fraction) -> Interval:
    assert interval.low is not None
    assert interval.high is not None
    return Interval((interval.low * factor).__floor__(), (interval.high * factor).__ceil__())


def _replaced(figure: Figure, numeral: str, digits: str, decimals: int) -> str:
    return figure.value_text.replace(numeral, _typed(digits, decimals, grouped=True), 1)


def _decimals(numeral: str) -> int:
    return len(numeral.partition(",")[2])


def _retyped(figure: Figure, printed: Interval, numeral: str) -> Iterator[Repair]:
    """The same numeral with digits exchanged, replaced, lost or added."""
    assert figure.value is not None
    digits = re.sub(r"\D", "", numeral)
    whole = int(digits)
    if not whole:
        return
    scale = Fraction(figure.value) / whole
    for kind, meant in _edits(digits):
        if int(meant) in (0, whole) or _is_unwritten(meant, _decimals(numeral)):
            continue
        value = int(meant) * scale
        moved = (value - Fraction(figure.value)) * MILLION
        if moved.denominator != 1:
            continue
        interval = printed.plus(Interval(int(moved), int(moved)))
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        text = figure.value_text.replace(numeral, _like(numeral, meant), 1)
        alternatives = log(_alternatives(kind, meant))
        yield _make(figure, kind, exact, interval, alternatives, text)


def _is_unwritten(digits: str, decimals: int) -> bool:
    """Nobody writes a nought before the whole part: 0,5 but not 05."""
    return len(digits) - decimals > 1 and digits.startswith("0")


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


def _alternatives(kind: str, meant: str) -> int:
    """How many misprints of the kind the meant digits offer."""
    if kind == "transposition":
        return sum(first != second for first, second in pairwise(meant))
    return {"substitution": 9 * len(meant), "digit_lost": len(meant), "digit_added": 10 * (len(meant) + 1)}[kind]


def _like(numeral: str, digits: str) -> str:
    """Other digits with as many decimals, and grouped as the numeral is; where none is more or fewer, in its places."""
    if len(digits) == len(re.sub(r"\D", "", numeral)):
        remaining = iter(digits)
        return "".join(next(remaining) if character.isdigit() else character for character in numeral)
    return _typed(digits, _decimals(numeral), grouped="." in numeral)


def _typed(digits: str, decimals: int, *, grouped: bool) -> str:
    """Digits as a numeral with so many decimals."""
    padded = digits.rjust(decimals + 1, "0")
    whole, part = padded[: len(padded) - decimals], padded[len(padded) - decimals :]
    shown = f"{int(whole):,}".replace(",", "." if grouped else "")
    return f"{shown},{part}" if part else shown
