"""What is said of each figure, and how a contradiction is told."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from expectations.reconciliation import Figure, Rules, Waiver, reconcile
from expectations.reconciliation.intervals import Interval, Tiers
from expectations.reconciliation.wording import number_text
from tests.support.figures import figure, golden_figures
from tests.support.identities import reference_rules

A, B = "lang-son-2024-h1", "lang-son-2023-q2"
MILLION = 1_000_000


@pytest.fixture(scope="module")
def rules() -> Rules:
    return reference_rules()


@pytest.fixture
def golden() -> dict[int, Figure]:
    return {row.start: row for row in golden_figures(A)}


def with_imports(golden: dict[int, Figure], low: int, high: int) -> list[Figure]:
    """The half-year bulletin with other imports."""
    bounds = Interval.of(Decimal(low * MILLION), Decimal(high * MILLION))
    tiers = Tiers(bounds, bounds)
    changed = dataclasses.replace(golden[2095], used=tiers, printed=tiers, quote="1,24 tỷ USD")
    return [changed if row.start == 2095 else row for row in golden.values()]


def test_the_bundled_bulletins_hold_no_contradiction(rules: Rules) -> None:
    found = reconcile([*golden_figures(A), *golden_figures(B)], rules)
    assert found.conflicts == ()
    assert {row.status for row in found.rows} == {"reconciled", "not_evaluated"}


def test_what_nothing_confirms_is_unverified_and_not_passed(rules: Rules) -> None:
    found = reconcile([*golden_figures(A), *golden_figures(B)], rules)
    of_b = [verdict for verdict in found.verdicts if verdict.bulletin_id == golden_figures(B)[0].bulletin_id]
    assert {(v.status, v.redundancy, v.implied_low, v.implied_high) for v in of_b} == {
        ("unverified", "none", None, None)
    }
    local = next(verdict for verdict in found.verdicts if verdict.observation_id.endswith(":2161"))
    assert (local.status, local.reason, local.redundancy) == ("unverified", "inequality_only", "weak")
    assert local.implied_low == 0
    assert local.implied_high is not None
    assert round(local.implied_high, -3) == 1_318_034_000, "the exports, as all other figures narrow them"


def test_what_the_other_figures_leave_for_the_imports(rules: Rules, golden: dict[int, Figure]) -> None:
    found = reconcile(golden.values(), rules)
    imports = next(verdict for verdict in found.verdicts if verdict.observation_id.endswith(":2095"))
    assert (imports.status, imports.identity_count, imports.redundancy) == ("reconciled", 3, "strong")
    assert (imports.reported_low, imports.reported_high) == (1415 * MILLION, 1425 * MILLION)
    assert imports.implied_low is not None
    assert imports.implied_high is not None
    assert (round(imports.implied_low, -5), round(imports.implied_high, -5)) == (1_399_400_000, 1_465_600_000)


def test_two_digits_swapped_contradict_the_total(rules: Rules, golden: dict[int, Figure]) -> None:
    found = reconcile(with_imports(golden, 1235, 1245), rules)
    (conflict,) = found.conflicts
    assert (conflict.severity, conflict.status, conflict.certificate_verified) == ("fatal", "open", True)
    assert conflict.gap is not None
    assert round(conflict.gap, -3) == 154_375_000
    assert [suspect.split(":")[1] for suspect in conflict.suspect_ids] == ["2095"]
    assert {"2,7 tỷ USD", "1,3 tỷ USD", "1,24 tỷ USD"} <= set(conflict.quotes)
    for part in ("«1,24 tỷ USD»", "[1.235.000.000; 1.245.000.000]", "[1.399.375.136; 1.465.645.148]", "154.375.136"):
        assert part in conflict.explanation_vi
    assert "[1,399,375,136; 1,465,645,148]" in conflict.explanation_en
    assert "«2,7 tỷ USD»" in conflict.proof_vi
    assert "total equals its components" in conflict.proof_en
    by_method = {row.method: row for row in found.rows if row.conflict_id == conflict.conflict_id}
    assert set(by_method) == {"exhaustive", "plan_total", "base_total"}, "one error, one conflict, three identities"
    assert by_method["exhaustive"].gap == 105 * MILLION
    verdicts = {verdict.observation_id.split(":")[1]: verdict for verdict in found.verdicts}
    assert {verdicts[start].status for start in ("1985", "2047", "2095")} == {"contradicted"}
    assert verdicts["1835"].status == "reconciled", "what does not take part is untouched"


def test_a_waiver_settles_a_contradiction_until_its_last_day(rules: Rules, golden: dict[int, Figure]) -> None:
    figures = with_imports(golden, 1235, 1245)
    conflict = reconcile(figures, rules).conflicts[0]
    waiver = Waiver("W1", conflict.conflict_id, date(2024, 12, 31))
    kept = reconcile(figures, rules, waivers=[waiver], as_of=date(2024, 12, 31))
    assert {(c.status, c.waiver_id) for c in kept.conflicts if c.conflict_id == conflict.conflict_id} == {
        ("waived", "W1")
    }
    late = reconcile(figures, rules, waivers=[waiver], as_of=date(2025, 1, 1))
    assert {c.status for c in late.conflicts} == {"open"}


def test_a_correction_changes_the_verdict_but_not_what_was_printed(rules: Rules, golden: dict[int, Figure]) -> None:
    wrong = Tiers(*(Interval.of(Decimal(1235 * MILLION), Decimal(1245 * MILLION)) for _ in range(2)))
    figures = [dataclasses.replace(row, printed=wrong) if row.start == 2095 else row for row in golden.values()]
    found = reconcile(figures, rules)
    total = next(row for row in found.rows if row.method == "exhaustive")
    assert (total.status, total.status_as_printed) == ("reconciled", "contradicted")
    assert found.conflicts == ()


def test_ids_do_not_depend_on_values_or_order(rules: Rules, golden: dict[int, Figure]) -> None:
    one = reconcile(golden.values(), rules)
    other = reconcile(list(reversed(with_imports(golden, 1235, 1245))), rules)
    assert [row.reconciliation_id for row in one.rows] == [row.reconciliation_id for row in other.rows]


def test_an_unclassified_figure_is_not_evaluated(rules: Rules) -> None:
    (verdict,) = reconcile([figure("1", 1, 2)], rules).verdicts
    assert (verdict.status, verdict.reason) == ("not_evaluated", "unclassified")


@pytest.mark.parametrize(
    ("value", "vietnamese"),
    [("1234567.5", "1.234.567,5"), ("-1000", "-1.000"), ("999", "999"), ("0.25", "0,25"), ("100", "100")],
)
def test_numbers_are_written_as_the_language_writes_them(value: str, vietnamese: str) -> None:
    assert number_text(Decimal(value), ".", ",", "∞") == vietnamese
