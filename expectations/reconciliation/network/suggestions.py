"""Coverage resolution: which series of different bulletins are one, although their words do not say so.

A coverage that a bulletin leaves unsaid equals nothing, so its figures meet no other bulletin's. Where they
would reconcile with those of one stated coverage (or of another bulletin that also leaves it unsaid), that is
proposed as a series link and solved as a hypothesis. A suggestion changes no verdict; a steward accepts it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from expectations.reconciliation.evaluate import instances_of, outcome_of
from expectations.reconciliation.figures import Figure
from expectations.reconciliation.identities import LinkedKey, Rules, SeriesLink
from expectations.reconciliation.instances import Instance, base_term, level_term
from expectations.reconciliation.intervals import decimal_of
from expectations.reconciliation.links import Linkage, vintage_rank
from expectations.reconciliation.matching import Bulletins
from expectations.reconciliation.network.components import Component, components_of, parts_of
from expectations.reconciliation.network.edits import edits_of
from expectations.reconciliation.network.publishing import ToldConflict, told_conflicts
from expectations.reconciliation.network.results import Agreement, Solution
from expectations.reconciliation.network.solve import solve
from expectations.reconciliation.network.stars import stars_of
from expectations.reconciliation.network.telling import series_name
from expectations.reconciliation.statements import base_end
from expectations.reconciliation.wording import interval_en, interval_vi

MOST_BULLETINS = 12
"""Of a series in many bulletins so many, the newest, are solved together, and compared in one window of time."""
_WORST_LAST = ("reconciled", "reconciled_tight", "revised", "contradicted")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures of different bulletins that a link would join, and what they say to each other alone."""

    instance: Instance
    later: Figure
    earlier: Figure
    status: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One row of `quality.series_link_suggestions`: two series keys that may be one.

    Attributes:
        series, linked: the two keys, as `series_links` has them.
        status: what the network says if they are one: reconciled, reconciled_tight or revised.
        pair_count: how many pairs of figures the link would join.
        rejected_vi, rejected_en: the other coverages that were tried, and why they are not it.
        csv_row: the row of `series_links.csv` that accepts it, but for author and day.
    """

    suggestion_id: str
    series: LinkedKey
    linked: LinkedKey
    status: str
    pair_count: int
    bulletin_ids: tuple[str, ...]
    observation_ids: tuple[str, ...]
    quotes: tuple[str, ...]
    strain: Decimal | None
    revision_band: Decimal | None
    revision_needed: Decimal | None
    explanation_vi: str
    explanation_en: str
    proof_vi: str
    proof_en: str
    rejected_vi: str
    rejected_en: str
    csv_row: str


_Keys = tuple[LinkedKey, LinkedKey]
OfBulletins = Callable[[Sequence[str]], list[Figure]]
"""All figures of some bulletins, by their ids."""


def suggested_links(figures: Iterable[Figure], rules: Rules, links: Sequence[SeriesLink] = ()) -> list[Suggestion]:
    """The series links that the figures suggest, ordered by id.

    Args:
        figures: the figures of all bulletins.
        rules: the reference tables.
        links: the links that are accepted already.
    """
    known = list(figures)
    by_id = {figure.observation_id: figure for figure in known}
    families: dict[tuple[str | None, ...], list[Figure]] = defaultdict(list)
    bulletins: dict[str, list[Figure]] = defaultdict(list)
    for figure in known:
        families[family_of(by_id.get(figure.statement_id, figure))].append(figure)
        bulletins[figure.bulletin_id].append(figure)

    def of_bulletins(ids: Sequence[str]) -> list[Figure]:
        return [figure for i in ids for figure in bulletins[i]]

    found = [s for family in families.values() for s in links_in_family(family, of_bulletins, rules, links)]
    return sorted(found, key=lambda suggestion: suggestion.suggestion_id)


def family_of(level: Figure) -> tuple[str | None, ...]:
    """What two series have in common that only an unsaid coverage can keep apart."""
    return (level.ref_area, level.indicator, level.item, level.season, level.partner)


def links_in_family(
    figures: Sequence[Figure], of_bulletins: OfBulletins, rules: Rules, links: Sequence[SeriesLink]
) -> Iterator[Suggestion]:
    """The series links that the figures of one family suggest; no other family changes them.

    Args:
        figures: every level of the family, with the percentages of its statement.
        of_bulletins: gives all figures of some of their bulletins, to solve the link as a hypothesis.
        rules: the reference tables.
        links: the links that are accepted already.
    """
    pairs = _pairs(Bulletins(figures), rules, Linkage(rules, links))
    rivals: dict[LinkedKey, list[_Keys]] = defaultdict(list)
    for keys in pairs:
        rivals[keys[1]].append(keys)
    for keys, joined in pairs.items():
        suggestion = _suggestion(keys, joined, _others(keys, rivals, pairs), of_bulletins, rules, links)
        if suggestion is not None:
            yield suggestion


def _others(keys: _Keys, rivals: Mapping[LinkedKey, Sequence[_Keys]], pairs: Mapping[_Keys, list[Pair]]) -> list[Pair]:
    """A pair of each other series that the linked one could be, and is not."""
    return [pairs[other][0] for other in rivals[keys[1]] if other != keys]


def _pairs(bulletins: Bulletins, rules: Rules, linkage: Linkage) -> dict[_Keys, list[Pair]]:
    """All pairs that only an unsaid coverage keeps apart, by the keys of the link that would join them."""
    windows: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for level in bulletins.levels:
        if level.indicator not in rules.shared_keys:
            windows[(*_without_coverage(level, rules), level.period_start, level.period_end)].append(level)
    windows = {window: _newest_bulletins(group) for window, group in windows.items()}
    found: dict[_Keys, list[Pair]] = defaultdict(list)
    for pair in _candidates(bulletins, windows, rules):
        keys = _keys(pair.later, pair.earlier, linkage)
        if keys is not None:
            found[keys].append(pair)
    return found


def _newest_bulletins(group: Sequence[Figure]) -> list[Figure]:
    """Of one window the figures of the newest bulletins: all with all would grow with their square."""
    newest = sorted({vintage_rank(figure) for figure in group})[-MOST_BULLETINS:]
    return [figure for figure in group if vintage_rank(figure) >= newest[0]]


def _candidates(
    bulletins: Bulletins, windows: Mapping[tuple[object, ...], Sequence[Figure]], rules: Rules
) -> Iterator[Pair]:
    for level in (figure for group in windows.values() for figure in group):
        yield from _bases(level, bulletins, windows, rules)
        yield from _vintages(level, windows, rules)


def _bases(
    level: Figure, bulletins: Bulletins, windows: Mapping[tuple[object, ...], Sequence[Figure]], rules: Rules
) -> Iterator[Pair]:
    """The base that a level and its growth imply, beside what other bulletins print for that time."""
    rule = rules.structural("base_link")
    series = _without_coverage(level, rules)
    for basis, growth in bulletins.bases(level).items():
        window = (*series, growth.base_period_start, base_end(level, growth))
        for base in _elsewhere(level, windows.get(window, ())) if rule else ():
            assert rule is not None
            bands, terms = (base.obs_status, growth.obs_status), (level_term(base),)
            implied = base_term(level, growth)
            instance = Instance(rule, "growth_link", "equal", implied, terms, basis, bands=bands)
            yield Pair(instance, level, base, outcome_of(instance, rules))


def _vintages(level: Figure, windows: Mapping[tuple[object, ...], Sequence[Figure]], rules: Rules) -> Iterator[Pair]:
    """A level beside what earlier bulletins print for the same time."""
    rule = rules.structural("vintage_link")
    window = (*_without_coverage(level, rules), level.period_start, level.period_end)
    for earlier in _elsewhere(level, windows.get(window, ())) if rule else ():
        assert rule is not None
        if vintage_rank(earlier) < vintage_rank(level):
            bands, terms = (earlier.obs_status, level.obs_status), (level_term(earlier),)
            instance = Instance(rule, "level_link", "equal", level_term(level), terms, bands=bands)
            yield Pair(instance, level, earlier, outcome_of(instance, rules))


def _elsewhere(figure: Figure, others: Iterable[Figure]) -> Iterator[Figure]:
    return (other for other in others if other.bulletin_id != figure.bulletin_id)


def _without_coverage(figure: Figure, rules: Rules) -> tuple[object, ...]:
    version = rules.area_version(figure.ref_area, figure.period_end)
    return (
        figure.indicator,
        figure.item,
        figure.season,
        figure.partner,
        figure.ref_area,
        version,
        figure.place,
        figure.unit,
    )


def _keys(later: Figure, earlier: Figure, linkage: Linkage) -> _Keys | None:
    """The two sides of the link: the stated coverage first; ``None`` where they are linked or nothing is unsaid."""
    if later.coverage is not None and earlier.coverage is not None:
        return None
    key = linkage.key(later)
    if key is not None and key == linkage.key(earlier):
        return None
    if later.coverage is None and earlier.coverage is None:
        return _key(later, None), _key(later, None)
    stated, unsaid = (later, earlier) if earlier.coverage is None else (earlier, later)
    return _key(stated, None), _key(unsaid, unsaid.bulletin_id)


def _key(figure: Figure, bulletin_id: str | None) -> LinkedKey:
    return LinkedKey(
        bulletin_id,
        figure.ref_area,
        figure.indicator,
        figure.item,
        figure.season,
        figure.coverage,
        figure.partner,
    )


def _suggestion(
    keys: _Keys,
    pairs: Sequence[Pair],
    others: Sequence[Pair],
    of_bulletins: OfBulletins,
    rules: Rules,
    links: Sequence[SeriesLink],
) -> Suggestion | None:
    """A link as a suggestion, unless its figures contradict each other, alone or in the network."""
    if any(pair.status in ("contradicted", "not_evaluated") for pair in pairs):
        return None
    newest = sorted(pairs, key=lambda pair: vintage_rank(pair.later), reverse=True)
    bulletins = list(dict.fromkeys(i for p in newest for i in (p.later.bulletin_id, p.earlier.bulletin_id)))
    together = of_bulletins(sorted(bulletins[:MOST_BULLETINS]))
    suggestion_id = _digest(keys)
    members = {figure.observation_id for pair in pairs for figure in (pair.later, pair.earlier)}
    hypothesis = [*links, SeriesLink(suggestion_id, *keys)]
    status, conflict = _solved(together, rules, hypothesis, members)
    if status == "contradicted":
        return None
    first = newest[0]
    return Suggestion(
        suggestion_id=suggestion_id,
        series=keys[0],
        linked=keys[1],
        status=status,
        pair_count=len(pairs),
        bulletin_ids=tuple(sorted(bulletins)),
        observation_ids=tuple(sorted(members)),
        quotes=(first.later.quote, first.earlier.quote),
        strain=None if conflict is None else conflict.strain,
        revision_band=None if conflict is None else conflict.revision_band,
        revision_needed=None if conflict is None else conflict.revision_needed,
        explanation_vi=_explained(first, len(pairs), status, conflict, rules, 0),
        explanation_en=_explained(first, len(pairs), status, conflict, rules, 1),
        proof_vi="" if conflict is None else conflict.proof_vi,
        proof_en="" if conflict is None else conflict.proof_en,
        rejected_vi="\n".join(_rejected(pair, rules, 0) for pair in others),
        rejected_en="\n".join(_rejected(pair, rules, 1) for pair in others),
        csv_row=_csv_row(suggestion_id, keys),
    )


def _solved(
    figures: Sequence[Figure], rules: Rules, links: Sequence[SeriesLink], members: set[str]
) -> tuple[Agreement, ToldConflict | None]:
    """What the network says if the link holds: the worst of its conflicts between bulletins.

    What a bulletin says against itself, it says without the link.
    """
    edits = edits_of(instances_of(figures, rules, links), rules)
    by_id = {figure.observation_id: figure for figure in figures}
    stars = list(stars_of(Bulletins(figures)))
    found = [
        solution
        for whole in components_of(by_id, stars, edits)
        if members & {figure.observation_id for figure in whole.figures}
        for part in parts_of(whole)
        if (solution := _with_members(part, members, rules)) is not None
    ]
    told = [
        conflict
        for conflict in told_conflicts(found, by_id, {edit.edit_id: edit for edit in edits}, rules)
        if members & set(conflict.observation_ids) and len(conflict.bulletin_ids) > 1 and conflict.severity != "fatal"
    ]
    if told:
        worst = max(told, key=lambda conflict: (_WORST_LAST.index(conflict.status), conflict.conflict_id))
        return ("contradicted" if worst.status == "contradicted" else "revised"), worst
    tight = any(f.is_tight for s in found for f in s.figures if f.observation_id in members)
    return ("reconciled_tight" if tight else "reconciled"), None


def _with_members(part: Component, members: set[str], rules: Rules) -> Solution | None:
    return solve(part, rules.balances, bounds=False) if members & {f.observation_id for f in part.figures} else None


def _sides(pair: Pair) -> tuple[tuple[Decimal | None, Decimal | None], tuple[Decimal | None, Decimal | None]]:
    total, base = pair.instance.total.used.hard, pair.instance.components[0].used.hard
    return (decimal_of(total.low), decimal_of(total.high)), (decimal_of(base.low), decimal_of(base.high))


def _explained(pair: Pair, count: int, status: str, conflict: ToldConflict | None, rules: Rules, language: int) -> str:
    """Why the two may be one series, and what the network would then say of them."""
    implied, printed = _sides(pair)
    later, earlier = (series_name(figure, rules, language) for figure in (pair.later, pair.earlier))
    method = rules.methods[pair.instance.method].name[language]
    unit = pair.earlier.unit or ""
    if language:
        told = (
            f"«{pair.earlier.quote}» ({earlier}) may be of the series of «{pair.later.quote}» ({later}). "
            f"{method}: {interval_en(*implied)} and {interval_en(*printed)} {unit}; pairs of figures: {count}. "
            f"As one series: {rules.names_en.get(('status', status), status)}."
        )
        return f"{told} {conflict.explanation_en}" if conflict else told
    told = (
        f"«{pair.earlier.quote}» ({earlier}) có thể thuộc chuỗi của «{pair.later.quote}» ({later}). "
        f"{method}: {interval_vi(*implied)} và {interval_vi(*printed)} {unit}; số cặp số liệu: {count}. "
        f"Nếu là một chuỗi: {rules.names.get(('status', status), status)}."
    )
    return f"{told} {conflict.explanation_vi}" if conflict else told


def _rejected(pair: Pair, rules: Rules, language: int) -> str:
    implied, printed = _sides(pair)
    name = series_name(pair.later, rules, language)
    if language:
        return f"Not «{name}»: {interval_en(*implied)} against {interval_en(*printed)} {pair.earlier.unit}."
    return f"Không phải «{name}»: {interval_vi(*implied)} so với {interval_vi(*printed)} {pair.earlier.unit}."


def _csv_row(suggestion_id: str, keys: _Keys) -> str:
    """The row of `series_links.csv`, to be completed with reason, author and day."""
    cells = [suggestion_id]
    for key in keys:
        cells += [key.bulletin_id or "", *(part or "" for part in _parts(key))]
    return ",".join([*cells, "", "", ""])


def _parts(key: LinkedKey) -> tuple[str | None, ...]:
    return (key.ref_area, key.indicator, key.item, key.season, key.coverage, key.partner)


def _digest(keys: _Keys) -> str:
    text = "|".join(part or "" for key in keys for part in (key.bulletin_id, *_parts(key)))
    return "s" + hashlib.sha256(text.encode()).hexdigest()[:15]
