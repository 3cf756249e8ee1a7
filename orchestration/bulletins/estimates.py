"""How far an «ước», «sơ bộ» or «dự kiến» reaches: its own level, what is listed behind it, or a whole sentence.

It makes an estimate of levels only; growth, ratios and plan figures are A, and so is the plan or base period that a
bracket names beside an estimate (language notes, section 4).
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.bulletins.kinds import PERIOD, PUNCTUATION, QUANTITY, STATUS, SUBJECT, VERB
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.scope import Draft, Scope

_NEVER = frozenset({"growth", "ratio", "plan_attainment", "share", "contribution"})
_UNTOUCHED = frozenset({"plan", "target", "comparison", "threshold", "before"})
_RUNNING = frozenset({"E", "P"})
"""A forecast is one of its own figure."""
_HEADS = frozenset({",", ":"})


def leading_status(tokens: Sequence[Token]) -> str | None:
    """«Ước tính đến 30/6: …», «Theo kết quả điều tra sơ bộ, …»: said before anything is named."""
    found: str | None = None
    for token in tokens:
        if token.kinds & STATUS:
            found = token.value("status")
        elif token.kinds & PUNCTUATION:
            if token.sign in _HEADS and found is not None:
                return found
            if token.sign != ",":
                return None
        elif token.kinds & (QUANTITY | SUBJECT | VERB) and not token.kinds & PERIOD:
            return None
    return None


def set_status(draft: Draft, carried: Sequence[Token], scope: Scope) -> None:
    """Give a level its status: stated before it, or inherited from what it is a part of or listed with."""
    token = next((token for token in reversed(carried) if token.kinds & STATUS), None)
    if draft.measure in _NEVER:
        if token is not None and scope.statement is draft.statement:
            draft.rules.append("status.of_level")
        return
    if token is not None:
        draft.obs_status = str(token.value("status"))
        draft.rules.append("status.stated")
        draft.evidence["obs_status"] = (token.start, token.end)
        return
    if draft.measure != "level" or draft.role in _UNTOUCHED:
        return
    inherited = scope.list_status if scope.parent is not None else None
    inherited = inherited or scope.lead_status or (None if has_verb(carried) else scope.running_status)
    if inherited is not None:
        draft.obs_status = inherited
        draft.rules.append("status.inherited")


def status_left(draft: Draft) -> str | None:
    """What a level leaves to those that go on with it («sản lượng ước 86.713 tấn; khai thác 28.516 tấn»)."""
    return draft.obs_status if draft.obs_status in _RUNNING else None


def has_verb(carried: Sequence[Token]) -> bool:
    """Whether what is listed has a verb of its own; «có» only lists."""
    return any(token.kinds & VERB and token.entries[0].row.get("alias") != "có" for token in carried)
