"""Findings of files that were read, without a warehouse."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from expectations.reconciliation import Rules, figure_from_columns, reconcile
from expectations.reconciliation.network.suggestions import suggested_links
from expectations.suggestion_tables import suggestion_row
from orchestration.reconciling.findings import Findings, findings_of, plain_row

if TYPE_CHECKING:
    from orchestration.commands.files import Source


def findings_of_files(
    sources: Iterable[Source], rules: Rules, told: Callable[[str, int, int, str], None] = lambda *_: None
) -> Findings:
    """Check the figures of files against each other; the steward's waivers and links are not used.

    Args:
        sources: the files; one text under several names is one bulletin.
        rules: the reference tables.
        told: hears of progress: step, what is done of it, the total, what is at hand.
    """
    distinct: dict[str, Source] = {}
    names: dict[str, list[str]] = {}
    for source in sources:
        distinct[source.document.bulletin_id] = source
        names.setdefault(source.document.bulletin_id, []).append(source.name)
    figures = [
        figure_from_columns(_fields(observation) | {"published_on": source.document.published_on})
        for source in distinct.values()
        for observation in source.extraction.observations
    ]
    told("reconcile", 0, 1, "")
    found = reconcile(figures, rules)
    told("reconcile", 1, 1, "")
    told("links", 0, 1, "")
    links = suggested_links(figures, rules)
    told("links", 1, 1, "")
    rows = {
        "identity": [plain_row("identity", _fields(row)) for row in found.rows],
        "verdict": sorted((plain_row("verdict", _fields(row)) for row in found.verdicts), key=_by_figure),
        "conflict": [plain_row("conflict", _fields(row)) for row in found.conflicts],
        "suspect": [plain_row("suspect", _fields(row)) for row in found.suspects],
        "series_link": [plain_row("series_link", suggestion_row(link)) for link in links],
    }
    return findings_of(rows, {bulletin: ", ".join(sorted(set(known))) for bulletin, known in names.items()})


def _by_figure(row: dict[str, Any]) -> str:
    return str(row["observation_id"])


def _fields(row: Any) -> dict[str, Any]:
    return {found.name: getattr(row, found.name) for found in dataclasses.fields(row)}
