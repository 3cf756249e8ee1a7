"""Watches the inbox and asks for a run when its files have come to rest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from dagster import DefaultSensorStatus, RunRequest, SensorEvaluationContext, SensorResult, SkipReason, sensor

from orchestration.settings import Settings

SECONDS_BETWEEN_LOOKS = 10

InboxState = dict[str, list[int]]
"""Path relative to the inbox → [size in bytes, time of last change in nanoseconds]."""


def inbox_state(inbox: Path) -> InboxState:
    """Look at every file of `inbox`, hidden ones left out; a missing inbox has none."""
    state: InboxState = {}
    for path in sorted(inbox.rglob("*")) if inbox.is_dir() else []:
        relative = path.relative_to(inbox)
        if any(part.startswith(".") for part in relative.parts) or not path.is_file():
            continue
        try:
            facts = path.stat()
        except FileNotFoundError:  # removed since it was listed
            continue
        state[relative.as_posix()] = [facts.st_size, facts.st_mtime_ns]
    return state


def decide(cursor: str | None, now: InboxState) -> tuple[str | None, list[str]]:
    """Compare two looks at the inbox.

    A file counts as written to its end when two looks in a row find it the same.

    Args:
        cursor: What the previous look left, as JSON; None at the first look.
        now: What this look finds.

    Returns:
        The key of the run to ask for, or None; and the names that changed since the previous look.
    """
    before: InboxState = json.loads(cursor) if cursor else {}
    moving = sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))
    if moving or not now:
        return None, moving
    digest = hashlib.sha256(json.dumps(now, sort_keys=True).encode()).hexdigest()
    return f"inbox-{digest[:16]}", []


@sensor(
    job_name="everything",
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=DefaultSensorStatus.RUNNING,
    description="Runs everything when a file in the inbox is new or changed and no longer being written.",
)
def inbox_sensor(context: SensorEvaluationContext) -> SensorResult | SkipReason:
    """Ask for one run a state of the inbox; Dagster itself drops a run key that it has seen."""
    inbox = Settings.from_environment().inbox
    now = inbox_state(inbox)
    run_key, moving = decide(context.cursor, now)
    context.update_cursor(json.dumps(now))
    if moving:
        return SkipReason(f"Waiting until these are the same at two looks: {', '.join(moving[:20])}")
    if run_key is None:
        return SkipReason(f"No files in {inbox}")
    return SensorResult(run_requests=[RunRequest(run_key=run_key)])
