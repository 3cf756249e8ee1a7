"""The reconciliation network: what all figures together say, and what no check of one row can find.

Figures, the stars of their statements and the edits between them make linear constraints; connected
components are solved one by one. `solve_network` takes figures and edits, `solve` one component of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.network.components import SOLVER_VERSION, Component, component, components_of, parts_of
from expectations.reconciliation.network.edits import Edit, EditTerm, edits_of
from expectations.reconciliation.network.results import Solution
from expectations.reconciliation.network.solve import solve, solve_all
from expectations.reconciliation.network.stars import stars_of
from expectations.reconciliation.network.system import Star

__all__ = [
    "SOLVER_VERSION",
    "Component",
    "Edit",
    "EditTerm",
    "Solution",
    "Star",
    "component",
    "components_of",
    "edits_of",
    "parts_of",
    "solve",
    "solve_all",
    "solve_network",
    "stars_of",
]


def solve_network(
    figures: Iterable[Figure], stars: Iterable[Star], edits: Iterable[Edit], free: frozenset[str] = frozenset()
) -> Iterator[Solution]:
    """Solve every component of the figures.

    Args:
        figures: all figures that stars and edits name.
        stars: levels with their percentages.
        edits: the identities that the figures meet in.
        free: indicators that can be negative.
    """
    known = {figure.observation_id: figure for figure in figures}
    parts = (part for whole in components_of(known, stars, edits) for part in parts_of(whole))
    yield from solve_all(parts, free)
