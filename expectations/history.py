"""The history of checks: one row a check result, added only when its input or its rules changed.

Each run that changed something writes one Parquet file; nothing is rewritten. An empty typed file exists from
the first run, so that a view over the folder can always be made.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from expectations.checks import CheckResult

SCHEMA = pa.schema(
    [
        pa.field("check_id", pa.string(), nullable=False),  # "suite.check_name"
        pa.field("suite", pa.string(), nullable=False),
        pa.field("check_name", pa.string(), nullable=False),
        pa.field("table_name", pa.string(), nullable=False),  # schema.table
        pa.field("severity", pa.string(), nullable=False),
        pa.field("outcome", pa.string(), nullable=False),
        pa.field("rows_expected", pa.int64()),  # null: nobody announced how many
        pa.field("rows_seen", pa.int64(), nullable=False),
        pa.field("rows_failed", pa.int64(), nullable=False),
        pa.field("input_hash", pa.string(), nullable=False),
        pa.field("rules_hash", pa.string(), nullable=False),
        pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("run_name", pa.string(), nullable=False),
    ]
)
"""Columns of every file of the folder, and of the table quality.check_history."""

EMPTY_FILE = "00000000T000000-empty.parquet"


def ensure_history(folder: Path) -> None:
    """Make the folder and its typed empty file, if they are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    empty = folder / EMPTY_FILE
    if not empty.exists():
        _write(empty, SCHEMA.empty_table())


def read_history(folder: Path) -> pa.Table:
    """All rows, oldest first."""
    ensure_history(folder)
    files = sorted(str(path) for path in folder.glob("*.parquet"))
    return ds.dataset(files, schema=SCHEMA).to_table().sort_by([("recorded_at", "ascending")])


def record(folder: Path, results: Sequence[CheckResult], now: datetime) -> int:
    """Add the results whose input, rules or outcome differ from the newest row of their check.

    With the same input and rules the outcome is the same too, save where a check could not run before.

    Args:
        folder: The history folder.
        results: Results of one run.
        now: The time to record, with a time zone.

    Returns:
        How many rows were added.

    Raises:
        ValueError: `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("the time to record must have a time zone")
    newest = _newest_states(read_history(folder))
    changed = [result for result in results if newest.get(result.check_id) != _state(result)]
    if changed:
        _write(_free_name(folder, now), _to_table(changed, now))
    return len(changed)


def _state(result: CheckResult) -> tuple[str, str, str]:
    return result.input_hash, result.rules_hash, result.outcome


def _newest_states(history: pa.Table) -> dict[str, tuple[str, str, str]]:
    columns = history.select(["check_id", "input_hash", "rules_hash", "outcome"]).to_pylist()
    return {row["check_id"]: (row["input_hash"], row["rules_hash"], row["outcome"]) for row in columns}


def _to_table(results: Iterable[CheckResult], now: datetime) -> pa.Table:
    rows = [
        {name: getattr(result, name, None) for name in SCHEMA.names} | {"table_name": result.table, "recorded_at": now}
        for result in results
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _free_name(folder: Path, now: datetime) -> Path:
    stamp = now.strftime("%Y%m%dT%H%M%S%f")
    name, count = folder / f"{stamp}.parquet", 1
    while name.exists():
        name, count = folder / f"{stamp}-{count}.parquet", count + 1
    return name


def _write(path: Path, table: pa.Table) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    pq.write_table(table, temporary)
    temporary.replace(path)
