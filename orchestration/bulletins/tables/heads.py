"""The head of a row: what its figures are of, and how it hangs together with the rows above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from orchestration.bulletins.cuts import CUTS, CutReader, names_cut
from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.lists import is_subject
from orchestration.bulletins.observations import Frame
from orchestration.bulletins.scope import NATIONAL, Scope, Slot
from orchestration.bulletins.subject import Subject
from orchestration.bulletins.subjects import SubjectReader
from orchestration.bulletins.tables.cells import Cell, Scale, declared_unit
from orchestration.bulletins.tables.headers import Column
from orchestration.bulletins.vocabulary import Entry

_LABEL = re.compile(r"(?:(?:[ivx]{1,5}|[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}|[a-zđ])[.)]|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}) ?")
_BULLET = re.compile(r"[-+*•] ?")
_PART = re.compile(r"(?:trong đó|bao gồm|chia ra|gồm|tr\.đó|trđ)\b ?:? ?-? ?")
_TOTAL = re.compile(r"(?:tổng số|tổng cộng|cộng|tổng|toàn tỉnh|cả tỉnh|toàn thành phố|chung|toàn huyện)(?: \(.*\))?")
_PLACE = re.compile(r"(?:huyện|thị xã|thành phố|tp\.?|tx\.?|quận|xã|phường|thị trấn|cửa khẩu|đặc khu) .+")
_TAKEN_OVER = frozenset(
    {
        "subject.remembered", "subject.of_line_before", "subject.of_place", "subject.by_unit", "subject.of_works",
        "subject.only_by_unit", "subject.unknown",
    }
)  # fmt: skip
"""Readings that look beyond the row: sound in prose, where the sentence goes on, not from row to row."""
_MEMORY = 4


@dataclass(slots=True)
class Head:
    """The head of a row, folded; `words` is the span without label and «trong đó»."""

    words: tuple[int, int]
    tokens: list[Token]
    unit: Scale | None
    is_part: bool
    is_total: bool
    place: str | None
    area: str | None
    subjects: dict[tuple[object, ...], Subject] = field(default_factory=dict)

    @property
    def names(self) -> bool:
        """Whether it names a series or a cut of one."""
        return any(is_subject(token) or names_cut(token) for token in self.tokens)


@dataclass(slots=True)
class Context:
    """What the rows above leave to a row."""

    title: Subject | None = None
    title_words: list[Token] = field(default_factory=list)
    section: Subject | None = None
    section_unit: Scale | None = None
    section_words: list[Token] = field(default_factory=list)
    total: Subject | None = None  # of which rows behind «trong đó» are parts
    in_parts: bool = False
    unit: Scale | None = None  # of the row above
    history: list[Subject] = field(default_factory=list)

    def remember(self, subject: Subject) -> None:
        """Keep the last subjects: a bare «Sản lượng» is of the crop that the rows above it tell of."""
        self.history = [*self.history[1 - _MEMORY :], subject]


class HeadReader:
    """Reads row heads and finds the series of rows."""

    def __init__(self, frame: Frame) -> None:
        self._view = frame.view
        self._vocabulary = frame.vocabulary
        self._subjects = SubjectReader(frame.view, frame.vocabulary)
        self._cuts = CutReader(frame.vocabulary)

    def read(self, cell: Cell, tokens: Sequence[Token], *, of_places: bool) -> Head:
        """Take the head of a row apart."""
        start, is_part = self._opening(cell)
        words = cell.text[start:]
        own = [token for token in tokens if token.start >= cell.start + start and token.kind == "word"]
        head = Head(
            (cell.start + start, cell.end), own, declared_unit(cell, self._vocabulary), is_part, False, None, None
        )
        head.is_total = not words or _TOTAL.fullmatch(words) is not None
        head.area = next((v for token in own if (v := token.value("area"))), None)
        if any(token.value("area_scope") for token in own):
            head.area = NATIONAL
        if not head.is_total and (
            _PLACE.fullmatch(words) or (not head.names and (of_places or words.startswith("khu vực "))) or head.area
        ):
            head.place = None if head.area else self._view.quote(*head.words)
            head.tokens = [] if head.place else [token for token in own if token.entry("area") is None]
        return head

    def _opening(self, cell: Cell) -> tuple[int, bool]:
        """Where the words begin behind labels, bullets and «trong đó»; whether the row is a part of one above."""
        start, is_part = 0, False
        for pattern in (_LABEL, _BULLET, _PART, _BULLET):
            match = pattern.match(cell.text, start)
            if match is not None:
                start = match.end()
                is_part = is_part or pattern is not _LABEL
        return start, is_part

    def title(self, tokens: Sequence[Token], span: tuple[int, int]) -> Subject | None:
        """What a title or the line of a section is about."""
        return self._subjects.heading(tokens, Sentence(*span, 0, None))

    def subject(self, head: Head, column: Column, quantity: Token, unit: str | None, context: Context) -> Subject:
        """The series of a cell: of the words of its row and column, cut from what the table is about."""
        above = context.total if head.is_part or context.in_parts else None
        base = above or context.section or context.title
        columns = column.tokens if _name_series(column.tokens) or base is not None else context.title_words
        column_names = _name_series(columns)
        if not head.names and not (head.is_total or head.place or head.area):
            return self._unknown(head)
        if not head.names and not column_names:
            return self._of_base(base, head)
        scope = Scope(parent=base, history=[*context.history, *([base] if base is not None else [])])
        scope.label = context.section_words
        tokens = [*columns, *head.tokens] if column_names else head.tokens
        sentence = Sentence(head.words[0], quantity.end, 0, None)
        found = self._subjects.read(Slot(quantity, list(tokens), []), tokens, scope, sentence)
        if found.rule_id in _TAKEN_OVER or not found.entries:
            return self._unknown(head)
        found = self._completed(found, base, context, is_part=above is not None)
        return self._of_column(found, column, unit)

    def _of_column(self, found: Subject, column: Column, unit: str | None) -> Subject:
        """Of one activity the column may measure another side than the row's words name: planned, paid out."""
        family = self._subjects.family(found)
        siblings = self._vocabulary.families.get(family, ()) if family else ()
        if column.role == "plan":
            codes = [code for code in siblings if self._vocabulary.indicators[code].facet == "plan"]
        else:
            named = {entry.value for token in column.tokens for entry in token.of("indicator")}
            codes = [code for code in siblings if code in named]
        fitting = [code for code in codes if self._vocabulary.indicator_takes(code, unit)]
        if not fitting or found.entries[0].value in fitting:
            return found
        entry = Entry("indicator", fitting[0], {})
        return replace(found, entries=(entry,), source="stated", rule_id="table.subject_of_column")

    def _of_base(self, base: Subject | None, head: Head) -> Subject:
        if base is None:
            return self._unknown(head)
        return replace(base, source="inherited", rule_id="table.subject_of_heading")

    def _unknown(self, head: Head) -> Subject:
        span = head.words if head.words[0] < head.words[1] else None
        return Subject((), span, "inferred", "table.unknown_row")

    def _completed(self, found: Subject, base: Subject | None, context: Context, *, is_part: bool) -> Subject:
        """The missing cuts of the heading, and of the total where the row is a part of it, as far as they fit."""
        if base is None or not base.entries or (base is context.total and not is_part):
            return found
        if self._subjects.family(base) != self._subjects.family(found):
            return found
        indicator = self._vocabulary.indicators[found.entries[0].value]
        kept = self._cuts.kept(base.cuts, indicator)
        cuts = {kind: found.cuts[kind] or kept.get(kind) for kind in CUTS}
        return replace(
            found,
            item=cuts["item"],
            season=cuts["season"],
            coverage=cuts["coverage"],
            partner=cuts["partner"],
        )


def _name_series(tokens: Sequence[Token]) -> bool:
    return any(token.entry("indicator") or token.entry("facet") for token in tokens)
