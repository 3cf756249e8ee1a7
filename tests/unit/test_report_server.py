"""The report is served on this machine only, as it is now."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from orchestration.report_server import serve_report


def test_pages_are_served_uncached_and_in_utf8(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>Bản tin</p>", encoding="utf-8")
    with serve_report(tmp_path, 0) as address:
        assert address.startswith("http://localhost:")
        with urllib.request.urlopen(f"{address}/index.html") as answer:
            assert answer.read().decode() == "<p>Bản tin</p>"
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_report_that_is_not_there_yet_is_simply_not_found(tmp_path: Path) -> None:
    with serve_report(tmp_path / "quality", 0) as address, pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/index.html")


def test_nothing_outside_the_folder_is_served(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with serve_report(tmp_path / "quality", 0) as address, pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/../secret.txt")


def test_the_port_is_free_again_afterwards(tmp_path: Path) -> None:
    with serve_report(tmp_path, 0) as address:
        port = int(address.rsplit(":", 1)[1])
    with serve_report(tmp_path, port) as again:
        assert again == address
