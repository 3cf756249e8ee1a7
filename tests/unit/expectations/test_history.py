"""The history of checks gains a row only where something changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations.checks import CheckResult
from expectations.history import EMPTY_FILE, SCHEMA, ensure_history, read_history, record

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def result(**changes: object) -> CheckResult:
    base = CheckResult(
        check_id="observations.rows_as_announced",
        suite="observations",
        check_name="rows_as_announced",
        table="marts.observations",
        expectation_type="expect_row_count_to_be_as_announced",
        severity="critical",
        outcome="passed",
        rows_expected=31,
        rows_seen=31,
        rows_failed=0,
        failing_rows=(),
        description_en="[critical] As many figures as announced.",
        description_vi="[nghiêm trọng] Đủ số liệu.",
        message=None,
        page="suites/observations.html",
        input_hash="input 1",
        rules_hash="rules 1",
        run_name="run 1",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def test_an_empty_typed_file_stands_from_the_start(tmp_path: Path) -> None:
    ensure_history(tmp_path / "history")
    assert pq.read_schema(tmp_path / "history" / EMPTY_FILE).equals(SCHEMA)
    assert read_history(tmp_path / "history").num_rows == 0


def test_a_first_result_is_recorded_with_all_its_columns(tmp_path: Path) -> None:
    assert record(tmp_path, [result()], NOON) == 1
    assert read_history(tmp_path).to_pylist() == [
        {
            "check_id": "observations.rows_as_announced",
            "suite": "observations",
            "check_name": "rows_as_announced",
            "table_name": "marts.observations",
            "severity": "critical",
            "outcome": "passed",
            "rows_expected": 31,
            "rows_seen": 31,
            "rows_failed": 0,
            "input_hash": "input 1",
            "rules_hash": "rules 1",
            "recorded_at": NOON,
            "run_name": "run 1",
        }
    ]


def test_the_same_input_and_rules_add_nothing_and_write_nothing(tmp_path: Path) -> None:
    record(tmp_path, [result()], NOON)
    files = sorted(tmp_path.iterdir())
    assert record(tmp_path, [result(run_name="run 2")], NOON + timedelta(hours=1)) == 0
    assert sorted(tmp_path.iterdir()) == files


@pytest.mark.parametrize("change", [{"input_hash": "input 2"}, {"rules_hash": "rules 2"}])
def test_other_input_or_rules_add_a_row(tmp_path: Path, change: dict[str, str]) -> None:
    record(tmp_path, [result()], NOON)
    assert record(tmp_path, [result(**change)], NOON + timedelta(hours=1)) == 1


def test_going_back_to_an_earlier_input_is_a_change_too(tmp_path: Path) -> None:
    for hour, name in enumerate(("input 1", "input 2", "input 1")):
        assert record(tmp_path, [result(input_hash=name)], NOON + timedelta(hours=hour)) == 1
    assert read_history(tmp_path)["input_hash"].to_pylist() == ["input 1", "input 2", "input 1"]


def test_a_check_that_could_not_run_before_is_recorded_once_it_can(tmp_path: Path) -> None:
    record(tmp_path, [result(outcome="error")], NOON)
    assert record(tmp_path, [result(outcome="passed")], NOON + timedelta(hours=1)) == 1


def test_only_the_checks_that_changed_gain_a_row(tmp_path: Path) -> None:
    other = result(check_id="observations.other", check_name="other")
    record(tmp_path, [result(), other], NOON)
    assert record(tmp_path, [result(), replace(other, input_hash="input 2")], NOON + timedelta(hours=1)) == 1
    assert read_history(tmp_path)["check_name"].to_pylist() == ["rows_as_announced", "other", "other"]


def test_two_recordings_at_one_moment_keep_both_files(tmp_path: Path) -> None:
    record(tmp_path, [result()], NOON)
    record(tmp_path, [result(input_hash="input 2")], NOON)
    assert read_history(tmp_path).num_rows == 2


def test_no_temporary_file_is_left(tmp_path: Path) -> None:
    record(tmp_path, [result()], NOON)
    assert all(path.suffix == ".parquet" for path in tmp_path.iterdir())


def test_a_time_without_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        record(tmp_path, [result()], datetime(2026, 1, 2, 12))
