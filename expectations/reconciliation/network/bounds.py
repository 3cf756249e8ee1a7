"""What the figures imply: for each value, and for each figure from all the others.

Bounds come from floating-point optima, and are rounded outward by more than the solver's tolerance, so that
they always hold the truth; proofs do not rest on them (`certificate` does its own sums).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from expectations.reconciliation.intervals import UNBOUNDED, Interval
from expectations.reconciliation.network.corners import Corner, Corners, Question
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


_LARGEST_PROGRAMME = 40_000
"""Rows times variables of a programme that is solved in `corners`; larger ones are sparse, and HiGHS is faster."""
_TOGETHER = 250_000
"""Numbers of the programmes whose first corners are looked for together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A programme whose bounds are wanted: of these variables, and of these figures without themselves."""

    system: System
    programme: Programme
    variables: Collection[int]
    figures: Collection[str]
    dropped: frozenset[str] = frozenset()


@dataclass(slots=True)
class Answers:
    """What `corners` found for one programme; what is missing is left to HiGHS.

    Attributes:
        agree: whether the figures are known to agree.
        tight: optima by variable and direction.
        rest: values by figure and direction, in the figure's terms.
    """

    agree: bool = False
    tight: dict[tuple[int, int], Optimum] = field(default_factory=dict)
    rest: dict[tuple[str, int], float] = field(default_factory=dict)


def answers(asked: Sequence[Asked]) -> list[Answers]:
    """The bounds of many programmes, solved side by side. None depends on the others."""
    found = [Answers() for _ in asked]
    for places in _of_one_size(asked):
        chosen = [asked[place] for place in places]
        corners = Corners([one.programme.in_numbers(one.dropped) for one in chosen])
        for place, agree in zip(places, corners.agree, strict=True):
            found[place].agree = bool(agree)
        agreeing = [index for index, agree in enumerate(corners.agree) if agree]
        _answer(corners, agreeing, chosen, [found[place] for place in places])
    return found


def _of_one_size(asked: Sequence[Asked]) -> Iterator[list[int]]:
    """Places of programmes that are about as large, as many as are solved together."""
    sizes = [(len(one.programme.rows), len(one.system.variables)) for one in asked]
    fit = [place for place, (rows, columns) in enumerate(sizes) if 0 < rows * columns <= _LARGEST_PROGRAMME]
    group: list[int] = []
    for place in sorted(fit, key=lambda place: sizes[place]):
        rows, columns = sizes[place]
        if group and (rows > sizes[group[0]][0] * 1.3 or (len(group) + 1) * rows * columns > _TOGETHER):
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _answer(corners: Corners, agreeing: Sequence[int], asked: Sequence[Asked], found: Sequence[Answers]) -> None:
    """First what all figures leave for each value; then, where a figure's own rows hold an optimum, without it."""
    tight = [
        Question(index, variable, direction)
        for index in agreeing
        for variable in asked[index].variables
        for direction in (1, -1)
    ]
    for question, corner in zip(tight, corners.answers(tight), strict=True):
        if corner is not None:
            value = corner.value * asked[question.programme].programme.scales[question.variable]
            found[question.programme].tight[question.variable, question.direction] = Optimum(value, corner.rows)
    rest = [(figure, question) for index in agreeing for figure, question in _without(index, asked, found)]
    for (figure, question), corner in zip(rest, corners.answers([question for _, question in rest]), strict=True):
        if corner is not None:
            value = _in_own_terms(asked[question.programme], figure, question, corner)
            found[question.programme].rest[figure, question.direction] = value


def _without(index: int, asked: Sequence[Asked], found: Sequence[Answers]) -> Iterator[tuple[str, Question]]:
    one, own = asked[index], found[index]
    for figure in one.figures:
        sighting = one.system.sighting_of(figure)
        assert sighting is not None
        rows = () if figure in one.dropped else tuple(one.programme.rows_of((figure,)))
        for direction in (1, -1):
            if sighting.denominator is None:
                best = own.tight.get((sighting.numerator, direction))
                if best is not None and best.active.isdisjoint(rows):
                    own.rest[figure, direction] = best.value
                    continue
            yield figure, Question(index, sighting.numerator, direction, sighting.denominator, rows)


def _in_own_terms(one: Asked, figure: str, question: Question, corner: Corner) -> float:
    scales = one.programme.scales
    value = corner.value * scales[question.variable]
    if question.per is None:
        return value
    sighting = one.system.sighting_of(figure)
    assert sighting is not None
    return value / scales[question.per] * sighting.whole - sighting.shift


class Bounds:
    """Tight bounds of one programme without the dropped figures; the rest must agree."""

    def __init__(
        self, system: System, programme: Programme, dropped: Iterable[str] = (), known: Answers | None = None
    ) -> None:
        self._system = system
        self._programme = programme
        self._dropped = frozenset(dropped)
        self._known = {} if known is None else known.tight
        self._rest = {} if known is None else known.rest

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
        sighting = self._system.sighting_of(figure)
        if sighting is None:
            return UNBOUNDED
        return outward(*(self._alone(figure, sighting, direction) for direction in (1, -1)))

    def _alone(self, figure: str, sighting: Sighting, direction: int) -> float:
        """One end of what the others leave."""
        known = self._rest.get((figure, direction))
        if known is not None:
            return known
        if sighting.denominator is None:
            return self._without(figure, sighting.numerator, direction)
        self._programme.drop(self._dropped | {figure})
        best = self._programme.best_ratio(sighting.numerator, sighting.denominator, direction)
        return best.value * sighting.whole - sighting.shift

    def _without(self, figure: str, variable: int, direction: int) -> float:
        """The optimum without a figure: that with it, unless the figure is what holds it."""
        if figure not in self._dropped:
            best = self._best(variable, direction)
            if not any(self._programme.rows[row].figure == figure for row in best.active):
                return best.value
        self._programme.drop(self._dropped | {figure})
        return self._programme.best(variable, direction).value
