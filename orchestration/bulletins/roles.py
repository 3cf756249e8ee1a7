"""The role of a level: actual, plan, target, comparison, threshold, capacity, before, after (language notes, 5)."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.bulletins.comparisons import SAME_PERIOD
from orchestration.bulletins.kinds import HEDGE, PLAN_AUTHORITY, PUNCTUATION, ROLE
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.scope import Draft, Slot
from orchestration.bulletins.token_lists import since_list_mark

_YEARS = frozenset({"plan_year", "year"})
_BY_VERB = {"level_before": "before", "miss": "threshold", "level_after": "after"}


def role(draft: Draft, slot: Slot, carried: Sequence[Token]) -> str:
    """A level said to be the plan or the aim, or the one of the base period («(cùng kỳ 41,3 triệu USD)»)."""
    if draft.measure != "level":
        is_aim = _stated(carried) == "target" or _last_is_aim(carried)
        return "target" if draft.measure == "plan_attainment" and is_aim else "actual"
    if draft.verb == "level_before":
        return "comparison" if _names_base([*carried, *slot.after]) else _BY_VERB[draft.verb]
    if draft.verb in _BY_VERB:
        return _BY_VERB[draft.verb]
    stated = _stated(carried)
    if stated is not None:
        return stated
    if draft.quantity.printed is not None and "fraction" in draft.quantity.printed.flags:
        return "actual" if draft.quantity.printed.number_end == draft.quantity.end else "plan"
    if _is_followed_by_plan(slot):
        return "plan"
    return _named_plan(draft, carried) or _compared(slot.before)


def _is_followed_by_plan(slot: Slot) -> bool:
    """«15.530 ha/22.366 ha KH»: the plan is named right behind its amount."""
    behind = slot.after[0] if slot.after else None
    return behind is not None and behind.value("comparator") == "plan" and behind.start <= slot.quantity.end + 1


def _last_is_aim(carried: Sequence[Token]) -> bool:
    """«còn xa mục tiêu 38 %»: the aim itself, not how much of it is done."""
    return bool(carried) and _is_aim(carried[-1])


def _is_aim(token: Token) -> bool:
    entry = token.entry("comparator")
    return entry is not None and entry.row.get("alias") == "mục tiêu"


def _stated(carried: Sequence[Token]) -> str | None:
    for token in reversed(carried):
        if token.kinds & ROLE and (value := token.value("role")):
            return value
    return None


def _names_base(words: Sequence[Token]) -> bool:
    return any(token.value("comparator") == SAME_PERIOD for token in words)


def _compared(before: Sequence[Token]) -> str:
    """«kế hoạch 130 triệu USD», «cùng kỳ 41,3 triệu USD»: the word right before the number."""
    words = [token for token in since_list_mark(before) if not token.kinds & (PUNCTUATION | HEDGE)]
    if len(words) > 1 and words[-1].value("verb") == "reach" and words[-2].value("comparator") == "plan":
        return "plan"  # «kế hoạch năm là 1,3 tỷ USD»
    if len(words) > 2 and words[-1].value("verb") == "reach" and _qualifies_plan(words[-2]):
        words = words[:-1]  # «50,9% mục tiêu cả năm là 1,4 tỷ USD»
    while len(words) > 1 and _qualifies_plan(words[-1]):
        words = words[:-1]  # «83% kế hoạch năm 2022 (168 triệu tấn)», «45% kế hoạch Thủ tướng giao (9.477 tỷ đồng)»
    last = words[-1].value("comparator") if words else None
    if last == "plan":
        return "target" if _is_aim(words[-1]) else "plan"
    return "comparison" if last == SAME_PERIOD else "actual"


def _qualifies_plan(token: Token) -> bool:
    """Whether it only says of which year a plan is or who set it."""
    return token.kinds & PLAN_AUTHORITY != 0 or (token.mention is not None and token.mention.kind in _YEARS)


def _named_plan(draft: Draft, carried: Sequence[Token]) -> str | None:
    """«Kế hoạch xuất khẩu …», «Mục tiêu xuất khẩu …»: the word right before the subject's."""
    if draft.subject.phrase is None:
        return None
    before = draft.subject.phrase[0] - 1
    for token in carried:
        entry = token.entry("comparator") if token.end == before else None
        if entry is not None and entry.value == "plan":
            return "target" if entry.row.get("alias") == "mục tiêu" else "plan"
    return None
