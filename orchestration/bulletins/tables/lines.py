"""Lines of a text that can be rows of a table: cells between bars, or columns apart by tabs and runs of spaces."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.bulletins.tables.cells import Cell, Row
from orchestration.bulletins.text import View

_NUMBER_LINE = re.compile(r"\n ?[-+]?[0-9][0-9.,]*%? ?(?=\n|$)")
_GAP = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u3000]{2,}")
_TWO_BARRED = re.compile(r"\|[^\n|]*\n[^\n|]*\|")
_RULING = re.compile(r"[-:=_ ]*$")
_LONGEST_SECTION = 80
_FEWEST_NUMBER_LINES = 3


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a folded text, as cells; blank ones are empty."""

    cells: tuple[Cell, ...]
    starts: tuple[int, ...]

    def number_at(self, offset: int) -> int:
        """The number of the line that holds a folded offset."""
        return bisect_right(self.starts, offset) - 1

    def above(self, number: int, count: int) -> tuple[Cell, ...]:
        """The last `count` lines that are not blank above a line."""
        found: list[Cell] = []
        for cell in reversed(self.cells[max(0, number - 2 * count) : number]):
            if cell.text:
                found.append(cell)
            if len(found) == count:
                break
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Signs:
    """What of a text hints at tables; where nothing does, no line of it is looked at."""

    bars: bool
    gaps: bool
    number_lines: bool

    @property
    def any(self) -> bool:
        """Whether a table is possible at all."""
        return self.bars or self.gaps or self.number_lines


def signs_of_tables(view: View) -> Signs:
    """Look for bars, gaps and lines of numbers in one quick pass each."""
    text = view.text
    gaps = "\t" in text or (view.origin is not None and _has_two_gaps(text))
    number_lines = 0
    for _ in _NUMBER_LINE.finditer(view.folded):
        number_lines += 1
        if number_lines == _FEWEST_NUMBER_LINES:
            break
    bars = "|" in text and _TWO_BARRED.search(text) is not None
    return Signs(bars, gaps, number_lines == _FEWEST_NUMBER_LINES)


def _has_two_gaps(text: str) -> bool:
    """Whether a line has two runs of spaces with words behind them; one walk over the runs."""
    before = -1
    for gap in _GAP.finditer(text):
        if gap.end() < len(text) and text[gap.end()] != "\n":
            if before >= 0 and "\n" not in text[before : gap.start()]:
                return True
            before = gap.end()
    return False


def split_lines(folded: str) -> Lines:
    """All lines, each without the spaces around it."""
    cells = []
    starts = []
    offset = 0
    for line in folded.split("\n"):
        cells.append(_trimmed(line, offset))
        starts.append(offset)
        offset += len(line) + 1
    return Lines(tuple(cells), tuple(starts))


def barred_rows(lines: Lines) -> list[list[Row]]:
    """Runs of two and more lines with bars between their cells; the rulings of Markdown are no rows."""
    runs: list[list[Row]] = []
    run: list[Row] = []
    for number, line in enumerate(lines.cells):
        if "|" in line.text:
            cells = _barred_cells(line)
            if not all(_RULING.match(cell.text) and cell.text for cell in cells):
                run.append(Row(cells, number, number))
        else:
            runs.append(run)
            run = []
    return [run for run in (*runs, run) if len(run) > 1]


def _barred_cells(line: Cell) -> tuple[Cell, ...]:
    cells = []
    offset = line.start
    for piece in line.text.split("|"):
        cells.append(_trimmed(piece, offset))
        offset += len(piece) + 1
    first = 1 if line.text.startswith("|") else 0
    last = len(cells) - (1 if line.text.endswith("|") and len(cells) > 1 else 0)
    return tuple(cells[first:last])


def spaced_rows(view: View, lines: Lines) -> list[list[Row]]:
    """Runs of lines whose cells stand apart by tabs or by two and more spaces; a section's lone line may be between.

    The gaps are seen only in the printed text: in the folded one every gap is a single space.
    """
    runs: list[list[Row]] = []
    run: list[Row] = []
    offset = 0
    between: Row | None = None
    for text in view.text.split("\n"):
        cells = _spaced_cells(view, text, offset)
        offset += len(text) + 1
        if len(cells) > 2:
            run = [*run, between] if between is not None and run else run
            run.append(_row(cells, lines))
            between = None
        elif run and between is None and 0 < len(text) <= _LONGEST_SECTION and not text.isspace():
            between = _row((_folded_cell(view, offset - len(text) - 1, offset - 1),), lines)
        else:
            runs.append(run)
            run, between = [], None
    return [run for run in (*runs, run) if len(run) > 1]


def _row(cells: tuple[Cell, ...], lines: Lines) -> Row:
    number = lines.number_at(cells[0].start)
    return Row(cells, number, number)


def _spaced_cells(view: View, text: str, offset: int) -> tuple[Cell, ...]:
    if "\t" in text:
        spans = _between(text, [(i, i + 1) for i, sign in enumerate(text) if sign == "\t"])
    else:
        inner = text.strip()
        first = len(text) - len(text.lstrip())
        gaps = [(first + gap.start(), first + gap.end()) for gap in _GAP.finditer(inner)]
        spans = [(max(start, first), end) for start, end in _between(text, gaps)] if len(gaps) > 1 else []
    return tuple(_folded_cell(view, offset + start, offset + end) for start, end in spans)


def _between(text: str, gaps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    starts = [0, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(text)]
    return list(zip(starts, ends, strict=True))


def _folded_cell(view: View, start: int, end: int) -> Cell:
    """The cell behind a span of the printed text."""
    if view.origin is not None:
        start, end = bisect_left(view.origin, start), bisect_left(view.origin, end)
    return _trimmed(view.folded[start:end], start)


def _trimmed(text: str, offset: int) -> Cell:
    inner = text.strip()
    start = offset + len(text) - len(text.lstrip()) if inner else offset
    return Cell(start, start + len(inner), inner)
