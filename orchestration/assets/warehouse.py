"""The dbt project as assets, its tests as asset checks.

dbt runs in this process (`orchestration.warehouse.build`) and not as dagster-dbt's subprocess: two more
starts of Python cost more than the whole build.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import count
from typing import Any

from dagster import (
    AssetCheckKey,
    AssetCheckResult,
    AssetCheckSeverity,
    AssetExecutionContext,
    AssetKey,
    Failure,
    MaterializeResult,
    MetadataValue,
)
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from orchestration.assets.previews import PREVIEW_ROWS, markdown_table
from orchestration.progress import stage
from orchestration.settings import Settings
from orchestration.site.page import site_url, table_path
from orchestration.warehouse import BuildResult, build, connect_published, ensure_manifest


class Translator(DagsterDbtTranslator):
    """One name: the asset key of a table is its schema and its name."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> AssetKey:
        """Return schema/table; sources keep their own name, such as raw/observations."""
        if dbt_resource_props["resource_type"] == "source":
            return AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return AssetKey([dbt_resource_props["schema"], dbt_resource_props["alias"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Group the quality tables with the checks, all else as the warehouse."""
        return "quality" if dbt_resource_props.get("schema") == "quality" else "warehouse"


TRANSLATOR = Translator()
MANIFEST: dict[str, Any] = json.loads(ensure_manifest(Settings.from_environment()).read_text(encoding="utf-8"))


@dbt_assets(manifest=MANIFEST, dagster_dbt_translator=TRANSLATOR, name="warehouse")
def warehouse(context: AssetExecutionContext) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """Build and test the tables with dbt, and publish them when every test has passed."""
    settings = Settings.from_environment()
    result = build(settings, select=_selection(context), on_event=_tell_progress(stage("warehouse")))
    if result.success:
        for made in _materializations(settings, result):
            if made.asset_key in context.selected_asset_keys:
                yield made
    yield from _checks(settings, result, context.selected_asset_check_keys)
    if not result.success:
        raise Failure(description=result.explain(), metadata={"problems": len(result.problems)})


def _selection(context: AssetExecutionContext) -> list[str] | None:
    """Name the chosen tables and tests as dbt does; None where all tables are chosen, which is a whole build."""
    nodes = MANIFEST["nodes"].values()
    tables = [node for node in nodes if node["resource_type"] in ("model", "seed")]
    chosen = [node["name"] for node in tables if TRANSLATOR.get_asset_key(node) in context.selected_asset_keys]
    if len(chosen) == len(tables):
        return None
    tests = [node for node in nodes if _check_key(node["unique_id"]) in context.selected_asset_check_keys]
    return chosen + [node["name"] for node in tests]


def _check_key(unique_id: str) -> AssetCheckKey | None:
    return get_asset_check_key_for_test(MANIFEST, TRANSLATOR, unique_id, None)


def _tell_progress(tell: Callable[[int, int, str], None]) -> Callable[[Any], None]:
    """Turn dbt's events of finished nodes into progress; its threads finish them out of order."""
    finished = count(1)

    def hear(event: Any) -> None:
        if event.info.name in ("LogModelResult", "LogSeedResult", "LogTestResult"):
            data = event.data
            total = getattr(data, "total", None) or getattr(data, "num_models", None) or 0
            tell(next(finished), total, data.node_info.node_name)

    return hear


def _materializations(settings: Settings, result: BuildResult) -> Iterator[MaterializeResult[None]]:
    with connect_published(settings) as connection:
        for node in result.nodes:
            if node.table is None or node.status != "success":
                continue
            schema, name = node.table.split(".")
            relation = connection.sql(f"from {schema}.{name}")
            preview = relation.limit(PREVIEW_ROWS).to_arrow_table().to_pylist()
            (rows,) = relation.aggregate("count(*)").fetchone() or (0,)
            yield MaterializeResult(
                asset_key=AssetKey([schema, name]),
                metadata={
                    "dagster/row_count": rows,
                    "seconds": round(node.seconds, 3),
                    "first rows": markdown_table(preview),
                    "page in the report": MetadataValue.url(site_url(settings.report_url, table_path(node.table))),
                    "ask": f'bantin query "from {node.table}"',
                },
            )


def _checks(settings: Settings, result: BuildResult, chosen: AbstractSet[AssetCheckKey]) -> Iterator[AssetCheckResult]:
    for node in result.nodes:
        key = _check_key(node.unique_id)
        if key is None or key not in chosen or node.status == "skipped":
            continue
        yield AssetCheckResult(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=node.status == "pass",
            severity=AssetCheckSeverity.WARN if node.status == "warn" else AssetCheckSeverity.ERROR,
            description=node.message,
            metadata={
                "rows that fail": node.failures or 0,
                "seconds": round(node.seconds, 3),
                "page in the report": MetadataValue.url(
                    site_url(settings.report_url, table_path(".".join(key.asset_key.path)))
                ),
            },
        )
