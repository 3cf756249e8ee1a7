"""Dagster's home is made by Bantin, and a run whose process died holds up nobody."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml
from dagster import DagsterInstance, DagsterRunStatus
from dagster._core.test_utils import create_run_for_test

from orchestration.instance import PROCESS_TAG, close_orphaned_runs, make_dagster_home
from orchestration.settings import Settings

pytestmark = pytest.mark.integration


def test_the_home_has_no_telemetry_no_pop_up_and_one_run_at_a_time(home: Settings) -> None:
    folder = make_dagster_home(home)
    configuration = yaml.safe_load((folder / "dagster.yaml").read_text())
    assert configuration["telemetry"] == {"enabled": False}
    assert configuration["nux"] == {"enabled": False}
    assert configuration["concurrency"]["runs"]["max_concurrent_runs"] == 1
    assert os.environ["DAGSTER_HOME"] == str(folder)


def test_the_file_is_written_only_when_it_is_missing_or_different(home: Settings) -> None:
    configuration = make_dagster_home(home) / "dagster.yaml"
    os.utime(configuration, ns=(1, 1))
    make_dagster_home(home)
    assert configuration.stat().st_mtime_ns == 1
    configuration.write_text("telemetry: {enabled: true}\n")
    make_dagster_home(home)
    assert "enabled: true" not in configuration.read_text()


def test_only_runs_of_dead_processes_are_closed(tmp_path: Path) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    with DagsterInstance.local_temp(str(tmp_path)) as instance:
        status = DagsterRunStatus.STARTED
        gone = create_run_for_test(instance, status=status, tags={PROCESS_TAG: str(dead.pid)})
        alive = create_run_for_test(instance, status=status, tags={PROCESS_TAG: str(os.getpid())})
        of_the_ui = create_run_for_test(instance, status=status)
        assert close_orphaned_runs(instance) == 1
        assert instance.get_run_by_id(gone.run_id).status == DagsterRunStatus.FAILURE
        assert instance.get_run_by_id(alive.run_id).status == status
        assert instance.get_run_by_id(of_the_ui.run_id).status == status
        assert close_orphaned_runs(instance, user_interface_is_down=True) == 1
        assert instance.get_run_by_id(of_the_ui.run_id).status == DagsterRunStatus.FAILURE
