"""`bantin vocabulary`: the reference tables that reading depends on."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Examples:
  bantin vocabulary check
  bantin vocabulary check ../my-seeds/reference

Kinds of fault: duplicate (a row says nothing new), clash (one phrase, two meanings and nothing to decide between
them), dangling (a code that no table has), unreachable (a row that no text can match), malformed.
"""


@click.group(epilog=EPILOG)
def command() -> None:
    """Check the reference tables: the CSV files with the words and codes that reading depends on."""


@command.command(epilog=EPILOG)
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Find clashing, doubled and unreachable rows of the tables in FOLDER (default: those that Bantin reads with).

    Each fault names its rows by file and line. Exit code 1 when there is one.
    """
    from orchestration.bulletins.vocabulary import VocabularyError
    from orchestration.bulletins.vocabulary_lint import lint, read_rows
    from orchestration.settings import Settings

    chosen = folder or Settings.from_environment().reference
    try:
        findings = lint(chosen)
    except VocabularyError as problem:
        click.echo(f"Error: {problem}", err=True)
        raise SystemExit(1) from None
    for finding in findings:
        click.echo(str(finding))
    tables = read_rows(chosen)
    rows = sum(map(len, tables.values()))
    if findings:
        plural = "" if len(findings) == 1 else "s"
        click.echo(f"{len(findings)} fault{plural} in {chosen}. The row named first is the one to change.", err=True)
        raise SystemExit(1)
    click.echo(f"{rows} rows of {len(tables)} tables in {chosen}: no fault.")
