"""The clause machine: from the tokens of a sentence to figures with their series, measure and period.

A sentence is cut into slots, one a quantity: the words before it since the last quantity, and the words behind it
up to the next boundary. `Scope` carries what a clause leaves to the next one (language notes, section 6): the
subject, its parent behind «trong đó», the comparison, the plan, the period, the «ước».
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from orchestration.bulletins.afterwards import bind_by_period, lend_subjects, periods_in_order
from orchestration.bulletins.comparisons import SAME_PERIOD, basis, comparison
from orchestration.bulletins.cuts import names_cut
from orchestration.bulletins.estimates import has_verb, leading_status, set_status, status_left
from orchestration.bulletins.kinds import (
    AREA,
    COMPARATOR,
    CONNECTOR,
    COVERAGE,
    CUT,
    FACET,
    FILLER,
    GATE,
    HEDGE,
    INDICATOR,
    ITEM,
    NAMING,
    PERIOD,
    PLACE_WORD,
    PLAN_AUTHORITY,
    PROJECT_NOUN,
    PUNCTUATION,
    QUANTITY,
    RATE,
    SEASON,
    SEMICOLON,
    SUBJECT,
    VERB,
)
from orchestration.bulletins.layout import BULLETS, Sentence
from orchestration.bulletins.lexer import Token, kinds_of
from orchestration.bulletins.lists import (
    is_subject,
    label_of,
    list_role_of,
    pair_in_order,
    repeat_order,
    said_in_order,
    unit_class,
)
from orchestration.bulletins.periods import Anchor, Mention, Period, mention_of, to_date
from orchestration.bulletins.roles import role
from orchestration.bulletins.rules import AMOUNT, Cues, MeasureRule, decide
from orchestration.bulletins.scope import LEVELS, NATIONAL, Draft, Scope, Slot, Statement, make_slots
from orchestration.bulletins.subject import Subject
from orchestration.bulletins.subjects import SubjectReader
from orchestration.bulletins.text import View
from orchestration.bulletins.vocabulary import Entry, Vocabulary

_OPENING_MARKS = frozenset({"(", ";"})
_PASSED_MARKS = frozenset({",", ":"})
_PUSHING_MARKS = frozenset({":", "("})
_CLAUSE_START = PUNCTUATION | SUBJECT
_MOVING = PERIOD | PUNCTUATION | CONNECTOR | PROJECT_NOUN | VERB | RATE | SEASON | SUBJECT
"""What moves the scope, or begins something new."""
_BESIDE_AMOUNT = COMPARATOR | PLAN_AUTHORITY | PERIOD | CUT
_BEFORE_AREA = PLACE_WORD | PERIOD | PUNCTUATION
_MEMORY = 12
"""How many subjects of earlier lines a bare item may belong to."""
_LONGEST_HEADING = 120
_SECTION = re.compile(r"(?:[ivx]+|[a-hđ])\s*[-.)]|phần |mục ")
_BOUND_BEHIND = re.compile(r"(?: [^\W\d]+){0,3} trở (lên|xuống)\b")
_PLANNED_KINDS = frozenset({"plan_year", "target", "aim"})
_REFERRING = frozenset({"this_month", "this_quarter", "from_start"})
_ENDING = frozenset({"month", "quarter", "to_date"})
_OWN_PERIODS = frozenset({"cumulative", "to_date", "quarter", "month", "year", "range", "plan_year"})
_OF_PERIOD = frozenset({"", "trong", "của", "vào", "ở", "cho", "sau", "qua"})
"""What may stand between a figure and the period it is of: «7.060 tấn sau 7 tháng»."""
_SAME = frozenset({"equal", "equivalent", "reach"})
_LARGEST_GROWTH = 50
_OPENING_TARGET = re.compile(r"(?:^|[\n.,;:]) *(?:đến|tới) $")
_NOUN_IN = re.compile(r"[^\W\d]+(?: [^\W\d]+){0,2} trong")
"""«chiếm 46,5% thị phần trong 5 tháng đầu năm»."""
_FROM_TO = re.compile(r" (?:(?:tăng|giảm|nâng|hạ|rút) )?(?:lên|xuống|còn)(?: còn)? ")
"""«từ 1.500 m lên 2.400 m»."""
_RISING = ("tăng", "nâng", "mở rộng")
_TO = frozenset({"lên", "xuống", "còn", "đến", "tới"})
_FAR_HEDGES = {"more_than": "above_threshold", "at_least": "above_threshold"}


def _predicate(carried: Sequence[Token]) -> list[Token]:
    """The words before a number without those that could name what it is of; its verb said once for a list."""
    return [token for token in carried if not is_subject(token)]


def _from(tokens: Sequence[Token], position: int) -> Sequence[Token]:
    """The tokens that begin at an offset or behind it."""
    if not tokens or tokens[0].start >= position:
        return tokens
    return [token for token in tokens if token.start >= position]


class ClauseReader:
    """Reads the sentences of one document in order; a line's period reaches to its end."""

    def __init__(
        self, view: View, vocabulary: Vocabulary, anchor: Anchor | None = None, reported: Period | None = None
    ) -> None:
        self._anchor = anchor or Anchor()
        self._year = self._anchor.known_year
        self._reported = mention_of(reported) if reported is not None else None
        self._view = view
        self._vocabulary = vocabulary
        self._subjects = SubjectReader(view, vocabulary)
        self._has_bounds = " trở " in view.folded
        self._line = -1
        self._line_mention: Mention | None = None
        self._line_level: Draft | None = None  # the last level of the line: «Trong đó, …» makes parts of it
        self._line_subjects: list[Subject] = []
        self._earlier_subjects: list[Subject] = []
        self._list_mention: Mention | None = None  # of the line that heads a list
        self._line_has_works = False
        self._list_level: Draft | None = None  # of the line that heads a list
        self._line_season: str | None = None
        self._line_label: list[Token] = []
        self._section_label: list[Token] = []  # of the heading above
        self._section_mark = ""  # what the line of that heading begins with
        self._section_aim: Mention | None = None
        self._measured: dict[str, Subject] = {}  # family -> what its plan was measured by
        self._month: Mention | None = None  # the last month named: «trong tháng»
        self._quarter: Mention | None = None  # the last quarter named: «quý này»

    def read(self, sentence: Sentence, tokens: Sequence[Token]) -> list[Draft]:
        """The figures of one sentence."""
        scope = self._open(sentence)
        label = label_of(tokens)
        if scope.begins_line:
            self._line_label = label
        if not kinds_of(tokens) & QUANTITY:
            self._read_heading(sentence, tokens, scope)
            self._close(scope, tokens, sentence)
            return []
        scope.label = [*(label or self._line_label), *self._section_label]
        scope.works_before = self._line_has_works
        scope.whole_ahead = _whole_ahead(tokens)
        scope.list_role = list_role_of(tokens)
        if scope.list_role is not None:  # «Mục tiêu năm 2021: 500 ha sâm, 400 ha mắc ca»
            years = (token.mention for token in tokens if token.mention is not None)
            scope.list_mention = next((year for year in years if year.kind in _PLANNED_KINDS), None)
        scope.lead_status = leading_status(tokens) or scope.lead_status
        drafts, consumed = self._read_slots(sentence, tokens, scope)
        lend_subjects(drafts)
        repeat_order(drafts)
        self._drop_bare_counts(drafts)
        self._close(scope, _from(tokens, consumed), sentence)
        return drafts

    def _read_slots(self, sentence: Sentence, tokens: Sequence[Token], scope: Scope) -> tuple[list[Draft], int]:
        """The figures of a sentence, and up to where its words belong to them."""
        drafts: list[Draft] = []
        consumed = 0
        pairs = pair_in_order(tokens)
        owners = said_in_order(tokens, pairs)
        dated = periods_in_order(tokens)
        by_figure: dict[Token, Draft] = {}
        for slot in make_slots(tokens):
            carried = _from(slot.before, consumed)
            if slot.quantity in pairs:
                carried = [*pairs[slot.quantity], *_predicate(carried)]
                slot.paired = True
            owner = by_figure.get(owners[slot.quantity]) if slot.quantity in owners else None
            if owner is not None:
                scope.subject, scope.statement, carried = owner.subject, owner.statement, _predicate(carried)
            scope.goes_back = kinds_of(scope.label) & ITEM != 0 and kinds_of(carried) & SEMICOLON != 0
            draft = self._read_slot(slot, carried, scope, sentence)
            drafts.append(draft)
            by_figure[slot.quantity] = draft
            if slot.paired and not pairs[slot.quantity]:
                draft.flags.append("unpaired_list")
            if slot.quantity in dated:
                draft.mention, draft.period_source, draft.has_own_period = dated[slot.quantity], "stated", True
            consumed = _consumed(slot, draft)
        bind_by_period(drafts, dated)
        return drafts, consumed

    def _read_heading(self, sentence: Sentence, tokens: Sequence[Token], scope: Scope) -> None:
        """What a sentence without figures leaves to those behind it: a subject, and if it is a heading more."""
        heading = self._subjects.heading(tokens, sentence)
        if heading is not None:
            scope.remember(heading)
        if scope.begins_line and not self._line_label:
            self._line_label = _sole_crop(tokens)
        if not scope.begins_line or sentence.end - sentence.start > _LONGEST_HEADING:
            return
        cutting = [token for token in tokens if names_cut(token)]
        if len({token.value("item") for token in cutting if token.kinds & ITEM}) > 1:  # a heading of several crops
            cutting = [token for token in cutting if not token.kinds & ITEM]
        begins_with = self._view.folded[sentence.start]
        is_sibling = begins_with in BULLETS and begins_with == self._section_mark  # «• Công nghiệp. …», «• Đầu tư. …»
        if cutting or heading is not None or is_sibling:
            self._section_mark = begins_with
            self._section_label = cutting if heading is None and self._is_label(sentence, tokens) else []
        if _SECTION.match(self._view.folded, sentence.start):
            self._section_aim = next((t.mention for t in tokens if t.mention and t.mention.kind == "aim"), None)

    def _is_label(self, sentence: Sentence, tokens: Sequence[Token]) -> bool:
        """«1. Cây lúa:» heads what follows, the headline «Than Lào "hâm nóng" La Lay» does not."""
        known = sum(token.end - token.start + 1 for token in tokens)
        return self._view.folded[sentence.end - 1] == ":" or known * 4 >= (sentence.end - sentence.start) * 3

    def _drop_bare_counts(self, drafts: Sequence[Draft]) -> None:
        """«đi qua 9 tỉnh, thành»: a count of places that no threshold follows is of nothing that is known."""
        for draft in drafts:
            if self._subjects.counts_beyond_threshold(draft.subject) and draft.subject.coverage is None:
                draft.subject = replace(draft.subject, entries=(), rule_id="subject.unknown")

    def _open(self, sentence: Sentence) -> Scope:
        begins_line = sentence.line != self._line
        if begins_line:
            self._earlier_subjects = (self._earlier_subjects + self._line_subjects)[-_MEMORY:]
            is_listed = self._view.folded[sentence.start] in BULLETS
            mention = self._list_mention if is_listed else None
            self._list_mention = mention
            self._line, self._line_mention, self._line_subjects, self._line_season = sentence.line, mention, [], None
            self._list_level = self._list_level if is_listed else None
            self._line_level = self._list_level
            self._line_has_works = False
        return Scope(
            begins_line=begins_line,
            aim=self._section_aim,
            reported=self._reported,
            is_item=self._view.folded[sentence.start] in BULLETS,
            history=self._line_subjects,
            earlier=self._earlier_subjects,
            season=self._line_season,
            mention=self._line_mention,
            mention_source="inherited" if self._line_mention else None,
            lead_status=status_left(self._list_level) if begins_line and self._list_level is not None else None,
        )

    def _close(self, scope: Scope, trailing: Sequence[Token], sentence: Sentence) -> None:
        """The period in force at the end of the sentence holds for the rest of the line."""
        self._walk(trailing, scope)
        self._line_has_works = self._line_has_works or scope.has_works
        self._line_season = scope.season
        if scope.mention is not None and scope.mention.carries_on:
            self._line_mention = scope.mention
        if sentence.end and self._view.folded[sentence.end - 1] == ":":  # «Trong đó:» heads the items below
            self._list_mention, self._list_level = self._line_mention, self._line_level

    def _read_slot(self, slot: Slot, carried: Sequence[Token], scope: Scope, sentence: Sentence) -> Draft:
        self._walk(slot.before, scope)
        verb, verb_token = self._verb_of(slot, carried, scope)
        hedge, hedge_token, repeated = self._hedge(slot, carried)
        subject = self._subjects.read(slot, carried, scope, sentence)
        if subject.season is not None and subject.item is not None and self._is_perennial(subject.item):
            subject = subject.but(season=None)  # «Vụ mùa 2020 …; cà phê 163.460 ha»
        if scope.counted is not None and hedge is not None:
            subject, verb = self._beyond(scope.counted, hedge, subject), verb or "reach"
        is_new = subject is not scope.subject
        rule, compared, compared_source = self._measure(slot, carried, scope, subject, verb)
        if rule.measure == "plan_attainment" and subject.source != "stated" and self._subjects.is_not_done(subject):
            subject = self._done(subject)
        if hedge is None and verb == "exceed" and rule.measure == "level":
            hedge, hedge_token = "more_than", verb_token  # «vượt 300 triệu USD»
        base, base_source = basis(rule, compared, compared_source)
        draft = Draft(
            quantity=slot.quantity,
            sentence=sentence,
            subject=subject,
            statement=_statement(scope, subject, is_new, rule.measure),
            measure=rule.measure,
            basis=base,
            basis_source=base_source,
            rules=[rule.rule_id, subject.rule_id],
            verb=_direction(verb, scope),
            hedge=hedge,
            plan_authority=_plan_authority(slot),
            mention=scope.mention,
            period_source=scope.mention_source,
            base=_base_of([*slot.after, *carried]),
            area=scope.area,
            is_part=subject.rule_id == "subject.part_of_total",
            place="; ".join(scope.gates) or None,
        )
        self._date(draft, slot, carried)
        self._place_in_scope(draft, slot, carried, scope)
        draft.flags.extend(subject.flags)
        if rule.rule_id == "measure.change_of_percentage":
            draft.unit = "percentage_point"
            draft.flags.append("percent_for_points")
        if repeated:
            draft.flags.append("typo_repeat")
        _note_evidence(draft, verb=verb_token, hedge=hedge_token)
        set_status(draft, carried, scope)
        self._leave(scope, draft, slot)
        return draft

    def _verb_of(self, slot: Slot, carried: Sequence[Token], scope: Scope) -> tuple[str | None, Token | None]:
        """The verb before the number; a sign, «giải ngân được» or a change said before its bracket stands for one."""
        verb, token = _verb(carried, scope)
        if verb is None and self._ends_in_verb(carried):
            verb = "reach"
        if slot.quantity.sign and verb is None:
            verb = "down" if slot.quantity.sign == "-" else "up"
        if verb is None or verb in _SAME:
            verb = _same_change(slot, scope) or verb
        if verb == "level_before" and token is not None and self._is_growth_span(slot.quantity):
            verb = "up" if self._view.folded.startswith(_RISING, token.start) else "down"
        return verb, token

    def _is_growth_span(self, quantity: Token) -> bool:
        """«tăng từ 6,8 đến 7%», «tăng từ 10% trở lên»: how much it grew, no level that it grew from."""
        if quantity.unit != "percent" or quantity.printed is None:
            return False
        return quantity.printed.upper is not None or _BOUND_BEHIND.match(self._view.folded, quantity.end) is not None

    def _measure(
        self, slot: Slot, carried: Sequence[Token], scope: Scope, subject: Subject, verb: str | None
    ) -> tuple[MeasureRule, str | None, str | None]:
        compared, source = comparison(slot, carried, scope)
        cues = Cues(
            unit_class=unit_class(slot.quantity),
            verb=verb,
            comparison=compared if source == "stated" else None,
            whole_follows=subject.is_whole or (subject.rule_id != "subject.measured_behind" and _is_of_whole(slot)),
            takes_percent=self._subjects.takes_percent(subject),
            has_plan=scope.has_plan,
            has_share=scope.has_share,
            plan_before=_last_word_is_plan(carried),
            is_cut=subject.rule_id == "subject.cut",
            of_percentage=_is_of_percentage(scope, subject),
            is_of_plan=self._subjects.family(subject) == "disbursement",
            is_growth_rate=self._is_growth_rate(slot, subject),
            behind_change=scope.last is not None and scope.last.measure == "change",
        )
        return decide(cues), compared, source

    def _is_perennial(self, item: str) -> bool:
        return self._vocabulary.groups.get(item) == "perennial_crop"

    def _is_growth_rate(self, slot: Slot, subject: Subject) -> bool:
        """«GRDP đạt 8,1%»: its growth, unless it is near to or above the whole («đạt 108,1%»)."""
        printed = slot.quantity.printed
        return self._subjects.family(subject) == "grdp" and printed is not None and printed.value < _LARGEST_GROWTH

    def _date(self, draft: Draft, slot: Slot, carried: Sequence[Token]) -> None:
        """A period right behind the number is its own; else whether its own clause named the one in force."""
        remark = slot.behind[:3]
        if len(remark) == 3 and (remark[0].sign, remark[2].sign) == ("(", ")") and remark[1].mention is not None:
            draft.mention, draft.period_source, draft.has_own_period = remark[1].mention, "stated", True
            return
        behind = slot.after[0] if slot.after else None
        if behind is not None and behind.mention is not None and behind.mention.kind in _OWN_PERIODS:
            gap = self._view.folded[slot.quantity.end : behind.start].strip()
            if (gap in _OF_PERIOD or _NOUN_IN.fullmatch(gap)) and behind.mention.kind != "plan_year":
                draft.mention, draft.period_source, draft.has_own_period = behind.mention, "stated", True
                return
        if behind is not None and behind.mention is not None and behind.mention.kind in ("this_month", "this_quarter"):
            said = self._month if behind.mention.kind == "this_month" else self._quarter
            if said is not None and not self._view.folded[slot.quantity.end : behind.start].strip():
                draft.mention, draft.period_source, draft.has_own_period = said, "inherited", True
                return
        draft.has_own_period = draft.mention is not None and _names_in_clause(carried, draft.mention)

    def _place_in_scope(self, draft: Draft, slot: Slot, carried: Sequence[Token], scope: Scope) -> None:
        """Role, base period and the rate that a part takes from its total."""
        self._play(draft, slot, carried, scope)
        if scope.aim is not None and draft.role in ("actual", "target"):
            draft.mention, draft.period_source = scope.aim, "stated"
            draft.role = "target" if draft.measure == "level" else draft.role
        if scope.counted is not None and draft.hedge is not None:
            draft.role = "threshold"
        if draft.role in ("plan", "target"):
            said = (t.mention for t in slot.before if t.mention and t.mention.kind in _PLANNED_KINDS)
            planned = next(said, scope.list_mention if draft.role == scope.list_role else None)
            if planned is not None:
                draft.mention, draft.period_source = planned, "stated"
        also = scope.previous is not None and scope.previous.is_of_base and _is_joined(carried)
        if (also or _opens_with_base(slot.before, carried)) and draft.measure not in ("growth", "change"):
            draft.is_of_base, draft.role = True, "comparison"
            if draft.measure == "ratio" and scope.last is not None and scope.last.measure == "plan_attainment":
                draft.measure, draft.basis, draft.basis_source = "plan_attainment", "plan", "inherited"
        draft.unit = _rate_of_total(draft, scope) or self._rate(draft, scope)

    def _play(self, draft: Draft, slot: Slot, carried: Sequence[Token], scope: Scope) -> None:
        """The role of a figure, and for a plan the indicator that measures it."""
        draft.role = role(draft, slot, carried)
        is_bare = draft.role == "actual" and draft.measure == "level"
        if is_bare and self._subjects.is_plan(draft.subject):
            draft.role = "plan"
        if draft.role == "plan":
            draft.subject = self._subjects.planned(draft.subject)
        elif is_bare and scope.list_role is not None:
            draft.role = scope.list_role
        elif is_bare and _is_earlier_in_bracket(draft, scope, slot):
            draft.role = "comparison"
        elif is_bare and scope.previous is not None and self._is_over(scope.previous, draft):
            draft.role, draft.subject = "plan", self._subjects.planned(draft.subject)
            draft.flags.append("fraction")
        elif is_bare and draft.role == "actual":
            draft.role = self._role_beside(draft, scope, carried)
        if _is_of_whole_country(draft, slot):
            draft.role, draft.area = "comparison", NATIONAL

    def _is_over(self, done: Draft, draft: Draft) -> bool:
        """«4.236 tỷ đồng/7.420 tỷ đồng»: what was done, and the plan behind the slash."""
        same = done.quantity.unit == draft.quantity.unit and done.measure == "level"
        return same and self._view.folded[done.quantity.end : draft.quantity.start].strip() == "/"

    def _role_beside(self, draft: Draft, scope: Scope, carried: Sequence[Token]) -> str:
        """Of parts the role of their whole («mục tiêu 2 tỷ USD, trong đó thủy sản 0,8»); «từ 3 giờ xuống 1 giờ»."""
        if scope.parent is not None and scope.parts_role is not None and not has_verb(carried):
            return scope.parts_role
        start, end = draft.quantity.start, draft.quantity.end
        if self._view.folded.endswith("từ ", 0, start) and _FROM_TO.match(self._view.folded, end):
            return "before"
        before = scope.previous
        if before is not None and before.role == "before" and before.quantity.unit == draft.quantity.unit:
            between = self._view.folded[before.quantity.end : draft.quantity.start].split()
            return "after" if between and between[0] in _TO else "actual"
        return "actual"

    def _beyond(self, counted: Draft, hedge: str, subject: Subject) -> Subject:
        """«19 địa phương đạt trên 60 %»: the second figure is the threshold of the first."""
        side = _FAR_HEDGES.get(hedge, "below_threshold")
        counted.subject = replace(counted.subject, coverage=side)
        family = self._subjects.family(counted.subject)
        if subject.source == "stated" and self._subjects.family(subject) == family:
            return subject
        measured = self._measured.get(family)
        return replace(measured, source="inherited", rule_id="subject.threshold") if measured else subject

    def _done(self, planned: Subject) -> Subject:
        """«tổng kế hoạch vốn là 7.980 tỷ đồng. Huyện X mới đạt 28,3%»: what is attained is what was done of a plan."""
        measured = self._measured.get(self._subjects.family(planned))
        if measured is None or self._subjects.is_not_done(measured):
            return planned
        return replace(measured, source="inherited", rule_id="subject.done_of_plan", coverage=planned.coverage)

    def _rate(self, draft: Draft, scope: Scope) -> str | None:
        """«bình quân mỗi ngày thông quan 480 - 520 xe»: a count said to be daily has the daily unit."""
        printed = draft.quantity.printed
        if scope.rate is None or printed is None or printed.unit is None or self._subjects.is_stock(draft.subject):
            return None
        for unit in (*self._vocabulary.stands_for.get(printed.unit, ()), printed.unit):
            rate = f"{unit}/{scope.rate}"
            if rate in self._vocabulary.unit_dimension and self._subjects.takes(draft.subject, rate):
                return rate
        return None

    def _walk(self, tokens: Sequence[Token], scope: Scope) -> None:
        """Move the scope over the tokens before a quantity."""
        named = kinds_of(tokens)
        if named & _MOVING:
            self._pass(tokens, scope)
        if named & AREA:
            self._turn(tokens, scope)
        if named & GATE:
            scope.gates = list(dict.fromkeys([str(token.value("gate")) for token in tokens if token.kinds & GATE]))

    def _pass(self, tokens: Sequence[Token], scope: Scope) -> None:
        """Periods, marks and the words that change what is told of."""
        is_remark = scope.last is not None  # as long as nothing new begins behind the figure
        defines = False  # whether the token before is a period
        names = False  # whether the words so far name what is told of next
        for token in tokens:
            kinds = token.kinds
            if kinds & PUNCTUATION:
                if not names or scope.subject is not None or token.sign != ":":
                    self._pass_mark(token.sign, scope, is_remark=is_remark)
                if defines and token.sign == "(":
                    scope.define_period()
            elif kinds & _MOVING:
                self._pass_word(token, scope)
                names = names or kinds & INDICATOR != 0
            is_remark = is_remark and not kinds & _CLAUSE_START
            defines = token.mention is not None

    def _pass_word(self, token: Token, scope: Scope) -> None:
        kinds = token.kinds
        if token.mention is not None:
            self._take_period(token.mention, scope)
        if kinds & PROJECT_NOUN:
            scope.has_works = True
        if kinds & COVERAGE and token.value("coverage") == "cumulative":
            _run_on(scope)
        if kinds & CONNECTOR:
            self._pass_connector(token.value("connector"), scope)
        if kinds & VERB and token.value("verb") == "share":
            scope.has_share = True
        if kinds & RATE:
            scope.rate = token.value("rate") or scope.rate
        if kinds & SEASON and scope.parent is None and scope.subject is None:
            scope.season = token.value("season")

    def _pass_mark(self, sign: str, scope: Scope, *, is_remark: bool) -> None:
        """A bracket opens and closes; a colon or bracket makes parts of what follows."""
        if sign == "(":
            scope.open_bracket(is_remark=is_remark)
        if sign in _PUSHING_MARKS and (sign != "(" or scope.subject is not None):
            self._push(scope)
        elif sign == ")":
            scope.close_bracket()

    def _pass_connector(self, connector: str | None, scope: Scope) -> None:
        """«trong đó» makes parts of what follows, «riêng» and «ngoài ra» end them."""
        if connector == "push":
            self._push(scope)
        elif connector == "total" and scope.subject is not None:
            scope.subject = scope.subject.uncut or scope.subject.but(item=None, coverage=None, partner=None)
        elif connector == "pop":
            scope.parent = None
            scope.list_status = scope.parts_role = None
            scope.restarts = True

    def _take_period(self, mention: Mention, scope: Scope) -> None:
        if mention.kind in _REFERRING:
            self._take_named(mention, scope)
            return
        if mention.kind == "month":
            self._month = mention
        if mention.kind == "quarter":
            self._quarter = mention
        if mention.kind == "aim" or self._lies_ahead(mention):
            scope.aim = mention
        if mention.rule_id == "period.this_year" and scope.mention is not None and scope.mention.kind == "year":
            return  # «đánh giá năm 2024: thóc cả năm …»
        if mention.is_period:
            scope.mention, scope.mention_source, scope.dated = mention, "stated", True

    def _lies_ahead(self, mention: Mention) -> bool:
        """«Đến năm 2030, xuất khẩu đạt 5 tỷ USD»: a clause that begins with a year to come tells of aims."""
        if mention.kind != "target" or mention.year is None or self._year is None or mention.year <= self._year:
            return False
        return _OPENING_TARGET.search(self._view.folded, max(0, mention.start - 12), mention.start) is not None

    def _take_named(self, mention: Mention, scope: Scope) -> None:
        """«trong tháng», «quý này», «lũy kế từ đầu năm»: the period last named, or from the year's start to it."""
        if mention.kind == "from_start":
            month = scope.mention if scope.mention is not None and scope.mention.kind in _ENDING else self._month
            until = month.from_year_start() if month is not None else to_date(mention, self._anchor)
            if until is not None:
                scope.mention, scope.mention_source, scope.dated = until, "inherited", True
            return
        said = self._month if mention.kind == "this_month" else self._quarter
        if said is not None:
            scope.mention, scope.mention_source = said, "inherited"

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
            if not token.kinds & _BEFORE_AREA:
                first = False

    def _push(self, scope: Scope) -> None:
        subject = scope.subject or next(reversed(scope.history), None)
        if subject is None:
            return
        scope.parent = subject
        level = scope.statement.level if scope.statement else self._line_level
        if level is not None:
            scope.list_status = level.obs_status if level.obs_status != "A" else None
            scope.parts_role = level.role if level.role in ("plan", "target") and level.subject is subject else None

    def _hedge(self, slot: Slot, carried: Sequence[Token]) -> tuple[str | None, Token | None, bool]:
        """The hedge directly before the number, or before a verb that a slip of the pen repeats."""
        if not carried:
            return None, None, False
        last = carried[-1]
        bound = _BOUND_BEHIND.match(self._view.folded, slot.quantity.end) if self._has_bounds else None
        if bound is not None:
            return ("at_least" if bound.group(1) == "lên" else "at_most"), None, False
        if last.kinds & HEDGE:
            near = self._adjacent(last.end, slot.quantity.start)
            return (last.value("hedge"), last, False) if near else (None, None, False)
        if len(carried) < 3 or not _repeats(carried[-3], carried[-2], last):
            return None, None, False
        if self._adjacent(last.end, slot.quantity.start):
            return carried[-2].value("hedge"), carried[-2], True
        return None, None, False

    def _ends_in_verb(self, carried: Sequence[Token]) -> bool:
        """«chỉ giải ngân được 18,3%»: the noun takes the verb in."""
        last = _before_hedges(carried)
        return last is not None and last.kind == "word" and self._view.folded.endswith("được", 0, last.end)

    def _adjacent(self, end: int, start: int) -> bool:
        return self._view.folded[end:start].strip() in ("", "từ")

    def _leave(self, scope: Scope, draft: Draft, slot: Slot) -> None:
        """What this figure leaves to the next."""
        draft.statement.drafts.append(draft)
        if draft.measure in LEVELS and draft.statement.level is None:
            draft.statement.level = draft
        self._leave_subject(scope, draft)
        scope.previous = draft
        if draft.measure == "level" and draft.role == "actual":
            self._line_level = draft
            scope.running_status = status_left(draft)
        if draft.measure == "plan_attainment" or draft.role == "plan":
            scope.has_plan = True
        if draft.measure == "share":
            scope.has_share = True
        if draft.measure in ("growth", "ratio", "change") and draft.basis_source != "inferred":
            scope.last_comparison, scope.compared_at = draft.basis, scope.mention
        for token in slot.after:
            if token.mention is not None and not _is_plan(draft):
                self._take_period(token.mention, scope)

    def _is_plan_beside(self, draft: Draft, scope: Scope) -> bool:
        """«đạt 15,8% chỉ tiêu 1,2 tỷ USD, giảm 18,3%»: what follows a plan so named is said of what was done."""
        done = scope.statement.level if scope.statement is not None else None
        if not _is_plan(draft) or draft.measure != "level" or done is None or done.role != "actual":
            return False
        return self._subjects.family(draft.subject) == self._subjects.family(done.subject) != ""

    def _leave_subject(self, scope: Scope, draft: Draft) -> None:
        """The subject stays in force, except that of a plan beside what was done."""
        subject = draft.subject
        beside = _is_planned_half(draft) or self._is_plan_beside(draft, scope)
        if subject is not scope.subject and subject.entries and not subject.is_whole and not beside:
            scope.remember(subject)
            scope.first = scope.first or subject
        counts = self._subjects.counts_beyond_threshold(subject)
        scope.counted = draft if counts and draft.measure == "level" else None
        if not beside:
            scope.subject, scope.statement = subject, draft.statement
        scope.total = subject.total or scope.total
        if subject.entries and not counts and not _is_plan(draft):
            family = self._subjects.family(subject)
            if draft.measure == "plan_attainment" or family not in self._measured:
                self._measured[family] = subject


