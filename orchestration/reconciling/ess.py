"""The ESS validation report: one entry an identity and one a conflict of the network, in the shape of 1.0.0.

The shape is that of data-cleaning/ValidatReport, which the European Statistical System exchanges;
`orchestration/schemas/ess_validation_report.json` is its schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from expectations.reconciliation import Rules
from expectations.reconciliation.wording import interval_en
from orchestration.commands.output import plain_number
from orchestration.reconciling.findings import Findings
from orchestration.reconciling.telling import waiver_text
from orchestration.reconciling.words import ENGLISH

Row = Mapping[str, Any]

ACTOR = "bantin reconcile"
SEVERITIES = {"fatal": "error", "query": "warning", "info": "information"}
VALUES = {"reconciled": "1", "reconciled_tight": "1", "contradicted": "0", "waived": "0", "revised": "0"}
"""The value of an identity by its status; what was not evaluated is NA."""
NETWORK = "All figures that stand in these identities hold together within their intervals."


def ess_report(findings: Findings, rules: Rules, *, at: datetime, agent: str, trigger: str) -> list[dict[str, Any]]:
    """The report.

    Args:
        findings: what the checks say.
        rules: the reference tables, which name the methods.
        at: when the checks were made.
        agent: the program that made them.
        trigger: what had them made.
    """
    event = {"time": at.isoformat(timespec="seconds"), "actor": ACTOR, "agent": agent, "trigger": trigger}
    identities = [_identity(row, findings, rules, event) for row in findings.identities]
    return identities + [_conflict(row, findings, event) for row in findings.conflicts if row["certificate"]]


def _identity(row: Row, findings: Findings, rules: Rules, event: Mapping[str, str]) -> dict[str, Any]:
    method = rules.methods.get(row["method"])
    name = row["method"] if method is None else method.name[1]
    severity = "query" if row["status"] == "revised" else row["rule_severity"]
    return {
        "id": row["reconciliation_id"],
        "type": "validation",
        "event": dict(event),
        "rule": {
            "language": "Bantin identity",
            "expression": row["expression"],
            "severity": SEVERITIES[severity],
            "description": f"{row['identity_id']}, level {row['level']}: {name}",
        },
        "data": {
            "source": list(row["member_observation_ids"]),
            "target": [row["total_observation_id"]],
            "description": " ".join(_described(row, findings)),
        },
        "value": VALUES.get(row["status"], "NA"),
    }


def _described(row: Row, findings: Findings) -> Iterator[str]:
    components = ", ".join(f"«{quote}»" for quote in row["component_quotes"])
    yield (
        f"«{row['total_quote']}» in {interval_en(row['total_low'], row['total_high'])}; "
        f"{components} in {interval_en(row['components_low'], row['components_high'])} {row['unit'] or ''}".rstrip()
        + f" ({row['series']})."
    )
    if row["status"] == "not_evaluated":
        yield f"Not evaluated: {row['reason']}."
    elif row["gap"]:
        yield f"{row['status'].replace('_', ' ').capitalize()}: the gap is {ENGLISH.number(row['gap'])}."
    if row["status"] == "revised":
        yield _revision(row)
    yield from _waiver(row, findings)


def _revision(row: Row) -> str:
    needed, band = (
        "?" if row[name] is None else plain_number(row[name] * 100) for name in ("revision_needed", "revision_band")
    )
    return f"Within the revision band of {band} % they agree; the smallest band that would do is {needed} %."


def _waiver(row: Row, findings: Findings) -> Iterator[str]:
    if row["waiver_id"] is not None:
        waiver = findings.waivers.get(row["waiver_id"])
        yield f"Waived ({row['waiver_id']})." if waiver is None else f"{waiver_text(waiver, ENGLISH)}."


def _conflict(row: Row, findings: Findings, event: Mapping[str, str]) -> dict[str, Any]:
    known = findings.expressions
    expressions = dict.fromkeys(known[found] for found in row["reconciliation_ids"] if found in known)
    severity = "query" if row["status"] == "revised" else row["severity"]
    return {
        "id": row["conflict_id"],
        "type": "validation",
        "event": dict(event),
        "rule": {
            "language": "Bantin network",
            "expression": " and ".join(expressions) or row["series"],
            "severity": SEVERITIES[severity],
            "description": NETWORK,
        },
        "data": {
            "source": list(row["observation_ids"]),
            "target": list(row["suspect_ids"] or row["observation_ids"]),
            "description": "\n".join([row["proof_en"], *_waiver(row, findings)]),
        },
        "value": "0",
    }
