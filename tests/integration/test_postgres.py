"""Dagster's state in a real PostgreSQL server: runs, events and checks are there, and no file beside it holds them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from dagster import AssetKey, DagsterRunStatus

from orchestration.instance import NoPostgres, open_instance
from orchestration.settings import DAGSTER_POSTGRES_URL, REPOSITORY, Settings
from tests.support.command import bantin, fresh_home
from tests.support.postgres import PASSWORD, free_port, server

pytestmark = [pytest.mark.integration, pytest.mark.postgres]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with server() as address:
        yield f"postgresql://bantin:{quote(PASSWORD, safe='')}@{address}/postgres"


@pytest.fixture
def settings(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = fresh_home(tmp_path)
    shutil.copytree(REPOSITORY / "data" / "bulletins", settings.inbox)
    monkeypatch.setenv("BANTIN_HOME", str(settings.home))
    monkeypatch.setenv(DAGSTER_POSTGRES_URL, url)
    return Settings.from_environment()


def test_a_run_of_the_command_is_kept_in_the_database(settings: Settings) -> None:
    done = bantin("run", settings=settings)
    assert done.returncode == 0, done.stderr
    with open_instance(settings) as instance:
        (run,) = instance.get_runs()
        assert run.status == DagsterRunStatus.SUCCESS
        made = instance.get_latest_materialization_event(AssetKey(["marts", "trade_turnover"]))
        assert made is not None
        assert made.run_id == run.run_id
    assert list(settings.dagster_home.rglob("*.db")) == []
    assert PASSWORD not in (settings.dagster_home / "dagster.yaml").read_text()
    assert "@" not in (settings.dagster_home / "dagster.yaml").read_text()


def test_a_second_home_sees_the_same_runs(settings: Settings, tmp_path: Path) -> None:
    with open_instance(settings) as instance:
        before = {run.run_id for run in instance.get_runs()}
    other = Settings(home=tmp_path / "another machine", inbox=settings.inbox, dagster_postgres=True)
    with open_instance(other) as instance:
        assert {run.run_id for run in instance.get_runs()} == before


def test_without_a_server_the_message_says_what_to_do_and_no_password(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DAGSTER_POSTGRES_URL, f"postgresql://bantin:s3cret@127.0.0.1:{free_port()}/postgres")
    with pytest.raises(NoPostgres, match=DAGSTER_POSTGRES_URL) as told:
        open_instance(settings)
    assert "s3cret" not in str(told.value)
    done = bantin("run", settings=settings)
    assert done.returncode == 1
    assert DAGSTER_POSTGRES_URL in done.stderr
    assert "s3cret" not in done.stdout + done.stderr
