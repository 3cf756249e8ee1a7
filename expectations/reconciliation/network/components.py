"""Connected components: figures that edits join, directly or through others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.network.edits import Edit
from expectations.reconciliation.network.system import Star

LARGEST = 400
"""Figures of a component that is solved whole. A larger one, the series of a province over many years, is solved
bulletin by bulletin, each with the figures of others that its links name."""
SOLVER_VERSION = "3"
"""Raised whenever the solver can give other results, so that results kept from before are not used again."""


@dataclass(frozen=True, slots=True)
class Component:
    """Figures that belong together, with the stars and edits among them.

    `component_id` is the first of its figures' ids; `content_hash` is of everything that can change the result,
    where the caller keeps results (the empty text where not).
    """

    component_id: str
    content_hash: str
    figures: tuple[Figure, ...]
    stars: tuple[Star, ...]
    edits: tuple[Edit, ...]
    own_bulletin: str | None = None
    """Of a part of a larger component the bulletin that it is solved for; the other figures are borrowed."""

    def owns(self, figure: Figure) -> bool:
        """Whether the figure belongs here, and is not borrowed from the part of another bulletin."""
        return self.own_bulletin is None or figure.bulletin_id == self.own_bulletin


def parts_of(whole: Component) -> Iterator[Component]:
    """The component itself, or the parts in which it is solved.

    Each link is solved once, with the bulletin of its total: the later report, or the one whose base it is.
    """
    if len(whole.figures) <= LARGEST:
        yield whole
        return
    figures = {figure.observation_id: figure for figure in whole.figures}
    edits: dict[str, list[Edit]] = defaultdict(list)
    for edit in whole.edits:
        edits[figures[edit.total.figure].bulletin_id].append(edit)
    own: dict[str, set[str]] = defaultdict(set)
    for figure in whole.figures:
        own[figure.bulletin_id].add(figure.observation_id)
    stars: dict[str, list[Star]] = defaultdict(list)
    for star in whole.stars:
        stars[star.level].append(star)
    for bulletin, members in own.items():
        needed = members.union(*(edit.figures for edit in edits[bulletin]))
        known_stars = [star for level in needed for star in stars[level] if star.factor in needed]
        part = component((figures[i] for i in needed), known_stars, edits[bulletin])
        yield replace(part, component_id=f"{whole.component_id}/{bulletin}", own_bulletin=bulletin)


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
        yield component(found, stars_of.get(label, ()), edits_of[label])


def _labels(count: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    if not count:
        return []
    rows, columns = ([pair[side] for pair in pairs] for side in (0, 1))
    graph = coo_array(([1] * len(pairs), (rows, columns)), shape=(count, count))
    labels: list[int] = connected_components(graph, directed=False)[1].tolist()
    return labels


def component(
    figures: Iterable[Figure], stars: Iterable[Star], edits: Iterable[Edit], content_hash: str = ""
) -> Component:
    """A component of its parts, in an order of their own: the solver's last digits depend on the order."""
    ordered = tuple(sorted(figures, key=lambda figure: figure.observation_id))
    known_edits = tuple(sorted(edits, key=lambda edit: edit.edit_id))
    known_stars = tuple(sorted(stars, key=lambda star: (star.level, star.form, star.qualifier, star.factor)))
    return Component(ordered[0].observation_id, content_hash, ordered, known_stars, known_edits)
