"""Suspects that are right as printed but stand at the wrong series, and misprints of two suspects at once.

A clerk, or the reader, may have taken exports for imports, or a figure of one coverage for one of another. What
is tried is only what the bulletin itself prints: the value and series of a like figure (the same measure, unit
and period). A candidate is kept when all other figures of the component allow it; like a misprint it is a
suggestion, and a less likely one than any misprint that would do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.intervals import Interval, overlap
from expectations.reconciliation.network.repair import COSTS, Repair
from expectations.reconciliation.network.results import RepairCandidate

MOST_LIKE = 12
"""So many like figures of a bulletin are tried, those nearest in the text first."""
MOST_TOGETHER = 25
"""So many combinations of the misprints of two suspects are tried, the likeliest first."""

Allows = Callable[[Mapping[str, Interval], frozenset[str]], bool]
"""Whether all figures agree once some have other intervals (by id) and some are left out."""


def exchanged(suspects: Sequence[Figure], figures: Iterable[Figure], allows: Allows) -> Iterator[Repair]:
    """Like figures that the suspect, or the two suspects, may have changed places with.

    Args:
        suspects: a smallest set, of one figure or two.
        figures: those of the component.
        allows: tells whether the component agrees so.
    """
    first = suspects[0]
    others = like(first, figures) if len(suspects) == 1 else [s for s in suspects[1:] if _are_alike(first, s)]
    for other in others:
        if allows({first.observation_id: other.used.hard, other.observation_id: first.used.hard}, frozenset()):
            yield _repair("exchanged", first, other, other)
            if len(suspects) > 1:
                yield _repair("exchanged", other, first, first)


def of_other_series(suspect: Figure, figures: Iterable[Figure], allows: Allows) -> Iterator[Repair]:
    """Like figures whose value the suspect repeats: it may be of their series, and not of its own."""
    for other in like(suspect, figures):
        both = overlap(suspect.used.hard, other.used.hard)
        if both is not None and allows({other.observation_id: both}, frozenset([suspect.observation_id])):
            yield _repair("series", suspect, suspect, other)


def like(figure: Figure, figures: Iterable[Figure]) -> list[Figure]:
    """The figures of its bulletin that differ from it in their series alone."""
    found = [other for other in figures if _are_alike(figure, other)]
    return sorted(found, key=lambda other: (abs(other.start - figure.start), other.start))[:MOST_LIKE]


def _are_alike(figure: Figure, other: Figure) -> bool:
    return _kind(figure) == _kind(other) and _series(figure) != _series(other)


def _kind(figure: Figure) -> tuple[object, ...]:
    period = (figure.period_start, figure.period_end)
    return (figure.bulletin_id, figure.measure, figure.unit, figure.basis, figure.plan_authority, figure.role, *period)


def _series(figure: Figure) -> tuple[object, ...]:
    return (figure.indicator, figure.item, figure.season, figure.coverage, figure.partner)


def _repair(kind: str, suspect: Figure, shown: Figure, other: Figure) -> Repair:
    """The suspect with the value that is shown; the other figure tells what is meant."""
    assert shown.value is not None
    return Repair(
        suspect.observation_id, kind, shown.value_text, shown.value, shown.used.hard, COSTS[kind],
        other_id=other.observation_id,
    )  # fmt: skip


def together(
    first: Sequence[RepairCandidate], second: Sequence[RepairCandidate], allows: Allows
) -> list[RepairCandidate]:
    """Of the misprints of two suspects those that go together, the likeliest pair first.

    Each is allowed by itself, while the other suspect is left out; that does not say that both are.
    """
    if not first or not second:
        return [*first, *second]
    pairs = sorted(product(first, second), key=lambda pair: pair[0].cost + pair[1].cost)
    kept: dict[RepairCandidate, None] = {}
    for pair in islice(pairs, MOST_TOGETHER):
        if allows({r.observation_id: Interval.of(r.low, r.high) for r in pair}, frozenset()):
            kept |= dict.fromkeys(pair)
    return list(kept)
