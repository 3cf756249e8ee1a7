"""Contradictions as a person reads them, in Vietnamese and English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from expectations.reconciliation.evaluate import Row
from expectations.reconciliation.figures import Figure
from expectations.reconciliation.identities import Rules, Waiver
from expectations.reconciliation.network.publishing import ToldConflict
from expectations.reconciliation.wording import in_words, interval_en, interval_vi, number_text


@dataclass(frozen=True, slots=True)
class Conflict:
    """One row of `quality.conflicts`: figures that cannot all be right.

    Attributes:
        status: open, waived; or revised where the revision bands let the figures agree.
        observation_ids: the figures that take part.
        reconciliation_ids: the identities that take part.
        suspect_ids: the likeliest smallest set of figures to doubt.
        series: that of the first suspect, in Vietnamese.
        gap: how far the first suspect is from what the rest implies, in `unit`.
        strain: the smallest common widening of all intervals that would do.
        revision_band, revision_needed: fractions; null without a link between bulletins.
        proof_vi, proof_en: the proof, a line a step.
        min_sets, certificate: the same for machines, as JSON.
    """

    conflict_id: str
    severity: str
    status: str
    bulletin_ids: tuple[str, ...]
    observation_ids: tuple[str, ...]
    reconciliation_ids: tuple[str, ...]
    suspect_ids: tuple[str, ...]
    series: str
    unit: str | None
    gap: Decimal | None
    strain: Decimal | None
    revision_band: Decimal | None
    revision_needed: Decimal | None
    quotes: tuple[str, ...]
    explanation_vi: str
    explanation_en: str
    proof_vi: str
    proof_en: str
    min_sets: str | None
    certificate: str | None
    certificate_verified: bool | None
    waiver_id: str | None


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


def conflicts(
    rows: Iterable[Row],
    figures: Mapping[str, Figure],
    told: Iterable[ToldConflict],
    waivers: Mapping[str, Waiver],
    rules: Rules,
) -> list[Conflict]:
    """The network's conflicts, and each contradicted identity that it knows no conflict of, by conflict id.

    Args:
        rows: what each identity says.
        figures: all figures by id.
        told: the network's conflicts.
        waivers: the steward's that hold, by conflict.
        rules: the reference tables.
    """
    rows_of: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.conflict_id is not None:
            rows_of[row.conflict_id].append(row)
    known = {conflict.conflict_id: conflict for conflict in told}
    found = [_of_network(conflict, rows_of[conflict.conflict_id], waivers) for conflict in known.values()]
    found += [_of_identity(own[0], figures, rules) for key, own in rows_of.items() if key not in known]
    return sorted(found, key=lambda conflict: conflict.conflict_id)


def _of_network(told: ToldConflict, rows: Iterable[Row], waivers: Mapping[str, Waiver]) -> Conflict:
    waiver = waivers.get(told.conflict_id) if told.status in ("contradicted", "revised") else None
    status = "revised" if told.status == "revised" else ("open" if waiver is None else "waived")
    shared = {name: getattr(told, name) for name in ToldConflict.__dataclass_fields__ if name in _SHARED}
    return Conflict(
        **shared,
        status=status,
        reconciliation_ids=tuple(sorted(row.reconciliation_id for row in rows)),
        waiver_id=None if waiver is None else waiver.waiver_id,
    )


_SHARED = frozenset(Conflict.__dataclass_fields__) - {"status", "reconciliation_ids", "waiver_id"}


def _of_identity(row: Row, figures: Mapping[str, Figure], rules: Rules) -> Conflict:
    """A contradiction that a single identity shows and that is too fine for the network's floating point."""
    assert row.conflict_id is not None
    vietnamese, english = explanation_vi(row, rules), explanation_en(row, rules)
    return Conflict(
        conflict_id=row.conflict_id,
        severity=row.rule_severity,
        status="waived" if row.status == "waived" else "open",
        bulletin_ids=row.bulletin_ids,
        observation_ids=row.member_observation_ids,
        reconciliation_ids=(row.reconciliation_id,),
        suspect_ids=(),
        series=row.series,
        unit=row.unit,
        gap=row.gap,
        strain=None,
        revision_band=row.revision_band,
        revision_needed=row.revision_needed,
        quotes=tuple(figures[member].quote for member in row.member_observation_ids),
        explanation_vi=vietnamese,
        explanation_en=english,
        proof_vi=vietnamese,
        proof_en=english,
        min_sets=None,
        certificate=None,
        certificate_verified=None,
        waiver_id=row.waiver_id,
    )
