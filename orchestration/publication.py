"""One dbt command on the warehouse: lock, sources, build, and publishing by rename.

dbt writes `build/warehouse.duckdb`. When a command that writes tables has succeeded, the file is closed,
copied to a temporary name and renamed onto `warehouse.duckdb`, the only file that anyone reads: an open
reader keeps the old one and blocks nobody, and a failed build leaves the published file as it was.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.build_changes import Snapshot, note_changes
from orchestration.settings import Settings
from orchestration.sources import build_inputs, fingerprint, make_sources, require_ingested, snapshot
from orchestration.steward import ensure_steward
from orchestration.tables import ensure_raw
from orchestration.writers_lock import WritersLock, tell

WRITING_COMMANDS = frozenset({"build", "run", "seed", "snapshot", "retry"})
INPUTS_TABLE = "meta.build_inputs"


@dataclass(frozen=True, slots=True)
class Command:
    """A dbt command.

    Attributes:
        name: `build`, `run`, `test`, …
        whole: true where it makes and tests every table: `dbt build` without a selection.
        text: the command as people know it, for messages.
    """

    name: str
    whole: bool
    text: str

    @property
    def writes(self) -> bool:
        """Whether tables can change."""
        return self.name in WRITING_COMMANDS


class BuildSession:
    """From the opening of the build file to its publication; at most one at a time in a home."""

    def __init__(self, settings: Settings, command: Command, report: Callable[[str], None] = tell) -> None:
        self.settings = settings
        self.command = command
        self._report = report
        self._lock = WritersLock(settings, report)
        self._trustworthy = False
        self.open = False

    @property
    def _unfinished(self) -> Path:
        """Marks a build file that holds what no successful build has confirmed."""
        return self.settings.build_warehouse.with_name("unfinished.json")

    def begin(self) -> None:
        """Take the writers' lock; does nothing where this session has it already.

        Raises:
            NothingIngested: there is no bulletin to build from.
            WriterBusy: another writer did not end in time.
        """
        if self.open:
            return
        require_ingested(self.settings)
        self._lock.acquire(self.command.text)
        self.open = True
        self.settings.build_warehouse.parent.mkdir(parents=True, exist_ok=True)
        if self.command.whole and self._unfinished.exists():
            self._go_back()
        self._trustworthy = self.settings.build_warehouse.exists() and not self._unfinished.exists()
        if self.command.writes:
            self._unfinished.write_text(json.dumps({"command": self.command.text}), encoding="utf-8")

    def _go_back(self) -> None:
        """Begin with the published tables where a build failed half-way: what it made is of no one state."""
        write_ahead_log = self.settings.build_warehouse.with_name(self.settings.build_warehouse.name + ".wal")
        write_ahead_log.unlink(missing_ok=True)
        if self.settings.warehouse.exists():
            copy_file(self.settings.warehouse, self.settings.build_warehouse)
            self._unfinished.unlink()

    def prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Renew the sources, and note what the tables are being built from.

        A command that only reads keeps the sources of the last build, so that tests look at the rows that
        the tables were made from.
        """
        if not self.command.writes and self._has_sources(connection):
            return
        ensure_raw(self.settings.raw)
        ensure_steward(self.settings.steward)
        files = snapshot(self.settings)
        self._note_inputs(connection, files)
        make_sources(connection, self.settings, files)

    @staticmethod
    def _has_sources(connection: duckdb.DuckDBPyConnection) -> bool:
        return bool(connection.execute("select 1 from duckdb_views() where schema_name = 'raw'").fetchone())

    def _note_inputs(self, connection: duckdb.DuckDBPyConnection, files: Snapshot) -> None:
        inputs = build_inputs(self.settings, files)
        connection.execute("create schema if not exists meta")
        connection.execute(f"create table if not exists {INPUTS_TABLE} (name varchar, hash varchar)")
        known = dict(connection.execute(f"select name, hash from {INPUTS_TABLE}").fetchall())  # noqa: S608
        note_changes(connection, self.settings, files, known, inputs, whole=self.command.whole)
        if known == inputs:
            return
        connection.execute(f"delete from {INPUTS_TABLE}")  # noqa: S608
        if self.command.whole:  # part of the tables from new inputs is no state that can be named
            connection.executemany(f"insert into {INPUTS_TABLE} values (?, ?)", list(inputs.items()))  # noqa: S608

    def finish(self, *, success: bool) -> bool:
        """Publish what was built, if it may be, and let the next writer in. The file must be closed by now.

        Args:
            success: whether every model was built and every test of severity error passed.

        Returns:
            Whether the build was published.
        """
        if not self.open:
            return False
        try:
            return self._publish_if_sound(success=success)
        finally:
            self.open = False
            self._lock.release()

    def _publish_if_sound(self, *, success: bool) -> bool:
        if not self.command.writes:
            return False
        if not success:
            self._report(f"Not published: `{self.command.text}` failed. {self._state_of_published()}")
            return False
        if not (self.command.whole or self._trustworthy):
            self._report(
                "Not published: the tables that this command did not make are from a build that failed or "
                f"never was. Run a whole `dbt build`. {self._state_of_published()}"
            )
            return False
        publish(self.settings)
        self._unfinished.unlink(missing_ok=True)
        return True

    def _state_of_published(self) -> str:
        if self.settings.warehouse.exists():
            return f"{self.settings.warehouse} is as it was."
        return "There is no published warehouse yet."


def publish(settings: Settings) -> None:
    """Copy the closed build file to a temporary name and rename it onto the published warehouse."""
    _checkpoint(settings.build_warehouse)
    copy_file(settings.build_warehouse, settings.warehouse)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file to a temporary name and rename it.

    The system copies by itself, without the bytes coming here; a file system that can share blocks (XFS, Btrfs) then
    copies none.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with source.open("rb") as read, temporary.open("wb") as written:
            _copy_bytes(read.fileno(), written.fileno(), source.stat().st_size)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _copy_bytes(source: int, target: int, size: int) -> None:
    copied = 0
    try:
        while copied < size and (step := os.copy_file_range(source, target, size - copied)):
            copied += step
    except (OSError, AttributeError):  # an old kernel, two file systems, or not Linux
        if copied:
            raise
        with os.fdopen(os.dup(source), "rb") as read, os.fdopen(os.dup(target), "wb") as written:
            shutil.copyfileobj(read, written, 1 << 20)


def _checkpoint(path: Path) -> None:
    """Fold a write-ahead log that a closed connection left behind into the file itself."""
    if path.with_name(path.name + ".wal").exists():
        with duckdb.connect(str(path)) as connection:
            connection.execute("checkpoint")


def noted_fingerprint(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Fingerprint of the inputs that the tables of this warehouse were built from; None where unknown."""
    schema, table = INPUTS_TABLE.split(".")
    known = "select 1 from duckdb_tables() where schema_name = ? and table_name = ?"
    if not connection.execute(known, [schema, table]).fetchone():
        return None
    rows = connection.execute(f"select name, hash from {INPUTS_TABLE}").fetchall()  # noqa: S608
    return fingerprint(dict(rows)) if rows else None
