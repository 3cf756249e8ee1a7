"""`bantin ui`: Dagster and the report, side by side on localhost."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from types import FrameType
from urllib.parse import urlsplit

import click

from orchestration.report_server import HOST
from orchestration.settings import DAGSTER_PORT, REPORT_PORT, REPOSITORY, Settings

GRACE_SECONDS = 15
WORKSPACE = str(REPOSITORY / "workspace.yaml")
DAGSTER_DEV = (
    *(sys.executable, "-W", "ignore:Function `dev_command` is superseded", "-m", "dagster", "dev"),
    *("--workspace", WORKSPACE, "--host", HOST, "--log-level", "warning"),
)
EPILOG = """\b
Examples:
  bantin ui                                 Dagster on port 3000, the report on 3001
  bantin ui --port 4000 --report-port 4001
"""


PORT = click.IntRange(0, 65535)  # 0: any port that is free


@click.command(epilog=EPILOG)
@click.option("--port", type=PORT, default=DAGSTER_PORT, show_default=True, help="Port of Dagster's UI.")
@click.option("--report-port", type=PORT, help="Port of the report; by default that of BANTIN_REPORT_URL, 3001.")
def command(port: int, report_port: int | None) -> None:
    """Open Dagster and serve the report on localhost, until Ctrl-C.

    New files in the inbox are picked up by themselves while this runs.
    """
    from filelock import FileLock, Timeout

    from orchestration.instance import close_orphaned_runs, open_instance
    from orchestration.report_server import serve_report

    settings = Settings.from_environment()
    with ExitStack() as stack, suppress(KeyboardInterrupt):
        instance = stack.enter_context(open_instance(settings))
        try:
            stack.enter_context(FileLock(settings.dagster_home / "ui.lock", timeout=0))
        except Timeout:
            raise click.ClickException(
                f"Dagster already runs on {settings.home}. Stop that one first, or set another BANTIN_HOME."
            ) from None
        # With a database that machines share, runs of other machines may be under way.
        close_orphaned_runs(instance, user_interface_is_down=not settings.dagster_postgres)
        try:
            address = stack.enter_context(serve_report(settings.quality, _port_of_report(settings, report_port)))
        except OSError as error:
            raise click.ClickException(
                f"the report cannot be served: {error}. Give another port with --report-port."
            ) from error
        _require_free(port)
        signal.signal(signal.SIGTERM, _interrupt)
        click.echo(f"Dagster   http://localhost:{port}\nreport    {address}\nCtrl-C stops both.")
        status = _run_dagster(port, address)
        if status:
            raise click.ClickException(f"Dagster ended with status {status}; its messages stand above.")


def _port_of_report(settings: Settings, asked: int | None) -> int:
    return asked if asked is not None else urlsplit(settings.report_url).port or REPORT_PORT


def _require_free(port: int) -> None:
    """Refuse a taken port, for which Dagster would quietly take another."""
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise click.ClickException(f"port {port} is taken. Give Dagster another one with --port.")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run_dagster(port: int, report_url: str) -> int:
    """Run `dagster dev` in a process group of its own and end that whole group at the end.

    Returns:
        Its exit status, when it ended by itself.
    """
    dagster = subprocess.Popen(
        [*DAGSTER_DEV, "--port", str(port)],
        cwd=REPOSITORY,
        env=os.environ | {"BANTIN_REPORT_URL": report_url},
        start_new_session=True,
    )
    try:
        return dagster.wait()
    finally:
        _end_group(dagster)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
