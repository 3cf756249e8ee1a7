"""Suggested repairs beyond one misprint: figures at the wrong series, and two misprints at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from expectations.reconciliation import Figure, Rules, reconcile
from expectations.reconciliation.intervals import MILLION, Interval
from expectations.reconciliation.network.repair import COSTS
from expectations.reconciliation.network.results import RepairCandidate
from expectations.reconciliation.network.series_repair import together
from tests.support.figures import figure, percent
from tests.support.identities import reference_rules


@pytest.fixture(scope="module")
def rules() -> Rules:
    return reference_rules()


def level(identifier: str, value: int, indicator: str, **columns: Any) -> Figure:
    return figure(identifier, value, value, indicator=indicator, value_text=str(value), **columns)


def suspect_sets(rules: Rules, *figures: Figure) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """The repairs of each smallest set of the only conflict, by the figures of the set."""
    (conflict,) = reconcile(figures, rules).conflicts
    return {tuple(found["observation_ids"]): found["repairs"] for found in json.loads(conflict.min_sets or "")}


def kinds(repairs: list[dict[str, Any]], kind: str) -> list[tuple[str, str | None]]:
    return [(r["observation_id"], r["other_observation_id"]) for r in repairs if r["kind"] == kind]


def test_exports_and_imports_that_changed_places(rules: Rules) -> None:
    """Exports are 81 % of the whole and imports 18 %; the values stand the other way round, and so do the shares."""
    exports, imports = level("2", 130, "export_turnover"), level("3", 560, "import_turnover")
    shares = [percent("6", "81", "81.5", exports, "share"), percent("7", "18", "19", imports, "share")]
    found = suspect_sets(rules, level("1", 690, "trade_turnover"), exports, imports, *shares)
    assert kinds(found["a:2", "a:3"], "exchanged") == [("a:2", "a:3"), ("a:3", "a:2")]
    assert kinds(found["a:6", "a:7"], "exchanged") == [("a:6", "a:7"), ("a:7", "a:6")]
    assert kinds(found["a:1", "a:2"], "exchanged") == []


def test_growths_that_changed_places(rules: Rules) -> None:
    """1000 = 400 + 600 and the year before 790 = 320 + 470 or so: the two growths stand the other way round."""
    total, exports, imports = (level(i, v, n) for i, v, n in (
        ("1", 1000, "trade_turnover"), ("2", 400, "export_turnover"), ("3", 600, "import_turnover")))  # fmt: skip
    growths = [
        percent("7", "25", "25", total, "growth", value_text="25"),
        percent("8", "50", "50", exports, "growth", value_text="50"),
        percent("9", "0", "0", imports, "growth", value_text="0"),
    ]
    # bases: 800 in all; 400 / 1.5 + 600 / 1 is 866.7, and 400 / 1 + 600 / 1.5 is 800
    found = suspect_sets(rules, total, exports, imports, *growths)
    of_growth = found[("a:8",)]
    assert kinds(of_growth, "exchanged") == [("a:8", "a:9")]


def test_the_proof_says_with_what_a_figure_changed_places(rules: Rules) -> None:
    exports, imports = level("2", 130, "export_turnover"), level("3", 560, "import_turnover")
    shares = [percent("6", "81", "81.5", exports, "share"), percent("7", "18", "19", imports, "share")]
    (conflict,) = reconcile([level("1", 690, "trade_turnover"), exports, imports, *shares], rules).conflicts
    assert "«2» (có thể đổi chỗ với «3»)" in conflict.proof_vi.replace("««", "«").replace("»»", "»")
    assert "«2» (perhaps exchanged with «3»)" in conflict.proof_en.replace("««", "«").replace("»»", "»")


def test_a_figure_of_another_coverage(rules: Rules) -> None:
    """The total of what is declared is printed once as declared, and once where the whole trade should stand."""
    declared = {"coverage": "declared_at_provincial_customs"}
    total = level("1", 270, "trade_turnover", **declared)
    parts = [level("2", 130, "export_turnover", **declared), level("3", 140, "import_turnover", **declared)]
    whole = level("4", 270, "trade_turnover", coverage="all_types")
    others = [level("5", 200, "export_turnover", coverage="all_types"),
              level("6", 100, "import_turnover", coverage="all_types")]  # fmt: skip
    found = suspect_sets(rules, total, *parts, whole, *others)
    assert ("a:4", "a:1") in kinds(found[("a:4",)], "series")


def test_a_wrong_series_is_less_likely_than_any_misprint_that_helps() -> None:
    assert min(COSTS["series"], COSTS["exchanged"]) > max(
        cost for kind, cost in COSTS.items() if kind not in ("series", "exchanged", "other")
    )
    assert max(COSTS["series"], COSTS["exchanged"]) < COSTS["other"]


def test_no_series_is_proposed_where_the_others_do_not_allow_it(rules: Rules) -> None:
    total, exports = level("1", 690, "trade_turnover"), level("2", 130, "export_turnover")
    found = suspect_sets(rules, total, exports, level("3", 650, "import_turnover"))
    for repairs in found.values():
        assert kinds(repairs, "series") == []
        assert kinds(repairs, "exchanged") == [], "a sum does not tell its parts apart, so nothing is gained"


def test_two_misprints_are_proposed_only_together() -> None:
    """What the one may have been depends on the other: of 10 or 20 and 1 or 2 only 20 and 1 add up to 21."""

    def misprint(figure_id: str, value: int, cost: float) -> RepairCandidate:
        exact = Decimal(value)
        return RepairCandidate(figure_id, "substitution", str(value), exact, exact, exact, cost)

    def add_up(intervals: Mapping[str, Interval], dropped: frozenset[str]) -> bool:
        return not dropped and sum(interval.low or 0 for interval in intervals.values()) == 21 * MILLION

    tens = [misprint("a:1", 10, 0.1), misprint("a:1", 20, 0.2)]
    ones = [misprint("a:2", 1, 0.3), misprint("a:2", 2, 0.1)]
    assert together(tens, ones, add_up) == [tens[1], ones[0]]
    assert together(tens, [], add_up) == tens, "nothing to go together with"
