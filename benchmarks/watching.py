"""Watches a job in a process of its own: seconds, processor seconds, memory of all its processes. Linux only."""

from __future__ import annotations

import multiprocessing
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Seen:
    """What a job took.

    Attributes:
        wall: seconds by the clock.
        cpu: processor seconds, of all its processes.
        peak: most resident bytes of all its processes at once.
        answer: what the job returned.
    """

    wall: float
    cpu: float
    peak: int
    answer: Any = None


def watch(job: Callable[..., Any], *arguments: Any) -> Seen:
    """Call a function in a fresh process; its answer must be picklable.

    Raises:
        RuntimeError: it failed.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answering, args=(theirs, job, arguments))
    before, began = _child_seconds(), time.monotonic()
    process.start()
    theirs.close()
    peak, answer = 0, None
    while process.is_alive():
        peak = max(peak, sum(resident(number) for number in family(process.pid or 0)))
        if ours.poll(PAUSE):
            try:
                answer = ours.recv()
            except EOFError:
                time.sleep(PAUSE)
    process.join()
    if process.exitcode != 0:
        raise RuntimeError(f"{job.__name__} ended with code {process.exitcode}")
    return Seen(time.monotonic() - began, _child_seconds() - before, peak, answer)


def _answering(connection: Connection, job: Callable[..., Any], arguments: Sequence[Any]) -> None:
    connection.send(job(*arguments))


def watch_command(command: Sequence[str], environment: Mapping[str, str]) -> Seen:
    """Run a command and take its output as the answer.

    Raises:
        RuntimeError: it ended with another code than 0.
    """
    before, began, peak = _child_seconds(), time.monotonic(), 0
    with (
        tempfile.TemporaryFile() as stream,
        subprocess.Popen(command, env=dict(environment), stdout=stream, stderr=subprocess.STDOUT) as process,
    ):
        while process.poll() is None:
            peak = max(peak, sum(resident(number) for number in family(process.pid)))
            time.sleep(PAUSE)
        stream.seek(0)
        output = stream.read().decode()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with code {process.returncode}:\n{output}")
    return Seen(time.monotonic() - began, _child_seconds() - before, peak, output)


def _child_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def family(first: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue  # it ended meanwhile
    family, found = {first}, True
    while found:
        found = {number for number, parent in parents.items() if parent in family} - family
        family |= found
    return sorted(family)


def resident(process: int) -> int:
    """The resident bytes of a process; 0 where it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def disk_bytes(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
