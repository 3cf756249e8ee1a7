"""Findings as the published warehouse has them, with the steward's waivers and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestration.reconciling.findings import COLUMNS, Findings, findings_of, plain_row

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLES = {
    "identity": ("quality.reconciliation", "reconciliation_id"),
    "verdict": ("quality.figure_verdicts", "observation_id"),
    "conflict": ("quality.conflicts", "conflict_id"),
    "suspect": ("quality.conflict_suspects", "conflict_id, set_rank, observation_id"),
    "series_link": ("quality.series_link_suggestions", "suggestion_id"),
}
"""The table of each kind, and the order of its rows."""
BULLETINS = """
    select d.bulletin_id, coalesce(string_agg(distinct s.source_name, ', ' order by s.source_name), '')
    from staging.documents as d
    left join staging.document_sources as s on s.bulletin_id = d.bulletin_id
    group by d.bulletin_id
"""


class OtherVersion(RuntimeError):  # noqa: N818 - it says what is the matter
    """Another version of Bantin built the warehouse: a table or a column is missing."""


def findings_of_warehouse(connection: DuckDBPyConnection) -> Findings:
    """Read the findings.

    Raises:
        OtherVersion: a table or a column is missing.
    """
    import duckdb

    try:
        rows = {kind: _of_kind(connection, kind) for kind in TABLES}
        waivers = _rows(connection, "select * from staging.waivers order by waiver_id")
        links = _rows(connection, "select * from staging.series_links order by series_link_id")
        bulletins = dict(connection.execute(BULLETINS).fetchall())
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise OtherVersion(str(error).splitlines()[0]) from error
    return findings_of(rows, bulletins, waivers, links)


def _of_kind(connection: DuckDBPyConnection, kind: str) -> list[dict[str, Any]]:
    table, order = TABLES[kind]
    columns = ", ".join(f'"{name}"' for name in COLUMNS[kind])
    query = f"select {columns} from {table} order by {order}"  # noqa: S608 - names of ours
    return [plain_row(kind, row) for row in _rows(connection, query)]


def _rows(connection: DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
