"""Units as printed and the canonical units they stand for (language notes, section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from orchestration.bulletins.text import make_view
from orchestration.bulletins.vocabulary import Vocabulary


@dataclass(slots=True)
class PrintedUnit:
    """A unit behind a number: where it ends, its canonical code and the factor to it (tạ/ha: 0.1 t/ha)."""

    end: int
    code: str
    factor: Decimal


class UnitReader:
    """Reads the unit that stands directly behind a number."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._units = _surface_units(vocabulary)
        self._lengths = _lengths_by_head(self._units)
        self._dimension = vocabulary.unit_dimension

    def read(self, folded: str, position: int) -> PrintedUnit | None:
        """The unit at `position`, one space allowed before it; None where none stands there."""
        if folded[position : position + 1] == " ":
            position += 1
        head = folded[position : position + 2]
        for length in self._lengths.get(head, ()) or self._lengths.get(head[:1], ()):
            end = position + length
            found = self._units.get(folded[position:end])
            if found is not None and end <= len(folded) and (head[0] == "%" or not _goes_on(folded, end)):
                return PrintedUnit(end, *found)
        return None

    def is_count(self, code: str) -> bool:
        """Whether `code` counts things: such a number without a multiplier is exact."""
        return self._dimension[code] == "count"


def _goes_on(folded: str, end: int) -> bool:
    """Whether a word goes on behind a unit: a letter, or a digit behind one («3m30» is no «m3»)."""
    following = folded[end : end + 1]
    return following.isalpha() or (following.isdigit() and folded[end - 1].isdigit())


def _lengths_by_head(surfaces: Iterable[str]) -> dict[str, list[int]]:
    """For each two letters that units begin with the lengths of these, the longest first; for one, if it is a unit."""
    lengths: dict[str, set[int]] = {}
    for surface in surfaces:
        lengths.setdefault(surface[:2], set()).add(len(surface))
    for head, sizes in lengths.items():
        sizes.update(lengths.get(head[0], ()))
    return {head: sorted(sizes, reverse=True) for head, sizes in lengths.items()}


def _surface_units(vocabulary: Vocabulary) -> dict[str, tuple[str, Decimal]]:
    surfaces: dict[str, tuple[str, Decimal]] = {}
    plain: list[tuple[str, str, Decimal]] = []
    for row in vocabulary.rows("unit_aliases"):
        alias = make_view(row["alias"]).folded
        surfaces[alias] = (row["unit"], Decimal(row["factor"]))
        plain.append((alias, row["unit"], Decimal(row["factor"])))
    rates = _rates(vocabulary)
    for row in vocabulary.rows("unit_denominators"):
        for alias, unit, factor in plain:
            code = rates.get((unit, row["denominator"]))
            if code is not None:
                surfaces[alias + make_view(row["alias"]).folded] = (code, factor / Decimal(row["factor"]))
    return surfaces


def _rates(vocabulary: Vocabulary) -> Mapping[tuple[str, str], str]:
    rates = {}
    for code in vocabulary.unit_dimension:
        numerator, slash, denominator = code.partition("/")
        if slash:
            rates[numerator, denominator] = code
    rates["percent", "year"] = "percent_per_year"
    return rates
