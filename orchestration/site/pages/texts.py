"""The texts of bulletins, cut by what was read in them, and on which of a bulletin's pages each figure stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.explaining.lines import Line, lines_of
from orchestration.site.parting import FIGURE_WEIGHT, PAGE_WEIGHT, PART_WEIGHT, TOLD_WEIGHT, Leaf, leaf_of, leaves
from orchestration.site.rows import Row, Warehouse

SPANS: Mapping[str, str] = {
    "figures": 'select start, "end", observation_id from marts.observations where bulletin_id = ? order by start',
    "numerals": 'select start, "end", role, observation_id from staging.numerals where bulletin_id = ? order by start',
    "events": 'select start, "end" from marts.infrastructure_project_events where bulletin_id = ? order by start',
    "situations": 'select start, "end" from marts.situations where bulletin_id = ? order by start',
}
WEIGHTS = f"""
    with told as (
        select bulletin_id, count(*) * {FIGURE_WEIGHT} as weight from marts.observations group by bulletin_id
        union all
        select bulletin_id, count(*) * {2 * PART_WEIGHT} from staging.numerals group by bulletin_id
        union all
        select bulletin_id, count(*) * {3 * TOLD_WEIGHT} from marts.infrastructure_project_events group by bulletin_id
        union all
        select bulletin_id, count(*) * {3 * TOLD_WEIGHT} from marts.situations group by bulletin_id
        union all
        select bulletin_id, strlen(text) from staging.documents
    )
    select bulletin_id, cast(sum(weight) as bigint) as weight from told group by bulletin_id
"""  # noqa: S608 - numbers of ours
"""Bulletin → bytes that its text and all that is said of it take on a page, about, never too few."""


@dataclass(frozen=True, slots=True)
class Spanned:
    """What the text is cut by: a span with what stands in it."""

    start: int
    end: int
    role: str | None = None
    observation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """All spans of one text."""

    observations: Sequence[Spanned]
    numerals: Sequence[Spanned]
    events: Sequence[Spanned]
    situations: Sequence[Spanned]


def leaves_of(text: str, *rows: Sequence[Row]) -> list[Leaf]:
    """A text as pages, cut by its figures, numerals, events and situations; an empty text is one empty page."""
    told = Told(*([_spanned(row) for row in some] for some in rows))
    lines: Sequence[Line[Spanned, Spanned, Spanned]] = [*lines_of(text, told)]
    return [*leaves(lines)] or [Leaf(0, ())]


def _spanned(row: Mapping[str, Any]) -> Spanned:
    return Spanned(row["start"], row["end"], row.get("role"), row.get("observation_id"))


class Places:
    """Where figures stand: nearly all bulletins have one page, and nothing is kept of those."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.weights: Mapping[str, int] = warehouse.counts(WEIGHTS)
        self._starts: dict[str, tuple[int, ...]] = {}
        for bulletin_id, weight in self.weights.items():
            if weight > PAGE_WEIGHT:
                starts = _starts(warehouse, bulletin_id)
                if len(starts) > 1:
                    self._starts[bulletin_id] = starts

    @property
    def parted(self) -> Mapping[str, tuple[int, ...]]:
        """Bulletins that have several pages, with the offset at which each begins."""
        return self._starts

    def number(self, bulletin_id: str, start: int) -> int:
        """Number of the page that an offset of a text stands on, from 0."""
        return leaf_of(self._starts.get(bulletin_id, (0,)), start)


def _starts(warehouse: Warehouse, bulletin_id: str) -> tuple[int, ...]:
    text = warehouse.one("select text from staging.documents where bulletin_id = ?", [bulletin_id])
    rows = (warehouse.rows(sql, [bulletin_id]) for sql in SPANS.values())
    return tuple(leaf.start for leaf in leaves_of(text, *rows))
