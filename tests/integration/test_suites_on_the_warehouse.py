"""The suites over real homes: what passes, what fails, and what has nothing to say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from expectations.history import SCHEMA, read_history
from expectations.suites import all_suites

if TYPE_CHECKING:
    from tests.integration.conftest import Built

pytestmark = pytest.mark.integration


def outcomes(home: Built) -> dict[str, str]:
    """The newest outcome of each check of a home."""
    rows = read_history(home.settings.quality / "history").to_pylist()
    return {row["check_id"]: row["outcome"] for row in rows}


def page(home: Built, suite: str) -> str:
    return (home.settings.quality / "data_docs" / "suites" / f"{suite}.html").read_text(encoding="utf-8")


def test_every_check_ran_over_the_bundled_bulletins_and_none_failed(built: Built) -> None:
    found = outcomes(built)
    assert set(found) == {f"{suite.name}.{check.name}" for suite in all_suites() for check in suite.checks}
    assert set(found.values()) <= {"passed", "not_evaluated"}


def test_what_the_two_bulletins_hold_was_really_looked_at(built: Built) -> None:
    found = outcomes(built)
    for check in (
        "reconciliation_within_bulletin.total_equals_components",
        "reconciliation_within_bulletin.repeats_agree",
        "reconciliation_within_bulletin.implied_plans_and_bases_agree",
        "observations.rows_as_announced",
        "observations.interval_holds_the_value",
        "numeral_ledger.ledger_adds_up",
        "figure_verdicts.rows_as_announced",
        "trade_turnover.rows_as_announced",
        "agriculture_production.rows_as_announced",
        "infrastructure_projects.rows_as_announced",
    ):
        assert found[check] == "passed", check


def test_a_changed_digit_shows_in_data_docs_with_intervals_and_quotes(contradicted_home: Built) -> None:
    found = outcomes(contradicted_home)
    assert found["reconciliation_within_bulletin.total_equals_components"] == "failed"
    assert found["figure_verdicts.nothing_is_contradicted"] == "failed"
    text = page(contradicted_home, "reconciliation_within_bulletin")
    for quote in ("2,7 tỷ USD", "1,3 tỷ USD", "1,24 tỷ USD"):
        assert f'<q lang="vi">{quote}</q>' in text
    digits_together = text.replace("<i>", "").replace("</i>", "")
    assert "[2700000000, 2800000000]" in digits_together
    assert "[2485000000, 2595000000]" in digits_together


def test_a_bulletin_on_trade_alone_makes_nothing_red_but_its_unreadable_neighbours(trade_home: Built) -> None:
    found = outcomes(trade_home)
    assert {name for name, outcome in found.items() if outcome in ("failed", "error")} == {
        "quarantine.every_file_can_be_read"
    }
    for name, outcome in found.items():
        if name.startswith(("agriculture_production.", "infrastructure_projects.")):
            assert outcome == "not_evaluated", name


def test_the_history_has_its_columns_and_its_empty_file(built: Built) -> None:
    folder: Path = built.settings.quality / "history"
    files = sorted(folder.glob("*.parquet"))
    assert len(files) >= 2
    assert all(pq.read_schema(file).names == SCHEMA.names for file in files)
