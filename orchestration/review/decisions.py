"""The rows that settle an item: made from what a steward says, and checked against what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, get_args

from orchestration.bulletins import records
from orchestration.review.case import Case, Rows
from orchestration.review.correctable import (
    BOUNDS,
    COLUMNS,
    REFERENCE,
    UnfitValue,
    as_text,
    corrected,
    parsed,
)
from orchestration.review.repairs import Repair, repairs_of
from orchestration.review.signature import Signature
from orchestration.steward import STEWARD_TABLES

LONGEST_WAIVER = timedelta(days=3 * 366)
"""A waiver ends at last after three years, so that somebody looks at the contradiction again."""
CODES: Mapping[str, tuple[str, ...]] = {
    "measure": get_args(records.Measure),
    "basis": get_args(records.Basis),
    "role": get_args(records.Role),
    "hedge": get_args(records.Hedge),
    "obs_status": get_args(records.ObsStatus),
}
NEVER_EMPTY = ("statement_id", "domain", "measure", "role", "obs_status")

Cell = str | None


class NotDecided(ValueError):  # noqa: N818 - it says what is the matter
    """A decision that cannot be taken; the message says why, and what can."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A row to be written.

    Attributes:
        table: the steward's table.
        row: a cell for each of its columns.
        title: in a few words.
        same: the columns by which another row would say the same.
    """

    table: str
    row: Mapping[str, Cell]
    title: str
    same: tuple[str, ...]

    @property
    def row_id(self) -> str:
        """The row's id."""
        return str(self.row[STEWARD_TABLES[self.table][0]])

    def check(self, rows: Iterable[Mapping[str, Cell]]) -> None:
        """Refuse where a row of the table already says so.

        Raises:
            NotDecided: the message names the row, its author and reason.
        """
        key = STEWARD_TABLES[self.table][0]
        for row in rows:
            if row[key] == self.row_id or all(row[column] == self.row[column] for column in self.same):
                raise NotDecided(_said_already(self.table, row))


def _said_already(table: str, row: Mapping[str, Cell]) -> str:
    row_id = row[STEWARD_TABLES[table][0]]
    return (
        f"{table}.csv already has it: {row_id}, by {row['author']}: {row['reason']}. "
        f"To decide otherwise, take that row out first: bantin review undo {row_id}"
    )


def waive(case: Case, conflict_id: str, signature: Signature, expires_on: date) -> Decision:
    """Accept a contradiction until a day, or acknowledge a revision, which then leaves the review queue.

    Raises:
        NotDecided: there is no such conflict without a waiver, or the day is past, or more than three years off.
    """
    conflict = conflict_of(case, conflict_id)
    if conflict["waiver_id"] is not None:
        raise NotDecided(_has_waiver(conflict))
    first = max(case.today, case.newest_day or case.today)
    if not first < expires_on <= case.today + LONGEST_WAIVER:
        raise NotDecided(
            f"a waiver ends on a day after {first} and not after {case.today + LONGEST_WAIVER} (three years), "
            f"so that somebody looks again; {expires_on} is not."
        )
    earlier = [row for row in case.tables()["waivers"] if row["conflict_id"] == conflict["conflict_id"]]
    holding = [row for row in earlier if row["expires_on"] is None or row["expires_on"] >= first.isoformat()]
    if holding:
        raise NotDecided(_said_already("waivers", holding[0]))
    row_id = f"waiver-{conflict['conflict_id']}" + (f"-{len(earlier) + 1}" if earlier else "")
    cells = {"waiver_id": row_id, "conflict_id": conflict["conflict_id"], "expires_on": expires_on.isoformat()}
    return Decision(
        "waivers",
        _signed("waivers", cells, signature),
        f"waive conflict {conflict['conflict_id']} until {expires_on}",
        same=("conflict_id", "expires_on"),
    )


def _has_waiver(conflict: Mapping[str, Any]) -> str:
    return (
        f"conflict {conflict['conflict_id']} is settled already, by {conflict['waiver_id']}. "
        f"To decide otherwise: bantin review undo {conflict['waiver_id']}"
    )


