"""The same text in other clothes: each disguise keeps what is said and tells where each character went.

A disguise returns the new text and a list with the new offset of every old offset, one more for the end.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import accumulate

from tests.support.golden import Row
from tests.support.shape import with_other_figures

Disguised = tuple[str, list[int]]
Disguise = Callable[[str, int], Disguised]
"""A text and a seed to the disguised text; the same seed gives the same text."""

HEADER = "Trang chủ | Thời sự | Kinh tế | Đời sống\nChia sẻ bài viết\nBình luận (0)\n\n"
FOOTER = "\n\nTin cùng chuyên mục\nXem thêm\nĐiện thoại: 024 3999 9999 - Email: toasoan@example.vn\n"
WRAPPED_AT = 72
CELL_MARK = " | "

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def tone_variants(phrase: str) -> set[str]:
    """Both accepted places of the tone mark in oa, oe and uy («hoá» and «hóa»), for each word of `phrase`."""
    variants = {unicodedata.normalize("NFC", phrase)}
    decomposed = unicodedata.normalize("NFD", phrase)
    for first, second in (("o", "a"), ("o", "e"), ("u", "y")):
        for tone in _TONES:
            old, new = f"{first}{tone}{second}", f"{first}{second}{tone}"
            for one, other in ((old, new), (new, old)):
                # In closed syllables the second place is a slip («kế họach», «hòan thành»), and a common one.
                variants.add(unicodedata.normalize("NFC", decomposed.replace(one, other)))
    return variants


def piecewise(pieces: Sequence[tuple[str, str]]) -> Disguised:
    """Join pieces of old and new text; inside a piece of changed length every offset leads to its start."""
    new, places = [], []
    reached = 0
    for old, changed in pieces:
        same = len(old) == len(changed)
        places.extend(reached + (place if same else 0) for place in range(len(old)))
        new.append(changed)
        reached += len(changed)
    return "".join(new), [*places, reached]


def each(pattern: str, change: Callable[[re.Match[str]], str], text: str) -> Disguised:
    """Replace what matches and keep the rest."""
    pieces, done = [], 0
    for match in re.finditer(pattern, text):
        pieces += [(text[done : match.start()],) * 2, (match.group(), change(match))]
        done = match.end()
    return piecewise([*pieces, (text[done:],) * 2])


def no_break_spaces(text: str, seed: int) -> Disguised:
    """Some spaces as no-break spaces."""
    draw = random.Random(seed)
    return each("[ \u00a0]", lambda _: draw.choice(" \u00a0\u202f"), text)


def decomposed(text: str, seed: int) -> Disguised:
    """Every mark as a character of its own."""
    apart = [unicodedata.normalize("NFD", char) for char in text]
    return "".join(apart), [0, *accumulate(map(len, apart))]


def other_tone_place(text: str, seed: int) -> Disguised:
    """The tone of oa, oe and uy in its other accepted place, for some words."""
    draw = random.Random(seed)

    def moved(match: re.Match[str]) -> str:
        word = match.group()
        others = sorted({other for other in tone_variants(word.lower()) if len(other) == len(word)} - {word.lower()})
        if not others or draw.random() < 0.3:
            return word
        return "".join(o.upper() if w.isupper() else o for o, w in zip(draw.choice(others), word, strict=True))

    return each(r"[^\W\d_]+", moved, text)


def upper_case(text: str, seed: int) -> Disguised:
    """The whole text in capitals, as headlines are."""
    return piecewise([(text, text.upper())])


def other_unit_spacing(text: str, seed: int) -> Disguised:
    """A space before «%», «ha», «km» and «tấn» where there is none, and none where there is one."""
    draw = random.Random(seed)
    toggled = {"": " ", " ": ""}
    pattern = r"(?<=\d)( ?)(?=(?:%|ha|km|tấn)(?![^\W_]))"
    return each(pattern, lambda m: toggled[m.group(1)] if draw.random() < 0.7 else m.group(1), text)


def more_boilerplate(text: str, seed: int) -> Disguised:
    """What surrounds an article on a news page, before and behind it."""
    new, places = piecewise([("", HEADER), (text, text), ("", FOOTER)])
    return new, [*places[:-1], len(HEADER) + len(text)]


def wrapped(text: str, seed: int) -> Disguised:
    """Long lines broken between words at a fixed width, with an empty line around such a paragraph, as in mail.

    The row of a table stays one line: broken, it is no longer the same table.
    """
    pieces: list[tuple[str, str]] = []
    lines = re.split("(\n+)", text)
    for place, line in enumerate(lines):
        if place % 2 == 0:
            pieces += _broken(line) if _is_long(line) else [(line, line)]
        else:
            beside_long = _is_long(lines[place - 1]) or _is_long(lines[place + 1])
            pieces.append((line, "\n\n" if beside_long else line))
    return piecewise(pieces)


def _is_long(line: str) -> bool:
    """Whether a line is to be wrapped."""
    return len(line) > WRAPPED_AT and CELL_MARK not in line


def _broken(line: str) -> list[tuple[str, str]]:
    pieces, column = [], 0
    for word in re.findall(" ?[^ ]+| +", line):
        column += len(word)
        broken = column > WRAPPED_AT and word.startswith(" ") and bool(word.strip())
        pieces.append((word, "\n" + word[1:] if broken else word))
        column = len(word) - 1 if broken else column
    return pieces


def other_digits(text: str, seed: int, figures: Sequence[Row]) -> Disguised:
    """Every figure another one of the same shape; ranges stay, whose ends would change places."""
    written = [row for row in figures if row["value_text"][:1].isdigit() and row["value"] is not None]
    return piecewise([(text, with_other_figures(text, written, seed))])


DISGUISES: dict[str, Disguise] = {
    "no-break spaces": no_break_spaces,
    "decomposed letters": decomposed,
    "tone marks in the other place": other_tone_place,
    "capitals": upper_case,
    "other spaces before units": other_unit_spacing,
    "boilerplate around": more_boilerplate,
    "wrapped lines": wrapped,
}
