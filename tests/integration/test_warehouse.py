"""The tables that analysts ask, built by real dbt from the labelled bulletins."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.steward import STEWARD_TABLES
from orchestration.warehouse import (
    BuildResult,
    build,
    build_fingerprint,
    connect_published,
    published_fingerprint,
)
from tests.support.golden import bulletin_id
from tests.support.raw_home import home_settings, labelled, write_bulletin, write_labelled_home

pytestmark = pytest.mark.integration

HALF_2024, QUARTER_2023 = bulletin_id("lang-son-2024-h1"), bulletin_id("lang-son-2023-q2")


def rows(settings: Settings, sql: str) -> list[dict[str, Any]]:
    """What the published warehouse answers, decimals exact."""
    with connect_published(settings) as connection:
        return connection.sql(sql).to_arrow_table().to_pylist()


def built(settings: Settings) -> BuildResult:
    """A build that must succeed."""
    result = build(settings)
    assert result.success, result.explain()
    assert result.published
    return result


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The two bundled bulletins, read as labelled and built once."""
    settings = write_labelled_home(tmp_path_factory.mktemp("labelled"))
    built(settings)
    yield settings


class TestTradeTurnover:
    def test_a_statement_is_one_row_with_its_plan_and_growth_and_what_they_imply(self, home: Settings) -> None:
        (row,) = rows(home, f"from marts.trade_turnover where statement_id = '{HALF_2024}:1985'")
        expected: dict[str, object] = {
            "indicator": "trade_turnover",
            "coverage": "declared_at_provincial_customs",
            "value": Decimal(2_700_000_000),
            "value_used": Decimal(2_700_000_000),
            "low": Decimal(2_700_000_000),
            "high": Decimal(2_800_000_000),
            "unit": "USD",
            "obs_status": "E",
            "plan_attainment": Decimal("53.3"),
            "growth": Decimal("20.8"),
            "implied_plan_low": Decimal("5060918462.980318"),
            "implied_plan_high": Decimal("5258215962.441315"),
            "implied_base_low": Decimal("2234174596.607364"),
            "implied_base_high": Decimal("2318840579.710145"),
            "figure_count": 3,
            "quote": "2,7 tỷ USD",
            "is_preferred": True,
            "time_period": "2024-S1",
        }
        assert {name: row[name] for name in expected} == expected
        assert row["sentence"].startswith("Trong đó, tổng kim ngạch xuất nhập khẩu hàng hóa mở tờ khai")

    def test_it_says_who_says_so(self, home: Settings) -> None:
        (row,) = rows(home, f"from marts.trade_turnover where statement_id = '{QUARTER_2023}:1531'")
        assert row["publisher"] == "Báo Lạng Sơn"
        assert row["issuing_authority"] == "UBND tỉnh Lạng Sơn"
        assert row["source_name"] == "lang-son-2023-q2.txt"
        assert row["published_on"].isoformat() == "2023-06-28"
        assert (row["area_name_vi"], row["area_name_en"]) == ("Lạng Sơn", "Lang Son")
        assert row["indicator_name_en"] == "Total merchandise trade turnover"

    def test_of_the_three_totals_only_the_most_precise_is_preferred(self, home: Settings) -> None:
        sql = f"""select value, is_preferred, restates from marts.trade_turnover
            where bulletin_id = '{HALF_2024}' and value > 20e9 order by start"""
        body = f"{HALF_2024}:1835"
        assert rows(home, sql) == [
            {"value": Decimal(25_000_000_000), "is_preferred": False, "restates": body},
            {"value": Decimal(25_000_000_000), "is_preferred": False, "restates": body},
            {"value": Decimal(25_200_000_000), "is_preferred": True, "restates": None},
        ]

    def test_exports_and_imports_reconcile_with_the_total(self, home: Settings) -> None:
        sql = f"select verdict from marts.trade_turnover where statement_id = '{HALF_2024}:1985'"
        assert rows(home, sql) == [{"verdict": "reconciled"}]


