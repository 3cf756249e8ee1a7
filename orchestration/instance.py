"""Dagster's home under `BANTIN_HOME`: its configuration file, and runs that a dead process left open."""

from __future__ import annotations

import importlib.util
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.settings import DAGSTER_POSTGRES_URL, Settings

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

PROCESS_TAG = "bantin/process"
"""Run tag with the machine and process id of the `bantin run` that executes the run itself: «host:123»."""

CONFIGURATION = """\
# Written by Bantin. Without `storage`, SQLite files beside this one are Dagster's default.
telemetry:
  enabled: false
nux:
  enabled: false
# One run at a time: pools let two runs overlap, this does not.
concurrency:
  runs:
    max_concurrent_runs: 1
"""

LOCAL = "local.yaml"
"""Beside `dagster.yaml`: settings that are added to it."""

POSTGRES = f"""\
storage:
  postgres:
    postgres_url:
      env: {DAGSTER_POSTGRES_URL}
"""


class NoPostgres(RuntimeError):  # noqa: N818 - it says what is the matter
    """PostgreSQL is asked for, but cannot be used; the message says why and what to do."""


class WrongLocalSettings(ValueError):  # noqa: N818 - it says what is the matter
    """`local.yaml` is no YAML mapping, or sets what Bantin sets itself."""


def this_process() -> str:
    """The value of `PROCESS_TAG` for a run that this process executes."""
    return f"{socket.gethostname()}:{os.getpid()}"


def make_dagster_home(settings: Settings) -> Path:
    """Create `BANTIN_HOME/dagster` with its `dagster.yaml` and point `DAGSTER_HOME` at it.

    The file is written only when it is missing or different, so a running Dagster sees no change.

    Returns:
        The folder.

    Raises:
        NoPostgres: PostgreSQL is asked for and its library is not installed.
        WrongLocalSettings: `local.yaml`, whose settings are added to Bantin's own, cannot be.
    """
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    configuration = home / "dagster.yaml"
    text = CONFIGURATION + _storage(settings)
    text += _local_settings(home / LOCAL, text)
    if not configuration.exists() or configuration.read_text(encoding="utf-8") != text:
        temporary = configuration.with_name(f".dagster.yaml.{os.getpid()}")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(configuration)
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def _local_settings(path: Path, own: str) -> str:
    """What the people who run this Dagster add to its configuration: run launcher, logs, retention."""
    if not path.exists():
        return ""
    import yaml

    text = path.read_text(encoding="utf-8")
    try:
        settings = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise WrongLocalSettings(f"{path}: it is not YAML: {error}") from error
    if not isinstance(settings, dict):
        raise WrongLocalSettings(f"{path}: expected settings of dagster.yaml, such as `run_launcher:`.")
    if taken := sorted(settings.keys() & yaml.safe_load(own).keys()):
        raise WrongLocalSettings(f"{path}: Bantin sets {', '.join(taken)} itself; take it out of this file.")
    return f"# From {LOCAL}:\n{text}"


def _storage(settings: Settings) -> str:
    if not settings.dagster_postgres:
        return ""
    if importlib.util.find_spec("dagster_postgres") is None:
        raise NoPostgres(
            f"{DAGSTER_POSTGRES_URL} is set, but dagster-postgres is not installed: "
            'run `pip install "bantin[postgres]"`, or unset it to keep Dagster\'s state in files.'
        )
    return POSTGRES


def open_instance(settings: Settings) -> DagsterInstance:
    """Open the instance that the UI shows, making its home if need be.

    Raises:
        NoPostgres: PostgreSQL is asked for and cannot be reached.
    """
    from dagster import DagsterInstance

    home = str(make_dagster_home(settings))
    if not settings.dagster_postgres:
        return DagsterInstance.from_config(home)
    from dagster_postgres.utils import DagsterPostgresException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return DagsterInstance.from_config(home)
    except (DagsterPostgresException, SQLAlchemyError) as error:  # the driver's words name the host, never the password
        cause = error.__cause__ or error
        raise NoPostgres(
            f"Dagster's database cannot be used: {str(getattr(cause, 'orig', None) or cause).strip()}\n"
            f"Check {DAGSTER_POSTGRES_URL} (postgresql://user:password@host:5432/database) and the server."
        ) from error


def close_orphaned_runs(instance: DagsterInstance, *, user_interface_is_down: bool = False) -> int:
    """Mark as failed the runs whose process is gone.

    A killed `bantin run` stays «started» for ever, and as only one run may run at a time, it would hold up
    every run from the UI.

    Args:
        instance: Dagster's instance.
        user_interface_is_down: True where the caller knows that no `dagster dev` runs on this instance;
            then every run that the UI's daemon started is orphaned too.

    Returns:
        How many runs were closed.
    """
    from dagster import DagsterRunStatus, RunsFilter

    active = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
    orphans = [
        run for run in instance.get_runs(RunsFilter(statuses=active)) if _is_orphaned(run, user_interface_is_down)
    ]
    for run in orphans:
        instance.report_run_failed(run, "The process that executed this run ended without closing it.")
    return len(orphans)


def _is_orphaned(run: DagsterRun, user_interface_is_down: bool) -> bool:
    process = run.tags.get(PROCESS_TAG)
    if process is None:
        return user_interface_is_down
    machine, _, number = process.rpartition(":")
    if machine and machine != socket.gethostname():
        return False  # another machine's processes cannot be seen from here
    return not _is_alive(int(number))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
