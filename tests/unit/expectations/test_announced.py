"""How many rows each check should see, counted from other tables than its own."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from expectations.announced import QUERIES, announced_counts
from expectations.suites import all_suites


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Bulletin A's declared turnover with exports and imports, a sown area, and the identities they need."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("""
            create schema staging; create schema marts; create schema reference;
            create table staging.readings (bulletin_id varchar, observation_count integer, error varchar);
            insert into staging.readings values ('a', 4, null), ('b', 9, 'cannot be extracted');
            create table staging.withdrawals (bulletin_id varchar);
            create table staging.project_events (event_id varchar, bulletin_id varchar, project_id varchar);
            insert into staging.project_events values
                ('1', 'a', 'expressway'), ('2', 'a', 'expressway'), ('3', 'b', 'gate');
            create table marts.observations as
            select 'a' as bulletin_id, 'a:' || start as observation_id, 'a:' || of as statement_id, start as "start",
                mart, indicator, null::varchar as item, null::varchar as season, coverage, null::varchar as partner,
                measure, 'actual' as role, true as is_preferred, 1 as value, unit, 'VN-09' as ref_area,
                null::varchar as place, date '2024-01-01' as period_start, period_end
            from (values
                (10, 10, 'trade_turnover', 'trade_turnover', 'declared', 'level', 'USD', date '2024-06-30'),
                (20, 10, 'trade_turnover', 'trade_turnover', 'declared', 'growth', 'percent', date '2024-06-30'),
                (30, 30, 'trade_turnover', 'export_turnover', 'declared', 'level', 'USD', date '2024-06-30'),
                (40, 40, 'trade_turnover', 'import_turnover', 'declared', 'level', 'USD', date '2024-06-30'),
                (50, 50, 'agriculture_production', 'sown_area', null, 'level', 'ha', date '2024-06-30')
            ) as figures (start, of, mart, indicator, coverage, measure, unit, period_end);
            create table reference.identities as select * from (values
                ('sum', 'balance', 'trade_turnover', null::varchar, null::varchar, 'declared'),
                ('sum_of_all', 'balance', 'trade_turnover', null, null, 'all_types')
            ) as t (identity_id, kind, total_indicator, total_item, total_season, total_coverage);
            create table reference.identity_components as select * from (values
                ('sum', 1, 'export_turnover', null::varchar, null::varchar, 'declared'),
                ('sum', 2, 'import_turnover', null, null, 'declared'),
                ('sum_of_all', 1, 'export_turnover', null, null, 'all_types')
            ) as t (identity_id, position, component_indicator, component_item, component_season,
                component_coverage);
        """)
        yield connection


def test_the_extraction_statements_projects_and_totals_are_counted(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert announced_counts(warehouse) == {
        "readings": 2,
        "bulletins": 1,  # the one that failed announces nothing
        "observations": 4,
        "projects": 2,
        "trade_turnover": 3,
        "agriculture_production": 1,
        "exhaustive_totals": 1,
    }


def test_a_total_with_a_missing_component_is_not_announced(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("delete from marts.observations where indicator = 'import_turnover'")
    assert announced_counts(warehouse)["exhaustive_totals"] == 0


def test_nor_is_one_whose_component_is_of_another_period(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        "update marts.observations set period_end = date '2024-12-31' where indicator = 'import_turnover'"
    )
    assert announced_counts(warehouse)["exhaustive_totals"] == 0


def test_an_empty_warehouse_announces_nothing_to_check(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        "delete from staging.readings; delete from staging.project_events; delete from marts.observations"
    )
    assert set(announced_counts(warehouse).values()) == {0}


def test_what_has_no_table_is_left_out() -> None:
    with duckdb.connect(":memory:") as empty:
        assert announced_counts(empty) == {}


def test_every_key_that_a_check_names_is_counted() -> None:
    keys = {check.expected for suite in all_suites() for check in suite.checks if check.expected}
    assert keys == set(QUERIES)


def test_a_withdrawn_bulletin_announces_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("insert into staging.withdrawals values ('b')")
    counts = announced_counts(warehouse)
    assert (counts["readings"], counts["bulletins"], counts["projects"]) == (1, 1, 1)
