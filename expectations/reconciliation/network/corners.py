"""Many small programmes solved side by side, from corner to corner.

A component asks for the least and the greatest of each value, and again without each figure: dozens of optima
over nearly the same rows, for which a solver made for large programmes takes longer to begin than they take to
end. Here hundreds of them take each step of the plain simplex method together (Chvátal 1983, chapters 2 and 3),
in dictionaries that write each basic variable by the nonbasic ones, so that the objective of every variable is
at hand. Ratios of two variables take the same steps (Martos 1964). Every optimum's corner is solved for again
from the rows as they came and held against all of them; whatever is not plain sailing gets no answer here, and
HiGHS is asked. No answer depends on which programmes are solved together: steps are term by term, and the last
sum is that of the programme alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

FEASIBLE = 1e-9
"""As HiGHS' tolerance: rows and variables are scaled to about 1."""
_SMALL = 1e-10
_NEGLIGIBLE = 1e-9
_PIVOT = 1e-8
_CLEARLY = 1e-7
_MOST_STEPS = 200
_PATIENT_STEPS = 100
"""After so many steps the first gain is taken and not the steepest (Bland's rule), which cannot go in circles."""
_ENTRIES = 1_500_000
"""Numbers of the dictionaries that take steps together: 12 MB."""


@dataclass(frozen=True, slots=True)
class Rows:
    """One programme: ``matrix · x >= bounds`` (``=`` for equations), about 1 in size.

    Attributes:
        matrix: coefficients, a line a row.
        bounds: what each row must come to.
        equations: rows that must come to it exactly.
        free: variables that may be negative.
        left_out: rows that do not hold.
    """

    matrix: Numbers
    bounds: Numbers
    equations: Flags
    free: Flags
    left_out: Flags


@dataclass(frozen=True, slots=True)
class Question:
    """The least (`direction` 1) or greatest (−1) of a variable, or of its ratio to another, without some rows."""

    programme: int
    variable: int
    direction: int
    per: int | None = None
    without: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Corner:
    """An optimum: its value (infinite where nothing bounds it) and the rows that hold it there."""

    value: float
    rows: frozenset[int]


@dataclass(slots=True)
class _Tables:
    """Dictionaries side by side; the last line of each is of made-up costs, the last column of values."""

    table: Numbers
    basic: Places
    nonbasic: Places
    blocks: Flags
    """Basic variables, by line, that cannot be negative."""
    holds: Flags
    """The same by label: rows first, then variables."""
    usable: Flags
    """Nonbasic variables, by column, that can grow: all but equations'."""

    def chosen(self, places: Places | Flags) -> _Tables:
        """Copies of some, in this order."""
        return _Tables(
            self.table[places],
            self.basic[places],
            self.nonbasic[places],
            self.blocks[places],
            self.holds[places],
            self.usable[places],
        )

    def pivot(self, which: Places, lines: Places, columns: Places) -> None:
        """Exchange a basic variable for a nonbasic one in some dictionaries; none of the others changes."""
        table = self.table
        if which.size < len(table):
            own = table[which]
            _exchange(own, lines, columns)
            table[which] = own
        else:
            _exchange(table, lines, columns)
        leaving = self.basic[which, lines]
        entering = self.nonbasic[which, columns]
        self.basic[which, lines], self.nonbasic[which, columns] = entering, leaving
        self.blocks[which, lines] = self.holds[which, entering]

    def lines_of(self, labels: Places) -> Numbers:
        """A variable of each by its nonbasic ones, and its value."""
        each = np.arange(len(labels))
        is_basic = self.basic == labels[:, None]
        found: Numbers = self.table[each, is_basic.argmax(axis=1)]
        own = np.zeros_like(found)
        own[:, :-1] = self.nonbasic == labels[:, None]
        return np.where(is_basic.any(axis=1)[:, None], found, own)

    def blocking(self, columns: Places, sign: float = 1.0) -> tuple[Places, Flags]:
        """The line that first stops each nonbasic variable that grows (or falls, `sign` −1), and whether one does."""
        each = np.arange(len(columns))
        slopes = self.table[each, :, columns] * sign
        stops = self.blocks & (slopes < -_PIVOT)
        falls = np.where(stops, -slopes, 1.0)
        steps = np.where(stops, np.maximum(self.table[:, :, -1], 0.0) / falls, np.inf)
        near = stops & (steps <= steps.min(axis=1)[:, None] + 1e-12)
        stopped: Flags = np.asarray(stops.any(axis=1))
        return np.where(near, falls, -1.0).argmax(axis=1), stopped


def _exchange(table: Numbers, lines: Places, columns: Places) -> None:
    each = np.arange(len(table))
    pivots = table[each, lines, columns]
    rows = table[each, lines] / -pivots[:, None]
    rows[each, columns] = 1.0 / pivots
    factors = table[each, :, columns]
    table[each, :, columns] = 0.0
    table += factors[:, :, None] * rows[:, None, :]
    table[each, lines] = rows


