"""What the dbt project promises about its tables: names, columns, words for them, and the row types they hold."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pytest

from orchestration.bulletins import records
from orchestration.settings import Settings
from orchestration.sources import batch_files
from orchestration.steward import STEWARD_TABLES
from orchestration.tables import SCHEMAS
from orchestration.warehouse import ensure_manifest

pytestmark = pytest.mark.integration

PYTHON_MODELS = ["intermediate.reconciliation_network", "intermediate.series_link_suggestions"]
TABLES = """
    intermediate.bulletins intermediate.corrections intermediate.figures intermediate.identity_factors
    intermediate.identity_figures intermediate.identity_links intermediate.identity_shares
    intermediate.identity_statements
    intermediate.identity_sums intermediate.identity_terms intermediate.network_conflicts
    intermediate.network_findings intermediate.reconciliation_network intermediate.series_link_suggestions
    intermediate.statements intermediate.waivers
    marts.agriculture_production marts.infrastructure_investment marts.infrastructure_project_events
    marts.infrastructure_projects marts.observations marts.situations marts.trade_flows marts.trade_turnover
    meta.affected_bulletins
    quality.check_history quality.conflict_suspects quality.conflicts quality.figure_verdicts quality.identities
    quality.identity_coverage quality.implied_values quality.numeral_ledger quality.quarantine
    quality.reconciliation quality.review_queue quality.series_link_suggestions quality.waivers quality.withdrawals
    reference.aliases reference.areas reference.assessments reference.border_gates reference.coverages
    reference.cues reference.identities reference.identity_components reference.identity_methods
    reference.indicators reference.item_defaults reference.items reference.numeral_contexts
    reference.place_words reference.project_nouns reference.project_statuses reference.project_types
    reference.project_verbs reference.project_words reference.projects reference.quarantine_reasons
    reference.reconciliation_codes reference.revision_bands reference.seasons
    reference.shared_key_indicators reference.situation_phrases
    reference.topics reference.unit_aliases reference.unit_denominators reference.units
    staging.corrections staging.document_sources staging.documents staging.numerals staging.observations
    staging.project_events staging.quarantine staging.readings staging.series_links staging.situations
    staging.waivers staging.withdrawals
""".split()  # noqa: SIM905 - a list of names to read, not of strings
"""The names people use in queries, reports and links: a change here is a change for them."""

DUCKDB_TYPES = {
    pa.string(): "varchar",
    pa.int32(): "integer",
    pa.bool_(): "boolean",
    pa.decimal128(38, 6): "decimal(38, 6)",
    pa.date32(): "date",
    pa.timestamp("us", tz="UTC"): "timestamp with time zone",
}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The parsed project."""
    settings = Settings.from_environment({"BANTIN_HOME": str(tmp_path_factory.mktemp("manifest"))})
    parsed: dict[str, Any] = json.loads(ensure_manifest(settings).read_text(encoding="utf-8"))
    return parsed


