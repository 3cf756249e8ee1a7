"""Files given on the command line as documents and what they say, with no archive and no warehouse."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.inbox import printable_name
from orchestration.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orchestration.bulletins.records import Document, Extraction
    from orchestration.sidecar import Sidecar

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read.

    Attributes:
        name: Its base name as given; `stdin` for standard input.
        document: Its text and the facts of its sidecar.
        extraction: What the text says.
    """

    name: str
    document: Document
    extraction: Extraction


@dataclass(slots=True)
class FilesRead:
    """The files that could be read, and how many could not."""

    sources: list[Source] = field(default_factory=list)
    failed: int = 0

    def exit_if_any_failed(self) -> None:
        """End with exit code 1 when a file could not be read; each was told on standard error."""
        if self.failed:
            raise SystemExit(1)


def read_files(files: Sequence[str], *, progress: Callable[[int, int, str], None] | None = None) -> FilesRead:
    """Read and extract each file; what cannot be read is told on standard error.

    Args:
        files: Paths; «-» is standard input, read as plain text.
        progress: Called with done, total and the file at hand.

    Raises:
        click.UsageError: A file does not exist; nothing is read then.
    """
    _require_existing(files)
    settings = Settings.from_environment()
    found = FilesRead()
    for number, file in enumerate(files):
        if progress is not None:
            progress(number, len(files), printable_name(file))
        source = _read(file, settings)
        if source is None:
            found.failed += 1
        else:
            found.sources.append(source)
    return found


def _require_existing(files: Sequence[str]) -> None:
    for file in files:
        if file == STANDARD_INPUT:
            continue
        shown = printable_name(file)
        if Path(file).is_dir():
            raise click.UsageError(f"{shown} is a folder. Give its files: {shown.rstrip('/')}/*.txt")
        if not Path(file).exists():
            raise click.UsageError(f"{shown}: there is no such file.")
        if not Path(file).is_file():
            raise click.UsageError(f"{shown}: it is a pipe, a socket or a device. Standard input is read as «-».")


def _read(file: str, settings: Settings) -> Source | None:
    from orchestration.bulletins.extract import extract
    from orchestration.bulletins.reading.reasons import Unreadable
    from orchestration.bulletins.vocabulary import load_vocabulary

    shown = printable_name(file)
    name = "stdin" if file == STANDARD_INPUT else printable_name(Path(file).name)
    try:
        data = sys.stdin.buffer.read() if file == STANDARD_INPUT else Path(file).read_bytes()
        document = _document(data, name, settings, None if file == STANDARD_INPUT else Path(file))
    except Unreadable as problem:
        click.echo(f"{shown}: {problem.detail} ({problem.reason_code})", err=True)
        return None
    except OSError as problem:
        click.echo(f"{shown}: it cannot be opened: {problem.strerror}", err=True)
        return None
    return Source(name, document, extract(document, load_vocabulary(settings.reference)))


def _document(data: bytes, name: str, settings: Settings, path: Path | None) -> Document:
    from orchestration.bulletins.reading.reader import read_bytes
    from orchestration.documents import make_document

    source_name = f"{name}.txt" if path is None else name
    read = read_bytes(data, source_name, max_bytes=settings.max_file_bytes)
    sha256 = hashlib.sha256(data).hexdigest()
    return make_document(sha256, read, _sidecar(path, settings), datetime.now(UTC))


def _sidecar(path: Path | None, settings: Settings) -> Sidecar:
    from orchestration.sidecar import NO_FACTS, load_area_names, read_sidecar, sidecar_of

    beside = sidecar_of(path) if path else None
    if beside is None:
        return NO_FACTS
    areas = load_area_names(settings.reference / "areas.csv")
    return read_sidecar(beside, areas)
