"""The lock that each writer of the warehouse takes: a shell's `dbt build`, `bantin run`, the UI."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.settings import Settings

POLL_SECONDS = 0.2


class WriterBusy(RuntimeError):  # noqa: N818 - it says what is the matter
    """Another writer held the warehouse for longer than `BANTIN_LOCK_TIMEOUT`."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes the warehouse: the process, its command, and since when (ISO 8601, UTC)."""

    pid: int
    command: str
    since: str

    def __str__(self) -> str:
        """Describe the holder for a waiting message."""
        return f"process {self.pid} (`{self.command}`, since {self.since})"


def tell(message: str) -> None:
    """Print a message for the person at the terminal; standard output stays free for data."""
    print(message, file=sys.stderr, flush=True)


class WritersLock:
    """An exclusive lock of one home, held between `acquire` and `release`.

    The operating system drops it when its process dies, however it dies, so it can't be left behind. The
    file beside it that names the holder is for messages only.
    """

    def __init__(self, settings: Settings, report: Callable[[str], None] = tell) -> None:
        self._path = settings.home / "locks" / "warehouse.lock"
        self._timeout = settings.lock_timeout_seconds
        self._report = report
        # Held by the process and not by the thread: dbt opens the connection in one and ends in another.
        self._lock = FileLock(self._path, thread_local=False)

    @property
    def holder_file(self) -> Path:
        """JSON with the present holder."""
        return self._path.with_suffix(".holder.json")

    def acquire(self, command: str) -> None:
        """Wait until no other process writes this home's warehouse.

        Raises:
            WriterBusy: the other writer did not end within the timeout; the message says who it is.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            self._wait()
        holder = Holder(os.getpid(), command, datetime.now(UTC).isoformat(timespec="seconds"))
        _replace(self.holder_file, json.dumps(asdict(holder)))

    def _wait(self) -> None:
        holder = self.holder()
        self._report(f"Waiting for another writer of the warehouse: {holder or 'an unknown process'} …")
        try:
            self._lock.acquire(timeout=self._timeout, poll_interval=POLL_SECONDS)
        except Timeout:
            raise WriterBusy(
                f"The warehouse of {self._path.parent.parent} is still being written by "
                f"{self.holder() or 'an unknown process'} after {self._timeout:g} seconds. "
                "Let it end (or end it), or raise BANTIN_LOCK_TIMEOUT."
            ) from None
        self._report("The other writer has ended; going on.")

    def holder(self) -> Holder | None:
        """Tell who holds the lock, as far as the file beside it says."""
        try:
            return Holder(**json.loads(self.holder_file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def release(self) -> None:
        """Let the next writer in; does nothing where the lock is not held."""
        if self._lock.is_locked:
            self.holder_file.unlink(missing_ok=True)
            self._lock.release()


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
