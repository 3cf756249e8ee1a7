"""Rows as tables, CSV and JSON: exact numbers, ISO dates, UTF-8."""

from __future__ import annotations

import csv
import errno
import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PLAIN_WIDTH = 240
"""Columns of a table that goes to a file or a pipe, where there is no screen to fit."""


def console(stream: TextIO | None = None) -> Console:
    """Return a console that colours on a terminal and prints plain, wide text elsewhere."""
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            """Leave it to the command line what to do when the reader has ended; rich would exit with 1."""
            raise BrokenPipeError(errno.EPIPE, "the reader of the output has ended")

    target = sys.stdout if stream is None else stream
    return Plain(file=target, highlight=False, width=None if target.isatty() else PLAIN_WIDTH)


def plain_number(value: Decimal) -> str:
    """Print a decimal exactly, without exponent and trailing zeros: `2700000000`, `0.3`."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def to_json(value: Any) -> str:
    """Serialise to JSON with decimals as exact plain numbers and dates as ISO strings.

    What JSON has no form for (intervals, identifiers) becomes its text, what is not finite null.
    """
    if isinstance(value, Decimal):
        return plain_number(value) if value.is_finite() else "null"
    if isinstance(value, Mapping):
        members = (f"{json.dumps(str(key), ensure_ascii=False)}: {to_json(item)}" for key, item in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(to_json(item) for item in value) + "]"
    if isinstance(value, (date, datetime)):
        return json.dumps(value.isoformat())
    if isinstance(value, float) and not math.isfinite(value):
        return "null"
    return json.dumps(value, ensure_ascii=False, default=str)


def to_cell(value: Any) -> str:
    """Print a value in a table or CSV cell; null is empty, lists are joined with «; »."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "; ".join(to_cell(item) for item in value)
    if isinstance(value, Mapping):
        return to_json(value)
    return str(value)


def print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as CSV with a header line."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([to_cell(row.get(column)) for column in columns] for row in rows)


def print_json_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print one JSON object a line."""
    for row in rows:
        sys.stdout.write(to_json(row) + "\n")


def print_table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, title: str | None = None) -> None:
    """Print rows as a table; long texts wrap inside their cells."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(to_cell(row.get(column))) for column in columns))
    print_plainly(table)


def print_plainly(renderable: RenderableType) -> None:
    """Print; where it goes to a file or a pipe, without the spaces with which rich fills each line."""
    out = console()
    if out.is_terminal:
        out.print(renderable)
        return
    with out.capture() as captured:
        out.print(renderable)
    sys.stdout.write("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")
