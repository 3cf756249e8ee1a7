"""Interval propagation: each row tightens its variables from the bounds of the others, in all components at once.

Rounds over all rows go on until nothing tightens any more, or patience ends. Bounds are rounded outward by more
than floating point can lose, so they always hold what the rows allow, and an empty interval is a contradiction
for sure. Where no cycle joins the rows of a component its bounds are also the tightest that there are; elsewhere
they may be wider than those of `bounds`, because a cycle's rows say more together than one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from expectations.reconciliation.network.system import Row, System

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

ROUNDS = 30
_ROUNDING = 8 * np.finfo(np.float64).eps
"""Relative to the largest number of a sum: its roundings, and that of a division, several times over."""
_PROGRESS = 1e-12
"""A bound that moves by less, relative to its size, is not worth another round."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The rows of many components: ``sum of coefficients · variables >= bound``, an equation as two of them.

    Attributes:
        starts: where each row's terms begin.
        variables: the variable of each term, numbered through all components.
        coefficients: of each term.
        bounds: of each row.
        nonnegative: of each variable.
        component: of each variable, the component.
        acyclic: of each component, whether its rows make no cycle.
    """

    starts: Places
    variables: Places
    coefficients: Numbers
    bounds: Numbers
    nonnegative: Flags
    component: Places
    acyclic: Flags


@dataclass(frozen=True, slots=True)
class Propagated:
    """What propagation found.

    Attributes:
        low, high: bounds of each variable of the stack, in millionths; infinite without one.
        contradicts: of each component, whether its rows cannot all hold.
        exact: of each component, whether the bounds are the tightest.
        rounds: how many it took.
    """

    low: Numbers
    high: Numbers
    contradicts: Flags
    exact: Flags
    rounds: int


def stacked(components: Sequence[tuple[System, Sequence[Row]]]) -> Stack:
    """Lay the rows of components side by side; terms of nought are left out."""
    sizes: list[int] = []
    variables: list[int] = []
    coefficients: list[float] = []
    bounds: list[float] = []
    owners: list[int] = []
    nonnegative: list[bool] = []
    offset = 0
    for number, (system, rows) in enumerate(components):
        for row in rows:
            terms = [(offset + variable, coefficient) for variable, coefficient in row.coefficients if coefficient]
            for sign in (1, -1) if row.is_equation else (1,) if terms else ():
                sizes.append(len(terms))
                bounds.append(float(sign * row.bound))
                variables.extend(variable for variable, _ in terms)
                coefficients.extend(float(sign * coefficient) for _, coefficient in terms)
        offset += len(system.variables)
        owners.extend([number] * len(system.variables))
        nonnegative.extend(variable.is_nonnegative for variable in system.variables)
    return Stack(
        starts=np.cumsum(np.array(sizes, dtype=np.int64)) - np.array(sizes, dtype=np.int64),
        variables=np.array(variables, dtype=np.int64),
        coefficients=np.array(coefficients, dtype=np.float64),
        bounds=np.array(bounds, dtype=np.float64),
        nonnegative=np.array(nonnegative, dtype=bool),
        component=np.array(owners, dtype=np.int64),
        acyclic=np.array([is_acyclic(system, rows) for system, rows in components], dtype=np.bool_),
    )


def is_acyclic(system: System, rows: Sequence[Row]) -> bool:
    """Whether no cycle joins the variables through rows, so that propagation says all that there is to say.

    The two sides of one ratio are one joint, and so are those of one sum: what lies between them is convex, and
    each bound of it follows from one side alone.
    """
    leader = list(range(len(system.variables)))

    def find(variable: int) -> int:
        while leader[variable] != variable:
            leader[variable] = leader[leader[variable]]
            variable = leader[variable]
        return variable

    for joint in _joints(system, rows):
        found = [find(variable) for variable in joint]
        if len(set(found)) < len(found):
            return False
        for other in found[1:]:
            leader[other] = found[0]
    return True


def _joints(system: System, rows: Sequence[Row]) -> Iterator[tuple[int, ...]]:
    """The variables of each joint of several."""
    seen: dict[object, set[tuple[int, ...]]] = defaultdict(set)
    for number, row in enumerate(rows):
        if len(row.coefficients) < 2:
            continue
        variables = tuple(sorted(variable for variable, _ in row.coefficients))
        key: object = number
        if _is_ratio(system, row):
            key = "ratio"
        elif row.edit is not None and not row.is_equation and not row.bound:
            key = row.edit
        if variables not in seen[key]:
            seen[key].add(variables)
            yield variables


def _is_ratio(system: System, row: Row) -> bool:
    """Whether a row bounds the ratio of two variables that cannot be negative."""
    if len(row.coefficients) != 2 or row.bound:
        return False
    (first, one), (second, other) = row.coefficients
    positive = system.variables[first].is_nonnegative and system.variables[second].is_nonnegative
    return positive and (one > 0) != (other > 0)


def propagate(stack: Stack, rounds: int = ROUNDS) -> Propagated:
    """Tighten the bounds of all variables by all rows, round after round.

    Args:
        stack: the rows.
        rounds: after so many it ends, wherever it stands.
    """
    count, components = len(stack.component), len(stack.acyclic)
    low, high = np.where(stack.nonnegative, 0.0, -np.inf), np.full(count, np.inf)
    contradicts, going = np.zeros(components, dtype=bool), np.ones(components, dtype=bool)
    work, done = _Work(stack), 0
    while done < rounds and going.any():
        done += 1
        moved = work.tighten(low, high)
        contradicts[stack.component[low > high]] = True
        going = np.zeros(components, dtype=bool)
        going[stack.component[moved]] = True
        going &= ~contradicts
        work = _Work(_only(stack, going))
    return Propagated(low, high, contradicts, stack.acyclic & ~going & ~contradicts, done)


def _only(stack: Stack, components: Flags) -> Stack:
    """The stack with the rows of some components only."""
    sizes = np.diff(np.append(stack.starts, len(stack.variables)))
    kept = components[stack.component[stack.variables[stack.starts]]]
    terms = np.repeat(kept, sizes)
    return replace(
        stack,
        starts=np.cumsum(sizes[kept]) - sizes[kept],
        variables=stack.variables[terms],
        coefficients=stack.coefficients[terms],
        bounds=stack.bounds[kept],
    )


class _Work:
    """The rows of a stack, with their terms sorted by variable."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._sizes = np.diff(np.append(stack.starts, len(stack.variables)))
        self._row = np.repeat(np.arange(len(stack.starts)), self._sizes)
        self._raises = stack.coefficients > 0
        self._sides = [_Side(stack.variables, np.flatnonzero(self._raises == raises)) for raises in (True, False)]

    def tighten(self, low: Numbers, high: Numbers) -> Places:
        """Take every row once, from the bounds as they are; gives the variables that moved."""
        limits = self._limits(low, high)
        lows, highs = self._sides
        low_of, high_of = lows.most(limits), highs.most(-limits)
        moved_low = _moved(low[lows.variables], low_of)
        moved_high = _moved(-high[highs.variables], high_of)
        low[lows.variables] = np.maximum(low[lows.variables], low_of)
        high[highs.variables] = np.minimum(high[highs.variables], -high_of)
        return np.concatenate([lows.variables[moved_low], highs.variables[moved_high]])

    def _limits(self, low: Numbers, high: Numbers) -> Numbers:
        """What each term's row leaves for its variable, given the most that the other terms can be; outward."""
        stack, row = self._stack, self._row
        if not len(stack.starts):
            return np.zeros(0)
        most = stack.coefficients * np.where(self._raises, high[stack.variables], low[stack.variables])
        endless = np.isinf(most)
        most = np.where(endless, 0.0, most)
        sums = np.add.reduceat(most, stack.starts)
        open_terms = np.add.reduceat(endless.astype(np.int64), stack.starts)
        sizes = np.add.reduceat(np.abs(most), stack.starts) + np.abs(stack.bounds)
        lost = _ROUNDING * self._sizes * sizes
        needed = (stack.bounds - lost - sums)[row] + most
        limits = needed / stack.coefficients
        limits += np.where(self._raises, -_ROUNDING, _ROUNDING) * np.abs(limits)
        nothing = np.where(self._raises, -np.inf, np.inf)
        return np.where(open_terms[row] - endless > 0, nothing, limits)


class _Side:
    """The terms that bound variables from below, or from above, by variable."""

    def __init__(self, variables: Places, terms: Places) -> None:
        self._terms = terms[np.argsort(variables[terms], kind="stable")]
        self.variables, self._starts = np.unique(variables[self._terms], return_index=True)

    def most(self, limits: Numbers) -> Numbers:
        """The largest limit of each variable."""
        if not len(self._starts):
            return np.zeros(0)
        found: Numbers = np.maximum.reduceat(limits[self._terms], self._starts)
        return found


def _moved(before: Numbers, now: Numbers) -> Flags:
    """Whether lower bounds rose by more than rounding."""
    known = np.isfinite(before)
    step = np.where(known, np.abs(np.where(known, before, 0.0)) * _PROGRESS, 0.0)
    moved: Flags = (now > np.where(known, before, -np.inf) + step) & np.isfinite(now)
    return moved
