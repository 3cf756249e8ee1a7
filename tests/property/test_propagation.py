"""Interval propagation: the bundled bulletins, trees (where it says everything), cycles (where it may say less)."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from benchmarks.networks import honest_network
from expectations.reconciliation import Rules, instances_of
from expectations.reconciliation.matching import Bulletins
from expectations.reconciliation.network import Component, components_of, edits_of, stars_of
from expectations.reconciliation.network.programme import Programme
from expectations.reconciliation.network.propagation import is_acyclic, propagate, stacked
from expectations.reconciliation.network.system import Builder, Row, System, Variable
from tests.support.figures import golden_figures
from tests.support.identities import reference_rules

A, B = "lang-son-2024-h1", "lang-son-2023-q2"
TOTAL = 1985
MILLION = 10**6


@pytest.fixture(scope="module")
def rules() -> Rules:
    return reference_rules()


def laid_out(component: Component, free: frozenset[str] = frozenset()) -> tuple[System, list[Row]]:
    figures = {figure.observation_id: figure for figure in component.figures}
    system = Builder(figures, free).build(component.stars, component.edits)
    return system, system.rows(lambda figure: figures[figure].used.hard, {})


def seeds(rules: Rules) -> list[Component]:
    figures = [*golden_figures(A), *golden_figures(B)]
    by_id = {figure.observation_id: figure for figure in figures}
    return list(components_of(by_id, stars_of(Bulletins(figures)), edits_of(instances_of(figures, rules), rules)))


def best(system: System, rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    """The tightest bounds of all variables, by HiGHS."""
    programme = Programme(system, rows)
    low, high = ([programme.best(v, way).value for v in range(len(system.variables))] for way in (1, -1))
    return np.array(low), np.array(high)


def test_the_total_of_the_half_year_bulletin_tightens(rules: Rules) -> None:
    systems = [laid_out(component, rules.balances) for component in seeds(rules)]
    stack = stacked(systems)
    found = propagate(stack)
    names = [variable for system, _ in systems for variable in system.variables]
    (place,) = [i for i, v in enumerate(names) if v.form == "level" and v.figure.endswith(f":{TOTAL}")]
    bounds = (found.low[place] / 1e12, found.high[place] / 1e12)
    assert bounds == pytest.approx((2700, 2775), abs=1e-6)
    assert not found.contradicts.any()
    assert not stack.acyclic[stack.component[place]]


def tree(random: Random, honest: bool) -> tuple[System, list[Row]]:
    """Sums and ratios that make no cycle, some values of which are printed, with one rounding or another."""
    truth, rows = [random.uniform(1e3, 1e6)], []

    def new(value: float) -> int:
        truth.append(value)
        return len(truth) - 1

    for number in range(random.randint(1, 8)):
        known = random.randrange(len(truth))
        if random.random() < 0.5:
            share = random.uniform(0.1, 0.9)
            parts = [new(truth[known] * share), new(truth[known] * (1 - share))]
            terms = ((known, 1), *((part, -1) for part in parts))
            rows.append(Row(terms, 0, is_equation=True, edit=f"sum {number}"))
        else:
            ratio = random.uniform(20.0, 150.0)
            other = new(truth[known] * 100 / ratio)
            low, high = (int((ratio + width) * MILLION) for width in (-0.05, 0.05))
            rows.append(Row(((known, 100 * MILLION), (other, -low)), 0, figure=f"p{number}"))
            rows.append(Row(((known, -100 * MILLION), (other, high)), 0, figure=f"p{number}", side="high"))
    for variable, value in enumerate(truth):
        if random.random() < 0.7:
            printed = value if honest else value * random.choice((1.0, 1.0, 1.02))
            half = value * random.choice((0.0005, 0.005, 0.02))
            rows.append(Row(((variable, 1),), int((printed - half) * MILLION), figure=f"v{variable}"))
            rows.append(Row(((variable, -1),), -int((printed + half) * MILLION), figure=f"v{variable}", side="high"))
    variables = tuple(Variable("level", f"v{variable}", None, True) for variable in range(len(truth)))
    return System(variables, (), (), {}), rows


def test_without_a_cycle_propagation_says_all_that_there_is() -> None:
    random = Random(5)
    trees = [tree(random, honest=True) for _ in range(60)]
    stack = stacked(trees)
    found = propagate(stack)
    assert stack.acyclic.all()
    assert found.exact.all()
    low, high = (np.concatenate(sides) for sides in zip(*(best(*one) for one in trees), strict=True))
    assert found.low == pytest.approx(low, rel=1e-9, abs=1.0)
    assert found.high == pytest.approx(high, rel=1e-9, abs=1.0)


def test_without_a_cycle_propagation_finds_every_contradiction() -> None:
    random = Random(6)
    trees = [tree(random, honest=False) for _ in range(120)]
    found = propagate(stacked(trees))
    agree = [Programme(*one).is_feasible() for one in trees]
    assert 20 < sum(agree) < 100
    assert found.contradicts.tolist() == [not one for one in agree]


def test_bounds_are_never_tighter_than_all_rows_together_allow() -> None:
    systems = [laid_out(honest_network(Random(seed)).component()) for seed in range(40)]
    stack = stacked(systems)
    found = propagate(stack)
    assert not found.contradicts.any()
    assert not stack.acyclic.all()
    low, high = (np.concatenate(sides) for sides in zip(*(best(*one) for one in systems), strict=True))
    assert (found.low <= low + np.abs(low) * 1e-11).all()
    assert (found.high >= high - np.abs(high) * 1e-11).all()


def test_components_do_not_touch_each_other() -> None:
    systems = [laid_out(honest_network(Random(seed)).component()) for seed in range(6)]
    together = propagate(stacked(systems))
    alone = [propagate(stacked([one])) for one in systems]
    assert together.low.tolist() == [bound for one in alone for bound in one.low.tolist()]
    assert together.high.tolist() == [bound for one in alone for bound in one.high.tolist()]


def test_a_sum_over_its_own_parts_is_a_cycle() -> None:
    rows = [
        Row(((0, 1), (1, -1), (2, -1)), 0, is_equation=True, edit="sum"),
        Row(((1, 1), (2, -1)), 0, edit="subset"),
    ]
    variables = tuple(Variable("level", name, None, True) for name in "abc")
    assert is_acyclic(System(variables, (), (), {}), rows[:1])
    assert not is_acyclic(System(variables, (), (), {}), rows)


def test_nothing_to_propagate_is_no_matter() -> None:
    found = propagate(stacked([]))
    assert found.low.size == 0
    assert found.contradicts.size == 0
