"""What the raw tables already hold, as far as ingest needs to know it: no texts, only keys."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from orchestration.bulletins.reading.reasons import EXTRACTOR_FAILED
from orchestration.bulletins.records import QuarantinedFile
from orchestration.tables import FILE_COLUMN, iterate_raw, raw_files, read_raw, table_to_rows

TIMES = {"documents": "ingested_at", "document_sources": "first_seen", "quarantine": "seen_at"}
"""When a row of a table was written by ingest."""
QuarantineKey = tuple[str, str | None, str]
"""Name, hash and reason: what one stay in quarantine is known by."""


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """The newest row of a bulletin, and the name of the file in `raw/documents` that holds it."""

    sha256: str
    context_hash: str
    reader_version: str
    ingested_at: datetime
    file: str


@dataclass(frozen=True, slots=True)
class KnownSource:
    """The newest row of a bulletin under one name: its sidecar's facts (None: it had no sidecar)."""

    sidecar: str | None
    context_hash: str
    first_seen: datetime


@dataclass(slots=True)
class RawState:
    """The newest rows of documents, document_sources and quarantine by their keys."""

    documents: dict[str, KnownDocument] = field(default_factory=dict)
    sources: dict[tuple[str, str], KnownSource] = field(default_factory=dict)
    quarantine: dict[QuarantineKey, QuarantinedFile] = field(default_factory=dict)
    open_by_name: dict[str, list[QuarantinedFile]] = field(default_factory=dict)
    """The unresolved rows of each file that tell of its reading, not of the extractor."""
    names: dict[str, list[str]] = field(default_factory=dict)
    """All names under which each bulletin ever came, sorted."""

    def with_open_stays(self) -> RawState:
        """This state, with `open_by_name` filled in from `quarantine`."""
        for stay in self.quarantine.values():
            if not stay.resolved and stay.reason_code != EXTRACTOR_FAILED:
                self.open_by_name.setdefault(stay.source_name, []).append(stay)
        return self


def quarantine_key(row: QuarantinedFile) -> QuarantineKey:
    """What the stay in quarantine that `row` tells of is known by."""
    return row.source_name, row.sha256, row.reason_code


def next_stamp(raw: Path, now: datetime) -> datetime:
    """A time for new rows: `now`, or just after the newest row where the clock was set back."""
    newest = [pc.max(read_raw(raw, table, columns=[column])[column]).as_py() for table, column in TIMES.items()]
    known = max((time for time in newest if time is not None), default=datetime.min.replace(tzinfo=UTC))
    return max(now.astimezone(UTC), known + timedelta(microseconds=1))


def load_state(raw: Path, bulletins: Collection[str]) -> RawState:
    """Read the newest rows of some bulletins, and all of quarantine.

    Later batches win over earlier ones of the same time. Texts are not read.
    """
    state = RawState()
    where = ds.field("bulletin_id").isin(pa.array(bulletins, pa.string()))
    columns = ["bulletin_id", "sha256", "context_hash", "reader_version", "ingested_at", FILE_COLUMN]
    for row in iterate_raw(raw, "documents", columns, where=where):
        file = Path(row[FILE_COLUMN]).name
        document = KnownDocument(row["sha256"], row["context_hash"], row["reader_version"], row["ingested_at"], file)
        known = state.documents.get(row["bulletin_id"])
        if known is None or known.ingested_at <= document.ingested_at:
            state.documents[row["bulletin_id"]] = document
    columns = ["bulletin_id", "source_name", "sidecar", "context_hash", "first_seen"]
    for row in iterate_raw(raw, "document_sources", columns, where=where):
        source = KnownSource(row["sidecar"], row["context_hash"], row["first_seen"])
        key = (row["bulletin_id"], row["source_name"])
        if key not in state.sources or state.sources[key].first_seen <= source.first_seen:
            state.sources[key] = source
    for bulletin_id, name in sorted(state.sources):
        state.names.setdefault(bulletin_id, []).append(name)
    state.quarantine = load_quarantine(raw)
    return state.with_open_stays()


def load_quarantine(raw: Path) -> dict[QuarantineKey, QuarantinedFile]:
    """Read the newest row of every stay in quarantine."""
    newest: dict[QuarantineKey, QuarantinedFile] = {}
    for row in table_to_rows(read_raw(raw, "quarantine"), QuarantinedFile):
        key = quarantine_key(row)
        if key not in newest or newest[key].seen_at <= row.seen_at:
            newest[key] = row
    return newest


def read_by_others(raw: Path, reader_version: str) -> set[str]:
    """The bulletins whose newest document was read by another version of the reader."""
    with raw_connection(raw, "documents") as connection:
        rows = connection.execute(
            "select bulletin_id from documents group by bulletin_id having arg_max(reader_version, ingested_at) <> ?",
            [reader_version],
        ).fetchall()
    return {bulletin_id for (bulletin_id,) in rows}


def documents_since(raw: Path, file: str) -> list[str]:
    """The hashes of documents in batches later than the one of this name."""
    later = [path.name for path in raw_files(raw, "documents") if path.name > file]
    return list(read_raw(raw, "documents", columns=["sha256"], files=later)["sha256"].to_pylist()) if later else []


@contextmanager
def raw_connection(raw: Path, *tables: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB in memory with views of raw tables, for questions to all rows of them."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("set preserve_insertion_order = false")
        for table in tables:
            files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in raw_files(raw, table))
            connection.execute(f"create view {table} as from read_parquet([{files}], filename = true)")
        yield connection
