"""Records under linear rules, as editing systems publish them, for the linear core of the network.

Rules are text such as ``x + y = z``, ``c >= 0.6 * t`` or ``x > 1``. Each reported value is an exact figure that can
be dropped; values that are vouched for cannot.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import lcm

from expectations.reconciliation.intervals import MILLION, Interval, millionths
from expectations.reconciliation.network.bounds import Bounds
from expectations.reconciliation.network.localisation import Localisation, Localiser
from expectations.reconciliation.network.programme import Programme
from expectations.reconciliation.network.system import Row, Sighting, System, Variable

Number = int | str
"""A decimal is written as text, so that it is exact."""
Reported = Number | tuple[Number, Number]
"""A value, or the least and the greatest that it can stand for."""
_TERM = re.compile(r"\s*([+-]?)\s*(?:(\d+(?:\.\d+)?)\s*\*?\s*)?([A-Za-z]\w*)?\s*")
_RELATION = re.compile(r">=|<=|>|<|=")


@dataclass(frozen=True, slots=True)
class Rule:
    """``coefficients · x >= bound``, or ``=``; `is_strict` where the bound itself is not allowed."""

    text: str
    coefficients: Mapping[str, Fraction]
    bound: Fraction
    is_equation: bool
    is_strict: bool


def rule(text: str) -> Rule:
    """Read one rule."""
    found = _RELATION.search(text)
    if found is None:
        raise ValueError(f"{text} has no relation")
    relation = found.group()
    sign = -1 if relation.startswith("<") else 1
    sums: dict[str, Fraction] = {}
    for side, of_side in ((text[: found.start()], sign), (text[found.end() :], -sign)):
        for name, value in _terms(side):
            sums[name] = sums.get(name, Fraction(0)) + of_side * value
    bound = -sums.pop("", Fraction(0))
    return Rule(text, sums, bound, relation == "=", relation in "><")


def _terms(side: str) -> Iterator[tuple[str, Fraction]]:
    """Names with their coefficients; a plain number has an empty name."""
    position = 0
    while position < len(side):
        match = _TERM.match(side, position)
        if match is None or match.end() == position or not (match[2] or match[3]):
            raise ValueError(f"{side} cannot be read")
        yield match[3] or "", Fraction(match[2] or 1) * (-1 if match[1] == "-" else 1)
        position = match.end()


@dataclass(frozen=True, slots=True)
class LinearSystem:
    """A record under rules: the system, its rows and the place of each name among the variables."""

    system: System
    rows: tuple[Row, ...]
    places: Mapping[str, int]

    def is_feasible(self, dropped: Iterable[str] = ()) -> bool:
        """Whether the rules can hold with all values but those dropped."""
        programme = self._programme()
        programme.drop(dropped)
        return programme.is_feasible()

    def conflicts(self) -> list[Localisation]:
        """The conflicts, each with its smallest sets and proofs."""
        return Localiser(self.system, self._programme()).conflicts()

    def minimal_sets(self) -> set[frozenset[str]]:
        """All smallest sets of values to declare wrong; the empty set alone where nothing is wrong."""
        choices = [found.minimal_sets for found in self.conflicts()]
        return {frozenset[str]().union(*chosen) for chosen in product(*choices)}

    def bounds(self, dropped: Iterable[str] = ()) -> dict[str, Interval]:
        """What the rules and the other values leave for each."""
        bounds = Bounds(self.system, self._programme(), dropped)
        return {name: bounds.of_variable(place) for name, place in self.places.items()}

    def _programme(self) -> Programme:
        return Programme(self.system, self.rows)


def linear_system(
    rules: Iterable[str],
    record: Mapping[str, Reported],
    *,
    free: Collection[str] = (),
    vouched_for: Collection[str] = (),
) -> LinearSystem:
    """Put a record under rules.

    Args:
        rules: the rules as text.
        record: the reported values; names that only the rules have are unknown.
        free: names of values that can be negative.
        vouched_for: names of values that are known to be right.
    """
    read = [rule(text) for text in rules]
    names = dict.fromkeys([*record, *(name for found in read for name in found.coefficients)])
    places = {name: place for place, name in enumerate(names)}
    sightings = tuple(Sighting(name, places[name]) for name in record if name not in vouched_for)
    variables = tuple(Variable("level", name, None, name not in free) for name in names)
    system = System(variables, sightings, (), {})
    reported = {name: _interval(value) for name, value in record.items()}
    rows = system.rows(lambda name: reported[name], {})
    rows += [row for name in vouched_for for row in _known(name, places[name], reported[name])]
    rows += [_row(found, places) for found in read]
    return LinearSystem(system, tuple(rows), places)


def _interval(value: Reported) -> Interval:
    low, high = value if isinstance(value, tuple) else (value, value)
    return Interval(millionths(Decimal(low)), millionths(Decimal(high)))


def _known(name: str, place: int, interval: Interval) -> Iterator[Row]:
    """A value's bounds as rules, which nothing can drop."""
    assert interval.low is not None
    assert interval.high is not None
    yield Row(((place, 1),), interval.low, edit=f"known {name}")
    yield Row(((place, -1),), -interval.high, edit=f"known {name}", side="high")


def _row(found: Rule, places: Mapping[str, int]) -> Row:
    """With whole coefficients; a strict bound is missed by a millionth."""
    scale = lcm(found.bound.denominator, *(value.denominator for value in found.coefficients.values()))
    bound = int(found.bound * scale) * MILLION + (scale if found.is_strict else 0)
    coefficients = tuple((places[name], int(value * scale)) for name, value in found.coefficients.items() if value)
    return Row(coefficients, bound, found.is_equation, edit=found.text)
