"""What a figure is compared with: the basis that its words name, or that it inherits (language notes, section 5)."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.bulletins.kinds import COMPARATOR, PERIOD
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.periods import Mention
from orchestration.bulletins.rules import MeasureRule
from orchestration.bulletins.scope import Scope, Slot

SAME_PERIOD = "same_period_previous_year"
PREVIOUS = "previous_period"
YEAR_END = "previous_year_end"
_COMPARING = COMPARATOR | PERIOD


def comparison(slot: Slot, carried: Sequence[Token], scope: Scope) -> tuple[str | None, str | None]:
    """The comparison behind the number, else the one before it in its clause, else what the clause inherits."""
    named = _named(slot.after, scope)
    if named is not None:
        return named, "stated"
    named = _named(carried, scope)
    if named is not None:
        scope.comparison = named
        return named, "stated"
    if scope.comparison is not None:
        return scope.comparison, "inherited"
    if scope.last_comparison is not None and scope.compared_at is scope.mention:
        return scope.last_comparison, "inherited"
    return None, None


def _named(tokens: Sequence[Token], scope: Scope) -> str | None:
    for index, token in enumerate(tokens):
        if not token.kinds & _COMPARING:
            continue
        value = token.value("comparator")
        if value is not None:
            following = tokens[index + 1].mention if index + 1 < len(tokens) else None
            if value == SAME_PERIOD and following is not None and _is_bare_year_word(token):
                return _basis_of(following, scope.mention or scope.reported)
            return value
        if token.mention is not None and token.mention.kind == "base":
            return _basis_of(token.mention, scope.mention or scope.reported)
    return None


def _is_bare_year_word(token: Token) -> bool:
    """«so với năm», «so với tháng»: the period behind it tells which."""
    return str(token.entries[0].row.get("alias", "")).startswith("so ")


def _basis_of(base: Mention, current: Mention | None) -> str:
    """«so với tháng 7/2025» beside August 2025 is the month before, beside July 2026 the same month a year before."""
    if current is None:
        return SAME_PERIOD
    years = None if base.year is None or current.year is None else current.year - base.year
    if base.kind_before == "year":
        return SAME_PERIOD if years in (None, 1) else "other"
    if (base.first, base.last) == (current.first, current.last):
        return SAME_PERIOD if years in (None, 1) else "other"
    months = _months_between(base, current, years)
    length = base.last[0] - base.first[0] + 1
    alike = current.last[0] - current.first[0] + 1 == length
    if months is not None and months == length and alike and base.kind_before in ("month", "quarter"):
        return PREVIOUS
    if base.last == (12, 31) and base.first[0] == 12 and years in (None, 1):
        return YEAR_END
    if base.kind_before in ("cumulative", "to_date") and years in (None, 1):
        return SAME_PERIOD
    return "other"


def _months_between(base: Mention, current: Mention, years: int | None) -> int | None:
    months = current.first[0] - base.first[0] + 12 * (years or 0)
    return months + 12 if years is None and months <= 0 else months


def basis(rule: MeasureRule, compared: str | None, source: str | None) -> tuple[str | None, str | None]:
    """The basis that a rule gives a figure, and whether it is stated, inherited or inferred."""
    if rule.basis is None:
        return None, None
    if rule.basis == "plan":
        if compared == "plan" and source == "stated":
            return "plan", "stated"
        return "plan", "inherited" if rule.rule_id == "measure.plan_inherited" else "inferred"
    if compared is not None and compared != "plan":
        return compared, source
    return SAME_PERIOD, "inferred"
