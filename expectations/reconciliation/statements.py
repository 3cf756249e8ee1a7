"""Identities that lie in what is said, not in a table: repetitions, printed plans, bases and changes.

All are inside one bulletin, where an unstated coverage is the same unstated scope.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from expectations.reconciliation.figures import REPEATED_MEASURES, Figure, Series, repetition_of, series_of
from expectations.reconciliation.identities import Rules
from expectations.reconciliation.instances import (
    Instance,
    base_term,
    change_term,
    level_term,
    plan_term,
)
from expectations.reconciliation.matching import Bulletins, ends_its_month, width_rank

BASE_ROLES = ("actual", "comparison")


def base_end(level: Figure, growth: Figure) -> date | None:
    """The end of the window that a growth compares with; a month end stays one (29 February)."""
    end = growth.base_period_end
    if end is None or level.period_end is None or not ends_its_month(level.period_end):
        return end
    return end.replace(day=monthrange(end.year, end.month)[1])


def restatements(bulletins: Bulletins, rules: Rules) -> Iterator[Instance]:
    """Each figure that repeats a more precise one, against that one."""
    rule = rules.structural("restatement")
    if rule is None:
        return
    figures = {figure.observation_id: figure for figure in bulletins.usable}
    for figure in bulletins.usable:
        kept = figures.get(figure.restates or "")
        if kept is not None and kept.unit == figure.unit:
            yield Instance(rule, "repeat", "equal", level_term(kept), (level_term(figure),))


def same_series(bulletins: Bulletins, rules: Rules) -> Iterator[Instance]:
    """Figures of one series and period that no `restates` joins, each against the next in the text."""
    rule = rules.structural("same_series")
    if rule is None:
        return
    groups: dict[Series, list[Figure]] = defaultdict(list)
    for figure in bulletins.usable:
        if _could_repeat(figure, rules):
            groups[repetition_of(figure)].append(figure)
    for group in groups.values():
        for first, second in pairwise(sorted(group, key=lambda figure: figure.start)):
            yield Instance(rule, "repeat", "equal", level_term(first), (level_term(second),))


def _could_repeat(figure: Figure, rules: Rules) -> bool:
    return figure.measure in REPEATED_MEASURES and figure.restates is None and figure.indicator not in rules.shared_keys


def printed_plans(bulletins: Bulletins, rules: Rules) -> Iterator[Instance]:
    """A level over its plan attainment, against the plan that the bulletin prints."""
    rule = rules.structural("printed_plan")
    if rule is None:
        return
    plans: dict[Series, list[Figure]] = defaultdict(list)
    for figure in bulletins.usable:
        if figure.measure == "level" and figure.role == "plan" and figure.restates is None:
            plans[_plan_year(figure, figure.plan_authority)].append(figure)
    for level in _own_key(bulletins.levels, rules):
        for authority, attainment in bulletins.plans(level).items():
            printed = _best(
                (plan for plan in plans.get(_plan_year(level, authority or None), ()) if _spans(plan, level)),
                plan_rank,
            )
            if printed is not None:
                yield Instance(
                    rule,
                    "plan_level",
                    "equal",
                    plan_term(level, attainment),
                    (level_term(printed),),
                    authority or None,
                )


def _own_key(levels: Iterable[Figure], rules: Rules) -> Iterator[Figure]:
    return (level for level in levels if level.indicator not in rules.shared_keys)


def _plan_year(figure: Figure, authority: str | None) -> Series:
    assert figure.period_start is not None
    return (*series_of(figure), figure.period_start.year, authority)


def _spans(plan: Figure, level: Figure) -> bool:
    """Whether a plan's period lasts at least as long as the level's."""
    assert plan.period_end is not None
    assert level.period_end is not None
    return plan.period_end >= level.period_end


def plan_rank(plan: Figure) -> tuple[int, int, int]:
    """The longest plan first (a year's), then the narrowest, then the first in the text."""
    assert plan.period_end is not None
    return (-plan.period_end.toordinal(), width_rank(plan), plan.start)


def _best(figures: Iterable[Figure], rank: Callable[[Figure], tuple[int, ...]]) -> Figure | None:
    return min(figures, key=rank, default=None)


def printed_bases(bulletins: Bulletins, rules: Rules) -> Iterator[Instance]:
    """A level over its growth, against the value of the base period that the bulletin prints."""
    rule = rules.structural("printed_base")
    if rule is None:
        return
    printed: dict[Series, list[Figure]] = defaultdict(list)
    for figure in bulletins.usable:
        if figure.measure == "level" and figure.role in BASE_ROLES and figure.restates is None:
            printed[(*series_of(figure), figure.period_start, figure.period_end)].append(figure)
    for level in _own_key(bulletins.levels, rules):
        for basis, growth in bulletins.bases(level).items():
            if growth.base_period_start is None:
                continue
            window = (*series_of(level), growth.base_period_start, base_end(level, growth))
            base = _best(
                (figure for figure in printed.get(window, ()) if figure is not level),
                lambda figure: (width_rank(figure), figure.start),
            )
            if base is not None:
                yield Instance(rule, "base_level", "equal", base_term(level, growth), (level_term(base),), basis)


def printed_changes(bulletins: Bulletins, rules: Rules) -> Iterator[Instance]:
    """A printed absolute change, against the one that level and growth imply."""
    rule = rules.structural("printed_change")
    if rule is None:
        return
    for level in bulletins.levels:
        growths = bulletins.bases(level)
        for change in bulletins.changes(level):
            growth = growths.get(change.basis or "")
            if growth is not None and growth.measure == "growth":
                yield Instance(
                    rule,
                    "change_growth",
                    "equal",
                    level_term(change),
                    (change_term(level, growth),),
                    change.basis,
                )


def cumulative(bulletins: Bulletins, rules: Rules) -> Iterator[Instance]:
    """A flow to an earlier date, against the same flow from the same day to a later date.

    Where the coverage is unstated it may be that of two scopes, so that a fall proves nothing.
    """
    rule = rules.structural("cumulative")
    if rule is None:
        return
    groups: dict[Series, list[Figure]] = defaultdict(list)
    for figure in bulletins.levels:
        if accumulates(figure, rules):
            groups[(*series_of(figure), figure.period_start)].append(figure)
    for group in groups.values():
        for earlier, later in pairwise(_one_an_end(group)):
            stated = later.coverage is not None
            terms = (level_term(earlier),)
            yield Instance(rule, "monotone", "at_most", level_term(later), terms, conclusive=stated)


def accumulates(figure: Figure, rules: Rules) -> bool:
    """Whether a figure is a flow that can only grow with time: no rate a day, no balance that can fall."""
    return (
        figure.indicator is not None
        and rules.indicator_kinds.get(figure.indicator) == "flow"
        and figure.indicator not in rules.shared_keys
        and "/" not in (figure.unit or "")
        and figure.used.hard.low is not None
        and figure.used.hard.low >= 0
        and figure.indicator not in rules.balances
    )


def _one_an_end(group: Sequence[Figure]) -> list[Figure]:
    """The narrowest figure of each end of a period, by time."""
    chosen: dict[date, Figure] = {}
    for figure in sorted(group, key=lambda figure: (width_rank(figure), figure.start)):
        assert figure.period_end is not None
        chosen.setdefault(figure.period_end, figure)
    return [chosen[end] for end in sorted(chosen)]


def statement_instances(bulletins: Bulletins, rules: Rules) -> Iterator[Instance]:
    """Every identity that lies in the statements of one bulletin."""
    for find in (restatements, same_series, printed_plans, printed_bases, printed_changes, cumulative):
        yield from find(bulletins, rules)
