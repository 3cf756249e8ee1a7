"""Connected components: figures that edits join, directly or through others."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.network.edits import Edit
from expectations.reconciliation.network.system import Star

SOLVER_VERSION = "1"
"""Raised whenever the solver can give other results, so that results kept from before are not used again."""


@dataclass(frozen=True, slots=True)
class Component:
    """Figures that belong together, with the stars and edits among them.

    `component_id` hashes the members and the edits' ids; `content_hash` also hashes everything that can change
    the result: values, statuses and bands.
    """

    component_id: str
    content_hash: str
    figures: tuple[Figure, ...]
    stars: tuple[Star, ...]
    edits: tuple[Edit, ...]


def components_of(figures: Mapping[str, Figure], stars: Iterable[Star], edits: Iterable[Edit]) -> Iterator[Component]:
    """Split figures into components; figures that no edit joins to another are in none."""
    ids = list(figures)
    place = {figure: index for index, figure in enumerate(ids)}
    stars, edits = list(stars), list(edits)
    pairs = [(place[star.level], place[star.factor]) for star in stars]
    for edit in edits:
        first, *others = edit.figures
        pairs.extend((place[first], place[other]) for other in others)
    labels = _labels(len(ids), pairs)
    edits_of: dict[int, list[Edit]] = defaultdict(list)
    stars_of: dict[int, list[Star]] = defaultdict(list)
    members: dict[int, list[Figure]] = defaultdict(list)
    for edit in edits:
        edits_of[labels[place[edit.total.figure]]].append(edit)
    for star in stars:
        stars_of[labels[place[star.level]]].append(star)
    for figure, label in zip(ids, labels, strict=True):
        if label in edits_of:
            members[label].append(figures[figure])
    for label, found in members.items():
        yield _component(found, stars_of.get(label, ()), edits_of[label])


def _labels(count: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    if not count:
        return []
    rows, columns = ([pair[side] for pair in pairs] for side in (0, 1))
    graph = coo_array(([1] * len(pairs), (rows, columns)), shape=(count, count))
    labels: list[int] = connected_components(graph, directed=False)[1].tolist()
    return labels


def _component(figures: Sequence[Figure], stars: Iterable[Star], edits: Iterable[Edit]) -> Component:
    ordered = tuple(sorted(figures, key=lambda figure: figure.observation_id))
    known_edits = tuple(sorted(edits, key=lambda edit: edit.edit_id))
    known_stars = tuple(sorted(stars, key=lambda star: (star.level, star.form, star.qualifier, star.factor)))
    names = "|".join([*(figure.observation_id for figure in ordered), *(edit.edit_id for edit in known_edits)])
    content = f"{SOLVER_VERSION}|{ordered!r}|{known_stars!r}|{known_edits!r}"
    return Component(_digest(names), _digest(content), ordered, known_stars, known_edits)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
