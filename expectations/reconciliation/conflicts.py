"""Contradictions as a person reads them, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from expectations.reconciliation.evaluate import Row
from expectations.reconciliation.identities import Rules

WHOLE_FROM = 1000
_WIDE_ENOUGH = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One row of `quality.conflicts`: a contradiction, open or waived.

    `min_sets` (the smallest sets of figures to doubt) and `certificate` (why the figures cannot all be right)
    are for the network of identities to fill.
    """

    conflict_id: str
    reconciliation_id: str
    identity_id: str
    method: str
    severity: str
    status: str
    bulletin_ids: tuple[str, ...]
    observation_ids: tuple[str, ...]
    series: str
    gap: Decimal | None
    unit: str | None
    total_quote: str
    component_quotes: tuple[str, ...]
    explanation_vi: str
    explanation_en: str
    waiver_id: str | None
    min_sets: str | None = None
    certificate: str | None = None


def number_text(value: Decimal | None, group: str, point: str, unbounded: str) -> str:
    """Write a number in full with its thousands grouped, without zeros at the end of the decimals."""
    if value is None:
        return unbounded
    whole, _, decimals = f"{value:f}".partition(".")
    sign = "-" if whole.startswith("-") else ""
    grouped = f"{int(whole.lstrip('-')):,}".replace(",", group)
    decimals = decimals.rstrip("0")
    return f"{sign}{grouped}{point}{decimals}" if decimals else f"{sign}{grouped}"


def in_words(value: Decimal | None, rounding: str) -> Decimal | None:
    """A number as people are told it: whole from a thousand on, bounds outward and gaps down."""
    if value is None or abs(value) < WHOLE_FROM:
        return value
    return value.quantize(Decimal(1), rounding, _WIDE_ENOUGH)


def _interval(low: Decimal | None, high: Decimal | None, group: str, point: str) -> str:
    lower = number_text(in_words(low, ROUND_FLOOR), group, point, "−∞")
    upper = number_text(in_words(high, ROUND_CEILING), group, point, "+∞")
    return f"[{lower}; {upper}]"


def interval_vi(low: Decimal | None, high: Decimal | None) -> str:
    """An interval as Vietnamese people write it, rounded outward to whole numbers from a thousand on."""
    return _interval(low, high, ".", ",")


def interval_en(low: Decimal | None, high: Decimal | None) -> str:
    """The same in English."""
    return _interval(low, high, ",", ".")


def _quotes(row: Row) -> str:
    return ", ".join(f"«{quote}»" for quote in row.component_quotes)


def explanation_vi(row: Row, rules: Rules) -> str:
    """Say in Vietnamese what does not meet what, and by how much."""
    method = rules.methods[row.method]
    return (
        f"{method.name[0]}: {method.total[0]} «{row.total_quote}» nằm trong "
        f"{interval_vi(row.total_low, row.total_high)}, {method.components[0]} {_quotes(row)} nằm trong "
        f"{interval_vi(row.components_low, row.components_high)}; {method.gap[0]} "
        f"{number_text(in_words(row.gap, ROUND_FLOOR), '.', ',', '0')} {row.unit or ''} ({row.series})."
    )


def explanation_en(row: Row, rules: Rules) -> str:
    """Say in English what does not meet what, and by how much."""
    method = rules.methods[row.method]
    return (
        f"{method.name[1]}: {method.total[1]} «{row.total_quote}» lies in "
        f"{interval_en(row.total_low, row.total_high)}, {method.components[1]} {_quotes(row)} in "
        f"{interval_en(row.components_low, row.components_high)}; {method.gap[1]} "
        f"{number_text(in_words(row.gap, ROUND_FLOOR), ',', '.', '0')} {row.unit or ''} ({row.series})."
    )


def conflicts(rows: Iterable[Row], rules: Rules) -> list[Conflict]:
    """One conflict a contradicted or waived row, ordered by conflict id."""
    found = [
        Conflict(
            conflict_id=row.conflict_id,
            reconciliation_id=row.reconciliation_id,
            identity_id=row.identity_id,
            method=row.method,
            severity=row.rule_severity,
            status="waived" if row.status == "waived" else "open",
            bulletin_ids=row.bulletin_ids,
            observation_ids=row.member_observation_ids,
            series=row.series,
            gap=row.gap,
            unit=row.unit,
            total_quote=row.total_quote,
            component_quotes=row.component_quotes,
            explanation_vi=explanation_vi(row, rules),
            explanation_en=explanation_en(row, rules),
            waiver_id=row.waiver_id,
        )
        for row in rows
        if row.status in ("contradicted", "waived")
    ]
    return sorted(found, key=lambda conflict: conflict.conflict_id)