def _consumed(slot: Slot, draft: Draft) -> int:
    """Up to where the words behind a number belong to it: of an amount only its cuts, comparison and period."""
    if unit_class(slot.quantity) != AMOUNT:
        return slot.after[-1].end if slot.after else slot.quantity.end
    phrase = draft.subject.phrase
    end = slot.quantity.end
    if phrase is not None and phrase[0] >= slot.quantity.start:  # the noun behind the number names it
        end = max(end, phrase[1])
    for token in slot.after:
        if token.kinds & _BESIDE_AMOUNT:
            end = max(end, token.end)
    return end


def _is_of_percentage(scope: Scope, subject: Subject) -> bool:
    """«tỷ lệ che phủ rừng 59,3%, tăng 0,4%»: what is added to a percentage are percentage points."""
    level = scope.statement.level if scope.statement is not None else None
    if level is None or level.subject is not subject or level.quantity in scope.remarked:
        return False
    return level.quantity.unit == "percent"


def _last_word_is_plan(carried: Sequence[Token]) -> bool:
    """«(kế hoạch 42,8 %)»: the number is the plan itself."""
    for token in reversed(carried):
        if not token.kinds & HEDGE and token.value("verb") != "reach":
            return token.value("comparator") == "plan"
    return False


def _is_of_whole(slot: Slot) -> bool:
    """«bằng 67,2 % diện tích cà phê toàn huyện»: a noun that names a whole follows at once."""
    behind = slot.after[0] if slot.after else None
    if behind is None or behind.start > slot.quantity.end + 1:
        return False
    return behind.kinds & (FACET | INDICATOR) != 0 and not behind.kinds & COMPARATOR


