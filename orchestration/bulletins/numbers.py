"""Numerals: digits as Vietnamese prints them, and numerals in words (language notes, section 1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from orchestration.bulletins.spelled import SCALES, read_spelled
from orchestration.bulletins.text import make_view

# Numbers beyond this hold no economic figure and no place in DECIMAL(38,6).
MAX_DIGITS = 30

DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")

_GROUPED_DOT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?$")
_GROUPED_COMMA = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?$|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+$")
_COMMA_DECIMAL = re.compile(r"[0-9]+,[0-9]+$")
_DOT_DECIMAL = re.compile(r"[0-9]+\.[0-9]+$")


@dataclass(slots=True)
class Written:
    """A numeral in digits as read.

    Attributes:
        value: the number, exact.
        decimals: digits printed behind the decimal separator.
        candidates: both readings where the separator is ambiguous, the preferred first.
        flags: `ambiguous_separator`, `nonlocal_decimal`, `english_grouping`.
    """

    value: Decimal
    decimals: int
    candidates: tuple[Decimal, ...] = ()
    flags: tuple[str, ...] = ()


def read_digits(token: str) -> Written | None:
    """Read a token of digits, dots and commas; None where no reading is sound.

    The decision table of section 1: dots group by three and the comma is the decimal sign; one comma before
    three digits is a decimal comma by default and flagged, because some writers group with it.
    """
    if len(token) > MAX_DIGITS and sum(map(str.isdigit, token)) > MAX_DIGITS:
        return None
    if token.isdigit():
        return Written(Decimal(token), 0)
    if _GROUPED_DOT.match(token):
        whole, _, fraction = token.replace(".", "").partition(",")
        return Written(_decimal(whole, fraction), len(fraction))
    if _GROUPED_COMMA.match(token):
        whole, _, fraction = token.replace(",", "").partition(".")
        return Written(_decimal(whole, fraction), len(fraction), flags=("english_grouping",))
    if _COMMA_DECIMAL.match(token):
        return _read_comma(token)
    if _DOT_DECIMAL.match(token):
        whole, _, fraction = token.partition(".")
        return Written(_decimal(whole, fraction), len(fraction), flags=("nonlocal_decimal",))
    return None


def _read_comma(token: str) -> Written:
    whole, _, fraction = token.partition(",")
    value = _decimal(whole, fraction)
    if len(fraction) != 3 or len(whole) > 3 or whole.startswith("0"):
        return Written(value, len(fraction))
    grouped = Decimal(whole + fraction)
    return Written(value, 3, candidates=(value, grouped), flags=("ambiguous_separator",))


def _decimal(whole: str, fraction: str) -> Decimal:
    return Decimal(f"{whole}.{fraction}") if fraction else Decimal(whole)


MULTIPLIERS: dict[str, int] = {"trăm": 2, **SCALES, "tr": 6}
"""Multiplier words as powers of ten; two in a row multiply («nghìn tỷ», «triệu tỷ»)."""

_WORD = re.compile(r"[^\W\d_]+")
_NUMERAL = re.compile(
    r"(?P<sign>-\s*|(?:âm|trừ)\s+|\+\s*)?(?P<digits>[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+)(?P<scale>\s*[^\W\d_]*(?:\s+[^\W\d_]+)*)\s*$"
)
_FRACTION = re.compile(
    r"(?P<sign>-|âm |trừ )?\s*(?:(?P<whole>[0-9]{1,6}) )?(?P<above>[0-9]{1,6}) ?/ ?(?P<below>[0-9]{1,6})$"
)
_COMPOUND = re.compile(r"[0-9]+(?:[.,][0-9]+)*\s*[^\W\d_]+(?:\s[^\W\d_]+)*\s[0-9]")
_SUFFIXES = {"k": 3, "m": 6, "g": 9}
"""Letters for thousands, millions and billions, of a number that stands alone."""
_NEGATIVE = frozenset({"-", "âm", "trừ"})


@lru_cache(maxsize=4096)
def read_number(text: str) -> Decimal | None:
    """Read a whole numeral, written or spelled: «2.285», «5 nghìn», «2 tỷ 696 triệu», «hai trăm linh một», «3/4».

    Returns:
        The number, exact but for a fraction without an end; None where the text is anything else.
    """
    folded = make_view(text.strip()).folded
    match = _NUMERAL.match(folded)
    if match:
        value = _read_multiplied(match.group("digits"), match.group("scale").split())
        return _signed(value, match.group("sign"))
    match = _FRACTION.match(folded)
    if match:
        return _signed(_read_fraction(match), match.group("sign"))
    if _COMPOUND.match(folded):
        return _read_sum(folded)
    words = _WORD.findall(folded)
    return read_spelled(words) if " ".join(words) == folded else None


def _signed(value: Decimal | None, sign: str | None) -> Decimal | None:
    return -value if value is not None and (sign or "").strip() in _NEGATIVE else value


def _read_multiplied(digits: str, words: list[str]) -> Decimal | None:
    """Digits with their scale words; «rưỡi» at the end adds half of the scale («2 tỷ rưỡi»)."""
    written = read_digits(f"0{digits}" if digits[0] in ".," else digits)
    halved = len(words) > 1 and words[-1] == "rưỡi"
    exponent = _SUFFIXES.get(words[0]) if len(words) == 1 else None
    exponent = _scale(words[:-1] if halved else words) if exponent is None else exponent
    if written is None or exponent is None:
        return None
    return (written.value + Decimal("0.5") if halved else written.value).scaleb(exponent)


def _read_fraction(match: re.Match[str]) -> Decimal | None:
    below = Decimal(match.group("below"))
    return Decimal(match.group("whole") or 0) + Decimal(match.group("above")) / below if below else None


def _read_sum(folded: str) -> Decimal | None:
    """«2 tỷ 696 triệu»: parts with falling scales; each is smaller than one of the scale before it."""
    total, least = Decimal(0), None
    for part in re.split(r"\s(?=[0-9])", folded):
        match = _NUMERAL.match(part)
        words = match.group("scale").split() if match else []
        value = _read_multiplied(match.group("digits"), words) if match else None
        if value is None or (least is not None and value >= least):
            return None
        total, least = total + value, Decimal(1).scaleb(_scale(words) or 0)
    return total


def _scale(words: list[str]) -> int | None:
    exponent = 0
    for word in words:
        if word not in MULTIPLIERS:
            return None
        exponent += MULTIPLIERS[word]
    return exponent
