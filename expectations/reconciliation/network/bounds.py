"""What the figures imply: for each value, and for each figure from all the others.

Bounds come from floating-point optima, and are rounded outward by more than the solver's tolerance, so that
they always hold the truth; proofs do not rest on them (`certificate` does its own sums).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from expectations.reconciliation.intervals import UNBOUNDED, Interval
from expectations.reconciliation.network.programme import Optimum, Programme
from expectations.reconciliation.network.system import Sighting, System

_LARGEST = 1e30
_OUTWARD = 2e-11
"""Relative: optima are good to some 1e-13 of the largest figure; what is told is rounded further out."""


def outward(low: float, high: float) -> Interval:
    """An interval of whole millionths around two optima; an infinite one, or one that no table holds, is no bound."""
    return Interval(
        None if abs(low) > _LARGEST else math.floor(low - abs(low) * _OUTWARD),
        None if abs(high) > _LARGEST else math.ceil(high + abs(high) * _OUTWARD),
    )


class Bounds:
    """Tight bounds of one programme without the dropped figures; the rest must agree."""

    def __init__(self, system: System, programme: Programme, dropped: Iterable[str] = ()) -> None:
        self._system = system
        self._programme = programme
        self._dropped = frozenset(dropped)
        self._known: dict[tuple[int, int], Optimum] = {}
        self._sighting: dict[str, Sighting] = {}
        for sighting in system.sightings:
            self._sighting.setdefault(sighting.figure, sighting)

    def of_variable(self, variable: int) -> Interval:
        """What all figures together leave for a value."""
        return outward(self._best(variable, 1).value, self._best(variable, -1).value)

    def _best(self, variable: int, direction: int) -> Optimum:
        key = (variable, direction)
        found = self._known.get(key)
        if found is None:
            self._programme.drop(self._dropped)
            found = self._known[key] = self._programme.best(variable, direction)
        return found

    def of_rest(self, figure: str) -> Interval:
        """What the other figures leave for this one (the leave-one-out interval), in the figure's own terms."""
        sighting = self._sighting.get(figure)
        if sighting is None:
            return UNBOUNDED
        if sighting.denominator is None:
            low, high = (self._without(figure, sighting.numerator, direction) for direction in (1, -1))
            return outward(low, high)
        self._programme.drop(self._dropped | {figure})
        assert sighting.denominator is not None
        low, high = (
            self._programme.best_ratio(sighting.numerator, sighting.denominator, direction).value * sighting.whole
            - sighting.shift
            for direction in (1, -1)
        )
        return outward(low, high)

    def _without(self, figure: str, variable: int, direction: int) -> float:
        """The optimum without a figure: that with it, unless the figure is what holds it."""
        if figure not in self._dropped:
            best = self._best(variable, direction)
            if not any(self._programme.rows[row].figure == figure for row in best.active):
                return best.value
        self._programme.drop(self._dropped | {figure})
        return self._programme.best(variable, direction).value
