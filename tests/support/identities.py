"""The Python identities over the figures of a built warehouse, to hold the SQL models to them."""

from __future__ import annotations

import dataclasses
from datetime import UTC
from typing import Any

import duckdb

from expectations.reconciliation import (
    LinkedKey,
    Reconciliation,
    Rules,
    SeriesLink,
    Waiver,
    figure_from_columns,
    load_rules,
    reconcile,
)
from orchestration.settings import REPOSITORY

Rows = list[dict[str, Any]]
_LINK_COLUMNS = ("bulletin_id", "ref_area", "indicator", "item", "season", "coverage", "partner")


def reference_rules() -> Rules:
    """The rules of the repository's reference tables."""
    return load_rules(REPOSITORY / "dbt_project" / "seeds" / "reference")


def table_rows(connection: duckdb.DuckDBPyConnection, table: str, order: str) -> Rows:
    """The rows of a table with exact decimals, by `order`."""
    query = f"select * from {table} order by {order}"
    return connection.execute(query).to_arrow_table().to_pylist()


def python_reconciliation(connection: duckdb.DuckDBPyConnection) -> Reconciliation:
    """What the library makes of the figures, links and waivers that the SQL models had."""
    figures = [figure_from_columns(row) for row in table_rows(connection, "intermediate.figures", "1, 2")]
    links = [
        SeriesLink(
            row["series_link_id"],
            LinkedKey(*(row[name] for name in _LINK_COLUMNS)),
            LinkedKey(*(row[f"linked_{name}"] for name in _LINK_COLUMNS)),
        )
        for row in table_rows(connection, "staging.series_links", "1")
    ]
    waivers = [
        Waiver(row["waiver_id"], row["conflict_id"], row["expires_on"])
        for row in table_rows(connection, "staging.waivers", "1")
    ]
    documents = table_rows(connection, "staging.documents", "1")
    newest = max((row["ingested_at"].astimezone(UTC).date() for row in documents), default=None)
    return reconcile(figures, reference_rules(), links=links, waivers=waivers, as_of=newest)


def plain(rows: Any) -> Rows:
    """Dataclasses as the rows of a table: tuples are lists."""
    return [
        {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}
        for row in map(dataclasses.asdict, rows)
    ]


def differences(left: Rows, right: Rows, key: str) -> list[str]:
    """What two tables differ in, a line a cell or a missing row; `key` names its columns, with commas between."""

    def identity(row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in key.split(", "))

    by_key = {identity(row): row for row in right}
    lines = [f"only here: {row}" for row in left if identity(row) not in by_key]
    known = {identity(row) for row in left}
    lines += [f"only there: {row}" for row in right if identity(row) not in known]
    for row in left:
        other = by_key.get(identity(row), row)
        lines += [
            f"{identity(row)}.{name}: {row.get(name)!r} != {other.get(name)!r}"
            for name in sorted(row.keys() | other.keys())
            if row.get(name) != other.get(name)
        ]
    return lines