class TestOtherMarts:
    def test_agriculture_has_the_sown_area_the_forest_and_the_trees(self, home: Settings) -> None:
        sql = """select indicator, value, plan_attainment, growth, ratio from marts.agriculture_production
            order by start"""
        assert rows(home, sql) == [
            {
                "indicator": "sown_area",
                "value": Decimal(48232),
                "plan_attainment": Decimal("98.4"),
                "growth": None,
                "ratio": Decimal("99.6"),
            },
            {
                "indicator": "forest_planted_area",
                "value": Decimal(6500),
                "plan_attainment": Decimal(72),
                "growth": Decimal("8.3"),
                "ratio": None,
            },
            {
                "indicator": "scattered_trees_planted",
                "value": Decimal(2_500_000),
                "plan_attainment": Decimal("70.9"),
                "growth": Decimal(25),
                "ratio": None,
            },
        ]

    def test_gates_and_vehicles_are_flows(self, home: Settings) -> None:
        sql = "select indicator, value, unit from marts.trade_flows order by indicator"
        assert rows(home, sql) == [
            {"indicator": "border_gates_operating", "value": Decimal(5), "unit": "border_gate"},
            {"indicator": "vehicles_declared_online", "value": Decimal(100), "unit": "percent"},
        ]

    def test_each_project_stands_at_its_latest_stage(self, home: Settings) -> None:
        stages = {
            row["project_id"]: row["stage"]
            for row in rows(home, "select project_id, stage from marts.infrastructure_projects")
        }
        assert stages == {
            "smart-border-gate-pilot": "submitted",
            "dong-dang-lang-son-border-gate-economic-zone-plan": "planning",
            "chi-ma-border-gate-plan": "planning",
            "freight-road-marker-1088-2-1089": "opened",
            "clearance-lane-tan-thanh-po-chai": "opened",
            "clearance-lane-coc-nam-lung-nghiu": "opened",
            "freight-transfer-zone": "under_construction",
            "export-processing-zone-1": "under_construction",
            "huu-nghi-chi-lang-expressway": "consultant_selected",
            "digital-border-gate-platform": "in_operation",
        }

    def test_every_figure_is_in_observations_with_a_verdict(self, home: Settings) -> None:
        (counts,) = rows(home, "select count(*) as figures, count(verdict) as verdicts from marts.observations")
        assert counts == {"figures": 31, "verdicts": 31}

    def test_situations_have_names(self, home: Settings) -> None:
        sql = "select topic_name_vi, assessment_name_en from marts.situations where topic = 'weather'"
        assert rows(home, sql) == [{"topic_name_vi": "Thời tiết", "assessment_name_en": "Unfavourable"}]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A second reading that finds less, two corrections, and numbers that binary floats cannot hold."""
    settings = home_settings(tmp_path_factory.mktemp("changed"))
    early, late = labelled("lang-son-2024-h1"), labelled("lang-son-2024-h1")
    write_bulletin(settings, early)
    late.observations = [row for row in late.observations if row.start != 68]
    late.change(2095, value=Decimal(1_240_000_000), low=Decimal(1_235_000_000), high=Decimal(1_245_000_000))
    late.change(2095, low_wide=Decimal(1_235_000_000), high_wide=Decimal(1_245_000_000))
    exact = {"low": None, "high": None, "low_wide": None, "high_wide": None}
    late.change(2161, value=Decimal("9007199254740993"), **exact)
    late.change(2179, value=Decimal("0.1") + Decimal("0.2"), **exact)
    late.numerals = [row for row in late.numerals if row.observation_id != f"{HALF_2024}:68"]
    write_bulletin(settings, late, read_after=timedelta(hours=1))
    settings.steward.mkdir(parents=True)
    lines = [
        f"c1,{HALF_2024}:2095,value,1240000000,1420000000,digits swapped,Lan,2024-07-02",
        f"c2,{HALF_2024}:2161,place,,Lộc Bình,said in the annex,Lan,2024-07-02",
    ]
    header = ",".join(STEWARD_TABLES["corrections"])
    (settings.steward / "corrections.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    built(settings)
    return settings


class TestTheNextBuild:
    def test_only_the_newest_reading_shows(self, changed: Settings) -> None:
        assert rows(changed, "select count(*) as n from marts.observations") == [{"n": 16}]
        assert rows(changed, "select count(*) as n from raw.observations") == [{"n": 33}]

    def test_a_correction_shows_beside_the_printed_value(self, changed: Settings) -> None:
        sql = f"""select value, value_used, low, low_used, high_used, correction_id, implied_plan_high
            from marts.trade_turnover where statement_id = '{HALF_2024}:2095'"""
        assert rows(changed, sql) == [
            {
                "value": Decimal(1_240_000_000),
                "value_used": Decimal(1_420_000_000),
                "low": Decimal(1_235_000_000),
                "low_used": Decimal(1_415_000_000),
                "high_used": Decimal(1_425_000_000),
                "correction_id": "c1",
                "implied_plan_high": Decimal("2109548482.605478"),
            }
        ]

    def test_numbers_stay_exact(self, changed: Settings) -> None:
        sql = "select value from marts.observations where start in (2161, 2179) order by start"
        assert [row["value"] for row in rows(changed, sql)] == [Decimal("9007199254740993"), Decimal("0.3")]

    def test_a_correction_of_another_column_applies_too(self, changed: Settings) -> None:
        sql = "select place, correction_id from marts.observations where start = 2161"
        assert rows(changed, sql) == [{"place": "Lộc Bình", "correction_id": "c2"}]


class TestWhatGoesWrong:
    def test_a_correction_of_what_is_not_there_fails_loudly_and_publishes_nothing(self, home: Settings) -> None:
        before = home.warehouse.read_bytes()
        corrections = home.steward / "corrections.csv"
        good = corrections.read_text(encoding="utf-8")
        wrong = f"c9,{HALF_2024}:2095,value,1240000000,1420000000,digits swapped,Lan,2024-07-02\n"
        corrections.write_text(good + wrong, encoding="utf-8")
        try:
            result = build(home, select=["+int_corrections"])
        finally:
            corrections.write_text(good, encoding="utf-8")
        assert not result.success
        assert (
            f"correction c9 of value in figure {HALF_2024}:2095 does not apply: "
            "old_value is 1240000000, but printed is 1420000000.000000" in result.explain()
        )
        assert home.warehouse.read_bytes() == before

    def test_a_broken_steward_file_is_named(self, home: Settings) -> None:
        waivers = home.steward / "waivers.csv"
        good = waivers.read_text(encoding="utf-8")
        waivers.write_text("waiver;conflict\n", encoding="utf-8")
        try:
            result = build(home, select=["stg_waivers"])
        finally:
            waivers.write_text(good, encoding="utf-8")
        assert not (result.success or result.published)
        assert f"{waivers}: the first line lacks waiver_id" in result.explain()

    def test_a_figure_outside_its_interval_stops_the_build(self, tmp_path: Path) -> None:
        settings = home_settings(tmp_path)
        bulletin = labelled("lang-son-2023-q2")
        bulletin.change(2407, high=Decimal(48000))
        write_bulletin(settings, bulletin)
        result = build(settings, select=["+interval_holds_value_stg_observations_"])
        problems = {node.unique_id.split(".")[2]: node.failures for node in result.problems}
        assert problems["interval_holds_value_stg_observations_"] == 1
        assert not settings.warehouse.exists()

    def test_a_lost_batch_stops_the_build(self, tmp_path: Path) -> None:
        settings = home_settings(tmp_path)
        write_bulletin(settings, labelled("lang-son-2023-q2"))
        for path in (settings.raw / "situations").glob("2*.parquet"):
            path.unlink()
        result = build(settings, select=["+readings_are_complete"])
        problems = {node.unique_id: node.failures for node in result.problems}
        assert problems["test.bantin.readings_are_complete"] == 1


def content(settings: Settings) -> object:
    """A hash of the rows of the main table, whatever their order."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.execute("select sum(hash(o)) from marts.observations as o").fetchone()


def test_nothing_new_has_the_same_fingerprint_and_the_same_rows(home: Settings) -> None:
    before = content(home)
    built(home)
    assert published_fingerprint(home) == build_fingerprint(home)
    assert content(home) == before


def test_a_bulletin_whose_extraction_failed_is_there_without_rows(tmp_path: Path) -> None:
    settings = home_settings(tmp_path)
    bulletin = dataclasses.replace(
        labelled("lang-son-2023-q2"), observations=[], numerals=[], events=[], situations=[], error="out of memory"
    )
    write_bulletin(settings, bulletin)
    built(settings)
    assert rows(settings, "select error, observation_count from intermediate.bulletins") == [
        {"error": "out of memory", "observation_count": 0}
    ]
    assert rows(settings, "select count(*) as n from marts.observations") == [{"n": 0}]
