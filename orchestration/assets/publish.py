"""The quality site, for people who open no Dagster."""

from __future__ import annotations

from dagster import AssetKey, MaterializeResult, MetadataValue, asset

from orchestration.assets.previews import markdown_table
from orchestration.assets.quality import DATA_DOCS
from orchestration.overview import Overview, read_overview
from orchestration.progress import stage
from orchestration.published import connect_published
from orchestration.settings import Settings
from orchestration.site.build import Site, build_site
from orchestration.site.page import site_url

QUALITY_SITE = AssetKey(["publish", "quality_site"])


@asset(
    key=QUALITY_SITE,
    group_name="publish",
    deps=[DATA_DOCS],
    kinds={"html"},
    description="The quality site: what was read, what reconciles, what does not and what to do about it.",
)
def quality_site() -> MaterializeResult[None]:
    """Write the site from the published warehouse."""
    settings = Settings.from_environment()
    with connect_published(settings) as connection:
        overview = read_overview(connection)
        site = build_site(settings, connection, stage("publish"))
    return MaterializeResult(metadata=_metadata(settings, site, overview))


def _metadata(settings: Settings, site: Site, overview: Overview) -> dict[str, MetadataValue]:
    """The counts that the first page shows, and the ways to the pages."""
    pages = [{"pages": kind, "number": count} for kind, count in site.pages.items()]
    verdicts = [{"verdict": status, "figures": count} for status, count in overview.verdicts.items()]
    return {
        "report": MetadataValue.url(f"{settings.report_url}/index.html"),
        "to review": MetadataValue.url(site_url(settings.report_url, "review.html")),
        "file": MetadataValue.path(str(site.entrance)),
        "warehouse": MetadataValue.path(str(settings.warehouse)),
        "bulletins": MetadataValue.int(overview.bulletins),
        "figures": MetadataValue.int(overview.figures),
        "verdicts": markdown_table(verdicts, limit=len(verdicts)),
        "identities": MetadataValue.json(dict(overview.identities)),
        "conflicts": MetadataValue.json(dict(overview.conflicts)),
        "pages": markdown_table(pages, limit=len(pages)),
    }
