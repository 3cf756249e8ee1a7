"""Extraction: which bulletins are stale, and what the extractor finds in them, as rows of the raw tables.

A reading is known by what it depends on: the bulletin, the versions of reader, extractor and vocabulary, and
the sidecar's facts. Where any of them is another than at the bulletin's newest reading, the bulletin is read
again; where a reading of just this key was made before, its rows are taken up again instead.

Bulletins are written in batches, the `readings` last: a crash leaves rows at most that no reading names.
"""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from orchestration.bulletins.reading.reasons import EXTRACTOR_FAILED
from orchestration.bulletins.records import Document, Extraction, QuarantinedFile, Reading
from orchestration.raw_lock import raw_lock
from orchestration.raw_state import KnownDocument, RawState, load_state
from orchestration.settings import Settings
from orchestration.tables import (
    EXTRACTED_TABLES,
    concatenate,
    ensure_raw,
    read_raw,
    rows_to_table,
    table_to_rows,
    write_batch,
)

BATCH_BULLETINS = 200

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Extractor:
    """An extractor and the versions that its readings are keyed by.

    Attributes:
        extract: what a document says.
        version: version of the rules.
        vocabulary_version: hash of the compiled reference tables.
    """

    extract: Callable[[Document], Extraction]
    version: str
    vocabulary_version: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A bulletin on which the extractor failed."""

    bulletin_id: str
    source_name: str
    message: str


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """What one extraction did.

    Attributes:
        unchanged: bulletins whose newest reading is of the present key, a failed one included.
        read: bulletins that the extractor read.
        reused: bulletins for which an earlier reading of the present key was taken up again.
        failed: those on which the extractor failed now; they are read again when their key changes.
        rows: rows written, by table.
    """

    unchanged: int
    read: int
    reused: int
    failed: tuple[Failure, ...]
    rows: dict[str, int]

    @property
    def wrote(self) -> bool:
        """Whether any row was written."""
        return bool(self.read or self.reused or self.failed)


@dataclass(frozen=True, slots=True)
class _Stale:
    """A bulletin to read: the key it will have, and its earlier good reading of that key, if any."""

    bulletin_id: str
    document: KnownDocument
    reading_id: str
    earlier: Reading | None


@dataclass(slots=True)
class _Batch:
    """The rows of some bulletins that wait to be written together."""

    batch_id: str
    tables: dict[str, list[pa.Table]] = field(default_factory=lambda: {name: [] for name in EXTRACTED_TABLES})
    readings: list[Reading] = field(default_factory=list)
    quarantine: list[QuarantinedFile] = field(default_factory=list)


def default_extractor(settings: Settings) -> Extractor:
    """The extractor of `orchestration.bulletins` with the reference tables in force."""
    from orchestration.bulletins import extract, vocabulary

    words = vocabulary.load_vocabulary(settings.reference)
    return Extractor(partial(extract.extract, vocabulary=words), extract.EXTRACTOR_VERSION, words.version)


def reading_id_of(bulletin_id: str, document: KnownDocument, extractor: Extractor) -> str:
    """The key of a reading, hashed: sixteen hexadecimal digits."""
    key = [
        bulletin_id,
        document.reader_version,
        extractor.version,
        extractor.vocabulary_version,
        document.context_hash,
    ]
    return hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]


def extract_stale(
    settings: Settings,
    *,
    now: Callable[[], datetime] | None = None,
    progress: Progress | None = None,
    extractor: Extractor | None = None,
    batch_bulletins: int = BATCH_BULLETINS,
) -> ExtractReport:
    """Read every bulletin whose newest reading is not of the present key.

    Args:
        settings: the home.
        now: the clock; default the machine's.
        progress: called with (bulletins done, bulletins in all, file name).
        extractor: default the project's own.
        batch_bulletins: how many bulletins are held in memory and written together.

    Raises:
        RawBusy: another extraction of this home did not end in time.
    """
    ensure_raw(settings.raw)
    with raw_lock(settings, "extract"):
        queue = _Queue(settings, extractor or default_extractor(settings), now or (lambda: datetime.now(UTC)))
        return queue.run(progress or (lambda done, total, name: None), batch_bulletins)


class _Queue:
    """One run over the stale bulletins of a home."""

    def __init__(self, settings: Settings, extractor: Extractor, now: Callable[[], datetime]) -> None:
        self._raw: Path = settings.raw
        self._extractor = extractor
        self._state: RawState = load_state(settings.raw)
        self._readings = table_to_rows(read_raw(settings.raw, "readings"), Reading)
        self._failures = _open_failures(self._state)
        times = [reading.read_at for reading in self._readings]
        times += [row.seen_at for row in self._state.quarantine.values()]
        self._newest_stamp = max(times, default=datetime.min.replace(tzinfo=UTC))
        self._now = now
        self._failed: list[Failure] = []
        self._rows = dict.fromkeys((*EXTRACTED_TABLES, "readings"), 0)
        self._reused = self._read = 0

    def run(self, progress: Progress, batch_bulletins: int) -> ExtractReport:
        stale = self._stale()
        for start in range(0, len(stale), batch_bulletins):
            chunk = stale[start : start + batch_bulletins]
            stamp = self._next_stamp()
            batch = _Batch(_batch_id(stamp, chunk))
            documents = self._documents([item for item in chunk if item.earlier is None])
            for number, item in enumerate(chunk, start):
                progress(number, len(stale), self._name(item.bulletin_id))
                self._take(item, documents.get(item.bulletin_id), batch, stamp)
            self._write(batch, stamp)
        progress(len(stale), len(stale), "")
        unchanged = len(self._state.documents) - len(stale)
        return ExtractReport(unchanged, self._read, self._reused, tuple(self._failed), self._rows)

    # --- what to read ----------------------------------------------------------------------------

    def _stale(self) -> list[_Stale]:
        current: dict[str, Reading] = {}
        good: dict[str, Reading] = {}
        for reading in sorted(self._readings, key=lambda reading: reading.read_at):
            current[reading.bulletin_id] = reading
            if reading.error is None:
                good[reading.reading_id] = reading
        stale = []
        for bulletin_id, document in self._state.documents.items():
            reading_id = reading_id_of(bulletin_id, document, self._extractor)
            if bulletin_id not in current or current[bulletin_id].reading_id != reading_id:
                stale.append(_Stale(bulletin_id, document, reading_id, good.get(reading_id)))
        return stale

    def _documents(self, items: Sequence[_Stale]) -> dict[str, Document]:
        """Load the newest rows of some bulletins, texts and all."""
        wanted = {item.bulletin_id: item.document.ingested_at for item in items}
        where = ds.field("bulletin_id").isin(pa.array(wanted, pa.string()))
        rows = table_to_rows(read_raw(self._raw, "documents", where=where), Document)
        return {row.bulletin_id: row for row in rows if row.ingested_at == wanted[row.bulletin_id]}

    def _next_stamp(self) -> datetime:
        """The time now, or just after the newest row where the clock stands still or was set back."""
        self._newest_stamp = max(self._now().astimezone(UTC), self._newest_stamp + timedelta(microseconds=1))
        return self._newest_stamp

    def _name(self, bulletin_id: str) -> str:
        return next(iter(self._state.names.get(bulletin_id, [])), bulletin_id)

    # --- one bulletin ----------------------------------------------------------------------------

    def _take(self, item: _Stale, document: Document | None, batch: _Batch, stamp: datetime) -> None:
        if item.earlier is not None:
            batch.readings.append(replace(item.earlier, read_at=stamp))
            self._reused += 1
            self._resolve(item, batch, stamp)
            return
        if document is None:
            raise LookupError(f"raw/documents has no row of bulletin {item.bulletin_id}: was a file removed?")
        try:
            tables, reading = self._extract(item, document, batch.batch_id, stamp)
        except Exception as error:  # one bulletin must not stop the others, whatever is wrong with it
            self._fail(item, batch, stamp, _describe(error))
            return
        for name, table in tables.items():
            batch.tables[name].append(table)
        batch.readings.append(reading)
        self._read += 1
        self._resolve(item, batch, stamp)

    def _extract(
        self, item: _Stale, document: Document, batch_id: str, stamp: datetime
    ) -> tuple[dict[str, pa.Table], Reading]:
        found = self._extractor.extract(document)
        rows: dict[str, Sequence[Any]] = {
            "observations": found.observations,
            "numerals": found.numerals,
            "project_events": found.events,
            "situations": found.situations,
        }
        tables = {
            name: rows_to_table(name, rows[name], reading_id=item.reading_id, batch_id=batch_id)
            for name in EXTRACTED_TABLES
        }
        period = found.report_period
        reading = replace(
            self._empty_reading(item, batch_id, stamp),
            report_period_start=period.start if period else None,
            report_period_end=period.end if period else None,
            report_period_source=period.source if period else None,
            observation_count=len(found.observations),
            numeral_count=len(found.numerals),
            event_count=len(found.events),
            situation_count=len(found.situations),
            digit_run_count=found.digit_run_count,
        )
        return tables, reading

    def _empty_reading(self, item: _Stale, batch_id: str, stamp: datetime) -> Reading:
        return Reading(
            reading_id=item.reading_id,
            batch_id=batch_id,
            bulletin_id=item.bulletin_id,
            reader_version=item.document.reader_version,
            extractor_version=self._extractor.version,
            vocabulary_version=self._extractor.vocabulary_version,
            context_hash=item.document.context_hash,
            report_period_start=None,
            report_period_end=None,
            report_period_source=None,
            observation_count=0,
            numeral_count=0,
            event_count=0,
            situation_count=0,
            digit_run_count=0,
            error=None,
            read_at=stamp,
        )

    def _fail(self, item: _Stale, batch: _Batch, stamp: datetime, message: str) -> None:
        name = self._name(item.bulletin_id)
        batch.readings.append(replace(self._empty_reading(item, batch.batch_id, stamp), error=message))
        batch.quarantine.append(
            QuarantinedFile(
                source_name=name,
                sha256=item.document.sha256,
                reason_code=EXTRACTOR_FAILED,
                detail=message,
                reader_version=item.document.reader_version,
                seen_at=stamp,
                resolved=False,
            )
        )
        self._failed.append(Failure(item.bulletin_id, name, message))

    def _resolve(self, item: _Stale, batch: _Batch, stamp: datetime) -> None:
        """End the quarantine of a bulletin on which the extractor failed under an earlier key."""
        batch.quarantine.extend(
            replace(row, seen_at=stamp, resolved=True) for row in self._failures.get(item.document.sha256, [])
        )

    # --- writing ---------------------------------------------------------------------------------

    def _write(self, batch: _Batch, stamp: datetime) -> None:
        """Write a batch, its readings after everything that they vouch for."""
        for name, tables in batch.tables.items():
            table = concatenate(name, tables)
            write_batch(self._raw, name, table, stamp)
            self._rows[name] += table.num_rows
        write_batch(self._raw, "quarantine", rows_to_table("quarantine", batch.quarantine), stamp)
        write_batch(self._raw, "readings", rows_to_table("readings", batch.readings), stamp)
        self._rows["readings"] += len(batch.readings)


def _open_failures(state: RawState) -> dict[str | None, list[QuarantinedFile]]:
    """The unresolved rows of quarantine that tell of the extractor, by the bulletin's hash."""
    failures: dict[str | None, list[QuarantinedFile]] = {}
    for row in state.quarantine.values():
        if row.reason_code == EXTRACTOR_FAILED and not row.resolved:
            failures.setdefault(row.sha256, []).append(row)
    return failures


def _batch_id(stamp: datetime, chunk: Sequence[_Stale]) -> str:
    """A name that no other batch has: the time of writing and a hash of the readings in it."""
    digest = hashlib.sha256(" ".join(item.reading_id for item in chunk).encode()).hexdigest()
    return f"{stamp:%Y%m%dT%H%M%S%f}-{digest[:12]}"


def _describe(error: Exception) -> str:
    """What went wrong and where in the code, in one line; characters that no table can hold are escaped."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    message = f"{type(error).__name__}: {error}".strip()[:2000]
    return f"{message}{place}".encode("utf-8", "backslashreplace").decode("utf-8")
