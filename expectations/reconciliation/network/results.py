"""What the network found: plain values, one `Solution` a component."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from expectations.reconciliation.instances import Form

Agreement = Literal["reconciled", "reconciled_tight", "revised", "contradicted"]
"""What it takes for the figures to agree: their intervals, wide intervals, revision bands; or nothing does."""


@dataclass(frozen=True, slots=True)
class Implied:
    """What all figures together leave for a level, plan or base; a missing bound is none."""

    form: Form
    observation_id: str
    factor_id: str | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class FigureFinding:
    """One figure of the component.

    `rest_low` and `rest_high` are what the other figures leave for it (without it, and without the suspects
    of contradictions). `is_tight` says that it takes part in what only the wide intervals let agree.
    `is_own` is false for a figure that a part of a large component borrows from another bulletin.
    """

    observation_id: str
    rest_low: Decimal | None
    rest_high: Decimal | None
    is_tight: bool
    conflict_ids: tuple[str, ...]
    is_suspect: bool
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class RepairCandidate:
    """A misprint of one suspect that would let the figures agree, or another series that it may be of.

    `other_id` is the figure it changed places with (`exchanged`), or whose series it is of (`series`).
    """

    observation_id: str
    kind: str
    value_text: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    cost: float
    other_id: str | None = None


@dataclass(frozen=True, slots=True)
class Suspects:
    """One smallest set of figures without which the rest agree; `rank` 1 is the likeliest.

    The implied intervals are what the rest leaves for each figure, in the order of `observation_ids`.
    """

    rank: int
    observation_ids: tuple[str, ...]
    implied_low: tuple[Decimal | None, ...]
    implied_high: tuple[Decimal | None, ...]
    cost: float
    repairs: tuple[RepairCandidate, ...]


@dataclass(frozen=True, slots=True)
class ProofTerm:
    """One row of a certificate: which bound of which figure or edit, and with what whole weight."""

    observation_id: str | None
    edit_id: str | None
    side: str
    weight: int
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Proof:
    """Why the figures cannot all be right: a sum of their bounds that is impossible, checked in whole numbers."""

    terms: tuple[ProofTerm, ...]
    excess: int
    is_verified: bool


@dataclass(frozen=True, slots=True)
class NetworkConflict:
    """Figures that contradict each other, through one identity or several.

    Attributes:
        conflict_id: hash of the figures and edits of all its contradictions, so that it survives a rebuild.
        status: contradicted, or revised where the revision bands let the figures agree.
        severity: fatal inside one bulletin where every edit of the proof is firm; else query.
        figures: those that take part.
        edits: those of the proof.
        suspects: the smallest sets, likeliest first; empty where too many figures would have to be wrong.
        is_complete: whether all smallest sets are listed.
        gap: how far the first suspect's interval is from what the rest implies, in its unit.
        strain: the smallest common widening of all intervals that would do; null if none does.
        band, band_needed: the revision allowed and needed, in parts per million; null without a link.
    """

    conflict_id: str
    status: Agreement
    severity: str
    bulletin_ids: tuple[str, ...]
    figures: tuple[str, ...]
    edits: tuple[str, ...]
    suspects: tuple[Suspects, ...]
    is_complete: bool
    gap: Decimal | None
    strain: float | None
    band: int | None
    band_needed: int | None
    proof: Proof


@dataclass(frozen=True, slots=True)
class RoundPlans:
    """The coarsest round numbers that plans can be; told only where one set of them is possible."""

    edit_id: str
    grid: Decimal
    observation_ids: tuple[str, ...]
    plans: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """All that was found about one component."""

    component_id: str
    agreement: Agreement
    figures: tuple[FigureFinding, ...]
    implied: tuple[Implied, ...]
    conflicts: tuple[NetworkConflict, ...]
    round_plans: tuple[RoundPlans, ...]
