"""Contradictions proved in whole numbers, so that no tolerance of a solver has a say.

By Farkas' lemma rows contradict each other exactly when some weighted sum of them reads ``0 >= something
above 0``. HiGHS tells which rows; the weights are found again by elimination in fractions and the sum is
checked, term by term.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from expectations.reconciliation.network.system import Row, System


@dataclass(frozen=True, slots=True)
class Certificate:
    """Rows with whole weights whose sum is impossible: no value on the left, `excess` above zero on the right.

    `excess` is in millionths of the unit, times the weights' common scale. Variables that cannot be negative
    may be left over on the left with a coefficient of at most zero.
    """

    rows: tuple[Row, ...]
    weights: tuple[int, ...]
    excess: int

    def holds(self, system: System) -> bool:
        """Check the sum again, in whole numbers."""
        left: dict[int, int] = {}
        for row, weight in zip(self.rows, self.weights, strict=True):
            if weight < 0 and not row.is_equation:
                return False
            for variable, coefficient in row.coefficients:
                left[variable] = left.get(variable, 0) + weight * coefficient
        right = sum(weight * row.bound for row, weight in zip(self.rows, self.weights, strict=True))
        harmless = all(
            value == 0 or (value < 0 and system.variables[variable].is_nonnegative) for variable, value in left.items()
        )
        return harmless and right == self.excess and right > 0


def certify(system: System, rows: Sequence[Row]) -> Certificate | None:
    """Weights that prove that the rows contradict each other; ``None`` where there are none.

    The rows should be few and hardly more than a contradiction needs, such as the support of a solver's ray.
    Every row that the proof does without is left out.
    """
    weights = _weights(system, rows)
    if weights is None:
        return None
    kept = [(row, weight) for row, weight in zip(rows, weights, strict=True) if weight]
    whole = lcm(*(weight.denominator for _, weight in kept))
    counts = tuple(int(weight * whole) for _, weight in kept)
    excess = sum(count * row.bound for count, (row, _) in zip(counts, kept, strict=True))
    found = Certificate(tuple(row for row, _ in kept), counts, excess)
    return found if found.holds(system) else None


def _weights(system: System, rows: Sequence[Row]) -> list[Fraction] | None:
    """Exact phase one of the simplex method on the dual: y >= 0, y·A <= 0 (= 0 where free), y·b = 1.

    Bland's rule, so that it ends; the tableaux have a few tens of rows at most.
    """
    variables = sorted({variable for row in rows for variable, _ in row.coefficients})
    columns, signs = _columns(system, rows, variables)
    goal = [0] * len(variables) + [1]
    basis = _feasible_basis(columns, goal)
    if basis is None:
        return None
    weights = [Fraction(0)] * len(rows)
    for column, value in basis:
        if column < len(signs):
            row, sign = signs[column]
            weights[row] += sign * value
    return weights


def _columns(
    system: System, rows: Sequence[Row], variables: Sequence[int]
) -> tuple[list[list[int]], list[tuple[int, int]]]:
    """One column a row (two for an equation, with either sign), then a slack for each variable that has one."""
    place = {variable: index for index, variable in enumerate(variables)}
    columns: list[list[int]] = []
    signs: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        for sign in (1, -1) if row.is_equation else (1,):
            column = [0] * (len(variables) + 1)
            for variable, coefficient in row.coefficients:
                column[place[variable]] = sign * coefficient
            column[-1] = sign * row.bound
            columns.append(column)
            signs.append((index, sign))
    for variable in variables:
        if system.variables[variable].is_nonnegative:
            slack = [0] * (len(variables) + 1)
            slack[place[variable]] = 1
            columns.append(slack)
    return columns, signs


def _feasible_basis(columns: Sequence[Sequence[int]], goal: Sequence[int]) -> list[tuple[int, Fraction]] | None:
    """A basic solution of ``sum of columns × weights = goal`` with weights of at least zero; ``None`` without one.

    The tableau is of whole numbers over one common denominator (Edmonds 1967), as fractions of their own would
    have to be reduced at each step.
    """
    height = len(goal)
    table = [[column[line] for column in columns] + [goal[line]] for line in range(height)]
    basis = [len(columns) + line for line in range(height)]
    denominator = 1
    while True:
        unmet = [table[line] for line in range(height) if basis[line] >= len(columns)]
        cost = (sum(values) for values in zip(*(line[:-1] for line in unmet), strict=True))
        entering = next((column for column, value in enumerate(cost) if value > 0), None)
        if entering is None:
            break
        ratios = [(Fraction(table[line][-1], table[line][entering]), basis[line], line)
                  for line in range(height) if table[line][entering] > 0]  # fmt: skip
        if not ratios:
            break
        leaving = min(ratios)[2]
        _pivot(table, leaving, entering, denominator)
        denominator = table[leaving][entering]
        basis[leaving] = entering
    if any(basis[line] >= len(columns) and table[line][-1] != 0 for line in range(height)):
        return None
    return [
        (basis[line], Fraction(table[line][-1], denominator)) for line in range(height) if basis[line] < len(columns)
    ]


def _pivot(table: list[list[int]], line: int, column: int, denominator: int) -> None:
    """Bring a column into the basis; the pivot is the next common denominator, and every division leaves nothing."""
    own = table[line]
    pivot = own[column]
    for other, values in enumerate(table):
        if other != line:
            factor = values[column]
            table[other] = [
                (value * pivot - factor * shared) // denominator for value, shared in zip(values, own, strict=True)
            ]
