"""What the identities say about each figure: the worst of its rows, and what the others imply for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from expectations.reconciliation.evaluate import Row, sides_of
from expectations.reconciliation.figures import Figure
from expectations.reconciliation.instances import Instance, Term, signed
from expectations.reconciliation.intervals import UNBOUNDED, Interval, decimal_of, total

SEVERITIES = ("fatal", "query", "info")
WORST_FIRST = ("contradicted", "waived", "revised")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row of `quality.figure_verdicts`.

    `unverified` means that nothing equal to it is printed anywhere: it is no pass. `implied_low` and
    `implied_high` are what the other figures leave for this one, pair by pair; null where they leave
    everything, or contradict each other.
    """

    observation_id: str
    bulletin_id: str
    status: str
    severity: str
    reason: str | None
    redundancy: str
    identity_count: int
    reconciliation_ids: tuple[str, ...]
    reported_low: Decimal | None
    reported_high: Decimal | None
    implied_low: Decimal | None
    implied_high: Decimal | None


def _status(figure: Figure, rows: Sequence[Row]) -> tuple[str, str | None]:
    obstacle = figure.obstacle
    if obstacle is not None:
        return "not_evaluated", obstacle
    statuses = {row.status for row in rows}
    for status in WORST_FIRST:
        if status in statuses:
            return status, None
    equal = {row.status for row in rows if row.strength == "equality"}
    for status in ("reconciled_tight", "reconciled"):
        if status in equal:
            return status, None
    return "unverified", _why_unverified(rows)


def _why_unverified(rows: Sequence[Row]) -> str:
    if any(row.status != "not_evaluated" for row in rows):
        return "inequality_only"
    reasons = {row.reason for row in rows}
    for reason in ("component_missing", "key_too_coarse", "unbounded"):
        if reason in reasons:
            return reason
    return "no_identity"


def _redundancy(rows: Sequence[Row]) -> str:
    strengths = {row.strength for row in rows if row.status != "not_evaluated"}
    return "strong" if "equality" in strengths else ("weak" if strengths else "none")


def implied(instance: Instance, term: Term) -> Interval:
    """What the rest of an identity leaves for one of its terms, by the intervals as used."""
    sides = sides_of(instance, printed=False, wide=False)
    if term is instance.total:
        low = None if instance.relation == "at_least" else sides.components.low
        high = None if instance.relation == "at_most" else sides.components.high
        return Interval(low, high)
    if instance.identity.tolerance:
        return UNBOUNDED
    others = total(signed(other, printed=False, wide=False) for other in instance.components if other is not term)
    rest = sides.total.minus(others)
    low = None if instance.relation == "at_most" else rest.low
    high = None if instance.relation == "at_least" else rest.high
    return Interval(low, high).negated() if term.sign == "-" else Interval(low, high)


def _implications(instances: Iterable[Instance]) -> dict[str, list[Interval]]:
    found: dict[str, list[Interval]] = defaultdict(list)
    for instance in instances:
        if not instance.complete and instance.method in ("difference", "product"):
            continue
        for term in (instance.total, *instance.components):
            if term.factor is None:
                found[term.figure.observation_id].append(implied(instance, term))
    return found


def _narrowest(intervals: Iterable[Interval]) -> Interval:
    """What all intervals share; nothing where they contradict each other."""
    found = list(intervals)
    low = max((i.low for i in found if i.low is not None), default=None)
    high = min((i.high for i in found if i.high is not None), default=None)
    return UNBOUNDED if low is not None and high is not None and low > high else Interval(low, high)


def _verdict(figure: Figure, rows: Sequence[Row], intervals: Iterable[Interval]) -> Verdict:
    status, reason = _status(figure, rows)
    rest = _narrowest(intervals)
    evaluated = [row for row in rows if row.status != "not_evaluated"]
    return Verdict(
        observation_id=figure.observation_id,
        bulletin_id=figure.bulletin_id,
        status=status,
        severity=min((row.severity for row in rows), key=SEVERITIES.index, default="info"),
        reason=reason,
        redundancy=_redundancy(rows),
        identity_count=len(evaluated),
        reconciliation_ids=tuple(sorted(row.reconciliation_id for row in rows)),
        reported_low=decimal_of(figure.used.hard.low),
        reported_high=decimal_of(figure.used.hard.high),
        implied_low=decimal_of(rest.low),
        implied_high=decimal_of(rest.high),
    )


def verdicts(figures: Iterable[Figure], rows: Iterable[Row], instances: Sequence[Instance]) -> list[Verdict]:
    """One verdict a figure, ordered by observation id."""
    of_figure: Mapping[str, list[Row]] = defaultdict(list)
    for row in rows:
        for member in row.member_observation_ids:
            of_figure[member].append(row)
    implications = _implications(instances)
    found = [
        _verdict(figure, of_figure[figure.observation_id], implications.get(figure.observation_id, ()))
        for figure in figures
    ]
    return sorted(found, key=lambda verdict: verdict.observation_id)
