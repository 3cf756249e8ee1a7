"""A printed 1,42 that became 1,24: in the checks, in Data Docs, and for the steward; waivers and links."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from expectations.checks import CheckResult
from orchestration.assets.quality import check_result
from orchestration.settings import Settings
from orchestration.warehouse import connect_published
from tests.support.command import bantin, fresh_home
from tests.support.quality_tables import failed_conflict

if TYPE_CHECKING:
    from tests.integration.conftest import Built

pytestmark = pytest.mark.integration


def page(home: Built, suite: str) -> str:
    text = (home.settings.quality / "data_docs" / "suites" / f"{suite}.html").read_text(encoding="utf-8")
    return text.replace("<i>", "").replace("</i>", "")


def test_data_docs_show_quotes_both_intervals_and_the_proof(contradicted_home: Built) -> None:
    text = page(contradicted_home, "conflicts")
    assert "1,24 tỷ USD" in text
    assert "[1.235.000.000; 1.245.000.000]" in text
    assert "[1.399.375.136; 1.465.645.148]" in text
    assert "total equals its components" in text
    assert "perhaps «1,42 tỷ»" in text


def test_the_warehouse_holds_one_conflict_with_its_suspect_and_repair(contradicted_home: Built) -> None:
    with connect_published(contradicted_home.settings) as connection:
        conflicts = connection.execute(
            "select status, severity, certificate_verified from quality.conflicts"
        ).fetchall()
        suspects = connection.execute(
            "select quote, repair_kind, repair_text from quality.conflict_suspects"
        ).fetchall()
    assert conflicts == [("open", "fatal", True)]
    assert suspects == [("1,24 tỷ USD", "transposition", "1,42 tỷ")]


def test_the_dagster_check_carries_the_proof_as_markdown() -> None:
    result: CheckResult = failed_conflict()
    shown = check_result(result, "http://localhost:1")
    assert not shown.passed
    text = str(shown.metadata["proofs"].value)
    assert text.startswith("### ")
    assert "  \n1. «2,7 tỷ USD»" in text


def test_a_waiver_past_its_day_stops_the_build_and_names_line_and_remedy(
    contradicted_home: Built, tmp_path: Path
) -> None:
    settings: Settings = fresh_home(tmp_path)
    shutil.copytree(contradicted_home.settings.home, settings.home)
    shutil.copytree(contradicted_home.settings.inbox, settings.inbox)
    with connect_published(settings) as connection:
        ((conflict,),) = connection.execute("select conflict_id from quality.conflicts").fetchall()
    with (settings.steward / "waivers.csv").open("a", encoding="utf-8") as waivers:
        waivers.write(f"w-9,{conflict},seen,a steward,2020-01-01,2020-06-30\n")
    done = bantin("run", settings=settings)
    assert done.returncode == 1
    assert f"waiver w-9 of conflict {conflict} ended on 2020-06-30" in done.stderr + done.stdout
    assert "give the line a later expires_on, or remove it" in done.stderr + done.stdout
    lines = (settings.steward / "waivers.csv").read_text(encoding="utf-8").replace("2020-06-30", "")
    (settings.steward / "waivers.csv").write_text(lines, encoding="utf-8")
    assert bantin("run", settings=settings).returncode == 0
    with connect_published(settings) as connection:
        assert connection.execute("select distinct status, waiver_id from quality.conflicts").fetchall() == [
            ("waived", "w-9")
        ]
        statuses = connection.execute("select distinct status from quality.reconciliation").fetchall()
    assert ("waived",) in statuses
    assert ("contradicted",) not in statuses


def test_an_accepted_link_turns_the_suggestion_into_a_revision(built: Built, tmp_path: Path) -> None:
    settings: Settings = fresh_home(tmp_path)
    shutil.copytree(built.settings.home, settings.home)
    shutil.copytree(built.settings.inbox, settings.inbox)
    with connect_published(settings) as connection:
        first = connection.execute("select kind from quality.review_queue order by position limit 1").fetchone()
        ((row,),) = connection.execute("select csv_row from quality.series_link_suggestions").fetchall()
    assert first == ("series_link",)
    with (settings.steward / "series_links.csv").open("a", encoding="utf-8") as links:
        links.write(row.removesuffix(",,,") + ",one series,a steward,2026-11-22\n")
    assert bantin("run", settings=settings).returncode == 0
    with connect_published(settings) as connection:
        found = connection.execute(
            "select status, severity, revision_needed, revision_band from quality.conflicts"
        ).fetchall()
        suggestions = connection.execute("from quality.series_link_suggestions").fetchall()
        older = connection.execute(
            "select status from quality.figure_verdicts where observation_id = 'd52a6306d6693544:1531'"
        ).fetchall()
    assert [(status, severity, float(needed), float(band)) for status, severity, needed, band in found] == [
        ("revised", "query", 0.003297, 0.03)
    ]
    assert suggestions == []
    assert older == [("revised",)]
