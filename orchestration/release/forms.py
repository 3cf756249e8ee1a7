"""The tables as Parquet, CSV and SQLite. Each form carries every decimal exactly."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

from orchestration.release.contract import Column, Table
from orchestration.release.text_forms import copy_csv, projection, quoted

BATCH_ROWS = 20_000
DICTIONARY = "data_dictionary"
"""A table of the SQLite file that describes the others."""


def write_csv(connection: DuckDBPyConnection, table: Table, folder: Path) -> int:
    """Write `folder/<schema>.<table>.csv`; returns the number of rows."""
    return copy_csv(connection, table.query, folder / f"{table.name}.csv")


def write_parquet(connection: DuckDBPyConnection, table: Table, folder: Path) -> int:
    """Write `folder/<schema>.<table>.parquet`, decimals as decimal128, each column described in its field.

    Returns:
        The number of rows.
    """
    reader = connection.execute(table.query).to_arrow_reader(BATCH_ROWS)
    schema = pa.schema([_described(field, column) for field, column in zip(reader.schema, table.columns, strict=True)])
    rows = 0
    with pq.ParquetWriter(folder / f"{table.name}.parquet", schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
            rows += batch.num_rows
    return rows


def _described(field: pa.Field, column: Column) -> pa.Field:
    return field.with_metadata({"description_vi": column.description_vi, "description_en": column.description_en})


def write_sqlite(connection: DuckDBPyConnection, tables: Sequence[Table], path: Path) -> dict[str, int]:
    """Write all tables into one SQLite file, as `<schema>_<table>`, with a table `data_dictionary` beside them.

    SQLite has no decimals: they are TEXT, in the plain form of the CSV files, so that 9007199254740993 and 0.1 come
    back as they were. Tables are STRICT; dates are ISO 8601 text, booleans 0 and 1, lists JSON.

    Returns:
        Table → number of rows.
    """
    with closing(sqlite3.connect(path)) as file:
        _write_dictionary(file, tables)
        rows = {table.name: _write_table(connection, table, file) for table in tables}
        file.commit()
    return rows


def sqlite_name(table: Table) -> str:
    """The table's name in the SQLite file, where a point would need quoting."""
    return table.name.replace(".", "_")


def _sqlite_type(column: Column) -> str:
    return "INTEGER" if column.type.id in ("integer", "bigint", "boolean") else "TEXT"


def _write_table(connection: DuckDBPyConnection, table: Table, file: sqlite3.Connection) -> int:
    columns = [f"{quoted(column.name)} {_sqlite_type(column)}" for column in table.columns]
    file.execute(f"create table {sqlite_name(table)} ({', '.join(columns)}) strict")
    if table.primary_key:
        key = ", ".join(map(quoted, table.primary_key))
        file.execute(f"create unique index {sqlite_name(table)}_key on {sqlite_name(table)} ({key})")
    marks = ", ".join("?" * len(table.columns))
    rows = 0
    for batch in _text_batches(connection, table):
        file.executemany(f"insert into {sqlite_name(table)} values ({marks})", batch)  # noqa: S608 - catalogue names
        rows += len(batch)
    return rows


def _text_batches(connection: DuckDBPyConnection, table: Table) -> Iterator[list[tuple[object, ...]]]:
    cursor = connection.execute(projection(connection, table.query))
    while batch := cursor.fetchmany(BATCH_ROWS):
        yield batch


def _write_dictionary(file: sqlite3.Connection, tables: Sequence[Table]) -> None:
    file.execute(
        f"create table {DICTIONARY} (table_name text, column_name text, position integer, type text, "
        "description_vi text, description_en text) strict"
    )
    rows = [
        (sqlite_name(table), column.name, position, str(column.type), column.description_vi, column.description_en)
        for table in tables
        for position, column in enumerate(table.columns, 1)
    ]
    file.executemany(f"insert into {DICTIONARY} values (?, ?, ?, ?, ?, ?)", rows)  # noqa: S608
