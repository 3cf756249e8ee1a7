"""Identities, verdicts, conflicts, suspects and suggested links: the same rows from files and from the warehouse."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from expectations.reconciliation import Conflict, Row, SuspectRow, Verdict
from expectations.suggestion_tables import SUGGESTIONS
from orchestration.reconciling.codes import LINK_SEVERITY

Rows = Sequence[dict[str, Any]]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "identity": tuple(found.name for found in dataclasses.fields(Row)),
    "verdict": tuple(found.name for found in dataclasses.fields(Verdict)),
    "conflict": tuple(found.name for found in dataclasses.fields(Conflict)),
    "suspect": tuple(found.name for found in dataclasses.fields(SuspectRow)),
    "series_link": tuple(SUGGESTIONS.names),
}
"""The columns of each kind, in the order in which they are printed."""
JSON_TEXT = ("min_sets", "certificate")

Bounds = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checks say.

    Attributes:
        identities, verdicts, conflicts, suspects, links: rows with the columns of `COLUMNS`.
        bulletins: names of files by bulletin id.
        reported: the interval of each figure as used, also of those that narrowing leaves out.
        expressions: that of each identity, also of those.
        waivers: the steward's, by id.
        accepted_links: the steward's series links.
    """

    identities: Rows
    verdicts: Rows
    conflicts: Rows
    suspects: Rows
    links: Rows
    bulletins: Mapping[str, str]
    reported: Mapping[str, Bounds]
    expressions: Mapping[str, str]
    waivers: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    accepted_links: Rows = ()

    @property
    def open_fatal_conflicts(self) -> int:
        """Fatal contradictions that no waiver settles."""
        return sum(row["severity"] == "fatal" and row["status"] == "open" for row in self.conflicts)

    def json_rows(self) -> Iterator[dict[str, Any]]:
        """All rows, each with its `kind`; an identity's own kind is `identity_kind`."""
        for row in self.identities:
            yield {"kind": "identity", **{"identity_kind" if name == "kind" else name: row[name] for name in row}}
        for kind, rows in (
            ("verdict", self.verdicts),
            ("conflict", self.conflicts),
            ("suspect", self.suspects),
            ("series_link", self.links),
        ):
            for row in rows:
                yield {"kind": kind, **row}

    def of_bulletin(self, bulletin_id: str | None) -> Findings:
        """What one bulletin takes part in; everything for None."""
        if bulletin_id is None:
            return self
        return self._kept(
            lambda row: bulletin_id in (row["bulletin_ids"] if "bulletin_ids" in row else [row["bulletin_id"]])
        )

    def of(self, statuses: Collection[str], severities: Collection[str]) -> Findings:
        """What has one of these statuses and one of these severities; none given is any."""
        return self._kept(
            lambda row: (
                (not statuses or _status(row) in statuses)
                and (not severities or row.get("severity", LINK_SEVERITY) in severities)
            )
        )

    def _kept(self, keep: Callable[[Mapping[str, Any]], bool]) -> Findings:
        conflicts = [row for row in self.conflicts if keep(row)]
        known = {row["conflict_id"] for row in conflicts}
        return dataclasses.replace(
            self,
            identities=[row for row in self.identities if keep(row)],
            verdicts=[row for row in self.verdicts if keep(row)],
            conflicts=conflicts,
            suspects=[row for row in self.suspects if row["conflict_id"] in known],
            links=[row for row in self.links if keep(row)],
        )


def _status(row: Mapping[str, Any]) -> str:
    """A conflict is open where its identities and figures are contradicted."""
    return "contradicted" if row["status"] == "open" else str(row["status"])


def plain_row(kind: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the columns of its kind: tuples are lists, and JSON is no text but itself."""
    return {name: _plain(name, columns[name]) for name in COLUMNS[kind]}


def _plain(name: str, value: Any) -> Any:
    if name in JSON_TEXT and value is not None:
        return json.loads(value, parse_float=Decimal)
    return list(value) if isinstance(value, tuple) else value


def findings_of(
    rows: Mapping[str, Rows], bulletins: Mapping[str, str], waivers: Rows = (), accepted_links: Rows = ()
) -> Findings:
    """Put rows together by kind, with what later looks at all of them."""
    return Findings(
        identities=rows["identity"],
        verdicts=rows["verdict"],
        conflicts=rows["conflict"],
        suspects=rows["suspect"],
        links=rows["series_link"],
        bulletins=bulletins,
        reported={row["observation_id"]: (row["reported_low"], row["reported_high"]) for row in rows["verdict"]},
        expressions={row["reconciliation_id"]: row["expression"] for row in rows["identity"]},
        waivers={row["waiver_id"]: row for row in waivers},
        accepted_links=accepted_links,
    )
