"""`bantin extract`: what files say, without a warehouse."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from orchestration.commands import output

if TYPE_CHECKING:
    from orchestration.bulletins.records import Extraction

KINDS = ("observation", "numeral", "event", "situation")
TABLE_COLUMNS = {
    "observation": [
        "start", "quote", "indicator", "item", "measure", "value", "unit", "role", "obs_status",
        "time_period",
    ],
    "numeral": ["start", "text", "role", "rule_id"],
    "event": ["start", "project_name", "status", "expected", "place", "time_period", "quote"],
    "situation": ["start", "domain", "topic", "assessment", "place", "time_period", "quote"],
}  # fmt: skip
"""The columns that a screen has room for; JSON Lines and CSV have all."""
EPILOG = """\b
Examples:
  bantin extract data/bulletins/lang-son-2024-h1.txt
  bantin extract *.txt --format jsonl --kind all > figures.jsonl
  bantin extract report.pdf --kind event --format csv
  cat bulletin.txt | bantin extract -
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
@click.option(
    "--kind",
    type=click.Choice([*KINDS, "all"]),
    default="observation",
    show_default=True,
    help="What to print.",
)
def command(files: tuple[str, ...], form: str, kind: str) -> None:
    """Print the figures, numerals, events and situations of files; «-» reads standard input.

    A sidecar (bulletin.yml beside bulletin.txt) is used where there is one. JSON Lines carry `kind`,
    `source_name` and every column, with exact plain numbers. A file that cannot be read is told on
    standard error and the others go on; the exit code is then 1. A file that does not exist is wrong
    usage: exit code 2, and nothing is read.
    """
    from orchestration.commands.files import read_files

    kinds = KINDS if kind == "all" else (kind,)
    if form == "csv" and len(kinds) > 1:
        raise click.UsageError("CSV has one set of columns: choose one --kind, or --format jsonl.")
    reading = read_files(files)
    rows = [row for source in reading.sources for row in rows_of(source.name, source.extraction, kinds)]
    if form == "jsonl":
        output.print_json_lines(rows)
    elif form == "csv":
        output.print_csv(_csv_columns(kinds[0]), rows)
    else:
        _print_tables(rows, [source.name for source in reading.sources])
    reading.exit_if_any_failed()


def rows_of(source_name: str, extraction: Extraction, kinds: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield the rows of an extraction as mappings that begin with `kind` and `source_name`."""
    found = {
        "observation": extraction.observations,
        "numeral": extraction.numerals,
        "event": extraction.events,
        "situation": extraction.situations,
    }
    for kind in kinds:
        for row in found[kind]:
            yield {"kind": kind, "source_name": source_name, **_fields(row)}


def _fields(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}


def _print_tables(rows: list[dict[str, Any]], names: list[str]) -> None:
    for (source_name, kind), group in groupby(rows, key=lambda row: (row["source_name"], row["kind"])):
        of_kind = list(group)
        plural = "" if len(of_kind) == 1 else "s"
        output.print_table(TABLE_COLUMNS[kind], of_kind, title=f"{source_name}: {len(of_kind)} {kind}{plural}")
    for name in names:
        if not any(row["source_name"] == name for row in rows):
            click.echo(f"{name}: (nothing found)")


def _csv_columns(kind: str) -> list[str]:
    from orchestration.bulletins import records

    types = (records.Observation, records.Numeral, records.ProjectEvent, records.Situation)
    row_type = dict(zip(KINDS, types, strict=True))[kind]
    return ["kind", "source_name", *(field.name for field in dataclasses.fields(row_type))]
