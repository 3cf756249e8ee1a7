"""Planted errors in honest networks, and what holds of repairs, hitting sets and certificates whatever the figures."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from functools import cache
from itertools import combinations
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.misprints import KINDS, misprints
from benchmarks.networks import Network, honest_network
from benchmarks.planted_errors import HONEST, PAIR, Outcome, one_case, planted_case
from expectations.reconciliation.figures import Figure
from expectations.reconciliation.intervals import Interval, overlap
from expectations.reconciliation.network import solve
from expectations.reconciliation.network.certificate import Certificate
from expectations.reconciliation.network.localisation import (
    MOST_SUSPECTS,
    Contradiction,
    FigureSet,
    Localiser,
    _smallest,
)
from expectations.reconciliation.network.programme import Programme
from expectations.reconciliation.network.repair import candidates, repairs
from expectations.reconciliation.network.system import Builder, System

SEED = 7
CASES = 20
HONEST_CASES = 60
seeds = st.integers(min_value=0, max_value=2**32)


@cache
def outcomes(kind: str) -> list[Outcome]:
    return [one_case(kind, SEED, number) for number in range(HONEST_CASES if kind == HONEST else CASES)]


def test_honest_networks_raise_no_alarm() -> None:
    assert [number for number, outcome in enumerate(outcomes(HONEST)) if outcome.noticed] == []


@pytest.mark.parametrize("kind", [*KINDS, PAIR])
def test_what_can_be_noticed_is_noticed_and_nothing_else(kind: str) -> None:
    assert [o.noticed for o in outcomes(kind)] == [o.noticeable for o in outcomes(kind)]
    assert sum(o.noticed for o in outcomes(kind)) >= CASES // 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_noticed_error_is_one_of_the_smallest_sets(kind: str) -> None:
    assert all(o.in_sets for o in outcomes(kind) if o.noticed)


def test_two_errors_are_one_of_the_smallest_sets_where_two_are_needed() -> None:
    needed = [o for o in outcomes(PAIR) if o.size == 2]
    assert len(needed) >= CASES // 2
    assert sum(o.in_sets for o in needed) >= 0.9 * len(needed)


@pytest.mark.parametrize("kind", [*KINDS, PAIR])
def test_every_proof_holds_in_whole_numbers(kind: str) -> None:
    assert all(o.verified for o in outcomes(kind))


def test_the_likeliest_suspect_is_mostly_the_right_one() -> None:
    noticed = [o for kind in KINDS for o in outcomes(kind) if o.noticed]
    assert sum(o.first for o in noticed) >= 0.9 * len(noticed)
    assert sum(o.repaired for o in noticed) >= 0.85 * len(noticed)


def test_the_answer_does_not_depend_on_the_order_of_the_figures() -> None:
    _, planted = planted_case(("transposition",), SEED, 0)
    network = planted.network
    turned = Network(dict(reversed(network.prints.items())), network.columns, network.stars[::-1], network.edits[::-1])
    assert solve(network.component()) == solve(turned.component())


def any_figure(random: Random) -> tuple[str, Network]:
    network = honest_network(random)
    return random.choice(sorted(network.prints)), network


@settings(max_examples=150, deadline=None)
@given(seed=seeds, kind=st.sampled_from(sorted(KINDS)))
def test_what_was_meant_is_a_candidate_for_each_misprint(seed: int, kind: str) -> None:
    random = Random(seed)
    key, network = any_figure(random)
    meant = network.prints[key]
    wrong = misprints(meant, kind, network.columns[key]["measure"])
    assume(wrong and meant.value)
    printed = network.misprinted({key: random.choice(wrong)}).figures()[key]
    assert meant.value in {candidate.value for candidate in candidates(printed, printed.used.hard)}


@settings(max_examples=150, deadline=None)
@given(seed=seeds, low=st.floats(-3, 3), width=st.floats(0, 3), open_side=st.sampled_from(("low", "high", None)))
def test_repairs_are_allowed_ordered_and_new(seed: int, low: float, width: float, open_side: str | None) -> None:
    key, network = any_figure(Random(seed))
    figure = network.figures()[key]
    implied = _implied(figure, low, width, open_side)
    found = repairs(figure, implied)
    assert all(overlap(repair.interval, implied) is not None for repair in found)
    assert [repair.cost for repair in found] == sorted(repair.cost for repair in found)
    assert len({repair.value for repair in found}) == len(found)
    assert figure.value not in {repair.value for repair in found}
    assert all(0 <= repair.distance <= 1 for repair in found)


def _implied(figure: Figure, low: float, width: float, open_side: str | None) -> Interval:
    assert figure.value is not None
    ends = [int(figure.value * Decimal(end) * 10**6) for end in (low, low + width)]
    return Interval(None if open_side == "low" else min(ends), None if open_side == "high" else max(ends))


@settings(max_examples=150, deadline=None)
@given(seed=seeds)
def test_of_two_like_misprints_the_one_nearer_the_middle_comes_first(seed: int) -> None:
    key, network = any_figure(Random(seed))
    figure = network.figures()[key]
    assume(figure.used.hard == figure.used.wide)
    implied = _implied(figure, 0.5, 1.0, None)
    found = [repair for repair in repairs(figure, implied) if repair.kind == "substitution"]
    assert [repair.distance for repair in found] == sorted(repair.distance for repair in found)


families = st.lists(st.frozensets(st.sampled_from("abcdefgh"), min_size=1, max_size=4), min_size=1, max_size=6)


@given(families)
def test_hitting_sets_are_all_the_smallest_ones(known: list[FigureSet]) -> None:
    nothing = Certificate((), (), 0)
    found, is_complete = _smallest([Contradiction(family, nothing) for family in known])
    smallest = _by_trial(known)
    can_be_told = len(next(iter(smallest))) <= MOST_SUSPECTS
    assert is_complete == can_be_told
    assert set(found) == (smallest if can_be_told else set())
    assert len(set(found)) == len(found)


def _by_trial(known: list[FigureSet]) -> set[FigureSet]:
    for size in range(1, 9):
        hitting = {frozenset(c) for c in combinations("abcdefgh", size) if all(set(c) & f for f in known)}
        if hitting:
            return hitting
    raise AssertionError("all figures together hit everything")


@cache
def certified(number: int) -> tuple[System, Certificate] | None:
    """A contradiction of a network with a planted error, with its proof."""
    _, planted = planted_case(("unit",), SEED, number)
    figures = planted.network.figures()
    system = Builder(figures, frozenset()).build(planted.network.stars, planted.network.edits)
    programme = Programme(system, system.rows(lambda figure: figures[figure].used.wide, {}))
    found = Localiser(system, programme).contradiction()
    return None if found is None else (system, found.certificate)


@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, 7), choice=st.integers(0, 10**6), added=st.integers(1, 10**9))
def test_a_tampered_certificate_does_not_hold(number: int, choice: int, added: int) -> None:
    known = certified(number)
    assume(known is not None)
    assert known is not None
    system, certificate = known
    assert certificate.holds(system)
    place = choice % len(certificate.rows)
    row, weights = certificate.rows[place], list(certificate.weights)
    weights[place] = -weights[place]
    assert not dataclasses.replace(certificate, excess=certificate.excess + added).holds(system)
    assert not dataclasses.replace(certificate, weights=tuple(weights)).holds(system)
    loosened = dataclasses.replace(
        row, bound=row.bound - certificate.excess * (1 if certificate.weights[place] > 0 else -1)
    )
    rows = (*certificate.rows[:place], loosened, *certificate.rows[place + 1 :])
    assert not dataclasses.replace(certificate, rows=rows).holds(system)
    right = sum(w * r.bound for w, r in zip(certificate.weights, rows, strict=True))
    assert not Certificate(rows, certificate.weights, right).holds(system)
