"""Numerals: digits as Vietnamese prints them, and numerals in words (language notes, section 1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

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
    if sum(map(str.isdigit, token)) > MAX_DIGITS:
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


MULTIPLIERS: dict[str, int] = {
    "trăm": 2, "nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9,
}  # fmt: skip
"""Multiplier words as powers of ten; two in a row multiply («nghìn tỷ», «triệu tỷ»)."""

_UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tỷ": 9, "tỉ": 9}
_WORD = re.compile(r"[^\W\d_]+")
NUMERAL_WORDS = frozenset(_UNITS) | frozenset(_SCALES) | {
    "mười", "mươi", "chục", "trăm", "linh", "lẻ", "rưỡi", "phẩy", "phảy", "âm", "trừ",
}  # fmt: skip


def read_spelled(words: list[str]) -> Decimal | None:
    """Read a numeral in words («hai trăm linh một», «hai tỷ rưỡi»); None if the words form none."""
    if not words or any(word not in NUMERAL_WORDS for word in words):
        return None
    if words[0] in ("âm", "trừ"):
        positive = read_spelled(words[1:])
        return None if positive is None else -positive
    for comma in ("phẩy", "phảy"):
        if comma in words:
            return _read_spelled_decimal(words, words.index(comma))
    return _read_scales(words)


def _read_spelled_decimal(words: list[str], at: int) -> Decimal | None:
    whole = _read_scales(words[:at])
    fraction = list(words[at + 1 :])
    scale = 0
    while fraction and fraction[-1] in _SCALES:
        scale += _SCALES[fraction.pop()]
    if whole is None or not fraction:
        return None
    if all(word in _UNITS for word in fraction):
        digits = "".join(str(_UNITS[word]) for word in fraction)
    else:
        number = _read_hundreds(fraction)
        if number is None:
            return None
        digits = str(number)
    return Decimal(f"{whole}.{digits}").scaleb(scale)


def _read_scales(words: list[str]) -> Decimal | None:
    """A number with scales; what stands before «tỷ» may itself have scales («năm triệu … nghìn tỷ»)."""
    for billion in ("tỷ", "tỉ"):
        if billion in words[1:]:
            at = len(words) - 1 - words[::-1].index(billion)
            billions, rest = _read_scales(words[:at]), words[at + 1 :]
            if billions is None:
                return None
            if rest == ["rưỡi"]:
                return (billions * 10 + 5).scaleb(8)
            below = _read_below_billion(rest) if rest else Decimal(0)
            return None if below is None else billions.scaleb(9) + below
    return _read_below_billion(words)


def _read_below_billion(words: list[str]) -> Decimal | None:
    """Sum of «group scale» parts with falling scales; «rưỡi» adds half of the last scale."""
    total = Decimal(0)
    group: list[str] = []
    last_scale: int | None = None
    for index, word in enumerate(words):
        if word in _SCALES and group:
            number, scale = _read_hundreds(group), _SCALES[word]
            if number is None or (last_scale is not None and scale >= last_scale):
                return None
            total += Decimal(number).scaleb(scale)
            last_scale, group = scale, []
        elif word == "rưỡi" and not group and last_scale is not None and index == len(words) - 1:
            return total + Decimal(5).scaleb(last_scale - 1)
        else:
            group.append(word)
    if not group:
        return total if last_scale is not None else None
    rest = _read_hundreds(group)
    return None if rest is None else total + rest


def _read_hundreds(words: list[str]) -> int | None:
    """A number below 1,000 in words."""
    hundreds = 0
    if "trăm" in words:
        at = words.index("trăm")
        if at != 1 or words[0] not in _UNITS:
            return None
        hundreds = _UNITS[words[0]] * 100
        words = words[2:]
        if words == ["rưỡi"]:
            return hundreds + 50
        if not words:
            return hundreds
    if words[0] in ("linh", "lẻ"):
        return hundreds + _UNITS[words[1]] if len(words) == 2 and words[1] in _UNITS else None
    tens = _read_tens(words)
    return None if tens is None else hundreds + tens


def _read_tens(words: list[str]) -> int | None:
    if len(words) == 1:
        return 10 if words[0] in ("mười", "chục") else _UNITS.get(words[0])
    if words[0] == "mười" and len(words) == 2:
        return 10 + _UNITS[words[1]] if words[1] in _UNITS else None
    if words[0] in _UNITS and words[1] in ("mươi", "chục"):
        tens = _UNITS[words[0]] * 10
        if len(words) == 2:
            return tens
        return tens + _UNITS[words[2]] if len(words) == 3 and words[2] in _UNITS else None
    if len(words) == 2 and _UNITS.get(words[0], 0) > 1 and words[1] in _UNITS:  # «bốn bảy» = 47
        return _UNITS[words[0]] * 10 + _UNITS[words[1]]
    return None


_NUMERAL = re.compile(r"(?P<sign>-\s*|âm\s+|\+\s*)?(?P<digits>[0-9]+(?:[.,][0-9]+)*)(?P<scale>(?:\s*[^\W\d_]+)*)\s*$")


@lru_cache(maxsize=4096)
def read_number(text: str) -> Decimal | None:
    """Read a whole numeral, written or spelled: «2.285», «1,42», «5 nghìn», «hai trăm linh một».

    Returns:
        The exact number, or None where the text is anything else.
    """
    folded = make_view(text.strip()).folded
    match = _NUMERAL.match(folded)
    if match:
        written = read_digits(match.group("digits"))
        exponent = _scale(match.group("scale").split())
        if written is None or exponent is None:
            return None
        value = written.value.scaleb(exponent)
        return -value if (match.group("sign") or "").strip() in ("-", "âm") else value
    words = _WORD.findall(folded)
    return read_spelled(words) if " ".join(words) == folded else None


def _scale(words: list[str]) -> int | None:
    exponent = 0
    for word in words:
        if word not in MULTIPLIERS:
            return None
        exponent += MULTIPLIERS[word]
    return exponent
