"""What the network found, looked up by figure and by identity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from expectations.reconciliation.network.results import FigureFinding, NetworkConflict, Solution

_WORST_FIRST = {"contradicted": 0, "revised": 1}


@dataclass(frozen=True, slots=True)
class Network:
    """Findings and conflicts of all components."""

    findings: Mapping[str, FigureFinding]
    conflicts: Mapping[str, NetworkConflict]
    _of_edit: Mapping[str, Sequence[NetworkConflict]]
    _of_suspect: Mapping[str, Sequence[NetworkConflict]]

    def conflict_of(self, edit_id: str, status: str, members: Iterable[str]) -> NetworkConflict | None:
        """The conflict that an identity takes part in: one whose proof uses it, or whose likeliest suspects it holds.

        Args:
            edit_id: id of the identity's row.
            status: what the identity says by itself; only a contradiction or revision has suspects.
            members: its figures.
        """
        used = self._of_edit.get(edit_id, ())
        if not used and status in _WORST_FIRST:
            used = [c for member in members for c in self._of_suspect.get(member, ()) if c.status == status]
        return min(used, key=lambda conflict: (_WORST_FIRST[conflict.status], conflict.conflict_id), default=None)

    def of_figure(self, figure: str) -> Collection[NetworkConflict]:
        """The conflicts whose proofs a figure takes part in."""
        finding = self.findings.get(figure)
        return () if finding is None else [self.conflicts[conflict] for conflict in finding.conflict_ids]


def view(solutions: Iterable[Solution]) -> Network:
    """Lay out solutions for looking things up."""
    findings: dict[str, FigureFinding] = {}
    conflicts: dict[str, NetworkConflict] = {}
    of_edit: dict[str, list[NetworkConflict]] = defaultdict(list)
    of_suspect: dict[str, list[NetworkConflict]] = defaultdict(list)
    for solution in solutions:
        for finding in solution.figures:
            findings[finding.observation_id] = _merged(findings.get(finding.observation_id), finding)
        for conflict in solution.conflicts:
            conflicts[conflict.conflict_id] = conflict
            for edit in conflict.edits:
                of_edit[edit].append(conflict)
            for suspect in conflict.suspects[0].observation_ids if conflict.suspects else ():
                of_suspect[suspect].append(conflict)
    return Network(findings, conflicts, of_edit, of_suspect)


def _merged(known: FigureFinding | None, other: FigureFinding) -> FigureFinding:
    """What its own part of the network and the parts that borrow it say of a figure."""
    if known is None:
        return other
    own = known if known.is_own else other
    return replace(
        own,
        is_tight=known.is_tight or other.is_tight,
        conflict_ids=tuple(sorted({*known.conflict_ids, *other.conflict_ids})),
        is_suspect=known.is_suspect or other.is_suspect,
    )
