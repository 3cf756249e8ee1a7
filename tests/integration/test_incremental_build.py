"""Tables made in parts equal those made at once, whatever came in between, and whoever was killed meanwhile."""

from __future__ import annotations

import csv
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import duckdb
import pytest

from benchmarks.corpus.bulletins import Corpus
from orchestration.extractor import default_extractor
from orchestration.ingest import ingest_inbox
from orchestration.published import connect_published
from orchestration.reading_queue import extract_stale
from orchestration.settings import Settings
from orchestration.steward import STEWARD_TABLES, ensure_steward
from orchestration.tables import EXTRACTED_TABLES
from orchestration.warehouse import build
from tests.support.raw_home import home_settings

SEEDS = range(int(os.environ.get("BANTIN_TEST_SEQUENCES", "1")))
SCHEMAS = ("intermediate", "marts", "quality")
KILLS = 10


class History:
    """A home to which things happen, one after the other."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self.settings = settings
        self.random = Random(seed)
        self._corpus = Corpus(seed, misprints=0.5)
        self._count = 0
        self._extractor = default_extractor(settings)
        self._names: list[str] = []
        ensure_steward(settings.steward)

    def add(self) -> None:
        """Some bulletins, of which most are about one province."""
        for _ in range(3):
            bulletin = self._corpus.bulletin(self._count)
            bulletin.write(self.settings.inbox)
            self._names.append(bulletin.name)
            self._count += 1

    def describe_otherwise(self) -> None:
        """The sidecar of a bulletin says another province, so that it leaves its series."""
        name = self.random.choice(self._names)
        (self.settings.inbox / f"{name}.yml").write_text("ref_area: VN-01\n", encoding="utf-8")

    def change_vocabulary(self) -> None:
        """Every bulletin is read again."""
        self._extractor = replace(self._extractor, vocabulary_version=f"changed-{self._count}")

    def remove(self) -> None:
        """A file leaves the inbox; its bulletin stays, without what the sidecar said."""
        name = self.random.choice(self._names)
        (self.settings.inbox / f"{name}.yml").unlink(missing_ok=True)

    def correct(self) -> None:
        """A correction of a figure that is checked, in the place of those before."""
        with connect_published(self.settings) as connection:
            figures = connection.execute("""
                select observation_id, cast(value as varchar), cast(value * 2 as varchar) from marts.observations
                where measure = 'level' and verdict not in ('unverified', 'not_evaluated') order by observation_id
            """).fetchall()
        figure, old, new = self.random.choice(figures)
        self._write("corrections", ["c1", figure, "value", old, new, "seen on paper", "steward", "2024-07-01"])

    def waive(self) -> None:
        """A waiver of a conflict, in the place of those before; it may lapse."""
        with connect_published(self.settings) as connection:
            conflicts = connection.execute("select conflict_id from quality.conflicts order by conflict_id").fetchall()
        if conflicts:
            (conflict,) = self.random.choice(conflicts)
            self._write("waivers", ["w1", conflict, "known", "steward", "2024-07-01", ""])

    def _write(self, table: str, row: list[str]) -> None:
        with (self.settings.steward / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([STEWARD_TABLES[table], row])

    def build(self) -> None:
        """Take everything through."""
        ingest_inbox(self.settings)
        extract_stale(self.settings, extractor=self._extractor)
        result = build(self.settings)
        assert result.success, result.explain()


def differing_tables(one: Path, other: Path) -> dict[str, tuple[int, int]]:
    """The tables of which the two warehouses have other rows: how many only one of them has."""
    found = {}
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{one}' as one (read_only); attach '{other}' as other (read_only)")
        names = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = 'other' and list_contains(?, schema_name)",
            [list(SCHEMAS)],
        ).fetchall()
        assert len(names) > 25
        for schema, table in names:
            left, right = (f'{side}.{schema}."{table}"' for side in ("one", "other"))
            only, lacking = (
                connection.sql(f"from {these} except all from {those}").aggregate("count(*)").fetchall()[0][0]
                for these, those in ((left, right), (right, left))
            )
            if only or lacking:
                found[f"{schema}.{table}"] = (only, lacking)
    return found


def rebuilt(settings: Settings) -> Path:
    """The warehouse of the same home, built anew."""
    kept = settings.home / "in-parts.duckdb"
    settings.warehouse.rename(kept)
    settings.build_warehouse.unlink()
    assert build(settings).success
    return kept


@pytest.mark.integration
@pytest.mark.parametrize("seed", SEEDS)
def test_tables_made_in_parts_equal_those_made_at_once(tmp_path: Path, seed: int) -> None:
    history = History(replace(home_settings(tmp_path / "home"), inbox=tmp_path / "inbox"), seed)
    history.add()
    history.add()
    history.build()
    steps: list[Callable[[], None]] = [
        history.add, history.describe_otherwise, history.correct, history.waive, history.remove,
        history.change_vocabulary,
    ]  # fmt: skip
    history.random.shuffle(steps)
    for number, step in enumerate(steps):
        step()
        if number % 2:  # two things at a time, so that they meet
            history.build()
    with connect_published(history.settings) as connection:
        assert connection.execute("select holds from meta.delta").fetchone() == (True,)
        assert connection.execute("select count(*) from quality.conflicts").fetchone() != (0,)
    assert differing_tables(rebuilt(history.settings), history.settings.warehouse) == {}


# --- interrupted -----------------------------------------------------------------------------------------


def _extract(settings: Settings) -> None:
    extract_stale(settings, batch_bulletins=3, workers=1)


def current_rows(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every bulletin's current reading, without what tells when and in which batch they were written."""
    found = {}
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"""
            create view current as
            select * from read_parquet('{settings.raw}/readings/*.parquet')
            qualify row_number() over (partition by bulletin_id order by read_at desc) = 1
        """)
        for table in EXTRACTED_TABLES:
            found[table] = connection.execute(f"""
                select rows_of.* exclude (batch_id)
                from read_parquet('{settings.raw}/{table}/*.parquet') as rows_of
                inner join current using (bulletin_id, reading_id, batch_id)
                order by all
            """).fetchall()
        keys = "select * exclude (batch_id, read_at) from current order by all"
        found["readings"] = connection.execute(keys).fetchall()
    return found


def test_a_backfill_that_is_killed_again_and_again_ends_like_one_that_is_not(tmp_path: Path) -> None:
    corpus = Corpus(5)
    homes = [replace(home_settings(tmp_path / name), inbox=tmp_path / "inbox") for name in ("quiet", "killed")]
    for number in range(60):
        corpus.bulletin(number).write(tmp_path / "inbox")
    quiet, killed = homes
    for home in homes:
        ingest_inbox(home)
    _extract(quiet)
    random, fork = Random(5), multiprocessing.get_context("fork")
    ended = []
    for _ in range(KILLS):
        process = fork.Process(target=_extract, args=(killed,))
        process.start()
        time.sleep(random.uniform(0.02, 0.25))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        ended.append(process.exitcode)
    assert -signal.SIGKILL in ended
    _extract(killed)
    rows = current_rows(killed)
    assert rows == current_rows(quiet)
    assert len(rows["readings"]) == 60
    assert extract_stale(killed).unchanged == 60
