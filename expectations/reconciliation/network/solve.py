"""Solve one component: do its figures agree, and if not, why, by how much, and who is suspect?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from expectations.reconciliation.identifiers import short_hash
from expectations.reconciliation.intervals import UNBOUNDED, Interval, decimal_of, gap
from expectations.reconciliation.network.bounds import Answers, Asked, Bounds, answers
from expectations.reconciliation.network.components import Component
from expectations.reconciliation.network.localisation import Contradiction, FigureSet, Localisation, Localiser
from expectations.reconciliation.network.programme import Programme
from expectations.reconciliation.network.ranking import ranked
from expectations.reconciliation.network.repair import MOST_SHOWN, Repair, repairs
from expectations.reconciliation.network.results import (
    Agreement,
    FigureFinding,
    Implied,
    NetworkConflict,
    Proof,
    ProofTerm,
    RepairCandidate,
    Solution,
    Suspects,
)
from expectations.reconciliation.network.round_plans import round_plans
from expectations.reconciliation.network.series_repair import exchanged, of_other_series, together
from expectations.reconciliation.network.strain import band_needed, strain
from expectations.reconciliation.network.system import Builder, Intervals

MOST_WEIGHED = 10
"""Of so many smallest sets, the likeliest, repairs are tried together and other series are tried."""
TOGETHER = 400
"""Components whose bounds are looked for side by side."""


@dataclass(frozen=True, slots=True)
class _Tier:
    """Intervals and bands under which the figures were held against each other."""

    intervals: Intervals
    bands: Mapping[str, int]


def solve(component: Component, free: frozenset[str] = frozenset(), *, bounds: bool = True) -> Solution:
    """Solve one component.

    Args:
        component: from `components_of`.
        free: indicators that can be negative (balances).
        bounds: whether it is also asked what the figures imply for each other; without, only whether they agree.
    """
    (found,) = solve_all([component], free, bounds=bounds)
    return found


def solve_all(
    components: Iterable[Component], free: frozenset[str] = frozenset(), *, bounds: bool = True
) -> Iterator[Solution]:
    """Solve components in their order, many at a time, which is several times as fast; each as `solve` does.

    Args:
        components: from `components_of`.
        free: indicators that can be negative (balances).
        bounds: whether it is also asked what the figures imply for each other.
    """
    remaining = iter(components)
    while solvers := [_Solver(component, free, bounds) for component in islice(remaining, TOGETHER)]:
        known = answers([solver.asked for solver in solvers])
        for solver, found in zip(solvers, known, strict=True):
            yield solver.solve(found)


class _Solver:
    def __init__(self, component: Component, free: frozenset[str], bounds: bool) -> None:
        self._is_bounding = bounds
        self._component = component
        self._figures = {figure.observation_id: figure for figure in component.figures}
        self._edits = {edit.edit_id: edit for edit in component.edits}
        self._bands = {edit.edit_id: edit.band for edit in component.edits if edit.band is not None}
        self._system = Builder(self._figures, free).build(component.stars, component.edits)
        figures = self._figures
        self._hard = _Tier(lambda figure: figures[figure].used.hard, {})
        self._wide = _Tier(lambda figure: figures[figure].used.wide, {})
        self._banded = _Tier(self._wide.intervals, self._bands)
        self._programme_hard = self._programme(self._hard)

    @property
    def asked(self) -> Asked:
        """What most components come to: the bounds under the first tier, if its intervals agree."""
        return self._asked(self._programme_hard, frozenset())

    def _asked(self, programme: Programme, dropped: FigureSet) -> Asked:
        if not self._is_bounding:
            return Asked(self._system, programme, (), (), dropped)
        owned = {key: self._component.owns(figure) for key, figure in self._figures.items()}
        variables = [index for index, variable in enumerate(self._system.variables) if owned[variable.figure]]
        figures = [figure for figure in self._system.figures if owned[figure]]
        return Asked(self._system, programme, variables, figures, dropped)

    def solve(self, known: Answers) -> Solution:
        """Try the tiers one after the other, until the figures agree or nothing is left to allow.

        Args:
            known: what was found under the first tier.
        """
        hard = self._programme_hard
        if known.agree:
            return self._solution("reconciled", hard, (), (), known=known)
        if hard.is_feasible() or Localiser(self._system, hard).contradiction() is None:
            return self._solution("reconciled", hard, (), ())
        wide = self._programme(self._wide)
        if wide.is_feasible():
            tight = Localiser(self._system, hard).conflicts()
            return self._solution("reconciled_tight", wide, (), (), tight)
        contradicted: list[NetworkConflict] = []
        banded = self._programme(self._banded)
        if not banded.is_feasible():
            found = Localiser(self._system, banded).conflicts()
            contradicted = self._conflicts(found, banded, self._banded, "contradicted", frozenset())
        dropped = frozenset(i for conflict in contradicted for i in _first(conflict))
        revised = self._revised(dropped) if self._bands else []
        agreement: Agreement = "contradicted" if contradicted else ("revised" if revised else "reconciled_tight")
        return self._solution(agreement, banded, _distinct([*contradicted, *revised]), dropped)

    def _revised(self, dropped: FigureSet) -> list[NetworkConflict]:
        """What only the revision bands let agree, once the suspects of contradictions are left out."""
        programme = self._programme(self._wide)
        programme.drop(dropped)
        if programme.is_feasible():
            return []
        found = Localiser(self._system, programme, dropped).conflicts()
        return self._conflicts(found, programme, self._wide, "revised", dropped)

    def _programme(self, tier: _Tier) -> Programme:
        return Programme(self._system, self._system.rows(tier.intervals, tier.bands))

    def _conflicts(
        self,
        found: Iterable[Localisation],
        programme: Programme,
        tier: _Tier,
        status: Agreement,
        left_out: FigureSet,
    ) -> list[NetworkConflict]:
        """Tell each conflict, with one set of the others' suspects left out."""
        known = list(found)
        conflicts = []
        for conflict in known:
            others = frozenset(i for other in known if other is not conflict for i in _any_set(other)) | left_out
            conflicts.append(self._conflict(conflict, programme, tier, status, others))
        return conflicts

    def _conflict(
        self, found: Localisation, programme: Programme, tier: _Tier, status: Agreement, others: FigureSet
    ) -> NetworkConflict:
        suspects = self._suspects(found, programme, tier, others)
        edits = {row.edit for c in found.contradictions for row in c.certificate.rows if row.edit is not None}
        proof, severity = self._told(found, programme, tier, status, others)
        figures = tuple(sorted(found.figures | proof.figures))
        needed = band_needed(self._system, tier.intervals, self._bands, others) if status == "revised" else None
        return NetworkConflict(
            conflict_id=_conflict_id(proof),
            status=status,
            severity=severity,
            bulletin_ids=tuple(sorted({self._figures[i].bulletin_id for i in figures})),
            figures=figures,
            edits=tuple(sorted(edits)),
            suspects=suspects,
            is_complete=found.is_complete and bool(found.minimal_sets),
            gap=self._gap(suspects),
            strain=strain(self._system, self._hard.intervals, others),
            band=max((self._bands[edit] for edit in edits if edit in self._bands), default=None),
            band_needed=needed,
            proof=self._proof(proof, tier),
        )

    def _told(
        self, found: Localisation, programme: Programme, tier: _Tier, status: Agreement, others: FigureSet
    ) -> tuple[Contradiction, str]:
        """The contradiction that is told and names the conflict, and its severity.

        Fatal where edits that are errors inside one bulletin are enough for a proof, and then that proof. The
        choice depends on the figures of the conflict's bulletins alone: more bulletins do not rename it.
        """
        if status == "contradicted":
            rows = self._system.rows(tier.intervals, tier.bands)
            firm = Programme(self._system, [row for row in rows if row.edit is None or self._edits[row.edit].fatal])
            for bulletin in sorted({self._figures[i].bulletin_id for i in found.figures}):
                own = Localiser(self._system, firm, others).contradiction_among(self._of_bulletins({bulletin}))
                if own is not None and own.figures & found.figures:
                    return own, "fatal"
        bulletins = {self._figures[i].bulletin_id for i in found.figures}
        told = Localiser(self._system, programme, others).contradiction_among(self._of_bulletins(bulletins))
        return told or min(found.contradictions, key=lambda c: sorted(c.figures)), "query"

    def _of_bulletins(self, bulletins: Collection[str]) -> list[str]:
        """Their figures, those last with which a proof is shortest: values, then growths, then attainments."""
        known = (figure for figure in self._system.figures if self._figures[figure].bulletin_id in bulletins)
        return sorted(known, key=lambda figure: (_PROOF_ORDER.get(self._figures[figure].measure, 2), figure))

    def _suspects(
        self, found: Localisation, programme: Programme, tier: _Tier, others: FigureSet
    ) -> tuple[Suspects, ...]:
        """The smallest sets, ranked; the likeliest are looked at once more with all figures at hand."""
        sets = [self._suspects_of(members, programme, others) for members in found.minimal_sets]
        likeliest = ranked(sets, self._figures)
        weighed = [self._weighed(suspects, tier, others) for suspects in likeliest[:MOST_WEIGHED]]
        return ranked([*weighed, *likeliest[MOST_WEIGHED:]], self._figures)

    def _weighed(self, suspects: Suspects, tier: _Tier, others: FigureSet) -> Suspects:
        """Two misprints must go together, and figures that are right may stand at another series."""
        figures = [self._figures[figure] for figure in suspects.observation_ids]
        if len(figures) > 2 or any(figure.value is None for figure in figures):
            return suspects
        misprints = list(suspects.repairs)

        def allows(intervals: Mapping[str, Interval], dropped: FigureSet) -> bool:
            return self._allows(tier, intervals, dropped | others)

        if len(figures) == 2:
            of_each = [[r for r in misprints if r.observation_id == f.observation_id] for f in figures]
            misprints = together(of_each[0], of_each[1], allows)
        moved = list(exchanged(figures, self._component.figures, allows))
        if len(figures) == 1:
            moved += of_other_series(figures[0], self._component.figures, allows)
        return replace(suspects, repairs=(*misprints, *map(_candidate, moved)))

    def _allows(self, tier: _Tier, intervals: Mapping[str, Interval], dropped: FigureSet) -> bool:
        """Whether the figures agree with other intervals of some, and without others."""

        def changed(figure: str) -> Interval:
            return intervals.get(figure) or tier.intervals(figure)

        programme = Programme(self._system, self._system.rows(changed, tier.bands))
        programme.drop(dropped)
        return programme.is_feasible()

    def _suspects_of(self, members: FigureSet, programme: Programme, others: FigureSet) -> Suspects:
        bounds = Bounds(self._system, programme, members | others)
        ordered = tuple(sorted(members))
        implied = [bounds.of_rest(figure) for figure in ordered]
        found = [r for figure, rest in zip(ordered, implied, strict=True) for r in self._repairs(figure, rest)]
        return Suspects(
            rank=0,
            observation_ids=ordered,
            implied_low=tuple(decimal_of(rest.low) for rest in implied),
            implied_high=tuple(decimal_of(rest.high) for rest in implied),
            cost=0.0,
            repairs=tuple(found),
        )

    def _repairs(self, figure: str, rest: Interval) -> list[RepairCandidate]:
        return [_candidate(repair) for repair in repairs(self._figures[figure], rest)[:MOST_SHOWN]]

    def _gap(self, suspects: Sequence[Suspects]) -> Decimal | None:
        """How far the likeliest suspect's interval is from what the rest implies."""
        if not suspects:
            return None
        first = suspects[0]
        hard = self._figures[first.observation_ids[0]].used.hard
        return decimal_of(gap(hard, Interval.of(first.implied_low[0], first.implied_high[0])))

    def _proof(self, contradiction: Contradiction, tier: _Tier) -> Proof:
        certificate = contradiction.certificate
        terms = []
        for row, weight in zip(certificate.rows, certificate.weights, strict=True):
            interval = Interval(None, None) if row.figure is None else tier.intervals(row.figure)
            terms.append(
                ProofTerm(row.figure, row.edit, row.side, weight, decimal_of(interval.low), decimal_of(interval.high))
            )
        return Proof(tuple(terms), certificate.excess, certificate.holds(self._system))

    def _solution(
        self,
        agreement: Agreement,
        programme: Programme,
        conflicts: tuple[NetworkConflict, ...],
        dropped: Collection[str],
        tight: Iterable[Localisation] = (),
        known: Answers | None = None,
    ) -> Solution:
        if known is None:
            (known,) = answers([self._asked(programme, frozenset(dropped))])
        bounds = Bounds(self._system, programme, dropped, known)
        return Solution(
            component_id=self._component.component_id,
            agreement=agreement,
            figures=tuple(self._findings(bounds, conflicts, tight)),
            implied=tuple(self._implied(bounds)) if self._is_bounding else (),
            conflicts=conflicts,
            round_plans=tuple(round_plans(self._system, self._component.edits, bounds)) if self._is_bounding else (),
        )

    def _findings(
        self, bounds: Bounds, conflicts: Collection[NetworkConflict], tight: Iterable[Localisation]
    ) -> Iterable[FigureFinding]:
        only_wide = frozenset(i for found in tight for i in found.figures)
        for figure in self._system.figures:
            own = [conflict for conflict in conflicts if figure in conflict.figures]
            is_own = self._component.owns(self._figures[figure])
            if not is_own and not own:
                continue
            rest = bounds.of_rest(figure) if is_own and self._is_bounding else UNBOUNDED
            yield FigureFinding(
                observation_id=figure,
                rest_low=decimal_of(rest.low),
                rest_high=decimal_of(rest.high),
                is_tight=figure in only_wide,
                conflict_ids=tuple(sorted(conflict.conflict_id for conflict in own)),
                is_suspect=any(figure in s.observation_ids for conflict in own for s in conflict.suspects),
                is_own=is_own,
            )

    def _implied(self, bounds: Bounds) -> Iterable[Implied]:
        for index, variable in enumerate(self._system.variables):
            if not self._component.owns(self._figures[variable.figure]):
                continue
            interval = bounds.of_variable(index)
            yield Implied(
                variable.form,
                variable.figure,
                variable.factor,
                decimal_of(interval.low),
                decimal_of(interval.high),
            )


