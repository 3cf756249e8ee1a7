"""What the tables of a release are: columns, types, descriptions in both languages, keys.

All is read off the dbt manifest, where each column is described once; a description is «Vietnamese / English».
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

UNIQUENESS_TEST = "rows_are_unique"
NOT_RELEASED = frozenset({"quality.check_history"})
"""The history of checks tells of runs and their times, not of the figures."""

RUN_COLUMNS = frozenset({"reading_id", "ingested_on", "first_seen"})
"""Columns that name a run of the reader or its day; like times, they differ between homes that read the same."""

BULLETINS = "intermediate.bulletins"
FOREIGN_KEYS: Mapping[str, tuple[str, str]] = {
    "bulletin_id": (BULLETINS, "bulletin_id"),
    "observation_id": ("marts.observations", "observation_id"),
    "restates": ("marts.observations", "observation_id"),
    "indicator": ("reference.indicators", "code"),
    "item": ("reference.items", "code"),
    "season": ("reference.seasons", "code"),
    "coverage": ("reference.coverages", "code"),
    "unit": ("reference.units", "code"),
    "topic": ("reference.topics", "code"),
    "assessment": ("reference.assessments", "code"),
    "project_type": ("reference.project_types", "code"),
    "identity_id": ("quality.identities", "identity_id"),
}
"""Column → table and column that it refers to, wherever a table has a column of this name.

An area has a code that outlives mergers of provinces, so it is no key of the table of areas.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a released table."""

    name: str
    type: Any  # of DuckDB
    description_vi: str
    description_en: str


@dataclass(frozen=True, slots=True)
class Table:
    """A released table: `schema.table`, what it says, its columns in order, the columns of its key."""

    name: str
    description_vi: str
    description_en: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]

    @property
    def query(self) -> str:
        """Its rows, in an order that depends on nothing but them."""
        columns = ", ".join(f'"{column.name}"' for column in self.columns)
        order = ", ".join(f'"{name}"' for name in self.primary_key) or "all"
        schema, _, table = self.name.partition(".")
        return f'select {columns} from "{schema}"."{table}" order by {order}'  # noqa: S608 - catalogue names

    @property
    def foreign_keys(self) -> list[tuple[str, str, str]]:
        """Each reference: column, table that it refers to, column there."""
        return [
            (column.name, *FOREIGN_KEYS[column.name])
            for column in self.columns
            if column.name in FOREIGN_KEYS and FOREIGN_KEYS[column.name] != (self.name, column.name)
        ]


def released_tables(connection: DuckDBPyConnection, manifest: Path) -> list[Table]:
    """The tables of a release, by name: marts, quality, bulletins, and the reference tables that name codes.

    Columns that hold the time or the id of a run are left out: they tell of the machine, and no two machines agree.

    Args:
        connection: the published warehouse.
        manifest: dbt's manifest of the project that built it.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    described = {
        f"{node['schema']}.{node['alias']}": node for node in nodes.values() if node.get("columns") is not None
    }
    keys = _primary_keys(nodes)
    return [
        _table(connection, name, described.get(name, {}), keys.get(name, ()))
        for name in _names(connection)
        if name not in NOT_RELEASED
    ]


def _names(connection: DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select schema_name || '.' || table_name as name from duckdb_columns() "
        "where database_name = 'warehouse' and (schema_name in ('marts', 'quality') or name = ? "
        "or schema_name = 'reference') group by name, schema_name "
        "having schema_name <> 'reference' or count(*) filter (column_name in ('name_vi', 'name_en')) = 2 "
        "order by name",
        [BULLETINS],
    ).fetchall()
    return [name for (name,) in rows]


def _primary_keys(nodes: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Table → the columns that dbt holds to be unique."""
    keys = {}
    for node in nodes.values():
        tested = nodes.get(node.get("attached_node") or "")
        if tested and (node.get("test_metadata") or {}).get("name") == UNIQUENESS_TEST:
            keys[f"{tested['schema']}.{tested['alias']}"] = tuple(node["test_metadata"]["kwargs"]["columns"])
    return keys


def _table(connection: DuckDBPyConnection, name: str, node: Mapping[str, Any], key: tuple[str, ...]) -> Table:
    schema, _, table = name.partition(".")
    described = connection.execute(f'select * from "{schema}"."{table}" limit 0').description or ()  # noqa: S608
    documented = node.get("columns", {})
    columns = tuple(
        Column(column, kind, *_languages(documented.get(column, {}).get("description", "")))
        for column, kind, *_ in described
        if not kind.id.startswith("timestamp") and column not in RUN_COLUMNS
    )
    kept = {column.name for column in columns}
    return Table(name, *_languages(node.get("description", "")), columns, key if kept.issuperset(key) else ())


def _languages(description: str) -> tuple[str, str]:
    """Split «Vietnamese / English»; a description in one language stands for both."""
    vietnamese, slash, english = " ".join(description.split()).rpartition(" / ")
    return (vietnamese, english) if slash else (english, english)
