"""`bantin status`: what is there, and where."""

from __future__ import annotations

import click

from orchestration.settings import Settings

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
    from datetime import datetime

    from orchestration.instance import open_instance

    with open_instance(settings) as instance:
        records = instance.get_run_records(limit=1)
    if not records:
        return "none under Dagster; the warehouse was built by dbt alone"
    (record,) = records
    ended = record.end_time or record.start_time
    when = datetime.fromtimestamp(ended).astimezone().isoformat(sep=" ", timespec="seconds") if ended else "not started"
    return f"{record.dagster_run.status.value.lower()}, {when}, run {record.dagster_run.run_id[:8]}"
