"""How numbers are printed: digits, separators, multipliers, hedges, and the misprints of them.

The rules and their frequencies are those of `docs/reference/language.md`: comma decimals, dots between thousands,
now and then no space before the unit or one before «%», a no-break space, a hedge with few digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from random import Random

SCALES = {"": 0, "nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9, "nghìn tỷ": 12}
HEDGES = {"more_than": ("hơn", "trên"), "nearly": ("gần",), "about": ("khoảng",)}
_ROUNDING = {"more_than": ROUND_FLOOR, "nearly": ROUND_CEILING, "about": ROUND_HALF_EVEN, None: ROUND_HALF_EVEN}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is printed.

    Attributes:
        code: of the base unit, as the reference tables have it.
        words: how it is written.
        scales: multipliers that are usual before it.
        per_base: how many base units one of these is.
        usual_decimals: the most decimals that are printed.
    """

    code: str
    words: tuple[str, ...]
    scales: tuple[str, ...]
    per_base: Fraction = Fraction(1)
    usual_decimals: int = 2


USD = Unit("USD", ("USD", "USD", "USD", "đô la Mỹ"), ("triệu", "tỷ", "tỉ"))
DONG = Unit("VND", ("đồng",), ("tỷ", "tỷ", "tỉ", "nghìn tỷ"))
HECTARES = Unit("ha", ("ha", "ha", "ha", "héc ta"), ("", "", "", "nghìn"))
TONNES = Unit("t", ("tấn",), ("", "", "nghìn", "ngàn"))
HEADS = Unit("head", ("con",), ("", "nghìn", "nghìn", "triệu"))
TREES = Unit("tree", ("cây",), ("", "nghìn", "triệu"))
CUBIC_METRES = Unit("m3", ("m3", "m³"), ("", "nghìn"))
VEHICLES = Unit("vehicle", ("xe", "lượt xe", "phương tiện"), ("",))
QUINTALS = Unit("t/ha", ("tạ/ha",), ("",), Fraction(1, 10), 1)
KILOMETRES = Unit("km", ("km",), ("",))


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it is printed.

    Attributes:
        digits: all digits, without separators.
        decimals: how many of them stand behind the comma.
        scale: the multiplier's word, empty for none.
        unit: what is counted.
        word: the unit as it is written here; «%» for a percentage.
        gap: what stands between number and unit.
        hedge: more_than, nearly, about, or nothing.
        hedge_word: as it is written.
        negative: a fall, for percentages.
    """

    digits: str
    decimals: int
    scale: str
    unit: Unit | None
    word: str
    gap: str = " "
    hedge: str | None = None
    hedge_word: str = ""
    negative: bool = False

    @property
    def numeral(self) -> str:
        """The digits with their separators."""
        whole, part = self.digits[: len(self.digits) - self.decimals], self.digits[len(self.digits) - self.decimals :]
        return f"{int(whole or '0'):,}".replace(",", ".") + (f",{part}" if part else "")

    @property
    def quote(self) -> str:
        """Number and unit, without the hedge."""
        head = f"{self.numeral} {self.scale}" if self.scale else self.numeral
        return f"{head}{self.gap}{self.word}"

    @property
    def value(self) -> Decimal:
        """What is printed, in the base unit; a fall is below zero."""
        number = Decimal(int(self.digits)).scaleb(SCALES[self.scale] - self.decimals)
        if self.unit is not None:
            number = number * self.unit.per_base.numerator / self.unit.per_base.denominator
        return -number if self.negative else number


def amount(value: Fraction, unit: Unit, random: Random, *, coarse: bool = False, hedged: bool = True) -> Shown:
    """Print a value above zero in its base unit, honestly rounded.

    Args:
        value: what is true.
        unit: how it is counted.
        random: chooses the shape.
        coarse: two digits or so, as headlines have them.
        hedged: whether a hedge may stand before it.
    """
    value /= unit.per_base
    scale = _scale(value, unit, random)
    scaled = value / 10 ** SCALES[scale]
    hedge = random.choice(sorted(HEDGES)) if hedged and random.random() < (0.5 if coarse else 0.08) else None
    whole = len(str(int(scaled))) if scaled >= 1 else 0
    digits = random.randint(2, 3) if coarse or hedge else random.randint(3, 5)
    most = unit.usual_decimals if scale else min(unit.usual_decimals, 0 if unit.code != "t/ha" else 1)
    decimals = max(0, min(digits - whole, most))
    step = Decimal(1).scaleb(-decimals if digits >= whole or not (coarse or hedge) else whole - digits)
    number = _rounded(scaled, step, hedge)
    if number == 0:
        hedge, number = None, _rounded(scaled, Decimal(1).scaleb(-2), None)
        decimals = 2
    text = f"{number:.{decimals}f}"
    return Shown(
        text.replace(".", "").lstrip("0").rjust(decimals + 1, "0"),
        decimals,
        scale,
        unit,
        random.choice(unit.words),
        random.choice((" ",) * 15 + ("\u00a0",) + (("",) * 2 if unit in (HECTARES, KILOMETRES) and not scale else ())),
        hedge,
        random.choice(HEDGES[hedge]) if hedge else "",
    )


def _scale(value: Fraction, unit: Unit, random: Random) -> str:
    """A multiplier that leaves a number of one to five digits before the comma, where there is one."""
    fitting = [scale for scale in unit.scales if 1 <= value / 10 ** SCALES[scale] < (10**7 if not scale else 10**5)]
    return random.choice(fitting) if fitting else min(unit.scales, key=lambda scale: SCALES[scale])


def _rounded(value: Fraction, step: Decimal, hedge: str | None) -> Decimal:
    ratio = value / Fraction(step)
    below = Decimal(ratio.numerator // ratio.denominator)
    left = ratio - int(below)
    rounding = _ROUNDING[hedge]
    if rounding == ROUND_CEILING:
        below += left > 0
    elif rounding == ROUND_HALF_EVEN:
        below += left > Fraction(1, 2) or (left == Fraction(1, 2) and below % 2 == 1)
    return below * step


def percentage(value: Fraction, random: Random, *, hedged: bool = True) -> Shown | None:
    """Print a percentage, its sign apart; ``None`` where it would be printed as nothing or has no use."""
    size = abs(value)
    hedge = random.choice(("more_than", "nearly")) if hedged and size >= 10 and random.random() < 0.08 else None
    decimals = 0 if hedge else random.choice((1, 1, 1, 1, 2, 0)) if size >= 3 else random.choice((1, 1, 2))
    number = _rounded(size, Decimal(1).scaleb(-decimals), hedge)
    if decimals == 0 and number == 100:  # printed so it would mean the whole, exactly
        decimals, hedge = 1, None
        number = _rounded(size, Decimal("0.1"), None)
    if number == 0 or number >= 1000:
        return None
    text = f"{number:.{decimals}f}"
    return Shown(
        text.replace(".", "").lstrip("0").rjust(decimals + 1, "0"),
        decimals,
        "",
        None,
        "%",
        random.choice(("",) * 9 + (" ",)),
        hedge,
        random.choice(HEDGES[hedge]) if hedge else "",
        value < 0,
    )


# --- misprints --------------------------------------------------------------------------------------


def _transpositions(shown: Shown) -> Iterator[Shown]:
    digits = shown.digits
    for place in range(len(digits) - 1):
        yield replace(shown, digits=digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])


def _substitutions(shown: Shown) -> Iterator[Shown]:
    for place, digit in enumerate(shown.digits[:3]):
        for other in "0123456789".replace(digit, ""):
            yield replace(shown, digits=shown.digits[:place] + other + shown.digits[place + 1 :])


def _separators(shown: Shown) -> Iterator[Shown]:
    if shown.decimals:
        yield replace(shown, decimals=0)


def _units(shown: Shown) -> Iterator[Shown]:
    for one, other in (("tỷ", "triệu"), ("tỉ", "triệu"), ("triệu", "tỷ")):
        if shown.scale == one:
            yield replace(shown, scale=other)


def _signs(shown: Shown) -> Iterator[Shown]:
    if shown.word == "%":
        yield replace(shown, negative=not shown.negative)


MISPRINTS = {
    "transposition": _transpositions,
    "substitution": _substitutions,
    "separator": _separators,
    "unit": _units,
    "sign": _signs,
}


def misprints(shown: Shown, kind: str) -> list[Shown]:
    """The ways to misprint a number that still read as one, and as another by two per cent and more."""
    return [
        wrong
        for wrong in MISPRINTS[kind](shown)
        if wrong.digits[0] != "0"
        and abs(wrong.value - shown.value) * 50 > abs(shown.value)
        and not (wrong.decimals == 0 and len(wrong.digits) > 9)
    ]
