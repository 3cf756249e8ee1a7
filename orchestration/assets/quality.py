"""The suites of Great Expectations over the published warehouse, as checks on the tables they look at."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dagster import (
    AssetCheckKey,
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetSpec,
    MaterializeResult,
    MetadataValue,
    multi_asset,
)

from expectations.checks import CheckResult, Suite
from expectations.inert import in_markdown
from expectations.suites import all_suites
from orchestration.assets.previews import markdown_table
from orchestration.progress import stage
from orchestration.quality import validate_warehouse
from orchestration.settings import Settings
from orchestration.site.page import site_url, table_path

DATA_DOCS = AssetKey(["quality", "data_docs"])
OUTCOME_TEXT = {
    "passed": "passed",
    "failed": "failed",
    "not_evaluated": "not evaluated",
    "error": "did not run",
}


def asset_key(table: str) -> AssetKey:
    """Return the asset key of `schema.table`."""
    return AssetKey(table.split("."))


def _check_specs(suites: Sequence[Suite]) -> list[AssetCheckSpec]:
    return [
        AssetCheckSpec(check.name, asset=asset_key(suite.table), description=check.description)
        for suite in suites
        for check in suite.checks
    ]


@multi_asset(
    specs=[
        AssetSpec(
            DATA_DOCS,
            group_name="quality",
            description="Every suite's newest results as pages that need no server and no network.",
            deps=sorted({asset_key(suite.table) for suite in all_suites()}),
            kinds={"greatexpectations", "html"},
        )
    ],
    check_specs=_check_specs(all_suites()),
    can_subset=True,
    allow_arbitrary_check_specs=True,
)
def quality(context: AssetExecutionContext) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """Run every suite, keep what changed as history, and render Data Docs.

    A check that had nothing to look at yields no result: Dagster shows it grey, as not executed.
    """
    settings = Settings.from_environment()
    results = validate_warehouse(settings, run_name=context.run_id, now=datetime.now(UTC), progress=stage("quality"))
    for result in results:
        if AssetCheckKey(asset_key(result.table), result.check_name) not in context.selected_asset_check_keys:
            continue
        if result.outcome == "not_evaluated":
            context.log.info(f"{result.check_id} was not evaluated: {result.message}")
        else:
            yield check_result(result, settings.report_url)
    if DATA_DOCS in context.selected_asset_keys:
        yield MaterializeResult(asset_key=DATA_DOCS, metadata=_docs_metadata(results, settings))


def check_result(result: CheckResult, report_url: str) -> AssetCheckResult:
    """Show one result in Dagster: failing rows as a table, and a link to the suite's page."""
    page = f"{report_url}/data_docs/{result.page}"
    metadata: dict[str, Any] = {
        "outcome": OUTCOME_TEXT[result.outcome],
        "rows judged": result.rows_seen,
        "rows failed": result.rows_failed,
        "severity": result.severity,
        "page in Data Docs": MetadataValue.url(page),
        "page in the report": MetadataValue.url(site_url(report_url, table_path(result.table))),
    }
    if result.rows_expected is not None:
        metadata["rows announced"] = result.rows_expected
    if result.message:
        metadata["message"] = result.message
    if result.failing_rows:
        metadata["failing rows"] = markdown_table(result.failing_rows, limit=len(result.failing_rows), width=None)
    proofs = proofs_markdown(result.failing_rows)
    if proofs:
        metadata["proofs"] = MetadataValue.md(proofs)
    return AssetCheckResult(
        passed=result.outcome == "passed",
        asset_key=asset_key(result.table),
        check_name=result.check_name,
        severity=AssetCheckSeverity.ERROR if result.severity == "critical" else AssetCheckSeverity.WARN,
        description=f"{result.description_en}\n\n{result.description_vi}",
        metadata=metadata,
    )


def proofs_markdown(rows: Sequence[Mapping[str, str]]) -> str:
    """The proofs among failing rows as Markdown, Vietnamese and English; empty where there are none."""
    return "\n\n---\n\n".join(
        "\n\n".join(
            [f"### {in_markdown(row['series'])}", *(_steps(row[name]) for name in ("proof_vi", "proof") if name in row)]
        )
        for row in rows
        if "proof" in row
    )


def _steps(proof: str) -> str:
    """A proof with a line a step: in Markdown a line break needs two spaces before it."""
    return "  \n".join(in_markdown(line) for line in proof.splitlines())


def _docs_metadata(results: Sequence[CheckResult], settings: Settings) -> dict[str, Any]:
    rows = [
        {
            "check": result.check_id,
            "outcome": OUTCOME_TEXT[result.outcome],
            "rows judged": result.rows_seen,
            "rows failed": result.rows_failed,
            "severity": result.severity,
        }
        for result in results
    ]
    counts = {text: sum(row["outcome"] == text for row in rows) for text in OUTCOME_TEXT.values()}
    return {
        "pages": MetadataValue.url(f"{settings.report_url}/data_docs/index.html"),
        "folder": MetadataValue.path(str(settings.quality / "data_docs")),
        "checks": markdown_table(rows, limit=len(rows)),
        **{f"checks {text}": count for text, count in counts.items()},
    }
