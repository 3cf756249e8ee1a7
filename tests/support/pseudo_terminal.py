"""A command on a pseudo-terminal: it believes that a person sits there, and single keys reach it."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.settings import REPOSITORY, Settings
from tests.support.command import environment

SECONDS = 120
LOCAL_MODES = 3
"""Where `termios.tcgetattr` has them."""


class Terminal:
    """What stands on the screen, and the keyboard."""

    def __init__(self, descriptor: int, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.screen = ""
        self._descriptor = descriptor
        self._seen = 0

    def wait_for(self, words: str) -> str:
        """Read until the words appear after what was last waited for; return what came up to them."""
        deadline = time.monotonic() + SECONDS
        while words not in self.screen[self._seen :]:
            if not self._read(deadline):
                raise AssertionError(f"«{words}» never came:\n{self.screen}")
        end = self.screen.index(words, self._seen) + len(words)
        came, self._seen = self.screen[self._seen : end], end
        return came

    def type(self, line: str) -> None:
        """Type a line and its end."""
        os.write(self._descriptor, f"{line}\n".encode())

    def press(self, key: str) -> None:
        """Press one key once the command waits for single keys; what is typed before that it throws away."""
        deadline = time.monotonic() + SECONDS
        while termios.tcgetattr(self._descriptor)[LOCAL_MODES] & termios.ICANON:
            if time.monotonic() > deadline:
                raise AssertionError(f"no key is waited for:\n{self.screen}")
            time.sleep(0.01)
        os.write(self._descriptor, key.encode())

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self._read(time.monotonic() + SECONDS):
            pass
        return self.process.wait(SECONDS)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            content = os.read(self._descriptor, 65536)
        except OSError:  # Linux says so when the other side is closed
            return False
        self.screen += content.decode("utf-8", errors="replace")
        return bool(content)


@contextmanager
def on_a_terminal(*arguments: str, settings: Settings, **more: str) -> Iterator[Terminal]:
    """Start `bantin` on a pseudo-terminal of its own."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration", *arguments],
        cwd=REPOSITORY,
        env=environment(settings, TERM="xterm", **more),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(ours, process)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
