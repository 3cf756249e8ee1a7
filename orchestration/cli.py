"""The `bantin` command. Each subcommand is a module of `orchestration.commands`, imported when it is used."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click
from click.utils import PacifyFlushWrapper

SUBCOMMANDS = {
    "run": "Do everything, from the inbox to the data-quality report.",
    "extract": "Print the figures, numerals, events and situations of files.",
    "explain": "Show the text of a file with each figure marked, and why it was read so.",
    "reconcile": "Check figures against each other: of files, or of the warehouse; with proofs and suspects.",
    "query": "Ask the published warehouse in SQL.",
    "vocabulary": "Check the tables of words and codes that reading depends on.",
    "status": "Tell what was read, what reconciles, and where things are.",
    "review": "Go through what needs a decision, and take it: correct, waive, link.",
    "withdraw": "Withdraw a bulletin: kept, and counted nowhere.",
    "report": "Tell where the data-quality report is, or open it.",
    "release": "Write the warehouse as files to cite and share: Parquet, CSV, SQLite, SDMX.",
    "ui": "Open Dagster and serve the report on localhost.",
}
"""Name → one line of help, here so that `bantin --help` needs none of the modules."""

READER_IS_GONE = 141
"""The exit code of a program whose reader has ended («| head»), as shells tell it; no failure of the program."""


class LazyGroup(click.Group):
    """Imports a subcommand's module only when that subcommand is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the subcommands in the order in which people meet them."""
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of `cmd_name` and return its `command`."""
        if cmd_name not in SUBCOMMANDS:
            return None
        command: click.Command = import_module(f"orchestration.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUBCOMMANDS.items()))


@click.command(
    cls=LazyGroup,
    epilog="State lives in BANTIN_HOME (default: var/ in the repository). "
    "Exit codes: 0 fine, 1 failed, 2 wrong usage, 3 a fatal contradiction under --strict.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="bantin", message="%(prog)s %(version)s")
def bantin() -> None:
    """Vietnamese provincial bulletins as a warehouse in which every figure carries its sentence.

    \b
    First steps:
      bantin run                                  read the bundled bulletins, build and check everything
      bantin query "from marts.trade_turnover"    ask
      bantin report --open                        see what reconciles and what does not
    """  # noqa: D301 - \b is click's mark for a paragraph that keeps its lines


def main() -> None:
    """Run the command: text is UTF-8 whatever the locale, and errors are for people."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        bantin(prog_name="bantin")
    except SystemExit as end:
        if _reader_is_gone():
            sys.exit(READER_IS_GONE)
        sys.exit(end.code)
    except Exception as error:
        if os.environ.get("BANTIN_DEBUG"):
            raise
        click.echo(f"Error: {error or type(error).__name__}\n(BANTIN_DEBUG=1 shows where.)", err=True)
        sys.exit(1)


def _reader_is_gone() -> bool:
    """Whether what reads the output («| head») has ended before it was all written; then nothing more is written."""
    gone = isinstance(sys.stdout, PacifyFlushWrapper)  # so click marks a pipe that broke while a command wrote
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        gone = True
    if gone:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return gone
