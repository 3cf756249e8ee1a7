"""Tables that were flattened to one cell a line: the header's cells, then head, unit and numbers of each row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from orchestration.bulletins.tables.cells import Cell, Grid, Row, is_bare_year
from orchestration.bulletins.tables.lines import Lines

_NUMBER = re.compile(r"[-+]? ?[0-9][0-9.,]*%?|[-–]|\.{2,3}|…|x")
_LABEL = re.compile(r"\(?(?:[ivxlc]{1,5}|[a-zđ]|[0-9]{1,3}(?:\.[0-9]{1,2}){0,3})[.)]?|[-+*]")
_LONGEST_CELL = 100
_LONGEST_UNIT = 20
_MOST_COLUMNS = 16
_CONTEXT_LINES = 4
_MOST_TRIES = 3

Classify = Callable[[Cell], str]
"""What a lone header cell is: number, head, unit, note, level, relative, series or unknown."""


class Item(NamedTuple):
    """A line as a cell: number (a dash for a missing one too) or words."""

    cell: Cell
    line: int
    is_number: bool


@dataclass(slots=True)
class _Shape:
    """The columns of a flattened table: the leading kinds in order, then `count` columns of values."""

    leading: tuple[str, ...]
    count: int
    header: tuple[Item, ...]
    rows: list[Row] = field(default_factory=list)
    complete: int = 0

    def row(self, cells: dict[str, Item], values: Sequence[Item]) -> Row:
        """A row in the order of the columns; what is missing is an empty cell."""
        items: list[Item | None] = [cells.get(kind) for kind in self.leading]
        items += values or [None] * self.count
        known = [item for item in items if item is not None]
        blank = Cell(known[0].cell.start, known[0].cell.start, "")
        return Row(tuple(blank if i is None else i.cell for i in items), known[0].line, known[-1].line)


def stream_grids(lines: Lines, classify: Classify) -> Iterator[Grid]:
    """All tables of one cell a line in order."""
    for segment in _segments(lines):
        starts = [0, *_header_starts(segment, classify), len(segment)]
        for start, end in pairwise(starts):
            shape = _shape_of(segment[start:end], classify)
            if shape is not None:
                above = lines.above(shape.header[0].line, _CONTEXT_LINES)
                header = Row(
                    tuple(item.cell for item in _header_cells(shape)), shape.header[0].line, shape.header[-1].line
                )
                yield Grid((header, *shape.rows), 1, above)


def _header_cells(shape: _Shape) -> Iterator[Item]:
    """The header's cells, one for each column; a column without one has an empty cell."""
    named = len(shape.header) - shape.count
    blank = shape.header[0]._replace(cell=Cell(shape.header[0].cell.start, shape.header[0].cell.start, ""))
    for place in range(len(shape.leading)):
        yield shape.header[place] if named == len(shape.leading) else blank
    yield from shape.header[named:]


def _segments(lines: Lines) -> list[list[Item]]:
    """Runs of short lines with numbers among them; a long line or a sentence parts them."""
    segments: list[list[Item]] = []
    items: list[Item] = []
    for number, cell in enumerate(lines.cells):
        if not cell.text:
            continue
        if _is_cell(cell.text):
            items.append(Item(cell, number, _NUMBER.fullmatch(cell.text) is not None))
        else:
            segments.append(items)
            items = []
    return [s for s in (*segments, items) if sum(item.is_number for item in s) > 1]


def _is_cell(text: str) -> bool:
    return (
        len(text) <= _LONGEST_CELL and "|" not in text and ";" not in text and not (text[-1] == "." and len(text) > 5)
    )


def _header_starts(segment: Sequence[Item], classify: Classify) -> list[int]:
    """Where headers begin: at «TT», «Chỉ tiêu», «Đơn vị tính»."""
    starts = []
    before = ""
    for index, item in enumerate(segment):
        kind = "" if item.is_number else classify(item.cell)
        opens = kind in ("number", "head", "unit")
        if index and opens and before not in ("number", "head", "unit") and not _is_row_head(segment, index):
            starts.append(index)
        before = kind
    return starts


def _is_row_head(segment: Sequence[Item], index: int) -> bool:
    """Whether numbers follow at once, or behind one word: then the line is the head of a row."""
    following = segment[index + 1 : index + 3]
    numbers = [item.is_number and not is_bare_year(item.cell.text) for item in following]
    if not numbers or len(following[0].cell.text) > _LONGEST_UNIT:
        return False
    return numbers[0] or numbers == [False, True]


def _shape_of(items: Sequence[Item], classify: Classify) -> _Shape | None:
    """The table that begins here, else, where the first corner is empty, at the first column over the numbers."""
    shape = _best_shape(items, classify) if _leading(items, classify) else None
    if shape is None:
        start = _headless_start(items, classify)
        shape = None if start is None else _best_shape(items[start:], classify)
    return shape


