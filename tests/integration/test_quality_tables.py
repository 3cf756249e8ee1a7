"""The quality tables over a home with a contradiction, a gap in a ledger and a file that could not be read."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal
from typing import Any

import pytest

from orchestration.bulletins.records import QuarantinedFile
from orchestration.settings import Settings
from orchestration.steward import ensure_steward
from orchestration.tables import rows_to_table, write_batch
from orchestration.warehouse import BuildResult, build, connect_published
from tests.support.raw_home import READ_AT, home_settings, labelled, write_bulletin

pytestmark = pytest.mark.integration

MILLION = Decimal(1_000_000)
UNREADABLE = QuarantinedFile("anh.bin", "0" * 64, "binary_file", "begins with NUL", "reader", READ_AT, resolved=False)


@dataclasses.dataclass(frozen=True)
class Built:
    settings: Settings
    result: BuildResult

    def rows(self, query: str) -> list[dict[str, Any]]:
        with connect_published(self.settings) as connection:
            return connection.execute(query).to_arrow_table().to_pylist()

    def row(self, query: str) -> dict[str, Any]:
        (row,) = self.rows(query)
        return row


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Built:
    settings = home_settings(tmp_path_factory.mktemp("quality"))
    half_year, quarter = labelled("lang-son-2024-h1"), labelled("lang-son-2023-q2")
    bounds = {"low": 1235 * MILLION, "high": 1245 * MILLION}
    wide = {"low_wide": 1235 * MILLION, "high_wide": 1245 * MILLION}
    half_year.change(2095, value=1240 * MILLION, value_text="1,24 tỷ", **bounds, **wide)
    quarter.numerals.pop()
    quarter.change(1343, indicator=None, flags=("ambiguous_separator",), value_candidates=(Decimal(5), Decimal(50)))
    for bulletin in (half_year, quarter):
        write_bulletin(settings, bulletin)
    ensure_steward(settings.steward)
    with (settings.steward / "waivers.csv").open("a", encoding="utf-8") as waivers:
        waivers.write("W1,0123456789abcdef,looked at,a steward,2024-07-01,\n")
    write_batch(settings.raw, "quarantine", rows_to_table("quarantine", [UNREADABLE]), READ_AT)
    return Built(settings, build(settings))


def test_a_contradiction_is_news_and_no_fault_of_the_build(home: Built) -> None:
    assert home.result.success, home.result.explain()
    warned = {node.unique_id.split(".")[2]: node.failures for node in home.result.nodes if node.status == "warn"}
    assert warned == {"totals_reconcile": 3}


def test_the_rows_that_fail_the_interval_test_are_kept(home: Built) -> None:
    kept = home.rows("from quality_failures.totals_reconcile")
    assert {row["method"] for row in kept} == {"exhaustive", "plan_total", "base_total"}


def test_both_intervals_and_the_quotes_stand_in_the_row(home: Built) -> None:
    row = home.row("from quality.reconciliation where method = 'exhaustive'")
    assert (row["status"], row["severity"], row["level"]) == ("contradicted", "fatal", 1)
    assert (row["total_low"], row["total_high"]) == (2700 * MILLION, 2800 * MILLION)
    assert (row["components_low"], row["components_high"]) == (2485 * MILLION, 2595 * MILLION)
    assert (row["gap"], row["overlap_low"]) == (105 * MILLION, None)
    assert (row["total_quote"], row["component_quotes"]) == ("2,7 tỷ USD", ["1,3 tỷ USD", "1,42 tỷ USD"])


def test_one_error_is_one_conflict_with_its_proof_and_its_suspect(home: Built) -> None:
    row = home.row("from quality.conflicts")
    assert (row["status"], row["severity"], row["certificate_verified"]) == ("open", "fatal", True)
    assert len(row["reconciliation_ids"]) == 3, "the sum of values, of plans and of last year's values"
    assert row["suspect_ids"] == ["ddcbd82d5eefc042:2095"]
    assert "cách nhau ít nhất 154.375.136 USD" in row["explanation_vi"]
    assert "these are apart by at least 154,375,136 USD" in row["explanation_en"]
    assert "«1,3 tỷ USD»" in row["proof_vi"]
    assert "total equals its components" in row["proof_en"]
    assert json.loads(row["certificate"])["verified"] is True
    assert json.loads(row["min_sets"])[0]["observation_ids"] == row["suspect_ids"]


def test_the_suspect_has_what_the_rest_implies_and_the_likeliest_misprint(home: Built) -> None:
    row = home.row("from quality.conflict_suspects")
    assert (row["set_rank"], row["set_size"], row["observation_id"]) == (1, 1, "ddcbd82d5eefc042:2095")
    assert row["implied_low"] < 1420 * MILLION < row["implied_high"]
    assert row["repair_value"] == 1420 * MILLION


def test_every_contradicted_identity_names_the_conflict(home: Built) -> None:
    conflict = home.row("select conflict_id from quality.conflicts")["conflict_id"]
    rows = home.rows("from quality.reconciliation where status = 'contradicted'")
    assert {row["conflict_id"] for row in rows} == {conflict}


def test_what_the_figures_imply_is_told_for_plans_and_bases(home: Built) -> None:
    rows = home.rows("from quality.implied_values where form = 'plan' and round_value is not null")
    assert rows == [], "with an error among them no round plans are left"
    assert home.row("select count(*) as n from quality.implied_values where form = 'base'")["n"] >= 4


def test_what_the_other_bulletin_says_is_unverified(home: Built) -> None:
    found = home.rows("select distinct status, reason from quality.figure_verdicts where bulletin_id like 'd52a%'")
    assert {(row["status"], row["reason"]) for row in found} == {
        ("unverified", "no_identity"),
        ("not_evaluated", "unclassified"),
    }


def test_the_ledger_misses_the_numeral_that_was_dropped(home: Built) -> None:
    ledger = {row["source_name"]: row for row in home.rows("from quality.numeral_ledger")}
    whole, lacking = ledger["lang-son-2024-h1.txt"], ledger["lang-son-2023-q2.txt"]
    assert (whole["ok"], whole["reason"], whole["observation_count"]) == (True, None, 17)
    assert (lacking["ok"], lacking["digit_run_count"], lacking["entered_digit_run_count"]) == (False, 32, 31)


def test_the_queue_begins_with_what_decides_what_is_checked(home: Built) -> None:
    queue = home.rows("from quality.review_queue order by position")
    assert [row["kind"] for row in queue] == [
        "series_link", "conflict", "ledger", "quarantine", "waiver", "ambiguous", "unclassified",
    ]  # fmt: skip
    assert "1,42 tỷ USD" in queue[1]["quote"]
    assert [row["position"] for row in queue] == list(range(1, 8))
    assert all(row["detail_vi"] and row["detail_en"] for row in queue)


def test_a_file_in_quarantine_says_what_to_do(home: Built) -> None:
    row = home.row("from quality.quarantine")
    assert (row["source_name"], row["resolved"]) == ("anh.bin", False)
    assert row["what_to_do_en"].endswith(".")
    assert row["what_to_do_vi"].endswith(".")


def test_the_rules_are_there_to_read(home: Built) -> None:
    row = home.row("from quality.identities where identity_id = 'trade_sum_declared'")
    assert row["expression"].startswith("trade_turnover[declared_at_provincial_customs] = export_turnover")
    assert row["component_count"] == 2
    assert home.row("select count(*) as n from quality.identities where name_vi is null or name_en is null")["n"] == 0
