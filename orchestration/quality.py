"""The suites over the published warehouse: results, history, Data Docs, and whether they are up to date."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
from filelock import FileLock

from expectations.announced import announced_counts
from expectations.checks import CheckResult
from expectations.history import record
from orchestration.settings import REPOSITORY, Settings
from orchestration.warehouse import build, build_fingerprint, connect_published, published_fingerprint

CODE_FOLDERS = ("orchestration", "expectations")
CODE_ENDINGS = {".py", ".j2", ".css"}


class HistoryNotBuilt(RuntimeError):  # noqa: N818 - it says what is the matter
    """The history of checks was written, and dbt could not take it into the warehouse."""


def validate_warehouse(
    settings: Settings, *, run_name: str, now: datetime, progress: Callable[[int, int, str], None]
) -> list[CheckResult]:
    """Run every suite over the published warehouse, keep what changed, and render Data Docs.

    Args:
        settings: The home.
        run_name: Name of the run, such as Dagster's run id.
        now: The time of the run.
        progress: Called with done, total and what is at hand.

    Returns:
        One result a check.

    Raises:
        HistoryNotBuilt: dbt could not rebuild `quality.check_history`.
    """
    from expectations.data_docs import build_data_docs
    from expectations.validation import validate

    settings.quality.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.home / "locks" / "quality.lock", timeout=settings.lock_timeout_seconds):
        progress(0, 3, "suites")
        context = settings.quality / "context"
        with connect_published(settings) as connection:
            seen = published_fingerprint(settings)

            def table(name: str) -> pa.Table:
                try:
                    return connection.sql(f"from {name}").to_arrow_table()
                except duckdb.CatalogException as error:
                    raise KeyError(str(error)) from error

            results = validate(
                table,
                expected_counts=announced_counts(connection),
                context_dir=context,
                run_name=run_name,
                now=now,
            )
        progress(1, 3, "history")
        if record(settings.quality / "history", results, now):
            _rebuild_history(settings)
        progress(2, 3, "Data Docs")
        build_data_docs(context, settings.quality / "data_docs")
        _mark(settings, seen)
        progress(3, 3, "")
    return results


def _rebuild_history(settings: Settings) -> None:
    """Take the new rows of the history into the warehouse, and publish it again."""
    result = build(settings, select=["check_history"])
    if not result.success:
        raise HistoryNotBuilt(
            f"the checks are kept in {settings.quality / 'history'}, but quality.check_history could not be "
            f"rebuilt: {result.explain()}"
        )


def is_up_to_date(settings: Settings) -> bool:
    """Whether warehouse, checks and report are those of the present inputs, rules and code."""
    if not (settings.quality / "index.html").exists():
        return False
    mark = _read_mark(settings)
    wanted = build_fingerprint(settings)
    return mark == {"warehouse": wanted, "code": code_hash()} and published_fingerprint(settings) == wanted


def code_hash() -> str:
    """Hash of everything that decides what is checked and how it is shown."""
    digest = hashlib.sha256()
    for folder in CODE_FOLDERS:
        for path in sorted((REPOSITORY / folder).rglob("*")):
            if path.suffix in CODE_ENDINGS:
                digest.update(f"{path.relative_to(REPOSITORY).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _mark_file(settings: Settings) -> Path:
    return settings.quality / "validated.json"


def _mark(settings: Settings, warehouse: str | None) -> None:
    """Note which warehouse was validated by which code."""
    path = _mark_file(settings)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps({"warehouse": warehouse, "code": code_hash()}), encoding="utf-8")
    temporary.replace(path)


def _read_mark(settings: Settings) -> dict[str, str | None]:
    try:
        mark: dict[str, str | None] = json.loads(_mark_file(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return mark
