"""Dagster's home is made by Bantin, and a run whose process died holds up nobody."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml
from dagster import DagsterInstance, DagsterRunStatus
from dagster._core.test_utils import create_run_for_test

from orchestration.instance import PROCESS_TAG, WrongLocalSettings, close_orphaned_runs, make_dagster_home, this_process
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


def test_settings_of_those_who_run_it_are_added(home: Settings) -> None:
    folder = make_dagster_home(home)
    (folder / "local.yaml").write_text("retention:\n  schedule:\n    purge_after_days: 30\n")
    configuration = yaml.safe_load((make_dagster_home(home) / "dagster.yaml").read_text())
    assert configuration["retention"]["schedule"] == {"purge_after_days": 30}
    assert configuration["telemetry"] == {"enabled": False}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("telemetry: {enabled: true}\n", "Bantin sets telemetry itself"),
        ("- a list\n", "expected settings of dagster.yaml"),
        ("a: [\n", "it is not YAML"),
    ],
)
def test_settings_that_cannot_be_added_are_refused(home: Settings, text: str, said: str) -> None:
    (make_dagster_home(home) / "local.yaml").write_text(text)
    with pytest.raises(WrongLocalSettings, match=said):
        make_dagster_home(home)


def test_only_runs_of_dead_processes_are_closed(tmp_path: Path) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    with DagsterInstance.local_temp(str(tmp_path)) as instance:
        status = DagsterRunStatus.STARTED
        machine = this_process().split(":")[0]
        gone = create_run_for_test(instance, status=status, tags={PROCESS_TAG: f"{machine}:{dead.pid}"})
        alive = create_run_for_test(instance, status=status, tags={PROCESS_TAG: this_process()})
        elsewhere = create_run_for_test(instance, status=status, tags={PROCESS_TAG: f"another-machine:{dead.pid}"})
        of_the_ui = create_run_for_test(instance, status=status)
        assert close_orphaned_runs(instance) == 1
        assert instance.get_run_by_id(gone.run_id).status == DagsterRunStatus.FAILURE
        assert instance.get_run_by_id(alive.run_id).status == status
        assert instance.get_run_by_id(elsewhere.run_id).status == status
        assert instance.get_run_by_id(of_the_ui.run_id).status == status
        assert close_orphaned_runs(instance, user_interface_is_down=True) == 1
        assert instance.get_run_by_id(of_the_ui.run_id).status == DagsterRunStatus.FAILURE
