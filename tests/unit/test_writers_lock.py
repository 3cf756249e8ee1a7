"""One writer at a time, and everybody else is told who it is."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.writers_lock import WriterBusy, WritersLock
from tests.support.raw_home import home_settings

HOLD = """
import sys, time
from pathlib import Path
from tests.support.raw_home import home_settings
from orchestration.writers_lock import WritersLock
lock = WritersLock(home_settings(Path(sys.argv[1])))
lock.acquire("dbt build")
print("held", flush=True)
time.sleep(60)
"""


def hold(home: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock of `home`."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_waits_and_then_gives_up_naming_the_first(tmp_path: Path) -> None:
    first = hold(tmp_path)
    messages: list[str] = []
    lock = WritersLock(home_settings(tmp_path, lock_timeout_seconds=0.5), messages.append)
    try:
        with pytest.raises(WriterBusy, match=rf"process {first.pid} \(`dbt build`, since .*BANTIN_LOCK_TIMEOUT"):
            lock.acquire("bantin run")
    finally:
        first.kill()
        first.wait()
    assert len(messages) == 1
    assert f"Waiting for another writer of the warehouse: process {first.pid} (`dbt build`" in messages[0]


def test_a_killed_writer_leaves_no_lock_behind(tmp_path: Path) -> None:
    first = hold(tmp_path)
    first.send_signal(signal.SIGKILL)
    first.wait()
    lock = WritersLock(home_settings(tmp_path, lock_timeout_seconds=0.5))
    began = time.monotonic()
    lock.acquire("bantin run")
    assert time.monotonic() - began < 0.4
    holder = lock.holder()
    assert holder is not None
    assert holder.command == "bantin run"
    lock.release()
    assert lock.holder() is None


def test_the_waiting_writer_goes_on_when_the_first_ends(tmp_path: Path) -> None:
    messages: list[str] = []
    first = WritersLock(home_settings(tmp_path))
    second = WritersLock(home_settings(tmp_path, lock_timeout_seconds=5.0), messages.append)
    first.acquire("dbt build")
    subprocess.Popen(["true"]).wait()  # children of the holder do not keep the lock
    first.release()
    second.acquire("bantin run")
    second.release()
    assert messages == []


def test_an_unreadable_holder_file_is_no_obstacle(tmp_path: Path) -> None:
    lock = WritersLock(home_settings(tmp_path))
    lock.acquire("dbt build")
    lock.holder_file.write_text(json.dumps({"nobody": 1}), encoding="utf-8")
    assert lock.holder() is None
    lock.release()
    lock.release()
