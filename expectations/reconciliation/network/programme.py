"""The linear programme of one component, solved by HiGHS.

Each row is homogeneous: ``coefficients · y - bound · t >= 0``. With t = 1 the programme asks for values;
with a variable fixed at 1 and t free it asks for ratios to that variable (Charnes and Cooper 1962). Rows are
switched off by taking their bound away, so one model serves every question and each starts from the last
answer. Variables and rows are scaled to about 1 by powers of two, because HiGHS decides with absolute
tolerances; there is no large constant anywhere.

HiGHS is loaded when it is first asked: most components never need it, as `corners` answers for them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from expectations.reconciliation.network.corners import Rows
from expectations.reconciliation.network.system import Row, System

TOLERANCE = 1e-9
_NEGLIGIBLE = 1e-9
_INFINITY = math.inf


class SolverFailed(RuntimeError):  # noqa: N818 - it says what is the matter
    """HiGHS gave neither an optimum nor a proof that there is none."""


def _power_of_two(size: float) -> float:
    return 2.0 ** round(math.log2(size)) if size > 0 else 1.0


def _column_scales(system: System, rows: Sequence[Row]) -> list[float]:
    """How large each variable is: its largest bound, or that of the variable it is a ratio of."""
    scales = [0.0] * len(system.variables)
    for row in rows:
        if len(row.coefficients) == 1 and row.bound:
            variable, coefficient = row.coefficients[0]
            scales[variable] = max(scales[variable], abs(row.bound / coefficient))
    for sighting in system.sightings:
        if sighting.denominator is not None and not scales[sighting.denominator]:
            scales[sighting.denominator] = scales[sighting.numerator]
    largest = max(scales, default=0.0) or 1.0
    return [_power_of_two(scale or largest) for scale in scales]


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best value of an objective; `value` is infinite where nothing bounds it."""

    value: float
    active: frozenset[int]
    """Rows that hold it there."""


