"""A long text cut into pages that open at once, and where each of its figures then stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from orchestration.explaining.lines import Line, Part

AnyLine = Line[Any, Any, Any]

PAGE_WEIGHT = 200_000
"""Bytes of a page that its text and figures may weigh, about; a page is to stay below 300 KB."""
FIGURE_WEIGHT = 3_400
TOLD_WEIGHT = 700
PART_WEIGHT = 90
"""Bytes that a figure with all that is said of it, an event or situation, and the marks of a part take, about."""
LONGEST_PLAIN = 20_000
"""Code points of text without any mark after which a line may be cut at a space."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What one page shows of a text.

    Attributes:
        start: Offset of its first character.
        lines: Its lines, each the parts that it is made of.
    """

    start: int
    lines: tuple[tuple[Part, ...], ...]


def leaves(lines: Iterable[AnyLine]) -> Iterator[Leaf]:
    """Cut lines into pages; a figure is never cut, and a line only where it alone is too much for a page."""
    shown: list[tuple[Part, ...]] = []
    weight = 0
    for line in lines:
        pieces = [*_pieces(line)]
        for parts in pieces:
            added = _weight(parts)
            if shown and weight + added > PAGE_WEIGHT:
                yield Leaf(shown[0][0].start, tuple(shown))
                shown, weight = [], 0
            shown.append(parts)
            weight += added
    if shown:
        yield Leaf(shown[0][0].start, tuple(shown))


def leaf_of(starts: Sequence[int], offset: int) -> int:
    """Number of the page, from 0, that shows the character at `offset`."""
    return max(bisect_right(starts, offset) - 1, 0)


def _pieces(line: AnyLine) -> Iterator[tuple[Part, ...]]:
    """A line as it is, or in as many pieces as it needs."""
    if _weight(line.parts) <= PAGE_WEIGHT:
        yield line.parts
        return
    piece: list[Part] = []
    weight = 0
    for part in _short(line.parts):
        added = _weight((part,))
        is_free = part.figure is None and part.role is None
        if piece and is_free and weight + added > PAGE_WEIGHT // 4:
            yield tuple(piece)
            piece, weight = [], 0
        piece.append(part)
        weight += added
    if piece:
        yield tuple(piece)


def _short(parts: Iterable[Part]) -> Iterator[Part]:
    """Parts, those of plain text cut behind spaces into lengths that can be shared out."""
    for part in parts:
        if part.figure is not None or part.role is not None or len(part.text) <= LONGEST_PLAIN:
            yield part
            continue
        for start, end in pairwise(_cuts(part.text)):
            yield Part(part.start + start, part.text[start:end], part.figure, part.role, part.told)


def _cuts(text: str) -> list[int]:
    cuts = [0]
    while len(text) - cuts[-1] > LONGEST_PLAIN:
        space = text.rfind(" ", cuts[-1] + 1, cuts[-1] + LONGEST_PLAIN)
        cuts.append(space + 1 if space > 0 else cuts[-1] + LONGEST_PLAIN)
    return [*cuts, len(text)]


def _weight(parts: Iterable[Part]) -> int:
    return sum(
        len(part.text.encode("utf-8", "replace"))
        + (0 if part.figure is None and part.role is None and part.told is None else PART_WEIGHT)
        + (FIGURE_WEIGHT if part.figure is not None else TOLD_WEIGHT if part.told is not None else 0)
        for part in parts
    )
