"""Evaluate identities: both intervals, what they share, how far they are apart, and what that means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.identifiers import reconciliation_id, short_hash
from expectations.reconciliation.identities import Rules, SeriesLink, Waiver
from expectations.reconciliation.instances import Instance, signed
from expectations.reconciliation.intervals import (
    MILLION,
    UNBOUNDED,
    Interval,
    decimal_of,
    excess,
    gap,
    overlap,
    total,
)
from expectations.reconciliation.links import link_instances
from expectations.reconciliation.matching import Bulletins, table_instances
from expectations.reconciliation.network.view import Network
from expectations.reconciliation.shares import printed_shares
from expectations.reconciliation.statements import statement_instances

COMPONENT_MISSING = "component_missing"
NO_BOUND = "unbounded"
KEY_TOO_COARSE = "key_too_coarse"
WHOLE_MISSING = "whole_missing"
WHOLE_UNCLEAR = "whole_unclear"
RELATION_SIGNS = {"equal": "=", "at_most": ">=", "at_least": "<="}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of `quality.reconciliation`: an identity met in the figures, and what came of it.

    Intervals are of the figures as used (corrected); `status_as_printed` is what they say uncorrected. For a
    difference or a sum with signs the components' interval is that of the signed sum. Lists of ids and
    quotes are in the order of the components. `conflict_id` names the conflict that the identity takes part
    in: one of the network, or its own where the network knows none.
    """

    reconciliation_id: str
    conflict_id: str | None
    identity_id: str
    kind: str
    method: str
    strength: str
    qualifier: str | None
    level: int
    rule_severity: str
    severity: str
    status: str
    reason: str | None
    status_as_printed: str
    domain: str
    indicator: str | None
    item: str | None
    season: str | None
    coverage: str | None
    partner: str | None
    ref_area: str | None
    place: str | None
    unit: str | None
    period_start: date | None
    period_end: date | None
    time_period: str | None
    series: str
    expression: str
    total_observation_id: str
    component_observation_ids: tuple[str, ...]
    member_observation_ids: tuple[str, ...]
    bulletin_ids: tuple[str, ...]
    total_low: Decimal | None
    total_high: Decimal | None
    components_low: Decimal | None
    components_high: Decimal | None
    total_low_wide: Decimal | None
    total_high_wide: Decimal | None
    components_low_wide: Decimal | None
    components_high_wide: Decimal | None
    overlap_low: Decimal | None
    overlap_high: Decimal | None
    gap: Decimal | None
    revision_band: Decimal | None
    revision_needed: Decimal | None
    total_quote: str
    component_quotes: tuple[str, ...]
    waiver_id: str | None


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of an instance in one tier."""

    total: Interval
    components: Interval

    def gap(self, relation: str) -> int:
        """How far the relation is missed; 0 where it can hold."""
        if relation == "at_most":
            return excess(self.components.low, self.total.high)
        if relation == "at_least":
            return excess(self.total.low, self.components.high)
        return gap(self.total, self.components)

    def tests_something(self, relation: str) -> bool:
        """Whether some bounds could miss the relation at all."""
        at_most = self.components.low is not None and self.total.high is not None
        at_least = self.total.low is not None and self.components.high is not None
        return {"at_most": at_most, "at_least": at_least}.get(relation, at_most or at_least)

    def shared(self, relation: str) -> Interval | None:
        """What the total can be if the relation holds."""
        if relation == "at_most":
            return overlap(self.total, Interval(self.components.low, None))
        if relation == "at_least":
            return overlap(self.total, Interval(None, self.components.high))
        return overlap(self.total, self.components)


def sides_of(instance: Instance, *, printed: bool, wide: bool) -> Sides:
    """Add up the components, with the identity's tolerance."""
    components = total_of = total(signed(term, printed, wide) for term in instance.components)
    if instance.identity.tolerance:
        components = total_of.widened(instance.identity.tolerance)
    return Sides(signed(instance.total, printed, wide), components)