def correct(case: Case, observation_id: str, column: str, old: Cell, new: Cell, signature: Signature) -> Decision:
    """Correct one column of one figure.

    Raises:
        NotDecided: no bulletin has the figure, the column cannot be corrected, the old value is not the printed one, or
            the new one does not fit.
    """
    figure = case.figure(observation_id)
    if figure is None:
        raise NotDecided(f"no bulletin has a figure {observation_id}; ids are like b4daee14c7082615:2095.")
    if column not in COLUMNS:
        raise NotDecided(
            f"{column} cannot be corrected: what the text holds is evidence. Columns that can: {', '.join(COLUMNS)}."
        )
    _check_old(figure, column, old)
    _check_new(case, figure, column, new)
    bulletin_id, _, start = observation_id.partition(":")
    suffix = "" if column == "value" else f"-{column}"
    cells = {
        "correction_id": f"correction-{bulletin_id}-{start}{suffix}",
        "observation_id": observation_id,
        "column_name": column,
        "old_value": old,
        "new_value": new,
    }
    return Decision(
        "corrections",
        _signed("corrections", cells, signature),
        f"correct {column} of «{figure['quote']}» ({observation_id}): {old or 'nothing'} → {new or 'nothing'}",
        same=("observation_id", "column_name"),
    )


def _check_old(figure: Mapping[str, Any], column: str, old: Cell) -> None:
    try:
        given = parsed(column, old)
    except UnfitValue as problem:
        raise NotDecided(f"--old: {problem}") from None
    if given != figure[column]:
        present = as_text(figure[column])
        raise NotDecided(
            f"--old is «{old or ''}», and {column} of «{figure['quote']}» is «{present or ''}». "
            "The old value is repeated exactly, so that a correction never meets another figure than the one meant."
        )


def _check_new(case: Case, figure: Mapping[str, Any], column: str, new: Cell) -> None:
    try:
        value = parsed(column, new)
    except UnfitValue as problem:
        raise NotDecided(f"--new: {problem}") from None
    if value == figure[column]:
        raise NotDecided(f"{column} is «{new or ''}» already.")
    if value is None and column in NEVER_EMPTY:
        raise NotDecided(f"{column} is never empty.")
    _check_code(case, column, new)
    row = corrected(figure, {column: new})
    for low, high in (BOUNDS[:2], BOUNDS[2:]):
        bounds = row[f"{low}_used"], row[f"{high}_used"]
        if None not in bounds and bounds[0] > bounds[1]:
            raise NotDecided(f"{low} would be above {high}: {as_text(bounds[0])} > {as_text(bounds[1])}.")


def _check_code(case: Case, column: str, new: Cell) -> None:
    if new is None:
        return
    known: Iterable[str] = CODES.get(column, ())
    if column in REFERENCE:
        known = [row["code"] for row in case.rows(f"select distinct code from reference.{REFERENCE[column]}", [])]  # noqa: S608 - names of ours
    elif column == "restates":
        known = [row["observation_id"] for row in case.figures([new.partition(":")[0]])] or ["(a figure)"]
    if known and new not in known:
        table = f"reference.{REFERENCE[column]}" if column in REFERENCE else ", ".join(known)
        raise NotDecided(f"{column} is a code of {table}; «{new}» is none.")


def repair(case: Case, conflict_id: str, number: int | None, signature: Signature) -> Decision:
    """Take a suggested repair of a conflict: the numbered one, or the only one.

    Raises:
        NotDecided: there is no such conflict, no such repair, or several and no number; the message lists them.
    """
    conflict = conflict_of(case, conflict_id)
    found = repairs_of(conflict)
    if not found:
        raise NotDecided(
            f"no common misprint explains conflict {conflict['conflict_id']}. Correct a figure by its id, or waive it."
        )
    if number is None and len(found) > 1:
        raise NotDecided(
            f"there are {len(found)} suggested repairs; choose one: bantin review correct {conflict['conflict_id']} "
            f"--repair N\n{repair_lines(case, found)}"
        )
    chosen = next((one for one in found if one.number == (number or 1)), None)
    if chosen is None:
        raise NotDecided(f"there is no repair {number}. There are:\n{repair_lines(case, found)}")
    figure = case.figure(chosen.observation_id)
    old = None if figure is None else as_text(figure["value"])
    return correct(case, chosen.observation_id, "value", old, as_text(chosen.value), signature)


def repair_lines(case: Case, found: Iterable[Repair]) -> str:
    """The repairs, a line each."""
    return "\n".join(f"  {one.number}. {repair_text(case, one)}" for one in found)


def repair_text(case: Case, one: Repair) -> str:
    """One repair: the figure as printed, and what it might have been meant to be."""
    figure = case.figure(one.observation_id)
    quote = f"«{figure['quote']}» ({one.observation_id})" if figure else one.observation_id
    meant = f"«{one.value_text}» = {as_text(one.value)}" if one.value_text else str(as_text(one.value))
    others = f", if {one.together - 1} more of its set is wrong too" if one.together > 1 else ""
    return f"{quote} → {meant} ({one.kind.replace('_', ' ')}{others})"


