"""How badly figures disagree, in one number.

The *strain* is the smallest common factor by which all intervals must be widened about their middles so that
the figures agree: 1 is just possible as printed, 0.5 would still do with intervals half as wide, 10 takes
more than rounding. The *band* needed is the smallest revision of earlier vintages that would do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction

from expectations.reconciliation.intervals import Interval
from expectations.reconciliation.network.programme import Programme
from expectations.reconciliation.network.system import Intervals, System

MOST_STRAIN = 1 << 20
_STEPS = 26


def widened(interval: Interval, factor: Fraction) -> Interval:
    """An interval widened about its middle, outward to whole millionths; a side without bound stays without."""
    if interval.low is None or interval.high is None:
        return interval
    whole = 2 * factor.denominator
    middle = (interval.low + interval.high) * factor.denominator
    half = (interval.high - interval.low) * factor.numerator
    return Interval((middle - half) // whole, -((-middle - half) // whole))


def strain(system: System, intervals: Intervals, dropped: Collection[str] = ()) -> float | None:
    """The smallest widening with which the figures agree; ``None`` if none up to `MOST_STRAIN` does.

    Links hold exactly here. Figures without width (counts) are not widened.
    """

    def agree(factor: Fraction) -> bool:
        programme = Programme(system, system.rows(lambda figure: widened(intervals(figure), factor), {}))
        programme.drop(dropped)
        return programme.is_feasible()

    high = Fraction(1)
    while not agree(high):
        high *= 4
        if high > MOST_STRAIN:
            return None
    return float(_smallest(agree, Fraction(0) if high == 1 else high / 4, high))


def band_needed(
    system: System, intervals: Intervals, bands: dict[str, int], dropped: Collection[str] = ()
) -> int | None:
    """The smallest band, in parts per million, that lets the links given hold; ``None`` where not even their own does.

    Args:
        system: the component.
        intervals: the tier that counts.
        bands: the links, by edit, with the band that their table allows.
        dropped: figures left out.
    """

    def agree(band: int) -> bool:
        slack = {edit: min(band, allowed) for edit, allowed in bands.items()}
        programme = Programme(system, system.rows(intervals, slack))
        programme.drop(dropped)
        return programme.is_feasible()

    low, high = -1, max(bands.values(), default=0)
    if not agree(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if agree(middle) else (middle, high)
    return high


def _smallest(agree: Callable[[Fraction], bool], low: Fraction, high: Fraction) -> Fraction:
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if agree(middle) else (middle, high)
    return high
