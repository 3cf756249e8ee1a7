"""A person at Dagster's UI: materialize all, see the checks, drop files into the inbox.

One `bantin ui` serves all tests of this file, which tell one story and run in this order.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from orchestration.settings import REPOSITORY, Settings
from tests.support.browser import free_port, graphql, is_up, page_text, wait_for
from tests.support.bulletins import PNG_IMAGE, contradicted, other_province, write_inbox
from tests.support.command import environment, fresh_home, query

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

pytestmark = [pytest.mark.browser, pytest.mark.integration]

HOSTILE_TEXT, HOSTILE_PICTURE = (
    f"{name} <img src=x onerror=document.title='owned'>[x](javascript:alert(1)).txt" for name in ("doi-so", "hong")
)
"""Names of files that would be markup, in HTML or in Markdown, where a page did not take them for words."""
UP_SECONDS = 240
RUN_SECONDS = 420  # of which a machine with nothing else to do needs a tenth

ASSETS = """
{ assetNodes { assetKey { path } isMaterializable groupName
  assetMaterializations(limit: 1) { runId }
  assetChecksOrError { ... on AssetChecks { checks {
    name
    executionForLatestMaterialization { status evaluation {
      success severity description metadataEntries { label ... on MarkdownMetadataEntry { mdStr }
        ... on UrlMetadataEntry { url } ... on TextMetadataEntry { text } } } } } } }
} }
"""
RUNS = "{ runsOrError { ... on Runs { results { runId status tags { key value } } } } }"


@dataclass(frozen=True)
class Running:
    """Dagster and the report server over a home of their own."""

    settings: Settings
    dagster: str
    report: str

    def assets(self) -> dict[str, dict[str, Any]]:
        """What the pages show of each asset that can be materialized."""
        nodes = graphql(self.dagster, ASSETS)["assetNodes"]
        return {"/".join(node["assetKey"]["path"]): node for node in nodes if node["isMaterializable"]}

    def runs(self) -> list[dict[str, Any]]:
        """All runs, the newest first."""
        runs: list[dict[str, Any]] = graphql(self.dagster, RUNS)["runsOrError"]["results"]
        return runs

    def all_runs_ended(self) -> list[dict[str, Any]] | None:
        """The runs, once none is queued or under way."""
        runs = self.runs()
        busy = [run for run in runs if run["status"] not in ("SUCCESS", "FAILURE", "CANCELED")]
        return None if busy else runs


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`bantin ui` over an empty inbox, in a session of its own, ended with it."""
    settings = fresh_home(tmp_path_factory.mktemp("ui"))
    settings.inbox.mkdir()
    port, report_port = free_port(), free_port()
    log = settings.inbox.parent / "ui.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration", "ui", "--port", str(port), "--report-port", str(report_port)],
            cwd=REPOSITORY,
            env=environment(settings),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = Running(settings, f"http://localhost:{port}", f"http://localhost:{report_port}")
    try:
        wait_for(
            f"Dagster ({log.read_text()[-500:]})",
            lambda: is_up(f"{running.dagster}/server_info"),
            seconds=UP_SECONDS,
        )
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(90)
        finally:
            with_group_gone(process)