def _headless_start(items: Sequence[Item], classify: Classify) -> int | None:
    """Where the columns of values stand together before the first number, whatever stands between."""
    first = next((i for i, item in enumerate(items) if item.is_number and not is_bare_year(item.cell.text)), 0)
    index = first
    while index > 0 and not _is_value_column(items[index - 1], classify):
        index -= 1
    while index > 0 and _is_value_column(items[index - 1], classify):
        index -= 1
    return index if index < first <= index + _MOST_COLUMNS else None


def _is_value_column(item: Item, classify: Classify) -> bool:
    return is_bare_year(item.cell.text) or (not item.is_number and classify(item.cell) in ("level", "relative"))


def _best_shape(items: Sequence[Item], classify: Classify) -> _Shape | None:
    """Try the widths that the runs of numbers suggest; the one with the most complete rows wins."""
    leading = _leading(items, classify)
    named = len(leading)
    kinds: tuple[str, ...] = (
        leading
        if "head" in leading
        else (*(k for k in leading if k == "number"), "head", *(k for k in leading if k != "number"))
    )
    best: _Shape | None = None
    for count in _widths(items[named:]):
        header = tuple(items[: named + count])
        if len(header) < named + count or any(i.is_number and not is_bare_year(i.cell.text) for i in header):
            continue
        following = items[named + count : named + count + 1]
        if any(_is_value_column(item, classify) for item in following):
            continue
        shape = _Shape(kinds, count, header)
        _fill(shape, items[named + count :])
        if shape.complete and (best is None or shape.complete > best.complete):
            best = shape
    return best


def _leading(items: Sequence[Item], classify: Classify) -> tuple[str, ...]:
    kinds: list[str] = []
    for item in items[:3]:
        kind = "" if item.is_number else classify(item.cell)
        if kind not in ("number", "head", "unit") or kind in kinds:
            break
        kinds.append(kind)
    return tuple(kinds)


def _widths(items: Sequence[Item]) -> list[int]:
    """The likeliest numbers of value columns; where rows are numbered a run holds the next row's number too."""
    runs: Counter[int] = Counter()
    length = 0
    for item in items:
        if item.is_number:
            length += 1
        elif length:
            runs[length] += 1
            length = 0
    runs[length] += length > 0
    likeliest = sorted(runs, key=lambda run: (-runs[run], -run))[:_MOST_TRIES]
    widths = [width for run in likeliest for width in (run, run - 1)]
    return [width for width in dict.fromkeys(widths) if 0 < width <= _MOST_COLUMNS]


def _fill(shape: _Shape, items: Sequence[Item]) -> None:
    """Read the rows: words, then as many numbers as there are columns of values."""
    index = 0
    label: Item | None = None
    if "number" in shape.leading and items and items[0].is_number:
        label, index = items[0], 1
    pending: list[Row] = []  # sections, kept only where rows follow them
    while index < len(items):
        words = _run(items, index, is_number=False)
        numbers = _run(items, index + len(words), is_number=True)
        index += len(words) + len(numbers)
        if _labels_a_row(shape, numbers) and index < len(items):
            _section_rows(shape, [*words, words[-1]], label, pending)
            label = numbers[0]
            continue
        follows, numbers = _next_label(shape, numbers)
        if not words or not numbers:
            break
        label = _section_rows(shape, words, label, pending)
        if len(numbers) == shape.count:
            shape.rows.extend([*pending, _data_row(shape, words, label, numbers)])
            shape.complete += 1
        pending.clear()
        label = follows


def _run(items: Sequence[Item], start: int, *, is_number: bool) -> list[Item]:
    end = start
    while end < len(items) and items[end].is_number is is_number:
        end += 1
    return list(items[start:end])


def _labels_a_row(shape: _Shape, numbers: Sequence[Item]) -> bool:
    """A lone number behind the line of a section is the number of the row that follows."""
    is_alone = "number" in shape.leading and shape.count > 1 and len(numbers) == 1
    return is_alone and _LABEL.fullmatch(numbers[0].cell.text) is not None


def _next_label(shape: _Shape, numbers: list[Item]) -> tuple[Item | None, list[Item]]:
    is_label = "number" in shape.leading and len(numbers) == shape.count + 1 and _LABEL.fullmatch(numbers[-1].cell.text)
    return (numbers[-1], numbers[:-1]) if is_label else (None, numbers)


def _section_rows(shape: _Shape, words: list[Item], label: Item | None, pending: list[Row]) -> Item | None:
    """Take the lines of sections off the words before a row; gives the label of the row itself."""
    keep = 2 if "unit" in shape.leading and len(words) > 1 and _is_unit(words[-1]) else 1
    while len(words) > keep:
        item = words.pop(0)
        if "number" in shape.leading and label is None and _LABEL.fullmatch(item.cell.text):
            label = item
            continue
        pending.append(shape.row({"head": item} | ({"number": label} if label else {}), ()))
        label = None
    return label


def _is_unit(item: Item) -> bool:
    return len(item.cell.text) <= _LONGEST_UNIT


def _data_row(shape: _Shape, words: Sequence[Item], label: Item | None, numbers: Sequence[Item]) -> Row:
    cells = {"head": words[0]}
    if len(words) > 1:
        cells["unit"] = words[1]
    if label is not None:
        cells["number"] = label
    return shape.row(cells, numbers)