_PROOF_ORDER = {"plan_attainment": 0, "growth": 1, "ratio": 1}


def _first(conflict: NetworkConflict) -> tuple[str, ...]:
    """The figures to leave out so that the rest agree: the likeliest set, or all where none is known."""
    return conflict.suspects[0].observation_ids if conflict.suspects else conflict.figures


def _distinct(conflicts: Iterable[NetworkConflict]) -> tuple[NetworkConflict, ...]:
    """Conflicts that are told by one proof are one: the gravest, with the figures and edits of all."""
    found: dict[str, NetworkConflict] = {}
    for conflict in conflicts:
        known = found.get(conflict.conflict_id)
        found[conflict.conflict_id] = conflict if known is None else _joined(known, conflict)
    return tuple(found.values())


def _joined(known: NetworkConflict, other: NetworkConflict) -> NetworkConflict:
    """The first of two conflicts; its sets explain only its own contradictions, so they are not all."""
    return replace(
        known,
        bulletin_ids=tuple(sorted({*known.bulletin_ids, *other.bulletin_ids})),
        figures=tuple(sorted({*known.figures, *other.figures})),
        edits=tuple(sorted({*known.edits, *other.edits})),
        is_complete=False,
    )


def _any_set(found: Localisation) -> FigureSet:
    return found.minimal_sets[0] if found.minimal_sets else found.figures


def _candidate(repair: Repair) -> RepairCandidate:
    return RepairCandidate(
        repair.observation_id,
        repair.kind,
        repair.value_text,
        repair.value,
        decimal_of(repair.interval.low),
        decimal_of(repair.interval.high),
        repair.cost,
        repair.other_id,
    )


def _conflict_id(proof: Contradiction) -> str:
    """A hash of the figures that the told proof uses, not of their values, so that a waiver survives a rebuild."""
    return short_hash("network", *sorted(proof.figures))
