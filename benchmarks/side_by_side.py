"""Readers in processes of their own, asked in turn: what each slice of texts cost, and how much memory in all.

A process of its own gives every reader its own peak memory and its own caches. Times are processor seconds of that
process, all its threads together, so that a busy machine disturbs them little.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.readers import NotInstalled, Read


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading some texts took.

    Attributes:
        size: bytes of UTF-8.
        found: figures, numerals or entities.
        seconds: processor seconds.
        peak: bytes of resident memory at most, since the process began, texts included.
    """

    size: int
    found: int
    seconds: float
    peak: int

    @property
    def rate(self) -> float:
        """Megabytes (10^6 bytes) a second."""
        return self.size / self.seconds / 1e6


class TooSlow(Exception):  # noqa: N818 - it says what is the matter
    """A reader did not answer in time."""


class TextFile:
    """Texts on the disk, one line of JSON each, so that a process holds only what it is asked to read."""

    def __init__(self, path: Path, texts: list[str]) -> None:
        self.path = path
        self.sizes = [len(text.encode()) for text in texts]
        self.places = [0]
        with path.open("wb") as stream:
            for text in texts:
                stream.write(json.dumps(text).encode() + b"\n")
                self.places.append(stream.tell())

    def slice(self, first: int, size: int) -> tuple[int, int]:
        """Numbers of the texts from `first` on that have `size` bytes together: one text at least."""
        end, taken = first, 0
        while end < len(self.sizes) and (end == first or taken + self.sizes[end] <= size):
            taken += self.sizes[end]
            end += 1
        return first, end


class Process:
    """A reader in a process of its own."""

    def __init__(self, make: Callable[[], Read], file: TextFile, limit: float) -> None:
        self._file = file
        self._limit = limit
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, make, file.path), daemon=True)
        self._process.start()
        theirs.close()
        self.started: Cost = self._answer()

    def read(self, first: int, end: int) -> Cost:
        """Read texts `first` to `end` (exclusive) of the file.

        Raises:
            TooSlow: it takes longer than the limit; the process is ended.
        """
        self._connection.send((self._file.places[first], self._file.places[end]))
        return self._answer()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._connection.close()

    def _answer(self) -> Cost:
        if not self._connection.poll(self._limit):
            self.close()
            raise TooSlow
        answer = self._connection.recv()
        if isinstance(answer, Exception):
            self.close()
            raise answer
        assert isinstance(answer, Cost)
        return answer


def _serve(connection: Connection, make: Callable[[], Read], path: Path) -> None:
    """Prepare a reader; then answer places in the file with what reading the texts there cost."""
    before = time.process_time()
    try:
        read = make()
    except NotInstalled as problem:
        connection.send(problem)
        return
    connection.send(Cost(0, 0, time.process_time() - before, peak_memory()))
    while True:
        first, end = connection.recv()
        with path.open("rb") as stream:
            stream.seek(first)
            texts = [json.loads(line) for line in stream.read(end - first).splitlines()]
        size = sum(len(text.encode()) for text in texts)
        before = time.process_time()
        found = read(texts)
        seconds = max(time.process_time() - before, 1e-6)
        connection.send(Cost(size, found, seconds, peak_memory()))


def peak_memory() -> int:
    """The most resident memory that this process ever had, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would give what the parent had before this process was started
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
