"""Extraction: which bulletins are stale, and what the extractor finds in them, as rows of the raw tables.

A reading is known by what it depends on: the bulletin, the versions of reader, extractor and vocabulary, and
the sidecar's facts. Where any of them is another than at the bulletin's newest reading, the bulletin is read
again; where a reading of just this key was made before, its rows are taken up again instead.

Bulletins are written in batches, the `readings` last: a crash leaves rows at most that no reading names. Several
processes read where there is much to read; the batches are written by this one, in the same order, with the same rows.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds

from orchestration.bulletins.reading.reasons import EXTRACTOR_FAILED
from orchestration.bulletins.records import Document, QuarantinedFile, Reading
from orchestration.extractor import Extractor, Found, Outcome, Task, default_extractor
from orchestration.raw_lock import raw_lock
from orchestration.raw_state import load_quarantine
from orchestration.reading_workers import Reader, Result, reader
from orchestration.settings import Settings
from orchestration.stale_readings import Stale, find_stale, newest_reading
from orchestration.tables import (
    EXTRACTED_TABLES,
    concatenate,
    ensure_raw,
    read_raw,
    rows_to_table,
    table_to_rows,
    write_batch,
)

BATCH_BULLETINS = 500
TASK_BULLETINS = 50
"""How many bulletins a process is given at once."""
WORKERS_FROM = 400
"""Bulletins to read from which on other processes are started: each needs seconds to begin."""

Progress = Callable[[int, int, str], None]


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


@dataclass(slots=True)
class _Batch:
    """The rows of some bulletins that wait to be written together."""

    batch_id: str
    tables: dict[str, list[pa.Table]] = field(default_factory=lambda: {name: [] for name in EXTRACTED_TABLES})
    readings: list[Reading] = field(default_factory=list)
    quarantine: list[QuarantinedFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A batch that has been begun: its bulletins, and what is waited for."""

    items: Sequence[Stale]
    batch: _Batch
    stamp: datetime
    results: Sequence[Result]


def extract_stale(
    settings: Settings,
    *,
    now: Callable[[], datetime] | None = None,
    progress: Progress | None = None,
    extractor: Extractor | None = None,
    batch_bulletins: int = BATCH_BULLETINS,
    workers: int | None = None,
) -> ExtractReport:
    """Read every bulletin whose newest reading is not of the present key.

    Args:
        settings: the home.
        now: the clock; default the machine's.
        progress: called with (bulletins done, bulletins in all, file name).
        extractor: default the project's own.
        batch_bulletins: how many bulletins are written together.
        workers: how many processes read; default those of the settings, this one alone where there is little to read.

    Raises:
        RawBusy: another extraction of this home did not end in time.
    """
    ensure_raw(settings.raw)
    with raw_lock(settings, "extract"):
        queue = _Queue(settings, extractor or default_extractor(settings), now or (lambda: datetime.now(UTC)))
        return queue.run(progress or (lambda done, total, name: None), batch_bulletins, workers)


