"""The two bundled bulletins, worked by hand: bounds, plans, the contradiction between them, its proof and its band."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.reconciliation import (
    Figure,
    LinkedKey,
    Reconciliation,
    Rules,
    SeriesLink,
    instances_of,
    reconcile,
)
from expectations.reconciliation.matching import Bulletins
from expectations.reconciliation.network import Solution, components_of, edits_of, stars_of
from expectations.reconciliation.network.strain import strain
from expectations.reconciliation.network.suggestions import suggested_links
from expectations.reconciliation.network.system import Builder
from tests.support.figures import golden_figures
from tests.support.identities import reference_rules

A, B = "lang-son-2024-h1", "lang-son-2023-q2"
TOTAL, EXPORTS, IMPORTS, LOCAL, ALL_TYPES = 1985, 2047, 2095, 2161, 1835
B_TOTAL = "d52a6306d6693544:1531"
DECLARED = LinkedKey(None, "VN-09", "trade_turnover", None, None, "declared_at_provincial_customs", None)
ACCEPTED = SeriesLink("l-1", DECLARED, LinkedKey("d52a6306d6693544", "VN-09", "trade_turnover", *[None] * 4))


@pytest.fixture(scope="module")
def rules() -> Rules:
    return reference_rules()


@pytest.fixture(scope="module")
def alone(rules: Rules) -> Reconciliation:
    return reconcile([*golden_figures(A), *golden_figures(B)], rules)


@pytest.fixture(scope="module")
def linked(rules: Rules) -> Reconciliation:
    return reconcile([*golden_figures(A), *golden_figures(B)], rules, links=[ACCEPTED])


def millions(value: Decimal | None) -> float:
    assert value is not None
    return float(value) / 1e6


def of_a(found: Reconciliation) -> Solution:
    """The solution of the component that holds the half-year bulletin's turnover."""
    (solution,) = [
        solution
        for solution in found.solutions
        if any(finding.observation_id.endswith(f":{TOTAL}") for finding in solution.figures)
    ]
    return solution


@pytest.mark.parametrize(
    ("form", "start", "low", "high"),
    [
        ("level", TOTAL, 2703.246, 2749.441),
        ("level", EXPORTS, 1288.246, 1324.441),
        ("level", IMPORTS, 1415.000, 1425.000),
        ("plan", TOTAL, 5067.004, 5163.270),
        ("plan", EXPORTS, 2972.259, 3056.840),
        ("plan", IMPORTS, 2091.648, 2109.549),
        ("base", TOTAL, 2236.861, 2276.970),
        ("base", EXPORTS, 1247.696, 1281.511),
        ("base", IMPORTS, 988.474, 996.155),
        ("base", ALL_TYPES, 18260.870, 18467.153),
        ("plan", LOCAL, 167.617, 170.286),
        ("base", LOCAL, 71.463, 72.506),
    ],
)
def test_what_the_half_year_bulletin_implies(
    alone: Reconciliation, form: str, start: int, low: float, high: float
) -> None:
    (found,) = [
        implied
        for implied in of_a(alone).implied
        if implied.form == form and implied.observation_id.endswith(f":{start}")
    ]
    assert (millions(found.low), millions(found.high)) == pytest.approx((low, high), abs=0.0006)


@pytest.mark.parametrize(
    ("start", "low", "high"),
    [(IMPORTS, 1399.375, 1465.645), (LOCAL, 0, 1318.034)],
)
def test_what_the_others_leave_for_a_figure(alone: Reconciliation, start: int, low: float, high: float) -> None:
    (found,) = [f for f in of_a(alone).figures if f.observation_id.endswith(f":{start}")]
    assert (millions(found.rest_low), millions(found.rest_high)) == pytest.approx((low, high), abs=0.0006)


def test_what_the_others_leave_for_the_growth_of_the_total(alone: Reconciliation) -> None:
    growth = next(f for f in golden_figures(A) if f.quote == "20,8 %")
    (found,) = [f for f in of_a(alone).figures if f.observation_id == growth.observation_id]
    assert found.rest_low is not None
    assert found.rest_high is not None
    assert (float(found.rest_low), float(found.rest_high)) == pytest.approx((20.62, 21.06), abs=0.005)