def _is_joined(carried: Sequence[Token]) -> bool:
    """«(cùng kỳ 13.800 tấn và 43 triệu USD)»: nothing but «và» since the figure before."""
    return len(carried) == 1 and carried[0].value("connector") == "and"


def _opens_with_base(before: Sequence[Token], carried: Sequence[Token]) -> bool:
    """«(cùng kỳ năm 2022 đạt …)», «Cùng kỳ năm 2023, xuất khẩu đạt …»: the clause begins with the base period."""
    if len(before) > 1 and before[-1].sign == "(":
        base = before[-2].mention
        if before[-2].value("comparator") == SAME_PERIOD or (base is not None and base.kind == "base"):
            return True  # «thấp hơn cùng kỳ (58,4 %)», «so với cùng thời điểm năm 2020 (386 nghìn con)»
    opening: Entry | None = None
    begins = True
    for token in carried:
        if token.sign in _OPENING_MARKS:
            opening, begins = None, True
        elif begins and token.sign not in _PASSED_MARKS and token.value("connector") != "contrast":
            opening, begins = token.entry("comparator"), False
    return opening is not None and opening.value == SAME_PERIOD and opening.row.get("alias", "").startswith("cùng")


def _is_earlier_in_bracket(draft: Draft, scope: Scope, slot: Slot) -> bool:
    """«276,4 triệu USD (quý II: 241,8 triệu USD)»: in a bracket behind a figure an earlier period is compared."""
    if draft.measure != "level" or not scope.outside or not scope.outside[-1].is_remark:
        return False
    outside = scope.outside[-1]
    words = slot.before[next((i for i, t in enumerate(slot.before) if t.sign == "("), 0) + 1 :]
    dated = bool(words) and all(t.mention or t.sign == ":" or t.value("verb") == "reach" for t in words)
    if not dated or draft.subject is not outside.subject or draft.mention is None or outside.mention is None:
        return False
    ends = [((m.last_year or m.year or 0), m.last) for m in (draft.mention, outside.mention)]
    return ends[0] < ends[1] if ends[0][0] and ends[1][0] else ends[0][1] < ends[1][1] or ends[0][0] > 0


