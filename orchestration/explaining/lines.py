"""A text cut into lines and parts: which characters are a figure, another numeral, an event, a situation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, Protocol, TypeVar


class Spanned(Protocol):
    """Anything with a half-open span of code points."""

    @property
    def start(self) -> int:
        """Offset of its first character."""

    @property
    def end(self) -> int:
        """Offset behind its last."""


class SpannedNumeral(Spanned, Protocol):
    """A numeral with its role."""

    @property
    def role(self) -> str | None:
        """Its role in the ledger."""

    @property
    def observation_id(self) -> str | None:
        """The figure that it belongs to."""


Figure = TypeVar("Figure", bound=Spanned)
Event = TypeVar("Event", bound=Spanned)
Situation = TypeVar("Situation", bound=Spanned)
Row = TypeVar("Row", bound=Spanned)
AnyFigure = TypeVar("AnyFigure", bound=Spanned, covariant=True)
AnyEvent = TypeVar("AnyEvent", bound=Spanned, covariant=True)
AnySituation = TypeVar("AnySituation", bound=Spanned, covariant=True)
Numbered = tuple[tuple[int, Row], ...]
"""What was found, each with its number in the whole text, from 1."""


class Told(Protocol[AnyFigure, AnyEvent, AnySituation]):
    """What was read of a text: an `Extraction`, or rows of the warehouse."""

    @property
    def observations(self) -> Sequence[AnyFigure]:
        """Its figures."""

    @property
    def numerals(self) -> Sequence[SpannedNumeral]:
        """Its numerals."""

    @property
    def events(self) -> Sequence[AnyEvent]:
        """What it tells of projects."""

    @property
    def situations(self) -> Sequence[AnySituation]:
        """What it says without a figure."""


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of one line that are alike.

    Attributes:
        start: Offset of the first in the text.
        text: The characters.
        figure: Number of the figure that they are, else None.
        role: Role of the numeral that they are where it is no figure, else None.
        told: `event` or `situation` where they lie in one, else None.
    """

    start: int
    text: str
    figure: int | None = None
    role: str | None = None
    told: str | None = None


@dataclass(frozen=True, slots=True)
class Line(Generic[Figure, Event, Situation]):
    """A line that is not empty, and what begins in it.

    Attributes:
        start: Offset of its first character.
        parts: Its characters in order.
        figures: Observations, numbered.
        events: Project events, numbered.
        situations: Statements without a figure, numbered.
    """

    start: int
    parts: tuple[Part, ...]
    figures: Numbered[Figure]
    events: Numbered[Event]
    situations: Numbered[Situation]


def lines_of(text: str, found: Told[Figure, Event, Situation]) -> Iterator[Line[Figure, Event, Situation]]:
    """Cut a text into its lines.

    Args:
        text: The document's text.
        found: What was read of it; spans are code points of `text`.
    """
    figures = _Rows(found.observations)
    numerals = _Rows([numeral for numeral in found.numerals if numeral.observation_id is None])
    events, situations = _Rows(found.events), _Rows(found.situations)
    for match in re.finditer(r"[^\n]*\S[^\n]*", text):
        start, end = match.span()
        told: list[tuple[str, Spanned]] = [("event", row) for _, row in events.touching(start, end)]
        told += [("situation", row) for _, row in situations.touching(start, end)]
        yield Line(
            start=start,
            parts=tuple(_parts(text, start, end, figures.touching(start, end), numerals.touching(start, end), told)),
            figures=figures.beginning(start, end),
            events=events.beginning(start, end),
            situations=situations.beginning(start, end),
        )


class _Rows(Generic[Row]):
    """Rows in text order, found by their place."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = [*enumerate(rows, start=1)]
        self._rows.sort(key=lambda pair: pair[1].start)
        self._starts = [row.start for _, row in self._rows]
        self._longest = max((row.end - row.start for row in rows), default=0)

    def beginning(self, start: int, end: int) -> tuple[tuple[int, Row], ...]:
        return tuple(self._rows[bisect_left(self._starts, start) : bisect_left(self._starts, end)])

    def touching(self, start: int, end: int) -> list[tuple[int, Row]]:
        return [(number, row) for number, row in self.beginning(start - self._longest, end) if row.end > start]


def _parts(
    text: str,
    start: int,
    end: int,
    figures: Sequence[tuple[int, Spanned]],
    numerals: Sequence[tuple[int, SpannedNumeral]],
    told: Sequence[tuple[str, Spanned]],
) -> Iterator[Part]:
    spans = [(row.start, row.end) for rows in (figures, numerals, told) for _, row in rows]
    edges = {start, end, *(edge for span in spans for edge in span if start < edge < end)}
    figure_at, numeral_at = _Covering(figures), _Covering([(row.role, row) for _, row in numerals])
    kinds = [_Covering([pair for pair in told if pair[0] == kind]) for kind in ("event", "situation")]
    for first, last in pairwise(sorted(edges)):
        yield Part(
            start=first,
            text=text[first:last],
            figure=figure_at(first),
            role=numeral_at(first),
            told=next((kind for covering in kinds if (kind := covering(first)) is not None), None),
        )


Label = TypeVar("Label")


class _Covering(Generic[Label]):
    """What covers a character, asked for one character after another, in the order of the text."""

    def __init__(self, rows: Sequence[tuple[Label, Spanned]]) -> None:
        self._rows = sorted(rows, key=lambda pair: pair[1].start)
        self._next = 0
        self._open: list[tuple[Label, Spanned]] = []

    def __call__(self, offset: int) -> Label | None:
        while self._next < len(self._rows) and self._rows[self._next][1].start <= offset:
            self._open.append(self._rows[self._next])
            self._next += 1
        self._open = [pair for pair in self._open if pair[1].end > offset]
        return self._open[0][0] if self._open else None
