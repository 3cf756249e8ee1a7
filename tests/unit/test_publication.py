"""When a build reaches its readers, and when not. DuckDB stands in for dbt: it makes one table."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.bulletins.records import QuarantinedFile
from orchestration.publication import BuildSession, Command, noted_fingerprint
from orchestration.settings import Settings
from orchestration.sources import NothingIngested
from orchestration.tables import rows_to_table, write_batch
from orchestration.warehouse import (
    NotPublished,
    build_fingerprint,
    connect_published,
    published_fingerprint,
)
from tests.support.raw_home import home_settings

WHOLE_BUILD = Command("build", whole=True, text="dbt build")
PART = Command("run", whole=False, text="dbt run --select observations")
TEST = Command("test", whole=False, text="dbt test")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home in which one file was read, badly: that is enough for a build."""
    settings = home_settings(tmp_path / "home")
    write_file(settings, datetime(2024, 7, 1, tzinfo=UTC))
    return settings


def write_file(settings: Settings, seen_at: datetime) -> None:
    """A further file in quarantine."""
    row = QuarantinedFile("a.txt", None, "empty_file", "no bytes", "1", seen_at, False)
    write_batch(settings.raw, "quarantine", rows_to_table("quarantine", [row]), seen_at)


def run(settings: Settings, command: Command, *, value: int, success: bool = True) -> tuple[bool, list[str]]:
    """One dbt command that writes `value` into the table `t`; whether it was published, and what was said."""
    said: list[str] = []
    session = BuildSession(settings, command, said.append)
    session.begin()
    with duckdb.connect(str(settings.build_warehouse)) as connection:
        session.prepare(connection)
        connection.execute(f"create or replace table t as select {value} as value")
    return session.finish(success=success), said


def published(settings: Settings) -> int:
    """What readers see."""
    with connect_published(settings) as connection:
        (value,) = connection.execute("select value from t").fetchone() or (None,)
    return int(value)


def test_a_home_where_nothing_was_read_says_what_to_run_and_stays_empty(tmp_path: Path) -> None:
    settings = home_settings(tmp_path / "home")
    with pytest.raises(NothingIngested, match=r"Nothing has been ingested yet in .*/home: run `bantin run`"):
        BuildSession(settings, WHOLE_BUILD).begin()
    assert not settings.home.exists()
    with pytest.raises(NotPublished, match="run `bantin run` or `make run`"):
        connect_published(settings)


def test_a_whole_build_is_published(settings: Settings) -> None:
    assert run(settings, WHOLE_BUILD, value=1) == (True, [])
    assert published(settings) == 1


def test_a_failed_build_leaves_the_published_file_as_it_was(settings: Settings) -> None:
    run(settings, WHOLE_BUILD, value=1)
    done, said = run(settings, WHOLE_BUILD, value=2, success=False)
    assert not done
    assert said == [f"Not published: `dbt build` failed. {settings.warehouse} is as it was."]
    assert published(settings) == 1


def test_after_a_failure_only_a_whole_build_is_published(settings: Settings) -> None:
    run(settings, WHOLE_BUILD, value=1)
    run(settings, WHOLE_BUILD, value=2, success=False)
    done, said = run(settings, PART, value=3)
    assert not done
    assert "Run a whole `dbt build`" in said[0]
    assert published(settings) == 1
    assert run(settings, WHOLE_BUILD, value=4)[0]
    assert run(settings, PART, value=5)[0]
    assert published(settings) == 5


def test_a_whole_build_after_a_failure_begins_with_the_published_tables(settings: Settings) -> None:
    run(settings, WHOLE_BUILD, value=1)
    run(settings, WHOLE_BUILD, value=2, success=False)
    session = BuildSession(settings, WHOLE_BUILD, lambda _: None)
    session.begin()
    with duckdb.connect(str(settings.build_warehouse)) as connection:
        assert connection.execute("select value from t").fetchone() == (1,)
    session.finish(success=False)


def test_a_writer_that_died_counts_as_a_failure(settings: Settings) -> None:
    run(settings, WHOLE_BUILD, value=1)
    killed = BuildSession(settings, PART, lambda _: None)
    killed.begin()
    killed._lock.release()  # the operating system's part
    assert not run(settings, PART, value=2)[0]


def test_a_part_of_a_build_that_never_was_is_not_published(settings: Settings) -> None:
    assert not run(settings, PART, value=1)[0]
    assert not settings.warehouse.exists()


def test_commands_that_only_read_publish_nothing_and_keep_the_sources(settings: Settings) -> None:
    run(settings, WHOLE_BUILD, value=1)
    write_file(settings, datetime(2024, 7, 2, tzinfo=UTC))
    done, _ = run(settings, TEST, value=2)
    assert not done
    assert published(settings) == 1
    with duckdb.connect(str(settings.build_warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.quarantine").fetchone() == (1,)


def test_an_open_reader_keeps_the_old_file_and_blocks_nobody(settings: Settings) -> None:
    run(settings, WHOLE_BUILD, value=1)
    for reader in (connect_published(settings), duckdb.connect(str(settings.warehouse), read_only=True)):
        with reader:
            before = reader.execute("select value from t").fetchone()
            assert run(settings, WHOLE_BUILD, value=7)[0]
            assert reader.execute("select value from t").fetchone() == before
        assert published(settings) == 7


def test_no_temporary_file_is_left(settings: Settings) -> None:
    run(settings, WHOLE_BUILD, value=1)
    assert sorted(path.name for path in settings.home.iterdir() if path.is_file()) == ["warehouse.duckdb"]


class TestFingerprint:
    def test_it_tells_whether_a_build_would_find_anything_new(self, settings: Settings) -> None:
        assert published_fingerprint(settings) is None
        run(settings, WHOLE_BUILD, value=1)
        assert published_fingerprint(settings) == build_fingerprint(settings)
        write_file(settings, datetime(2024, 7, 2, tzinfo=UTC))
        assert published_fingerprint(settings) != build_fingerprint(settings)

    def test_a_part_built_from_new_inputs_has_none(self, settings: Settings) -> None:
        run(settings, WHOLE_BUILD, value=1)
        run(settings, PART, value=2)
        assert published_fingerprint(settings) == build_fingerprint(settings)
        write_file(settings, datetime(2024, 7, 2, tzinfo=UTC))
        run(settings, PART, value=3)
        assert published_fingerprint(settings) is None

    def test_a_steward_edit_changes_it(self, settings: Settings) -> None:
        run(settings, WHOLE_BUILD, value=1)
        with (settings.steward / "waivers.csv").open("a", encoding="utf-8") as stream:
            stream.write("w1,c1,looked at,Lan,2024-07-01,\n")
        assert published_fingerprint(settings) != build_fingerprint(settings)

    def test_a_warehouse_of_somebody_else_has_none(self) -> None:
        with duckdb.connect() as connection:
            assert noted_fingerprint(connection) is None
