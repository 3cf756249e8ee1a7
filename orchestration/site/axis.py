"""Intervals on one axis, as positions in per cent: for bars that are drawn by the templates.

Floats are for drawing only; what is written beside a bar is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

MARGIN = Decimal("0.06")
"""Share of the axis that stays free at either end, so that an open interval can be seen to go on."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Where an interval stands: `left` and `width` in per cent of the axis; open sides reach the end of it."""

    left: float
    width: float
    is_open_left: bool
    is_open_right: bool


Bounds = tuple[Decimal | None, Decimal | None]


def bars(intervals: Sequence[Bounds]) -> list[Bar] | None:
    """Place closed intervals on the smallest axis that holds their ends.

    Returns:
        A bar an interval, in order; None where no interval has an end to scale by.
    """
    ends = [end for interval in intervals for end in interval if end is not None]
    if not ends:
        return None
    low, high = min(ends), max(ends)
    size = high - low or abs(high) or Decimal(1)
    first = low - size * MARGIN
    whole = size * (1 + 2 * MARGIN)
    return [_bar(interval, first, whole) for interval in intervals]


def _bar(interval: Bounds, first: Decimal, whole: Decimal) -> Bar:
    low, high = interval
    left = Decimal(0) if low is None else (low - first) / whole * 100
    right = Decimal(100) if high is None else (high - first) / whole * 100
    return Bar(round(float(left), 3), round(float(max(right - left, Decimal("0.4"))), 3), low is None, high is None)
