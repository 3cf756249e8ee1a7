"""`bantin ui` says why it cannot start, and starts nothing then."""

from __future__ import annotations

import socket

import pytest
from click.testing import CliRunner
from filelock import FileLock

from orchestration.cli import bantin
from orchestration.instance import make_dagster_home
from orchestration.settings import Settings


def test_a_second_one_on_the_same_home_is_refused(home: Settings) -> None:
    with FileLock(make_dagster_home(home) / "ui.lock"):
        done = CliRunner().invoke(bantin, ["ui"])
    assert done.exit_code == 1
    assert "already runs" in done.stderr
    assert str(home.home) in done.stderr


@pytest.mark.parametrize("option", ["--port", "--report-port"])
def test_a_port_that_is_taken_is_named_with_a_way_out(home: Settings, option: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = {"--port": "0", "--report-port": "0"} | {option: str(taken.getsockname()[1])}
        done = CliRunner().invoke(bantin, ["ui", *(part for pair in ports.items() for part in pair)])
    assert done.exit_code == 1
    assert f"with {option}." in done.stderr
