"""Findings on a screen: the table of identities, then conflicts and suggested links, then the counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

import click

from expectations.reconciliation.wording import in_words
from orchestration.commands import output
from orchestration.reconciling.codes import STATUSES
from orchestration.reconciling.findings import Findings
from orchestration.reconciling.telling import Line, closing_line, conflict_lines, link_lines
from orchestration.reconciling.words import Words

if TYPE_CHECKING:
    from rich.table import Table

WIDTHS = {"status": 17, "identity": 27, "total": 24, "components": 24}
"""Of the columns, so that the table fits into 100."""
STYLES = {"contradicted": "red", "revised": "yellow", "waived": "yellow"}
HEADINGS = {"fatal": "bold red", "query": "bold yellow", "info": "bold"}


def print_page(findings: Findings, languages: tuple[Words, ...], names: Mapping[tuple[str, str], str]) -> None:
    """Print everything for people.

    Args:
        findings: what the checks say.
        languages: of the proofs.
        names: of indicators and coverages by (dimension, code), in the language of the table.
    """
    output.print_plainly(_identities(findings, names))
    click.echo()
    suspects: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in findings.suspects:
        suspects[row["conflict_id"]].append(row)
    for conflict in findings.conflicts:
        print_lines(conflict_lines(conflict, suspects[conflict["conflict_id"]], findings, languages))
    for link in findings.links:
        print_lines(link_lines(link, findings, languages))
    if findings.accepted_links:
        accepted = ", ".join(link["series_link_id"] for link in findings.accepted_links)
        click.echo(f"series links in force: {accepted}\n")
    click.echo(closing_line(findings))


def _identities(findings: Findings, names: Mapping[tuple[str, str], str]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    title = f"identities: {len(findings.identities)}"
    table = Table(title=title, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title_justify="left", title_style="bold")
    for column, width in WIDTHS.items():
        table.add_column(column, overflow="fold", max_width=width)
    for row in sorted(findings.identities, key=lambda row: (STATUSES.index(row["status"]), row["level"])):
        table.add_row(
            Text(_status(row), style=STYLES.get(row["status"], "")),
            Text(f"{row['identity_id']}\n{_series(row, names)}"),
            Text(f"{row['total_quote']}\n{_interval(row['total_low'], row['total_high'])}"),
            Text(f"{'; '.join(row['component_quotes'])}\n{_interval(row['components_low'], row['components_high'])}"),
        )
    return table


def _status(row: Mapping[str, Any]) -> str:
    lines = [row["status"]]
    if row["reason"] is not None:
        lines.append(row["reason"])
    if row["status"] in ("contradicted", "revised", "waived"):
        lines += [row["severity"], f"gap {output.plain_number(in_words(row['gap'], ROUND_FLOOR) or Decimal(0))}"]
    return "\n".join(lines)


def _series(row: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> str:
    codes = [(dimension, row[dimension]) for dimension in ("indicator", "item", "season", "coverage")]
    said = [names.get(key, key[1]) for key in codes if key[1] is not None]
    return ", ".join([*said, *(row[name] for name in ("partner", "ref_area", "place", "time_period") if row[name])])


def _interval(low: Decimal | None, high: Decimal | None) -> str:
    """The interval, rounded outward to whole numbers from a thousand on; JSON Lines have all digits."""
    lower, upper = in_words(low, ROUND_FLOOR), in_words(high, ROUND_CEILING)
    return (
        f"[{'−∞' if lower is None else output.plain_number(lower)}, "
        f"{'∞' if upper is None else output.plain_number(upper)}]"
    )


def print_lines(lines: Iterable[Line]) -> None:
    """Print a conflict, a link or a decision: wrapped to the screen, or a line a line where it goes elsewhere."""
    from rich.padding import Padding
    from rich.text import Text

    out = output.console()
    for line in lines:
        text = Text(line.text, style=HEADINGS.get(line.severity or "", ""))
        if out.is_terminal and not line.verbatim:
            out.print(Padding(text, (0, 0, 0, line.indent)))
        else:
            out.print(Text(" " * line.indent) + text, soft_wrap=True)
    out.print()
