"""Runs the suites over Arrow tables and says what came of each check.

Great Expectations judges pandas frames (its SQL engine does not run on DuckDB); the frames are backed by
Arrow, so decimals are compared exactly. The failing rows are looked up in the Arrow table and kept as text,
because Great Expectations would write decimals as binary floats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import reduce
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from expectations.checks import SEVERITY_VIETNAMESE, Check, CheckResult, Suite, suite_page
from expectations.frames import MissingColumn, content_hash, lay_beside, select_rows, shown_rows, to_frame
from expectations.gx import RESULTS_STORE, load, open_context, without_fingerprints
from expectations.outcomes import Counts, count_rows, decide, raised_exception
from expectations.suites import all_suites

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context import EphemeralDataContext

TableProvider = Callable[[str], pa.Table]
"""Gives the table called schema.table; raises KeyError or DuckDB's CatalogException where there is none."""

SHOWN_ROWS = 20
"""How many failing rows of a check are kept; their number is always exact."""


@dataclass(frozen=True, slots=True)
class _Input:
    """What a suite is run over: the rows, the columns that matter, the announced counts, or why not."""

    table: pa.Table
    columns: tuple[str, ...]
    announced: Mapping[str, int | None]
    input_hash: str
    problem: str | None = None


def validate(
    tables: Mapping[str, pa.Table] | TableProvider,
    *,
    expected_counts: Mapping[str, int],
    context_dir: Path,
    run_name: str,
    now: datetime,
    suites: Sequence[Suite] | None = None,
    keep_runs: int = 30,
) -> list[CheckResult]:
    """Run the suites and keep the results for Data Docs.

    Args:
        tables: The tables by schema.table, or a function that gives them. A table that cannot be had makes
            the checks of its suite `error`, not failures of the data.
        expected_counts: Announced counts by the keys that the checks name (`expectations.announced`).
        context_dir: Folder of the validation results; made if missing.
        run_name: Name of the run, such as Dagster's run id.
        now: The time of the run.
        suites: The suites to run; default all.
        keep_runs: How many runs of a suite are kept.

    Returns:
        One result a check, in the order of the suites.
    """
    gx = load()
    context = open_context(context_dir, sites={})
    source = context.data_sources.add_pandas("frames")
    results: list[CheckResult] = []
    for suite in all_suites() if suites is None else suites:
        given = _gather(suite, tables, expected_counts)
        with without_fingerprints():
            outcome = _run_in_gx(gx, source, suite, given)
        checked = _judge(suite, given, outcome, run_name)
        _store(context, suite, given, outcome, checked, now, keep_runs)
        results.extend(checked)
    return results


def _gather(suite: Suite, tables: Mapping[str, pa.Table] | TableProvider, expected_counts: Mapping[str, int]) -> _Input:
    keys = sorted({check.expected for check in suite.checks if check.expected})
    announced = {key: expected_counts.get(key) for key in keys}
    try:
        part = select_rows(_table(tables, suite.table), suite.where)
        if suite.beside:
            part = lay_beside(part, _table(tables, suite.beside.table), suite.beside)
    except (KeyError, duckdb.CatalogException) as missing:
        reason = f" ({missing.args[0]})" if isinstance(missing, MissingColumn) else ""
        problem = f"table {suite.table} could not be read{reason}: build the warehouse first, with `bantin run`"
        empty = pa.table({})
        return _Input(empty, (), announced, content_hash(empty, announced), problem)
    columns = _columns(suite, part.column_names)
    shown = {column for item in suite.shown for column in item.columns if column in part.column_names}
    relevant = part.select([name for name in part.column_names if name in shown or name in columns])
    return _Input(part, columns, announced, content_hash(relevant, announced))


def _table(tables: Mapping[str, pa.Table] | TableProvider, name: str) -> pa.Table:
    return tables(name) if callable(tables) else tables[name]


def _columns(suite: Suite, present: Sequence[str]) -> tuple[str, ...]:
    used: set[str] = set()
    for check in suite.checks:
        used.update(str(check.arguments[key]) for key in ("column", "column_A", "column_B") if key in check.arguments)
        used.update(check.arguments.get("column_list", ()))
        used.update(check.where)
    return tuple(name for name in present if name in used)


def _run_in_gx(gx: Any, source: Any, suite: Suite, given: _Input) -> ExpectationSuiteValidationResult:
    asset = source.add_dataframe_asset(suite.name)
    batch = asset.add_batch_definition_whole_dataframe("whole table").get_batch(
        {"dataframe": to_frame(given.table.select(list(given.columns)))}
    )
    runnable = [check for check in suite.checks if _has_its_count(check, given)]
    expectations = [_as_expectation(check, given) for check in runnable]
    outcome: ExpectationSuiteValidationResult = batch.validate(
        gx.ExpectationSuite(suite.name, expectations=expectations),
        result_format={"result_format": "SUMMARY", "partial_unexpected_count": SHOWN_ROWS},
    )
    return outcome


def _has_its_count(check: Check, given: _Input) -> bool:
    """Whether the check can run: one that compares with an announced count needs that count."""
    if check.expectation != "expect_row_count_to_be_as_announced":
        return True
    return check.expected is not None and given.announced[check.expected] is not None


