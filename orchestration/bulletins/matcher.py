"""Finds phrases of a dictionary in a text: leftmost, longest, on word boundaries, in one pass.

Aho-Corasick where `pyahocorasick` is installed, else a walk over words of the standard library; a test holds
both to the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

try:
    import ahocorasick
except ImportError:  # the library also works alone, with nothing installed
    ahocorasick = None

Value = TypeVar("Value")
Match = tuple[int, int, Value]

_WORD_START = re.compile(r"(?<!\w)\S|(?<=\w)[^\w\s]|(?<=\d)[^\W\d]")


class Matcher(Generic[Value]):
    """A compiled dictionary of phrases.

    A match begins and ends at a word boundary; directly after a digit a word may begin («6.500ha»).
    """

    def __init__(self, phrases: Mapping[str, Value], *, use_automaton: bool | None = None) -> None:
        self._phrases = dict(phrases)
        use = ahocorasick is not None if use_automaton is None else use_automaton
        self._automaton = self._build_automaton() if use and self._phrases else None
        self._lengths = self._lengths_by_head()

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._phrases

    def find(self, folded: str) -> list[Match[Value]]:
        """All matches of `folded`, leftmost first; of those that start together the longest; none overlap."""
        automaton = self._automaton
        candidates = self._walk_spans(folded) if automaton is None else _automaton_spans(automaton, folded)
        matches: list[Match[Value]] = []
        position = 0
        for start, size in candidates:
            if start >= position:
                position = start - size
                matches.append((start, position, self._phrases[folded[start:position]]))
        return matches

    def at_start(self, folded: str) -> tuple[int, Value] | None:
        """The end and value of the longest phrase that the text begins with."""
        for length in (*self._lengths.get(folded[:2], ()), *self._lengths.get(folded[:1], ())):
            phrase = folded[:length]
            if phrase in self._phrases and length <= len(folded) and _bounded(folded, 0, length):
                return length, self._phrases[phrase]
        return None

    def _build_automaton(self) -> Any:
        automaton = ahocorasick.Automaton()
        for phrase in self._phrases:
            automaton.add_word(phrase, len(phrase))
        automaton.make_automaton()
        return automaton

    def _lengths_by_head(self) -> dict[str, list[int]]:
        lengths: dict[str, set[int]] = {}
        for phrase in self._phrases:
            lengths.setdefault(phrase[:2], set()).add(len(phrase))
        return {head: sorted(sizes, reverse=True) for head, sizes in lengths.items()}

    def _walk_spans(self, folded: str) -> Iterator[tuple[int, int]]:
        """Where each phrase that stands in the text starts, and its length below zero."""
        for match in _WORD_START.finditer(folded):
            start = match.start()
            lengths = self._lengths.get(folded[start : start + 2], ())
            for length in (*lengths, *self._lengths.get(folded[start : start + 1], ())):
                end = start + length
                if folded[start:end] in self._phrases and end <= len(folded) and _bounded(folded, start, end):
                    yield start, -length


def _automaton_spans(automaton: Any, folded: str) -> list[tuple[int, int]]:
    """The same as from `_walk_spans`: of those that start together the longest sorts first."""
    spans = []
    size = len(folded)
    for last, length in automaton.iter(folded):
        end = last + 1
        # Most hits end inside a word («bò» in «bóng» does not, «là» in «làm» does): these go first, and cheaply.
        if end == size or folded[end] == " " or not (folded[end].isalnum() and folded[last].isalnum()):
            start = end - length
            if folded[start - 1] == " " or _begins(folded, start):
                spans.append((start, -length))
    spans.sort()
    return spans


def _begins(folded: str, start: int) -> bool:
    if start and folded[start].isalnum():
        before = folded[start - 1]
        if before.isalpha() or (before.isdigit() and folded[start].isdigit()):
            return False
    return True


def _bounded(folded: str, start: int, end: int) -> bool:
    return _begins(folded, start) and not (end < len(folded) and folded[end - 1].isalnum() and folded[end].isalnum())
