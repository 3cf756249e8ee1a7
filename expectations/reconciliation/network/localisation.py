"""Error localisation: which figures must be wrong, at the least.

The smallest sets of figures without which the rest agree (the principle of Fellegi and Holt 1976, with whole
figures instead of fields). They are found as smallest hitting sets of contradictions: take the smallest sets
that hit every contradiction known so far; if the rest still contradict each other, learn a minimal
contradiction from them and try again (the implicit hitting set method). Nothing is weighed with a large
constant, and every set of the smallest size is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from expectations.reconciliation.network.certificate import Certificate, certify
from expectations.reconciliation.network.programme import Programme
from expectations.reconciliation.network.system import System

MOST_SETS = 200
"""So many smallest sets of one conflict are listed; more are as good as none."""
MOST_CHOICES = 1000
"""So many combinations of the sets of several conflicts are tried; a choice that does not do joins the conflicts."""
MOST_CONTRADICTIONS = 40
"""So many contradictions of one component are looked for; what is found by then is told as incomplete."""
MOST_SUSPECTS = 4
"""A conflict that needs more figures to be wrong is told without its sets."""

FigureSet = frozenset[str]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Figures that cannot all be right, none of them too many, and the proof."""

    figures: FigureSet
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Localisation:
    """One conflict: contradictions that have suspects in common, and the smallest sets that explain them.

    `minimal_sets` is empty where more than `MOST_SUSPECTS` figures are needed; `is_complete` is false where
    there are more sets than are listed.
    """

    contradictions: tuple[Contradiction, ...]
    minimal_sets: tuple[FigureSet, ...]
    is_complete: bool = True

    @property
    def figures(self) -> FigureSet:
        """Every figure that takes part in a contradiction."""
        return frozenset[str]().union(*(found.figures for found in self.contradictions))


class Localiser:
    """Finds the contradictions of one programme and the smallest sets that explain them."""

    def __init__(self, system: System, programme: Programme, left_out: Iterable[str] = ()) -> None:
        self._system = system
        self._programme = programme
        self._left_out = frozenset(left_out)

    def contradiction(self, dropped: Iterable[str] = ()) -> Contradiction | None:
        """A minimal contradiction without the dropped figures; ``None`` where the rest agree.

        What the solver calls a contradiction and no whole numbers prove (figures that just touch) is none.
        """
        suspected = self._suspected(self._left_out | frozenset(dropped))
        return None if suspected is None else self._minimal(sorted(suspected))

    def contradiction_among(self, figures: Iterable[str]) -> Contradiction | None:
        """The minimal contradiction among these figures that rather keeps those that stand last.

        It depends on the figures and their order, and not on the solver's path, so it can give a conflict its id.
        """
        everything = frozenset(self._system.figures)
        needed = [figure for figure in figures if figure not in self._left_out]
        if self._suspected(everything - frozenset(needed)) is None:
            return None
        for figure in tuple(needed):
            if self._suspected(everything - (frozenset(needed) - {figure})) is not None:
                needed.remove(figure)
        return self._prove(everything, frozenset(needed))

    def _minimal(self, suspected: Sequence[str]) -> Contradiction | None:
        """Leave out one figure after the other, as long as the rest still contradict each other."""
        everything = frozenset(self._system.figures)
        needed = list(suspected)
        for figure in suspected:
            if figure not in needed:
                continue
            narrower = self._suspected(everything - (frozenset(needed) - {figure}))
            if narrower is not None:
                needed = [kept for kept in needed if kept in narrower]
        return self._prove(everything, frozenset(needed))

    def _suspected(self, dropped: FigureSet) -> FigureSet | None:
        """The figures of the solver's proof that the others contradict each other; ``None`` where they do not."""
        self._programme.drop(dropped)
        if self._programme.is_feasible():
            return None
        rows = (self._programme.rows[index] for index in self._programme.ray())
        return frozenset(row.figure for row in rows if row.figure is not None) - dropped

    def _prove(self, everything: FigureSet, needed: FigureSet) -> Contradiction | None:
        self._programme.drop(everything - needed)
        if self._programme.is_feasible():
            return None
        rows = [self._programme.rows[index] for index in self._programme.ray()]
        proof = certify(self._system, [row for row in rows if row.figure is None or row.figure in needed])
        if proof is None:
            inside = [row for row in self._programme.rows if row.figure is None or row.figure in needed]
            proof = certify(self._system, inside)
        return None if proof is None else Contradiction(needed, proof)

    def conflicts(self) -> list[Localisation]:
        """The conflicts of the programme, each with its own contradictions and smallest sets."""
        first = self.contradiction()
        if first is None:
            return []
        known = [first]
        while True:
            clusters = _clusters(known)
            explained = [_smallest(cluster) for cluster in clusters]
            tired = len(known) >= MOST_CONTRADICTIONS
            found = None if tired else self._unexplained(explained)
            if found is None:
                return [
                    Localisation(tuple(cluster), sets, complete and not tired)
                    for cluster, (sets, complete) in zip(clusters, explained, strict=True)
                ]
            known.append(found)

    def _unexplained(self, explained: Sequence[tuple[tuple[FigureSet, ...], bool]]) -> Contradiction | None:
        """A contradiction that some choice of one set a conflict leaves standing."""
        if any(not sets for sets, _ in explained):
            return None
        for chosen in _choices([sets for sets, _ in explained]):
            found = self.contradiction(frozenset[str]().union(*chosen))
            if found is not None:
                return found
        return None


def _choices(families: Sequence[Sequence[FigureSet]]) -> Iterator[Sequence[FigureSet]]:
    """One set of each conflict, in every combination; where these are too many, each set beside the others' first."""
    if prod(map(len, families)) <= MOST_CHOICES:
        yield from product(*families)
        return
    first = [sets[0] for sets in families]
    yield first
    for position, sets in enumerate(families):
        for candidate in sets[1:]:
            yield [*first[:position], candidate, *first[position + 1 :]]


def _clusters(contradictions: Sequence[Contradiction]) -> list[list[Contradiction]]:
    """Contradictions that share figures, together."""
    clusters: list[list[Contradiction]] = []
    for contradiction in contradictions:
        apart = [cluster for cluster in clusters if not _share(cluster, contradiction)]
        joined = [found for cluster in clusters if _share(cluster, contradiction) for found in cluster]
        clusters = [*apart, [*joined, contradiction]]
    return clusters


def _share(cluster: Iterable[Contradiction], contradiction: Contradiction) -> bool:
    return any(found.figures & contradiction.figures for found in cluster)


def _smallest(cluster: Sequence[Contradiction]) -> tuple[tuple[FigureSet, ...], bool]:
    """All smallest sets that hit every contradiction, and whether these are all."""
    families = [found.figures for found in cluster]
    for size in range(1, MOST_SUSPECTS + 1):
        found: dict[FigureSet, None] = {}
        for hitting in _hitting(families, frozenset(), size):
            found.setdefault(hitting)
            if len(found) > MOST_SETS:
                return tuple(sorted(found, key=sorted))[:MOST_SETS], False
        if found:
            return tuple(sorted(found, key=sorted)), True
    return (), False


def _hitting(families: Sequence[FigureSet], chosen: FigureSet, more: int) -> Iterator[FigureSet]:
    """Every set of `chosen` and at most `more` figures that hits all families."""
    missed = min((family for family in families if not family & chosen), key=len, default=None)
    if missed is None:
        yield chosen
    elif more:
        for figure in sorted(missed):
            yield from _hitting(families, chosen | {figure}, more - 1)
