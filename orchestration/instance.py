"""Dagster's home under `BANTIN_HOME`: its configuration file, and runs that a dead process left open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.settings import Settings

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

PROCESS_TAG = "bantin/process"
"""Run tag with the process id of the `bantin run` that executes the run itself."""

CONFIGURATION = """\
# Written by Bantin. SQLite storage beside this file is Dagster's default.
telemetry:
  enabled: false
nux:
  enabled: false
# One run at a time: pools let two runs overlap, this does not.
concurrency:
  runs:
    max_concurrent_runs: 1
"""


def make_dagster_home(settings: Settings) -> Path:
    """Create `BANTIN_HOME/dagster` with its `dagster.yaml` and point `DAGSTER_HOME` at it.

    The file is written only when it is missing or different, so a running Dagster sees no change.

    Returns:
        The folder.
    """
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    configuration = home / "dagster.yaml"
    if not configuration.exists() or configuration.read_text(encoding="utf-8") != CONFIGURATION:
        temporary = configuration.with_name(f".dagster.yaml.{os.getpid()}")
        temporary.write_text(CONFIGURATION, encoding="utf-8")
        temporary.replace(configuration)
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def open_instance(settings: Settings) -> DagsterInstance:
    """Open the instance that the UI shows, making its home if need be."""
    from dagster import DagsterInstance

    return DagsterInstance.from_config(str(make_dagster_home(settings)))


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
    return not _is_alive(int(process))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