class Programme:
    """One component's rows in HiGHS."""

    def __init__(self, system: System, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._columns = len(system.variables)
        self._scales = _column_scales(system, rows)
        self._of_figure: dict[str, list[int]] = {}
        for index, row in enumerate(rows):
            if row.figure is not None:
                self._of_figure.setdefault(row.figure, []).append(index)
        self._free = [not variable.is_nonnegative for variable in system.variables]
        self._dropped: frozenset[str] = frozenset()
        self._in_force: frozenset[str] = frozenset()
        self._goal: tuple[int, ...] = ()
        self._per: int | None = None
        self._loaded: Any = None

    @property
    def scales(self) -> list[float]:
        """What one of each variable stands for, in millionths."""
        return self._scales

    def rows_of(self, figures: Iterable[str]) -> list[int]:
        """The places of the figures' rows."""
        return [row for figure in figures for row in self._of_figure.get(figure, ())]

    def in_numbers(self, dropped: Iterable[str] = ()) -> Rows:
        """The scaled rows as one matrix."""
        matrix = np.zeros((len(self.rows), self._columns))
        for line, row in zip(matrix, self.rows, strict=True):
            for variable, coefficient in row.coefficients:
                line[variable] = coefficient
        matrix *= np.array(self._scales)
        largest = np.abs(matrix).max(axis=1, initial=0.0)
        largest = np.exp2(np.round(np.log2(np.where(largest > 0.0, largest, 1.0))))
        left_out = np.zeros(len(self.rows), dtype=bool)
        left_out[self.rows_of(dropped)] = True
        return Rows(
            matrix / largest[:, None],
            np.array([row.bound for row in self.rows], dtype=np.float64) / largest,
            np.array([row.is_equation for row in self.rows], dtype=bool),
            np.array(self._free, dtype=bool),
            left_out,
        )

    @property
    def _highs(self) -> Any:
        """HiGHS, with the rows that are in force."""
        if self._loaded is None:
            self._loaded = self._load()
        if self._in_force != self._dropped:
            for figure in self._in_force ^ self._dropped:
                low = -_INFINITY if figure in self._dropped else 0.0
                for row in self._of_figure.get(figure, ()):
                    self._loaded.changeRowBounds(row, low, _INFINITY)
            self._in_force = self._dropped
        return self._loaded

    def _load(self) -> Any:
        columns, numbers = self._columns, self.in_numbers()
        entries = np.column_stack([numbers.matrix, -numbers.bounds])
        lines, places = np.nonzero(entries)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = columns + 1, len(entries)
        programme.col_cost_ = np.zeros(columns + 1)
        programme.col_lower_ = np.append(np.where(numbers.free, -_INFINITY, 0.0), 1.0)
        programme.col_upper_ = np.append(np.full(columns, _INFINITY), 1.0)
        programme.row_lower_ = np.zeros(len(entries))
        programme.row_upper_ = np.where(numbers.equations, 0.0, _INFINITY)
        matrix = programme.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.searchsorted(lines, np.arange(len(entries) + 1)).astype(np.int32)
        matrix.index_ = places.astype(np.int32)
        matrix.value_ = entries[lines, places]
        highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in _OPTIONS.items():
            highs.setOptionValue(option, setting)
        highs.passModel(programme)
        return highs

    def drop(self, figures: Iterable[str]) -> None:
        """Leave out the rows of these figures, and of no others."""
        self._dropped = frozenset(figures)

    def is_feasible(self) -> bool:
        """Whether the rows that are in force can all hold."""
        self._aim((), 0)
        return bool(self._run() != highspy.HighsModelStatus.kInfeasible)

    def ray(self) -> list[int]:
        """The rows of a proof that they cannot; ask only after `is_feasible` said so."""
        _, found, values = self._highs.getDualRay()
        if not found:
            return list(range(len(self.rows)))
        return [index for index in range(len(self.rows)) if abs(values[index]) > _NEGLIGIBLE]

    def best(self, variable: int, direction: int) -> Optimum:
        """The least (`direction` 1) or greatest (−1) value of a variable, in millionths.

        Infinite where nothing bounds it, and where the solver finds no value: figures that just touch, or sizes in one
        component too many powers of ten apart. A bound that is not known is none.
        """
        return self._optimum(variable, direction, None)

    def best_ratio(self, numerator: int, denominator: int, direction: int) -> Optimum:
        """The least or greatest ratio of two variables, the lower one above zero."""
        return self._optimum(numerator, direction, denominator)

    def _optimum(self, variable: int, direction: int, per: int | None) -> Optimum:
        self._aim((variable,), direction, per)
        try:
            status = self._run()
        except SolverFailed:
            status = highspy.HighsModelStatus.kUnknown
        if status == highspy.HighsModelStatus.kOptimal:
            scale = self._scales[variable] / (1.0 if per is None else self._scales[per])
            value = direction * self._highs.getInfo().objective_function_value * scale
            found = Optimum(value, self._active() if per is None else frozenset())
        else:
            found = Optimum(-direction * _INFINITY, frozenset())
        self._per_one(None)
        return found

    def _active(self) -> frozenset[int]:
        duals = np.asarray(self._highs.getSolution().row_dual)
        return frozenset(np.flatnonzero(np.abs(duals) > _NEGLIGIBLE).tolist())

    def _aim(self, goal: tuple[int, ...], direction: int, per: int | None = None) -> None:
        for variable in self._goal:
            self._highs.changeColCost(variable, 0.0)
        for variable in goal:
            self._highs.changeColCost(variable, float(direction))
        self._goal = goal
        self._per_one(per)

    def _per_one(self, per: int | None) -> None:
        """Fix a variable at 1 and free t, or t at 1 and free the variable."""
        if per == self._per:
            return
        if self._per is not None:
            self._highs.changeColBounds(self._per, -_INFINITY if self._free[self._per] else 0.0, _INFINITY)
        if per is None:
            self._highs.changeColBounds(self._columns, 1.0, 1.0)
        else:
            self._highs.changeColBounds(self._columns, 0.0, _INFINITY)
            self._highs.changeColBounds(per, 1.0, 1.0)
        self._per = per

    def _run(self) -> Any:
        """Solve; where HiGHS cannot decide, again from the beginning, and then by other ways."""
        for options in _WAYS:
            for option, setting in options.items():
                self._highs.setOptionValue(option, setting)
            if options is not _WAYS[0]:
                self._highs.clearSolver()
            self._highs.run()
            status = self._highs.getModelStatus()
            if status not in _UNDECIDED:
                break
        if options is not _WAYS[0]:
            for option, setting in (_OPTIONS | {"simplex_strategy": 1}).items():
                self._highs.setOptionValue(option, setting)
        if status in _UNDECIDED:
            raise SolverFailed(f"HiGHS ended with {status}")
        return status


_UNDECIDED = (
    highspy.HighsModelStatus.kUnknown,
    highspy.HighsModelStatus.kSolveError,
    highspy.HighsModelStatus.kIterationLimit,
    highspy.HighsModelStatus.kNotset,
)
_OPTIONS: dict[str, bool | str | float | int] = {
    "output_flag": False,
    "presolve": "off",
    "solver": "simplex",
    "threads": 1,
    "primal_feasibility_tolerance": TOLERANCE,
    "dual_feasibility_tolerance": TOLERANCE,
}
_WAYS: tuple[dict[str, bool | str | float | int], ...] = (
    {},
    {"simplex_strategy": 4},
    {"simplex_strategy": 1, "presolve": "on"},
    {"presolve": "on", "primal_feasibility_tolerance": 1e-7, "dual_feasibility_tolerance": 1e-7},
)
"""From the last answer; from the beginning by the primal simplex; with presolve; with HiGHS' own tolerances."""
