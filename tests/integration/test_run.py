"""`bantin run`: from bytes to a report, again and again, whatever comes in."""

from __future__ import annotations

import resource

import duckdb
import pytest
from dagster import AssetCheckKey, AssetKey, DagsterInstance

from expectations.suites import all_suites
from orchestration.settings import Settings
from tests.integration.conftest import Built
from tests.support.command import bantin, query

pytestmark = pytest.mark.integration


def contents(settings: Settings) -> dict[str, tuple[int, int]]:
    """Row count and a hash of the rows, whatever their order, of every table that people read.

    The schema `meta` is left out: it tells what the last build made again, and a full one makes everything.
    """
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name <> 'meta' union all "
            "select schema_name || '.' || view_name from duckdb_views() where not internal"
        ).fetchall()
        return {
            table: connection.execute(f"select count(*), coalesce(sum(hash(t)), 0) from {table} as t").fetchone()
            for (table,) in tables
        }


def seconds_of_children() -> float:
    """Processor seconds of ended child processes: unlike the clock's, the same on a machine that is busy."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class TestTheTwoBulletins:
    def test_the_run_ends_well_with_a_table_of_what_was_read(self, built: Built) -> None:
        assert built.done.returncode == 0, built.done.stderr
        for words in (
            "2 new",
            "31 in",
            "Identities",
            "reconciled",
            "Checks",
            "index.html",
            "warehouse.duckdb",
        ):
            assert words in built.done.stdout

    def test_every_figure_is_in_the_marts(self, built: Built) -> None:
        assert query("select count(*) as n from marts.observations", built.settings) == [{"n": 31}]

    def test_the_report_needs_no_network(self, built: Built) -> None:
        page = (built.settings.quality / "site" / "vi" / "index.html").read_text(encoding="utf-8")
        assert "https:" not in page
        assert "6 tháng đầu năm, tổng kim ngạch xuất nhập khẩu" in page
        assert (built.settings.quality / "data_docs" / "index.html").exists()

    def test_dagster_knows_the_run_and_its_checks(self, built: Built) -> None:
        with DagsterInstance.from_config(str(built.settings.dagster_home)) as instance:
            assert [run.status.value for run in instance.get_runs()] == ["SUCCESS"]
            for key in (["raw", "observations"], ["marts", "trade_turnover"], ["publish", "quality_site"]):
                assert instance.get_latest_materialization_event(AssetKey(key)) is not None

    def test_status_tells_what_is_there(self, built: Built) -> None:
        done = bantin("status", settings=built.settings)
        assert done.returncode == 0, done.stderr
        for words in (
            "lang-son-2024-h1.txt",
            "lang-son-2023-q2.txt",
            "success",
            str(built.settings.warehouse),
        ):
            assert words in done.stdout

    def test_report_tells_where_the_pages_are(self, built: Built) -> None:
        done = bantin("report", settings=built.settings)
        assert (built.settings.quality / "index.html").as_uri() in done.stdout


class TestASecondRun:
    def test_with_nothing_new_it_is_quick_and_changes_nothing(self, copy_of_built: Settings) -> None:
        before = contents(copy_of_built)
        started = seconds_of_children()
        done = bantin("run", settings=copy_of_built)
        seconds = seconds_of_children() - started
        assert done.returncode == 0, done.stderr
        assert "2 unchanged" in done.stdout
        assert contents(copy_of_built) == before
        assert "warehouse" not in done.stderr
        assert seconds < 15

    def test_a_full_one_changes_nothing_either(self, copy_of_built: Settings) -> None:
        before = contents(copy_of_built)
        done = bantin("run", "--full", settings=copy_of_built)
        assert done.returncode == 0, done.stderr
        assert contents(copy_of_built) == before

    def test_a_failure_of_dbt_leaves_the_published_warehouse(self, copy_of_built: Settings) -> None:
        before = contents(copy_of_built)
        (copy_of_built.steward / "waivers.csv").write_text("waiver_id,reason\nw1,because\n")
        done = bantin("run", settings=copy_of_built)
        assert done.returncode == 1
        assert "waivers.csv" in done.stderr
        assert "Traceback" not in done.stderr
        assert contents(copy_of_built) == before


class TestAContradiction:
    QUOTES = ("2,7 tỷ USD", "1,3 tỷ USD", "1,24 tỷ USD")

    def test_the_run_ends_well_but_not_under_strict(self, contradicted_home: Built) -> None:
        assert contradicted_home.done.returncode == 0, contradicted_home.done.stderr
        assert "contradicted" in contradicted_home.done.stdout
        strict = bantin("run", "--strict", settings=contradicted_home.settings)
        assert strict.returncode == 3
        assert "fatal" in strict.stderr

    def test_the_check_in_dagster_shows_both_intervals_and_the_three_quotes(self, contradicted_home: Built) -> None:
        with DagsterInstance.from_config(str(contradicted_home.settings.dagster_home)) as instance:
            evaluations = [
                record.event.asset_check_evaluation
                for key in failed_check_keys(instance)
                for record in instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
            ]
        text = " ".join(str(value.value) for e in evaluations for value in e.metadata.values())
        for words in (*self.QUOTES, "[2700000000, 2800000000]", "[2485000000, 2595000000]"):
            assert words in text

    def test_reconcile_says_the_same_without_a_warehouse(self, contradicted_home: Built) -> None:
        file = contradicted_home.settings.inbox / "doi-so.txt"
        done = bantin("reconcile", file, settings=contradicted_home.settings)
        assert done.returncode == 0, done.stderr
        for words in (*self.QUOTES, "contradicted"):
            assert words in done.stdout


def failed_check_keys(instance: DagsterInstance) -> list[AssetCheckKey]:
    keys = [
        AssetCheckKey(AssetKey(suite.table.split(".")), check.name) for suite in all_suites() for check in suite.checks
    ]
    latest = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    return [key for key, record in latest.items() if record.status.value == "FAILED"]


class TestAnotherProvince:
    def test_the_good_bulletin_arrives_and_the_bad_ones_lie_in_quarantine(self, trade_home: Built) -> None:
        assert trade_home.done.returncode == 0, trade_home.done.stderr
        bulletins = query("select distinct ref_area from marts.observations", trade_home.settings)
        assert bulletins == [{"ref_area": "VN-13"}]
        quarantined = query("select source_name from quality.quarantine order by 1", trade_home.settings)
        names = [row["source_name"] for row in quarantined]
        assert names == ["archive.docx", "broken.txt", "empty.txt", "image.txt", "only-spaces.txt"]
        for name in names:
            assert name in trade_home.done.stdout

    def test_checks_with_nothing_to_check_are_not_evaluated_and_nothing_is_red(self, trade_home: Built) -> None:
        outcomes = query("select outcome, count(*) as n from quality.check_history group by 1", trade_home.settings)
        counts = {row["outcome"]: row["n"] for row in outcomes}
        assert counts["not_evaluated"] > 0
        red = query(
            "select check_id from quality.check_history where outcome in ('failed', 'error')", trade_home.settings
        )
        assert red == [{"check_id": "quarantine.every_file_can_be_read"}]  # the unreadable neighbours


class TestTheThirdBulletin:
    def test_a_file_added_later_reaches_the_marts(self, copy_of_built: Settings) -> None:
        from tests.support.bulletins import other_province, write_inbox

        write_inbox(copy_of_built.inbox, {"lao-cai.txt": other_province("lao-cai-2024-q1")})
        done = bantin("run", settings=copy_of_built)
        assert done.returncode == 0, done.stderr
        assert "1 new" in done.stdout
        (row,) = query("select count(distinct bulletin_id) as n from marts.observations", copy_of_built)
        assert row["n"] == 3
