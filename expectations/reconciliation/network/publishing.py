"""What the network found, as the flat rows that tables hold: exact decimals, text, and JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.identities import Rules
from expectations.reconciliation.intervals import decimal_of
from expectations.reconciliation.network.edits import Edit
from expectations.reconciliation.network.results import NetworkConflict, Proof, Solution, Suspects
from expectations.reconciliation.network.telling import repair_text, series_name, summary, told

_SIX_PLACES = Decimal("0.000001")
_LARGEST = 10**20


@dataclass(frozen=True, slots=True)
class ToldConflict:
    """A conflict of the network with everything that is said of it; see `quality.conflicts`."""

    conflict_id: str
    status: str
    severity: str
    bulletin_ids: tuple[str, ...]
    observation_ids: tuple[str, ...]
    edit_ids: tuple[str, ...]
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
    min_sets: str
    certificate: str
    certificate_verified: bool


@dataclass(frozen=True, slots=True)
class SuspectRow:
    """One figure of one smallest set of one conflict; see `quality.conflict_suspects`.

    `repair_*` is the likeliest misprint that would let the figures agree; null where none is known.
    """

    conflict_id: str
    set_rank: int
    set_size: int
    observation_id: str
    bulletin_id: str
    quote: str
    implied_low: Decimal | None
    implied_high: Decimal | None
    repair_kind: str | None
    repair_text: str | None
    repair_value: Decimal | None
    other_repairs: tuple[str, ...]


def told_conflicts(
    solutions: Iterable[Solution], figures: Mapping[str, Figure], edits: Mapping[str, Edit], rules: Rules
) -> Iterator[ToldConflict]:
    """Every conflict with its words."""
    for solution in solutions:
        for conflict in solution.conflicts:
            yield _told_conflict(conflict, figures, edits, rules)


def _told_conflict(
    conflict: NetworkConflict, figures: Mapping[str, Figure], edits: Mapping[str, Edit], rules: Rules
) -> ToldConflict:
    explanations = summary(conflict, figures, rules)
    proofs = told(conflict, figures, edits, rules)
    suspects = conflict.suspects[0].observation_ids if conflict.suspects else ()
    first = figures[(suspects or conflict.figures)[0]]
    return ToldConflict(
        conflict_id=conflict.conflict_id,
        status=conflict.status,
        severity=conflict.severity,
        bulletin_ids=conflict.bulletin_ids,
        observation_ids=conflict.figures,
        edit_ids=conflict.edits,
        suspect_ids=suspects,
        series=series_name(first, rules, 0),
        unit=first.unit,
        gap=conflict.gap,
        strain=None if conflict.strain is None else Decimal(f"{conflict.strain:.4f}"),
        revision_band=decimal_of(conflict.band),
        revision_needed=decimal_of(conflict.band_needed),
        quotes=tuple(figures[figure].quote for figure in conflict.figures),
        explanation_vi=explanations[0],
        explanation_en=explanations[1],
        proof_vi=proofs[0],
        proof_en=proofs[1],
        min_sets=_json([_set(found) for found in conflict.suspects]),
        certificate=_json(_certificate(conflict.proof)),
        certificate_verified=conflict.proof.is_verified,
    )


def suspect_rows(solutions: Iterable[Solution], figures: Mapping[str, Figure]) -> Iterator[SuspectRow]:
    """Every figure of every smallest set, with what the rest implies and the likeliest repairs."""
    for solution in solutions:
        for conflict in solution.conflicts:
            for found in conflict.suspects:
                for place, figure in enumerate(found.observation_ids):
                    yield _suspect_row(conflict.conflict_id, found, place, figures[figure])


def _suspect_row(conflict_id: str, found: Suspects, place: int, figure: Figure) -> SuspectRow:
    own = [repair for repair in found.repairs if repair.observation_id == figure.observation_id]
    first = own[0] if own else None
    return SuspectRow(
        conflict_id=conflict_id,
        set_rank=found.rank,
        set_size=len(found.observation_ids),
        observation_id=figure.observation_id,
        bulletin_id=figure.bulletin_id,
        quote=figure.quote,
        implied_low=found.implied_low[place],
        implied_high=found.implied_high[place],
        repair_kind=None if first is None else first.kind,
        repair_text=None if first is None else repair_text(first),
        repair_value=None if first is None else _storable(first.value),
        other_repairs=tuple(repair_text(repair) for repair in own[1:]),
    )


def _storable(value: Decimal) -> Decimal | None:
    """A value with the six decimals of the warehouse; ``None`` where it is beyond what is stored."""
    return value.quantize(_SIX_PLACES) if abs(value) < _LARGEST else None


def _set(found: Suspects) -> dict[str, Any]:
    return {
        "rank": found.rank,
        "observation_ids": list(found.observation_ids),
        "implied": [
            {"low": _text(low), "high": _text(high)}
            for low, high in zip(found.implied_low, found.implied_high, strict=True)
        ],
        "cost": found.cost,
        "repairs": [
            {
                "observation_id": repair.observation_id,
                "kind": repair.kind,
                "value_text": repair.value_text,
                "value": _text(repair.value),
                "other_observation_id": repair.other_id,
            }
            for repair in found.repairs
        ],
    }


def _certificate(proof: Proof) -> dict[str, Any]:
    return {
        "terms": [
            {
                "observation_id": term.observation_id,
                "reconciliation_id": term.edit_id,
                "side": term.side,
                "weight": str(term.weight),
                "low": _text(term.low),
                "high": _text(term.high),
            }
            for term in proof.terms
        ],
        "excess": str(proof.excess),
        "verified": proof.is_verified,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
