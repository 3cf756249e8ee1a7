"""How much memory many bulletins take on their way through ingest and extraction, all processes together.

    python benchmarks/batch_memory.py [--bulletins 100000] [--workers 2] [--from-files]

Makes small bulletins and writes them into a temporary home as ingest does (or, with --from-files, as files that
ingest reads, which takes long as every file is synced to the disk). A process of its own then extracts them, with as
many reading processes as asked for, and once more when nothing is left to read. Meanwhile the resident memory of that
process and of all that it started is added up twenty times a second. Linux only. Keeps no state.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.watching import family, resident
from orchestration.bulletins.reading.reader import READER_VERSION
from orchestration.bulletins.records import Document, DocumentSource
from orchestration.ingest import FLUSH_BULLETINS, ingest_inbox
from orchestration.reading_queue import extract_stale
from orchestration.settings import Settings
from orchestration.tables import EXTRACTED_TABLES, count_raw, ensure_raw, rows_to_table, write_batch
from tests.support.corpus import bulletins
from tests.support.golden import document_of

PAUSE = 0.05
STEPS = 10
MEGABYTE = 1_000_000
STAMP = datetime(2024, 7, 1, 8, 0, tzinfo=UTC)


def tell(words: str) -> None:
    """Progress, on standard error."""
    print(words, file=sys.stderr, flush=True)


def made(options: argparse.Namespace) -> Iterator[str]:
    """The bulletins, each with its number, so that no two short ones are the same."""
    texts = bulletins(options.seed, "bundled", (100, 2 * options.characters - 100))
    for number, text in enumerate(islice(texts, options.bulletins)):
        yield f"{text}Bản tin số {number}.\n"


def write_documents(settings: Settings, options: argparse.Namespace) -> int:
    """Write the bulletins as ingest does, five hundred a batch; returns their bytes."""
    ensure_raw(settings.raw)
    texts = made(options)
    size, number = 0, 0
    while some := list(islice(texts, FLUSH_BULLETINS)):
        rows = [_document(text, number + place) for place, text in enumerate(some)]
        sources = [
            DocumentSource(row.bulletin_id, row.sha256, f"{row.bulletin_id}.txt", None, row.context_hash, STAMP)
            for row in rows
        ]
        write_batch(settings.raw, "documents", rows_to_table("documents", rows), STAMP)
        write_batch(settings.raw, "document_sources", rows_to_table("document_sources", sources), STAMP)
        size += sum(len(text.encode()) for text in some)
        number += len(some)
    return size


def _document(text: str, number: int) -> Document:
    made = document_of(text, f"{number:016x}")
    return replace(made, reader_version=READER_VERSION, ingested_at=STAMP)


def write_files(settings: Settings, options: argparse.Namespace) -> int:
    """Write the bulletins as files of the inbox; returns their bytes."""
    settings.inbox.mkdir(parents=True)
    texts = enumerate(made(options))
    return sum((settings.inbox / f"{number}.txt").write_bytes(text.encode()) for number, text in texts)


def _ingest(settings: Settings, connection: Connection) -> None:
    ingest_inbox(settings, progress=_sent_to(connection))


def _extract(settings: Settings, connection: Connection) -> None:
    extract_stale(settings, progress=_sent_to(connection), workers=settings.workers)


def _sent_to(connection: Connection) -> Callable[[int, int, str], None]:
    last = -1

    def progress(done: int, total: int, name: str) -> None:
        nonlocal last
        step = done * STEPS // max(total, 1)
        if step > last:
            last = step
            connection.send((done, total))

    return progress


def watched(name: str, job: Callable[[Settings, Connection], None], settings: Settings) -> list[str]:
    """Do one job in a process of its own and watch its memory; returns the lines of its table.

    Raises:
        SystemExit: the job failed.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    before, began = _child_seconds(), time.monotonic()
    process = context.Process(target=job, args=(settings, theirs))
    process.start()
    theirs.close()
    lines = [f"{name}", f"  {'bulletins':>12}{'seconds':>10}{'now MB':>9}{'peak MB':>9}{'processes':>11}"]
    peak = most = 0
    while process.is_alive():
        used = [resident(number) for number in family(process.pid or 0)]
        peak, most = max(peak, sum(used)), max(most, len(used))
        while ours.poll():
            try:
                done, _ = ours.recv()
            except EOFError:
                break
            row = f"  {done:12,}{time.monotonic() - began:10.1f}{sum(used) / MEGABYTE:9.0f}{peak / MEGABYTE:9.0f}"
            lines.append(f"{row}{len(used):11}")
            tell(lines[-1])
        time.sleep(PAUSE)
    process.join()
    if process.exitcode != 0:
        raise SystemExit(f"{name} ended with code {process.exitcode}")
    seconds = _child_seconds() - before
    lines.append(f"  peak {peak / MEGABYTE:.0f} MB in {most} processes; {seconds:.0f} processor seconds")
    return lines


def _child_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Make the bulletins, take them through, print."""
    options = _arguments()
    if not Path("/proc/self/statm").exists():
        raise SystemExit("This benchmark reads /proc and works on Linux only.")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home", inbox=Path(folder) / "inbox", workers=options.workers)
        tell(f"{options.bulletins:,} bulletins are made …")
        size = (write_files if options.from_files else write_documents)(settings, options)
        lines = [f"{options.bulletins:,} bulletins, {size / MEGABYTE:.1f} MB, {options.workers} reading processes"]
        if options.from_files:
            lines += watched("ingest", _ingest, settings)
        lines += watched("extract", _extract, settings)
        lines += watched("extract again: nothing to read", _extract, settings)
        counts = ", ".join(f"{count_raw(settings.raw, name):,} {name}" for name in (*EXTRACTED_TABLES, "readings"))
    print("\n".join([*lines, counts]))


def _arguments() -> argparse.Namespace:
    assert __doc__ is not None
    summary, _, rest = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--bulletins", type=int, default=100_000, help="how many (100000)")
    add("--characters", type=int, default=300, help="their length on average, 100 or more (300)")
    add("--workers", type=int, default=2, help="reading processes; 1: none but the first (2)")
    add("--seed", type=int, default=1, help="another seed, other bulletins (1)")
    add("--from-files", action="store_true", help="begin with files in an inbox, and ingest them")
    return parser.parse_args()


if __name__ == "__main__":
    main()
