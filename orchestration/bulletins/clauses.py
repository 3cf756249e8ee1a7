"""The clause machine: from the tokens of a sentence to figures with their series, measure and period.

A sentence is cut into slots, one a quantity: the words before it since the last quantity, and the words behind it
up to the next boundary. `Scope` carries what a clause leaves to the next one (language notes, section 6): the
subject, its parent behind «trong đó», the comparison, the plan, the period, the «ước».
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.periods import Mention
from orchestration.bulletins.rules import AMOUNT, PERCENT, POINT, TIMES, Cues, MeasureRule, decide
from orchestration.bulletins.subjects import Subject, SubjectReader
from orchestration.bulletins.text import View
from orchestration.bulletins.vocabulary import Entry, Vocabulary

_BREAKING_KINDS = frozenset({"verb", "status", "hedge", "connector", "manner", "project_verb"})
NATIONAL = "*"
"""The area of a clause that speaks of the whole country."""
_SUBJECT_KINDS = frozenset({"indicator", "item", "coverage", "partner"})
_MEMORY = 6  # how many subjects of earlier lines a bare item may belong to
_PUSHING_MARKS = frozenset({":", "("})


@dataclass(slots=True)
class Slot:
    """A quantity with the tokens before it (since the last quantity) and behind it (to the next boundary)."""

    quantity: Token
    before: list[Token]
    after: list[Token]


@dataclass(slots=True)
class Statement:
    """A level with what is said of it. `level` is the draft that names the statement."""

    subject: Subject
    level: Draft | None = None
    drafts: list[Draft] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Draft:
    """A figure as the clause machine leaves it, in folded offsets; `extract` makes the observation of it."""

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
    place: str | None = None
    area: str | None = None
    is_part: bool = False  # of a total named before it in the sentence
    evidence: dict[str, tuple[int, int]] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Scope:
    """What is in force at a point of a sentence."""

    subject: Subject | None = None
    parent: Subject | None = None
    statement: Statement | None = None
    comparison: str | None = None  # named before its figures: «So với cùng kỳ, …»
    last_comparison: str | None = None
    has_plan: bool = False
    list_status: str | None = None
    mention: Mention | None = None
    mention_source: str | None = None
    gates: list[str] = field(default_factory=list)
    area: str | None = None  # the province that the sentence turns to, or `NATIONAL`
    outside: list[tuple[Mention | None, str | None]] = field(default_factory=list)  # periods outside open brackets
    history: list[Subject] = field(default_factory=list)  # the subjects of the line so far
    earlier: list[Subject] = field(default_factory=list)  # the subjects of the lines before
    season: str | None = None  # the crop season that the line tells of

    @property
    def told(self) -> list[Entry]:
        """The indicators being told of, the nearest first."""
        near = [subject for subject in (self.subject, self.parent) if subject is not None]
        return [entry for subject in (*near, *reversed(self.history[-4:])) for entry in subject.entries[:1]]


def make_slots(tokens: Sequence[Token]) -> Iterator[Slot]:
    """One slot a quantity, in order."""
    at = [index for index, token in enumerate(tokens) if token.kind == "quantity"]
    for order, index in enumerate(at):
        first = at[order - 1] + 1 if order else 0
        last = at[order + 1] if order + 1 < len(at) else len(tokens)
        behind = list(tokens[index + 1 : last])
        yield Slot(tokens[index], list(tokens[first:index]), behind[: _break(behind)])


def _break(tokens: Sequence[Token]) -> int:
    for index, token in enumerate(tokens):
        if token.kind == "punctuation" or any(entry.kind in _BREAKING_KINDS for entry in token.entries):
            return index
    return len(tokens)


def is_subject(token: Token) -> bool:
    """Whether a word can name what a figure is about."""
    return any(entry.kind in _SUBJECT_KINDS for entry in token.entries)


def pair_in_order(tokens: Sequence[Token]) -> dict[Token, list[Token]]:
    """«A và B lần lượt đạt x và y»: the first figure is of the first subject, the second of the second.

    Where there are not as many figures as subjects nothing is paired, and each figure is left without a subject.
    """
    at = next((index for index, token in enumerate(tokens) if token.value("connector") == "zip"), None)
    if at is None:
        return {}
    subjects = [token for token in tokens[:at] if is_subject(token)]
    figures = [token for token in tokens[at:] if token.kind == "quantity"]
    if len(subjects) < 2 or len(figures) < 2:
        return {}
    if len(subjects) != len(figures):
        return {figure: [] for figure in figures}
    return {figure: [subject] for figure, subject in zip(figures, subjects, strict=True)}


class ClauseReader:
    """Reads the sentences of one document in order; a line's period reaches to its end."""

    def __init__(self, view: View, vocabulary: Vocabulary) -> None:
        self._view = view
        self._vocabulary = vocabulary
        self._subjects = SubjectReader(view, vocabulary)
        self._line = -1
        self._line_mention: Mention | None = None
        self._line_subjects: list[Subject] = []
        self._earlier_subjects: list[Subject] = []
        self._line_season: str | None = None

    def read(self, sentence: Sentence, tokens: Sequence[Token]) -> list[Draft]:
        """The figures of one sentence."""
        scope = self._open(sentence)
        drafts: list[Draft] = []
        consumed = 0
        pairs = pair_in_order(tokens)
        for slot in make_slots(tokens):
            carried = [token for token in slot.before if token.start >= consumed]
            if slot.quantity in pairs:
                carried = [*pairs[slot.quantity], *(token for token in carried if not is_subject(token))]
            drafts.append(self._read_slot(slot, carried, scope, sentence))
            if pairs.get(slot.quantity) == []:
                drafts[-1].flags.append("unpaired_list")
            consumed = slot.after[-1].end if slot.after else slot.quantity.end
        self._close(scope, [token for token in tokens if token.start >= consumed])
        return drafts

    def _open(self, sentence: Sentence) -> Scope:
        if sentence.line != self._line:
            self._earlier_subjects = (self._earlier_subjects + self._line_subjects)[-_MEMORY:]
            self._line, self._line_mention, self._line_subjects, self._line_season = sentence.line, None, [], None
        return Scope(
            history=self._line_subjects,
            earlier=self._earlier_subjects,
            season=self._line_season,
            mention=self._line_mention,
            mention_source="inherited" if self._line_mention else None,
        )

    def _close(self, scope: Scope, trailing: Sequence[Token]) -> None:
        """The period in force at the end of the sentence holds for the rest of the line."""
        self._walk(trailing, scope)
        self._line_season = scope.season
        if scope.mention is not None:
            self._line_mention = scope.mention

    def _read_slot(self, slot: Slot, carried: Sequence[Token], scope: Scope, sentence: Sentence) -> Draft:
        self._walk(slot.before, scope)
        verb, verb_token = _verb(carried)
        if slot.quantity.sign and verb is None:
            verb = "down" if slot.quantity.sign == "-" else "up"
        hedge, hedge_token, repeated = self._hedge(slot, carried)
        unit_class = _unit_class(slot.quantity)
        subject = self._subjects.read(slot, carried, scope, sentence)
        is_new = subject is not scope.subject
        comparison, comparison_source = _comparison(slot, carried, scope)
        cues = Cues(
            unit_class=unit_class,
            verb=verb,
            comparison=comparison if comparison_source == "stated" else None,
            whole_follows=subject.is_whole,
            takes_percent=self._subjects.takes_percent(subject),
            has_plan=scope.has_plan,
        )
        rule = decide(cues)
        basis, basis_source = _basis(rule, comparison, comparison_source)
        statement = _statement(scope, subject, is_new, rule.measure)
        draft = Draft(
            quantity=slot.quantity,
            sentence=sentence,
            subject=subject,
            statement=statement,
            measure=rule.measure,
            basis=basis,
            basis_source=basis_source,
            rules=[rule.rule_id, subject.rule_id],
            verb=_direction(verb, scope),
            hedge=hedge,
            plan_authority=next((v for t in slot.after if (v := t.value("plan_authority"))), None),
            mention=scope.mention,
            period_source=scope.mention_source,
            area=scope.area,
            is_part=subject.rule_id == "subject.part_of_total",
            place="; ".join(scope.gates) or None,
        )
        draft.role = _role(draft, carried)
        draft.flags.extend(subject.flags)
        if repeated:
            draft.flags.append("typo_repeat")
        _note_evidence(draft, verb=verb_token, hedge=hedge_token)
        self._set_status(draft, carried, scope, is_new)
        _leave(scope, draft, slot)
        return draft

    def _walk(self, tokens: Sequence[Token], scope: Scope) -> None:
        """Move the scope over the tokens before a quantity."""
        for token in tokens:
            connector = token.value("connector")
            if connector == "push" or (token.kind == "punctuation" and token.sign in _PUSHING_MARKS):
                self._push(scope)
            elif connector == "pop":
                scope.parent = None
                scope.list_status = None
            if token.kind == "punctuation":
                _bracket(token.sign, scope)
            if token.mention is not None and token.mention.is_period:
                scope.mention, scope.mention_source = token.mention, "stated"
            if scope.parent is None and token.value("season") is not None and scope.subject is None:
                scope.season = token.value("season")
        self._turn(tokens, scope)
        gates = [token for token in tokens if token.value("gate")]
        if gates:
            scope.gates = list(dict.fromkeys(str(token.value("gate")) for token in gates))

    def _turn(self, tokens: Sequence[Token], scope: Scope) -> None:
        """A clause that begins with another province, or with the whole country, is about it."""
        first = True
        for token in tokens:
            if token.kind == "punctuation":
                first = True
            elif first and token.value("area_scope"):
                scope.area = NATIONAL
            elif first and token.value("area"):
                scope.area = token.value("area")
            if token.kind != "punctuation" and token.entry("place_word") is None and token.mention is None:
                first = False

    def _push(self, scope: Scope) -> None:
        if scope.subject is None:
            return
        scope.parent = scope.subject
        level = scope.statement.level if scope.statement else None
        if level is not None:
            scope.list_status = level.obs_status if level.obs_status != "A" else None

    def _hedge(self, slot: Slot, carried: Sequence[Token]) -> tuple[str | None, Token | None, bool]:
        """The hedge directly before the number, or before a verb that a slip of the pen repeats."""
        words = [token for token in carried if token.end <= slot.quantity.start]
        if not words:
            return None, None, False
        last = words[-1]
        if last.value("hedge") and self._adjacent(last.end, slot.quantity.start):
            return last.value("hedge"), last, False
        if len(words) >= 3 and _repeats(words[-3], words[-2], last) and self._adjacent(last.end, slot.quantity.start):
            return words[-2].value("hedge"), words[-2], True
        return None, None, False

    def _adjacent(self, end: int, start: int) -> bool:
        return self._view.folded[end:start].strip() in ("", "từ")

    def _set_status(self, draft: Draft, carried: Sequence[Token], scope: Scope, is_new: bool) -> None:
        """«ước» makes an estimate of levels only; under «trong đó» the parts inherit it."""
        token = next((token for token in reversed(carried) if token.value("status")), None)
        if draft.measure in ("growth", "ratio", "plan_attainment", "share", "contribution"):
            if token is not None and is_new is False and scope.statement is draft.statement:
                draft.rules.append("status.of_level")
            return
        if token is not None:
            draft.obs_status = str(token.value("status"))
            draft.rules.append("status.stated")
            draft.evidence["obs_status"] = (token.start, token.end)
        elif scope.parent is not None and scope.list_status is not None:
            draft.obs_status = scope.list_status
            draft.rules.append("status.inherited")


