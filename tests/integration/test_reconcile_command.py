"""`bantin reconcile` on the published warehouse: the same as on the files, with the steward's waivers and links."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from orchestration.settings import REPOSITORY, Settings
from tests.integration.conftest import Built
from tests.support.command import bantin, fresh_home

pytestmark = pytest.mark.integration

SCHEMA = REPOSITORY / "orchestration" / "schemas" / "ess_validation_report.json"
WAIVERS = "waiver_id,conflict_id,reason,author,waived_on,expires_on\n"
Rows = list[dict[str, Any]]


def reconcile(settings: Settings, *arguments: str | Path) -> str:
    done = bantin("reconcile", *arguments, settings=settings)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows_of(settings: Settings, *arguments: str | Path) -> Rows:
    printed = reconcile(settings, *arguments, "--format", "jsonl")
    return [json.loads(line, parse_float=Decimal) for line in printed.splitlines()]


def files_of(settings: Settings) -> list[Path]:
    return sorted(settings.inbox.glob("*.txt"))


def by_kind(rows: Rows, kind: str) -> Rows:
    return [row for row in rows if row["kind"] == kind]


@pytest.mark.parametrize("home", ["built", "contradicted_home"])
def test_files_and_warehouse_agree(home: str, request: pytest.FixtureRequest) -> None:
    """Row by row: kinds, columns, order, words and numbers."""
    settings = request.getfixturevalue(home).settings
    of_files, of_warehouse = rows_of(settings, *files_of(settings)), rows_of(settings)
    assert [(row["kind"], list(row)) for row in of_files] == [(row["kind"], list(row)) for row in of_warehouse]
    assert of_files == of_warehouse


def test_the_page_and_the_flag_say_the_same_too(contradicted_home: Built) -> None:
    settings = contradicted_home.settings
    page = reconcile(settings)
    assert page == reconcile(settings, "--warehouse") == reconcile(settings, *files_of(settings))
    for words in (
        "fatal · open · conflict",
        "«1,24 tỷ USD»",
        "«1,42 tỷ» = 1.420.000.000",
        "conflicts: 1 (1 fatal open)",
    ):
        assert words in page


def test_strict_and_narrowing(contradicted_home: Built) -> None:
    settings = contradicted_home.settings
    assert bantin("reconcile", "--strict", settings=settings).returncode == 3
    assert bantin("reconcile", "--bulletin", "nowhere", settings=settings).returncode == 2
    (bulletin,) = {row["bulletin_id"] for row in by_kind(rows_of(settings), "verdict")}
    narrowed = rows_of(settings, "--bulletin", bulletin, "--status", "contradicted")
    assert {row["status"] for row in narrowed if "status" in row} == {"contradicted", "open"}
    assert by_kind(narrowed, "suspect")


@pytest.fixture(scope="module")
def decided(contradicted_home: Built, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The contradicted bulletin, its conflict waived."""
    settings = fresh_home(tmp_path_factory.mktemp("decided"))
    shutil.copytree(contradicted_home.settings.home, settings.home)
    shutil.copytree(contradicted_home.settings.inbox, settings.inbox)
    (conflict,) = by_kind(rows_of(settings), "conflict")
    settings.steward.mkdir(exist_ok=True)
    row = f"w-1,{conflict['conflict_id']},Đã hỏi tòa soạn,steward,2026-11-21,\n"
    (settings.steward / "waivers.csv").write_text(WAIVERS + row, encoding="utf-8")
    done = bantin("run", settings=settings)
    assert done.returncode == 0, done.stderr
    return settings


def test_a_waiver_is_in_force_and_named(decided: Settings) -> None:
    rows = rows_of(decided)
    (conflict,) = by_kind(rows, "conflict")
    assert (conflict["status"], conflict["waiver_id"]) == ("waived", "w-1")
    assert {row["status"] for row in by_kind(rows, "identity") if row["conflict_id"]} == {"waived"}
    assert "Waived (w-1): Đã hỏi tòa soạn; steward, 2026-11-21" in reconcile(decided)
    assert bantin("reconcile", "--strict", settings=decided).returncode == 0


def test_the_ess_report_names_the_waiver(decided: Settings) -> None:
    report = json.loads(reconcile(decided, "--format", "ess"))
    jsonschema.validate(report, json.loads(SCHEMA.read_text(encoding="utf-8")))
    failed = [entry for entry in report if entry["value"] == "0"]
    assert len(failed) == 4
    assert all("Waived (w-1)" in entry["data"]["description"] for entry in failed)
