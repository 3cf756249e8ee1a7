"""The review queue as a steward goes through it: with the age of each item, and what is decided and not yet built."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from orchestration.review.case import Case
from orchestration.review.decisions import NotDecided
from orchestration.steward import STEWARD_TABLES

COLUMNS = (
    "position", "urgency", "kind", "severity", "age_days", "first_seen", "subject_id", "bulletin_id", "source_name",
    "observation_id", "quote", "decided_by", "detail_vi", "detail_en",
)  # fmt: skip
"""What an item is told with, in the order in which it is printed."""

QUEUE = """
    select * from quality.review_queue
    where ($kinds = [] or list_contains($kinds, kind))
        and ($severities = [] or list_contains($severities, severity))
        and ($bulletin is null or bulletin_id = $bulletin
            or subject_id in (select conflict_id from quality.conflicts where list_contains(bulletin_ids, $bulletin))
            or subject_id in (
                select suggestion_id from quality.series_link_suggestions where list_contains(bulletin_ids, $bulletin)
            ))
    order by position
"""
ONE = """
    select * from quality.review_queue
    where subject_id = $1 or cast(position as varchar) = $1 or (len($1) >= 4 and starts_with(subject_id, $1))
    order by subject_id <> $1, cast(position as varchar) <> $1, position
"""
OF_FIGURES = """
    select distinct conflict_id, figure
    from (select conflict_id, unnest(observation_ids) as figure from quality.conflicts)
    where figure in (select unnest(?))
"""


def queue(
    case: Case, kinds: Collection[str] = (), severities: Collection[str] = (), bulletin: str | None = None
) -> list[dict[str, Any]]:
    """The items, the most urgent first; those of some kinds, severities, or in which one bulletin takes part."""
    parameters = {"kinds": list(kinds), "severities": list(severities), "bulletin": bulletin}
    rows = case.connection.execute(QUEUE, parameters).to_arrow_table().to_pylist()
    decided = decided_by(case)
    return [_item(case, row, decided) for row in rows]


def item_of(case: Case, given: str) -> dict[str, Any]:
    """The item with this id, position, or the only one whose id begins so.

    Raises:
        NotDecided: there is none, or several; a message for people.
    """
    rows = case.rows(ONE, [given])
    exact = [row for row in rows if given in (row["subject_id"], str(row["position"]))]
    if not exact and len(rows) > 1:
        raise NotDecided(f"several items begin with «{given}»: {', '.join(row['subject_id'] for row in rows[:5])}.")
    if not rows:
        raise NotDecided(f"there is no item «{given}» in the review queue as built. See: bantin review")
    return _item(case, rows[0], decided_by(case))


def _item(case: Case, row: dict[str, Any], decided: dict[str, str]) -> dict[str, Any]:
    age = None if row["first_seen"] is None else (case.today - row["first_seen"]).days
    names = (row["subject_id"], row["bulletin_id"])
    item = row | {"age_days": age, "decided_by": next((decided[name] for name in names if name in decided), None)}
    return {column: item[column] for column in COLUMNS}


def decided_by(case: Case) -> dict[str, str]:
    """What rows that no build has taken up yet decide: conflict, suggestion, figure or bulletin → id of the row."""
    waiting = {table: _waiting(case, table) for table in STEWARD_TABLES}
    decided: dict[str, str] = {}
    for table, column in (
        ("waivers", "conflict_id"),
        ("series_links", "series_link_id"),
        ("withdrawals", "bulletin_id"),
    ):
        decided |= {str(row[column]): str(row[STEWARD_TABLES[table][0]]) for row in waiting[table]}
    corrected = {str(row["observation_id"]): str(row["correction_id"]) for row in waiting["corrections"]}
    if corrected:
        for row in case.rows(OF_FIGURES, [sorted(corrected)]):
            decided[row["conflict_id"]] = corrected[row["figure"]]
    return decided | corrected


def _waiting(case: Case, table: str) -> list[dict[str, str | None]]:
    key = STEWARD_TABLES[table][0]
    built = {row[key] for row in case.rows(f"select {key} from staging.{table}", [])}  # noqa: S608 - names of ours
    return [row for row in case.tables()[table] if row[key] not in built]


def is_suggestion(case: Case, given: str) -> bool:
    """Whether an id, or the beginning of one, is that of a suggested series link."""
    query = "select 1 from quality.series_link_suggestions where starts_with(suggestion_id, ?) limit 1"
    return bool(given and case.rows(query, [given]))