def _is_of_whole_country(draft: Draft, slot: Slot) -> bool:
    """«cao hơn bình quân chung cả nước (40,5%)»: the bracket gives the figure that is compared with."""
    words = [token for token in slot.before if not token.kinds & FILLER]
    if draft.role != "actual" or len(words) < 2 or words[-1].sign != "(":
        return False
    compares = len(words) < len(slot.before) or any(token.value("verb") in ("up", "down") for token in words)
    return words[-2].kinds & AREA != 0 and words[-2].value("area_scope") is not None and compares


def _is_plan(draft: Draft) -> bool:
    return draft.role in ("plan", "target")


def _last_of(tokens: Sequence[Token], kinds: int) -> Token | None:
    """The last of the tokens that has one of the kinds."""
    for token in reversed(tokens):
        if token.kinds & kinds:
            return token
    return None


def _before_hedges(tokens: Sequence[Token]) -> Token | None:
    """The last token that is no hedge."""
    for token in reversed(tokens):
        if not token.kinds & HEDGE:
            return token
    return None


def _names_in_clause(carried: Sequence[Token], mention: Mention) -> bool:
    """Whether the words since the last mark name the period."""
    for token in reversed(carried):
        if token.kinds & PUNCTUATION:
            return False
        if token.mention is mention:
            return True
    return False


