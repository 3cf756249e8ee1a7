"""Many bulletins made of few: the texts of this project with other figures, other provinces and other company.

For benchmarks, which need more text than there is. A made bulletin has the size and the parts of a true one: the
first line of one text, then sentences of that text and of others in a new order, in paragraphs. Figures change
their digits and keep their shape; dates, months, quarters and years stay such; each province named becomes another
one. The same seed gives the same bulletins.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from orchestration.settings import REFERENCE
from tests.support.golden import BULLETINS, GOLDEN

Texts = Literal["bundled", "all"]
"""Of what bulletins are made: of the two bundled ones, with a figure every 220 bytes as newspapers write, or of these
and the passages of the tests, which were chosen for their figures and have one every 50 bytes."""

SENTENCES_FROM_HOME = 0.6
"""How many of a bulletin's sentences come from the text that it begins with."""
CHARACTERS = (1200, 4000)
"""Least and greatest length of a bulletin, in code points; the bundled ones have 2,000 to 2,400."""
LINE_END = re.compile(r"(?<=[.;:!?…])\s+(?=[^\W\d_a-z])|\n+")
CALENDAR = re.compile(
    r"(?P<date>(?<![\d.,/-])[0-3]?\d[/-][01]?\d(?:[/-](?:19|20)\d\d)?(?![\d/]))"
    r"|(?P<month>(?<=tháng )[01]?\d(?![\d.,]))"
    r"|(?P<year>(?<![\d.,])20\d\d(?![\d.,]\d|\d))"
    r"|(?P<other>\d[\d.,]*)",
    re.IGNORECASE,
)


def bulletins(seed: int = 1, texts_of: Texts = "all", characters: tuple[int, int] = CHARACTERS) -> Iterator[str]:
    """Yield bulletins without end, all different; `characters` is about the least and greatest length of one."""
    draw = random.Random(seed)
    texts = _sentences_by_text(texts_of)
    everything = [sentence for sentences in texts for sentence in sentences]
    provinces = _provinces()
    named = re.compile("|".join(sorted(map(re.escape, provinces), key=len, reverse=True)))
    while True:
        text = _recombined(draw, texts, everything, draw.randint(*characters))
        others: dict[str, str] = {}
        text = named.sub(lambda found, others=others: others.setdefault(found[0], draw.choice(provinces)), text)
        yield CALENDAR.sub(lambda found: _another(found, draw), text)


def corpus(size: int, seed: int = 1, texts_of: Texts = "all") -> list[str]:
    """As many bulletins as have `size` bytes of UTF-8 together, the last one included that passes it."""
    taken: list[str] = []
    done = 0
    for text in bulletins(seed, texts_of):
        if done >= size:
            break
        taken.append(text)
        done += len(text.encode())
    return taken


def source_texts(texts_of: Texts) -> list[str]:
    """The texts that the bulletins are made of."""
    paths = [*BULLETINS.glob("*.txt"), *(GOLDEN.glob("*/*.txt") if texts_of == "all" else ())]
    return [path.read_bytes().decode("utf-8") for path in sorted(paths)]


@cache
def _sentences_by_text(texts_of: Texts) -> list[list[str]]:
    split = ([part.strip() for part in LINE_END.split(text)] for text in source_texts(texts_of))
    return [[part for part in parts if part] for parts in split]


@cache
def _provinces() -> list[str]:
    with (REFERENCE / "areas.csv").open(encoding="utf-8", newline="") as stream:
        return sorted({row["name_vi"] for row in csv.DictReader(stream) if row["kind"] == "province"})


def _recombined(draw: random.Random, texts: list[list[str]], everything: list[str], wanted: int) -> str:
    home = draw.choice(texts)
    own = draw.sample(home[1:], len(home) - 1)
    lines, length = [home[0]], len(home[0])
    while length < wanted:
        sentence = own.pop() if own and draw.random() < SENTENCES_FROM_HOME else draw.choice(everything)
        new_paragraph = len(lines) == 1 or draw.random() < 0.3
        lines.append(("\n" if new_paragraph else " ") + sentence)
        length += len(sentence) + 1
    return "".join(lines) + "\n"


def _another(found: re.Match[str], draw: random.Random) -> str:
    """Other digits for a number; what stands in the calendar stays in it."""
    if found.lastgroup == "year":
        return str(draw.randint(2015, 2025))
    if found.lastgroup == "month":
        return found[0][:1] + draw.choice("012") if len(found[0]) == 2 else draw.choice("123456789")
    if found.lastgroup == "date":
        return re.sub(r"(?<!\d)\d(?!\d)", lambda digit: draw.choice("123456789"), found[0])
    first, rest = found[0][0], found[0][1:]
    leading = "0" if first == "0" else draw.choice("123456789")
    return leading + re.sub(r"\d", lambda _: draw.choice("0123456789"), rest)
