"""What a clause leaves to the next: slots, statements, drafts, and the scope they are read in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from orchestration.bulletins.kinds import PUNCTUATION, QUANTITY, bits_of
from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.periods import Mention
from orchestration.bulletins.subject import Subject
from orchestration.bulletins.vocabulary import Entry

NATIONAL = "*"
"""The area of a clause that speaks of the whole country."""
LEVELS = frozenset({"level", "share"})
_REMEMBERED = 32
"""Subjects of a line that a later figure may go back to; more would make endless sentences slow."""
_BREAKING = PUNCTUATION | bits_of(["verb", "status", "hedge", "connector", "manner", "project_verb"])


REACH = 400
"""Words with a meaning that may stand between a figure and what it is of: no clause has so many, only a text without
punctuation, whose every word would otherwise be held against every other."""


@dataclass(slots=True)
class Slot:
    """A quantity with the tokens before it (since the last quantity) and behind it (to the next boundary)."""

    quantity: Token
    before: list[Token]
    after: list[Token]
    behind: list[Token] = field(default_factory=list)  # all tokens up to the next quantity
    paired: bool = False  # of a list that is said in order: its subject is given


@dataclass(slots=True)
class Statement:
    """A level with what is said of it. `level` is the draft that names the statement."""

    subject: Subject
    level: Draft | None = None
    drafts: list[Draft] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Draft:
    """A figure as the clause machine leaves it, in folded offsets; `observations` makes the row of it."""

    quantity: Token
    sentence: Sentence
    subject: Subject
    statement: Statement
    measure: str
    basis: str | None
    basis_source: str | None
    rules: list[str]
    verb: str | None = None
    hedge: str | None = None
    obs_status: str = "A"
    role: str = "actual"
    plan_authority: str | None = None
    mention: Mention | None = None
    period_source: str | None = None
    base: Mention | None = None  # the period that its words compare it with
    has_own_period: bool = False  # named in its own clause
    is_of_base: bool = False  # a figure of the period compared with
    place: str | None = None
    area: str | None = None
    is_part: bool = False  # of a total named before it in the sentence
    unit: str | None = None  # taken over from the total of which it is a part
    evidence: dict[str, tuple[int, int]] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)


class Outside(NamedTuple):
    """What holds outside an open bracket."""

    mention: Mention | None
    mention_source: str | None
    subject: Subject | None
    statement: Statement | None
    parent: Subject | None
    is_remark: bool  # the bracket stands right behind a figure
    is_definition: bool = False  # it stands right behind a period and says which


@dataclass(slots=True)
class Scope:
    """What is in force at a point of a sentence."""

    subject: Subject | None = None
    first: Subject | None = None  # the first of the sentence
    parent: Subject | None = None
    total: Subject | None = None  # the last subject of which a part was named
    statement: Statement | None = None
    previous: Draft | None = None  # the figure read before
    comparison: str | None = None  # named before its figures: «So với cùng kỳ, …»
    last_comparison: str | None = None
    has_plan: bool = False
    has_share: bool = False
    list_status: str | None = None
    parts_role: str | None = None  # of the whole: the parts of a plan are planned
    lead_status: str | None = None  # «Ước tính đến 30/6: đàn trâu …; đàn bò …»: of the whole sentence
    running_status: str | None = None  # of the level before, for what goes on with it without a verb
    mention: Mention | None = None
    reported: Mention | None = None  # the report period, of what names none
    mention_source: str | None = None
    gates: list[str] = field(default_factory=list)
    area: str | None = None  # the province that the sentence turns to, or `NATIONAL`
    outside: list[Outside] = field(default_factory=list)
    remarked: list[Token] = field(default_factory=list)  # figures of closed brackets: «(tỷ trọng 67,2%) tăng 12 %»
    counted: Draft | None = None  # a count of those beyond a threshold that is still to come
    history: list[Subject] = field(default_factory=list)  # the subjects of the line so far
    earlier: list[Subject] = field(default_factory=list)  # the subjects of the lines before
    season: str | None = None  # the crop season that the line tells of
    label: list[Token] = field(default_factory=list)  # «Chè: …» at the head of the sentence or line
    compared_at: Mention | None = None  # the period whose figures `last_comparison` was said of
    restarts: bool = False  # «Riêng tháng 9, …»: back to what the line is about
    begins_line: bool = False
    is_item: bool = False  # an item of a list: it goes on with what the line before is about
    rate: str | None = None  # «mỗi ngày»: what the counts of the sentence are per
    runs: bool = False  # «lũy kế» has made a running total of the month before it
    goes_back: bool = False  # behind a semicolon the sentence goes back to what it is headed by
    whole_ahead: Token | None = None  # the whole of which the sentence prints a share
    has_works: bool = False  # whether the sentence names works
    works_before: bool = False  # whether the sentences before it in its line do
    list_role: str | None = None  # «Mục tiêu: …», «Kế hoạch năm 2025: …»
    list_mention: Mention | None = None
    aim: Mention | None = None  # the year of which tasks or aims are told
    dated: bool = False  # whether the sentence names a period of its own

    def remember(self, subject: Subject) -> None:
        """Note a subject of the line: the first, which is its topic, and the last ones."""
        self.history.append(subject)
        if len(self.history) > _REMEMBERED:
            del self.history[1]

    @property
    def told(self) -> list[Entry]:
        """The indicators being told of, the nearest first."""
        near = [subject for subject in (self.subject, self.parent) if subject is not None]
        topic = self.history[:1] if self.restarts and not near else []
        before = self.earlier[-1:] if self.is_item else []
        subjects = (*near, *topic, *reversed(self.history[-4:]), *before)
        return [entry for subject in subjects for entry in subject.entries[:1]]

    @property
    def told_before(self) -> list[Entry]:
        """The indicators that the lines before told of."""
        return [entry for subject in self.earlier for entry in subject.entries[:1]]

    @property
    def last(self) -> Draft | None:
        """The figure before."""
        return self.statement.drafts[-1] if self.statement is not None and self.statement.drafts else None

    def open_bracket(self, *, is_remark: bool) -> None:
        """What is said inside brackets of the figure before them, or dated there, ends with them."""
        self.outside.append(
            Outside(self.mention, self.mention_source, self.subject, self.statement, self.parent, is_remark)
        )

    def define_period(self) -> None:
        """«Niên vụ 2023 - 2024 (từ ngày 1/10/2023 đến …)»: the bracket dates what follows it."""
        self.outside[-1] = self.outside[-1]._replace(is_definition=True)

    def close_bracket(self) -> None:
        """Back to what held before the bracket."""
        if not self.outside:
            return
        outside = self.outside.pop()
        if self.previous is not None and not outside.is_remark and self.statement is not outside.statement:
            self.remarked.append(self.previous.quantity)
        self.parent = outside.parent
        if not outside.is_definition:
            self.mention, self.mention_source = outside.mention, outside.mention_source
        if outside.is_remark:
            self.subject, self.statement = outside.subject, outside.statement


def make_slots(tokens: Sequence[Token]) -> Iterator[Slot]:
    """One slot a quantity, in order."""
    at = [index for index, token in enumerate(tokens) if token.kinds & QUANTITY]
    for order, index in enumerate(at):
        first = at[order - 1] + 1 if order else 0
        last = at[order + 1] if order + 1 < len(at) else len(tokens)
        behind = list(tokens[index + 1 : min(last, index + REACH)])
        before = list(tokens[max(first, index - REACH) : index])
        yield Slot(tokens[index], before, behind[: _break(behind)], behind)


def _break(tokens: Sequence[Token]) -> int:
    for index, token in enumerate(tokens):
        if token.kinds & _BREAKING:
            return index
    return len(tokens)
