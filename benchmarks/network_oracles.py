"""Other ways to find errors in a network, to hold the library against: an independent programme and two row checks.

The programme is written from the definition, in floating point with scipy, and shares nothing with the
library but figures and edits. Bounds are the wide ones and links hold exactly, as where the library begins to
speak of a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from benchmarks.networks import Network
from expectations.reconciliation.evaluate import Sides
from expectations.reconciliation.figures import Figure
from expectations.reconciliation.instances import Term, base_term, level_term, plan_term, product_term
from expectations.reconciliation.intervals import total
from expectations.reconciliation.network import Edit, EditTerm

TOUCHING = 1e-7
"""Relative distance below which a float cannot tell apart from touching."""

Key = tuple[str, str]
Matrix = np.ndarray[Any, np.dtype[np.float64]]
Line = tuple[dict[Key, float], float]
"""Coefficients by variable and a bound: their sum is at least the bound."""


@dataclass
class _Programme:
    """Lines of a network; a line that a figure causes bears its id."""

    figures: dict[str, Figure]
    lines: list[tuple[str | None, Line]] = field(default_factory=list)
    ratios: dict[str, tuple[Key, Key]] = field(default_factory=dict)
    whole: dict[str, tuple[float, float]] = field(default_factory=dict)
    variables: dict[Key, int] = field(default_factory=dict)

    def variable(self, key: Key) -> Key:
        """Know a variable, and bound it if it is a printed level."""
        if key not in self.variables:
            self.variables[key] = len(self.variables)
            if key[0] == "level":
                low, high = self.bounds(key[1])
                self.lines.append((key[1], ({key: 1.0}, low)))
                self.lines.append((key[1], ({key: -1.0}, -high)))
        return key

    def bounds(self, figure: str) -> tuple[float, float]:
        """The wide interval in the unit itself."""
        interval = self.figures[figure].used.wide
        assert interval.low is not None
        assert interval.high is not None
        return interval.low / 1e6, interval.high / 1e6

    def ratio(self, figure: str, above: Key, below: Key, shift: float, whole: float) -> None:
        """The figure is the ratio of two variables."""
        if figure in self.ratios:
            return
        self.ratios[figure], self.whole[figure] = (above, below), (shift, whole)
        low, high = ((bound + shift) / whole for bound in self.bounds(figure))
        self.lines.append((figure, ({above: 1.0, below: -low}, 0.0)))
        self.lines.append((figure, ({above: -1.0, below: high}, 0.0)))

    def term(self, term: EditTerm) -> Key:
        """The variable that a linear term speaks of."""
        level = self.variable(("level", term.figure))
        if term.form == "level" or term.factor is None:
            return level
        implied = self.variable((term.form, term.factor))
        self.ratio(term.factor, level, implied, 100.0 if self.figures[term.factor].measure == "growth" else 0.0, 100.0)
        return implied

    def edit(self, edit: Edit) -> None:
        """The lines of one edit."""
        (first, *_) = edit.components
        if first.form == "product":
            assert first.factor is not None
            above, below = self.variable(("level", edit.total.figure)), self.variable(("level", first.figure))
            self.ratio(first.factor, above, below, 0.0, 1.0)
            return
        line = {self.term(edit.total): 1.0} | {self.term(term): -1.0 for term in edit.components}
        if edit.relation != "at_least":
            self.lines.append((None, (line, 0.0)))
        if edit.relation != "at_most":
            self.lines.append((None, ({key: -value for key, value in line.items()}, 0.0)))


class Oracle:
    """The programme of some figures and edits, in floating point, with variables near 1."""

    def __init__(self, figures: dict[str, Figure], edits: Iterable[Edit]) -> None:
        self._programme = _Programme(figures)
        for edit in edits:
            self._programme.edit(edit)
        self._scales = _scales(self._programme)
        self._owners = np.array([figure or "" for figure, _ in self._programme.lines])
        self._matrix, self._bounds = _matrix(self._programme, self._scales)

    def _lines(self, without: Iterable[str]) -> tuple[Matrix, Matrix]:
        """What is left without some figures, as ``matrix · x >= bounds``."""
        kept = ~np.isin(self._owners, list(without))
        return self._matrix[kept], self._bounds[kept]

    def violation(self, without: Iterable[str] = ()) -> float:
        """By how much, relative to the figures, some line must be missed; 0 where all can hold."""
        matrix, bounds = self._lines(without)
        slack = np.hstack([matrix, np.ones((len(matrix), 1))])
        cost = np.zeros(slack.shape[1])
        cost[-1] = 1.0
        return float(milp(cost, constraints=LinearConstraint(slack, bounds, inf), bounds=Bounds(0, inf)).fun)

    def left_by_the_others(self, figure: str) -> tuple[float, float]:
        """The leave-one-out interval: what all figures but this one leave for it."""
        programme = self._programme
        matrix, bounds = self._lines({figure})
        if figure not in programme.ratios:
            variable, scale = programme.variables["level", figure], self._scales["level", figure]
            low, high = (_least(matrix, bounds, variable, sign) * sign * scale for sign in (1.0, -1.0))
            return low, high
        above, below = programme.ratios[figure]
        shift, whole = programme.whole[figure]
        scale = self._scales[above] / self._scales[below] * whole
        variables = programme.variables[above], programme.variables[below]
        low, high = (_least_ratio(matrix, bounds, variables, sign) * sign * scale - shift for sign in (1.0, -1.0))
        return low, high


def _scales(programme: _Programme) -> dict[Key, float]:
    """How large each variable is: as the level itself, or the level whose plan or base it is."""
    above = {below: key[1] for key, below in programme.ratios.values() if below[0] != "level"}
    return {key: max(map(abs, programme.bounds(above.get(key, key[1])))) or 1.0 for key in programme.variables}


def _matrix(programme: _Programme, scales: dict[Key, float]) -> tuple[Matrix, Matrix]:
    """All lines, each with its largest coefficient at 1."""
    matrix, bounds = np.zeros((len(programme.lines), len(programme.variables))), np.zeros(len(programme.lines))
    for row, (_, (coefficients, bound)) in enumerate(programme.lines):
        for key, value in coefficients.items():
            matrix[row, programme.variables[key]] += value * scales[key]
        largest = np.abs(matrix[row]).max() or 1.0
        matrix[row] /= largest
        bounds[row] = bound / largest
    return matrix, bounds


def _least(matrix: Matrix, bounds: Matrix, variable: int, sign: float) -> float:
    cost = np.zeros(matrix.shape[1])
    cost[variable] = sign
    found = linprog(cost, A_ub=-matrix, b_ub=-bounds)
    return float(found.fun) if found.status == 0 else -inf


def _least_ratio(matrix: Matrix, bounds: Matrix, variables: tuple[int, int], sign: float) -> float:
    """Charnes and Cooper: every line times t, with the variable below the line at 1."""
    above, below = variables
    scaled = np.hstack([matrix, -bounds[:, None]])
    cost, fixed = np.zeros(scaled.shape[1]), np.zeros((1, scaled.shape[1]))
    cost[above], fixed[0, below] = sign, 1.0
    found = linprog(cost, A_ub=-scaled, b_ub=np.zeros(len(scaled)), A_eq=fixed, b_eq=[1.0])
    return float(found.fun) if found.status == 0 else -inf


def can_agree(network: Network) -> bool:
    """Whether all figures of the network can be right at once."""
    return Oracle(network.figures(), network.edits).violation() <= TOUCHING


def leaves(network: Network, planted: Network, figure: str) -> bool:
    """Whether a planted figure lies outside what the others of the honest network leave for it."""
    low, high = Oracle(network.figures(), network.edits).left_by_the_others(figure)
    interval = planted.figures()[figure].used.wide
    assert interval.low is not None
    assert interval.high is not None
    own_low, own_high = interval.low / 1e6, interval.high / 1e6
    slack = TOUCHING * max(abs(own_low), abs(own_high))
    return own_low > high + slack or own_high < low - slack


def pairwise_finds(network: Network) -> bool:
    """Whether some edit alone, with intervals, contradicts its own figures."""
    figures = network.figures()
    return any(_misses(edit, figures) for edit in network.edits)


def _misses(edit: Edit, figures: dict[str, Figure]) -> bool:
    components = total(_term(term, figures).used.wide for term in edit.components)
    return Sides(_term(edit.total, figures).used.wide, components).gap(edit.relation) > 0


def _term(term: EditTerm, figures: dict[str, Figure]) -> Term:
    level = figures[term.figure]
    if term.factor is None:
        return level_term(level)
    make = {"plan": plan_term, "base": base_term, "product": product_term}[term.form]
    return make(level, figures[term.factor])


def exact_sums_find(network: Network) -> bool:
    """Whether some total is not exactly the sum of its parts, as printed."""
    return any(network.prints[whole].value != sum(network.prints[key].value for key in parts)
               for whole, parts in _sums(network))  # fmt: skip


def _sums(network: Network) -> Iterator[tuple[str, list[str]]]:
    for edit in network.edits:
        if edit.method == "exhaustive":
            yield edit.total.figure, [term.figure for term in edit.components]
