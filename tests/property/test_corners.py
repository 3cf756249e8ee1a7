"""Small programmes side by side say what HiGHS says of each, or nothing."""

from __future__ import annotations

import math
from random import Random

import pytest

from benchmarks.networks import honest_network
from expectations.reconciliation.network import solve
from expectations.reconciliation.network.bounds import Answers, Asked, Bounds, answers
from expectations.reconciliation.network.programme import Programme
from expectations.reconciliation.network.solve import solve_all
from expectations.reconciliation.network.system import Builder, Row, Sighting, System, Variable

MILLION = 10**6


def record(random: Random) -> tuple[System, list[Row]]:
    """Values and percentages under random rules: equations and limits, values of either sign, many without bound."""
    count = random.randint(2, 6)
    truth = [random.choice((0, 1, 5, 40, 100, 2_500)) for _ in range(count)]
    free = [random.random() < 0.3 for _ in range(count)]
    rows, sightings = [], []
    for variable, value in enumerate(truth):
        kind = random.random()
        sightings.append(Sighting(f"v{variable}", variable))
        if kind < 0.6:
            printed = value + random.choice((0, 0, 0, 0, 3))
            half = random.choice((0, 0, 1, 2))
            name = f"v{variable}"
            rows.append(Row(((variable, 1),), (printed - half) * MILLION, figure=name))
            rows.append(Row(((variable, -1),), -(printed + half) * MILLION, figure=name, side="high"))
    for number in range(random.randint(1, 4)):
        chosen = random.sample(range(count), random.randint(2, count))
        terms = tuple((variable, random.choice((1, -1, 1, -1, 2))) for variable in chosen)
        total = sum(truth[variable] * weight for variable, weight in terms)
        rows.append(Row(terms, total * MILLION, is_equation=random.random() < 0.5, edit=f"e{number}"))
    pairs = [(a, b) for a in range(count) for b in range(count) if a != b and not free[a] and not free[b] and truth[b]]
    for number, (above, below) in enumerate(random.sample(pairs, min(len(pairs), 2))):
        percent = truth[above] * 100 * MILLION // truth[below]
        name = f"p{number}"
        sightings.append(Sighting(name, above, below))
        rows.append(Row(((above, 100 * MILLION), (below, -(percent - MILLION))), 0, figure=name))
        rows.append(Row(((above, -100 * MILLION), (below, percent + MILLION)), 0, figure=name, side="high"))
    variables = tuple(Variable("level", f"v{i}", None, not is_free) for i, is_free in enumerate(free))
    return System(variables, tuple(sightings), (), {}), rows


def asked(system: System, rows: list[Row], dropped: frozenset[str]) -> Asked:
    return Asked(system, Programme(system, rows), range(len(system.variables)), system.figures, dropped)


def close(found: float, expected: float) -> bool:
    return found == expected or math.isclose(found, expected, rel_tol=1e-8, abs_tol=2.0)


@pytest.mark.parametrize("dropping", [False, True])
def test_what_is_said_is_what_highs_says(dropping: bool) -> None:
    random = Random(3 if dropping else 2)
    records = [record(random) for _ in range(150)]
    questions = [asked(*one, frozenset({"v0"} if dropping else ())) for one in records]
    said = 0
    for one, found in zip(questions, answers(questions), strict=True):
        one.programme.drop(one.dropped)
        if found.agree:
            assert one.programme.is_feasible()
        by_highs = Bounds(one.system, one.programme, one.dropped)
        for (variable, direction), best in found.tight.items():
            assert close(best.value, by_highs._best(variable, direction).value)
        for (figure, direction), value in found.rest.items():
            sighting = one.system.sighting_of(figure)
            assert sighting is not None
            assert close(value, by_highs._alone(figure, sighting, direction)), (figure, direction)
        said += len(found.tight) + len(found.rest)
    assert said > 1000


def test_of_honest_networks_nothing_is_left_to_highs() -> None:
    questions = []
    for seed in range(30):
        component = honest_network(Random(seed)).component()
        figures = {figure.observation_id: figure for figure in component.figures}
        system = Builder(figures, frozenset()).build(component.stars, component.edits)
        rows = system.rows(lambda figure, known=figures: known[figure].used.hard, {})
        questions.append(asked(system, rows, frozenset()))
    for one, found in zip(questions, answers(questions), strict=True):
        assert found.agree
        assert len(found.tight) == 2 * len(one.system.variables)
        assert len(found.rest) == 2 * len(one.system.figures)


def test_an_answer_does_not_depend_on_what_is_solved_with_it() -> None:
    components = [honest_network(Random(seed)).component() for seed in range(25)]
    together = list(solve_all(components))
    assert together == [solve(component) for component in components]
    assert list(solve_all(reversed(components))) == together[::-1]


def test_where_rows_contradict_nothing_is_said() -> None:
    rows = [Row(((0, 1),), 5 * MILLION, figure="v0"), Row(((0, -1),), -4 * MILLION, figure="v0", side="high")]
    system = System((Variable("level", "v0", None, True),), (Sighting("v0", 0),), (), {})
    assert answers([asked(system, rows, frozenset())]) == [Answers()]