def _outcome(instance: Instance, rules: Rules, *, printed: bool) -> tuple[str, str | None]:
    """Status and reason of an instance, waivers aside."""
    if not instance.is_testable:
        return "not_evaluated", _why_untestable(instance)
    hard = sides_of(instance, printed=printed, wide=False)
    wide = sides_of(instance, printed=printed, wide=True)
    status = _meeting(instance, hard, wide, _band(instance, rules))
    if status != "contradicted" and not instance.complete:
        return "not_evaluated", COMPONENT_MISSING
    if status == "contradicted" and not instance.can_contradict:
        return "not_evaluated", KEY_TOO_COARSE
    if not hard.tests_something(instance.relation):
        return "not_evaluated", NO_BOUND
    return status, None


def _why_untestable(instance: Instance) -> str:
    if instance.method != "share":
        return COMPONENT_MISSING
    return WHOLE_MISSING if instance.conclusive else WHOLE_UNCLEAR


def outcome_of(instance: Instance, rules: Rules) -> str:
    """The status of an instance by itself, by the figures as used."""
    return _outcome(instance, rules, printed=False)[0]


def _meeting(instance: Instance, hard: Sides, wide: Sides, band: int | None) -> str:
    relation = instance.relation
    if hard.gap(relation) == 0:
        return "reconciled"
    if wide.gap(relation) == 0:
        return "reconciled_tight"
    if band is not None and Sides(wide.total, wide.components.widened(band)).gap(relation) == 0:
        return "revised"
    return "contradicted"


def _band(instance: Instance, rules: Rules) -> int | None:
    return None if instance.bands is None else rules.revision_bands.get(instance.bands)


