"""Bytes to documents: the inbox is read into the archive and the raw tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    AssetSpec,
    Config,
    MaterializeResult,
    multi_asset,
)
from pydantic import Field

from orchestration.assets.previews import markdown_table
from orchestration.ingest import ingest_inbox
from orchestration.progress import stage
from orchestration.settings import Settings
from orchestration.tables import read_raw

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
            "every_file_was_read",
            asset=AssetKey(["raw", "quarantine"]),
            description="No file of the inbox lies in quarantine. A file that does stops no other one.",
        )
    ],
)
def ingest(config: InboxConfig) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Read every file of the inbox that is new or changed."""
    settings = Settings.from_environment()
    if config.inbox:
        settings = replace(settings, inbox=Path(config.inbox))
    report = ingest_inbox(settings, inbox=settings.inbox, now=lambda: datetime.now(UTC), progress=stage("ingest"))
    for name in DESCRIPTIONS:
        rows = read_raw(settings.raw, name).to_pylist()
        yield MaterializeResult(
            asset_key=["raw", name],
            metadata={
                "dagster/row_count": len(rows),
                "newest": markdown_table(reversed(rows), PREVIEWS[name]),
                "inbox": str(settings.inbox),
                **(_counts(report) if name == "documents" else {}),
            },
        )
    yield _quarantine_check(settings)
