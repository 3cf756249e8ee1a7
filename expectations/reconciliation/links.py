"""Identities between bulletins: a year's base and the report of the year before, vintages, plans.

Figures of two bulletins are of one series only where indicator, item, season, coverage, partner, area and
place are the same and the coverage is stated, or where a steward's link says so. An area whose borders
changed between the two dates is another area. Links are soft: what misses is a query, and the revision band
of the two statuses turns it into `revised`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.identities import LinkedKey, Rules, SeriesLink
from expectations.reconciliation.instances import Instance, base_term, level_term, plan_term
from expectations.reconciliation.matching import Bulletins, width_rank
from expectations.reconciliation.statements import accumulates, base_end, plan_rank

Key = tuple[object, ...]


class Linkage:
    """Which series of different bulletins are one."""

    def __init__(self, rules: Rules, links: Sequence[SeriesLink]) -> None:
        self._rules = rules
        self._links = sorted(links, key=lambda link: link.series_link_id)

    def key(self, figure: Figure) -> Key | None:
        """The series as other bulletins know it; ``None`` where nothing may be linked to it."""
        version = self._rules.area_version(figure.ref_area, figure.period_end)
        if version is None or figure.indicator in self._rules.shared_keys:
            return None
        name = self._name(figure)
        return None if name is None else (name, figure.place, version, figure.unit)

    def _name(self, figure: Figure) -> str | None:
        for link in self._links:
            if link.linked.admits(figure):
                return link.series.name()
        if figure.coverage is not None:
            return _own_key(figure).name()
        for link in self._links:
            if link.series.admits(figure):
                return link.series.name()
        return None


def _own_key(figure: Figure) -> LinkedKey:
    return LinkedKey(
        None,
        figure.ref_area,
        figure.indicator,
        figure.item,
        figure.season,
        figure.coverage,
        figure.partner,
    )


def _grouped(figures: Iterable[Figure], linkage: Linkage) -> dict[Key, list[Figure]]:
    groups: dict[Key, list[Figure]] = defaultdict(list)
    for figure in figures:
        key = linkage.key(figure)
        if key is not None:
            groups[key].append(figure)
    return groups


def vintage_rank(figure: Figure) -> tuple[date, str]:
    """Order of publication; what bears no date counts as the oldest."""
    return (figure.published_on or date.min, figure.bulletin_id)


def _newest(figures: Iterable[Figure]) -> Figure | None:
    """The figure of the newest vintage; of one bulletin the narrowest, then the first."""
    ranked = sorted(figures, key=lambda figure: (width_rank(figure), figure.start))
    return max(ranked, key=vintage_rank, default=None)


def base_links(bulletins: Bulletins, linkage: Linkage, rules: Rules) -> Iterator[Instance]:
    """The base that a level and its growth imply, against what another bulletin reported for that time."""
    rule = rules.structural("base_link")
    if rule is None:
        return
    reported: dict[Key, list[Figure]] = defaultdict(list)
    for key, group in _grouped(bulletins.levels, linkage).items():
        for figure in group:
            reported[(*key, figure.period_start, figure.period_end)].append(figure)
    for level in bulletins.levels:
        own = linkage.key(level)
        if own is None:
            continue
        for basis, growth in bulletins.bases(level).items():
            if growth.base_period_start is None:
                continue
            window = (*own, growth.base_period_start, base_end(level, growth))
            others = [f for f in reported.get(window, ()) if f.bulletin_id != level.bulletin_id]
            base = _newest(others)
            if base is not None:
                yield Instance(
                    rule,
                    "growth_link",
                    "equal",
                    base_term(level, growth),
                    (level_term(base),),
                    basis,
                    bands=(base.obs_status, growth.obs_status),
                )


def plan_links(bulletins: Bulletins, linkage: Linkage, rules: Rules) -> Iterator[Instance]:
    """The plan that a level and its attainment imply, against the plan that another bulletin prints."""
    rule = rules.structural("plan_link")
    if rule is None:
        return
    plans: dict[Key, list[Figure]] = defaultdict(list)
    printed = (f for f in bulletins.usable if f.measure == "level" and f.role == "plan" and f.restates is None)
    for key, group in _grouped(printed, linkage).items():
        for plan in group:
            assert plan.period_start is not None
            plans[(*key, plan.period_start.year, plan.plan_authority or "")].append(plan)
    for level in bulletins.levels:
        own = linkage.key(level)
        if own is None:
            continue
        assert level.period_start is not None
        for authority, attainment in bulletins.plans(level).items():
            others = [
                plan
                for plan in plans.get((*own, level.period_start.year, authority), ())
                if plan.bulletin_id != level.bulletin_id and _spans(plan, level)
            ]
            longest = min((plan_rank(plan)[0] for plan in others), default=0)
            chosen = _newest(plan for plan in others if plan_rank(plan)[0] == longest)
            if chosen is not None:
                yield Instance(
                    rule,
                    "plan_link",
                    "equal",
                    plan_term(level, attainment),
                    (level_term(chosen),),
                    authority or None,
                )


def _spans(plan: Figure, level: Figure) -> bool:
    assert plan.period_end is not None
    assert level.period_end is not None
    return plan.period_end >= level.period_end


def _one_a_bulletin(figures: Iterable[Figure]) -> list[Figure]:
    """The narrowest figure of each bulletin, by vintage."""
    chosen: dict[str, Figure] = {}
    for figure in sorted(figures, key=lambda figure: (width_rank(figure), figure.start)):
        chosen.setdefault(figure.bulletin_id, figure)
    return sorted(chosen.values(), key=vintage_rank)


def vintage_links(bulletins: Bulletins, linkage: Linkage, rules: Rules) -> Iterator[Instance]:
    """One series and period in several bulletins: each vintage against the next."""
    rule = rules.structural("vintage_link")
    if rule is None:
        return
    windows: dict[Key, list[Figure]] = defaultdict(list)
    for key, group in _grouped(bulletins.levels, linkage).items():
        for figure in group:
            windows[(*key, figure.period_start, figure.period_end)].append(figure)
    for group in windows.values():
        for earlier, later in pairwise(_one_a_bulletin(group)):
            yield Instance(
                rule,
                "level_link",
                "equal",
                level_term(later),
                (level_term(earlier),),
                bands=(earlier.obs_status, later.obs_status),
            )


def cumulative_links(bulletins: Bulletins, linkage: Linkage, rules: Rules) -> Iterator[Instance]:
    """A cumulative flow, against the next later date that another bulletin reports."""
    rule = rules.structural("cumulative_link")
    if rule is None:
        return
    flows = (figure for figure in bulletins.levels if accumulates(figure, rules))
    series: dict[Key, list[Figure]] = defaultdict(list)
    for key, group in _grouped(flows, linkage).items():
        for figure in group:
            series[(*key, figure.period_start)].append(figure)
    for group in series.values():
        for earlier, later in pairwise(_newest_an_end(group)):
            if earlier.bulletin_id != later.bulletin_id:
                yield Instance(
                    rule,
                    "monotone_link",
                    "at_most",
                    level_term(later),
                    (level_term(earlier),),
                    bands=(earlier.obs_status, later.obs_status),
                )


def _newest_an_end(group: Iterable[Figure]) -> list[Figure]:
    ends: dict[date, list[Figure]] = defaultdict(list)
    for figure in group:
        assert figure.period_end is not None
        ends[figure.period_end].append(figure)
    return [newest for end in sorted(ends) if (newest := _newest(ends[end])) is not None]


def link_instances(bulletins: Bulletins, links: Sequence[SeriesLink], rules: Rules) -> Iterator[Instance]:
    """Every identity between bulletins."""
    linkage = Linkage(rules, links)
    for find in (base_links, plan_links, vintage_links, cumulative_links):
        yield from find(bulletins, linkage, rules)
