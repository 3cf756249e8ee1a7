"""Documents to figures: every stale bulletin is read again, and one that fails stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    AssetSpec,
    MaterializeResult,
    multi_asset,
)

from orchestration.assets.previews import PREVIEW_ROWS, markdown_table
from orchestration.progress import stage
from orchestration.reading_queue import ExtractReport, extract_stale
from orchestration.settings import Settings
from orchestration.stale_readings import current_failures
from orchestration.tables import count_raw, newest_rows

READINGS = AssetKey(["raw", "readings"])
CHECK = "every_bulletin_was_understood"
DESCRIPTIONS = {
    "observations": "Every printed figure of every reading, with its span, series, period and interval.",
    "numerals": "The ledger: each numeral of the text and what it is.",
    "project_events": "Statements that a project reached, or is to reach, a status.",
    "situations": "Statements without a figure on trade, agriculture and infrastructure.",
    "readings": "One row a run of the extractor over one bulletin: versions, counts, its error.",
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
            CHECK,
            asset=READINGS,
            description="The extractor ended without an error on every bulletin's current reading.",
        )
    ],
)
def extract() -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """Read the text of every bulletin that is new, or stale under a newer rule, vocabulary or sidecar."""
    settings = Settings.from_environment()
    report = extract_stale(settings, progress=stage("extract"))
    for name in DESCRIPTIONS:
        newest = newest_rows(settings.raw, name, PREVIEW_ROWS, PREVIEWS[name])
        metadata: dict[str, Any] = {
            "dagster/row_count": count_raw(settings.raw, name),
            "rows written now": report.rows.get(name, 0),
            "newest": markdown_table(newest, PREVIEWS[name]),
        }
        yield MaterializeResult(
            asset_key=["raw", name], metadata=metadata | (_counts(report) if name == "readings" else {})
        )
    yield _failures_check(*current_failures(settings.raw))


def _counts(report: ExtractReport) -> dict[str, int]:
    return {"bulletins read": report.read, "taken up again": report.reused, "unchanged": report.unchanged}


def _failures_check(failed: list[dict[str, Any]], bulletins: int) -> AssetCheckResult:
    """Warn, and never fail: a bulletin on which the extractor fails stops no other one."""
    return AssetCheckResult(
        passed=not failed,
        asset_key=READINGS,
        check_name=CHECK,
        severity=AssetCheckSeverity.WARN,
        description=(
            f"The extractor failed on {len(failed)} of {bulletins} bulletins."
            if failed
            else "The extractor ended well on every bulletin."
        ),
        metadata={
            "bulletins": bulletins,
            "failed": markdown_table(failed, ["bulletin_id", "error", "read_at"], limit=50, width=None),
        },
    )
