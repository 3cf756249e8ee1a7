"""What a decision would change: the affected figures solved by the library, without it and with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from expectations.reconciliation import Conflict, Reconciliation, Waiver, figure_from_columns, reconcile
from expectations.suggestion_tables import link_of
from orchestration.review.case import Case, Tables
from orchestration.review.correctable import applied, corrected

Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure whose verdict or value in use would change; null where it does not count."""

    observation_id: str
    quote: str
    before: str | None
    after: str | None
    value_before: Decimal | None
    value_after: Decimal | None


@dataclass(frozen=True, slots=True)
class ConflictChange:
    """A conflict that would come, go, or stand otherwise; null where there is none."""

    conflict_id: str
    severity: str
    before: str | None
    after: str | None
    explanation_vi: str
    explanation_en: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What would change.

    Attributes:
        bulletins: how many were solved anew.
        figures: how many figures they have.
        conflict_changes: conflicts that would be others.
        figure_changes: figures that would be judged otherwise, or have another value in use.
        verdicts: figures by verdict, before and after.
        conflicts: the conflicts that stand before, by id and status.
    """

    bulletins: int
    figures: int
    conflict_changes: tuple[ConflictChange, ...]
    figure_changes: tuple[FigureChange, ...]
    verdicts: tuple[Mapping[str, int], Mapping[str, int]]
    conflicts: Mapping[str, str]

    @property
    def is_nothing(self) -> bool:
        """Whether neither a conflict nor a figure would change."""
        return not self.conflict_changes and not self.figure_changes


@dataclass(frozen=True, slots=True)
class _Judged:
    """The figures of some bulletins under one state of the steward's tables."""

    values: Mapping[str, Decimal | None]
    found: Reconciliation

    @property
    def verdicts(self) -> dict[str, str]:
        return {verdict.observation_id: verdict.status for verdict in self.found.verdicts}

    @property
    def conflicts(self) -> dict[str, Conflict]:
        return {conflict.conflict_id: conflict for conflict in self.found.conflicts}


def effect_of(case: Case, table: str, row: Row, before: Tables, after: Tables) -> Effect:
    """Solve what a row touches, without it and with it.

    Args:
        case: the published warehouse.
        table: the steward's table of the row.
        row: the row that comes or goes.
        before: the steward's tables as they are.
        after: as they would be.
    """
    bulletin_ids = case.together(_touched(case, table, row))
    printed = {figure["observation_id"]: figure for figure in case.figures(bulletin_ids)}
    old, new = (_judged(case, printed, tables) for tables in (before, after))
    return Effect(
        bulletins=len(bulletin_ids),
        figures=len(printed),
        conflict_changes=tuple(_conflict_changes(old.conflicts, new.conflicts)),
        figure_changes=tuple(_figure_changes(printed, old, new)),
        verdicts=(Counter(old.verdicts.values()), Counter(new.verdicts.values())),
        conflicts={key: conflict.status for key, conflict in old.conflicts.items()},
    )


def _touched(case: Case, table: str, row: Row) -> set[str]:
    """The bulletins in which something could change at first hand."""
    if table == "withdrawals":
        return _neighbours(case, str(row["bulletin_id"]))
    if table == "waivers":
        query = "select unnest(bulletin_ids) as bulletin_id from quality.conflicts where conflict_id = ?"
        return {found["bulletin_id"] for found in case.rows(query, [row["conflict_id"]])}
    if table == "series_links":
        return case.of_series({row["indicator"], row["linked_indicator"]}, {row["ref_area"], row["linked_ref_area"]})
    figure = case.figure(str(row["observation_id"])) or {}
    cells = [{**figure, str(row["column_name"]): row[value]} for value in ("old_value", "new_value")]
    indicators, areas = ({cell.get(column) for cell in cells} for column in ("indicator", "ref_area"))
    return {str(row["observation_id"]).partition(":")[0], *case.of_series(indicators, areas)}


def _neighbours(case: Case, bulletin_id: str) -> set[str]:
    """A bulletin, and those with figures of its series: one that does not count now hangs together with none."""
    figures = case.figures([bulletin_id])
    indicators, areas = ({figure[column] for figure in figures} for column in ("indicator", "ref_area"))
    return {bulletin_id, *case.of_series(indicators, areas)}


def _judged(case: Case, printed: Mapping[str, Mapping[str, Any]], tables: Tables) -> _Judged:
    new = applied(tables["corrections"], printed)
    withdrawn = {row["bulletin_id"] for row in tables["withdrawals"]}
    rows = [
        corrected(figure, new.get(observation_id, {}))
        for observation_id, figure in printed.items()
        if figure["bulletin_id"] not in withdrawn
    ]
    found = reconcile(
        [figure_from_columns(row) for row in rows],
        case.rules,
        links=[link_of(row) for row in tables["series_links"]],
        waivers=[_waiver(row) for row in tables["waivers"]],
        as_of=case.newest_day,
    )
    return _Judged({row["observation_id"]: row["value_used"] for row in rows}, found)


def _waiver(row: Row) -> Waiver:
    ends = row["expires_on"]
    return Waiver(str(row["waiver_id"]), str(row["conflict_id"]), None if ends is None else date.fromisoformat(ends))


def _conflict_changes(old: Mapping[str, Conflict], new: Mapping[str, Conflict]) -> list[ConflictChange]:
    found = []
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        told = after or before
        assert told is not None
        if _status(before) == _status(after):
            continue
        found.append(
            ConflictChange(
                conflict_id=key,
                severity=told.severity,
                before=_status(before),
                after=_status(after),
                explanation_vi=told.explanation_vi,
                explanation_en=told.explanation_en,
            )
        )
    return found


def _status(conflict: Conflict | None) -> str | None:
    """The status; a revision that a waiver acknowledges is told apart from one that none does."""
    if conflict is None:
        return None
    return "acknowledged" if conflict.status == "revised" and conflict.waiver_id else conflict.status


def _figure_changes(printed: Mapping[str, Mapping[str, Any]], old: _Judged, new: _Judged) -> list[FigureChange]:
    before, after = old.verdicts, new.verdicts
    return [
        FigureChange(
            observation_id=key,
            quote=figure["quote"],
            before=before.get(key),
            after=after.get(key),
            value_before=old.values.get(key),
            value_after=new.values.get(key),
        )
        for key, figure in printed.items()
        if (before.get(key), old.values.get(key)) != (after.get(key), new.values.get(key))
    ]