def _bracket(sign: str, scope: Scope) -> None:
    """What is dated inside brackets dates nothing outside them."""
    if sign == "(":
        scope.outside.append((scope.mention, scope.mention_source))
    elif sign == ")" and scope.outside:
        scope.mention, scope.mention_source = scope.outside.pop()


def _unit_class(quantity: Token) -> str:
    unit = quantity.printed.unit if quantity.printed else None
    if quantity.printed is not None and "times" in quantity.printed.flags:
        return TIMES
    if unit in ("percent", "percent_per_year"):
        return PERCENT
    if unit == "percentage_point":
        return POINT
    return AMOUNT


def _repeats(first: Token, middle: Token, last: Token) -> bool:
    """«tăng hơn tăng 37%»: the same verb on both sides of a hedge."""
    verb = last.value("verb")
    return verb is not None and middle.value("hedge") is not None and first.value("verb") == verb


def _verb(tokens: Sequence[Token]) -> tuple[str | None, Token | None]:
    for token in reversed(tokens):
        value = token.value("verb")
        if value is not None:
            return value, token
        if token.kind == "punctuation" or token.value("connector") == "push":
            return None, None
    return None, None


def _direction(verb: str | None, scope: Scope) -> str | None:
    """«tăng 20 triệu USD, tương đương 4,2%»: the percentage goes the way of the change before it."""
    if verb == "equivalent" and scope.statement is not None and scope.statement.drafts:
        last = scope.statement.drafts[-1]
        return last.verb if last.measure == "change" else verb
    return verb


