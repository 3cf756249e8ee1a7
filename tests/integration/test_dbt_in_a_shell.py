"""`dbt build` in a shell: from wherever, beside others, killed, and where there is nothing yet."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import REPOSITORY, Settings
from orchestration.warehouse import build, connect_published
from orchestration.writers_lock import WritersLock
from tests.support.raw_home import write_labelled_home

pytestmark = pytest.mark.integration

DBT = str(Path(sys.executable).with_name("dbt"))


def environment(home: Path | None) -> dict[str, str]:
    """The environment of a shell in which nothing but BANTIN_HOME is set for dbt."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("BANTIN_", "DBT_"))}
    return clean | ({"BANTIN_HOME": str(home)} if home else {})


def dbt(*arguments: str, home: Path | None, folder: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
    """Run dbt to its end."""
    return subprocess.run(
        [DBT, "--no-use-colors", *arguments],
        cwd=folder,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The labelled bulletins, built whole by a plain `dbt build` in the repository's root."""
    settings = write_labelled_home(tmp_path_factory.mktemp("shell"))
    done = dbt("build", home=settings.home)
    assert done.returncode == 0, done.stdout
    assert "unit tests" in done.stdout
    assert settings.warehouse.exists()
    return settings


@pytest.mark.parametrize(
    ("folder", "arguments"),
    [
        (REPOSITORY / "dbt_project", ()),
        (REPOSITORY / "dbt_project" / "models", ("--profiles-dir", str(REPOSITORY))),
        (REPOSITORY, ("--project-dir", "dbt_project")),
        (REPOSITORY, ("--project-dir", str(REPOSITORY / "dbt_project"))),
    ],
    ids=["inside", "deeper", "relative", "absolute"],
)
def test_it_works_from_wherever(home: Settings, folder: Path, arguments: tuple[str, ...]) -> None:
    before = home.warehouse.stat().st_mtime_ns
    done = dbt("build", "--select", "int_bulletins", *arguments, home=home.home, folder=folder)
    assert done.returncode == 0, done.stdout
    assert home.warehouse.stat().st_mtime_ns > before


def test_the_views_can_be_read_from_anywhere(home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) from staging.observations").fetchone() == (31,)


def test_a_fresh_home_is_told_what_to_run(tmp_path: Path) -> None:
    done = dbt("build", home=tmp_path / "fresh")
    assert done.returncode != 0
    assert f"Nothing has been ingested yet in {tmp_path / 'fresh'}: run `bantin run` or `make run`" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "fresh").exists()


def test_tests_publish_nothing(home: Settings) -> None:
    before = home.warehouse.stat().st_mtime_ns
    assert dbt("test", "--select", "int_bulletins", home=home.home).returncode == 0
    assert home.warehouse.stat().st_mtime_ns == before


def test_an_open_reader_is_in_nobodys_way(home: Settings) -> None:
    with duckdb.connect(str(home.warehouse), read_only=True) as reader:
        reader.execute("from marts.observations")
        assert dbt("run", "--select", "int_bulletins", home=home.home).returncode == 0
        assert reader.execute("select count(*) from marts.observations").fetchone() == (31,)


def test_it_waits_for_another_writer_and_says_for_whom(home: Settings) -> None:
    lock = WritersLock(home)
    lock.acquire("bantin run")
    waiting = subprocess.Popen(
        [DBT, "run", "--select", "int_bulletins"],
        cwd=REPOSITORY,
        env=environment(home.home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert waiting.stderr is not None
    try:
        said = waiting.stderr.readline()
        assert f"Waiting for another writer of the warehouse: process {os.getpid()} (`bantin run`" in said
        assert waiting.poll() is None
    finally:
        lock.release()
    assert waiting.wait(timeout=120) == 0


def test_a_killed_build_leaves_no_lock_and_the_published_file_as_it_was(home: Settings) -> None:
    before = home.warehouse.read_bytes()
    killed = subprocess.Popen(
        [DBT, "build"], cwd=REPOSITORY, env=environment(home.home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    lock = WritersLock(home)
    deadline = time.monotonic() + 120
    while lock.holder() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert lock.holder() is not None
    time.sleep(0.5)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert home.warehouse.read_bytes() == before
    result = build(home, select=["int_bulletins"])
    assert result.success, result.explain()
    assert not result.published  # the killed build left tables that nothing has confirmed
    with connect_published(home) as connection:
        assert connection.execute("select count(*) from marts.observations").fetchone() == (31,)