def with_group_gone(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing behind, whatever went wrong."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def picture(driver: WebDriver, name: str) -> None:
    """Keep a screenshot where `BANTIN_SCREENSHOTS` names a folder."""
    if folder := os.environ.get("BANTIN_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        driver.save_screenshot(str(Path(folder) / f"{name}.png"))


def test_materialize_all_from_the_page_of_the_job(ui: Running, chromium: WebDriver) -> None:
    chromium.get(f"{ui.dagster}/locations/bantin/jobs/everything")
    wait_for("the page of the job", lambda: "Materialize all" in page_text(chromium), seconds=60)
    # Only now, so that the person is quicker than the sensor, which looks twice.
    shutil.copytree(REPOSITORY / "data" / "bulletins", ui.settings.inbox, dirs_exist_ok=True)
    known = {run["runId"] for run in ui.runs()}
    buttons = chromium.find_elements("xpath", "//button[contains(., 'Materialize all')]")
    buttons[0].click()
    launched = wait_for(
        "a run that a person launched",
        lambda: [
            run["runId"]
            for run in ui.runs()
            if run["runId"] not in known and "dagster/sensor_name" not in {tag["key"] for tag in run["tags"]}
        ],
        seconds=60,
    )
    runs = wait_for("the runs to end", ui.all_runs_ended, seconds=RUN_SECONDS)
    assert {run["runId"]: run["status"] for run in runs}[launched[0]] == "SUCCESS"
    missing = [name for name, node in ui.assets().items() if not node["assetMaterializations"]]
    assert missing == []
    assert {node["groupName"] for node in ui.assets().values()} == {
        "ingest", "extract", "warehouse", "quality", "publish",
    }  # fmt: skip


def test_the_checks_are_shown_and_lead_to_the_report(ui: Running, chromium: WebDriver) -> None:
    chromium.get(f"{ui.dagster}/assets/quality/reconciliation?view=checks")
    wait_for("the list of checks", lambda: "Checks (" in page_text(chromium), seconds=60)
    picture(chromium, "checks")
    checks = ui.assets()["quality/reconciliation"]["assetChecksOrError"]["checks"]
    assert f"Checks ({len(checks)})" in page_text(chromium)
    for words in ("total_equals_components", "repeats_agree", "Succeeded", "Skipped"):
        assert words in page_text(chromium)
    evaluated = [check for check in checks if check["executionForLatestMaterialization"]]
    links = [
        entry["url"]
        for check in evaluated
        for entry in (check["executionForLatestMaterialization"]["evaluation"] or {}).get("metadataEntries", [])
        if "url" in entry
    ]
    assert links
    assert all(link.startswith(ui.report) and is_up(link) for link in links)


def test_files_dropped_into_the_inbox_are_picked_up_and_a_corrupt_one_stops_nobody(ui: Running) -> None:
    before = len(ui.runs())
    write_inbox(
        ui.settings.inbox,
        {"lao-cai.txt": other_province("lao-cai-2024-q1"), HOSTILE_PICTURE: PNG_IMAGE, HOSTILE_TEXT: contradicted()},
    )
    wait_for("the sensor to ask for a run", lambda: len(ui.runs()) > before, seconds=90)
    runs = wait_for("that run to end", ui.all_runs_ended, seconds=RUN_SECONDS)
    assert runs[0]["status"] == "SUCCESS"
    assert "inbox_sensor" in {tag["value"] for tag in runs[0]["tags"]}
    arrived = query("select distinct source_name from marts.observations order by 1", ui.settings)
    names = [row["source_name"] for row in arrived]
    assert names == [HOSTILE_TEXT, "lang-son-2023-q2.txt", "lang-son-2024-h1.txt", "lao-cai.txt"]
    (bad,) = query("select source_name, reason_code from quality.quarantine", ui.settings)
    assert bad["source_name"] == HOSTILE_PICTURE


def test_a_failing_check_shows_its_rows(ui: Running, chromium: WebDriver) -> None:
    checks = ui.assets()["quality/reconciliation"]["assetChecksOrError"]["checks"]
    failed = [
        check
        for check in checks
        if (check["executionForLatestMaterialization"] or {}).get("status") == "FAILED"
        and "1,24 tỷ USD" in str(check["executionForLatestMaterialization"])
    ]
    assert failed
    chromium.get(f"{ui.dagster}/assets/quality/reconciliation?view=checks&checkDetail={failed[0]['name']}")
    wait_for("the failing check", lambda: "failing rows" in page_text(chromium), seconds=60)
    picture(chromium, "failing-check")
    show_markdown(chromium)
    shown = wait_for(
        "its rows", lambda: page_text(chromium) if "1,24 tỷ USD" in page_text(chromium) else None, seconds=30
    )
    picture(chromium, "failing-rows")
    for words in ("2,7 tỷ USD", "1,3 tỷ USD", "1,24 tỷ USD"):
        assert words in shown


def test_quarantine_is_a_warning_and_not_an_error(ui: Running, chromium: WebDriver) -> None:
    (check,) = ui.assets()["raw/quarantine"]["assetChecksOrError"]["checks"]
    evaluation = check["executionForLatestMaterialization"]["evaluation"]
    assert (evaluation["success"], evaluation["severity"]) == (False, "WARN")
    assert "hong " in str(evaluation["metadataEntries"])
    chromium.get(f"{ui.dagster}/assets/raw/quarantine?view=checks")
    wait_for("the warning", lambda: "1 of " in page_text(chromium), seconds=60)
    picture(chromium, "quarantine")
    show_markdown(chromium)
    wait_for("the name of the file", lambda: HOSTILE_PICTURE in page_text(chromium), seconds=30)
    picture(chromium, "quarantined-rows")
    assert_inert(chromium)


def show_markdown(driver: WebDriver) -> None:
    """Open the first table that the page holds back behind a button."""
    buttons = driver.find_elements("xpath", "//*[text()='[Show Markdown]' or contains(text(), 'Show Markdown')]")
    if buttons:
        buttons[0].click()


def assert_inert(driver: WebDriver) -> None:
    """Nothing that a file is called became a picture or a link of the page, or ran."""
    assert driver.title != "owned"
    assert driver.find_elements("css selector", "img[src='x'], a[href^='javascript:']") == []
