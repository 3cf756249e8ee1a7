"""`bantin reconcile`: figures against each other, of files or of the published warehouse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from orchestration.reconciling.codes import FORMATS, LANGUAGES, SEVERITIES, STATUSES
from orchestration.settings import Settings

if TYPE_CHECKING:
    from expectations.reconciliation import Rules
    from orchestration.commands.files import FilesRead
    from orchestration.progress import Listener
    from orchestration.reconciling.findings import Findings

CONTRADICTED = 3
MANY_FILES = 10
"""From so many on progress is shown."""
EPILOG = """\b
Examples:
  bantin reconcile data/bulletins/*.txt                   files, without a warehouse
  bantin reconcile draft.txt --language en --strict       before publishing: exit 3 on a fatal contradiction
  bantin reconcile draft.txt --format jsonl | grep '"kind": "suspect"'
  bantin reconcile                                        the published warehouse
  bantin reconcile --status contradicted --severity fatal
  bantin reconcile --bulletin b4daee14c7082615 --format ess > report.json
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, metavar="[FILE…]")
@click.option("--warehouse", "of_warehouse", is_flag=True, help="The published warehouse; so too without files.")
@click.option("--bulletin", metavar="ID", help="Only what this bulletin takes part in.")
@click.option("--status", "statuses", type=click.Choice(STATUSES), multiple=True, help="Only these; can be repeated.")
@click.option("--severity", "severities", type=click.Choice(SEVERITIES), multiple=True, help="Only these.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="both",
    show_default=True,
    help="Of proofs and suspects in the table; JSON has both.",
)
@click.option("--strict", is_flag=True, help="Exit with 3 when a fatal contradiction is not waived.")
def command(
    files: tuple[str, ...],
    of_warehouse: bool,
    bulletin: str | None,
    statuses: tuple[str, ...],
    severities: tuple[str, ...],
    form: str,
    language: str,
    strict: bool,
) -> None:
    """Check figures against each other: identities, verdicts, conflicts with their proof, suggested series links.

    With FILE…, files are read and checked and nothing is stored; the steward's waivers and links are not used. «-» is
    standard input. Without, the findings of the published warehouse are shown, waivers and links in force. The rules
    are the same.

    A conflict comes with its proof step by step, the figures to doubt with what the rest implies for each, and the
    misprints that would explain it, likeliest first. --status contradicted shows open conflicts too.

    JSON Lines carry `kind`: identity (a row of quality.reconciliation, whose own kind is `identity_kind`), verdict (one
    a figure), conflict, suspect and series_link, with the columns of the tables in `quality` and exact numbers; `ess`
    is one JSON array, the validation report of the European Statistical System (1.0.0).

    Exits with 0 whatever the figures say, with 1 when a file could not be read or there is no warehouse, with 2 on
    wrong usage, under --strict with 3 on an unwaived fatal contradiction, whatever --status and --severity show.
    """
    if files and of_warehouse:
        raise click.UsageError("either files or --warehouse: give one of them.")
    from expectations.reconciliation import load_rules

    rules = load_rules(Settings.from_environment().reference)
    reading, found = _of_files(files, rules) if files else (None, _of_warehouse())
    if bulletin is not None and bulletin not in found.bulletins:
        raise click.UsageError(f"there is no bulletin {bulletin} here; its id has 16 digits. {_bulletins(found)}")
    found = found.of_bulletin(bulletin)
    _print(found.of(statuses, severities), rules, form, language, f"files: {len(files)}" if files else "warehouse")
    if reading is not None:
        reading.exit_if_any_failed()
    if strict and found.open_fatal_conflicts:
        click.echo(f"{found.open_fatal_conflicts} fatal contradictions are not waived", err=True)
        raise SystemExit(CONTRADICTED)


def _of_files(files: Sequence[str], rules: Rules) -> tuple[FilesRead, Findings]:
    from orchestration.commands.files import read_files
    from orchestration.reconciling.of_files import findings_of_files

    with _progress(len(files)) as listener:
        reading = read_files(files, progress=_stage(listener, "read"))
        listener("read", len(files), len(files), "")
        found = findings_of_files(reading.sources, rules, listener)
    return reading, found


@contextmanager
def _progress(count: int) -> Iterator[Listener]:
    """Bars, or lines where nobody watches, on standard error; nothing for a few files."""
    if count < MANY_FILES:
        yield lambda stage, done, total, label: None
        return
    from orchestration.commands.terminal import progress_bars

    with progress_bars(sys.stderr) as listener:
        yield listener


def _stage(listener: Listener, name: str) -> Callable[[int, int, str], None]:
    return lambda done, total, label: listener(name, done, total, label)


def _of_warehouse() -> Findings:
    from orchestration.commands.warehouse_access import open_warehouse
    from orchestration.reconciling.of_warehouse import OtherVersion, findings_of_warehouse

    with open_warehouse() as connection:
        try:
            return findings_of_warehouse(connection)
        except OtherVersion as problem:
            raise click.ClickException(
                f"another version of Bantin built the warehouse ({problem}). Run `bantin run --full`."
            ) from None


def _bulletins(found: Findings) -> str:
    known = [f"{bulletin} ({name})" for bulletin, name in sorted(found.bulletins.items())]
    few = ", ".join(known[:5]) or "none"
    return f"There are: {few}{', …' if len(known) > 5 else ''}."


def _print(found: Findings, rules: Rules, form: str, language: str, trigger: str) -> None:
    from orchestration.commands import output
    from orchestration.reconciling.ess import ess_report
    from orchestration.reconciling.page import print_page
    from orchestration.reconciling.words import words_of

    if form == "jsonl":
        output.print_json_lines(found.json_rows())
    elif form == "ess":
        report = ess_report(found, rules, at=datetime.now(UTC), agent=_agent(), trigger=trigger)
        click.echo("[" + ",\n".join(output.to_json(entry) for entry in report) + "]")
    else:
        print_page(found, words_of(language), rules.names_en if language == "en" else rules.names)


def _agent() -> str:
    from importlib.metadata import version

    return f"bantin {version('bantin')}"