def _run_on(scope: Scope) -> None:
    """«trong tháng 118 nghìn m3, lũy kế 1.020 nghìn m3»: from the year's start to the end of the month."""
    if scope.mention is not None and scope.mention.kind in ("month", "quarter"):
        scope.mention, scope.mention_source, scope.runs = scope.mention.from_year_start(), "inherited", True


def _sole_crop(tokens: Sequence[Token]) -> list[Token]:
    """«Vụ hè thu năm nay, nông dân phấn khởi khi lúa được giá.»: the one crop of the season that a line begins with."""
    items = [token for token in tokens if token.kinds & ITEM and not token.kinds & NAMING]
    seasons = [token for token in tokens if token.kinds & SEASON]
    one = len({token.value("item") for token in items}) == 1 and seasons
    return [items[0], seasons[0]] if one else []


def _whole_ahead(tokens: Sequence[Token]) -> Token | None:
    """«khối FDI 9,77 tỷ USD, tương đương 81% giá trị xuất khẩu»: the whole of which a share is printed later."""
    for verb, figure, whole in zip(tokens, tokens[1:], tokens[2:], strict=False):
        shares = verb.value("verb") in ("share", "equal", "equivalent") and figure.unit == "percent"
        if shares and whole.kinds & INDICATOR and whole.start == figure.end + 1:
            return whole
    return None


