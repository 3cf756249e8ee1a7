"""Figures against each other: do the totals, plans, bases and repetitions that bulletins print agree?

A pure library. `reconcile` takes figures, rules and the steward's links and waivers, and gives what the
tables `quality.reconciliation`, `quality.figure_verdicts` and `quality.conflicts` hold; the SQL models give
the same rows, and a test compares them. The steps are apart so that other ways of solving can stand beside
the evaluation pair by pair: `instances_of` (who meets whom), `evaluate`, `verdicts`, `conflicts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from expectations.reconciliation.conflicts import Conflict, conflicts
from expectations.reconciliation.evaluate import Row, evaluate, instances_of
from expectations.reconciliation.figures import Figure, figure_from_columns
from expectations.reconciliation.identities import (
    LinkedKey,
    Rules,
    SeriesLink,
    Waiver,
    load_rules,
)
from expectations.reconciliation.verdicts import Verdict, verdicts

__all__ = [
    "Conflict",
    "Figure",
    "LinkedKey",
    "Reconciliation",
    "Row",
    "Rules",
    "SeriesLink",
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
    instances = instances_of(known, rules, links)
    rows = evaluate(instances, rules, waivers=waivers, as_of=as_of)
    return Reconciliation(tuple(rows), tuple(verdicts(known, rows, instances)), tuple(conflicts(rows, rules)))
