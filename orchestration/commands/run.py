"""`bantin run`: everything, from the inbox to the report."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from orchestration.settings import Settings

if TYPE_CHECKING:
    from dagster import ExecuteInProcessResult

CONTRADICTED = 3
EPILOG = """\b
Examples:
  bantin run                        the inbox (BANTIN_INBOX, default: the bundled bulletins)
  bantin run --inbox ~/bulletins    another folder
  bantin run --strict               for a script: exit 3 on an unwaived fatal contradiction
"""


@click.command(epilog=EPILOG)
@click.option(
    "--inbox",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of bulletins to read, instead of BANTIN_INBOX.",
)
@click.option("--strict", is_flag=True, help="Exit with 3 when a fatal contradiction is not waived.")
@click.option("--full", is_flag=True, help="Build and check everything, even where nothing is new.")
@click.option("--verbose", is_flag=True, help="Show what Dagster and dbt say, instead of progress bars.")
def command(inbox: Path | None, strict: bool, full: bool, verbose: bool) -> None:
    """Do everything, from the inbox to the data-quality report.

    This is Dagster's job «everything», run in this process: the run and its checks show in `bantin ui`.
    Where nothing is new, the warehouse and the report stay as they are.

    Exits with 0 when the pipeline worked, whatever the bulletins say; 1 when it failed.
    """
    from orchestration.commands.summary import fatal_contradictions, print_summary
    from orchestration.commands.terminal import machinery_logs_to, progress_bars
    from orchestration.progress import listening

    settings = Settings.from_environment()
    log = settings.dagster_home / "last-run.log"
    with machinery_logs_to(None if verbose else log) as terminal:
        with progress_bars(terminal) as listener, listening(listener):
            result = _execute(settings, inbox.resolve() if inbox else None, full=full)
    if not result.success:
        raise click.ClickException(f"{_reason(result)}\nThe published warehouse stays as it was. Log: {log}")
    print_summary(settings, _ingest_counts(result))
    if strict and (contradictions := fatal_contradictions(settings)):
        click.echo(f"{contradictions} fatal contradictions are not waived; see quality.conflicts.", err=True)
        raise SystemExit(CONTRADICTED)