def _base_of(tokens: Sequence[Token]) -> Mention | None:
    return next((t.mention for t in tokens if t.mention is not None and t.mention.kind == "base"), None)


def _plan_authority(slot: Slot) -> str | None:
    for token in slot.after:
        if token.kinds & PLAN_AUTHORITY:
            return token.value("plan_authority")
    return None


def _is_planned_half(draft: Draft) -> bool:
    """The plan of «300,9/4.128,9 tỷ đồng»: what follows is said of the first half."""
    printed = draft.quantity.printed
    return draft.role == "plan" and printed is not None and "fraction" in (*printed.flags, *draft.flags)


def _rate_of_total(draft: Draft, scope: Scope) -> str | None:
    """«bình quân 1.100 xe/ngày; xuất khẩu 400 xe»: the parts of a daily figure are daily."""
    printed = draft.quantity.printed
    total = scope.statement.level if scope.statement is not None else None
    whole = total.unit or total.quantity.unit if total else None
    if printed is None or printed.unit is None or whole is None or not draft.is_part:
        return None
    return whole if whole.startswith(printed.unit + "/") else None


def _repeats(first: Token, middle: Token, last: Token) -> bool:
    """«tăng hơn tăng 37%»: the same verb on both sides of a hedge."""
    verb = last.value("verb")
    return verb is not None and middle.value("hedge") is not None and first.value("verb") == verb


