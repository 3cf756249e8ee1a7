"""The suites over Arrow tables: outcomes, failing rows, kept results, history."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from expectations.checks import CheckResult
from expectations.data_docs import build_data_docs
from expectations.history import record
from expectations.suites import all_suites
from expectations.validation import SHOWN_ROWS, validate
from tests.support.quality_tables import (
    lang_son_figures,
    observation,
    observations,
    reconciliation,
    reconciliation_row,
    waivers,
)

pytestmark = pytest.mark.integration

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
COUNTS = {"observations": 3, "bulletins": 1, "exhaustive_totals": 1, "trade_turnover": 3}


def tables(imports: str = "1.42", **changes: pa.Table) -> dict[str, pa.Table]:
    figures = observations(*lang_son_figures())
    return {
        "marts.observations": figures,
        "marts.trade_turnover": figures,
        "quality.reconciliation": reconciliation(reconciliation_row(imports)),
        "quality.waivers": waivers(),
    } | {name.replace("__", "."): table for name, table in changes.items()}


def run(
    folder: Path,
    given: Mapping[str, pa.Table],
    counts: Mapping[str, int] = COUNTS,
    now: datetime = NOON,
    only: Collection[str] = (),
    **options: Any,
) -> dict[str, CheckResult]:
    """Validate and give the results by check_id; `only` the suites of these names, else all."""
    suites = [suite for suite in all_suites() if not only or suite.name in only]
    results = validate(
        given, expected_counts=counts, context_dir=folder, run_name="run 1", now=now, suites=suites, **options
    )
    return {result.check_id: result for result in results}


WITHIN = ("reconciliation_within_bulletin",)
FIGURES = ("observations",)


def test_what_reconciles_passes(tmp_path: Path) -> None:
    result = run(tmp_path, tables(), only=WITHIN)["reconciliation_within_bulletin.total_equals_components"]
    assert (result.outcome, result.rows_expected, result.rows_seen, result.rows_failed) == ("passed", 1, 1, 0)
    assert result.failing_rows == ()


def test_one_changed_digit_fails_with_both_intervals_and_the_three_quotes(tmp_path: Path) -> None:
    result = run(tmp_path, tables("1.24"), only=WITHIN)["reconciliation_within_bulletin.total_equals_components"]
    assert (result.outcome, result.severity, result.rows_failed) == ("failed", "critical", 1)
    (row,) = result.failing_rows
    assert row["total"] == "[2700000000, 2800000000]"
    assert row["components"] == "[2485000000, 2595000000]"
    assert row["gap"] == "105000000"
    assert row["total_quote"] == "2,7 tỷ USD"
    assert row["component_quotes"] == "1,3 tỷ USD · 1,24 tỷ USD"
    assert result.page == "suites/reconciliation_within_bulletin.html"


def test_a_query_contradiction_is_a_warning_and_not_critical(tmp_path: Path) -> None:
    row = reconciliation_row("1.24", rule_severity="query")
    results = run(
        tmp_path, tables(quality__reconciliation=reconciliation(row)), COUNTS | {"exhaustive_totals": 0}, only=WITHIN
    )
    assert results["reconciliation_within_bulletin.total_equals_components"].outcome == "not_evaluated"
    doubtful = results["reconciliation_within_bulletin.doubtful_identities_hold"]
    assert (doubtful.outcome, doubtful.severity) == ("failed", "warning")


def test_expected_totals_of_which_none_was_compared_fail(tmp_path: Path) -> None:
    results = run(tmp_path, tables(quality__reconciliation=reconciliation()), only=WITHIN)
    result = results["reconciliation_within_bulletin.total_equals_components"]
    assert result.outcome == "failed"
    assert result.message == "1 rows were announced, 0 were seen"


def test_where_nothing_is_expected_nothing_is_evaluated(tmp_path: Path) -> None:
    nothing = {suite.table: observations() for suite in all_suites()} | {
        "quality.reconciliation": reconciliation(),
        "quality.waivers": waivers(),
    }
    nobody = dict.fromkeys([*COUNTS, "projects", "agriculture_production"], 0)
    by_table = {
        name: result
        for name, result in run(tmp_path, nothing, nobody).items()
        if result.table in ("marts.observations", "marts.trade_turnover", "quality.reconciliation")
    }
    assert {result.outcome for result in by_table.values()} == {"not_evaluated"}


def test_a_table_that_cannot_be_had_makes_errors_and_no_failures(tmp_path: Path) -> None:
    given = tables()
    del given["quality.reconciliation"]
    results = [r for r in run(tmp_path, given).values() if r.table == "quality.reconciliation"]
    assert {result.outcome for result in results} == {"error"}
    assert "could not be read: build the warehouse first" in (results[0].message or "")


def test_a_column_that_is_missing_makes_errors_of_the_checks_that_need_it_alone(tmp_path: Path) -> None:
    results = run(
        tmp_path, tables(marts__observations=observations(*lang_son_figures()).drop(["measure"])), only=FIGURES
    )
    assert results["observations.measure_is_a_code"].outcome == "error"
    assert "measure" in (results["observations.measure_is_a_code"].message or "")
    assert results["observations.domain_is_a_code"].outcome == "passed"


def test_a_row_too_few_fails_the_count_and_says_both_numbers(tmp_path: Path) -> None:
    result = run(tmp_path, tables(), COUNTS | {"observations": 4}, only=FIGURES)["observations.rows_as_announced"]
    assert (result.outcome, result.message) == ("failed", "4 rows were announced, 3 were seen")


def test_a_count_that_nobody_announced_is_not_evaluated(tmp_path: Path) -> None:
    result = run(tmp_path, tables(), {}, only=FIGURES)["observations.rows_as_announced"]
    assert (result.outcome, result.rows_expected) == ("not_evaluated", None)


def test_exact_decimals_reach_the_failing_rows_and_the_kept_results(tmp_path: Path) -> None:
    figure = observation(1, "9 USD", "9007199254740993", "0", "9007199254740992")
    results = run(tmp_path, tables(marts__observations=observations(figure)), only=FIGURES)
    (row,) = results["observations.interval_holds_the_value"].failing_rows
    assert row["value"] == "9007199254740993"
    (kept,) = (tmp_path / "observations").rglob("*.json")
    assert "9007199254740993" in kept.read_text(encoding="utf-8")
    assert "9007199254740992.0" not in kept.read_text(encoding="utf-8")


def test_checks_come_in_the_order_of_the_suites(tmp_path: Path) -> None:
    ids = [f"{suite.name}.{check.name}" for suite in all_suites() for check in suite.checks]
    assert list(run(tmp_path, tables())) == ids


class TestKeptRuns:
    def kept(self, folder: Path) -> list[Path]:
        return sorted((folder / "observations").rglob("*.json"))

    def test_an_unchanged_run_takes_the_place_of_the_one_before(self, tmp_path: Path) -> None:
        for hour in range(3):
            run(tmp_path, tables(), now=NOON + timedelta(hours=hour), only=FIGURES)
        (only,) = self.kept(tmp_path)
        assert "20260102T14" in str(only)

    def test_changed_runs_are_kept_up_to_the_limit(self, tmp_path: Path) -> None:
        for hour in range(4):
            figure = observation(hour, "9 USD", "9", "8", "10")
            run(
                tmp_path,
                tables(marts__observations=observations(figure)),
                now=NOON + timedelta(hours=hour),
                only=FIGURES,
                keep_runs=2,
            )
        assert len(self.kept(tmp_path)) == 2
        assert "20260102T15" in str(self.kept(tmp_path)[-1])


def test_the_history_gains_rows_only_when_something_changed(tmp_path: Path) -> None:
    first = list(run(tmp_path / "gx", tables()).values())
    again = list(run(tmp_path / "gx", tables(), now=NOON + timedelta(hours=1)).values())
    changed = list(run(tmp_path / "gx", tables("1.24"), now=NOON + timedelta(hours=2)).values())
    history = tmp_path / "history"
    assert record(history, first, NOON) == len(first)
    assert record(history, again, NOON + timedelta(hours=1)) == 0
    in_reconciliation = [result for result in changed if result.table == "quality.reconciliation"]
    within = [result for result in in_reconciliation if result.suite == "reconciliation_within_bulletin"]
    assert record(history, changed, NOON + timedelta(hours=2)) == len(within)


def test_three_hundred_thousand_figures_are_judged_in_seconds(tmp_path: Path) -> None:
    count = 300_000
    one = observations(*lang_son_figures()).slice(0, 1)
    many = pa.concat_tables([one] * count).combine_chunks()
    for column in ("observation_id", "statement_id"):
        values = pa.array([f"{number:06d}" for number in range(count)])
        many = many.set_column(many.column_names.index(column), column, values)
    wrong = pa.array([Decimal(1)] * count, many.schema.field("value").type)
    many = many.set_column(many.column_names.index("value"), "value", wrong)
    began = time.perf_counter()
    results = run(tmp_path, {"marts.observations": many}, {"observations": count}, only=FIGURES)
    assert time.perf_counter() - began < 30
    failed = results["observations.interval_holds_the_value"]
    assert (failed.rows_failed, len(failed.failing_rows)) == (count, SHOWN_ROWS)
    assert results["observations.one_row_a_figure"].outcome == "passed"


class TestDataDocs:
    def test_the_pages_lie_at_paths_that_do_not_change(self, tmp_path: Path) -> None:
        for hour in range(2):
            run(tmp_path / "gx", tables(), now=NOON + timedelta(hours=hour))
            index = build_data_docs(tmp_path / "gx", tmp_path / "data_docs")
        assert index == tmp_path / "data_docs" / "index.html"
        pages = {page.name for page in (tmp_path / "data_docs" / "suites").iterdir()}
        assert pages == {f"{suite.name}.html" for suite in all_suites()}

    def test_each_kept_run_has_a_page_and_no_other_has(self, tmp_path: Path) -> None:
        for hour, imports in enumerate(("1.42", "1.24", "1.24")):
            run(tmp_path / "gx", tables(imports), now=NOON + timedelta(hours=hour), only=WITHIN)
            build_data_docs(tmp_path / "gx", tmp_path / "data_docs")
        name = "reconciliation_within_bulletin"
        pages = sorted((tmp_path / "data_docs" / "validations" / name).rglob("*.html"))
        assert [page.parent.name[:11] for page in pages] == ["20260102T12", "20260102T14"]
        newest = (tmp_path / "data_docs" / "suites" / f"{name}.html").read_text(encoding="utf-8")
        assert pages[0].relative_to(tmp_path / "data_docs").as_posix() in newest
        assert all(any(folder.iterdir()) for folder in (tmp_path / "data_docs").rglob("*") if folder.is_dir())

    def test_what_a_bulletin_says_is_never_markup(self, tmp_path: Path) -> None:
        attack = '<script>alert(1)</script><img src="http://example.invalid/x">'
        row = reconciliation_row("1.24", total_quote=attack, series=f"</style>{attack}")
        run(tmp_path / "gx", tables(quality__reconciliation=reconciliation(row)), only=WITHIN)
        build_data_docs(tmp_path / "gx", tmp_path / "data_docs")
        for page in (tmp_path / "data_docs").rglob("*.html"):
            text = page.read_text(encoding="utf-8")
            assert "<script" not in text
            assert "<img" not in text
            assert "<style>" in text
            assert text.count("</style>") == 1
        suite = tmp_path / "data_docs" / "suites" / "reconciliation_within_bulletin.html"
        assert "&lt;script&gt;alert(1)" in suite.read_text(encoding="utf-8")

    def test_a_suite_that_is_gone_loses_its_page(self, tmp_path: Path) -> None:
        run(tmp_path / "gx", tables())
        build_data_docs(tmp_path / "gx", tmp_path / "data_docs")
        build_data_docs(tmp_path / "gx", tmp_path / "data_docs", suites=["observations"])
        assert [page.name for page in (tmp_path / "data_docs" / "suites").iterdir()] == ["observations.html"]

    def test_before_the_first_run_there_is_an_index_that_says_so(self, tmp_path: Path) -> None:
        index = build_data_docs(tmp_path / "gx", tmp_path / "data_docs")
        assert "No suite has run yet." in index.read_text(encoding="utf-8")


def test_results_are_plain_json(tmp_path: Path) -> None:
    result = run(tmp_path, tables("1.24"), only=WITHIN)["reconciliation_within_bulletin.total_equals_components"]
    assert json.loads(json.dumps(result.to_json()))["failing_rows"][0]["gap"] == "105000000"
