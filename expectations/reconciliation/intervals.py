"""Closed intervals in exact arithmetic: what a printed figure may mean, and what follows from several.

Bounds are whole numbers of millionths of the unit, which is the precision of the warehouse's DECIMAL(38,6);
the SQL models calculate with the same whole numbers, so both give the same digits. ``None`` is no bound.
Sums are exact. Division and multiplication by a fraction are rounded *outward*: a result always contains
the truth, so rounding can never make a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal

MILLION = 10**6
_WIDE_ENOUGH = Context(prec=60)


def millionths(value: Decimal) -> int:
    """Turn an exact decimal into millionths of the unit.

    Raises:
        ValueError: the value has more than six decimals, or is no finite number.
    """
    if not value.is_finite():
        raise ValueError(f"{value} is not a finite number")
    scaled = value.scaleb(6, _WIDE_ENOUGH)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{value} has more than six decimals, the most that the warehouse keeps")
    return whole


def decimal_of(count: int | None) -> Decimal | None:
    """Turn millionths back into a decimal with six places; ``None`` stays ``None``."""
    return None if count is None else Decimal(count).scaleb(-6, _WIDE_ENOUGH)


def _floor(numerator: int, denominator: int) -> int:
    return numerator // denominator


def _ceiling(numerator: int, denominator: int) -> int:
    return -((-numerator) // denominator)


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval in millionths of the unit; ``None`` for a side without bound."""

    low: int | None
    high: int | None

    @classmethod
    def of(cls, low: Decimal | None, high: Decimal | None) -> Interval:
        """Make an interval of decimals in the unit itself."""
        return cls(None if low is None else millionths(low), None if high is None else millionths(high))

    @property
    def width(self) -> int | None:
        """How wide it is; ``None`` where a side has no bound."""
        return None if self.low is None or self.high is None else self.high - self.low

    def contains(self, other: Interval) -> bool:
        """Say whether `other` lies wholly inside."""
        low_holds = self.low is None or (other.low is not None and other.low >= self.low)
        high_holds = self.high is None or (other.high is not None and other.high <= self.high)
        return low_holds and high_holds

    def negated(self) -> Interval:
        """The interval of the negative."""
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
        )

    def plus(self, other: Interval) -> Interval:
        """The interval of the sum; a missing bound stays missing."""
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
        )

    def minus(self, other: Interval) -> Interval:
        """The interval of the difference."""
        return self.plus(other.negated())

    def widened(self, parts_per_million: int) -> Interval:
        """Widen each bound by a fraction of its own size, outward."""
        return Interval(
            None if self.low is None else self.low - _ceiling(abs(self.low) * parts_per_million, MILLION),
            None if self.high is None else self.high + _ceiling(abs(self.high) * parts_per_million, MILLION),
        )


UNBOUNDED = Interval(None, None)


def total(intervals: Iterable[Interval]) -> Interval:
    """Add up intervals; of none the sum is exactly zero."""
    result = Interval(0, 0)
    for interval in intervals:
        result = result.plus(interval)
    return result


def _quotient_low(value: int | None, divisor: Interval) -> int | None:
    """Lowest value / divisor, times 100; the divisor is positive."""
    if value is None:
        return None
    if value < 0:
        return _floor(value * 100 * MILLION, divisor.low) if divisor.low else None
    return None if divisor.high is None else _floor(value * 100 * MILLION, divisor.high)


def _quotient_high(value: int | None, divisor: Interval) -> int | None:
    if value is None:
        return None
    if value >= 0:
        return _ceiling(value * 100 * MILLION, divisor.low) if divisor.low else None
    return None if divisor.high is None else _ceiling(value * 100 * MILLION, divisor.high)


def divided_by_percent(value: Interval, percent: Interval) -> Interval:
    """What 100 % is, where `value` is `percent` of it: the implied plan or base, rounded outward.

    A percentage that may be zero or negative implies nothing.
    """
    if percent.low is None or percent.low <= 0:
        return UNBOUNDED
    return Interval(_quotient_low(value.low, percent), _quotient_high(value.high, percent))


def shifted_percent(growth: Interval) -> Interval:
    """A growth of g percent as a ratio of 100 + g percent."""
    return growth.plus(Interval(100 * MILLION, 100 * MILLION))


def growth_amount(value: Interval, growth: Interval) -> Interval:
    """The absolute change behind a growth: value × g / (100 + g), outward, for a value of at least zero.

    It rises with g, and with the value where g is positive, so the corners give it exactly. A value that may
    be negative, or a growth that may be −100 % or less, implies nothing.
    """
    if value.low is None or value.low < 0 or growth.low is None or growth.low <= -100 * MILLION:
        return UNBOUNDED
    low_value = value.low if growth.low >= 0 else value.high
    low = None
    if low_value is not None:
        low = _floor(low_value * growth.low, 100 * MILLION + growth.low)
    high = None
    if growth.high is not None:
        high_value = value.high if growth.high >= 0 else value.low
        if high_value is not None:
            high = _ceiling(high_value * growth.high, 100 * MILLION + growth.high)
    return Interval(low, high)


def product(left: Interval, right: Interval) -> Interval:
    """The interval of left × right, outward, for factors of at least zero; else nothing is implied."""
    return _product(left, right, MILLION)


def percent_of(whole: Interval, percent: Interval) -> Interval:
    """What `percent` of `whole` is, outward, for a whole and a percentage of at least zero; else nothing is implied."""
    return _product(whole, percent, 100 * MILLION)


def _product(left: Interval, right: Interval, one: int) -> Interval:
    if left.low is None or right.low is None or left.low < 0 or right.low < 0:
        return UNBOUNDED
    low = _floor(left.low * right.low, one)
    if left.high is None or right.high is None:
        return Interval(low, None)
    return Interval(low, _ceiling(left.high * right.high, one))


def overlap(left: Interval, right: Interval) -> Interval | None:
    """What both intervals hold; ``None`` where they do not meet."""
    lows = [bound for bound in (left.low, right.low) if bound is not None]
    highs = [bound for bound in (left.high, right.high) if bound is not None]
    low = max(lows, default=None)
    high = min(highs, default=None)
    if low is not None and high is not None and low > high:
        return None
    return Interval(low, high)


def excess(low: int | None, high: int | None) -> int:
    """How far `low` lies above `high`; 0 where it does not, or where either is without bound."""
    return 0 if low is None or high is None else max(0, low - high)


def gap(left: Interval, right: Interval) -> int:
    """The distance between two intervals; 0 where they meet."""
    return max(excess(left.low, right.high), excess(right.low, left.high))


@dataclass(frozen=True, slots=True)
class Tiers:
    """The two readings of a printed figure: by its last printed digit, and by its last digit that is not 0.

    Checks use `hard` first; where only `wide` meets, the result is ``reconciled_tight``.
    """

    hard: Interval
    wide: Interval

    def negated(self) -> Tiers:
        """Both tiers of the negative."""
        return Tiers(self.hard.negated(), self.wide.negated())
