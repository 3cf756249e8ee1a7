"""Small Arrow tables in the shape of the marts and quality tables, for the suites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from expectations.checks import CheckResult

AMOUNT = pa.decimal128(38, 6)
BULLETIN = "ddcbd82d5eefc042"

OBSERVATION_TYPES: Mapping[str, pa.DataType] = {
    "bulletin_id": pa.string(), "observation_id": pa.string(), "statement_id": pa.string(),
    "start": pa.int32(), "end": pa.int32(), "quote": pa.string(), "value_text": pa.string(),
    "domain": pa.string(), "indicator": pa.string(), "item": pa.string(), "measure": pa.string(),
    "hedge": pa.string(), "obs_status": pa.string(), "unit": pa.string(), "value": AMOUNT,
    "low": AMOUNT, "high": AMOUNT, "low_wide": AMOUNT, "high_wide": AMOUNT,
    "period_start": pa.date32(), "period_end": pa.date32(), "time_period": pa.string(),
    "source_name": pa.string(),
}  # fmt: skip

RECONCILIATION_TYPES: Mapping[str, pa.DataType] = {
    "reconciliation_id": pa.string(), "identity_id": pa.string(), "method": pa.string(), "level": pa.int32(),
    "rule_severity": pa.string(), "severity": pa.string(), "unit": pa.string(),
    "expression": pa.string(), "status": pa.string(), "reason": pa.string(), "series": pa.string(),
    "time_period": pa.string(), "bulletin_ids": pa.list_(pa.string()),
    "total_low": AMOUNT, "total_high": AMOUNT, "components_low": AMOUNT, "components_high": AMOUNT,
    "total_low_wide": AMOUNT, "total_high_wide": AMOUNT,
    "components_low_wide": AMOUNT, "components_high_wide": AMOUNT,
    "gap": AMOUNT, "total_quote": pa.string(), "component_quotes": pa.list_(pa.string()),
    "waiver_id": pa.string(),
}  # fmt: skip

WAIVER_TYPES: Mapping[str, pa.DataType] = {
    "waiver_id": pa.string(), "conflict_id": pa.string(), "reason": pa.string(), "author": pa.string(),
    "waived_on": pa.date32(),
}  # fmt: skip


def table(types: Mapping[str, pa.DataType], rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """A table of the given types; what a row leaves out is null."""
    schema = pa.schema(list(types.items()))
    return pa.Table.from_pylist([{name: row.get(name) for name in types} for row in rows], schema=schema)


def observation(start: int, quote: str, value: str, low: str, high: str, **changes: Any) -> dict[str, Any]:
    """A figure of bulletin A with a narrow interval that equals the wide one."""
    identifier = f"{BULLETIN}:{start}"
    row = {
        "bulletin_id": BULLETIN, "observation_id": identifier, "statement_id": identifier,
        "start": start, "end": start + len(quote), "quote": quote, "value_text": quote.rsplit(" ", 1)[0],
        "domain": "trade", "indicator": "trade_turnover", "measure": "level", "obs_status": "A",
        "unit": "USD",
        "value": Decimal(value), "low": Decimal(low), "high": Decimal(high),
        "low_wide": Decimal(low), "high_wide": Decimal(high),
        "period_start": date(2024, 1, 1), "period_end": date(2024, 6, 30), "time_period": "2024-S1",
        "source_name": "lang-son-2024-h1.txt",
    }  # fmt: skip
    return row | changes


def observations(*rows: Mapping[str, Any]) -> pa.Table:
    """marts.observations."""
    return table(OBSERVATION_TYPES, rows)


def lang_son_figures() -> list[dict[str, Any]]:
    """The declared turnover of bulletin A with its two components."""
    return [
        observation(1827, "2,7 tỷ USD", "2700000000", "2700000000", "2800000000", hedge="more_than"),
        observation(1891, "1,3 tỷ USD", "1300000000", "1250000000", "1350000000", indicator="export_turnover"),
        observation(1939, "1,42 tỷ USD", "1420000000", "1415000000", "1425000000", indicator="import_turnover"),
    ]


def reconciliation_row(imports: str = "1.42", **changes: Any) -> dict[str, Any]:
    """Declared turnover = exports + imports of bulletin A, with the imports given in thousand million USD."""
    middle = Decimal(imports) * 10**9
    low, high = 1250000000 + middle - 5000000, 1350000000 + middle + 5000000
    total_low, total_high = Decimal("2700000000"), Decimal("2800000000")
    gap = max(total_low - high, low - total_high, Decimal(0))
    row = {
        "reconciliation_id": "a1", "identity_id": "trade_sum_declared", "method": "exhaustive", "level": 1,
        "rule_severity": "fatal",
        "severity": "fatal" if gap else "info", "unit": "USD",
        "expression": "trade_turnover = export_turnover + import_turnover",
        "status": "contradicted" if gap else "reconciled",
        "series": "trade_turnover, VN-09, declared_at_provincial_customs, 2024-S1", "time_period": "2024-S1",
        "bulletin_ids": [BULLETIN],
        "total_low": total_low, "total_high": total_high, "components_low": low, "components_high": high,
        "total_low_wide": total_low, "total_high_wide": total_high,
        "components_low_wide": low, "components_high_wide": high,
        "gap": gap, "total_quote": "2,7 tỷ USD",
        "component_quotes": ["1,3 tỷ USD", f"{imports.replace('.', ',')} tỷ USD"],
    }  # fmt: skip
    return row | changes


def reconciliation(*rows: Mapping[str, Any]) -> pa.Table:
    """quality.reconciliation."""
    return table(RECONCILIATION_TYPES, rows)


def waivers(*rows: Mapping[str, Any]) -> pa.Table:
    """staging.waivers."""
    return table(WAIVER_TYPES, rows)


def failed_conflict() -> CheckResult:
    """A check of conflicts that failed on one row, with its proof."""
    proof = "3 số liệu sau không thể cùng đúng.\n1. «2,7 tỷ USD» nằm trong [2.700.000.000; 2.800.000.000] USD."
    return CheckResult(
        check_id="conflicts.no_fatal_contradiction_is_open",
        suite="conflicts",
        check_name="no_fatal_contradiction_is_open",
        table="quality.conflicts",
        expectation_type="expect_column_values_to_not_be_in_set",
        severity="critical",
        outcome="failed",
        rows_expected=None,
        rows_seen=1,
        rows_failed=1,
        failing_rows=({"series": "Kim ngạch nhập khẩu", "proof_vi": proof, "proof": proof},),
        description_en="[critical] …",
        description_vi="[nghiêm trọng] …",
        message=None,
        page="suites/conflicts.html",
        input_hash="1",
        rules_hash="1",
        run_name="run 1",
    )
