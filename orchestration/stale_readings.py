"""Which bulletins are to be read: those whose newest reading is not of the present key.

The key is the bulletin, the versions of reader, extractor and vocabulary, and the sidecar's facts. All bulletins are
compared at once by DuckDB; only the stale ones become Python objects, so that one new bulletin among a million costs
a look at a few columns.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from orchestration.bulletins.records import Reading
from orchestration.extractor import Extractor
from orchestration.raw_state import raw_connection
from orchestration.tables import read_raw, table_to_rows

NEWEST_DOCUMENTS = """
    create temp table newest_documents as
    select
        bulletin_id,
        unnest(max_by(
            struct_pack(sha256, reader_version, context_hash, ingested_at, file), (ingested_at, file)
        ))
    from (select *, parse_filename(filename) as file from documents)
    group by bulletin_id
"""
NEWEST_READINGS = """
    create temp table newest_readings as
    select
        bulletin_id,
        unnest(max_by(
            struct_pack(reader_version, extractor_version, vocabulary_version, context_hash), (read_at, file)
        ))
    from (select *, parse_filename(filename) as file from readings)
    group by bulletin_id
"""
STALE = """
    select documents.*, coalesce(names.name, documents.bulletin_id) as name
    from newest_documents as documents
    left join newest_readings as readings on documents.bulletin_id = readings.bulletin_id
    left join (select bulletin_id, min(source_name) as name from document_sources group by bulletin_id) as names
        on documents.bulletin_id = names.bulletin_id
    where readings.bulletin_id is null
        or (readings.reader_version, readings.extractor_version, readings.vocabulary_version, readings.context_hash)
        is distinct from (documents.reader_version, $extractor, $vocabulary, documents.context_hash)
    order by documents.file, documents.bulletin_id
"""


@dataclass(frozen=True, slots=True)
class Stale:
    """A bulletin to read.

    Attributes:
        bulletin_id: which.
        sha256: of its bytes.
        reader_version, context_hash: of its newest document.
        ingested_at: of the same.
        file: the batch of `raw/documents` that holds it.
        name: the first of the names under which it came.
        reading_id: the key that its reading will have.
        earlier: an earlier good reading of that key, if any.
    """

    bulletin_id: str
    sha256: str
    reader_version: str
    context_hash: str
    ingested_at: datetime
    file: str
    name: str
    reading_id: str
    earlier: Reading | None


def reading_id_of(
    bulletin_id: str, reader_version: str, context_hash: str, extractor_version: str, vocabulary_version: str
) -> str:
    """The key of a reading, hashed: sixteen hexadecimal digits."""
    key = [bulletin_id, reader_version, extractor_version, vocabulary_version, context_hash]
    return hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]


def find_stale(raw: Path, extractor: Extractor) -> tuple[list[Stale], int]:
    """The bulletins to read, in the order of the files that hold them, and how many need no reading."""
    with raw_connection(raw, "documents", "document_sources", "readings") as connection:
        rows, total = _stale_rows(connection, extractor)
    versions = (extractor.version, extractor.vocabulary_version)
    for row in rows:
        row["reading_id"] = reading_id_of(row["bulletin_id"], row["reader_version"], row["context_hash"], *versions)
    good = _good_readings(raw, [row["reading_id"] for row in rows])
    return [Stale(**row, earlier=good.get(row["reading_id"])) for row in rows], total - len(rows)


def _stale_rows(connection: duckdb.DuckDBPyConnection, extractor: Extractor) -> tuple[list[dict[str, Any]], int]:
    connection.execute(NEWEST_DOCUMENTS)
    connection.execute(NEWEST_READINGS)
    versions = {"extractor": extractor.version, "vocabulary": extractor.vocabulary_version}
    rows = connection.execute(STALE, versions).to_arrow_table().to_pylist()
    (total,) = connection.execute("select count(*) from newest_documents").fetchone() or (0,)
    return rows, int(total)


def _good_readings(raw: Path, reading_ids: list[str]) -> dict[str, Reading]:
    """The newest readings without an error of some keys."""
    if not reading_ids:
        return {}
    where = ds.field("reading_id").isin(pa.array(reading_ids, pa.string())) & ds.field("error").is_null()
    rows = table_to_rows(read_raw(raw, "readings", where=where), Reading)
    return {row.reading_id: row for row in sorted(rows, key=lambda row: row.read_at)}


def newest_reading(raw: Path) -> datetime:
    """When the newest row was written by an extraction; long ago where none was."""
    times = [
        pc.max(read_raw(raw, table, columns=[column])[column]).as_py()
        for table, column in (("readings", "read_at"), ("quarantine", "seen_at"))
    ]
    return max((time for time in times if time is not None), default=datetime.min.replace(tzinfo=UTC))


def current_failures(raw: Path) -> tuple[list[dict[str, Any]], int]:
    """The newest readings with an error (`bulletin_id`, `error`, `read_at`), and how many bulletins were read."""
    with raw_connection(raw, "readings") as connection:
        connection.execute("""
            create temp table newest as
            select bulletin_id, max_by(struct_pack(error, read_at), read_at) as reading
            from readings
            group by bulletin_id
        """)
        (total,) = connection.execute("select count(*) from newest").fetchone() or (0,)
        rows = connection.execute("""
            select bulletin_id, reading.error, reading.read_at
            from newest where reading.error is not null order by bulletin_id
        """).to_arrow_table()
    return rows.to_pylist(), int(total)
