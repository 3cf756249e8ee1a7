"""Ruled tables: which lines make one, which cells are merged, what stands in each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.bulletins.reading.flowing import join_apart, table_row
from orchestration.bulletins.reading.pdf.page import Glyph, Page, Ruling
from orchestration.bulletins.reading.pdf.rows import rows_of

_NEAR = 3.0
"""Lines that end this many points from each other are meant to meet."""
_MOST_RULINGS = 4_000
_MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its box in points (y upward) and its rows as lines of text."""

    left: float
    low: float
    right: float
    high: float
    lines: tuple[str, ...]


def take_tables(page: Page) -> list[Table]:
    """Find the ruled tables of a page, from top to bottom, and take their characters off `page.glyphs`."""
    tables = []
    for grid in _grids(page.rulings):
        inside = [glyph for glyph in page.glyphs if grid.holds(glyph)]
        if not inside:
            continue
        taken = {id(glyph) for glyph in inside}
        page.glyphs = [glyph for glyph in page.glyphs if id(glyph) not in taken]
        lines = tuple(line for line in map(table_row, grid.texts(inside)) if line)
        tables.append(Table(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1], lines))
    return sorted(tables, key=lambda table: -table.high)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Columns between `xs`, rows between `ys` (both ascending), and the lines that part them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rulings: tuple[Ruling, ...]

    def holds(self, glyph: Glyph) -> bool:
        middle = glyph.baseline + 0.3 * glyph.size
        return self.xs[0] <= glyph.middle <= self.xs[-1] and self.ys[0] <= middle <= self.ys[-1]

    def texts(self, glyphs: Sequence[Glyph]) -> list[list[str]]:
        """The text of each place from the top row down; what is merged stands at its first place."""
        first = self._first_places()
        held: dict[tuple[int, int], list[Glyph]] = {}
        for glyph in glyphs:
            held.setdefault(first[self._place(glyph)], []).append(glyph)
        rows, columns = len(self.ys) - 1, len(self.xs) - 1
        return [[_cell_text(held.get((row, column), ())) for column in range(columns)] for row in range(rows)]

    def _place(self, glyph: Glyph) -> tuple[int, int]:
        rows, columns = len(self.ys) - 1, len(self.xs) - 1
        from_below = bisect_right(self.ys, glyph.baseline + 0.3 * glyph.size) - 1
        column = bisect_right(self.xs, glyph.middle) - 1
        return rows - 1 - min(max(from_below, 0), rows - 1), min(max(column, 0), columns - 1)

    def _first_places(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each place (row from the top, column) the first place of the cell that covers it."""
        rows, columns = len(self.ys) - 1, len(self.xs) - 1
        walls = _Walls(self.rulings)
        parts = _Parts([(row, column) for row in range(rows) for column in range(columns)])
        for row in range(rows):
            low, high = self.ys[rows - 1 - row], self.ys[rows - row]
            for column in range(columns):
                if column + 1 < columns and not walls.stands(False, self.xs[column + 1], low, high):
                    parts.join((row, column), (row, column + 1))
                if row + 1 < rows and not walls.stands(True, low, self.xs[column], self.xs[column + 1]):
                    parts.join((row, column), (row + 1, column))
        return {place: parts.first(place) for place in parts.places}

    def has_cells(self) -> bool:
        """Whether there are two cells at least: a frame round a page or a notice is no table."""
        return len(set(self._first_places().values())) > 1


def _cell_text(glyphs: Sequence[Glyph]) -> str:
    """The text of a cell; wrapped lines are joined, numbers under each other are kept apart."""
    return join_apart(row.text for row in rows_of(glyphs))


class _Walls:
    """The ruling lines by direction and place."""

    def __init__(self, rulings: Sequence[Ruling]) -> None:
        self._lines: dict[tuple[bool, int], list[Ruling]] = {}
        for ruling in rulings:
            self._lines.setdefault((ruling.level, round(ruling.at / _NEAR)), []).append(ruling)

    def stands(self, level: bool, at: float, start: float, end: float) -> bool:
        """Whether a line at `at` covers the middle of the stretch from `start` to `end`."""
        middle = (start + end) / 2
        place = round(at / _NEAR)
        return any(
            abs(ruling.at - at) <= _NEAR and ruling.start - _NEAR <= middle <= ruling.end + _NEAR
            for near in (place - 1, place, place + 1)
            for ruling in self._lines.get((level, near), ())
        )


class _Parts:
    """Places that belong together (union-find whose head is the least place)."""

    def __init__(self, places: Sequence[tuple[int, int]]) -> None:
        self.places = places
        self._above = {place: place for place in places}

    def first(self, place: tuple[int, int]) -> tuple[int, int]:
        while self._above[place] != place:
            self._above[place] = self._above[self._above[place]]
            place = self._above[place]
        return place

    def join(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self._above[high] = low


def _grids(rulings: Sequence[Ruling]) -> list[_Grid]:
    """Lines that touch each other make one grid; small grids first, for a frame can stand round a table."""
    grids = []
    for group in _touching(rulings[:_MOST_RULINGS]):
        level = [ruling for ruling in group if ruling.level]
        plumb = [ruling for ruling in group if not ruling.level]
        if not level or not plumb:
            continue
        xs = _places([*(r.at for r in plumb), *(edge for r in level for edge in (r.start, r.end))])
        ys = _places([*(r.at for r in level), *(edge for r in plumb for edge in (r.start, r.end))])
        if min(len(xs), len(ys)) < 2 or (len(xs) - 1) * (len(ys) - 1) > _MOST_CELLS:
            continue
        grid = _Grid(xs, ys, tuple(group))
        if grid.has_cells():
            grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]))


def _places(values: Sequence[float]) -> tuple[float, ...]:
    """The distinct places, where those within `_NEAR` of each other are one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return tuple(found)


def _touching(rulings: Sequence[Ruling]) -> list[list[Ruling]]:
    """The groups of lines that are connected by meeting; sweeps from left to right."""
    above = list(range(len(rulings)))

    def head(number: int) -> int:
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    boxes = [_box(ruling) for ruling in rulings]
    order = sorted(range(len(rulings)), key=lambda number: boxes[number][0])
    active: list[int] = []
    for number in order:
        left, low, _, high = boxes[number]
        active = [other for other in active if boxes[other][2] >= left]
        for other in active:
            if boxes[other][1] <= high and low <= boxes[other][3]:
                above[head(number)] = head(other)
        active.append(number)
    groups: dict[int, list[Ruling]] = {}
    for number, ruling in enumerate(rulings):
        groups.setdefault(head(number), []).append(ruling)
    return list(groups.values())


def _box(ruling: Ruling) -> tuple[float, float, float, float]:
    half = _NEAR / 2
    if ruling.level:
        return ruling.start - half, ruling.at - half, ruling.end + half, ruling.at + half
    return ruling.at - half, ruling.start - half, ruling.at + half, ruling.end + half