class Corners:
    """Programmes of about the same size, each at its first corner."""

    def __init__(self, programmes: Sequence[Rows]) -> None:
        self._programmes = programmes
        self._height = max(len(rows.bounds) for rows in programmes)
        self._width = max(rows.matrix.shape[1] for rows in programmes)
        self._tables = self._laid_out()
        self._solvable = np.ones(len(programmes), dtype=bool)
        self._solve_equations()
        self._free_variables()
        self.agree = self._first_corner()
        """Of each programme: true where all rows can hold, false where that is not known."""

    def _laid_out(self) -> _Tables:
        """All rows basic; rows and variables that a smaller programme lacks are of noughts and never matter."""
        count, height, width = len(self._programmes), self._height, self._width
        table = np.zeros((count, height + 1, width + 1))
        holds = np.zeros((count, height + width), dtype=bool)
        holds[:, height:] = True
        for index, rows in enumerate(self._programmes):
            own_height, own_width = rows.matrix.shape
            table[index, :own_height, :own_width] = rows.matrix
            table[index, :own_height, -1] = -rows.bounds
            holds[index, :own_height] = ~rows.left_out
            holds[index, height : height + own_width] = ~rows.free
        labels = np.arange(height + 1)
        labels[-1] = -1
        return _Tables(
            table,
            np.tile(labels, (count, 1)),
            np.tile(np.arange(height, height + width), (count, 1)),
            np.concatenate([holds[:, :height], np.zeros((count, 1), dtype=bool)], axis=1),
            holds,
            np.ones((count, width), dtype=bool),
        )

    def _solve_equations(self) -> None:
        """Bring each equation's rest out of the basis for good; one that says nothing more must hold as it is."""
        tables = self._tables
        equations = [np.flatnonzero(rows.equations & ~rows.left_out) for rows in self._programmes]
        for turn in range(max(map(len, equations))):
            which = np.array([index for index, own in enumerate(equations) if len(own) > turn])
            lines = np.array([own[turn] for own in equations if len(own) > turn])
            sizes = np.where(tables.usable[which], np.abs(tables.table[which, lines, :-1]), 0.0)
            columns = sizes.argmax(axis=1)
            says = sizes[np.arange(len(which)), columns] > _PIVOT
            empty = which[~says]
            tables.blocks[empty, lines[~says]] = False
            self._solvable[empty] &= np.abs(tables.table[empty, lines[~says], -1]) <= FEASIBLE
            tables.pivot(which[says], lines[says], columns[says])
            tables.usable[which[says], columns[says]] = False

    def _free_variables(self) -> None:
        """Bring variables that may be negative into the basis, where they block nothing."""
        tables = self._tables
        for which, column in np.argwhere(~np.take_along_axis(tables.holds, tables.nonbasic, axis=1) & tables.usable):
            sizes = np.where(tables.blocks[which], np.abs(tables.table[which, :, column]), 0.0)
            line = sizes.argmax()
            if sizes[line] < _PIVOT:
                self._solvable[which] = False
            else:
                tables.pivot(np.array([which]), np.array([line]), np.array([column]))

    def _first_corner(self) -> Flags:
        """The dual simplex method under made-up costs, with which every dictionary is good enough to begin."""
        tables = self._tables
        costs = 1.0 + np.modf(np.arange(1, self._width + 1) * 0.6180339887498949)[0]
        tables.table[:, -1, :-1] = costs
        tables.table[:, -1, -1] = 0.0
        agree = np.zeros(len(self._programmes), dtype=bool)
        going = np.flatnonzero(self._solvable)
        for _ in range(_MOST_STEPS):
            short = np.where(tables.blocks[going], tables.table[going, :, -1], 0.0)
            lines = short.argmin(axis=1)
            there = short.min(axis=1) >= -FEASIBLE
            agree[going[there]] = True
            going, lines = going[~there], lines[~there]
            if not going.size:
                break
            slopes = tables.table[going, lines, :-1]
            can = tables.usable[going] & (slopes > _PIVOT)
            ratios = np.where(can, tables.table[going, -1, :-1] / np.where(can, slopes, 1.0), np.inf)
            columns, possible = ratios.argmin(axis=1), can.any(axis=1)
            going, lines, columns = going[possible], lines[possible], columns[possible]
            if not going.size:
                break
            tables.pivot(going, lines, columns)
        return agree

    def answers(self, questions: Sequence[Question]) -> list[Corner | None]:
        """The optimum of each question; ``None`` where HiGHS should say."""
        at_once = max(1, _ENTRIES // ((self._height + 1) * (self._width + 1)))
        found: list[Corner | None] = []
        for start in range(0, len(questions), at_once):
            found.extend(self._answers(questions[start : start + at_once]))
        return found

    def _answers(self, questions: Sequence[Question]) -> list[Corner | None]:
        programmes = np.array([question.programme for question in questions])
        walk = _Walk(self._tables.chosen(programmes), questions, self._height)
        walk.release()
        walk.enter()
        walk.climb()
        found: list[Corner | None] = [None] * len(questions)
        for place, value in walk.limits.items():
            found[place] = Corner(value, frozenset())
        of_programme: dict[int, list[int]] = {}
        for place in walk.ended:
            of_programme.setdefault(questions[place].programme, []).append(place)
        for programme, places in of_programme.items():
            for place, corner in self._checked(self._programmes[programme], np.array(places), questions, walk):
                found[place] = corner
        return found

    def _checked(
        self, rows: Rows, places: Places, questions: Sequence[Question], walk: _Walk
    ) -> Iterator[tuple[int, Corner]]:
        """The corners of one programme that hold all rows, solved for again from the rows as they came."""
        height, width = rows.matrix.shape
        lines = np.concatenate([rows.matrix, np.eye(width)])
        limits = np.concatenate([rows.bounds, np.zeros(width)])
        all_labels, chosen = walk.labels[places], [questions[place] for place in places]
        labels = all_labels[all_labels < self._height + width].reshape(len(places), width)
        labels = np.where(labels < self._height, labels, labels - self._height + height)
        try:
            points = np.linalg.solve(lines[labels], limits[labels][:, :, None])[:, :, 0]
        except np.linalg.LinAlgError:
            return
        each = np.arange(len(places))
        values = points[each, [question.variable for question in chosen]]
        below = points[each, [question.variable if question.per is None else question.per for question in chosen]]
        fits = self._fits(rows, points @ lines.T - limits, chosen)
        fits &= np.abs(values - walk.value[places]) <= _NEGLIGIBLE * np.maximum(1.0, np.abs(values))
        held = walk.active[places] & (all_labels < self._height)
        for index in np.flatnonzero(fits):
            value = float(values[index]) if chosen[index].per is None else float(values[index] / below[index])
            yield int(places[index]), Corner(value, frozenset(all_labels[index, held[index]].tolist()))

    @staticmethod
    def _fits(rows: Rows, over: Numbers, questions: Sequence[Question]) -> Flags:
        """Whether points hold all rows that count, by how far they are over each row's bound."""
        holds = np.tile(np.concatenate([~rows.left_out, ~rows.free]), (len(questions), 1))
        for index, question in enumerate(questions):
            if question.without:
                holds[index, list(question.without)] = False
        short = np.where(holds, over, 0.0).min(axis=1)
        equations = np.flatnonzero(rows.equations & ~rows.left_out)
        off = np.abs(over[:, equations]).max(axis=1, initial=0.0)
        fits: Flags = (short >= -FEASIBLE) & (off <= FEASIBLE)
        return fits


@dataclass(slots=True)
class _Walk:
    """Questions on their way, each with a dictionary of its own."""

    tables: _Tables
    questions: Sequence[Question]
    height: int
    limits: dict[int, float] = field(default_factory=dict)
    """Questions that no row stops, with their answers."""
    ended: list[int] = field(default_factory=list)
    """Questions that came to an optimum."""
    labels: Places = field(init=False)
    active: Flags = field(init=False)
    value: Numbers = field(init=False)
    _going: Places = field(init=False)
    _label: Places = field(init=False)
    _per: Places = field(init=False)
    _direction: Numbers = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.questions)
        self.labels = np.zeros_like(self.tables.nonbasic)
        self.active = np.zeros(self.labels.shape, dtype=bool)
        self.value = np.zeros(count)
        self._going = np.arange(count)
        self._label = np.array([question.variable for question in self.questions]) + self.height
        per = np.array([-1 if question.per is None else question.per for question in self.questions])
        self._per = np.where(per < 0, -1, per + self.height)
        self._direction = np.array([float(question.direction) for question in self.questions])

    def _keep(self, keep: Flags) -> None:
        """Go on with some."""
        self.tables = self.tables.chosen(keep)
        self._going, self._label = self._going[keep], self._label[keep]
        self._per, self._direction = self._per[keep], self._direction[keep]

    def release(self) -> None:
        """Let the rows go that do not count, and bring them into the basis, where they block nothing."""
        tables = self.tables
        for turn in range(max((len(question.without) for question in self.questions), default=0)):
            which = np.array([i for i, question in enumerate(self.questions) if len(question.without) > turn])
            rows = np.array([self.questions[i].without[turn] for i in which])
            tables.holds[which, rows] = False
            is_basic = tables.basic[which] == rows[:, None]
            tables.blocks[which] &= ~is_basic
            at_bound = ~is_basic.any(axis=1)
            which, rows = which[at_bound], rows[at_bound]
            columns = (tables.nonbasic[which] == rows[:, None]).argmax(axis=1)
            for sign in (1.0, -1.0):
                if which.size:
                    lines, stopped = tables.chosen(which).blocking(columns, sign)
                    tables.pivot(which[stopped], lines[stopped], columns[stopped])
                    which, columns = which[~stopped], columns[~stopped]
            self._label[which] = -2
        if (self._label == -2).any():
            self._keep(self._label != -2)

    def enter(self) -> None:
        """Make the lower part of each ratio larger than zero."""
        tables = self.tables
        lost = np.zeros(len(self._going), dtype=bool)
        going = np.flatnonzero(self._per >= 0)
        lost[going] = ~tables.holds[going, self._per[going]]
        going = going[~lost[going]]
        for _ in range(_MOST_STEPS):
            lines = tables.chosen(going).lines_of(self._per[going])
            low = lines[:, -1] <= _NEGLIGIBLE
            going, slopes = going[low], lines[low, :-1]
            if not going.size:
                break
            slopes = np.where(tables.usable[going], slopes, -1.0)
            columns = slopes.argmax(axis=1)
            stops, stopped = tables.chosen(going).blocking(columns)
            stopped &= slopes.max(axis=1) > _PIVOT
            lost[going[~stopped]] = True
            going = going[stopped]
            tables.pivot(going, stops[stopped], columns[stopped])
        lost[going] = True
        if lost.any():
            self._keep(~lost)

    def climb(self) -> None:
        """Take steps until nothing gains, nothing stops, or patience ends."""
        for step in range(_MOST_STEPS):
            if not self._going.size:
                return
            gains, lines = self._gains()
            columns = gains.argmax(axis=1) if step < _PATIENT_STEPS else (gains > _SMALL).argmax(axis=1)
            done = gains[np.arange(len(gains)), columns] <= _SMALL
            if done.any():
                self._end(done, gains, lines)
                self._keep(~done)
                columns = columns[~done]
            self._step(columns)

    def _gains(self) -> tuple[Numbers, Numbers]:
        """What each nonbasic variable adds to the objective as it grows, and the value so far."""
        above = self.tables.lines_of(self._label)
        gains = above[:, :-1].copy()
        ratios = self._per >= 0
        if ratios.any():
            below = self.tables.chosen(ratios).lines_of(self._per[ratios])
            size = below[:, -1:]
            gains[ratios] = (gains[ratios] * size - above[ratios, -1:] * below[:, :-1]) / (size * size)
        gains *= -self._direction[:, None]
        return np.where(self.tables.usable, gains, 0.0), above[:, -1]

    def _end(self, done: Flags, gains: Numbers, values: Numbers) -> None:
        places = self._going[done]
        self.ended.extend(places.tolist())
        self.labels[places] = self.tables.nonbasic[done]
        self.active[places] = np.abs(gains[done]) > _NEGLIGIBLE
        self.value[places] = values[done]

    def _step(self, columns: Places) -> None:
        lines, stopped = self.tables.blocking(columns)
        if not stopped.all():
            for place in np.flatnonzero(~stopped):
                self._beyond(int(place), int(columns[place]))
            self._keep(stopped)
            lines, columns = lines[stopped], columns[stopped]
        self.tables.pivot(np.arange(len(columns)), lines, columns)
        ratios = np.flatnonzero(self._per >= 0)
        if not ratios.size:
            return
        below = self.tables.chosen(ratios).lines_of(self._per[ratios])[:, -1]
        nothing = ratios[below < _NEGLIGIBLE]
        if nothing.size:
            above = self.tables.chosen(nothing).lines_of(self._label[nothing])[:, -1]
            for place, value in zip(nothing, above, strict=True):
                if -self._direction[place] * value > _CLEARLY:
                    self.limits[int(self._going[place])] = -self._direction[place] * math.inf
            keep = np.ones(len(self._going), dtype=bool)
            keep[nothing] = False
            self._keep(keep)

    def _beyond(self, place: int, column: int) -> None:
        """What nothing stops has no bound; a ratio may still come to rest at zero."""
        direction, one = float(self._direction[place]), self.tables.chosen(np.array([place]))
        above = float(one.lines_of(self._label[[place]])[0, column])
        per = self._per[[place]]
        below = 0.0 if per[0] < 0 else float(one.lines_of(per)[0, column])
        if per[0] < 0 or (abs(below) < _SMALL and -direction * above > _PIVOT):
            self.limits[int(self._going[place])] = -direction * math.inf
        elif direction > 0 and one.holds[0, self._label[place]] and abs(above) < _SMALL and below > _PIVOT:
            self.limits[int(self._going[place])] = 0.0
