"""All decisions: the rows that stand in the steward's tables, and what was taken out through the command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from orchestration.review.case import Case
from orchestration.review.table_file import read_log
from orchestration.steward import STEWARD_TABLES

COLUMNS = ("table", "id", "on", "state", "subject", "author", "reason", "removed_on", "removed_by", "removed_because")
_DAY = {
    "corrections": "corrected_on",
    "waivers": "waived_on",
    "series_links": "linked_on",
    "withdrawals": "withdrawn_on",
}
_FORCE = """
    select waiver_id as row_id,
        case conflict_status when 'revised' then 'acknowledged' else coalesce(conflict_status, 'no such conflict') end
            as state
    from quality.waivers
    union all
    select withdrawal_id, case when is_in_force then 'in force' else 'no such bulletin' end from quality.withdrawals
    union all
    select correction_id, status from intermediate.corrections
    union all
    select series_link_id, 'in force' from staging.series_links
"""


def decisions(case: Case) -> list[dict[str, Any]]:
    """One row a decision: those that stand, by table, then those that were taken out, the oldest first."""
    states = {row["row_id"]: row["state"] for row in case.rows(_FORCE, [])}
    return [*_standing(case, states), *_removed(case)]


def _standing(case: Case, states: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for table, rows in case.tables().items():
        for row in rows:
            yield _told(table, row) | {"state": states.get(_id(table, row), "waits for the next run")}


def _removed(case: Case) -> Iterator[dict[str, Any]]:
    for entry in read_log(case.settings):
        if entry["action"] == "removed":
            table, row = str(entry["table"]), entry["row"]
            assert isinstance(row, dict)
            yield _told(table, row) | {
                "state": "taken out",
                "removed_on": entry["at"],
                "removed_by": entry["author"],
                "removed_because": entry["reason"],
            }


def _told(table: str, row: Mapping[str, str | None]) -> dict[str, Any]:
    told = dict.fromkeys(COLUMNS) | {"table": table, "id": _id(table, row), "on": row[_DAY[table]]}
    return told | {"subject": _subject(table, row), "author": row["author"], "reason": row["reason"]}


def _id(table: str, row: Mapping[str, str | None]) -> str:
    return str(row[STEWARD_TABLES[table][0]])


def _subject(table: str, row: Mapping[str, str | None]) -> str:
    if table == "corrections":
        change = f"{row['old_value'] or 'nothing'} → {row['new_value'] or 'nothing'}"
        return f"{row['observation_id']} {row['column_name']}: {change}"
    if table == "series_links":
        names = (row["ref_area"], row["indicator"], row["coverage"], row["linked_bulletin_id"], row["linked_coverage"])
        return " ".join(name or "-" for name in names)
    return str(row["conflict_id"] if table == "waivers" else row["bulletin_id"])
