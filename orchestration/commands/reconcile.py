"""`bantin reconcile`: the figures of files against each other, without a warehouse."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from orchestration.commands import output
from orchestration.settings import Settings

if TYPE_CHECKING:
    from decimal import Decimal

    from expectations.reconciliation import Conflict, Reconciliation, Row
    from orchestration.commands.files import Source

WORST_FIRST = (
    "contradicted", "revised", "waived", "reconciled_tight", "reconciled", "unverified", "not_evaluated"
)  # fmt: skip
COLUMNS = ("status", "severity", "identity", "total", "lies in", "components", "lie in", "gap")
EPILOG = """\b
Examples:
  bantin reconcile data/bulletins/*.txt
  bantin reconcile draft.txt --format jsonl | grep '"kind": "conflict"'
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
def command(files: tuple[str, ...], form: str) -> None:
    """Read files and check their figures against each other; nothing is stored.

    The rules are those of the warehouse: totals and their parts, the plans and bases that attainments and
    growths imply, repetitions, and links across the files. The steward's waivers and links are not used.

    JSON Lines carry `kind`: identity (a row of quality.reconciliation, whose own kind is `identity_kind`),
    verdict (one a figure) and conflict. Exits with 0 whatever the figures say, with 1 when a file could not
    be read, with 2 when one does not exist.
    """
    from orchestration.commands.files import read_files

    reading = read_files(files)
    found = _reconcile(reading.sources)
    if form == "jsonl":
        output.print_json_lines(_json_rows(found))
    else:
        _print(found)
    reading.exit_if_any_failed()


def _reconcile(sources: list[Source]) -> Reconciliation:
    from expectations.reconciliation import figure_from_columns, load_rules, reconcile

    distinct = {source.document.bulletin_id: source for source in sources}
    figures = [
        figure_from_columns(_fields(observation) | {"published_on": source.document.published_on})
        for source in distinct.values()
        for observation in source.extraction.observations
    ]
    rules = load_rules(Settings.from_environment().reference)
    return reconcile(figures, rules)


def _fields(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}


def _json_rows(found: Reconciliation) -> Iterator[dict[str, Any]]:
    for row in found.rows:
        columns = _fields(row)
        yield {"kind": "identity", "identity_kind": columns.pop("kind"), **columns}
    for verdict in found.verdicts:
        yield {"kind": "verdict", **_fields(verdict)}
    for conflict in found.conflicts:
        yield {"kind": "conflict", **_fields(conflict)}


def _print(found: Reconciliation) -> None:
    ordered = sorted(found.rows, key=lambda row: (WORST_FIRST.index(row.status), row.level))
    output.print_table(COLUMNS, [_table_row(row) for row in ordered], title=f"identities: {len(found.rows)}")
    verdicts = Counter(verdict.status for verdict in found.verdicts)
    counts = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in verdicts.most_common())
    click.echo(f"figures: {len(found.verdicts)} ({counts or 'none'})")
    for conflict in found.conflicts:
        _print_conflict(conflict)


def _table_row(row: Row) -> dict[str, str]:
    return {
        "status": row.status if row.reason is None else f"{row.status}: {row.reason}",
        "severity": row.severity,
        "identity": f"{row.identity_id} {row.series}",
        "total": row.total_quote,
        "lies in": _interval(row.total_low, row.total_high),
        "components": "; ".join(row.component_quotes),
        "lie in": _interval(row.components_low, row.components_high),
        "gap": output.to_cell(row.gap or None),
    }


def _interval(low: Decimal | None, high: Decimal | None) -> str:
    lower = "−∞" if low is None else output.plain_number(low)
    upper = "∞" if high is None else output.plain_number(high)
    return f"[{lower}, {upper}]"


def _print_conflict(conflict: Conflict) -> None:
    out = output.console()
    out.print(f"\n{conflict.severity} {conflict.conflict_id}", style="bold red", markup=False)
    out.print(f"  {conflict.explanation_vi}", markup=False)
    out.print(f"  {conflict.explanation_en}", markup=False)
