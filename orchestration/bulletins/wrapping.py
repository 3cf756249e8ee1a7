"""Lines that were broken at a fixed width, as in mail and in some official reports, become whole again.

A line is a paragraph, a heading or a point of a list to the reader. Where a text was wrapped, most of its lines end
because the next word had no room; these ends are spaces then. Offsets stay: a newline becomes one space.
"""

from __future__ import annotations

import re
from dataclasses import replace

from orchestration.bulletins.text import View

NARROWEST = 40
WIDEST = 130
"""Widths that texts are wrapped at; a line beyond them was not wrapped, and then none was."""
FEWEST = 2
LEAST_SHARE = 0.5
"""How many of the line ends before another line must be for want of room, for the text to count as wrapped."""

_FIRST_WORD = re.compile(r"\S+")
_LIST_POINT = re.compile(r"\s*(?:[-+•*–] |\(?\d{1,2}[.)]\s|[a-zđ][.)]\s|[ivx]+\.\s)")


def unwrap(view: View) -> View:
    """The view with the line ends that a fixed width made as spaces; the same view where there are none."""
    ends = wrapped_line_ends(view.folded)
    if not ends:
        return view
    return replace(view, printed=_with_spaces(view.printed, ends), folded=_with_spaces(view.folded, ends))


def wrapped_line_ends(text: str) -> list[int]:
    """The offsets of the newlines that stand there because the next word had no room."""
    lines = [line.rstrip() for line in text.split("\n")]
    width = max(map(len, lines))
    if not NARROWEST <= width <= WIDEST:
        return []
    ends, between, offset = [], 0, 0
    for line, following in zip(text.split("\n"), lines[1:], strict=False):
        offset += len(line) + 1
        word = _FIRST_WORD.search(following)
        if word is None or not line.strip():
            continue
        between += 1
        if len(line.rstrip()) + 1 + len(word.group()) > width and not _LIST_POINT.match(following):
            ends.append(offset - 1)
    return ends if len(ends) >= max(FEWEST, LEAST_SHARE * between) else []


def _with_spaces(text: str, ends: list[int]) -> str:
    characters = list(text)
    for end in ends:
        characters[end] = " "
    return "".join(characters)
