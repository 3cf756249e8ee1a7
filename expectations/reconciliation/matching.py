"""Which figures of one bulletin meet in an identity of the reference table.

They meet where unit, place, area, partner and the start of the period are the same, the ends of the periods
are at most 31 days apart (the nearest counts, and two different month ends are two windows, not one), and
item, season and coverage are as the identity says. An unstated coverage is the same unstated scope inside
one bulletin. Only levels of what happened meet, and of a repeated figure only the most precise.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from expectations.reconciliation.figures import LARGEST_FACTOR, Figure, Series, repetition_of
from expectations.reconciliation.identities import Component, Identity, Rules
from expectations.reconciliation.instances import (
    Instance,
    Relation,
    base_term,
    level_term,
    plan_term,
    product_term,
)

NEAR_DAYS = 31
BASES = ("same_period_previous_year", "previous_period", "previous_year_end")
_NO_WIDTH = 10**40


def ends_its_month(day: date) -> bool:
    """Say whether a day is the last of its month."""
    return day.day == monthrange(day.year, day.month)[1]


def ends_meet(left: date, right: date) -> bool:
    """Say whether two ends of periods are near enough to mean one window (the 31-day rule)."""
    if left == right:
        return True
    near = abs((left - right).days) <= NEAR_DAYS
    return near and not (ends_its_month(left) and ends_its_month(right))


def width_rank(figure: Figure) -> int:
    """Width of the interval as used, for choosing the more precise of two figures."""
    width = figure.used.hard.width
    return _NO_WIDTH if width is None else width


class Bulletins:
    """The figures of all bulletins, found by what identities ask for."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self.usable: list[Figure] = [figure for figure in figures if figure.obstacle is None]
        self.levels: list[Figure] = [figure for figure in self.usable if figure.is_level]
        self._levels: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
        for figure in self.levels:
            self._levels[figure.bulletin_id, figure.indicator, figure.period_start].append(figure)
        self._by_indicator: dict[str | None, list[Figure]] = defaultdict(list)
        for figure in self.levels:
            self._by_indicator[figure.indicator].append(figure)
        self._of_statement: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        for figure in self.usable:
            if figure.measure != "level":
                self._of_statement[figure.bulletin_id, figure.statement_id].append(figure)

        self._rivals = _rivals(self.levels)

    def has_rival(self, figure: Figure) -> bool:
        """Whether the bulletin prints another value for the same series and period: then the key is too coarse."""
        return repetition_of(figure) in self._rivals

    def levels_of(self, indicator: str) -> Sequence[Figure]:
        """Every level of an indicator."""
        return self._by_indicator.get(indicator, ())

    def companions(self, total: Figure, indicator: str) -> Sequence[Figure]:
        """Levels of an indicator in the total's bulletin whose periods start on the same day."""
        return self._levels.get((total.bulletin_id, indicator, total.period_start), ())

    def plans(self, level: Figure) -> dict[str, Figure]:
        """The plan attainments of a level's statement, by the authority that set the plan ('' unnamed)."""
        figures = (f for f in self._percentages(level) if f.measure == "plan_attainment")
        return _narrowest(figures, lambda figure: figure.plan_authority or "")

    def bases(self, level: Figure) -> dict[str, Figure]:
        """The growths, or ratios to the base, of a level's statement, by basis."""
        figures = (f for f in self._percentages(level) if f.measure in ("growth", "ratio") and f.basis in BASES)
        return _narrowest(figures, lambda figure: figure.basis or "")

    def share(self, level: Figure) -> Figure | None:
        """The share of a whole that a level's statement prints: of several the narrowest, then the first."""
        shares = (f for f in self._percentages(level) if f.measure == "share")
        return min(shares, key=lambda figure: (width_rank(figure), figure.start), default=None)

    def changes(self, level: Figure) -> Sequence[Figure]:
        """The printed absolute changes of a level's statement, in the level's unit."""
        return [
            figure
            for figure in self._of_statement.get((level.bulletin_id, level.observation_id), ())
            if figure.measure == "change" and figure.unit == level.unit and figure.role == "actual"
        ]

    def _percentages(self, level: Figure) -> Iterator[Figure]:
        for figure in self._of_statement.get((level.bulletin_id, level.observation_id), ()):
            if figure.unit == "percent" and figure.role == "actual":
                yield figure


def _rivals(levels: Iterable[Figure]) -> set[Series]:
    """Series and periods whose figures do not all share a value, even by their wide intervals."""
    lows: dict[Series, int] = {}
    highs: dict[Series, int] = {}
    for figure in levels:
        key, wide = repetition_of(figure), figure.used.wide
        if wide.low is not None:
            lows[key] = max(wide.low, lows.get(key, wide.low))
        if wide.high is not None:
            highs[key] = min(wide.high, highs.get(key, wide.high))
    return {key for key, low in lows.items() if key in highs and low > highs[key]}


def _narrowest(figures: Iterable[Figure], key: Callable[[Figure], str]) -> dict[str, Figure]:
    chosen: dict[str, Figure] = {}
    for figure in sorted(figures, key=lambda figure: (width_rank(figure), figure.start)):
        chosen.setdefault(key(figure), figure)
    return chosen


