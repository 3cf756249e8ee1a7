"""The lock that keeps two ingests, or two extractions, of one home from writing the same rows twice."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.settings import Settings

POLL_SECONDS = 0.1


class RawBusy(RuntimeError):  # noqa: N818 - it says what is the matter
    """Another process held the raw tables for longer than `BANTIN_LOCK_TIMEOUT`."""


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


@contextmanager
def raw_lock(settings: Settings, task: str, report: Callable[[str], None] = _tell) -> Iterator[None]:
    """Hold the lock of `task` (`ingest` or `extract`) for the length of a `with` block.

    The operating system drops the lock when its process dies, however it dies.

    Args:
        settings: the home whose raw tables are written, and how long to wait for another writer.
        task: what is being done; each task has a lock of its own.
        report: told once when another process has to be waited for.

    Raises:
        RawBusy: the other process did not end in time; the message says which one it is.
    """
    path = settings.home / "locks" / f"{task}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    holder = path.with_suffix(".pid")
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        report(f"Waiting for the {task} of {_name(holder)} …")
        try:
            lock.acquire(timeout=settings.lock_timeout_seconds, poll_interval=POLL_SECONDS)
        except Timeout:
            message = (
                f"the {task} of {_name(holder)} still writes {settings.raw} after "
                f"{settings.lock_timeout_seconds:g} seconds; let it end, end it, or raise BANTIN_LOCK_TIMEOUT"
            )
            raise RawBusy(message) from None
    try:
        holder.write_text(str(os.getpid()), encoding="utf-8")
        yield
    finally:
        lock.release()


def _name(holder: Path) -> str:
    try:
        return f"process {int(holder.read_text(encoding='utf-8'))}"
    except (OSError, ValueError):
        return "another process"
