"""`bantin query`: SQL on the published warehouse."""

from __future__ import annotations

from typing import Any

import click

EPILOG = """\b
Examples:
  bantin query "from marts.trade_turnover"
  bantin query "select quote, value, unit from marts.observations where domain = 'trade'" --format csv
  bantin query "select status, count(*) from quality.reconciliation group by status" --format json
  bantin query "show all tables"
"""


@click.command(epilog=EPILOG)
@click.argument("sql")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def command(sql: str, form: str) -> None:
    """Run SQL (DuckDB's dialect) on the published warehouse, which no query can change.

    Decimals are printed exactly. Exits with 2 when the SQL is wrong.
    """
    columns, rows = _ask(sql)
    from orchestration.commands import output

    if form == "csv":
        output.print_csv(columns, rows)
    elif form == "json":
        click.echo(output.to_json(rows))
    else:
        output.print_table(columns, rows)
        if not rows:
            click.echo("(no rows)")


def _ask(sql: str) -> tuple[list[str], list[dict[str, Any]]]:
    import duckdb

    from orchestration.commands.warehouse_access import open_warehouse

    with open_warehouse() as connection:
        try:
            cursor = connection.execute(sql)
            if cursor is None or cursor.description is None:
                raise click.UsageError('there is no statement to run. Try: bantin query "show all tables"')
            columns = _distinct([column[0] for column in cursor.description])
            return columns, [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise click.UsageError(f"the warehouse did not accept this SQL.\n{error}") from error


def _distinct(names: list[str]) -> list[str]:
    """Number the names that a query gives twice, so that no column hides another."""
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return distinct
