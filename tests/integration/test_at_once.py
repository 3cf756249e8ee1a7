"""Three writers and two readers on one home: all end well, and no reader sees a half-built table."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from orchestration.published import connect_published
from orchestration.settings import REPOSITORY, Settings
from tests.support.bulletins import other_province, write_inbox
from tests.support.command import environment

pytestmark = pytest.mark.integration


class Poller(threading.Thread):
    """Opens the published warehouse again and again and counts figures."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(daemon=True)
        self.settings = settings
        self.ended = threading.Event()
        self.counts: set[int] = set()
        self.errors: list[str] = []
        self.looks = 0

    def run(self) -> None:
        while not self.ended.wait(0.05):
            self.looks += 1
            try:
                with connect_published(self.settings) as connection:
                    row = connection.execute("select count(*) from marts.observations").fetchone()
                    self.counts.add(row[0] if row else -1)
            except (duckdb.Error, OSError, RuntimeError) as error:
                self.errors.append(str(error))


def start(arguments: list[str], settings: Settings, cwd: Path = REPOSITORY) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=cwd,
        env=environment(settings, PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_run_of_the_ui_one_of_the_command_and_a_shells_dbt(copy_of_built: Settings) -> None:
    write_inbox(copy_of_built.inbox, {"lao-cai.txt": other_province("lao-cai-2024-q1")})
    poller = Poller(copy_of_built)
    with duckdb.connect(str(copy_of_built.warehouse), read_only=True) as left_open:
        poller.start()
        processes = [
            # What the UI's daemon starts for a run is this, on the same job.
            start(
                ["dagster", "job", "execute", "-m", "orchestration.definitions", "-j", "everything"],
                copy_of_built,
            ),
            start(["orchestration", "run", "--full"], copy_of_built),
            start(["dbt.cli.main", "build"], copy_of_built, cwd=REPOSITORY / "dbt_project"),
        ]
        outputs = [process.communicate(timeout=280)[0] for process in processes]
        poller.ended.set()
        poller.join()
        assert left_open.execute("select count(*) from marts.observations").fetchone() == (31,)
    for process, output in zip(processes, outputs, strict=True):
        assert process.returncode == 0, output[-3000:]
    assert poller.errors == []
    assert poller.looks > 50
    with connect_published(copy_of_built) as connection:
        (after,) = connection.execute("select count(*) from marts.observations").fetchone() or (0,)
    assert after > 31
    assert poller.counts == {31, after}
