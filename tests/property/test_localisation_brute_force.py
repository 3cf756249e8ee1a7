"""The smallest sets of small systems, against trying every set of figures with another solver."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations, product
from random import Random

from benchmarks.network_oracles import TOUCHING, Oracle
from expectations.reconciliation.figures import Figure
from expectations.reconciliation.network import Edit, EditTerm, Star
from expectations.reconciliation.network.localisation import FigureSet, Localiser
from expectations.reconciliation.network.programme import Programme
from expectations.reconciliation.network.system import Builder
from tests.support.figures import figure, percent

SYSTEMS = 500
MOST_FIGURES = 8
FACTORS = (Fraction(1, 10), Fraction(1, 2), Fraction(3, 2), Fraction(10))

Case = tuple[dict[str, Figure], list[Star], list[Edit]]


class Draft:
    """A small system in the making: true numbers, printed with some width, a few of them wrongly."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.wrong = set(random.sample(range(MOST_FIGURES), random.choice((0, 1, 1, 2, 2, 3))))
        self.figures: dict[str, Figure] = {}
        self.stars: list[Star] = []
        self.edits: list[Edit] = []

    def ends(self, truth: Fraction, half: Fraction) -> tuple[str, str]:
        middle = truth * self.random.choice(FACTORS) if len(self.figures) in self.wrong else truth
        middle += half * self.random.choice((-1, 0, 1)) / 2
        return f"{float(middle - half):.6f}", f"{float(middle + half):.6f}"

    def level(self, truth: int) -> str:
        low, high = self.ends(Fraction(truth), Fraction(self.random.choice((1, 2, 4, 10)), 2))
        low = low if float(low) > 0 else "0"
        return self._keep(figure(str(len(self.figures)), low, high, indicator="trade_turnover"))

    def growth(self, level: str, truth: Fraction) -> str:
        ends = self.ends(truth, Fraction(self.random.choice((1, 4)), 2))
        return self._keep(percent(str(len(self.figures)), *ends, self.figures[level], "growth"))

    def _keep(self, found: Figure) -> str:
        self.figures[found.observation_id] = found
        return found.observation_id

    def edit(self, relation: str, total: EditTerm, *components: str) -> None:
        terms = tuple(EditTerm(component) for component in components)
        self.edits.append(Edit(f"{len(self.edits)}", "", "exhaustive", relation, total, terms))  # type: ignore[arg-type]


def small_system(random: Random) -> Case:
    """A total of parts, some with parts of their own, a limit, or a growth from a printed base."""
    draft = Draft(random)
    parts = [random.randint(20, 60) for _ in range(random.randint(2, 3))]
    total, *levels = [draft.level(truth) for truth in (sum(parts), *parts)]
    draft.edit("equal", EditTerm(total), *levels)
    if random.random() < 0.5:
        first = random.randint(5, parts[0] - 5)
        draft.edit("equal", EditTerm(levels[0]), *(draft.level(truth) for truth in (first, parts[0] - first)))
    if random.random() < 0.7:
        base = random.randint(20, 200)
        growth = draft.growth(total, Fraction(sum(parts) * 100, base) - 100)
        draft.stars.append(Star(total, growth, "base"))
        draft.edit("equal", EditTerm(total, "base", growth), draft.level(base))
    if len(draft.figures) < MOST_FIGURES:
        draft.edit("at_most", EditTerm(levels[1]), draft.level(random.randint(5, parts[1])))
    if random.random() < 0.5:
        draft.edit(*random.choice((("at_least", EditTerm(levels[0]), total), ("at_most", EditTerm(total), levels[-1]))))
    return draft.figures, draft.stars, draft.edits


def by_trial(case: Case) -> set[FigureSet]:
    """Every set of the smallest size without which the rest agree."""
    figures, _, edits = case
    oracle = Oracle(figures, edits)
    for size in range(len(figures) + 1):
        found = {frozenset(chosen) for chosen in combinations(figures, size) if oracle.violation(chosen) <= TOUCHING}
        if found:
            return found
    raise AssertionError("without any figure everything agrees")


def by_localisation(case: Case) -> tuple[set[FigureSet], bool]:
    """What the library finds: one set of each conflict, in every combination; and whether every proof holds."""
    figures, stars, edits = case
    system = Builder(figures, frozenset()).build(stars, edits)
    programme = Programme(system, system.rows(lambda key: figures[key].used.wide, {}))
    conflicts = Localiser(system, programme).conflicts()
    proofs = [known.certificate.holds(system) for conflict in conflicts for known in conflict.contradictions]
    return {_joined(chosen) for chosen in product(*(conflict.minimal_sets for conflict in conflicts))}, all(proofs)


def _joined(sets: Iterable[FigureSet]) -> FigureSet:
    return frozenset[str]().union(*sets)


def test_the_smallest_sets_are_those_found_by_trial() -> None:
    sizes = []
    for number in range(SYSTEMS):
        case = small_system(Random(number))
        assert len(case[0]) <= MOST_FIGURES
        found, proved = by_localisation(case)
        assert proved, number
        assert found == by_trial(case), number
        sizes.append(len(min(found, key=len)))
    assert min(sizes.count(size) for size in (0, 1, 2)) >= SYSTEMS // 20
