"""Who reads the bulletins of a batch: this process, or several others side by side.

Both take tasks with `begin` and give what was found with the function that `begin` returns. This process reads
when it is asked for what was found; the others read meanwhile, each one task at a time, and send Arrow tables.

The other processes are started afresh (`spawn`), not forked: Dagster's processes have threads and open
connections that a fork would copy in the middle of whatever they do. They hold one end of a pipe each and end
when the other end is closed, so none outlives the process that started it, however that one ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Protocol

from orchestration.extractor import Extractor, Found, Task, read

Tell = Callable[[str], None]
"""Called with the id of a bulletin that is being read, or was just read elsewhere."""
Result = Callable[[Tell], Found]
"""Waits for what was found; can be called once."""


class Reader(Protocol):
    """Who reads tasks.

    Attributes:
        ahead: how many tasks it wants to have begun before the first one's result is asked for.
    """

    ahead: int

    def begin(self, task: Task) -> Result:
        """Take a task; returns at once."""


class WorkerEnded(Exception):  # noqa: N818 - it says what happened
    """A reading process ended before it answered; the message says how."""


@contextmanager
def reader(extractor: Extractor, workers: int) -> Iterator[Reader]:
    """A reader for the length of a `with` block: this process where `workers` is 1, or where it may start no others.

    Args:
        extractor: what reads a document; needs `again` to read in other processes.
        workers: number of processes that read.
    """
    if workers <= 1 or extractor.again is None or multiprocessing.current_process().daemon:
        yield InThisProcess(extractor)
        return
    others = OtherProcesses(extractor, workers)
    try:
        yield others
    finally:
        others.close()


class InThisProcess:
    """Reads a task when its result is asked for, so that a batch is written before the next is read."""

    ahead = 0

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor

    def begin(self, task: Task) -> Result:
        """Take a task."""
        return lambda tell: read(self._extractor, task, tell)


class OtherProcesses:
    """Reads tasks in several processes, a thread here for each, which sends its texts and receives its tables."""

    def __init__(self, extractor: Extractor, workers: int) -> None:
        self.ahead = 2 * workers
        self._extractor = extractor
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._workers = [_Worker(extractor, number) for number in range(1, workers + 1)]
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="bantin-reader")

    def begin(self, task: Task) -> Result:
        """Take a task; the first idle process gets it."""
        future = self._threads.submit(self._ask, task)

        def result(tell: Tell) -> Found:
            try:
                found = future.result()
            except WorkerEnded as problem:
                if str(problem):
                    _say(f"{problem} The {len(task.documents)} bulletins that it had are read in this process.")
                return read(self._extractor, task, tell)
            for document in task.documents:
                tell(document.bulletin_id)
            return found

        return result

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for worker in self._workers:
            worker.ended = True
        for worker in self._workers:
            worker.kill()
        self._threads.shutdown(cancel_futures=True)

    def _ask(self, task: Task) -> Found:
        worker = self._idle.get()
        try:
            return worker.ask(task)
        finally:
            if not worker.ended or all(other.ended for other in self._workers):  # the last one answers all who wait
                self._idle.put(worker)


class _Worker:
    """One process that reads; once it has ended, every task is answered with `WorkerEnded`."""

    def __init__(self, extractor: Extractor, number: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        versions = (extractor.version, extractor.vocabulary_version)
        self._process = context.Process(
            target=_serve, args=(theirs, extractor.again, versions), name=f"bantin-reader-{number}"
        )
        self._process.start()
        theirs.close()
        self.ended = False

    def ask(self, task: Task) -> Found:
        if self.ended:
            raise WorkerEnded
        try:
            self._connection.send(task)
            answer = self._connection.recv()
        except (EOFError, OSError):
            self.ended = True
            self._process.join()
            raise WorkerEnded(f"A reading process {_how_it_ended(self._process.exitcode)}.") from None
        if isinstance(answer, Exception):
            self.ended = True
            raise WorkerEnded(f"A reading process could not begin: {answer}.")
        assert isinstance(answer, Found)
        return answer

    def kill(self) -> None:
        self._process.kill()
        self._process.join()


def _how_it_ended(exit_code: int | None) -> str:
    if exit_code == -signal.SIGKILL:
        return "was killed, as the system does where memory runs out (fewer BANTIN_WORKERS need less)"
    if exit_code is not None and exit_code < 0:
        return f"was ended by signal {-exit_code}"
    return f"ended by itself with code {exit_code}"


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _serve(connection: Connection, again: Callable[[], Extractor], versions: tuple[str, str]) -> None:
    """Answer tasks until the other end is closed (in the process that reads)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the first process decides
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            extractor = again()
            _require_same(extractor, versions)
        except Exception as problem:  # whatever it is, the first process tells it and reads by itself
            connection.recv()
            connection.send(RuntimeError(f"{type(problem).__name__}: {problem}"))
            return
        while True:
            connection.send(read(extractor, connection.recv(), lambda bulletin_id: None))


def _require_same(extractor: Extractor, versions: tuple[str, str]) -> None:
    """Rows are keyed by the versions of the process that writes them: another's would be keyed wrongly."""
    if (extractor.version, extractor.vocabulary_version) != versions:
        raise ValueError(f"the reference tables or the rules changed meanwhile (process {os.getpid()})")