def _comparison(slot: Slot, carried: Sequence[Token], scope: Scope) -> tuple[str | None, str | None]:
    """The comparison behind the number, else the one before it in its clause, else what the clause inherits."""
    for token in slot.after:
        value = token.value("comparator")
        if value is not None:
            return value, "stated"
    for token in carried:
        value = token.value("comparator")
        if value is not None:
            scope.comparison = value
            return value, "stated"
    if scope.comparison is not None:
        return scope.comparison, "inherited"
    return scope.last_comparison, "inherited" if scope.last_comparison else None


def _basis(rule: MeasureRule, comparison: str | None, source: str | None) -> tuple[str | None, str | None]:
    if rule.basis is None:
        return None, None
    if rule.basis == "plan":
        if comparison == "plan" and source == "stated":
            return "plan", "stated"
        return "plan", "inherited" if rule.rule_id == "measure.plan_inherited" else "inferred"
    if comparison is not None and comparison != "plan":
        return comparison, source
    return "same_period_previous_year", "inferred"


def _statement(scope: Scope, subject: Subject, is_new: bool, measure: str) -> Statement:
    """A level opens a statement unless the open one of its subject has none yet («tăng 5 %, đạt 3 tỷ»)."""
    current = scope.statement
    names_level = measure in ("level", "share")
    if current is None or is_new or (names_level and current.level is not None):
        return Statement(subject)
    return current


