"""Reads the tables of a document: grids of cells, then figures as drafts and sound roles for all other numerals."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from orchestration.bulletins.lexer import Token
from orchestration.bulletins.observations import Frame
from orchestration.bulletins.scope import Draft
from orchestration.bulletins.tables.cells import Grid, Row, is_bare_year, is_numbering, read_value
from orchestration.bulletins.tables.headers import kind_of_line
from orchestration.bulletins.tables.lines import Signs, barred_rows, signs_of_tables, spaced_rows, split_lines
from orchestration.bulletins.tables.rows import TableReader
from orchestration.bulletins.tables.stream import stream_grids

_CONTEXT_LINES = 4
_MOST_HEADER_ROWS = 4
_MOST_COLUMNS = 40


@dataclass(slots=True)
class Tables:
    """What the tables of a document yield.

    Attributes:
        drafts: their figures in text order.
        tokens: all tokens of the document, those of the tables as they are understood there.
        lines: the numbers of the lines that were read as tables; prose is not looked for there.
    """

    drafts: list[Draft]
    tokens: Sequence[Token]
    lines: frozenset[int] = field(default_factory=frozenset)


def read_tables(tokens: Sequence[Token], frame: Frame) -> Tables:
    """Find and read the tables of a document; nothing but a look for their signs where there is none.

    Args:
        tokens: all tokens of the document in order.
        frame: what the document gives to its figures.
    """
    signs = signs_of_tables(frame.view)
    if not signs.any:
        return Tables([], tokens)
    at = TokenIndex(tokens)
    drafts: list[Draft] = []
    made: list[Token] = []
    read_lines: set[int] = set()
    for grid in _grids(frame, at, signs):
        if any(row.first_line in read_lines for row in grid.rows):
            continue
        table = TableReader(frame, at.inside).read(grid)
        if table is not None:
            drafts.extend(table.drafts)
            made.extend(table.tokens)
            read_lines.update(line for row in table.rows for line in range(row.first_line, row.last_line + 1))
    if not read_lines:
        return Tables([], tokens)
    drafts.sort(key=lambda draft: draft.quantity.start)
    return Tables(drafts, _with(tokens, made), frozenset(read_lines))


class TokenIndex:
    """The tokens of a document by their place."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._starts = [token.start for token in tokens]

    def inside(self, start: int, end: int) -> Sequence[Token]:
        """The tokens that begin between two offsets."""
        return self._tokens[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _with(tokens: Sequence[Token], made: Sequence[Token]) -> list[Token]:
    """The tokens with those that a table gives another meaning in the place of what they cover."""
    made = sorted(made, key=lambda token: token.start)
    starts = [token.start for token in made]
    kept = []
    for token in tokens:
        near = bisect_right(starts, token.start)
        covered = near > 0 and made[near - 1].end > token.start
        if not covered and not (near < len(made) and made[near].start < token.end):
            kept.append(token)
    return sorted([*kept, *made], key=lambda token: token.start)


def _grids(frame: Frame, at: TokenIndex, signs: Signs) -> Iterator[Grid]:
    lines = split_lines(frame.view.folded)
    runs = barred_rows(lines) if signs.bars else []
    runs += spaced_rows(frame.view, lines) if signs.gaps else []
    for run in runs:
        first = next((i for i, row in enumerate(run) if sum(bool(cell.text) for cell in row.cells) > 1), 0)
        rows = run[first:]
        head = _header_rows(rows, frame)
        if 0 < head <= _MOST_HEADER_ROWS and max(len(row.cells) for row in rows) <= _MOST_COLUMNS:
            titles = tuple(cell for row in run[:first] for cell in row.cells if cell.text)
            above = (*lines.above(run[0].first_line, _CONTEXT_LINES), *titles)
            yield Grid(tuple(rows), head, above)
    if signs.number_lines:
        yield from stream_grids(lines, lambda cell: kind_of_line(cell, at.inside, frame.vocabulary))


def _header_rows(rows: Sequence[Row], frame: Frame) -> int:
    """How many rows stand before the first that holds a value or heads a section; 0 where no value follows at all."""
    for number, row in enumerate(rows):
        if is_numbering(row.cells) or (_is_section(row) and number):
            return number
        values = [cell for cell in row.cells if read_value(cell, frame.vocabulary) is not None]
        if values and not all(is_bare_year(cell.text) for cell in values):
            return number
    return 0


def _is_section(row: Row) -> bool:
    """A label and words at the left, nothing in the columns of values."""
    filled = [index for index, cell in enumerate(row.cells) if cell.text]
    return bool(filled) and filled[-1] < 2
