"""Figures against each other: do the totals, plans, bases and repetitions that bulletins print agree?

A pure library. `reconcile` takes figures, rules and the steward's links and waivers, and gives what the
tables `quality.reconciliation`, `quality.figure_verdicts` and `quality.conflicts` hold; the warehouse gives
the same rows, and a test compares them. The steps are apart: `instances_of` (who meets whom), the network
(what all figures say together), `evaluate` (each identity by itself), `verdicts`, `conflicts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from expectations.reconciliation.conflicts import Conflict, conflicts
from expectations.reconciliation.evaluate import Row, evaluate, holding_waivers, instances_of
from expectations.reconciliation.figures import Figure, figure_from_columns
from expectations.reconciliation.identities import (
    LinkedKey,
    Rules,
    SeriesLink,
    Waiver,
    load_rules,
)
from expectations.reconciliation.matching import Bulletins
from expectations.reconciliation.network import Solution, edits_of, solve_network, stars_of
from expectations.reconciliation.network.publishing import SuspectRow, suspect_rows, told_conflicts
from expectations.reconciliation.network.view import view
from expectations.reconciliation.verdicts import Verdict, verdicts

__all__ = [
    "Conflict",
    "Figure",
    "LinkedKey",
    "Reconciliation",
    "Row",
    "Rules",
    "SeriesLink",
    "Solution",
    "SuspectRow",
    "Verdict",
    "Waiver",
    "conflicts",
    "evaluate",
    "figure_from_columns",
    "instances_of",
    "load_rules",
    "reconcile",
    "verdicts",
]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What came of the checks: rows of identities, a verdict a figure, and the contradictions."""

    rows: tuple[Row, ...]
    verdicts: tuple[Verdict, ...]
    conflicts: tuple[Conflict, ...]
    suspects: tuple[SuspectRow, ...]
    solutions: tuple[Solution, ...]


def reconcile(
    figures: Iterable[Figure],
    rules: Rules,
    *,
    links: Sequence[SeriesLink] = (),
    waivers: Iterable[Waiver] = (),
    as_of: date | None = None,
) -> Reconciliation:
    """Check figures against each other.

    Args:
        figures: the figures of one bulletin or of many.
        rules: the reference tables, from `load_rules`.
        links: series of different bulletins that a steward declared to be one.
        waivers: contradictions that a steward accepted.
        as_of: the day of the newest document, by which waivers expire.
    """
    known = list(figures)
    by_id = {figure.observation_id: figure for figure in known}
    instances = instances_of(known, rules, links)
    edits = edits_of(instances, rules)
    solutions = tuple(solve_network(known, stars_of(Bulletins(known)), edits, rules.balances))
    network = view(solutions)
    holding = holding_waivers(waivers, as_of)
    rows = evaluate(instances, rules, network, holding)
    told = told_conflicts(solutions, by_id, {edit.edit_id: edit for edit in edits}, rules)
    return Reconciliation(
        rows=tuple(rows),
        verdicts=tuple(verdicts(known, rows, instances, network, holding)),
        conflicts=tuple(conflicts(rows, by_id, told, holding, rules)),
        suspects=tuple(sorted(suspect_rows(solutions, by_id), key=_suspect_key)),
        solutions=solutions,
    )


def _suspect_key(row: SuspectRow) -> tuple[str, int, str]:
    return (row.conflict_id, row.set_rank, row.observation_id)