class _Queue:
    """One run over the stale bulletins of a home."""

    def __init__(self, settings: Settings, extractor: Extractor, now: Callable[[], datetime]) -> None:
        self._raw: Path = settings.raw
        self._workers = settings.workers
        self._extractor = extractor
        self._stale, self._unchanged = find_stale(settings.raw, extractor)
        self._failures = _open_failures(load_quarantine(settings.raw).values())
        self._newest_stamp = newest_reading(settings.raw)
        self._now = now
        self._failed: list[Failure] = []
        self._rows = dict.fromkeys((*EXTRACTED_TABLES, "readings"), 0)
        self._reused = self._read = 0

    def run(self, progress: Progress, batch_bulletins: int, workers: int | None) -> ExtractReport:
        stale = self._stale
        to_read = sum(item.earlier is None for item in stale)
        if workers is None:
            workers = self._workers if to_read >= WORKERS_FROM else 1
        names = {item.bulletin_id: item.name for item in stale}
        done = 0

        def tell(bulletin_id: str) -> None:
            nonlocal done
            progress(done, len(stale), names.get(bulletin_id, bulletin_id))
            done += 1

        chunks = (stale[start : start + batch_bulletins] for start in range(0, len(stale), batch_bulletins))
        with reader(self._extractor, min(workers, ceil(to_read / TASK_BULLETINS))) as who:
            begun = (self._begin(chunk, who) for chunk in chunks)
            for pending in _ahead(begun, ceil(who.ahead * TASK_BULLETINS / batch_bulletins)):
                self._finish(pending, tell)
        progress(len(stale), len(stale), "")
        return ExtractReport(self._unchanged, self._read, self._reused, tuple(self._failed), self._rows)

    # --- what to read ----------------------------------------------------------------------------

    def _documents(self, items: Sequence[Stale]) -> list[Document]:
        """Load the newest rows of some bulletins, texts and all, from the files that hold them, in order."""
        wanted = {item.bulletin_id: item.ingested_at for item in items}
        where = ds.field("bulletin_id").isin(pa.array(wanted, pa.string()))
        files = {item.file for item in items}
        rows = table_to_rows(read_raw(self._raw, "documents", where=where, files=files), Document)
        found = {row.bulletin_id: row for row in rows if row.ingested_at == wanted[row.bulletin_id]}
        for bulletin_id in wanted:
            if bulletin_id not in found:
                raise LookupError(f"raw/documents has no row of bulletin {bulletin_id}: was a file removed?")
        return [found[bulletin_id] for bulletin_id in wanted]

    def _next_stamp(self) -> datetime:
        """The time now, or just after the newest row where the clock stands still or was set back."""
        self._newest_stamp = max(self._now().astimezone(UTC), self._newest_stamp + timedelta(microseconds=1))
        return self._newest_stamp

    # --- one batch -------------------------------------------------------------------------------

    def _begin(self, items: Sequence[Stale], who: Reader) -> _Pending:
        """Load the documents of a batch and give them to those who read."""
        stamp = self._next_stamp()
        batch = _Batch(_batch_id(stamp, items))
        to_read = [item for item in items if item.earlier is None]
        documents = self._documents(to_read) if to_read else []
        results = []
        for start in range(0, len(to_read), TASK_BULLETINS):
            some = slice(start, start + TASK_BULLETINS)
            reading_ids = tuple(item.reading_id for item in to_read[some])
            results.append(who.begin(Task(batch.batch_id, tuple(documents[some]), reading_ids)))
        return _Pending(items, batch, stamp, results)

    def _finish(self, pending: _Pending, tell: Callable[[str], None]) -> None:
        """Wait for what was found in a batch, and write it."""
        batch, stamp = pending.batch, pending.stamp
        outcomes: dict[str, Outcome] = {}
        for result in pending.results:
            found: Found = result(tell)
            outcomes |= {outcome.bulletin_id: outcome for outcome in found.outcomes}
            for name, table in found.tables.items():
                batch.tables[name].append(table)
        for item in pending.items:
            if item.earlier is not None:
                tell(item.bulletin_id)
                batch.readings.append(replace(item.earlier, read_at=stamp))
                self._reused += 1
                self._resolve(item, batch, stamp)
            else:
                self._take(item, outcomes[item.bulletin_id], batch, stamp)
        self._write(batch, stamp)

    # --- one bulletin ----------------------------------------------------------------------------

    def _take(self, item: Stale, outcome: Outcome, batch: _Batch, stamp: datetime) -> None:
        """Write down how the reading of a bulletin ended."""
        if outcome.error is not None:
            self._fail(item, batch, stamp, outcome.error)
            return
        period = outcome.period
        batch.readings.append(
            replace(
                self._empty_reading(item, batch.batch_id, stamp),
                report_period_start=period.start if period else None,
                report_period_end=period.end if period else None,
                report_period_source=period.source if period else None,
                observation_count=outcome.counts["observations"],
                numeral_count=outcome.counts["numerals"],
                event_count=outcome.counts["project_events"],
                situation_count=outcome.counts["situations"],
                digit_run_count=outcome.digit_run_count,
            )
        )
        self._read += 1
        self._resolve(item, batch, stamp)

    def _empty_reading(self, item: Stale, batch_id: str, stamp: datetime) -> Reading:
        return Reading(
            reading_id=item.reading_id,
            batch_id=batch_id,
            bulletin_id=item.bulletin_id,
            reader_version=item.reader_version,
            extractor_version=self._extractor.version,
            vocabulary_version=self._extractor.vocabulary_version,
            context_hash=item.context_hash,
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

    def _fail(self, item: Stale, batch: _Batch, stamp: datetime, message: str) -> None:
        name = item.name
        batch.readings.append(replace(self._empty_reading(item, batch.batch_id, stamp), error=message))
        batch.quarantine.append(
            QuarantinedFile(
                source_name=name,
                sha256=item.sha256,
                reason_code=EXTRACTOR_FAILED,
                detail=message,
                reader_version=item.reader_version,
                seen_at=stamp,
                resolved=False,
            )
        )
        self._failed.append(Failure(item.bulletin_id, name, message))

    def _resolve(self, item: Stale, batch: _Batch, stamp: datetime) -> None:
        """End the quarantine of a bulletin on which the extractor failed under an earlier key."""
        batch.quarantine.extend(
            replace(row, seen_at=stamp, resolved=True) for row in self._failures.get(item.sha256, [])
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


def _open_failures(quarantine: Iterable[QuarantinedFile]) -> dict[str | None, list[QuarantinedFile]]:
    """The unresolved rows of quarantine that tell of the extractor, by the bulletin's hash."""
    failures: dict[str | None, list[QuarantinedFile]] = {}
    for row in quarantine:
        if row.reason_code == EXTRACTOR_FAILED and not row.resolved:
            failures.setdefault(row.sha256, []).append(row)
    return failures


def _batch_id(stamp: datetime, chunk: Sequence[Stale]) -> str:
    """A name that no other batch has: the time of writing and a hash of the readings in it."""
    digest = hashlib.sha256(" ".join(item.reading_id for item in chunk).encode()).hexdigest()
    return f"{stamp:%Y%m%dT%H%M%S%f}-{digest[:12]}"


def _ahead(things: Iterable[_Pending], count: int) -> Iterator[_Pending]:
    """Yield things in order, each when `count` more have been begun."""
    waiting: deque[_Pending] = deque()
    for thing in things:
        waiting.append(thing)
        if len(waiting) > count:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()
