"""Two views of one text: as printed, and folded for matching, with the way back to the printed offsets.

Spans leave this library in code points of the document's own text. Inside it everything matches against
`View.folded`: composed (NFC), lower case, one kind of space, one kind of dash, no zero-width characters, the tone
mark of oa, oe and uy on the second vowel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_IRREGULAR = re.compile("[ " + _SPACES + "]{2,}|" + _INVISIBLE.pattern)


@dataclass(frozen=True, slots=True)
class View:
    """A text and its folded twin.

    Attributes:
        text: the document's text, untouched.
        printed: composed and with regular spaces, in the printed case; as long as `folded`.
        folded: what the matchers read.
        origin: for each offset of `folded` the offset in `text`, one more for the end; None if they are equal.
    """

    text: str
    printed: str
    folded: str
    origin: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of `text` that stands behind a span of `folded`."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end]

    def place(self, offset: int) -> int:
        """The offset in `text` of an offset in `folded`."""
        return offset if self.origin is None else self.origin[offset]

    def quote(self, start: int, end: int) -> str:
        """The printed words behind a span of `folded`."""
        if self.origin is None:
            return self.text[start:end]
        return self.text[self.origin[start] : self.origin[end]]


def make_view(text: str) -> View:
    """Fold `text`; linear in its length."""
    printed, origin = text, None
    if not unicodedata.is_normalized("NFC", text):
        printed, origin = _compose(text)
    elif _IRREGULAR.search(text):
        printed, origin = _regular(text)
    printed = _unwrap(_unify(printed))
    return View(text, printed, _MISPLACED.sub(_on_second_vowel, _lower(printed)), origin)


_NARROWEST = 50
"""Characters; a text whose longest line is shorter is no wrapped prose."""
_WIDEST = 200
_FEWEST_FULL = 2
_ITEM = re.compile(r"\s*(?:[-+•*|]|\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđA-ZĐ]|[IVX]{1,4})[.)]\s)")


def _is_full(before: str, line: str, width: int) -> bool:
    word = line.split(" ", 1)[0]
    return bool(word) and "|" not in before + line and len(before) + 1 + len(word) > width and not _ITEM.match(line)


def _unwrap(text: str) -> str:
    """Spaces for the line breaks that only keep lines short, as in text copied from a page.

    Such a break stands where the first word of the next line no longer had room in the width of the page, the
    longest line of prose: a table's rows are as long as they are. A list label or an empty line begins something
    new. At least half of the breaks must be such, else the lines are as long as what they say.
    """
    if "\n" not in text:
        return text
    lines = text.split("\n")
    width = max((len(line) for line in lines if "|" not in line), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return text
    pairs = [*pairwise(lines)]
    full = [_is_full(before, line, width) for before, line in pairs]
    between_words = sum(bool(before.strip() and line.strip()) and "|" not in before + line for before, line in pairs)
    if sum(full) < max(_FEWEST_FULL, between_words / 2):  # the longest line of any text is «full»
        return text
    pieces = [lines[0]]
    for (_, line), joined in zip(pairs, full, strict=True):
        pieces.append((" " if joined else "\n") + line)
    return "".join(pieces)


_MISPLACED = re.compile("[òóỏõọ][ae]|[ùúủũụ]y")
_FIRST, _SECOND = "òóỏõọùúủũụ", {"a": "àáảãạ", "e": "èéẻẽẹ", "y": "ỳýỷỹỵ"}


def _on_second_vowel(match: re.Match[str]) -> str:
    """One place for the tone mark in oa, oe and uy: «hóa» and «hoá», «thủy» and «thuỷ», the slip «kế họach»."""
    vowel, second = match.group()[0], match.group()[1]
    index = _FIRST.index(vowel)
    return ("o" if index < 5 else "u") + _SECOND[second][index % 5]


def _unify(text: str) -> str:
    if text.isascii():
        return text.replace("\t", " ")
    for character in _SPACES:
        if character in text:
            text = text.replace(character, " ")
    for character in _DASHES:
        if character in text:
            text = text.replace(character, "-")
    return text


def _lower(text: str) -> str:
    folded = text.lower()
    if len(folded) == len(text):
        return folded
    # A few letters of other scripts grow when lowered; offsets count more than their case.
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _regular(text: str) -> tuple[str, list[int]]:
    """Drop invisible characters and join runs of spaces in a text whose letters are composed."""
    pieces: list[str] = []
    origin: list[int] = []
    position = 0
    for match in _IRREGULAR.finditer(text):
        start, end = match.span()
        pieces.append(text[position:start])
        origin.extend(range(position, start))
        if end > start + 1:
            pieces.append(" ")
            origin.append(start)
        position = end
    pieces.append(text[position:])
    origin.extend(range(position, len(text) + 1))
    return "".join(pieces), origin


def _compose(text: str) -> tuple[str, list[int]]:
    """Compose each base letter with its marks, drop invisible characters, join runs of spaces."""
    pieces: list[str] = []
    origin: list[int] = []
    start = 0
    length = len(text)
    while start < length:
        end = start + 1
        character = text[start]
        if character in _SPACES or character == " ":
            while end < length and (text[end] in _SPACES or text[end] == " "):
                end += 1
            pieces.append(" ")
            origin.append(start)
        elif not _INVISIBLE.match(character):
            while end < length and unicodedata.combining(text[end]):
                end += 1
            cluster = character if end == start + 1 else unicodedata.normalize("NFC", text[start:end])
            pieces.append(cluster)
            # A mark that composes with nothing stays a character: it has the place of its own.
            origin.extend([start, *(max(start + 1, place) for place in range(end - len(cluster) + 1, end))])
        start = end
    origin.append(length)
    return "".join(pieces), origin


def bare(phrase: str) -> str:
    """Letters without tone and vowel marks, in lower case: for comparing names and making ids."""
    decomposed = unicodedata.normalize("NFD", phrase.lower().replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))