def _revision_needed(instance: Instance, hard: Sides, wide: Sides) -> Decimal | None:
    """The smallest revision of the earlier vintage, as a fraction, that lets both meet."""
    if instance.bands is None or hard.gap(instance.relation) == 0 or wide.gap(instance.relation) == 0:
        return None
    above = excess(wide.components.low, wide.total.high)
    moved = wide.components.low if above else wide.components.high
    distance = wide.gap(instance.relation)
    if not moved:
        return None
    return decimal_of(-(-distance * MILLION // abs(moved)))


def _severity(status: str, rule_severity: str) -> str:
    if status == "contradicted":
        return rule_severity
    return "query" if status == "revised" else "info"


def series_text(figure: Figure, rules: Rules) -> str:
    """The series in Vietnamese, with area, place and period."""
    codes = (
        ("indicator", figure.indicator),
        ("item", figure.item),
        ("season", figure.season),
        ("coverage", figure.coverage),
    )
    names = [rules.names.get((kind, code), code) for kind, code in codes if code is not None]
    where = [part for part in (figure.partner, figure.ref_area, figure.place) if part is not None]
    return f"{'; '.join([*names, *where])}; {figure.period_start}/{figure.period_end}"


def expression(instance: Instance) -> str:
    """The instance in codes: ``trade_turnover = export_turnover + import_turnover``."""
    parts = [f"{'' if number == 0 else f' {term.sign} '}{term.label}" for number, term in
             enumerate(instance.components)]  # fmt: skip
    return f"{instance.total.label} {RELATION_SIGNS[instance.relation]} {''.join(parts)}"


def _row(instance: Instance, rules: Rules, network: Network, waivers: Mapping[str, Waiver]) -> Row:
    status, reason = _outcome(instance, rules, printed=False)
    printed_status, _ = _outcome(instance, rules, printed=True)
    hard = sides_of(instance, printed=False, wide=False)
    wide = sides_of(instance, printed=False, wide=True)
    shared = hard.shared(instance.relation) or UNBOUNDED
    if not instance.is_testable:
        hard, wide, shared = Sides(hard.total, UNBOUNDED), Sides(wide.total, UNBOUNDED), UNBOUNDED
    members = tuple(sorted(figure.observation_id for figure in instance.members))
    figure = instance.total.figure
    key = (instance.identity.identity_id, instance.method, instance.qualifier or "", figure.observation_id)
    row_id = reconciliation_id(*key, members)
    conflict = network.conflict_of(row_id, status, members)
    own = short_hash("conflict", *key, *members) if status == "contradicted" else None
    conflict_id = own if conflict is None else conflict.conflict_id
    waiver = waivers.get(conflict_id or "") if status == "contradicted" else None
    status = status if waiver is None else "waived"
    rule_severity = instance.severity
    band = _band(instance, rules)
    return Row(
        reconciliation_id=row_id,
        conflict_id=conflict_id,
        identity_id=instance.identity.identity_id,
        kind=instance.identity.kind,
        method=instance.method,
        strength=rules.methods[instance.method].strength,
        qualifier=instance.qualifier,
        level=instance.identity.level,
        rule_severity=rule_severity,
        severity=_severity(status, rule_severity),
        status=status,
        reason=reason,
        status_as_printed=printed_status,
        domain=figure.domain,
        indicator=figure.indicator,
        item=figure.item,
        season=figure.season,
        coverage=figure.coverage,
        partner=figure.partner,
        ref_area=figure.ref_area,
        place=figure.place,
        unit=figure.unit,
        period_start=figure.period_start,
        period_end=figure.period_end,
        time_period=figure.time_period,
        series=series_text(figure, rules),
        expression=expression(instance),
        total_observation_id=figure.observation_id,
        component_observation_ids=tuple(term.figure.observation_id for term in instance.components),
        member_observation_ids=members,
        bulletin_ids=tuple(sorted({figure.bulletin_id for figure in instance.members})),
        total_low=decimal_of(hard.total.low),
        total_high=decimal_of(hard.total.high),
        components_low=decimal_of(hard.components.low),
        components_high=decimal_of(hard.components.high),
        total_low_wide=decimal_of(wide.total.low),
        total_high_wide=decimal_of(wide.total.high),
        components_low_wide=decimal_of(wide.components.low),
        components_high_wide=decimal_of(wide.components.high),
        overlap_low=decimal_of(shared.low),
        overlap_high=decimal_of(shared.high),
        gap=decimal_of(hard.gap(instance.relation)) if instance.is_testable else None,
        revision_band=decimal_of(band),
        revision_needed=_revision_needed(instance, hard, wide),
        total_quote=instance.total.quote,
        component_quotes=tuple(term.quote for term in instance.components),
        waiver_id=None if waiver is None else waiver.waiver_id,
    )


def holding_waivers(waivers: Iterable[Waiver], as_of: date | None) -> dict[str, Waiver]:
    """The waiver of each conflict that still holds; of several the one that lasts longest."""
    chosen: dict[str, Waiver] = {}
    lasting = sorted(waivers, key=lambda waiver: waiver.waiver_id)
    for waiver in sorted(lasting, key=lambda waiver: waiver.expires_on or date.max, reverse=True):
        if waiver.holds(as_of):
            chosen.setdefault(waiver.conflict_id, waiver)
    return chosen


def instances_of(figures: Iterable[Figure], rules: Rules, links: Sequence[SeriesLink] = ()) -> list[Instance]:
    """Every identity that the figures meet in."""
    bulletins = Bulletins(figures)
    return [
        *table_instances(bulletins, rules),
        *statement_instances(bulletins, rules),
        *printed_shares(bulletins, rules),
        *link_instances(bulletins, links, rules),
    ]


def evaluate(
    instances: Iterable[Instance],
    rules: Rules,
    network: Network,
    waivers: Mapping[str, Waiver],
) -> list[Row]:
    """Evaluate instances into rows of `quality.reconciliation`, ordered by id.

    Args:
        instances: what `instances_of` found.
        rules: the reference tables.
        network: what the figures say together.
        waivers: the steward's that hold, by conflict.
    """
    rows = [_row(instance, rules, network, waivers) for instance in instances]
    return sorted(rows, key=lambda row: row.reconciliation_id)
