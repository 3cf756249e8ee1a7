"""Documents to figures: every stale bulletin is read again, and one that fails stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    AssetSpec,
    MaterializeResult,
    multi_asset,
)

from orchestration.assets.previews import markdown_table
from orchestration.progress import stage
from orchestration.reading_queue import extract_stale
from orchestration.settings import Settings
from orchestration.tables import read_raw

DESCRIPTIONS = {
    "observations": "Every printed figure of every reading, with its span, series, period and interval.",
    "numerals": "The ledger: each numeral of the text and what it is.",
    "project_events": "Statements that a project reached, or is to reach, a status.",
    "situations": "Statements without a figure on trade, agriculture and infrastructure.",
    "readings": "One row a run of the extractor over one bulletin: versions, counts, and its error if it failed.",
}
PREVIEWS = {
    "observations": ["quote", "indicator", "item", "measure", "value", "unit", "time_period", "role"],
    "numerals": ["text", "role", "rule_id"],
    "project_events": ["project_name", "status", "expected", "time_period", "quote"],
    "situations": ["domain", "topic", "assessment", "quote"],
    "readings": ["bulletin_id", "observation_count", "numeral_count", "event_count", "error", "read_at"],
}
DEPENDENCIES = [AssetKey(["raw", "documents"])]


@multi_asset(
    specs=[
        AssetSpec(
            ["raw", name],
            group_name="extract",
            description=description,
            deps=DEPENDENCIES,
            kinds={"python", "parquet"},
        )
        for name, description in DESCRIPTIONS.items()
    ],
    check_specs=[
        AssetCheckSpec(
            "every_bulletin_was_understood",
            asset=AssetKey(["raw", "readings"]),
            description="The extractor ended without an error on every bulletin's current reading.",
        )
    ],
)
def extract() -> Iterator[MaterializeResult | AssetCheckResult]:
    """Read the text of every bulletin that is new, or stale under a newer reader, vocabulary or sidecar."""
    settings = Settings.from_environment()
    report = extract_stale(settings, now=lambda: datetime.now(UTC), progress=stage("extract"))
