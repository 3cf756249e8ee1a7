"""The data dictionary: every table and column, indicator, identity, unit and status, from the one source of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from orchestration.bulletins.rules import MEASURE_RULES, MeasureRule
from orchestration.site.page import Page, Text
from orchestration.site.pages.source import Source

SCHEMAS = {
    "marts": Text("Bảng để tra cứu", "What people query"),
    "quality": Text("Chất lượng số liệu", "What reconciles and what does not"),
    "reference": Text("Mã và tên", "Codes and names"),
    "staging": Text("Số liệu đọc được, bản mới nhất", "What was read, newest reading"),
    "intermediate": Text("Bước trung gian", "Steps between"),
}
INDICATORS = "select * from reference.indicators order by domain, name_vi"
IDENTITIES = "select * from quality.identities order by kind, identity_id"
RULES_USED = """
    select rule_id, count(*) from (select unnest(rule_ids) as rule_id from marts.observations) group by 1 order by 1
"""
CODES = "select * from reference.reconciliation_codes order by kind, rank"
CODE_LIST = "select code, name_vi, name_en from reference.{} order by code"
LISTS = {
    "units": Text("Đơn vị", "Units"),
    "items": Text("Mặt hàng", "Items"),
    "seasons": Text("Vụ", "Seasons"),
    "coverages": Text("Phạm vi", "Coverages"),
    "project_types": Text("Loại dự án", "Project types"),
    "project_statuses": Text("Trạng thái dự án", "Project statuses"),
    "topics": Text("Chủ đề", "Topics"),
    "assessments": Text("Đánh giá", "Assessments"),
}
"""Reference tables with a code and two names."""


def pages(source: Source) -> Iterator[Page]:
    """The entrance, a page a schema, and one for the codes."""
    tables = _tables(source)
    yield Page(
        path="dictionary.html",
        template="dictionary.html.j2",
        title=Text("Từ điển dữ liệu", "Data dictionary"),
        section="dictionary.html",
        context={
            "schemas": [(schema, purpose, tables.get(schema, [])) for schema, purpose in SCHEMAS.items()],
            "indicators": source.warehouse.rows(INDICATORS),
            "identities": source.warehouse.rows(IDENTITIES),
        },
    )
    for schema, purpose in SCHEMAS.items():
        yield Page(
            path=f"dictionary/{schema}.html",
            template="dictionary_schema.html.j2",
            title=Text(f"{schema}: {purpose.vi}", f"{schema}: {purpose.en}"),
            section="dictionary.html",
            context={"schema": schema, "tables": tables.get(schema, [])},
        )
    yield Page(
        path="dictionary/codes.html",
        template="dictionary_codes.html.j2",
        title=Text("Mã và ý nghĩa", "Codes and their meaning"),
        section="dictionary.html",
        context={
            "codes": source.warehouse.rows(CODES),
            "rules": _rules(source.warehouse.counts(RULES_USED)),
            "lists": [(table, title, source.warehouse.rows(CODE_LIST.format(table))) for table, title in LISTS.items()],
        },
    )


def _rules(used: Mapping[str, int]) -> list[tuple[str, str, str, int]]:
    """Rules of reading: id, when it fits, what it decides, how many figures it read; also those of other steps."""
    own = [(rule.rule_id, _conditions(rule), _decision(rule), used.get(rule.rule_id, 0)) for rule in MEASURE_RULES]
    known = {rule_id for rule_id, *_ in own}
    return own + [(rule_id, "", "", count) for rule_id, count in used.items() if rule_id not in known]


def _conditions(rule: MeasureRule) -> str:
    parts = [f"unit = {rule.unit_class}"]
    for name, choices in (("verb", rule.verbs), ("comparison", rule.comparisons)):
        if choices:
            parts.append(f"{name} in {', '.join(sorted(choice or 'none' for choice in choices))}")
    for field in fields(rule):
        value = getattr(rule, field.name)
        if isinstance(value, bool):
            parts.append(field.name if value else f"not {field.name}")
    return "; ".join(parts)


def _decision(rule: MeasureRule) -> str:
    basis = "comparison of the clause" if rule.basis == "*" else rule.basis
    return f"{rule.measure}, {basis}" if basis else rule.measure


def _tables(source: Source) -> dict[str, list[dict[str, Any]]]:
    """Tables by schema, as dbt describes them; empty where dbt has not parsed the project in this home."""
    manifest = source.settings.home / "build" / "dbt" / "manifest.json"
    if not manifest.exists():
        return {}
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    tables: dict[str, list[dict[str, Any]]] = {}
    for node in sorted(nodes, key=lambda node: node.get("alias") or ""):
        if node["resource_type"] in ("model", "seed"):
            tables.setdefault(node["schema"], []).append(_table(node))
    return tables


def _table(node: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": node["alias"],
        "text": _both(node["description"]),
        "columns": [
            {"name": column["name"], "type": column.get("data_type") or "", "text": _both(column["description"])}
            for column in node["columns"].values()
        ],
    }


def _both(description: str) -> Text:
    """A description is written «Vietnamese / English»."""
    vietnamese, _, english = " ".join(description.split()).rpartition(" / ")
    return Text(vietnamese or english, english)