def _verb(tokens: Sequence[Token], scope: Scope) -> tuple[str | None, Token | None]:
    """The last verb before the number; «tăng 6 % … và 4 % …» and «16,5 % … và 13,4 % …» say it once."""
    for token in reversed(tokens):
        kinds = token.kinds
        if kinds & VERB:
            return token.value("verb"), token
        if kinds & HEDGE and _is_compared_by(token, tokens):
            return "up", token
        if kinds & PUNCTUATION or (kinds & CONNECTOR and token.value("connector") == "push"):
            break
    if scope.previous is None:
        return None, None
    words = [token for token in tokens if not token.kinds & (HEDGE | SUBJECT)]
    if len(words) == 1 and words[0].value("connector") == "and":
        return scope.previous.verb, None
    return None, None


def _is_compared_by(hedge: Token, tokens: Sequence[Token]) -> bool:
    """«hơn năm trước 11 triệu đồng»: before a base «hơn» compares."""
    behind = next((t for t in tokens if t.start == hedge.end + 1), None)
    if behind is None or hedge.value("hedge") != "more_than":
        return False
    is_base = behind.mention is not None and behind.mention.kind == "base"
    return is_base or behind.value("comparator") not in (None, "plan")


def _same_change(slot: Slot, scope: Scope) -> str | None:
    """«tăng 0,7% (2.790 ha)», «giảm 629 ha (0,4%)»: a bracket tells the same change in the other measure."""
    last = scope.previous
    before = slot.before[:-1] if slot.before and slot.before[-1].value("verb") in _SAME else slot.before
    if last is None or not before or before[-1].sign != "(" or len(before) > 1:
        return None
    level = last.statement.level
    printed, above = slot.quantity.printed, level.quantity.printed if level is not None else None
    if printed is None or above is None or not slot.behind or slot.behind[0].sign != ")":
        return None
    is_amount = last.measure == "growth" and printed.unit == above.unit
    is_percent = last.measure == "change" and printed.unit == "percent"
    return last.verb if is_amount or is_percent else None


def _direction(verb: str | None, scope: Scope) -> str | None:
    """«tăng 20 triệu USD, tương đương 4,2%»: the percentage goes the way of the change before it."""
    if verb == "equivalent" and scope.last is not None:
        return scope.last.verb if scope.last.measure == "change" else verb
    return verb


def _statement(scope: Scope, subject: Subject, is_new: bool, measure: str) -> Statement:
    """A level opens a statement unless the open one of its subject has none yet («tăng 5 %, đạt 3 tỷ»)."""
    current = scope.statement
    if current is None or is_new or (measure == "level" and current.level is not None):
        return Statement(subject)
    return current


def _note_evidence(draft: Draft, **tokens: Token | None) -> None:
    draft.evidence["value"] = (draft.quantity.start, draft.quantity.end)
    for part, token in tokens.items():
        if token is not None:
            draft.evidence[part] = (token.start, token.end)
    if draft.subject.phrase is not None:
        draft.evidence["indicator"] = draft.subject.phrase
    if draft.mention is not None:
        draft.evidence["period"] = (draft.mention.start, draft.mention.end)
