"""The order of reading: two columns of prose one after the other, everything else row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.bulletins.reading.pdf.rows import Row

_GUTTER = 8.0
"""Points that are free of words between two columns, at least."""
_FEWEST_ROWS = 3
_FEW_ROWS = 5
"""In fewer rows than these a gutter must be as wide as `_WIDE` times the font size: words can chance to part."""
_WIDE = 1.1
_ALIGNED = 0.5
_SAME_PLACE = 1.5
_FILLED = 0.6
_LETTERS = 0.7
_STEPS = 40


@dataclass(frozen=True, slots=True)
class Column:
    """Rows that follow each other in reading, and the margins (points) between which they are set."""

    rows: tuple[Row, ...]
    left: float
    right: float


def columns_of(rows: Sequence[Row], left: float, right: float) -> list[Column]:
    """Split rows (top to bottom) into columns in the order of reading.

    Args:
        rows: the rows of a page, or of the part of a page between two tables.
        left: the left margin of the page's text.
        right: its right margin.
    """
    found = _widest_run(rows, left, right)
    if found is None:
        return [Column(tuple(rows), left, right)] if rows else []
    place, first, last = found
    before, inside, after = rows[:first], rows[first:last], rows[last:]
    halves = [(_part(row, None, place), _part(row, place, None)) for row in inside]
    west = [half for half, _ in halves if half]
    east = [half for _, half in halves if half]
    return [
        *columns_of(before, left, right),
        Column(tuple(west), left, max(row.end for row in west)),
        Column(tuple(east), min(row.start for row in east), right),
        *columns_of(after, left, right),
    ]


def _part(row: Row, start: float | None, end: float | None) -> Row | None:
    words = [word for word in row.words if (start is None or word.start >= start) and (end is None or word.start < end)]
    return Row(words, row.baseline, row.size) if words else None


def _widest_run(rows: Sequence[Row], left: float, right: float) -> tuple[float, int, int] | None:
    """The gutter (x) and the run of rows that it parts, where both sides look like prose."""
    best: tuple[float, int, int] | None = None
    for step in range(_STEPS + 1):
        place = left + (right - left) * (0.3 + 0.4 * step / _STEPS)
        for first, last in _runs(rows, place):
            longer = best is None or last - first > best[2] - best[1]
            if longer and _is_prose_on_both_sides(rows[first:last], place, left, right):
                best = (place, first, last)
    return best


def _runs(rows: Sequence[Row], place: float) -> list[tuple[int, int]]:
    """The runs of rows (half-open) in which no word comes near `place`."""
    runs: list[tuple[int, int]] = []
    first: int | None = None
    for number, row in enumerate(rows):
        if not _crosses(row, place):
            first = number if first is None else first
        elif first is not None:
            runs.append((first, number))
            first = None
    if first is not None:
        runs.append((first, len(rows)))
    return [(first, last) for first, last in runs if last - first >= _FEWEST_ROWS]


def _crosses(row: Row, place: float) -> bool:
    return any(word.start < place + _GUTTER / 2 and word.end > place - _GUTTER / 2 for word in row.words)


def _is_prose_on_both_sides(rows: Sequence[Row], place: float, left: float, right: float) -> bool:
    west = [half for row in rows if (half := _part(row, None, place))]
    east = [half for row in rows if (half := _part(row, place, None))]
    if not (_is_prose(west, place - left) and _is_prose(east, right - place)):
        return False
    gutter = min(row.start for row in east) - max(row.end for row in west)
    return _share_aligned(east) >= _ALIGNED and (len(rows) >= _FEW_ROWS or gutter >= _WIDE * rows[0].size)


def _share_aligned(rows: Sequence[Row]) -> float:
    """The share of rows that begin where the most of them begin: the left edge of a column is straight."""
    starts = [row.start for row in rows]
    return max(sum(abs(start - other) <= _SAME_PLACE for other in starts) for start in starts) / len(starts)


def _is_prose(rows: Sequence[Row], width: float) -> bool:
    if len(rows) < _FEWEST_ROWS:
        return False
    filled = sum(min((row.end - row.start) / width, 1.0) for row in rows) / len(rows)
    text = "".join(row.text for row in rows)
    letters = sum(1 for char in text if char.isalpha())
    signs = sum(1 for char in text if not char.isspace())
    return filled >= _FILLED and letters >= _LETTERS * max(signs, 1)
