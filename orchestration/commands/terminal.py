"""Keeps the terminal for people while machinery talks into a log file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from orchestration.progress import Listener


@contextmanager
def machinery_logs_to(log: Path | None) -> Iterator[TextIO]:
    """Send all that this process and its children print to `log`, and yield the terminal itself.

    The file descriptors are switched, not only `sys.stdout`, because Dagster mirrors what a step prints
    through processes of its own.

    Args:
        log: The file, emptied first; None leaves everything on the terminal.

    Yields:
        A stream that still reaches the terminal's error output.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    try:
        with os.fdopen(os.dup(kept[1]), "w", encoding="utf-8", buffering=1) as terminal:
            if log is not None:
                log.parent.mkdir(parents=True, exist_ok=True)
                with log.open("wb") as file:
                    os.dup2(file.fileno(), 1)
                    os.dup2(file.fileno(), 2)
            yield terminal
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for descriptor, number in zip(kept, (1, 2), strict=True):
            os.dup2(descriptor, number)
            os.close(descriptor)


@contextmanager
def progress_bars(terminal: TextIO) -> Iterator[Listener]:
    """Draw one bar a stage on a terminal, or print one line a stage elsewhere; yield the listener."""
    if not terminal.isatty():
        yield _Lines(terminal).told
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[label]}", markup=False),
    )
    with Progress(*columns, console=Console(file=terminal), refresh_per_second=8) as progress:
        yield _Bars(progress).told


class _Lines:
    """Names each stage once, when it starts."""

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal
        self.seen: set[str] = set()

    def told(self, stage: str, done: int, total: int, label: str) -> None:
        """Hear of progress."""
        if stage not in self.seen:
            self.seen.add(stage)
            self.terminal.write(f"{stage} …\n")


class _Bars:
    """Moves the bar of the stage that tells."""

    def __init__(self, progress: object) -> None:
        from rich.progress import Progress, TaskID

        assert isinstance(progress, Progress)
        self.progress = progress
        self.tasks: dict[str, TaskID] = {}

    def told(self, stage: str, done: int, total: int, label: str) -> None:
        """Hear of progress."""
        if stage not in self.tasks:
            self.tasks[stage] = self.progress.add_task(stage, total=None, label="")
        self.progress.update(self.tasks[stage], completed=done, total=total or None, label=label)