def link(case: Case, suggestion_id: str, signature: Signature) -> Decision:
    """Accept a suggested series link.

    Raises:
        NotDecided: it is not suggested.
    """
    suggestion = suggestion_of(case, suggestion_id)
    columns = [column for column in STEWARD_TABLES["series_links"] if column in suggestion]
    cells = {column: suggestion[column] for column in columns if column not in ("reason", "author", "linked_on")}
    cells["series_link_id"] = suggestion["suggestion_id"]
    keys = tuple(column for column in cells if column != "series_link_id")
    return Decision(
        "series_links",
        _signed("series_links", cells, signature),
        f"link the series of {' and '.join(f'«{quote}»' for quote in suggestion['quotes'])}",
        same=keys,
    )


def withdraw(case: Case, bulletin_id: str, signature: Signature) -> Decision:
    """Withdraw a bulletin: it is kept, and counts nowhere.

    Raises:
        NotDecided: no bulletin has this id or came under this name.
    """
    known = bulletin_of(case, bulletin_id)
    cells = {"withdrawal_id": f"withdrawal-{known}", "bulletin_id": known}
    return Decision(
        "withdrawals", _signed("withdrawals", cells, signature), f"withdraw bulletin {known}", same=("bulletin_id",)
    )


def _signed(table: str, cells: Mapping[str, Cell], signature: Signature) -> dict[str, Cell]:
    """A row with a cell for each column, signed."""
    author, reason = signature.author.strip(), signature.reason.strip()
    if not author or not reason:
        raise NotDecided("every decision has an author and a reason, which whoever reads the report is told.")
    if "\0" in author + reason:
        raise NotDecided("author and reason are text.")
    day = STEWARD_TABLES[table][-1] if table != "waivers" else "waived_on"
    signed = {**cells, "author": author, "reason": reason, day: signature.day.isoformat()}
    return {column: signed.get(column) or None for column in STEWARD_TABLES[table]}


def conflict_of(case: Case, conflict_id: str) -> dict[str, Any]:
    """The conflict with this id, or the only one whose id begins so."""
    return _one(case, "quality.conflicts", "conflict_id", conflict_id, "conflict")


def suggestion_of(case: Case, suggestion_id: str) -> dict[str, Any]:
    """The suggested series link with this id, or the only one whose id begins so."""
    return _one(case, "quality.series_link_suggestions", "suggestion_id", suggestion_id, "suggested series link")


def _one(case: Case, table: str, column: str, given: str, kind: str) -> dict[str, Any]:
    query = f"from {table} where starts_with({column}, ?) order by {column} limit 2"
    rows = case.rows(query, [given]) if given else []
    exact = [row for row in rows if row[column] == given]
    if exact or len(rows) == 1:
        return (exact or rows)[0]
    if rows:
        raise NotDecided(f"several ids begin with «{given}»; give more of it.")
    raise NotDecided(f"there is no {kind} «{given}» in the warehouse as built. See: bantin review")


def bulletin_of(case: Case, given: str) -> str:
    """The id of the bulletin that is called so: by its id, the beginning of it, or a file name it came under."""
    query = """
        select distinct bulletin_id from staging.document_sources
        where source_name = $1 or (starts_with(bulletin_id, $1) and len($1) >= 4)
        order by bulletin_id
    """
    found = [row["bulletin_id"] for row in case.rows(query, [given])]
    if len(found) == 1:
        return str(found[0])
    if found:
        raise NotDecided(f"several bulletins are «{given}»: {', '.join(found)}. Give the id.")
    raise NotDecided(f"there is no bulletin «{given}»; see bantin status.")


def row_of(case: Case, row_id: str) -> tuple[str, dict[str, Cell]]:
    """The table and the row with this id, in whichever table it stands.

    Raises:
        NotDecided: there is none, or several tables have one.
    """
    found = [
        (table, row) for table, rows in case.tables().items() for row in rows if row[STEWARD_TABLES[table][0]] == row_id
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotDecided(f"{' and '.join(f'{table}.csv' for table, _ in found)} have a row {row_id}; rename one.")
    raise NotDecided(f"no table in {case.settings.steward} has a row {row_id}. See: bantin review history")


def without(tables: Mapping[str, Rows], table: str, row_id: str) -> dict[str, Rows]:
    """The steward's tables without one row."""
    key = STEWARD_TABLES[table][0]
    return {**tables, table: [row for row in tables[table] if row[key] != row_id]}


def with_row(tables: Mapping[str, Rows], decision: Decision) -> dict[str, Rows]:
    """The steward's tables with one more row."""
    return {**tables, decision.table: [*tables[decision.table], dict(decision.row)]}


Decide = Callable[[Case, Signature], Decision]
"""A decision but for its signature."""
