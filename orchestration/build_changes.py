"""What has changed since the build before: which bulletins the tables have to be made again for.

The raw tables only grow, by files. A build notes which files it has seen; the next one reads the keys of the new files
and of the steward's rows that are new, changed or gone. What cannot be traced to bulletins (another dbt project, other
series links, a raw file that is gone) makes a whole build necessary: then dbt makes every table anew, as for
`--full-refresh`. The network's own table knows by hashes what still holds.

`meta.delta` (one row: does the delta hold), `meta.changed_bulletins` and `meta.changed_series` are read by
`dbt_project/macros/incremental.sql`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.settings import Settings
from orchestration.steward import read_steward

Snapshot = Mapping[str, Sequence[Path]]
"""The files of each raw table."""

KEYED_TABLES = ("documents", "document_sources", "readings")
"""Raw tables in which any news of a bulletin is a row."""
TRACED_INPUTS = ("steward/corrections", "steward/waivers")
"""Inputs other than raw files whose changes are traced to bulletins."""


def note_changes(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    files: Snapshot,
    known: Mapping[str, str],
    inputs: Mapping[str, str],
    *,
    whole: bool,
) -> None:
    """Find what has changed, or that it cannot be told.

    To be called before the steward's tables are renewed: they are compared with those of the build before.

    Args:
        connection: open on the build file.
        settings: the home.
        files: the raw files of this build.
        known: the inputs of the build whose tables the file holds; empty where that is not known.
        inputs: the inputs of this build.
        whole: whether every table is made.
    """
    _make_tables(connection)
    # a part of the tables made from news of which the others know nothing is made anew
    holds = (whole or known == inputs) and _can_be_traced(connection, files, known, inputs)
    connection.execute("update meta.delta set holds = ?", [holds])
    if holds:
        _list_bulletins(connection, settings, files)
    _note_files(connection, files)


def _make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("""
        create schema if not exists meta;
        create table if not exists meta.raw_files (table_name varchar, file varchar);
        create table if not exists meta.delta (holds boolean);
        create or replace table meta.changed_bulletins (bulletin_id varchar);
        create or replace table meta.changed_series (link_key varchar);
        insert into meta.delta select false where not exists (from meta.delta);
    """)


def _can_be_traced(
    connection: duckdb.DuckDBPyConnection, files: Snapshot, known: Mapping[str, str], inputs: Mapping[str, str]
) -> bool:
    if not known or not _has_table(connection, "intermediate", "identity_figures"):
        return False
    differing = {name for name in known.keys() | inputs.keys() if known.get(name) != inputs.get(name)}
    if any(not name.startswith("raw/") and name not in TRACED_INPUTS for name in differing):
        return False
    seen = connection.execute("select table_name, file from meta.raw_files").fetchall()
    present = {(table, path.name) for table, paths in files.items() for path in paths}
    return bool(seen) and set(seen) <= present


def _has_table(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    query = "select 1 from duckdb_tables() where schema_name = ? and table_name = ?"
    return connection.execute(query, [schema, table]).fetchone() is not None


def _list_bulletins(connection: duckdb.DuckDBPyConnection, settings: Settings, files: Snapshot) -> None:
    seen = set(connection.execute("select table_name, file from meta.raw_files").fetchall())
    for table in KEYED_TABLES:
        new = [str(path) for path in files[table] if (table, path.name) not in seen]
        if new:
            connection.execute(
                "insert into meta.changed_bulletins select distinct bulletin_id from read_parquet(?)", [new]
            )
    _list_corrected(connection, settings)
    _list_waived(connection, settings, [path for path in files["documents"] if ("documents", path.name) not in seen])
    connection.execute("""
        create or replace table meta.changed_bulletins as select distinct bulletin_id from meta.changed_bulletins;
        insert into meta.changed_series
        select distinct link_key
        from intermediate.identity_figures
        where link_key is not null and bulletin_id in (from meta.changed_bulletins);
    """)


def _list_corrected(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Bulletins of which a figure's correction is new, changed or gone."""
    _differing(connection, "corrections", read_steward(settings.steward, "corrections"))
    connection.execute("insert into meta.changed_bulletins select split_part(observation_id, ':', 1) from differing")


def _list_waived(connection: duckdb.DuckDBPyConnection, settings: Settings, new_documents: Sequence[Path]) -> None:
    """Bulletins of conflicts whose waiver is new, changed or gone, or may have lapsed with a newer document."""
    now = read_steward(settings.steward, "waivers")
    _differing(connection, "waivers", now)
    if new_documents:
        connection.register("cells", now)
        connection.execute("insert into differing select * from cells where expires_on is not null")
        connection.unregister("cells")
    connection.execute("""
        insert into meta.changed_bulletins
        select unnest(bulletin_ids) from quality.conflicts where conflict_id in (select conflict_id from differing)
    """)


def _differing(connection: duckdb.DuckDBPyConnection, table: str, now: pa.Table) -> None:
    """The rows of a steward's table that only one of the two builds has, as the temporary table `differing`."""
    connection.register("cells", now)
    connection.execute(f"""
        create or replace temp table differing as
        (from steward.{table} except from cells) union all (from cells except from steward.{table})
    """)
    connection.unregister("cells")


def _note_files(connection: duckdb.DuckDBPyConnection, files: Snapshot) -> None:
    rows = [(table, path.name) for table, paths in files.items() for path in paths]
    connection.register(
        "noted", pa.table({"table_name": [table for table, _ in rows], "file": [file for _, file in rows]})
    )
    connection.execute("create or replace table meta.raw_files as from noted")
    connection.unregister("noted")
