"""Ingest: the files of an inbox into the archive, and what they are into the raw tables.

What is known already is not written again: a second ingest of the same inbox adds nothing. Files that leave
the inbox stay in the warehouse. A file that cannot be read goes to quarantine with a reason and the others go
on; once it can be read, or has left the inbox, a row with `resolved` true follows.

Where the same bytes come under several names with different sidecars, one of them says what is true of the
bulletin: names with a sidecar go before names without, names in the inbox at hand before names seen earlier,
then the first in order of the alphabet.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.archive import Archive, ArchiveDamaged, NotArchived
from orchestration.bulletins.reading.reader import (
    MEDIA_TYPES,
    READER_VERSION,
    ReadText,
    media_type_of,
    read_bytes,
)
from orchestration.bulletins.reading.reasons import (
    ORPHAN_SIDECAR,
    TOO_COMPLEX,
    UNREADABLE_FILE,
    WRONG_SIDECAR,
    Unreadable,
)
from orchestration.bulletins.records import Document, DocumentSource, QuarantinedFile
from orchestration.documents import bulletin_id_of, make_document
from orchestration.inbox import InboxFile, read_file, walk_inbox
from orchestration.inbox_memory import InboxMemory, seen_of
from orchestration.raw_lock import raw_lock
from orchestration.raw_state import (
    RawState,
    documents_since,
    load_quarantine,
    load_state,
    next_stamp,
    quarantine_key,
    read_by_others,
)
from orchestration.settings import Settings
from orchestration.sidecar import ENDINGS, NO_FACTS, Sidecar, load_area_names, read_sidecar, sidecar_of
from orchestration.tables import ensure_raw, raw_files, rows_to_table, write_batch

FLUSH_BULLETINS = 500
FLUSH_CHARACTERS = 50_000_000

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one ingest did.

    Attributes:
        files: files of the inbox that were looked at.
        new: bulletins seen for the first time.
        reread: known bulletins whose sidecar, or our reader, has changed.
        unchanged: known bulletins of which nothing has changed.
        new_sources: names, or names with a new sidecar, that were written.
        resolved: stays in quarantine that ended.
        newly_quarantined: rows of quarantine that were written.
        quarantined: every file of the inbox that cannot be read now, whenever that was found.
    """

    files: int
    new: int
    reread: int
    unchanged: int
    new_sources: int
    resolved: int
    newly_quarantined: int
    quarantined: tuple[QuarantinedFile, ...]

    @property
    def wrote(self) -> bool:
        """Whether any row was written."""
        return any((self.new, self.reread, self.new_sources, self.resolved, self.newly_quarantined))


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A file whose bytes are archived and whose sidecar holds."""

    file: InboxFile
    sha256: str
    sidecar: Sidecar | None

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def facts(self) -> Sidecar:
        return self.sidecar or NO_FACTS


@dataclass(slots=True)
class _Rows:
    """Rows that wait to be written."""

    documents: list[Document] = field(default_factory=list)
    sources: list[DocumentSource] = field(default_factory=list)
    quarantine: list[QuarantinedFile] = field(default_factory=list)
    characters: int = 0

    def write(self, raw: Path, stamp: datetime) -> None:
        """Write and forget. Documents first: a document without its source is mended by the next ingest."""
        batches: dict[str, Sequence[Any]] = {
            "documents": self.documents,
            "document_sources": self.sources,
            "quarantine": self.quarantine,
        }
        for name, rows in batches.items():
            write_batch(raw, name, rows_to_table(name, rows), stamp)
        self.documents, self.sources, self.quarantine, self.characters = [], [], [], 0


def ingest_inbox(
    settings: Settings,
    *,
    inbox: Path | None = None,
    now: Callable[[], datetime] | None = None,
    progress: Progress | None = None,
) -> IngestReport:
    """Read every file of an inbox that is new or changed.

    Args:
        settings: the home to write to, the default inbox, the size limit.
        inbox: the folder to read; default `settings.inbox`.
        now: the clock; default the machine's.
        progress: called with (files done, files in all, name).

    Raises:
        NoInbox: the inbox is not a folder.
        RawBusy: another ingest of this home did not end in time.
    """
    inbox = inbox or settings.inbox
    ensure_raw(settings.raw)
    with raw_lock(settings, "ingest"):
        began = time.time_ns()
        files = walk_inbox(inbox)
        stamp = next_stamp(settings.raw, now() if now else datetime.now(UTC))
        memory = _Memory(settings, InboxMemory(settings.home, inbox), files, began)
        return _Ingest(settings, files, stamp).run(progress or (lambda done, total, name: None), memory)


def _is_bulletin(name: str) -> bool:
    return Path(name).suffix.lower() in MEDIA_TYPES


class _Memory:
    """What was seen of the inbox last time, for one run of ingest."""

    def __init__(self, settings: Settings, memory: InboxMemory, files: list[InboxFile], began: int) -> None:
        self._memory = memory
        self._raw = settings.raw
        self._seen = seen_of(files)
        self._began = began
        self._rules = _reading_rules(settings)
        self._present = {file.name for file in files}

    def to_open(self) -> set[str]:
        """The files that may say something new."""
        newest = self._memory.newest_document(self._rules)
        elsewhere = documents_since(self._raw, newest) if newest is not None else []
        return self._memory.changed(self._seen, self._rules, elsewhere)

    def with_the_bytes(self, hashes: Iterable[str]) -> set[str]:
        """Further files with the same bytes."""
        return self._memory.of_bytes(hashes, self._rules) & self._present

    def unchanged(self, opened: Collection[str]) -> int:
        """How many bulletins of the inbox were not looked at, being as they were."""
        return self._memory.bulletins_besides(opened, self._rules)

    def gone(self) -> set[str]:
        """Files that were set aside last time and have left the inbox."""
        return set(self._memory.set_aside()) - self._present

    def keep(self, hashes: dict[str, str], bad: list[str], opened: Collection[str]) -> None:
        """Remember this look."""
        self._memory.remember(bad)
        newest = raw_files(self._raw, "documents")[-1].name
        self._memory.keep(
            self._seen, hashes, bad=bad, opened=opened, rules=self._rules, read_at=self._began, newest_document=newest
        )


def _reading_rules(settings: Settings) -> str:
    """What decides how a file is read, but its bytes and its sidecar."""
    areas = hashlib.sha256((settings.reference / "areas.csv").read_bytes()).hexdigest()
    return f"{READER_VERSION} {settings.max_file_bytes} {areas}"


class _Ingest:
    """One run of ingest: first every file is looked at that may be new, then every bulletin is read that has to be."""

    def __init__(self, settings: Settings, files: list[InboxFile], stamp: datetime) -> None:
        self._settings = settings
        self._files = files
        self._described = {str(Path(file.name).with_suffix("")) for file in files if _is_bulletin(file.name)}
        self._closed = {file.path: file.problem for file in files if file.problem}
        self._state = RawState(quarantine=load_quarantine(settings.raw)).with_open_stays()
        self._stamp = stamp
        self._archive = Archive(settings.archive)
        self._areas = load_area_names(settings.reference / "areas.csv")
        self._arrivals: dict[str, list[_Arrival]] = {}
        self._rows = _Rows()
        self._bad: list[QuarantinedFile] = []
        self._counts = dict.fromkeys(("new", "reread", "unchanged", "new_sources", "resolved", "newly_quarantined"), 0)

    def run(self, progress: Progress, memory: _Memory) -> IngestReport:
        total = len(self._files)
        opened = self._look(memory, lambda name: progress(0, total, name))
        self._counts["unchanged"] += memory.unchanged(opened)
        outdated = read_by_others(self._settings.raw, READER_VERSION)
        self._state = load_state(self._settings.raw, outdated | {bulletin_id_of(sha256) for sha256 in self._arrivals})
        done = total - sum(len(arrivals) for arrivals in self._arrivals.values())
        for arrivals in self._arrivals.values():
            progress(done, total, arrivals[0].name)
            self._take_in(arrivals)
            done += len(arrivals)
        self._reread_absent()
        for name in memory.gone():
            self._resolve(name)
        self._rows.write(self._settings.raw, self._stamp)
        hashes = {arrival.name: arrival.sha256 for arrivals in self._arrivals.values() for arrival in arrivals}
        memory.keep(hashes, [row.source_name for row in self._bad], opened)
        progress(total, total, "")
        return IngestReport(files=total, quarantined=tuple(self._bad), **self._counts)

    # --- the files -------------------------------------------------------------------------------

    def _look(self, memory: _Memory, tell: Callable[[str], None]) -> set[str]:
        """Look at the files that may say something new; returns their names."""
        opened: set[str] = set()
        wanted = memory.to_open() | {file.name for file in self._files if file.problem}
        while wanted:
            for file in self._files:
                if file.name in wanted:
                    tell(file.name)
                    self._look_at(file)
            opened |= wanted
            wanted = memory.with_the_bytes(self._arrivals) - opened
        return opened

    def _look_at(self, file: InboxFile) -> None:
        """Archive a file's bytes and read its sidecar, or set it aside."""
        sha256: str | None = None
        try:
            if file.problem:
                raise file.problem
            if file.path.suffix.lower() in ENDINGS:
                self._look_at_sidecar(file)
                return
            media_type_of(file.name)
            sha256 = self._archived(file)
            sidecar = self._sidecar(file)
        except Unreadable as problem:
            self._set_aside(file.name, sha256, problem)
            return
        self._arrivals.setdefault(sha256, []).append(_Arrival(file, sha256, sidecar))

    def _sidecar(self, file: InboxFile) -> Sidecar | None:
        beside = sidecar_of(file.path)
        if beside is None:
            return None
        if beside in self._closed:
            raise Unreadable(WRONG_SIDECAR, f"{beside.name}: {self._closed[beside].detail}")
        return read_sidecar(beside, self._areas)

    def _look_at_sidecar(self, file: InboxFile) -> None:
        if file.path.suffix not in ENDINGS:
            raise Unreadable(ORPHAN_SIDECAR, f"a sidecar ends in {ENDINGS[0]}, in small letters")
        if str(Path(file.name).with_suffix("")) not in self._described:
            bulletins = ", ".join(f"{file.path.stem}{ending}" for ending in MEDIA_TYPES)
            raise Unreadable(ORPHAN_SIDECAR, f"there is no bulletin beside it; expected one of {bulletins}")
        self._resolve(file.name)

    def _archived(self, file: InboxFile) -> str:
        data = read_file(file, self._settings.max_file_bytes)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 not in self._archive:
            self._archive.put(data)
        return sha256

    # --- the bulletins ---------------------------------------------------------------------------

    def _take_in(self, arrivals: list[_Arrival]) -> None:
        """Write what is new about one bulletin, which came under one name or several."""
        sha256 = arrivals[0].sha256
        known = self._state.documents.get(bulletin_id_of(sha256))
        sidecar = self._context(arrivals)
        if known and (known.context_hash, known.reader_version) == (sidecar.context_hash, READER_VERSION):
            self._counts["unchanged"] += 1
        else:
            try:
                read = self._read(arrivals)
            except Unreadable as problem:
                for arrival in arrivals:
                    self._set_aside(arrival.name, sha256, problem)
                return
            self._counts["reread" if known else "new"] += 1
            self._add_document(make_document(sha256, read, sidecar, self._stamp))
        for arrival in arrivals:
            self._add_source(arrival)
            self._resolve(arrival.name)

    def _context(self, arrivals: list[_Arrival]) -> Sidecar:
        """Choose whose sidecar speaks for the bulletin (the rule stands at the head of this file)."""
        bulletin_id = bulletin_id_of(arrivals[0].sha256)
        here = {arrival.name: arrival.facts for arrival in arrivals}
        choices = [(facts == NO_FACTS, False, name, facts) for name, facts in here.items()]
        for name in self._state.names.get(bulletin_id, []):
            if name not in here:
                facts = Sidecar.from_facts(self._state.sources[bulletin_id, name].sidecar)
                choices.append((facts == NO_FACTS, True, name, facts))
        return min(choices, key=lambda choice: choice[:3])[3]

    def _read(self, arrivals: list[_Arrival]) -> ReadText:
        """Read the text from the archive; the first name says the format."""
        arrival = arrivals[0]
        self._refuse_known_to_be_too_complex(arrival)
        try:
            data = self._archive.get(arrival.sha256)
        except (NotArchived, ArchiveDamaged):
            data = read_file(arrival.file, self._settings.max_file_bytes)
            if self._archive.put(data) != arrival.sha256:
                raise Unreadable(UNREADABLE_FILE, "it changed while it was being read") from None
        return read_bytes(data, arrival.name, max_bytes=self._settings.max_file_bytes)

    def _refuse_known_to_be_too_complex(self, arrival: _Arrival) -> None:
        """Do not spend a minute again, at every ingest, on bytes that this reader has given up before."""
        for row in self._state.open_by_name.get(arrival.name, []):
            known = (row.sha256, row.reason_code, row.reader_version)
            if known == (arrival.sha256, TOO_COMPLEX, READER_VERSION):
                raise Unreadable(TOO_COMPLEX, row.detail)

    def _reread_absent(self) -> None:
        """Read bulletins that have left the inbox from the archive, where an older reader read them."""
        for bulletin_id, known in self._state.documents.items():
            if known.reader_version == READER_VERSION or known.sha256 in self._arrivals:
                continue
            names = self._state.names.get(bulletin_id, [])
            if not names:
                continue
            chosen = min(names, key=lambda name: (self._state.sources[bulletin_id, name].sidecar is None, name))
            sidecar = Sidecar.from_facts(self._state.sources[bulletin_id, chosen].sidecar)
            try:
                read = read_bytes(self._archive.get(known.sha256), names[0], max_bytes=self._settings.max_file_bytes)
            except (NotArchived, ArchiveDamaged) as error:
                self._set_aside(names[0], known.sha256, Unreadable(UNREADABLE_FILE, str(error)))
            except Unreadable as problem:
                self._set_aside(names[0], known.sha256, problem)
            else:
                self._counts["reread"] += 1
                self._add_document(make_document(known.sha256, read, sidecar, self._stamp))

    # --- the rows --------------------------------------------------------------------------------

    def _add_document(self, document: Document) -> None:
        self._rows.documents.append(document)
        self._rows.characters += len(document.text)
        if len(self._rows.documents) >= FLUSH_BULLETINS or self._rows.characters >= FLUSH_CHARACTERS:
            self._rows.write(self._settings.raw, self._stamp)

    def _add_source(self, arrival: _Arrival) -> None:
        bulletin_id = bulletin_id_of(arrival.sha256)
        known = self._state.sources.get((bulletin_id, arrival.name))
        facts = arrival.sidecar.facts if arrival.sidecar else None
        if known and known.sidecar == facts:
            return
        self._counts["new_sources"] += 1
        self._rows.sources.append(
            DocumentSource(bulletin_id, arrival.sha256, arrival.name, facts, arrival.facts.context_hash, self._stamp)
        )

    def _set_aside(self, name: str, sha256: str | None, problem: Unreadable) -> None:
        row = QuarantinedFile(
            name, sha256, problem.reason_code, problem.detail, READER_VERSION, self._stamp, resolved=False
        )
        known = self._state.quarantine.get(quarantine_key(row))
        if known and replace(known, seen_at=self._stamp) == row:
            self._bad.append(known)
        else:
            self._bad.append(row)
            self._rows.quarantine.append(row)
            self._counts["newly_quarantined"] += 1
        self._resolve(name, but=row)

    def _resolve(self, name: str, but: QuarantinedFile | None = None) -> None:
        """End a file's stays in quarantine: it can be read now, or is there for another reason."""
        for row in self._state.open_by_name.get(name, []):
            if but is None or quarantine_key(row) != quarantine_key(but):
                self._rows.quarantine.append(replace(row, seen_at=self._stamp, resolved=True))
                self._counts["resolved"] += 1
