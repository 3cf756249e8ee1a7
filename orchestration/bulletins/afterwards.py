"""What a sentence settles only at its end: figures said before their subject, and figures of several periods.

«Tăng 14,6% so với năm 2017, đó là kết quả của xuất khẩu, ước 714,7 triệu USD»; «Nhập khẩu tháng 8 và 8 tháng lần
lượt là 1,3 và 9,1 tỷ USD; so với tháng trước tăng 0,9%, so với 8 tháng năm 2024 tăng 17,2%».
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from orchestration.bulletins.comparisons import PREVIOUS
from orchestration.bulletins.kinds import CONNECTOR
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.lists import zipped
from orchestration.bulletins.periods import Mention
from orchestration.bulletins.scope import Draft, Statement

_SAID_OF_LEVEL = frozenset({"growth", "ratio", "plan_attainment"})
_SHORT_PERIODS = frozenset({"month", "quarter"})


def lend_subjects(drafts: Sequence[Draft]) -> None:
    """Subjects that are named only behind their figures."""
    _lend_to_plans(drafts)
    _lend_to_leading(drafts)


def _lend_to_plans(drafts: Sequence[Draft]) -> None:
    """«So kế hoạch (130 triệu USD), xuất khẩu đạt 62,7 %»: the plan is of what is named behind it."""
    for planned, done in pairwise(drafts):
        names = done.measure == "plan_attainment" and done.subject.source == "stated"
        if planned.role == "plan" and planned.subject.source != "stated" and names:
            planned.subject = replace(done.subject, source="inherited", rule_id="subject.named_after_plan")


def _lend_to_leading(drafts: Sequence[Draft]) -> None:
    """«Tăng 14,6% và vượt 2,1% kế hoạch, đó là kết quả mà xuất khẩu …»: what opens a sentence is said of its level."""
    leading = []
    for draft in drafts:
        is_named = draft.subject.source == "stated" or draft.subject.rule_id == "subject.cut"
        if is_named or draft.measure not in _SAID_OF_LEVEL:
            break
        leading.append(draft)
    if not leading or len(leading) == len(drafts):
        return
    told = drafts[len(leading)]
    if told.measure != "level" or told.subject.source != "stated" or told.role != "actual":
        return
    for draft in leading:
        _move(draft, told.statement)
        draft.subject, draft.mention, draft.period_source = told.subject, told.mention, told.period_source
        draft.rules.append("subject.named_later")


def periods_in_order(tokens: Sequence[Token]) -> dict[Token, Mention]:
    """«tháng 8 và 8 tháng lần lượt là 1,3 và 9,1 tỷ USD»: the first figure is of the first period."""
    dated: dict[Token, Mention] = {}
    for before, figures in zipped(tokens):
        near = max((i for i, token in enumerate(before) if token.kind == "quantity"), default=-1)
        said = [t.mention for t in before[near + 1 :] if t.mention is not None and t.mention.is_period]
        if len(said) == len(figures) > 1 and _joined(before[near + 1 :]):
            dated.update(zip(figures, said, strict=True))
    return dated


def _joined(tokens: Sequence[Token]) -> bool:
    """Whether the periods stand side by side: «quý II và 6 tháng»."""
    at = [index for index, token in enumerate(tokens) if token.mention is not None]
    between = tokens[at[0] + 1 : at[-1]]
    return all(t.mention or t.sign == "," or t.kinds & CONNECTOR for t in between)


def bind_by_period(drafts: Sequence[Draft], dated: dict[Token, Mention]) -> None:
    """«so với tháng trước tăng 0,9%» is said of the month, «so với 8 tháng năm 2024 …» of the eight months."""
    levels = [draft for draft in drafts if draft.quantity in dated]
    for draft in drafts:
        if draft.measure in ("growth", "ratio") and draft.basis_source == "stated":
            fitting = [level for level in levels if level.subject is draft.subject and _compares(draft, level)]
            if len(fitting) == 1 and len(levels) > 1:
                _move(draft, fitting[0].statement)
                draft.mention, draft.period_source = fitting[0].mention, fitting[0].period_source


def _compares(draft: Draft, level: Draft) -> bool:
    """Whether the base named with a growth is one of the level's own period."""
    own, base = level.mention, draft.base
    if own is None:
        return False
    if base is not None:
        return (base.first, base.last) == (own.first, own.last)
    return draft.basis == PREVIOUS and own.kind in _SHORT_PERIODS


def _move(draft: Draft, statement: Statement) -> None:
    draft.statement.drafts.remove(draft)
    statement.drafts.append(draft)
    draft.statement = statement
