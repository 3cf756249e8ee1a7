"""What the identities say about each figure: the worst of its rows, and what the others imply for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from expectations.reconciliation.evaluate import Row, sides_of
from expectations.reconciliation.figures import Figure
from expectations.reconciliation.identities import Waiver
from expectations.reconciliation.instances import Instance, Term, signed
from expectations.reconciliation.intervals import UNBOUNDED, Interval, decimal_of, total
from expectations.reconciliation.network.results import FigureFinding, NetworkConflict
from expectations.reconciliation.network.view import Network

SEVERITIES = ("fatal", "query", "info")
WORST_FIRST = ("contradicted", "waived", "revised")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row of `quality.figure_verdicts`.

    `unverified` means that nothing equal to it is printed anywhere: it is no pass. `implied_low` and
    `implied_high` are what the other figures leave for this one: all of them together where the network
    holds it, else pair by pair; null where they leave everything, or contradict each other. `is_suspect`
    says that it is in a smallest set of figures that would explain a conflict.
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
    is_suspect: bool
    conflict_ids: tuple[str, ...]


def _status(figure: Figure, rows: Sequence[Row], of_network: Collection[str]) -> tuple[str, str | None]:
    obstacle = figure.obstacle
    if obstacle is not None:
        return "not_evaluated", obstacle
    statuses = {row.status for row in rows} | set(of_network)
    for status in WORST_FIRST:
        if status in statuses:
            return status, None
    equal = {row.status for row in rows if row.strength == "equality"} | set(of_network)
    for status in ("reconciled_tight", "reconciled"):
        if status in equal:
            return status, None
    return "unverified", _why_unverified(rows)


def _why_unverified(rows: Sequence[Row]) -> str:
    if any(row.status != "not_evaluated" for row in rows):
        return "inequality_only"
    reasons = {row.reason for row in rows}
    for reason in ("component_missing", "whole_unclear", "whole_missing", "key_too_coarse", "unbounded"):
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
        for term in (instance.total, *instance.components) if instance.is_testable else ():
            if term.factor is None:
                found[term.figure.observation_id].append(implied(instance, term))
    return found


def _narrowest(intervals: Iterable[Interval]) -> Interval:
    """What all intervals share; nothing where they contradict each other."""
    found = list(intervals)
    low = max((i.low for i in found if i.low is not None), default=None)
    high = min((i.high for i in found if i.high is not None), default=None)
    return UNBOUNDED if low is not None and high is not None and low > high else Interval(low, high)


def _verdict(
    figure: Figure,
    rows: Sequence[Row],
    intervals: Iterable[Interval],
    network: Network,
    waivers: Mapping[str, Waiver],
) -> Verdict:
    finding = network.findings.get(figure.observation_id)
    own = network.of_figure(figure.observation_id)
    status, reason = _status(figure, rows, _network_statuses(finding, own, waivers))
    rest = _narrowest(intervals)
    low, high = decimal_of(rest.low), decimal_of(rest.high)
    if finding is not None:
        low, high = finding.rest_low, finding.rest_high
    severities = [row.severity for row in rows] + [c.severity for c in own if c.conflict_id not in waivers]
    return Verdict(
        observation_id=figure.observation_id,
        bulletin_id=figure.bulletin_id,
        status=status,
        severity=min(severities, key=SEVERITIES.index, default="info"),
        reason=reason,
        redundancy=_redundancy(rows),
        identity_count=len([row for row in rows if row.status != "not_evaluated"]),
        reconciliation_ids=tuple(sorted(row.reconciliation_id for row in rows)),
        reported_low=decimal_of(figure.used.hard.low),
        reported_high=decimal_of(figure.used.hard.high),
        implied_low=low,
        implied_high=high,
        is_suspect=finding is not None and finding.is_suspect,
        conflict_ids=() if finding is None else finding.conflict_ids,
    )


def _network_statuses(
    finding: FigureFinding | None, conflicts: Iterable[NetworkConflict], waivers: Mapping[str, Waiver]
) -> set[str]:
    """What the network says of a figure; a waived contradiction is waived."""
    statuses = {"waived" if c.status == "contradicted" and c.conflict_id in waivers else c.status for c in conflicts}
    return statuses | ({"reconciled_tight"} if finding is not None and finding.is_tight else set())


def verdicts(
    figures: Iterable[Figure],
    rows: Iterable[Row],
    instances: Sequence[Instance],
    network: Network,
    waivers: Mapping[str, Waiver],
) -> list[Verdict]:
    """One verdict a figure, ordered by observation id.

    Args:
        figures: all figures.
        rows: what each identity says.
        instances: the identities, for what they imply pair by pair.
        network: what the figures say together.
        waivers: the steward's that hold, by conflict.
    """
    of_figure: Mapping[str, list[Row]] = defaultdict(list)
    for row in rows:
        for member in row.member_observation_ids:
            of_figure[member].append(row)
    implications = _implications(instances)
    found = [
        _verdict(
            figure, of_figure[figure.observation_id], implications.get(figure.observation_id, ()), network, waivers
        )
        for figure in figures
    ]
    return sorted(found, key=lambda verdict: verdict.observation_id)
