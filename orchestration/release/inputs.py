"""What the figures of a release were made from: bulletins, readings, the steward's tables, reference tables."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from duckdb import DuckDBPyConnection

from orchestration.publication import INPUTS_TABLE

EARLIEST = date(1970, 1, 1)
"""Stands for the day of the newest bulletin where no bulletin has a day."""


def bulletins(connection: DuckDBPyConnection) -> Iterator[dict[str, str | None]]:
    """Each bulletin: its bytes' hash, the hash of its sidecar's facts, and the versions that read it."""
    columns = (
        "bulletin_id",
        "source_name",
        "sha256",
        "media_type",
        "context_hash",
        "reader_version",
        "extractor_version",
        "vocabulary_version",
    )
    cursor = connection.execute(
        "select documents.bulletin_id, bulletins.source_name, documents.sha256, documents.media_type, "
        "documents.context_hash, documents.reader_version, readings.extractor_version, readings.vocabulary_version "
        "from staging.documents as documents "
        "inner join intermediate.bulletins as bulletins on documents.bulletin_id = bulletins.bulletin_id "
        "left join staging.readings as readings on documents.bulletin_id = readings.bulletin_id "
        "order by documents.bulletin_id"
    )
    while batch := cursor.fetchmany(1000):
        for values in batch:
            yield dict(zip(columns, values, strict=True))


def tables(connection: DuckDBPyConnection) -> list[dict[str, Any]]:
    """SHA-256 of each reference table and steward's table, as the warehouse holds it.

    The hash is that of the table as CSV (UTF-8, lines ended by a newline), its rows sorted: the order of rows in the
    file that it came from means nothing.
    """
    names = connection.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = 'warehouse' and schema_name in ('reference', 'steward') order by all"
    ).fetchall()
    return [{"name": f"{schema}.{table}", "sha256": _hash(connection, schema, table)} for schema, table in names]


def _hash(connection: DuckDBPyConnection, schema: str, table: str) -> str:
    cursor = connection.execute(f'select * from "{schema}"."{table}" order by all')  # noqa: S608 - catalogue names
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column[0] for column in cursor.description or ()])
    writer.writerows(cursor.fetchall())
    return hashlib.sha256(text.getvalue().encode("utf-8")).hexdigest()


def project_hash(connection: DuckDBPyConnection) -> str | None:
    """SHA-256 of the dbt project that built the warehouse; None where it was built in parts."""
    schema, table = INPUTS_TABLE.split(".")
    known = "select 1 from duckdb_tables() where schema_name = ? and table_name = ?"
    if not connection.execute(known, [schema, table]).fetchone():
        return None
    found = connection.execute(f"select hash from {INPUTS_TABLE} where name = 'dbt_project'").fetchone()  # noqa: S608
    return found[0] if found else None


def newest_day(connection: DuckDBPyConnection) -> date:
    """The day of the newest bulletin: when it was published, else when the period ends that it reports on."""
    found = connection.execute(
        "select max(coalesce(published_on, report_period_end)) from intermediate.bulletins"
    ).fetchone()
    return (found and found[0]) or EARLIEST
