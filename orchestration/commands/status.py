"""`bantin status`: what is there, and where."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

import click

from orchestration.settings import Settings

LAST_RUN = "select run_id, status, coalesce(end_time, start_time) from runs order by id desc limit 1"
EPILOG = """\b
Examples:
  bantin status
  BANTIN_HOME=/srv/bantin bantin status
"""


@click.command(epilog=EPILOG)
def command() -> None:
    """Tell what was read, what reconciles, what lies in quarantine, and where things are."""
    from orchestration.commands.summary import print_bulletins, print_overview
    from orchestration.commands.warehouse_access import open_warehouse
    from orchestration.overview import read_overview

    settings = Settings.from_environment()
    with open_warehouse(settings) as connection:
        overview = read_overview(connection)
    print_bulletins(overview)
    print_overview(settings, overview, first=[("Last run", _last_run(settings))])


def _last_run(settings: Settings) -> str:
    """Tell how the newest run ended, from Dagster's own database: importing Dagster takes seconds."""
    import sqlite3

    runs = settings.dagster_home / "history" / "runs.db"
    try:
        with closing(sqlite3.connect(f"{runs.as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute(LAST_RUN).fetchone()
    except sqlite3.Error:
        row = None
    if row is None:
        return "none under Dagster"
    run_id, status, when = row
    moment = datetime.fromtimestamp(when).astimezone().isoformat(sep=" ", timespec="seconds") if when else "queued"
    return f"{status.lower()}, {moment}, run {run_id[:8]}"
