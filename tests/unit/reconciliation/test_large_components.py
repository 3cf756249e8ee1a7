"""Components that are too large to be solved whole: bulletin by bulletin, and what that still finds."""

from __future__ import annotations

import pytest

from expectations.reconciliation import Figure, Rules, instances_of, reconcile
from expectations.reconciliation.matching import Bulletins
from expectations.reconciliation.network import components, components_of, edits_of, parts_of, stars_of
from tests.support.figures import DECLARED, YEAR_BEFORE, figure, percent
from tests.support.identities import reference_rules

REPORTS = 150
"""Bulletins on one period, each with a total and two parts: more than are solved whole."""


@pytest.fixture(scope="module")
def rules() -> Rules:
    return reference_rules()


def report(bulletin: str, total: int, exports: int, imports: int) -> list[Figure]:
    values = {"1": ("trade_turnover", total), "2": ("export_turnover", exports), "3": ("import_turnover", imports)}
    return [
        figure(identifier, value, value, bulletin=bulletin, indicator=indicator, coverage=DECLARED)
        for identifier, (indicator, value) in values.items()
    ]


def reports(changed: int | None = None) -> list[Figure]:
    """All alike, but for one whose imports and total are ten percent more: right by themselves."""
    return [
        one
        for number in range(REPORTS)
        for one in report(f"b{number:03d}", *((310, 100, 210) if number == changed else (300, 100, 200)))
    ]


def test_reports_that_agree_are_one_large_component_and_agree(rules: Rules) -> None:
    figures = reports()
    edits = edits_of(instances_of(figures, rules), rules)
    (whole,) = components_of({f.observation_id: f for f in figures}, stars_of(Bulletins(figures)), edits)
    assert len(whole.figures) == 3 * REPORTS > components.LARGEST
    parts = list(parts_of(whole))
    assert len(parts) == REPORTS
    assert sorted(e.edit_id for part in parts for e in part.edits) == sorted(e.edit_id for e in whole.edits)
    assert reconcile(figures, rules).conflicts == ()


def test_a_report_that_disagrees_with_its_neighbours_is_found(rules: Rules) -> None:
    found = reconcile(reports(changed=70), rules)
    pairs = {conflict.bulletin_ids for conflict in found.conflicts}
    assert pairs == {("b069", "b070"), ("b070", "b071")}
    assert {row.status for row in found.rows if row.method == "level_link" and "b070" in row.bulletin_ids} == {
        "contradicted", "reconciled",
    }  # fmt: skip


def test_what_no_pair_of_figures_shows_is_found_between_two_bulletins_of_a_large_component(
    rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The base that all figures of a year imply, against the report of the year before; each pair of them meets."""
    total, exports, imports = (
        figure(i, low, high, bulletin="b", indicator=name, coverage=DECLARED)
        for i, low, high, name in (("1", 2700, 2800, "trade_turnover"), ("2", 1250, 1350, "export_turnover"),
                                   ("3", 1415, 1425, "import_turnover"))
    )  # fmt: skip
    growths = [
        percent("7", "20.75", "20.85", total, "growth"),
        percent("8", "3.25", "3.35", exports, "growth"),
        percent("9", "43.05", "43.15", imports, "growth"),
    ]
    before = figure("1", "2284.5", "2285.5", bulletin="a", period=YEAR_BEFORE, indicator="trade_turnover",
                    coverage=DECLARED)  # fmt: skip
    figures = [total, exports, imports, *growths, before]
    whole = reconcile(figures, rules)
    monkeypatch.setattr(components, "LARGEST", 5)
    split = reconcile(figures, rules)
    assert {row.status for row in split.rows if row.method == "growth_link"} == {"reconciled"}
    assert [conflict.bulletin_ids for conflict in split.conflicts] == [("a", "b")]
    assert split.conflicts == whole.conflicts
