"""Watches the inbox and asks for a run when its files have come to rest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from dagster import (
    AssetKey,
    DagsterInstance,
    DagsterRunStatus,
    DefaultSensorStatus,
    RunRequest,
    RunsFilter,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from orchestration.inbox import InboxFile, NoInbox, walk_inbox
from orchestration.instance import close_orphaned_runs
from orchestration.settings import Settings

SECONDS_BETWEEN_LOOKS = 10
STATE_METADATA = "state of the inbox"
UNDER_WAY = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
]

InboxState = dict[str, list[int]]
"""Path relative to the inbox → [size in bytes, time of last change in nanoseconds]."""


def inbox_state(inbox: Path) -> InboxState:
    """Look at every file that ingest would look at; a missing inbox has none."""
    try:
        files = walk_inbox(inbox)
    except NoInbox:
        return {}
    return {file.name: _facts(file) for file in files}


def _facts(file: InboxFile) -> list[int]:
    try:
        facts = file.path.stat()
    except OSError:  # a link to nothing, or gone since it was listed: ingest will say so
        return [-1, 0]
    return [facts.st_size, facts.st_mtime_ns]


def state_digest(state: InboxState) -> str:
    """Hash a state into sixteen digits; ingest notes it, so that the sensor knows what was read."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]


def moving_files(cursor: str | None, now: InboxState) -> list[str]:
    """Name the files that two looks in a row do not find the same.

    Args:
        cursor: What the previous look left, as JSON; None at the first look.
        now: What this look finds.
    """
    before: InboxState = json.loads(cursor) if cursor else {}
    return sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))


@sensor(
    job_name="everything",
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=DefaultSensorStatus.RUNNING,
    description="Runs everything when a file in the inbox is new or changed and no longer being written.",
)
def inbox_sensor(context: SensorEvaluationContext) -> SensorResult | SkipReason:
    """Ask for a run where the inbox has come to rest in a state that no run has read."""
    inbox = Settings.from_environment().inbox
    now = inbox_state(inbox)
    moving = moving_files(context.cursor, now)
    context.update_cursor(json.dumps(now))
    if moving:
        return SkipReason(f"Waiting until these are the same at two looks: {', '.join(moving[:20])}")
    if not now:
        return SkipReason(f"No files in {inbox}")
    close_orphaned_runs(context.instance)
    if under_way := context.instance.get_runs(RunsFilter(statuses=UNDER_WAY), limit=1):
        return SkipReason(f"Waiting for run {under_way[0].run_id[:8]}, which may read what is new.")
    read, run_id = _last_ingest(context.instance)
    if read == state_digest(now):
        return SkipReason(f"Run {run_id[:8]} has read {inbox} as it is now.")
    return SensorResult(run_requests=[RunRequest(run_key=f"{state_digest(now)}-after-{run_id[:8]}")])


def _last_ingest(instance: DagsterInstance) -> tuple[str | None, str]:
    """Tell which state of the inbox was last read, and by which run; whoever started it."""
    event = instance.get_latest_materialization_event(AssetKey(["raw", "documents"]))
    if event is None or event.asset_materialization is None:
        return None, "none"
    noted = event.asset_materialization.metadata.get(STATE_METADATA)
    return (str(noted.value) if noted else None), event.run_id