def test_only_one_choice_of_round_plans_is_possible(alone: Reconciliation) -> None:
    (found,) = of_a(alone).round_plans
    assert [millions(plan) for plan in found.plans] == [5100, 3000, 2100]
    assert millions(found.grid) == 100


def test_without_a_link_nothing_contradicts_and_the_older_bulletin_is_unverified(alone: Reconciliation) -> None:
    assert alone.conflicts == ()
    older = [verdict for verdict in alone.verdicts if verdict.bulletin_id == B_TOTAL.partition(":")[0]]
    assert {verdict.status for verdict in older} == {"unverified"}


def test_pair_by_pair_the_linked_base_agrees_and_all_together_it_does_not(linked: Reconciliation) -> None:
    (row,) = [row for row in linked.rows if row.method == "growth_link"]
    assert (row.status, row.gap) == ("reconciled", 0)
    (conflict,) = linked.conflicts
    assert row.conflict_id == conflict.conflict_id
    assert (conflict.status, conflict.severity) == ("revised", "query")
    assert millions(conflict.gap) == pytest.approx(7.529858, abs=1e-5)
    assert conflict.strain == Decimal("1.3616")
    assert conflict.revision_needed == Decimal("0.003297")
    assert conflict.revision_band == Decimal("0.03")
    assert conflict.certificate_verified


def test_two_figures_can_each_explain_it(linked: Reconciliation) -> None:
    sets = {(row.set_size, row.observation_id) for row in linked.suspects}
    assert sets == {(1, B_TOTAL), (1, f"ddcbd82d5eefc042:{IMPORTS}")}


def test_its_proof_is_the_one_found_by_hand(linked: Reconciliation) -> None:
    """Base 2284.5 needs a total of 2758.5; exports and imports with their growth allow 2758.3."""
    solution = next(solution for solution in linked.solutions if solution.conflicts)
    figures = {f.observation_id: f.quote for f in [*golden_figures(A), *golden_figures(B)]}
    proof = solution.conflicts[0].proof
    used = {figures[term.observation_id] for term in proof.terms if term.observation_id is not None}
    assert used == {"2.285 triệu USD", "20,8 %", "3,3%", "1,42 tỷ USD", "43,1%"}
    assert proof.is_verified
    assert proof.excess > 0
    (conflict,) = linked.conflicts
    assert "2.276.970.143" in conflict.proof_vi
    assert "2,276,970,143" in conflict.proof_en


def test_once_linked_the_verdict_is_revised_and_not_error(linked: Reconciliation) -> None:
    verdict = next(verdict for verdict in linked.verdicts if verdict.observation_id == B_TOTAL)
    assert (verdict.status, verdict.severity, verdict.is_suspect) == ("revised", "query", True)


@pytest.mark.parametrize(("links", "expected"), [((), 0.4545), ((ACCEPTED,), 1.3616)])
def test_strain(rules: Rules, links: tuple[SeriesLink, ...], expected: float) -> None:
    figures = [*golden_figures(A), *golden_figures(B)]
    by_id = {figure.observation_id: figure for figure in figures}
    edits = edits_of(instances_of(figures, rules, links), rules)
    component = max(components_of(by_id, stars_of(Bulletins(figures)), edits), key=lambda found: len(found.figures))
    system = Builder(by_id, rules.balances).build(component.stars, component.edits)
    assert strain(system, lambda figure: by_id[figure].used.hard) == pytest.approx(expected, abs=0.00005)


def test_the_link_is_suggested_with_its_proof_until_it_is_accepted(rules: Rules) -> None:
    figures: list[Figure] = [*golden_figures(A), *golden_figures(B)]
    (suggestion,) = suggested_links(figures, rules)
    assert (suggestion.series, suggestion.linked) == (ACCEPTED.series, ACCEPTED.linked)
    assert (suggestion.status, suggestion.revision_needed) == ("revised", Decimal("0.003297"))
    assert "2,276,970,143" in suggestion.proof_en
    assert suggestion.csv_row.startswith(f"{suggestion.suggestion_id},,VN-09,trade_turnover,,,declared_at")
    assert suggested_links(figures, rules, [ACCEPTED]) == []
