"""The dbt-duckdb plugin of the warehouse, named in `dbt_project/profiles.yml`.

Whoever runs dbt (a shell, `bantin run`, Dagster) gets the same: the path of the home, the writers' lock
before the connection is opened, the sources, and the publication when the command has succeeded. The end of
the command is heard from dbt's own event `CommandCompleted`: every command fires it last, with its success.
"""

from __future__ import annotations

import atexit
import sys
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.flags import get_flags
from dbt_common.events.event_manager_client import add_callback_to_manager
from dbt_common.exceptions import DbtRuntimeError

from orchestration.publication import BuildSession, Command
from orchestration.settings import Settings
from orchestration.sources import NothingIngested, project_folder
from orchestration.steward import UnreadableStewardTable
from orchestration.writers_lock import WriterBusy

FOR_PEOPLE = (NothingIngested, WriterBusy, UnreadableStewardTable)
"""Errors whose message says all that there is to say."""

_session: BuildSession | None = None
_published = False


class Plugin(BasePlugin):
    """Lock, sources and publication around every connection to the build file."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Point the connection at the home's build file: an absolute path, wherever dbt was started."""
        if self.creds is not None:
            self.creds.path = str(Settings.from_environment().build_warehouse)

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Wait for other writers; dbt-duckdb calls this before it opens the file."""
        _require_reference(Settings.from_environment())
        try:
            _current_session(Settings.from_environment()).begin()
        except FOR_PEOPLE as error:
            raise DbtRuntimeError(str(error)) from None

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Make the sources on the opened connection."""
        assert _session is not None, "the session begins before the connection is opened"
        try:
            _session.prepare(conn)
        except FOR_PEOPLE as error:
            raise DbtRuntimeError(str(error)) from None


def _require_reference(settings: Settings) -> None:
    """Refuse to build with other reference tables than the bulletins were read with."""
    if settings.has_project_reference:
        return
    flags: Any = get_flags()  # type: ignore[no-untyped-call]
    project = project_folder(settings)
    if Path(getattr(flags, "PROJECT_DIR", None) or Path.cwd()).resolve() != project.resolve():
        raise DbtRuntimeError(
            f"BANTIN_REFERENCE names {settings.reference}, and dbt would build with the project's own tables. "
            f"Use `bantin run`, or give dbt --project-dir {project}."
        )


def _current_session(settings: Settings) -> BuildSession:
    """Return the session of the running dbt command, beginning to listen for the command's end."""
    global _published, _session
    if _session is None or not _session.open:
        _published = False
        _session = BuildSession(settings, _running_command())
        add_callback_to_manager(_hear)
    return _session


def _running_command() -> Command:
    flags: Any = get_flags()  # type: ignore[no-untyped-call]
    name = str(getattr(flags, "WHICH", "") or "command")
    selecting = ("SELECT", "EXCLUDE", "MODELS", "SELECTOR", "RESOURCE_TYPES")
    selected = any(getattr(flags, flag, None) for flag in selecting)
    left_out = {str(kind) for kind in getattr(flags, "EXCLUDE_RESOURCE_TYPES", None) or ()}
    whole = name == "build" and not selected and left_out <= {"unit_test"}
    return Command(name, whole, _as_typed())


def _as_typed() -> str:
    """The command line of this process, by which people know it: `dbt build`, `bantin run`, `dagster dev`."""
    program = Path(sys.argv[0])
    name = program.parent.name if program.name == "__main__.py" else program.name
    return " ".join([name, *sys.argv[1:]])[:200]


def _hear(event: Any) -> None:
    if event.info.name == "CommandCompleted":
        end_session(success=bool(event.data.success))


def end_session(*, success: bool) -> bool:
    """Close the build file, publish it if the command succeeded, release the lock; safe to call twice.

    Returns:
        Whether the build was published.
    """
    global _published
    if _session is None or not _session.open:
        return False
    _close_connections(everything_is_written=success and _session.command.writes)
    _published = _session.finish(success=success)
    return _published


def has_published() -> bool:
    """Tell whether the last dbt command of this process published what it built."""
    return _published


def _close_connections(*, everything_is_written: bool) -> None:
    """Close what dbt-duckdb holds open: its `close_all_connections` only forgets it.

    The write-ahead log is folded into the file first: DuckDB does so itself only when the last cursor goes.
    """
    environment: Any = DuckDBConnectionManager._ENV
    connection = getattr(environment, "conn", None)
    if everything_is_written and connection is not None:
        connection.execute("checkpoint")
    if environment is not None:
        environment.close()
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


atexit.register(end_session, success=False)
