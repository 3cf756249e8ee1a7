"""Test groups, and the fixtures that every group shares.

A group that this machine cannot run is skipped with its reason and named at the end of the run.
`BANTIN_REQUIRE_GROUPS=integration,browser,wheel,oracles,postgres` turns a missing group into a failure.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

from orchestration.settings import REPOSITORY, Settings
from tests.support.postgres import programs

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver


def _integration_needs() -> str | None:
    missing = [name for name in ("dagster_dbt", "dbt", "great_expectations") if importlib.util.find_spec(name) is None]
    return f"{', '.join(missing)} not installed (run `make setup`)" if missing else None


def _browser_needs() -> str | None:
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    if missing:
        return f"{' and '.join(missing)} not found (Debian: apt-get install chromium chromium-driver)"
    return None


def _wheel_needs() -> str | None:
    missing = [name for name in ("hatchling", "ensurepip") if importlib.util.find_spec(name) is None]
    return f"{', '.join(missing)} not installed (run `make setup`)" if missing else None


def _oracles_needs() -> str | None:
    ready = REPOSITORY / ".venv-oracles" / ".ready"
    return None if ready.exists() else "Banff not installed (run `make oracles`)"


def _postgres_needs() -> str | None:
    if importlib.util.find_spec("dagster_postgres") is None:
        return "dagster-postgres not installed (run `make setup`)"
    return None if programs() else "PostgreSQL's server not found (Debian: apt-get install postgresql)"


GROUPS: dict[str, Callable[[], str | None]] = {
    "integration": _integration_needs,
    "browser": _browser_needs,
    "wheel": _wheel_needs,
    "oracles": _oracles_needs,
    "postgres": _postgres_needs,
}
NOT_RUNNABLE = {group: reason for group, needs in GROUPS.items() if (reason := needs())}


# How long an example takes says how busy the machine is; speed is shown in benchmarks/.
hypothesis_settings.register_profile("bantin", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("bantin")


def pytest_configure(config: pytest.Config) -> None:
    # No test may touch the home of whoever runs it; tests that need a home make one.
    os.environ["BANTIN_HOME"] = tempfile.mkdtemp(prefix="bantin-tests-")
    required = {name.strip() for name in os.environ.get("BANTIN_REQUIRE_GROUPS", "").split(",") if name.strip()}
    if unknown := required - set(GROUPS):
        raise pytest.UsageError(f"BANTIN_REQUIRE_GROUPS names no group of tests: {', '.join(sorted(unknown))}")
    if missing := required & set(NOT_RUNNABLE):
        reasons = "; ".join(f"{group}: {NOT_RUNNABLE[group]}" for group in sorted(missing))
        raise pytest.UsageError(f"groups required by BANTIN_REQUIRE_GROUPS cannot run here: {reasons}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for group, reason in NOT_RUNNABLE.items():
            if item.get_closest_marker(group):
                item.add_marker(pytest.mark.skip(reason=f"group {group}: {reason}"))


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(os.environ["BANTIN_HOME"], ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not NOT_RUNNABLE:
        terminalreporter.write_line(f"every group of tests could run here: unit, {', '.join(GROUPS)}")
    for group, reason in NOT_RUNNABLE.items():
        terminalreporter.write_line(f"group not run on this machine: {group}: {reason}", yellow=True)


@pytest.fixture
def bulletins() -> Path:
    """The folder of the two bundled bulletins."""
    return REPOSITORY / "data" / "bulletins"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A fresh BANTIN_HOME, set in the environment, with the bundled bulletins in an inbox of its own."""
    inbox = tmp_path / "inbox"
    shutil.copytree(REPOSITORY / "data" / "bulletins", inbox)
    monkeypatch.setenv("BANTIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BANTIN_INBOX", str(inbox))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home" / "dagster"))
    return Settings.from_environment()


@pytest.fixture
def chromium() -> Iterator[WebDriver]:
    """A headless Chromium that reaches nothing but this machine."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--window-size=1500,1100",
    ]
    # Names other than this machine's do not resolve: a page that needs the internet shows it.
    arguments.append("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1")
    for argument in arguments:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def browser(chromium: WebDriver) -> WebDriver:
    """Chromium without any network, not even this machine's."""
    chromium.execute_cdp_cmd("Network.enable", {})
    chromium.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0},
    )
    return chromium
