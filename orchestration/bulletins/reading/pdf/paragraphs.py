"""Rows to paragraphs: a sentence that was broken at the margin, or over the page, becomes one line again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestration.bulletins.reading.flowing import join_wrapped, table_row
from orchestration.bulletins.reading.pdf.columns import Column
from orchestration.bulletins.reading.pdf.rows import Row

# In parts of the font size, but for the last two.
_INDENT = 0.8
_SPACE = 0.3
_SLACK = 0.15
_SAME_SIZE = 0.15
_LOOSE = 1.3
"""A gap this many times the usual distance of lines parts two paragraphs."""
_LOOSEST = 2.2
"""Beyond this many times it does so even in the middle of a sentence."""

_ENDED = re.compile(r"[.:;!?…][\"»”’)\]]*$")
_LABEL = re.compile(
    r"(?:[-–—+•*●▪■]|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]|\(?[a-zđ][.)]|\(?[IVX]{1,5}[.)]|\[\d{1,2}\])(?=\s|$)"
)
_LONE_LABEL = re.compile(r"(?:[-–—+•*●▪■]|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]|\(?[a-zđ][.)]|\(?[IVX]{1,5}[.)])")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of prose with what decides whether it goes on: its margins, the usual distance of lines, its page."""

    text: str
    row: Row
    left: float
    right: float
    leading: float
    page: int

    @property
    def first_word(self) -> float:
        """The width of the first word."""
        word = self.row.words[0]
        return word.end - word.start


@dataclass(frozen=True, slots=True)
class Fixed:
    """A line that neither goes on nor is gone on with: a row of a table."""

    text: str
    page: int


Item = Line | Fixed
Piece = tuple[str, int]
"""Text and the page that it stands on."""


def items_of(column: Column, page: int) -> list[Item]:
    """The rows of a column as items; a row with wide gaps is a row of a table without lines."""
    leading = _leading(column.rows)
    items: list[Item] = []
    for row in column.rows:
        cells = row.cells()
        if len(cells) > 1 and _LONE_LABEL.fullmatch(cells[0]):
            cells = [f"{cells[0]} {cells[1]}", *cells[2:]]
        if len(cells) > 1:
            items.append(Fixed(table_row(cells), page))
        else:
            items.append(Line(row.text, row, column.left, column.right, leading, page))
    return items


def _leading(rows: Sequence[Row]) -> float:
    """The usual distance of two lines: the lower quartile, for gaps between paragraphs are larger."""
    gaps = sorted(
        upper.baseline - lower.baseline
        for upper, lower in pairwise(rows)
        if upper.baseline - lower.baseline > 0.5 * lower.size
    )
    return gaps[len(gaps) // 4] if gaps else 0.0


def paragraphs_of(items: Iterable[Item]) -> list[list[Piece]]:
    """Group items into paragraphs: the pieces of each become one line of the text."""
    paragraphs: list[list[Piece]] = []
    lines: list[Line] = []
    for item in items:
        if isinstance(item, Fixed):
            paragraphs.append([(item.text, item.page)])
            lines = []
        elif lines and goes_on(lines, item):
            paragraphs[-1].append((item.text, item.page))
            lines.append(item)
        else:
            paragraphs.append([(item.text, item.page)])
            lines = [item]
    return paragraphs


def goes_on(lines: Sequence[Line], line: Line) -> bool:
    """Whether `line` goes on with the paragraph that `lines` began."""
    last = lines[-1]
    if abs(last.row.size - line.row.size) > _SAME_SIZE * max(last.row.size, line.row.size):
        return False
    apart = _distance(last, line)
    is_open = not _ENDED.search(last.text)
    if apart > _LOOSEST or (_LABEL.match(line.text) and not (is_open and _is_full(last, line))):
        return False
    if is_open and line.text[0].islower():
        return True
    if apart > _LOOSE or not _is_full(last, line):
        return False
    return is_open or not _is_indented(lines, line)


def _distance(last: Line, line: Line) -> float:
    """The gap in units of the usual one; over the edge of a page or column it says nothing and is 1."""
    gap = last.row.baseline - line.row.baseline
    leading = min(last.leading or line.leading, line.leading or last.leading)
    return gap / leading if last.page == line.page and gap > 0 and leading else 1.0


def _is_full(last: Line, line: Line) -> bool:
    """Whether the first word of `line` would not have fitted behind `last`."""
    size = last.row.size
    return last.row.end + _SPACE * size + line.first_word > last.right - _SLACK * size


def _is_indented(lines: Sequence[Line], line: Line) -> bool:
    """Whether `line` begins like a new paragraph; under a label the text hangs, and that is no indent."""
    deeper = line.row.start - line.left > _INDENT * line.row.size
    if not deeper:
        return False
    if len(lines) > 1:
        return abs(line.row.start - lines[-1].row.start) > _INDENT * line.row.size
    return not _LABEL.match(lines[0].text)


def join_pieces(paragraphs: Iterable[Sequence[Piece]]) -> tuple[str, list[tuple[int, int]]]:
    """The whole text, and the offsets at which another page begins, with its number."""
    text: list[str] = []
    starts: list[tuple[int, int]] = []
    offset = 0
    for paragraph in paragraphs:
        line = ""
        for piece, page in paragraph:
            joined = join_wrapped([line, piece])
            begin = offset + len(joined) - len(piece.strip())
            if not starts or starts[-1][1] != page:
                starts.append((begin if starts else 0, page))
            line = joined
        text.append(line)
        offset += len(line) + 1
    return "\n".join(text), starts
