"""From a grid to drafts: one statement for each row and level, with the percentages that are said of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from orchestration.bulletins.comparisons import SAME_PERIOD
from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.masks import Mask
from orchestration.bulletins.observations import Frame
from orchestration.bulletins.periods import Mention
from orchestration.bulletins.quantities import is_storable
from orchestration.bulletins.scope import Draft, Statement
from orchestration.bulletins.subject import Subject
from orchestration.bulletins.tables.cells import (
    DECLARED_UNIT,
    Cell,
    Grid,
    Row,
    Scale,
    Value,
    declared_unit,
    in_scale,
    is_numbering,
    read_value,
    unit_of_cell,
)  # fmt: skip
from orchestration.bulletins.tables.comparing import Values, date_years, settle
from orchestration.bulletins.tables.headers import Column, periods_in, read_column
from orchestration.bulletins.tables.heads import Context, Head, HeadReader

TokensIn = Callable[[int, int], Sequence[Token]]
_LONGEST_TITLE = 200
_NUMBER_CELL = re.compile(r"\(?[0-9]{1,3}(?:\.[0-9]{1,2}){0,3}[.)]?")
_DITTO = frozenset({"", '"', "”", "“", "''", "nt", "-nt-", "//", "-"})
_PERCENT_MEASURES = (
    ("growth", re.compile(r"\btốc độ\b|\btăng trưởng\b|\btăng\b")),
    ("plan_attainment", re.compile(r"\btỷ lệ giải ngân\b|\bkế hoạch\b|\bkh\b")),
    ("share", re.compile(r"\bcơ cấu\b|\btỷ trọng\b|\btỉ trọng\b")),
    ("ratio", re.compile(r"\bchỉ số\b|\bso với\b")),
)  # fmt: skip


@dataclass(slots=True)
class ReadTable:
    """The figures of one table and the tokens by which its numerals are understood."""

    drafts: list[Draft] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class _Title:
    """What the lines above a table say of all its figures."""

    unit: Scale | None = None
    mention: Mention | None = None
    subject: Subject | None = None
    words: list[Token] = field(default_factory=list)


class TableReader:
    """Reads one grid."""

    def __init__(self, frame: Frame, tokens_in: TokensIn) -> None:
        self._frame = frame
        self._vocabulary = frame.vocabulary
        self._in = tokens_in
        self._heads = HeadReader(frame)
        self._read = ReadTable()
        self._title = _Title()
        self._columns: list[Column] = []
        self._head_at = 0

    def read(self, grid: Grid) -> ReadTable | None:
        """The figures of a grid; None where its header is not understood."""
        self._columns = self._read_columns(grid)
        width = len(self._columns)
        rows = [
            row
            for row in grid.rows[grid.head :]
            if len(row.cells) == width or (len(row.cells) < width and _is_section(row))
        ]
        if not any(column.kind in ("level", "relative") for column in self._columns):
            return None
        self._head_at = self._find_head(rows)
        self._title = self._read_title(grid.above)
        numbers = [self._values(row) for row in rows]
        if self._title.mention is not None:
            date_years(self._columns, self._title.mention)
        settle(self._columns, [_plain(values) for values in numbers])
        self._claim_header(grid)
        context = Context(title=self._title.subject, title_words=self._title.words)
        for row, values in zip(rows, numbers, strict=True):
            self._read_row(row, values, context)
        self._read.rows = [*grid.rows[: grid.head], *rows]
        return self._read if self._read.drafts else None

    def _read_columns(self, grid: Grid) -> list[Column]:
        header = grid.rows[: grid.head]
        width = max(len(row.cells) for row in header)
        return [read_column(_cells_over(header, index), self._in, self._vocabulary) for index in range(width)]

    def _find_head(self, rows: Sequence[Row]) -> int:
        """The column of row heads: named so, else the first that holds words."""
        for index, column in enumerate(self._columns):
            if column.kind == "head":
                return index
        for index, column in enumerate(self._columns):
            cells = [row.cells[index] for row in rows if len(row.cells) == len(self._columns)]
            words = sum(any(sign.isalpha() for sign in cell.text) for cell in cells)
            if column.kind not in ("number", "unit") and 2 * words > len(cells):
                column.kind = "head"
                return index
        return 0

    def _read_title(self, above: Sequence[Cell]) -> _Title:
        """The short lines over the table without figures of their own, the nearest first."""
        title = _Title()
        for cell in reversed(above):
            tokens = self._in(cell.start, cell.end)
            if len(cell.text) > _LONGEST_TITLE or any(token.kind == "quantity" for token in tokens):
                break
            title.unit = title.unit or declared_unit(cell, self._vocabulary)
            periods = [m for m in periods_in(cell) if m.is_period and m.kind not in ("day", "event")]
            title.mention = title.mention or (periods[-1] if periods else None)
            if title.subject is None and not DECLARED_UNIT.match(cell.text.lstrip("(")):
                title.subject = self._heads.title(tokens, (cell.start, cell.end))
                title.words = title.words or [token for token in tokens if token.kind == "word"]
            if title.subject is not None and title.mention is not None:
                break
        return title

    def _values(self, row: Row) -> dict[int, Value]:
        """The numbers of a row in its columns of values."""
        values = {}
        for index, cell in enumerate(row.cells):
            if len(row.cells) == len(self._columns) and self._columns[index].kind in ("level", "relative", "unknown"):
                value = read_value(cell, self._vocabulary) if index != self._head_at else None
                if value is not None:
                    values[index] = value
        return values

    def _claim_header(self, grid: Grid) -> None:
        """The periods that the header prints are periods in the ledger too."""
        seen = set()
        for column in self._columns:
            for mention in column.periods:
                if mention.start not in seen:
                    seen.add(mention.start)
                    self._read.tokens.append(Token("period", mention.start, mention.end, mention=mention))

    def _read_row(self, row: Row, values: dict[int, Value], context: Context) -> None:
        cells = row.cells
        if is_numbering(cells):
            for cell in cells:
                if any(map(str.isdigit, cell.text)):
                    self._claim(cell, "list_label", "table.column_number")
            return
        for index, cell in enumerate(cells):
            if self._columns[index].kind == "number" and _NUMBER_CELL.fullmatch(cell.text):
                self._claim(cell, "list_label", "table.row_number")
        at = self._head_at if len(cells) == len(self._columns) else 0
        cell = cells[at] if cells[at].text else next((c for c in cells if c.text), cells[at])
        tokens = self._in(cell.start, cell.end)
        head = self._heads.read(cell, tokens, of_places=self._columns[self._head_at].of_places)
        if not values:
            self._open_section(cell, head, context)
        else:
            self._read_figures(row, head, values, context)

    def _claim(self, cell: Cell, role: str, rule_id: str) -> None:
        """The digits of a cell are no figure but have a role."""
        mask = Mask(cell.start, cell.end, role, rule_id)
        self._read.tokens.append(Token("mask", cell.start, cell.end, mask=mask))

    def _open_section(self, cell: Cell, head: Head, context: Context) -> None:
        """A row without figures heads those below it; a lone «Trong đó:» makes them parts."""
        if head.is_part and not head.tokens:
            context.in_parts = context.total is not None
            return
        context.section = self._heads.title(head.tokens, head.words)
        context.section_words = [] if context.section else head.tokens
        context.section_unit = head.unit
        context.total, context.in_parts = None, False

    def _read_figures(self, row: Row, head: Head, values: dict[int, Value], context: Context) -> None:
        row_unit = self._row_unit(row, context)
        sentence = Sentence(row.cells[0].start, row.cells[-1].end, row.first_line, None)
        levels: dict[int, Draft] = {}
        for index in sorted(values):
            if self._columns[index].kind == "level":
                draft = self._level(index, values[index], head, row_unit, context, sentence)
                if draft is not None:
                    levels[index] = draft
        for index in sorted(values):
            if self._columns[index].kind == "relative":
                self._relative(index, values[index], head, levels, context, sentence)
        self._remember(head, levels, context)

    def _row_unit(self, row: Row, context: Context) -> Scale | None:
        """The unit of the unit column; an empty or ditto cell repeats that of the row above."""
        index = next((i for i, column in enumerate(self._columns) if column.kind == "unit"), None)
        if index is None:
            return None
        if row.cells[index].text not in _DITTO:
            context.unit = unit_of_cell(row.cells[index], self._vocabulary)
            if any(map(str.isdigit, row.cells[index].text)):
                self._claim(row.cells[index], "name", "table.unit")  # «1000 con»
        return context.unit

    def _level(
        self, index: int, value: Value, head: Head, row_unit: Scale | None, context: Context, sentence: Sentence
    ) -> Draft | None:
        column = self._columns[index]
        scale = column.unit or row_unit or head.unit or context.section_unit or self._title.unit
        printed = in_scale(value.printed, scale)
        if printed.unit is None or not is_storable(printed):
            return None
        if value.sign == "-":
            printed = replace(printed, value=-printed.value, candidates=tuple(-c for c in printed.candidates))
        token = Token("quantity", printed.start, printed.end, printed=printed)
        subject = self._subject(head, column, token, printed.unit, context)
        measure = self._measure_of_percent(head, subject) if printed.unit == "percent" else "level"
        draft = self._draft(token, sentence, subject, Statement(subject), measure, column)
        draft.rules[0] = "table.level" if column.role == "actual" else f"table.{column.role}"
        draft.role = column.role if measure == "level" else "actual"
        draft.is_of_base = column.is_base
        draft.obs_status = column.status or "A" if measure == "level" else "A"
        if value.printed.unit is None and scale is not None:
            draft.evidence["unit"] = (scale.start, scale.end)
            draft.rules.append("table.unit")
            draft.unit = None if printed.unit in self._vocabulary.stands_for else printed.unit
        draft.place = head.place
        draft.area = head.area
        if measure == "level":
            draft.statement.level = draft
        return draft

    def _subject(self, head: Head, column: Column, token: Token, unit: str | None, context: Context) -> Subject:
        """The series of a cell; columns that name none share that of their row."""
        key = (unit, column.role == "plan", id(column) if column.tokens else 0)
        if key not in head.subjects:
            head.subjects[key] = self._heads.subject(head, column, token, unit, context)
        return head.subjects[key]

    def _measure_of_percent(self, head: Head, subject: Subject) -> str:
        """Of a row in per cent: the indicator itself, or what the words of the head call it."""
        indicators = self._vocabulary.indicators
        if any("percent" in indicators[entry.value].units for entry in subject.entries):
            return "level"
        words = self._frame.view.folded[head.words[0] : head.words[1]]
        return next((measure for measure, pattern in _PERCENT_MEASURES if pattern.search(words)), "level")

    def _relative(
        self, index: int, value: Value, head: Head, levels: dict[int, Draft], context: Context, sentence: Sentence
    ) -> None:
        """A percentage or difference of the row: of its level where the table prints one."""
        column = self._columns[index]
        level = levels.get(column.target) if column.target is not None else None
        unit = level.quantity.printed.unit if level is not None and level.quantity.printed is not None else None
        is_change = column.measure == "change"
        code = unit if is_change else "percent"
        if code is None or (is_change and level is None):
            return
        scale = column.unit or (self._scale_of(level) if is_change else Scale("percent", Decimal(1), 0, 0))
        printed = in_scale(value.printed, scale)
        if printed.unit is None or not is_storable(printed):
            return
        token = Token("quantity", printed.start, printed.end, printed=printed, sign=value.sign)
        subject = level.subject if level is not None else self._heads.subject(head, column, token, None, context)
        statement = level.statement if level is not None else Statement(subject)
        draft = self._draft(token, sentence, subject, statement, column.measure, column)
        draft.rules[0] = f"table.{column.measure}"
        draft.basis, draft.basis_source = _basis(column)
        draft.unit = printed.unit if value.printed.unit is None else None
        if level is not None:
            draft.mention, draft.period_source = level.mention, level.period_source
            draft.has_own_period, draft.place, draft.area = level.has_own_period, level.place, level.area
        else:
            draft.place, draft.area = head.place, head.area

    def _scale_of(self, level: Draft | None) -> Scale | None:
        """The unit of the level beside it: a difference is printed in the same."""
        if level is None or level.quantity.printed is None or level.quantity.printed.unit is None:
            return None
        printed = level.quantity.printed
        return Scale(str(printed.unit), printed.step.scaleb(printed.decimals), 0, 0)

    def _draft(
        self, token: Token, sentence: Sentence, subject: Subject, statement: Statement, measure: str, column: Column
    ) -> Draft:
        mention = column.mention or self._title.mention
        draft = Draft(
            quantity=token,
            sentence=sentence,
            subject=subject,
            statement=statement,
            measure=measure,
            basis=None,
            basis_source=None,
            rules=["", subject.rule_id],
            verb="down" if token.sign == "-" else None,
            mention=mention,
            period_source=None
            if mention is None
            else "stated"
            if column.mention and not column.is_dated_above
            else "inherited",
            has_own_period=column.mention is not None and column.role != "plan",
            flags=list(subject.flags),
        )
        draft.evidence["value"] = (token.start, token.end)
        if subject.phrase is not None:
            draft.evidence["indicator"] = subject.phrase
        if mention is not None:
            draft.evidence["period"] = (mention.start, mention.end)
        statement.drafts.append(draft)
        self._read.drafts.append(draft)
        self._read.tokens.append(token)
        return draft

    def _remember(self, head: Head, levels: dict[int, Draft], context: Context) -> None:
        """What this row is about, for the parts and unnamed rows below it."""
        subject = next((d.subject for d in levels.values() if d.subject.entries), None)
        if subject is None:
            return
        context.remember(subject)
        if not head.is_part and not (context.in_parts and subject.source != "stated"):
            context.total, context.in_parts = subject, False
        elif head.is_part:
            context.in_parts = context.in_parts or subject.source != "stated"


def _cells_over(header: Sequence[Row], index: int) -> list[Cell]:
    """The header cells over a column; one that spans several stands over each of them."""
    cells = []
    for number, row in enumerate(header):
        cell = row.cells[index] if index < len(row.cells) else None
        below = any(index < len(lower.cells) and lower.cells[index].text for lower in header[number + 1 :])
        left = index
        while cell is not None and not cell.text and below and left > 0:
            left -= 1
            cell = row.cells[left]
        if cell is not None and cell.text:
            cells.append(cell)
    return cells


def _is_section(row: Row) -> bool:
    """A line of its own among the rows: it heads those below."""
    return sum(bool(cell.text) for cell in row.cells) == 1


def _plain(values: dict[int, Value]) -> Values:
    return {index: -v.printed.value if v.sign == "-" else v.printed.value for index, v in values.items()}


def _basis(column: Column) -> tuple[str | None, str | None]:
    if column.measure == "share":
        return None, None
    if column.basis is None:
        return SAME_PERIOD, "inferred"
    return column.basis, "stated"
