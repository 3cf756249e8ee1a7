"""Growth and plan figures that are said apart from their level are joined to it.

«Kim ngạch tháng 6 đạt 21 tỷ USD. … So với cùng kỳ, kim ngạch tháng 6 giảm 2 %»: both are of one series and period.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.bulletins.scope import Draft, Statement

_Key = tuple[object, ...]
_MEASURES = frozenset({"growth", "ratio", "plan_attainment", "change"})


def join_statements(drafts: Sequence[Draft]) -> None:
    """Give each statement without a level that of the last level before it, or the first behind it, of its series."""
    levels: dict[_Key, list[Draft]] = {}
    for draft in drafts:
        if draft.measure == "level" and draft.role == "actual" and draft.subject.entries:
            levels.setdefault(_series(draft), []).append(draft)
    for draft in drafts:
        if draft.statement.level is None and draft.measure in _MEASURES and draft.subject.entries:
            found = _nearest(draft, levels.get(_series(draft), ()))
            if found is not None:
                _move(draft, found.statement)


def _series(draft: Draft) -> _Key:
    subject = draft.subject
    return (
        subject.entries[0].value, subject.item, subject.season, subject.coverage, subject.partner, draft.place,
    )  # fmt: skip


def _nearest(draft: Draft, levels: Sequence[Draft]) -> Draft | None:
    fitting = [level for level in levels if _same_period(draft, level)]
    before = [level for level in fitting if level.quantity.start < draft.quantity.start]
    return before[-1] if before else next(iter(fitting), None)


def _same_period(one: Draft, other: Draft) -> bool:
    """Whether both are of one area and name the same days; a year printed only once counts for both."""
    if one.area is not None and other.area is not None and one.area != other.area:
        return False
    first, second = one.mention, other.mention
    if first is None or second is None:
        return first is second
    if (first.first, first.last) != (second.first, second.last):
        return False
    return first.year is None or second.year is None or first.year == second.year


def _move(draft: Draft, statement: Statement) -> None:
    draft.statement.drafts.remove(draft)
    statement.drafts.append(draft)
    draft.statement = statement
    draft.rules.append("statement.joined")