def in_one_window(left: Figure, right: Figure) -> bool:
    """Whether two figures whose periods begin together mean one window."""
    assert left.period_end is not None
    assert right.period_end is not None
    return left.observation_id != right.observation_id and ends_meet(left.period_end, right.period_end)


def _same_context(total: Figure, part: Figure) -> bool:
    same = (part.ref_area, part.place, part.partner) == (total.ref_area, total.place, total.partner)
    return same and in_one_window(total, part)


def _find(identity: Identity, component: Component, total: Figure, bulletins: Bulletins, rules: Rules) -> Figure | None:
    """The figure that stands at one place of the identity: nearest end, then narrowest, then first.

    A sum is of one unit; the units of a product (t = ha × t/ha) are compared when both factors are known.
    """
    assert identity.total is not None
    sentence_only = identity.total.indicator in rules.shared_keys
    candidates = [
        part
        for part in bulletins.companions(total, component.key.indicator)
        if component.key.admits(part)
        and component.key.same_as(total, part)
        and _same_context(total, part)
        and (identity.kind == "product" or part.unit == total.unit)
        and (not sentence_only or part.sentence_start == total.sentence_start)
    ]
    return min(candidates, key=lambda part: (end_distance(total, part), width_rank(part), part.start), default=None)


def end_distance(total: Figure, part: Figure) -> int:
    """Days between the ends of two periods."""
    assert total.period_end is not None
    assert part.period_end is not None
    return abs((total.period_end - part.period_end).days)


def table_instances(bulletins: Bulletins, rules: Rules) -> Iterator[Instance]:
    """Every instance of the identities of the reference table, with those of implied plans and bases."""
    for identity in rules.identities:
        if identity.total is None:
            continue
        for total in bulletins.levels_of(identity.total.indicator):
            if identity.total.admits(total):
                yield from _instances(identity, total, bulletins, rules)


def _instances(identity: Identity, total: Figure, bulletins: Bulletins, rules: Rules) -> Iterator[Instance]:
    found = [
        (component, part)
        for component in identity.components
        if (part := _find(identity, component, total, bulletins, rules)) is not None
    ]
    if not found:
        return
    complete = len(found) == len(identity.components)
    if identity.kind == "product":
        yield from _product_instances(identity, total, [part for _, part in found], bulletins, complete)
    elif identity.kind == "subset" and not identity.disjoint:
        for pair in found:
            yield from _sums(identity, total, [pair], bulletins, complete=True)
    else:
        yield from _sums(identity, total, found, bulletins, complete=complete)


def firm(total: Figure, parts: Sequence[Figure], bulletins: Bulletins) -> bool:
    """Whether one window is meant for certain, and each figure is the only one of its series."""
    same_end = all(part.period_end == total.period_end for part in parts)
    return same_end and not any(bulletins.has_rival(figure) for figure in (total, *parts))


def _product_instances(
    identity: Identity, total: Figure, parts: Sequence[Figure], bulletins: Bulletins, complete: bool
) -> Iterator[Instance]:
    relation: Relation = "equal" if identity.exhaustive else "at_least"
    method = "product" if identity.exhaustive else "product_limit"
    is_firm = firm(total, parts, bulletins)
    if not complete:
        if identity.exhaustive:
            terms = tuple(map(level_term, parts))
            yield Instance(identity, method, relation, level_term(total), terms, complete=False, firm=is_firm)
        return
    left, right = parts
    if right.unit == f"{total.unit}/{left.unit}" and _factors_in_range(parts):
        terms = (product_term(left, right),)
        yield Instance(identity, method, relation, level_term(total), terms, firm=is_firm)


def _factors_in_range(parts: Iterable[Figure]) -> bool:
    limit = LARGEST_FACTOR * 10**6
    return all(
        bound is None or abs(bound) <= limit
        for part in parts
        for tiers in (part.used, part.printed)
        for interval in (tiers.hard, tiers.wide)
        for bound in (interval.low, interval.high)
    )


def _sums(
    identity: Identity,
    total: Figure,
    found: Sequence[tuple[Component, Figure]],
    bulletins: Bulletins,
    *,
    complete: bool,
) -> Iterator[Instance]:
    """The sum of levels, and the sums of the plans and of the bases that they imply."""
    parts = [part for _, part in found]
    equal = complete and identity.kind in ("balance", "difference")
    complete = complete or identity.kind == "subset"
    is_firm = firm(total, parts, bulletins)
    terms = tuple(level_term(part, component.sign) for component, part in found)
    method = identity.kind if identity.kind == "difference" else ("exhaustive" if equal else "subset")
    relation: Relation = "equal" if equal or identity.kind == "difference" else "at_most"
    yield Instance(identity, method, relation, level_term(total), terms, complete=complete, firm=is_firm)
    if identity.kind == "difference":
        return
    for prefix, percentages, term in (
        ("plan", bulletins.plans, plan_term),
        ("base", bulletins.bases, base_term),
    ):
        for qualifier, factor in percentages(total).items():
            pairs = [(part, percentages(part).get(qualifier)) for part in parts]
            implied = tuple(term(part, own) for part, own in pairs if own is not None)
            if not implied or (equal and len(implied) < len(parts)):
                continue
            yield Instance(
                identity,
                f"{prefix}_total" if equal else f"{prefix}_subset",
                relation,
                term(total, factor),
                implied,
                qualifier or None,
                complete,
                firm=is_firm,
            )
