"""Who decides, why, and when."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import date

from orchestration.settings import Settings


@dataclass(frozen=True, slots=True)
class Signature:
    """What every row of a steward's table is signed with."""

    author: str
    reason: str
    day: date


def usual_author(settings: Settings) -> str | None:
    """`BANTIN_AUTHOR`, else the name that git is set up with, if any."""
    if settings.author:
        return settings.author
    try:
        done = subprocess.run(
            ["git", "config", "--get", "user.name"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    return done.stdout.strip() or None
