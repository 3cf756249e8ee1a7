"""Waiting for pages, and asking Dagster what its pages show."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

Seen = TypeVar("Seen")
PHONE, DESK = 390, 1440
"""Widths of a window."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: str, look: Callable[[], Seen | None], *, seconds: float, pause: float = 0.5) -> Seen:
    """Look again and again until there is something to see.

    Raises:
        AssertionError: It did not come in time; `what` says what was waited for.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if seen := look():
            return seen
        time.sleep(pause)
    raise AssertionError(f"waited {seconds:g} seconds in vain for {what}")


def is_up(address: str) -> bool:
    """Whether a server answers there."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def graphql(address: str, question: str, **variables: Any) -> dict[str, Any]:
    """Ask Dagster's webserver."""
    body = json.dumps({"query": question, "variables": variables}).encode()
    request = urllib.request.Request(f"{address}/graphql", data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        reply = json.load(answer)
    assert "errors" not in reply, reply["errors"]
    data: dict[str, Any] = reply["data"]
    return data


def page_text(driver: WebDriver) -> str:
    """The words that the page shows now; empty where it is being replaced."""
    from selenium.common.exceptions import StaleElementReferenceException

    try:
        return driver.find_element("tag name", "body").text
    except StaleElementReferenceException:
        return ""


def look(browser: WebDriver, page: Path, *, width: int = DESK, scheme: str = "light") -> None:
    """Open a page from disk in a window of this width and colour scheme."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == PHONE},
    )
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    browser.get(page.as_uri())
