"""Quantities: a numeral with its multiplier, unit and hedge, and the interval it stands for.

The only place in which printed intervals are made. u is one unit of the last printed digit, w the same at the
last non-zero digit; all intervals are closed (language notes, section 4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from functools import lru_cache

from orchestration.bulletins.numbers import DIGITS, MAX_DIGITS, MULTIPLIERS, read_digits
from orchestration.bulletins.plain_words import (
    currency_behind,
    in_figures,
    in_range_form,
    split_sign,
    with_short_scales,
)
from orchestration.bulletins.text import make_view
from orchestration.bulletins.units import UnitReader
from orchestration.bulletins.vocabulary import Vocabulary, load_vocabulary

LIMIT = Decimal(10) ** 32
STEP = Decimal("0.000001")
"""DECIMAL(38, 6): the largest and the finest figure that can be stored."""
EXACT = Context(prec=60)

_ONE = Decimal(1)
_POWERS = tuple(Decimal(10**exponent) for exponent in range(64))
"""Powers of ten written out, so that values carry no exponent."""
_STEPS = tuple(_ONE.scaleb(-decimals) for decimals in range(MAX_DIGITS + 1))
"""One unit of the last digit, by how many digits stand behind the decimal separator."""

_MULTIPLIER = re.compile(
    r" ?(" + "|".join(sorted(MULTIPLIERS, key=len, reverse=True)) + r")(?![^\W_])(?! (?:lệ|trọng|giá|suất|phú))"
)
_SPACE_DIGIT = re.compile(r" (?=[0-9])")
_AND = re.compile(r" và (?=[0-9])")
_IN_ORDER = re.compile(r"(?:lần lượt|tương ứng)(?: [^\W\d]+){0,3} $")
_RANGE = re.compile(r" ?- ?(?=[0-9])| (?:đến|tới) (?=[0-9])")
_BETWEEN = "giữa "


@dataclass(slots=True)
class Interval:
    """The closed intervals of a printed figure; None is unbounded."""

    low: Decimal | None
    high: Decimal | None
    low_wide: Decimal | None
    high_wide: Decimal | None


def one_interval(low: Decimal | None, high: Decimal | None) -> Interval:
    """An interval that is no wider where the last digits are zeros."""
    return Interval(low, high, low, high)


@dataclass(slots=True)
class Printed:
    """A numeral with multiplier and unit, in folded offsets.

    Attributes:
        start: where the number starts.
        number_end: where number and multiplier end.
        end: where the unit ends (equals `number_end` without a unit).
        value: in the base unit.
        step: u in the base unit.
        wide_step: w in the base unit.
        decimals: printed digits behind the decimal separator.
        multiplied: whether a multiplier word stands behind the number.
        upper: the other end of a range, in the base unit.
    """

    start: int
    number_end: int
    end: int
    value: Decimal
    step: Decimal
    wide_step: Decimal
    decimals: int
    multiplied: bool
    unit: str | None
    candidates: tuple[Decimal, ...] = ()
    flags: tuple[str, ...] = ()
    upper: Decimal | None = None


def times_as_percent(printed: Printed) -> Printed:
    """«gấp 4 lần» is a ratio of 400 per cent."""
    return replace(
        printed,
        value=printed.value * 100,
        step=printed.step * 100,
        wide_step=printed.wide_step * 100,
        unit="percent",
        upper=None if printed.upper is None else printed.upper * 100,
        flags=(*printed.flags, "times"),
    )


_MULTIPLES = {
    "đôi": 200, "rưỡi": 150, "hai": 200, "ba": 300, "bốn": 400, "năm": 500, "sáu": 600, "bảy": 700, "tám": 800,
    "chín": 900, "mười": 1000,
}  # fmt: skip
_MULTIPLE = re.compile(r"gấp (?:(đôi|rưỡi|ba|bốn)(?: lần)?|(hai|năm|sáu|bảy|tám|chín|mười) lần)(?!\w)")


def find_multiples(folded: str) -> list[Printed]:
    """«gấp đôi», «gấp ba lần»: ratios in words."""
    return [
        Printed(
            start=match.start(),
            number_end=match.end(),
            end=match.end(),
            value=Decimal(_MULTIPLES[match.group(1) or match.group(2)]),
            step=Decimal(10),
            wide_step=Decimal(10),
            decimals=0,
            multiplied=False,
            unit="percent",
            flags=("times", "spelled"),
        )
        for match in _MULTIPLE.finditer(folded)
        if not folded[match.start() - 1 : match.start()].isalnum()
    ]


def read_fraction(folded: str, start: int, units: UnitReader) -> tuple[Printed, Printed] | None:
    """«9/11 nhóm», «4.013/6.316 tỷ đồng»: done and planned, both in the unit that stands behind the second."""
    done = DIGITS.match(folded, start)
    if done is None or folded[done.end() : done.end() + 1] != "/":
        return None
    planned = _read_part(folded, done.end() + 1, units)
    written = read_digits(done.group())
    if planned is None or planned.unit is None or written is None:
        return None
    factor = planned.step.scaleb(planned.decimals)
    step = _STEPS[written.decimals]
    part = replace(
        planned,
        start=start,
        number_end=done.end(),
        end=done.end(),
        value=written.value * factor,
        step=step * factor,
        wide_step=last_nonzero(written.value, step) * factor,
        decimals=written.decimals,
        candidates=(),
        flags=("fraction",),
    )
    return part, replace(planned, flags=(*planned.flags, "fraction"))


def read_shared(folded: str, start: int, units: UnitReader) -> tuple[Printed, Printed] | None:
    """«lần lượt 0,1 và 0,2 tấn/ha»: the unit and multiplier of the second number are those of the first too."""
    number = DIGITS.match(folded, start)
    joint = _AND.match(folded, number.end()) if number is not None else None
    written = read_digits(number.group()) if number is not None else None
    if joint is None or written is None or _IN_ORDER.search(folded, max(0, start - 40), start) is None:
        return None
    second = _read_part(folded, joint.end(), units)
    if second is None or second.unit is None:
        return None
    factor = second.step.scaleb(second.decimals)
    step = _STEPS[written.decimals]
    first = replace(
        second,
        start=start,
        number_end=start + len(number.group()) if number is not None else start,
        end=start + len(number.group()) if number is not None else start,
        value=written.value * factor,
        step=step * factor,
        wide_step=last_nonzero(written.value, step) * factor,
        decimals=written.decimals,
        candidates=(),
        flags=("unit_shared",),
    )
    return first, second


def is_storable(printed: Printed) -> bool:
    """Whether the figure fits DECIMAL(38, 6) exactly; one that does not stays in the ledger as unresolved."""
    if printed.upper is not None and not _fits(printed.upper):
        return False
    return _fits(printed.value) and (not printed.candidates or all(map(_fits, printed.candidates)))


def _fits(value: Decimal) -> bool:
    return -LIMIT < value < LIMIT and value.quantize(STEP, None, EXACT) == value


def read_printed(folded: str, start: int, units: UnitReader) -> Printed | None:
    """Read the quantity that starts with a digit at `start`; None where its digits have no sound reading."""
    first = _read_part(folded, start, units)
    if first is None:
        return None
    return _read_range(folded, first, units) or _read_compound(folded, first, units) or first


def _read_part(folded: str, start: int, units: UnitReader) -> Printed | None:
    token = DIGITS.match(folded, start)
    if token is None:
        return None
    written = read_digits(token.group())
    if written is None:
        return None
    end, exponent = _read_multipliers(folded, token.end())
    unit = units.read(folded, end)
    factor = unit.factor * _POWERS[exponent] if unit else _POWERS[exponent]
    step = _STEPS[written.decimals]
    wide_step = last_nonzero(written.value, step)
    value, fine = _product(written.value, factor), _product(step, factor)
    return Printed(
        start,
        end,
        unit.end if unit else end,
        value,
        fine,
        fine if wide_step is step else _product(wide_step, factor),
        written.decimals,
        exponent > 0,
        unit.code if unit else None,
        tuple([_product(candidate, factor) for candidate in written.candidates]) if written.candidates else (),
        written.flags,
    )


def _product(number: Decimal, factor: Decimal) -> Decimal:
    """The product without the zeros behind the point that a multiplier leaves: 2,7 tỷ is 2700000000."""
    product = number * factor
    if factor > _ONE and product == product.to_integral_value():
        return product.quantize(_ONE, None, EXACT)
    return product


def _read_multipliers(folded: str, end: int) -> tuple[int, int]:
    exponent = 0
    for _ in range(2):
        match = _MULTIPLIER.match(folded, end)
        if match is None:
            break
        exponent += MULTIPLIERS[match.group(1)]
        end = match.end()
    return end, exponent


def last_nonzero(value: Decimal, step: Decimal) -> Decimal:
    """One unit at the last non-zero printed digit: 6.500 -> 100."""
    digits = str(value).replace(".", "")
    if digits[-1] != "0" or value == 0:
        return step
    return step.scaleb(len(digits) - len(digits.rstrip("0")))


def _read_range(folded: str, first: Printed, units: UnitReader) -> Printed | None:
    """«10-15%», «1.100 - 1.350 xe/ngày», «từ 6,8 đến 7%»: unit and multiplier reach back to the first number."""
    joint = _RANGE.match(folded, first.end)
    if joint is None and folded.endswith(_BETWEEN, 0, first.start):  # «giữa 10 và 12 tỷ USD»
        joint = _AND.match(folded, first.end)
    if joint is None or (first.end != first.number_end and "-" in joint.group() and first.unit is None):
        return None
    second = _read_part(folded, joint.end(), units)
    if second is None or (second.unit is None and not second.multiplied):
        return None
    if first.unit is not None and first.unit != second.unit:
        return None
    bare = first.unit is None
    low = _rescale(first, second) if bare else first.value
    if low >= second.value:
        return None
    return Printed(
        start=first.start,
        number_end=second.number_end,
        end=second.end,
        value=low,
        step=second.step,
        wide_step=second.wide_step,
        decimals=max(first.decimals, second.decimals),
        multiplied=second.multiplied,
        unit=second.unit,
        flags=("range",),
        upper=second.value,
    )


def _rescale(first: Printed, second: Printed) -> Decimal:
    factor = second.step.scaleb(second.decimals)
    own = first.step.scaleb(first.decimals)
    return first.value / own * factor if own != factor else first.value


def _read_compound(folded: str, first: Printed, units: UnitReader) -> Printed | None:
    """«2 tỷ 696 triệu USD»: parts with falling multipliers add up."""
    if not first.multiplied or first.unit is not None:
        return None
    space = _SPACE_DIGIT.match(folded, first.number_end)
    second = _read_part(folded, space.end(), units) if space else None
    if second is None or not second.multiplied or second.value >= first.step:
        return None
    return Printed(
        start=first.start,
        number_end=second.number_end,
        end=second.end,
        value=first.value + second.value,
        step=second.step,
        wide_step=second.wide_step,
        decimals=second.decimals,
        multiplied=True,
        unit=second.unit,
        flags=first.flags + second.flags,
    )


def printed_interval(
    value: Decimal,
    step: Decimal,
    wide_step: Decimal,
    hedge: str | None,
    *,
    exact: bool = False,
    nonnegative: bool = True,
) -> Interval:
    """The interval of a figure printed as `value`; a negative value is bounded by magnitude, then mirrored."""
    if value < 0:
        mirrored = printed_interval(-value, step, wide_step, hedge, exact=exact, nonnegative=False)
        return Interval(
            _negate(mirrored.high),
            _negate(mirrored.low),
            _negate(mirrored.high_wide),
            _negate(mirrored.low_wide),
        )
    floor = Decimal(0) if nonnegative else None
    if hedge == "more_than":
        return one_interval(value, value + wide_step)
    if hedge == "nearly":
        return one_interval(value - wide_step, value)
    if hedge == "about":
        return one_interval(value - wide_step, value + wide_step)
    if hedge == "at_least":
        return one_interval(value, None)
    if hedge in ("at_most", "less_than"):
        return one_interval(floor, value)
    half, wide_half = step / 2, wide_step / 2
    if exact:
        wide = wide_half if wide_step > step else Decimal(0)
        return Interval(value, value, value - wide, value + wide)
    if wide_step is step:
        return one_interval(value - half, value + half)
    return Interval(value - half, value + half, value - wide_half, value + wide_half)


def _negate(bound: Decimal | None) -> Decimal | None:
    return None if bound is None else -bound


@dataclass(frozen=True, slots=True)
class Quantity:
    """What `read_quantity` gives: exact value in the base unit, unit code, hard interval and hedge."""

    value: Decimal | None
    unit: str | None
    low: Decimal | None
    high: Decimal | None
    hedge: str | None


@lru_cache(maxsize=4)
def unit_reader(vocabulary: Vocabulary) -> UnitReader:
    """The unit reader of a vocabulary."""
    return UnitReader(vocabulary)


def read_quantity(text: str, vocabulary: Vocabulary | None = None) -> Quantity | None:
    """Read a whole quantity: «hơn 2,7 tỷ USD», «từ 10 đến 15%», «48.232ha», «$10», «hai trăm linh tư mét».

    Returns:
        The quantity, or None where the text is anything else. A range has no value, only its ends.
    """
    vocabulary = vocabulary or load_vocabulary()
    hedge, rest = _split_hedge(make_view(text.strip()).folded, vocabulary)
    figures = with_short_scales(in_figures(rest))
    negative, plain = split_sign(in_range_form(currency_behind(figures, vocabulary)))
    units = unit_reader(vocabulary)
    printed = read_printed(plain, 0, units)
    if printed is None or printed.end != len(plain) or (negative and printed.upper is not None):
        return None
    return _quantity(replace(printed, value=-printed.value) if negative else printed, hedge, units)


_BOUNDS = (
    (re.compile(r"(?:từ )?(.+) trở lên"), "at_least"),
    (re.compile(r"(?:từ )?(.+) trở xuống"), "at_most"),
    (re.compile(r"(?:ít|nhỏ|thấp) hơn (.+)|chưa đầy (.+)|không (?:đến|tới) (.+)"), "less_than"),
    (re.compile(r"(?:nhiều|lớn|cao) hơn (.+)"), "more_than"),
    (re.compile(r"không (?:nhiều hơn|hơn|vượt quá) (.+)"), "at_most"),
    (re.compile(r"không ít hơn (.+)"), "at_least"),
)
"""Bounds that a phrase alone can state; in running text the same words compare."""


def _split_hedge(folded: str, vocabulary: Vocabulary) -> tuple[str | None, str]:
    """The hedge at the head of a quantity and the rest; the longest that fits."""
    for pattern, value in _BOUNDS:
        match = pattern.fullmatch(folded)
        if match:
            return value, next(filter(None, match.groups()))
    best: tuple[str | None, str] = (None, folded)
    for row in vocabulary.rows("cues"):
        rest = folded.removeprefix(row["alias"]).lstrip(" ")
        if row["kind"] == "hedge" and folded.startswith(row["alias"]) and len(rest) < len(best[1]):
            best = row["value"], rest
    return best


def _quantity(printed: Printed, hedge: str | None, units: UnitReader) -> Quantity:
    if printed.upper is not None:
        return Quantity(None, printed.unit, printed.value, printed.upper, hedge)
    exact = is_exact(printed, units)
    interval = printed_interval(printed.value, printed.step, printed.wide_step, hedge, exact=exact)
    return Quantity(printed.value, printed.unit, interval.low, interval.high, hedge)


def is_exact(printed: Printed, units: UnitReader) -> bool:
    """A count printed without a multiplier is a count, not a rounded number."""
    return printed.unit is not None and not printed.multiplied and not printed.decimals and units.is_count(printed.unit)
