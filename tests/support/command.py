"""The `bantin` command as people call it: another process, with a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from orchestration.settings import REPOSITORY, Settings

SECONDS = 300


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """The environment of a process that works on this home."""
    return os.environ | {
        "BANTIN_HOME": str(settings.home),
        "BANTIN_INBOX": str(settings.inbox),
        "DAGSTER_HOME": str(settings.dagster_home),
        **more,
    }


def bantin(
    *arguments: str | Path, settings: Settings, stdin: str | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; nothing is asserted about how it ends."""
    return subprocess.run(
        [sys.executable, "-m", "orchestration", *map(str, arguments)],
        cwd=REPOSITORY,
        env=environment(settings, **more),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
    )


def query(sql: str, settings: Settings) -> list[dict[str, Any]]:
    """Ask the published warehouse."""
    done = bantin("query", sql, "--format", "json", settings=settings)
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def fresh_home(folder: Path) -> Settings:
    """Settings of a home and an inbox in `folder`; neither exists yet."""
    return Settings(home=folder / "home", inbox=folder / "inbox")
