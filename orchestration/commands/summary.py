"""The closing table of `bantin run` and the body of `bantin status`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from orchestration.commands.output import print_plainly, print_table
from orchestration.settings import Settings

if TYPE_CHECKING:
    from rich.text import Text

    from orchestration.overview import Overview

Line = tuple[str, str]
STYLES = {"contradicted": "bold red", "failed": "bold red", "error": "bold red", "open fatal": "bold red"}


def print_bulletins(overview: Overview) -> None:
    """Print one line a bulletin, the newest first; of many, only the newest."""
    columns = ["bulletin_id", "published_on", "ref_area", "figures", "file", "title"]
    rows = [
        {
            "bulletin_id": bulletin.bulletin_id,
            "published_on": bulletin.published_on,
            "ref_area": bulletin.ref_area,
            "figures": bulletin.figures,
            "file": bulletin.source_names,
            "title": bulletin.title,
        }
        for bulletin in overview.newest
    ]
    print_table(columns, rows)
    if overview.bulletins > len(rows):
        click.echo(f'… and {overview.bulletins - len(rows)} more: bantin query "from intermediate.bulletins"')


def print_overview(settings: Settings, overview: Overview, *, first: Sequence[Line] = ()) -> None:
    """Print the counts of a home as a table of two columns, with `first` at its head."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in [*first, *_lines(settings, overview)]:
        table.add_row(label, _coloured(value))
    for bulletin in overview.withdrawn:
        words = f"{bulletin.source_names} ({bulletin.bulletin_id}), by {bulletin.author}: {bulletin.reason}"
        table.add_row("Withdrawn", Text(words, style="yellow"))
    for file in overview.quarantine:
        table.add_row("", Text(f"{file.source_name}: {file.reason_code}, {file.detail}", style="yellow"))
    if overview.quarantined > len(overview.quarantine):
        others = overview.quarantined - len(overview.quarantine)
        table.add_row("", f'… and {others} more: bantin query "from quality.quarantine where not resolved"')
    print_plainly(table)


def _lines(settings: Settings, overview: Overview) -> list[Line]:
    return [
        ("Bulletins", f"{overview.bulletins} in the warehouse"),
        ("Figures", f"{overview.figures} in {overview.statements} statements: {counted(overview.domains)}"),
        ("Ledger", f"{overview.numerals} numerals, {overview.unresolved} unresolved"),
        ("Projects", f"{overview.events} events; {overview.situations} statements without a figure"),
        ("Identities", counted(overview.identities) or "none to test"),
        ("Verdicts", counted(overview.verdicts) or "none"),
        ("Conflicts", counted(overview.conflicts) or "none"),
        ("Checks", counted(overview.checks) or "not run yet"),
        ("Quarantine", f"{overview.quarantined} files"),
        ("Warehouse", f'{settings.warehouse}   (bantin query "show all tables")'),
        ("Report", f"{settings.quality / 'index.html'}   (bantin report --open)"),
    ]


def counted(counts: Mapping[str, int]) -> str:
    """Write counts as «31 trade · 4 other»."""
    return " · ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())


def _coloured(value: str) -> Text:
    from rich.text import Text

    text = Text(value)
    for word, style in STYLES.items():
        text.highlight_regex(rf"\d+ {word}", style)
    return text
