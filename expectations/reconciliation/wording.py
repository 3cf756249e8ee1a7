"""Numbers and intervals as Vietnamese and English people write them."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

WHOLE_FROM = 1000
_WIDE_ENOUGH = Context(prec=60)


def number_text(value: Decimal | None, group: str, point: str, unbounded: str) -> str:
    """Write a number in full with its thousands grouped, without zeros at the end of the decimals."""
    if value is None:
        return unbounded
    whole, _, decimals = f"{value:f}".partition(".")
    sign = "-" if whole.startswith("-") else ""
    grouped = f"{int(whole.lstrip('-')):,}".replace(",", group)
    decimals = decimals.rstrip("0")
    return f"{sign}{grouped}{point}{decimals}" if decimals else f"{sign}{grouped}"


def in_words(value: Decimal | None, rounding: str) -> Decimal | None:
    """A number as people are told it: whole from a thousand on, bounds outward and gaps down."""
    if value is None or abs(value) < WHOLE_FROM:
        return value
    return value.quantize(Decimal(1), rounding, _WIDE_ENOUGH)


def _interval(low: Decimal | None, high: Decimal | None, group: str, point: str) -> str:
    lower = number_text(in_words(low, ROUND_FLOOR), group, point, "−∞")
    upper = number_text(in_words(high, ROUND_CEILING), group, point, "+∞")
    return f"[{lower}; {upper}]"


def interval_vi(low: Decimal | None, high: Decimal | None) -> str:
    """An interval as Vietnamese people write it, rounded outward to whole numbers from a thousand on."""
    return _interval(low, high, ".", ",")


def interval_en(low: Decimal | None, high: Decimal | None) -> str:
    """The same in English."""
    return _interval(low, high, ",", ".")