def _role(draft: Draft, carried: Sequence[Token]) -> str:
    """A level said to be the plan or the aim, or the one of the base period («(cùng kỳ 41,3 triệu USD)»)."""
    if draft.measure != "level":
        return "actual"
    if draft.verb in ("level_before", "miss"):
        return "comparison" if draft.verb == "level_before" else "threshold"
    stated = next((role for token in reversed(carried) if (role := token.value("role"))), None)
    if stated is not None:
        return stated
    if draft.quantity.printed is not None and "fraction" in draft.quantity.printed.flags:
        return "actual" if draft.quantity.printed.number_end == draft.quantity.end else "plan"
    named = _named_plan(draft, carried)
    if named is not None:
        return named
    words = [token for token in carried if token.kind != "punctuation"]
    last = next((token.value("comparator") for token in reversed(words) if token.value("hedge") is None), None)
    if last == "plan":
        return "plan"
    return "comparison" if last == "same_period_previous_year" else "actual"


def _named_plan(draft: Draft, carried: Sequence[Token]) -> str | None:
    """«Kế hoạch xuất khẩu …», «Mục tiêu xuất khẩu …»: the word right before the subject's."""
    phrase = draft.subject.phrase
    for token in carried:
        entry = token.entry("comparator")
        if phrase is not None and entry is not None and entry.value == "plan" and token.end + 1 == phrase[0]:
            return "target" if entry.row.get("alias") == "mục tiêu" else "plan"
    return None


def _note_evidence(draft: Draft, **tokens: Token | None) -> None:
    draft.evidence["value"] = (draft.quantity.start, draft.quantity.end)
    for part, token in tokens.items():
        if token is not None:
            draft.evidence[part] = (token.start, token.end)
    if draft.subject.phrase is not None:
        draft.evidence["indicator"] = draft.subject.phrase
    if draft.mention is not None:
        draft.evidence["period"] = (draft.mention.start, draft.mention.end)


def _leave(scope: Scope, draft: Draft, slot: Slot) -> None:
    """What this figure leaves to the next."""
    draft.statement.drafts.append(draft)
    if draft.measure in ("level", "share") and draft.statement.level is None:
        draft.statement.level = draft
    if draft.subject is not scope.subject and draft.subject.entries:
        scope.history.append(draft.subject)
    scope.subject, scope.statement = draft.subject, draft.statement
    if draft.measure == "plan_attainment":
        scope.has_plan = True
    if draft.measure in ("growth", "ratio", "change") and draft.basis_source != "inferred":
        scope.last_comparison = draft.basis
    for token in slot.after:
        if token.mention is not None and token.mention.is_period:
            scope.mention, scope.mention_source = token.mention, "stated"