def _as_expectation(check: Check, given: _Input) -> Any:
    from great_expectations.expectations.registry import get_expectation_impl

    arguments: dict[str, Any] = dict(check.arguments)
    if check.expectation == "expect_row_count_to_be_as_announced" and check.expected:
        arguments["announced"] = given.announced[check.expected]
    if check.where:
        arguments["row_condition"] = _row_condition(check)
    return get_expectation_impl(check.expectation)(
        **arguments, severity=check.severity, description=check.description, meta={"check": check.name}
    )


def _row_condition(check: Check) -> Any:
    from great_expectations.expectations.row_conditions import Column

    conditions = [Column(name).is_in(list(values)) for name, values in check.where.items()]
    return reduce(and_, conditions)


def _judge(suite: Suite, given: _Input, outcome: ExpectationSuiteValidationResult, run_name: str) -> list[CheckResult]:
    found = {evr.expectation_config.meta["check"]: evr for evr in outcome.results}
    return [_judge_one(suite, check, given, found.get(check.name), run_name) for check in suite.checks]


def _judge_one(
    suite: Suite, check: Check, given: _Input, evr: ExpectationValidationResult | None, run_name: str
) -> CheckResult:
    raised = given.problem or (raised_exception(evr.exception_info) if evr else None)
    details: Mapping[str, Any] = evr.result if evr and not raised else {}
    counts = count_rows(details) if details else Counts(0, 0)
    expected = given.announced[check.expected] if check.expected else None
    success = bool(evr and evr.success)
    outcome = decide(success=success, raised=bool(raised), rows_seen=counts.seen, rows_expected=expected)
    positions = details.get("partial_unexpected_index_list") or ()
    return CheckResult(
        check_id=f"{suite.name}.{check.name}",
        suite=suite.name,
        check_name=check.name,
        table=suite.table,
        expectation_type=check.expectation,
        severity=check.severity,
        outcome=outcome,
        rows_expected=expected,
        rows_seen=counts.seen,
        rows_failed=counts.failed,
        failing_rows=shown_rows(given.table, positions, suite.shown) if counts.failed else (),
        description_en=f"[{check.severity}] {check.english}",
        description_vi=f"[{SEVERITY_VIETNAMESE[check.severity]}] {check.vietnamese}",
        message=raised or _reason(outcome, counts, expected),
        page=suite_page(suite.name),
        input_hash=given.input_hash,
        rules_hash=suite.rules_hash,
        run_name=run_name,
    )


def _reason(outcome: str, counts: Counts, expected: int | None) -> str | None:
    if outcome == "failed" and counts.failed == 0:
        return f"{expected} rows were announced, {counts.seen} were seen"
    if outcome == "not_evaluated":
        return "there was nothing to check"
    return None


def _store(
    context: EphemeralDataContext,
    suite: Suite,
    given: _Input,
    outcome: ExpectationSuiteValidationResult,
    checked: Sequence[CheckResult],
    now: datetime,
    keep_runs: int,
) -> None:
    """Keep the results in GX's own store; a run over unchanged input takes the place of the one before."""
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    run = RunIdentifier(run_name=_path_name(checked[0].run_name), run_time=now)
    key = ValidationResultIdentifier(ExpectationSuiteIdentifier(suite.name), run, suite.table)
    store = context.stores[RESULTS_STORE]
    earlier = sorted(
        (k for k in store.list_keys() if k.expectation_suite_identifier.name == suite.name),
        key=lambda k: k.run_id.run_time,
    )
    _prepare_for_storage(suite, given, outcome, checked, run)
    if earlier and _same_input(store.get(earlier[-1]), checked[0]):
        store.remove_key(earlier.pop())
    for outdated in earlier[: max(0, len(earlier) + 1 - keep_runs)]:
        store.remove_key(outdated)
    store.set(key, outcome)


def _path_name(run_name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", run_name).strip("-") or "run"


def _same_input(stored: ExpectationSuiteValidationResult, result: CheckResult) -> bool:
    known = stored.meta.get("bantin", {})
    return (known.get("input_hash"), known.get("rules_hash")) == (result.input_hash, result.rules_hash)


def _prepare_for_storage(
    suite: Suite,
    given: _Input,
    outcome: ExpectationSuiteValidationResult,
    checked: Sequence[CheckResult],
    run: Any,
) -> None:
    """Put our results beside GX's, exact and as text, and take out what GX would print as floats."""
    for evr in outcome.results:
        for inexact in ("partial_unexpected_list", "partial_unexpected_counts"):
            evr.result.pop(inexact, None)
    outcome.meta["run_id"] = run
    outcome.meta["bantin"] = {
        "table": suite.table,
        "english": suite.english,
        "vietnamese": suite.vietnamese,
        "title_vietnamese": suite.title_vietnamese,
        "shown": [asdict(item) for item in suite.shown],
        "input_hash": checked[0].input_hash,
        "rules_hash": checked[0].rules_hash,
        "problem": given.problem,
        "checks": [result.to_json() for result in checked],
    }
