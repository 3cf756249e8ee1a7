"""Numerals in words: «hai trăm linh một», «hai tỷ rưỡi», «ba phần tư», «hai không mười chín» as a year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

_UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
SCALES = {"nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tỷ": 9, "tỉ": 9}
"""Scale words as powers of ten."""
_COMMAS = ("phẩy", "phảy", "chấm")
_SIGNS = ("âm", "trừ")
_FRACTION_BARS = ("phần", "trên")
NUMERAL_WORDS = frozenset(_UNITS) | frozenset(SCALES) | frozenset(_COMMAS) | frozenset(_SIGNS) | {
    "mười", "mươi", "chục", "trăm", "linh", "lẻ", "rưỡi", "nửa",
}  # fmt: skip
"""Every word that a numeral without a fraction bar can hold."""

_QUOTIENT = Context(prec=28)
MAX_WORDS = 60
"""More words than any number of a text has."""
_MAX_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Spelled:
    """A numeral in words as digits would print it: «hai tỷ rưỡi» is 2,5 × 10⁹, «ba trăm nghìn» 300 × 10³."""

    coefficient: Decimal
    decimals: int
    exponent: int

    @property
    def value(self) -> Decimal:
        """The number itself."""
        return self.coefficient.scaleb(self.exponent)


def read_spelled(words: list[str]) -> Decimal | None:
    """Read a numeral in words («hai trăm linh một», «hai tỷ rưỡi», «hai phần ba»); None if the words form none."""
    if not words or len(words) > MAX_WORDS:
        return None
    if words[0] in _SIGNS:
        positive = read_spelled(words[1:])
        return None if positive is None else -positive
    for bar in _FRACTION_BARS:
        if bar in words:
            return _read_mixed(words) if "và" in words else _read_fraction(words, words.index(bar))
    if any(word not in NUMERAL_WORDS for word in words):
        return None
    for comma in _COMMAS:
        if comma in words:
            return _read_decimal(words, words.index(comma))
    if words[0] == "nửa":
        return _read_half(words[1:])
    if len(words) > 2 and all(word in _UNITS for word in words):
        return Decimal(_digits(words)) if len(words) <= _MAX_DIGITS else None
    return _read_scales(words)


def read_scaled(words: list[str]) -> Spelled | None:
    """The same with the scale words at its end kept apart: they say how finely the numeral is printed."""
    value = read_spelled(words)
    if value is None or "phần" in words or "trên" in words:
        return None
    tail = words[:-1] if words[-1] == "rưỡi" else words
    exponent = 0
    for word in reversed(tail[1:]):
        if word not in SCALES:
            break
        exponent += SCALES[word]
    coefficient = value.scaleb(-exponent)
    if not any(comma in words for comma in _COMMAS):  # zeros behind a spoken comma are said, all others are none
        coefficient = coefficient.normalize()
    decimals = max(0, -int(coefficient.as_tuple().exponent))
    return Spelled(coefficient if decimals else Decimal(int(coefficient)), decimals, exponent)


def read_year(words: list[str]) -> int | None:
    """A year as it is spoken: «hai nghìn không trăm linh chín», «hai không mười chín», «một chín bảy lăm»."""
    value = read_spelled(words)
    if value is not None and 1000 <= value < 3000 and value == int(value):
        return int(value)
    if len(words) < 3 or words[0] not in ("một", "hai"):
        return None
    century = _UNITS.get(words[1])
    rest = _read_tens(words[2:]) if words[2] not in ("linh", "lẻ") else _read_hundreds(words[2:])
    return None if century is None or rest is None else _UNITS[words[0]] * 1000 + century * 100 + rest


def _digits(words: list[str]) -> str:
    return "".join(str(_UNITS[word]) for word in words)


def _read_fraction(words: list[str], at: int) -> Decimal | None:
    """«hai phần ba», «ba trên bốn»; «phần trăm» is a unit and no fraction."""
    above, below = read_spelled(words[:at]), words[at + 1 :]
    divisor = Decimal(1).scaleb(SCALES[below[0]]) if len(below) == 1 and below[0] in SCALES else read_spelled(below)
    if above is None or divisor is None or divisor <= 0:
        return None
    return _QUOTIENT.divide(above, divisor)


def _read_mixed(words: list[str]) -> Decimal | None:
    """«ba và một phần hai»."""
    at = words.index("và")
    whole, part = _read_scales(words[:at]), read_spelled(words[at + 1 :])
    return None if whole is None or part is None or not 0 <= part < 1 else whole + part


def _read_half(scale_words: list[str]) -> Decimal | None:
    """«nửa», «nửa triệu»."""
    if any(word not in SCALES for word in scale_words):
        return None
    return Decimal("0.5").scaleb(sum(SCALES[word] for word in scale_words))


def _read_decimal(words: list[str], at: int) -> Decimal | None:
    whole = _read_scales(words[:at])
    fraction = list(words[at + 1 :])
    scale = 0
    while fraction and fraction[-1] in SCALES:
        scale += SCALES[fraction.pop()]
    if whole is None or whole != int(whole) or not fraction:
        return None
    if all(word in _UNITS for word in fraction):
        digits = _digits(fraction)
    else:
        number = _read_hundreds(fraction)
        if number is None:
            return None
        digits = str(number)
    return Decimal(f"{int(whole)}.{digits}").scaleb(scale)


def _read_scales(words: list[str]) -> Decimal | None:
    """A number with scales; what stands before «tỷ» may itself have scales («năm triệu … nghìn tỷ»)."""
    for billion in ("tỷ", "tỉ"):
        if billion in words[1:]:
            at = len(words) - 1 - words[::-1].index(billion)
            billions, rest = _read_scales(words[:at]), words[at + 1 :]
            if billions is None:
                return None
            below = _read_behind_scale(rest, 9) if rest else Decimal(0)
            return None if below is None else billions.scaleb(9) + below
    return _read_below_billion(words)


def _read_behind_scale(words: list[str], scale: int) -> Decimal | None:
    """«tỷ rưỡi» and «tỷ hai» add tenths of the scale, all else is a number of its own."""
    tenths = _tenths(words)
    return _read_below_billion(words) if tenths is None else Decimal(tenths).scaleb(scale - 1)


def _tenths(words: list[str]) -> int | None:
    """Of a single word at the end, where it counts tenths of the scale before it: «rưỡi», «hai» in «triệu hai»."""
    if words == ["rưỡi"]:
        return 5
    return _UNITS[words[0]] or None if len(words) == 1 and words[0] in _UNITS else None


def _read_below_billion(words: list[str]) -> Decimal | None:
    """Sum of «group scale» parts with falling scales; what ends it may count tenths of the last scale."""
    total = Decimal(0)
    group: list[str] = []
    last_scale: int | None = None
    for word in words:
        if word not in SCALES or not group:
            group.append(word)
            continue
        number, scale = _read_hundreds(group), SCALES[word]
        if number is None or (last_scale is not None and scale >= last_scale):
            return None
        total += Decimal(number).scaleb(scale)
        last_scale, group = scale, []
    if not group:
        return total if last_scale is not None else None
    tenths = _tenths(group) if last_scale is not None else None
    if tenths is not None and last_scale is not None:
        return total + Decimal(tenths).scaleb(last_scale - 1)
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
        tenths = _tenths(words) if hundreds else None
        if tenths is not None:  # «trăm rưỡi», «trăm hai»: fifty and twenty
            return hundreds + 10 * tenths
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
