"""Bytes to documents: the inbox is read into the archive and the raw tables."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    AssetSpec,
    Config,
    MaterializeResult,
    MetadataValue,
    multi_asset,
)
from pydantic import Field

from orchestration.assets.previews import PREVIEW_ROWS, markdown_table
from orchestration.inbox_sensor import STATE_METADATA, inbox_state, state_digest
from orchestration.ingest import IngestReport, ingest_inbox
from orchestration.progress import stage
from orchestration.settings import Settings
from orchestration.tables import count_raw, newest_rows

QUARANTINE = AssetKey(["raw", "quarantine"])
CHECK = "every_file_was_read"
DESCRIPTIONS = {
    "documents": "One row a bulletin and state of its sidecar: its text and the facts about it.",
    "document_sources": "The names under which the bytes of a bulletin came.",
    "quarantine": "Files that could not be read, with the reason; a later good file resolves them.",
}
PREVIEWS = {
    "documents": ["bulletin_id", "title", "publisher", "ref_area", "published_on", "ingested_at"],
    "document_sources": ["bulletin_id", "source_name", "first_seen"],
    "quarantine": ["source_name", "reason_code", "detail", "seen_at", "resolved"],
}


class InboxConfig(Config):
    """What `bantin run --inbox` sets."""

    inbox: str | None = Field(default=None, description="Folder to read instead of BANTIN_INBOX.")


@multi_asset(
    specs=[
        AssetSpec(["raw", name], group_name="ingest", description=description, kinds={"python", "parquet"})
        for name, description in DESCRIPTIONS.items()
    ],
    check_specs=[
        AssetCheckSpec(
            CHECK,
            asset=QUARANTINE,
            description="No file of the inbox lies in quarantine. A file that does stops no other one.",
        )
    ],
)
def ingest(config: InboxConfig) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """Read every file of the inbox that is new or changed."""
    settings = Settings.from_environment()
    inbox = Path(config.inbox) if config.inbox else settings.inbox
    state = state_digest(inbox_state(inbox))  # before reading: what comes meanwhile is for the next run
    report = ingest_inbox(settings, inbox=inbox, progress=stage("ingest"))
    for name in DESCRIPTIONS:
        newest = newest_rows(settings.raw, name, PREVIEW_ROWS, PREVIEWS[name])
        yield MaterializeResult(
            asset_key=["raw", name],
            metadata={
                "dagster/row_count": count_raw(settings.raw, name),
                "newest": markdown_table(newest, PREVIEWS[name]),
                **(_counts(report, inbox) | {STATE_METADATA: state} if name == "documents" else {}),
            },
        )
    yield _quarantine_check(report)


def _counts(report: IngestReport, inbox: Path) -> dict[str, Any]:
    return {
        "inbox": MetadataValue.path(str(inbox)),
        "files": report.files,
        "new": report.new,
        "read again": report.reread,
        "unchanged": report.unchanged,
        "in quarantine": len(report.quarantined),
    }


def _quarantine_check(report: IngestReport) -> AssetCheckResult:
    """Warn, and never fail: a bad file stops no good one."""
    rows = [asdict(file) for file in report.quarantined]
    columns = ["source_name", "reason_code", "detail", "seen_at"]
    return AssetCheckResult(
        passed=not rows,
        asset_key=QUARANTINE,
        check_name=CHECK,
        severity=AssetCheckSeverity.WARN,
        description=f"{len(rows)} of {report.files} files cannot be read." if rows else "Every file could be read.",
        metadata={
            "files": report.files,
            "in quarantine": markdown_table(rows, columns, limit=50, width=None),
        },
    )
