"""Units as printed and the canonical units they stand for (language notes, section 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from orchestration.bulletins.text import make_view, tone_variants
from orchestration.bulletins.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """A unit behind a number: where it ends, its canonical code and the factor to it (tạ/ha: 0.1 t/ha)."""

    end: int
    code: str
    factor: Decimal


class UnitReader:
    """Reads the unit that stands directly behind a number."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._units = _surface_units(vocabulary)
        alternatives = sorted(self._units, key=lambda surface: (-len(surface), surface))
        self._pattern = re.compile(" ?(" + "|".join(map(re.escape, alternatives)) + r")(?![^\W\d_])(?!(?<=\d)\d)")
        self._dimension = vocabulary.unit_dimension

    def read(self, folded: str, position: int) -> PrintedUnit | None:
        """The unit at `position`, one space allowed before it; None where none stands there."""
        match = self._pattern.match(folded, position)
        if match is None:
            return None
        code, factor = self._units[match.group(1)]
        return PrintedUnit(match.end(), code, factor)

    def is_count(self, code: str) -> bool:
        """Whether `code` counts things: such a number without a multiplier is exact."""
        return self._dimension[code] == "count"


def _surface_units(vocabulary: Vocabulary) -> dict[str, tuple[str, Decimal]]:
    surfaces: dict[str, tuple[str, Decimal]] = {}
    plain: list[tuple[str, str, Decimal]] = []
    for row in vocabulary.rows("unit_aliases"):
        for alias in _variants(row["alias"]):
            surfaces[alias] = (row["unit"], Decimal(row["factor"]))
            plain.append((alias, row["unit"], Decimal(row["factor"])))
    rates = _rates(vocabulary)
    for row in vocabulary.rows("unit_denominators"):
        for alias, unit, factor in plain:
            code = rates.get((unit, row["denominator"]))
            if code is not None:
                for denominator in _variants(row["alias"]):
                    surfaces[alias + denominator] = (code, factor / Decimal(row["factor"]))
    return surfaces


def _variants(alias: str) -> set[str]:
    return tone_variants(make_view(alias).folded)


def _rates(vocabulary: Vocabulary) -> Mapping[tuple[str, str], str]:
    rates = {}
    for code in vocabulary.unit_dimension:
        numerator, slash, denominator = code.partition("/")
        if slash:
            rates[numerator, denominator] = code
    rates["percent", "year"] = "percent_per_year"
    return rates
