"""What the raw tables already hold, as far as ingest needs to know it: no texts, only keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration.bulletins.reading.reasons import EXTRACTOR_FAILED
from orchestration.bulletins.records import QuarantinedFile
from orchestration.tables import FILE_COLUMN, iterate_raw, read_raw, table_to_rows

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

    def next_stamp(self, now: datetime) -> datetime:
        """A time for new rows: `now`, or just after the newest row where the clock was set back."""
        times = [
            *(row.ingested_at for row in self.documents.values()),
            *(row.first_seen for row in self.sources.values()),
            *(row.seen_at for row in self.quarantine.values()),
        ]
        return max(
            now.astimezone(UTC),
            max(times, default=datetime.min.replace(tzinfo=UTC)) + timedelta(microseconds=1),
        )


def quarantine_key(row: QuarantinedFile) -> QuarantineKey:
    """What the stay in quarantine that `row` tells of is known by."""
    return row.source_name, row.sha256, row.reason_code


def load_state(raw: Path) -> RawState:
    """Read the newest rows; later batches win over earlier ones of the same time."""
    state = RawState()
    columns = ["bulletin_id", "sha256", "context_hash", "reader_version", "ingested_at", FILE_COLUMN]
    for row in iterate_raw(raw, "documents", columns):
        file = Path(row[FILE_COLUMN]).name
        document = KnownDocument(row["sha256"], row["context_hash"], row["reader_version"], row["ingested_at"], file)
        known = state.documents.get(row["bulletin_id"])
        if known is None or known.ingested_at <= document.ingested_at:
            state.documents[row["bulletin_id"]] = document
    columns = ["bulletin_id", "source_name", "sidecar", "context_hash", "first_seen"]
    for row in iterate_raw(raw, "document_sources", columns):
        source = KnownSource(row["sidecar"], row["context_hash"], row["first_seen"])
        key = (row["bulletin_id"], row["source_name"])
        if key not in state.sources or state.sources[key].first_seen <= source.first_seen:
            state.sources[key] = source
    for bulletin_id, name in sorted(state.sources):
        state.names.setdefault(bulletin_id, []).append(name)
    state.quarantine = load_quarantine(raw)
    for stay in state.quarantine.values():
        if not stay.resolved and stay.reason_code != EXTRACTOR_FAILED:
            state.open_by_name.setdefault(stay.source_name, []).append(stay)
    return state


def load_quarantine(raw: Path) -> dict[QuarantineKey, QuarantinedFile]:
    """Read the newest row of every stay in quarantine."""
    newest: dict[QuarantineKey, QuarantinedFile] = {}
    for row in table_to_rows(read_raw(raw, "quarantine"), QuarantinedFile):
        key = quarantine_key(row)
        if key not in newest or newest[key].seen_at <= row.seen_at:
            newest[key] = row
    return newest
