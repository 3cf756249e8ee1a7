"""A component as linear constraints with whole coefficients: exact, and the same for every solver.

What is unknown are the values behind the printed levels, and the plans and bases that percentages imply. A
level bounds its variable; a percentage bounds the ratio of two variables, which is two linear rows whose
coefficients are its bounds; an edit joins variables. All rows are written ``coefficients · x >= bound`` (or
``=``), in millionths of the unit, so that a contradiction can be checked in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.instances import Form
from expectations.reconciliation.intervals import MILLION, Interval
from expectations.reconciliation.network.edits import Edit, EditTerm

PERCENT = 100 * MILLION
_WHOLE_OF: Mapping[Form, int] = {"product": MILLION, "share": PERCENT}
"""Of terms that are a figure times a factor, what the factor is out of."""
Intervals = Callable[[str], Interval]
"""The interval of a figure, by its id: by one tier or the other, or widened."""


@dataclass(frozen=True, slots=True)
class Star:
    """A level with a percentage of its statement: together they imply a plan or a base."""

    level: str
    factor: str
    form: Form
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """An unknown: the value behind a level, or the plan or base that the level and a percentage imply."""

    form: Form
    figure: str
    factor: str | None
    is_nonnegative: bool


@dataclass(frozen=True, slots=True)
class Sighting:
    """A printed figure as it bounds variables: its own, or the ratio of two.

    Attributes:
        figure: id of the printed figure; without it the sighting does not hold.
        numerator: the variable, or that above the line.
        denominator: the variable below the line.
        shift: what is added to the figure to make it a ratio, in millionths (100 % to a growth).
        whole: what a ratio is out of, in millionths: 100 for a percentage, 1 for a yield.
        tolerance: parts per million by which the ratio is widened.
        relation: whether the ratio holds on both sides or only as a limit.
        edit: id of the edit that makes the figure speak of these variables.
    """

    figure: str
    numerator: int
    denominator: int | None = None
    shift: int = 0
    whole: int = PERCENT
    tolerance: int = 0
    relation: str = "equal"
    edit: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """``coefficients · x >= bound``, or ``=``; `side` says which bound of the figure or edit it is."""

    coefficients: tuple[tuple[int, int], ...]
    bound: int
    is_equation: bool = False
    figure: str | None = None
    edit: str | None = None
    side: str = "low"


@dataclass(frozen=True, slots=True)
class System:
    """The variables, sightings and edits of one component."""

    variables: tuple[Variable, ...]
    sightings: tuple[Sighting, ...]
    edits: tuple[Edit, ...]
    sums: Mapping[str, tuple[tuple[int, int, bool], ...]] = field(repr=False)
    """Of each linear edit, its variables as (variable, coefficient, on the total's side)."""
    _first: Mapping[str, Sighting] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first: dict[str, Sighting] = {}
        for sighting in self.sightings:
            first.setdefault(sighting.figure, sighting)
        object.__setattr__(self, "_first", first)

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures that bound something, in order."""
        return tuple(self._first)

    def sighting_of(self, figure: str) -> Sighting | None:
        """The first of a figure's sightings, which says what it is of."""
        return self._first.get(figure)

    def rows(self, intervals: Intervals, bands: Mapping[str, int]) -> list[Row]:
        """All constraints, with the figures' intervals and the slack of each link (parts per million)."""
        found = [row for sighting in self.sightings for row in _sighted(sighting, intervals(sighting.figure))]
        for edit in self.edits:
            if edit.edit_id in self.sums:
                found.extend(_summed(edit, self.sums[edit.edit_id], bands.get(edit.edit_id, 0)))
        return found


def _sighted(sighting: Sighting, interval: Interval) -> Iterator[Row]:
    make = _level_row if sighting.denominator is None else _ratio_row
    if interval.low is not None and sighting.relation != "at_most":
        yield make(sighting, interval.low, 1)
    if interval.high is not None and sighting.relation != "at_least":
        yield make(sighting, interval.high, -1)


def _level_row(sighting: Sighting, bound: int, sign: int) -> Row:
    coefficients = ((sighting.numerator, sign),)
    return Row(coefficients, sign * bound, figure=sighting.figure, edit=sighting.edit, side=_SIDES[sign])


def _ratio_row(sighting: Sighting, bound: int, sign: int) -> Row:
    """``numerator >= ratio × denominator``, multiplied out so that all coefficients are whole."""
    assert sighting.denominator is not None
    ratio = bound + sighting.shift
    slack = MILLION - sighting.tolerance if (sign > 0) == (ratio >= 0) else MILLION + sighting.tolerance
    scale, ratio = (MILLION, ratio * slack) if sighting.tolerance else (1, ratio)
    if sighting.numerator == sighting.denominator:
        coefficients: tuple[tuple[int, int], ...] = ((sighting.numerator, sign * (sighting.whole * scale - ratio)),)
    else:
        coefficients = ((sighting.numerator, sign * sighting.whole * scale), (sighting.denominator, -sign * ratio))
    return Row(coefficients, 0, figure=sighting.figure, edit=sighting.edit, side=_SIDES[sign])


_SIDES = {1: "low", -1: "high"}


def _summed(edit: Edit, terms: Sequence[tuple[int, int, bool]], band: int) -> Iterator[Row]:
    slack = edit.tolerance + band
    if edit.relation == "equal" and not slack:
        yield Row(_sum(terms, 1, 1), 0, is_equation=True, edit=edit.edit_id)
        return
    if edit.relation != "at_least":
        yield Row(_sum(terms, MILLION, MILLION - slack), 0, edit=edit.edit_id, side="low")
    if edit.relation != "at_most":
        yield Row(_sum(terms, -MILLION, -MILLION - slack), 0, edit=edit.edit_id, side="high")


def _sum(terms: Sequence[tuple[int, int, bool]], of_total: int, of_parts: int) -> tuple[tuple[int, int], ...]:
    """The total's side less the components', each with its weight."""
    sums: dict[int, int] = {}
    for variable, coefficient, in_total in terms:
        weight = coefficient * of_total if in_total else -coefficient * of_parts
        sums[variable] = sums.get(variable, 0) + weight
    return tuple((variable, weight) for variable, weight in sums.items() if weight)


class Builder:
    """Makes the system of one component of its figures, stars and edits."""

    def __init__(self, figures: Mapping[str, Figure], free: frozenset[str]) -> None:
        self._figures = figures
        self._free = free
        self._variables: dict[tuple[Form, str, str | None], int] = {}
        self._found: list[Variable] = []
        self._sightings: dict[Sighting, None] = {}
        self._sums: dict[str, tuple[tuple[int, int, bool], ...]] = {}
        self._stars: dict[str, list[tuple[int, int]]] = {}

    def build(self, stars: Iterable[Star], edits: Sequence[Edit]) -> System:
        """Turn the stars and edits of one component into a system."""
        for star in stars:
            self._implied(star.form, star.level, star.factor)
        for edit in edits:
            if edit.method != "repeat":
                self._join(edit)
        for edit in edits:
            if edit.method == "repeat":
                self._repeat(edit)
        return System(tuple(self._found), tuple(self._sightings), tuple(edits), self._sums)

    def _variable(self, form: Form, figure: str, factor: str | None) -> int:
        key = (form, figure, factor)
        found = self._variables.get(key)
        if found is None:
            found = self._variables[key] = len(self._found)
            self._found.append(Variable(form, figure, factor, self._is_nonnegative(figure)))
        return found

    def _is_nonnegative(self, figure_id: str) -> bool:
        """A level of what there is cannot be negative; a balance, a change or a growth can."""
        figure = self._figures[figure_id]
        low = figure.used.wide.low
        return figure.measure == "level" and figure.indicator not in self._free and (low is None or low >= 0)

    def _can_be_negative(self, figure_id: str) -> bool:
        lows = (self._figures[figure_id].used.hard.low, self._figures[figure_id].used.wide.low)
        return any(low is not None and low < 0 for low in lows)

    def _level(self, figure: str) -> int:
        new = ("level", figure, None) not in self._variables
        variable = self._variable("level", figure, None)
        if new:
            self._see(Sighting(figure, variable))
        return variable

    def _see(self, sighting: Sighting) -> None:
        self._sightings.setdefault(sighting)

    def _implied(self, form: Form, level: str, factor: str) -> int:
        """The variable of a plan or base, with the percentage that implies it; it needs a level that is no balance."""
        new = (form, level, factor) not in self._variables
        numerator = self._level(level)
        variable = self._variable(form, level, factor)
        if new and self._found[numerator].is_nonnegative:
            self._see(self._ratio(factor, numerator, variable))
            self._stars.setdefault(factor, []).append((numerator, variable))
        return variable

    def _ratio(self, factor: str, numerator: int, denominator: int, edit: str | None = None) -> Sighting:
        shift = PERCENT if self._figures[factor].measure == "growth" else 0
        return Sighting(factor, numerator, denominator, shift=shift, edit=edit)

    def _join(self, edit: Edit) -> None:
        factored = next((term for term in edit.components if term.form in _WHOLE_OF), None)
        if factored is not None:
            self._multiply(edit, factored)
            return
        terms = [*self._linear(edit.total, True)]
        for term in edit.components:
            terms.extend(self._linear(term, False))
        self._sums[edit.edit_id] = tuple(terms)

    def _linear(self, term: EditTerm, in_total: bool) -> Iterator[tuple[int, int, bool]]:
        sign = -1 if term.sign == "-" else 1
        if term.form == "level" or term.factor is None:
            yield self._level(term.figure), sign, in_total
        elif term.form == "change":
            yield self._level(term.figure), sign, in_total
            yield self._implied("base", term.figure, term.factor), -sign, in_total
        else:
            yield self._implied(term.form, term.figure, term.factor), sign, in_total

    def _multiply(self, edit: Edit, term: EditTerm) -> None:
        """Output = area × yield, part = whole × share: the factor, as printed, bounds the ratio of the two others."""
        assert term.factor is not None
        numerator, denominator = self._level(edit.total.figure), self._level(term.figure)
        if self._can_be_negative(term.factor):
            return
        if not (self._found[numerator].is_nonnegative and self._found[denominator].is_nonnegative):
            return
        self._see(
            Sighting(
                term.factor,
                numerator,
                denominator,
                whole=_WHOLE_OF[term.form],
                tolerance=edit.tolerance,
                relation={"equal": "equal", "at_least": "at_most", "at_most": "at_least"}[edit.relation],
                edit=edit.edit_id,
            )
        )
        if term.form == "share":
            self._stars.setdefault(term.factor, []).append((numerator, denominator))

    def _repeat(self, edit: Edit) -> None:
        """A repeated percentage speaks of the same ratio; any other repeated figure of the same value."""
        first, second = edit.total.figure, edit.components[0].figure
        starred = [(a, b) for a, b in ((first, second), (second, first)) if a in self._stars]
        for with_star, other in starred:
            for numerator, denominator in tuple(self._stars[with_star]):
                self._see(self._ratio(other, numerator, denominator, edit.edit_id))
        if not starred:
            self._sums[edit.edit_id] = ((self._level(first), 1, True), (self._level(second), 1, False))