def tables(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Models and seeds by schema.table."""
    return {
        f"{node['schema']}.{node['alias']}": node
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
    }


def test_the_tables_have_the_names_that_people_know(manifest: dict[str, Any]) -> None:
    assert sorted(tables(manifest)) == TABLES


def test_every_model_keeps_a_contract(manifest: dict[str, Any]) -> None:
    without = [
        name
        for name, node in tables(manifest).items()
        if node["resource_type"] == "model" and not node["config"]["contract"]["enforced"]
    ]
    assert sorted(without) == PYTHON_MODELS, "a model in Python has no contract; SQL models unpack it under theirs"


def test_every_table_is_described_in_both_languages(manifest: dict[str, Any]) -> None:
    assert [name for name, node in tables(manifest).items() if " / " not in node["description"]] == []


def test_every_column_is_described_in_both_languages_by_a_shared_block(manifest: dict[str, Any]) -> None:
    blocks = {doc["block_contents"].strip() for doc in manifest["docs"].values()}
    undescribed = [
        f"{name}.{column['name']}"
        for name, node in tables(manifest).items()
        for column in node["columns"].values()
        if column["description"].strip() not in blocks or " / " not in column["description"]
    ]
    assert undescribed == []


def test_no_description_is_written_twice(manifest: dict[str, Any]) -> None:
    contents = [doc["block_contents"].strip() for doc in manifest["docs"].values() if doc["package_name"] == "bantin"]
    assert sorted({text for text in contents if contents.count(text) > 1}) == []


def test_every_description_is_used(manifest: dict[str, Any]) -> None:
    used = {column["description"].strip() for node in tables(manifest).values() for column in node["columns"].values()}
    unused = [
        doc["name"]
        for doc in manifest["docs"].values()
        if doc["package_name"] == "bantin" and doc["block_contents"].strip() not in used
    ]
    assert unused == []


@pytest.mark.parametrize("table", sorted(SCHEMAS))
def test_staging_promises_exactly_the_columns_of_the_row_type(manifest: dict[str, Any], table: str) -> None:
    columns = {
        column["name"]: column["data_type"] for column in tables(manifest)[f"staging.{table}"]["columns"].values()
    }
    assert columns == {field.name: duckdb_type(field.type) for field in SCHEMAS[table]}


def duckdb_type(arrow_type: pa.DataType) -> str:
    """The type of a raw column as dbt's contracts write it."""
    if pa.types.is_list(arrow_type):
        return f"{DUCKDB_TYPES[arrow_type.value_type]}[]"
    return DUCKDB_TYPES[arrow_type]


@pytest.mark.parametrize("table", sorted(STEWARD_TABLES))
def test_staging_has_the_columns_of_the_steward_files(manifest: dict[str, Any], table: str) -> None:
    assert tuple(tables(manifest)[f"staging.{table}"]["columns"]) == STEWARD_TABLES[table]


@pytest.mark.parametrize(
    ("table", "column", "codes"),
    [
        ("int_figures", "measure", records.Measure),
        ("int_figures", "basis", records.Basis),
        ("int_figures", "role", records.Role),
        ("int_figures", "hedge", records.Hedge),
        ("int_figures", "obs_status", records.ObsStatus),
        ("int_figures", "period_source", records.Source),
        ("int_figures", "basis_source", records.Source),
        ("int_figures", "unit_source", records.Source),
        ("int_figures", "indicator_source", records.Source),
        ("stg_numerals", "role", records.NumeralRole),
    ],
)
def test_the_codes_that_tests_accept_are_those_of_the_row_types(
    manifest: dict[str, Any], table: str, column: str, codes: Any
) -> None:
    (accepted,) = [
        node["test_metadata"]["kwargs"]["codes"][column]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name") == "codes_are_known"
        and node["attached_node"] == f"model.bantin.{table}"
    ]
    assert tuple(accepted) == get_args(codes)


def test_every_reference_file_is_a_seed_with_all_its_columns_typed(manifest: dict[str, Any]) -> None:
    folder = Settings.from_environment().dbt_project / "seeds"
    for path in sorted((folder / "reference").glob("*.csv")):
        link = folder / "tables" / f"ref_{path.name}"
        assert link.resolve() == path, f"run: ln -s ../reference/{path.name} {link.relative_to(folder.parent)}"
        header = next(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        node = tables(manifest)[f"reference.{path.stem}"]
        assert list(node["columns"]) == header, f"seeds.yml, ref_{path.stem}"
        assert list(node["config"]["column_types"]) == header, f"seeds.yml, ref_{path.stem}"


def test_the_links_beside_the_reference_files_lead_somewhere() -> None:
    folder = Settings.from_environment().dbt_project / "seeds" / "tables"
    assert [link.name for link in folder.glob("*.csv") if not link.exists()] == []


def test_nobody_is_told_about_the_use_of_dbt(manifest: dict[str, Any]) -> None:
    assert manifest["metadata"]["send_anonymous_usage_stats"] is False


def test_a_manifest_is_parsed_again_only_when_the_project_changed(tmp_path: Path) -> None:
    settings = Settings.from_environment({"BANTIN_HOME": str(tmp_path)})
    path = ensure_manifest(settings)
    first = path.stat().st_mtime_ns
    assert ensure_manifest(settings) == path
    assert path.stat().st_mtime_ns == first
    path.with_name("manifest.project-hash").write_text("another project", encoding="utf-8")
    ensure_manifest(settings)
    assert path.stat().st_mtime_ns > first
    assert batch_files(settings.raw, "documents") == []  # parsing reads no data and makes none
