"""The report's first page, for people who open no Dagster."""

from __future__ import annotations

from dagster import AssetKey, MaterializeResult, MetadataValue, asset

from orchestration.assets.quality import DATA_DOCS
from orchestration.overview import read_overview
from orchestration.progress import stage
from orchestration.published import connect_published
from orchestration.report_page import write_report
from orchestration.settings import Settings


@asset(
    key=AssetKey(["publish", "report"]),
    group_name="publish",
    deps=[DATA_DOCS],
    kinds={"html"},
    description="The data-quality report: what was read, what reconciles, what lies in quarantine.",
)
def report() -> MaterializeResult[None]:
    """Write the report from the published warehouse."""
    tell = stage("publish")
    tell(0, 1, "report")
    settings = Settings.from_environment()
    with connect_published(settings) as connection:
        overview = read_overview(connection)
        page = write_report(settings, overview, connection)
    tell(1, 1, "")
    return MaterializeResult(
        metadata={
            "report": MetadataValue.url(f"{settings.report_url}/index.html"),
            "file": MetadataValue.path(str(page)),
            "warehouse": MetadataValue.path(str(settings.warehouse)),
            "bulletins": len(overview.bulletins),
            "figures": overview.figures,
            "identities": MetadataValue.json(dict(overview.identities)),
            "verdicts": MetadataValue.json(dict(overview.verdicts)),
            "conflicts": MetadataValue.json(dict(overview.conflicts)),
        }
    )
