"""The same text with every figure changed to another of the same shape.

A reader that reads by rules finds the same spans, series, measures and periods in the changed text; a reader
that knows the bundled bulletins by heart does not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from tests.support.golden import Row


def with_other_figures(text: str, figures: Iterable[Row], seed: int) -> str:
    """Change the digits of each figure in `figures` (rows with `start` and `value_text`), and nothing else.

    Length, separators, signs and leading zeros stay; every figure becomes another one. The same seed gives
    the same text.
    """
    draw = random.Random(seed)
    parts, done = [], 0
    for figure in sorted(figures, key=lambda row: row["start"]):
        number = printed_number(figure["value_text"])
        parts += [text[done : figure["start"]], _another_number(number, draw)]
        done = figure["start"] + len(number)
    return "".join([*parts, text[done:]])


def printed_number(value_text: str) -> str:
    """The digits and separators at the head of a value: «25,2» of «25,2 tỷ»."""
    match = re.match(r"[0-9]+(?:[.,][0-9]+)*", value_text)
    if match is None:
        raise ValueError(f"«{value_text}» does not begin with a digit")
    return match.group()


def _another_number(number: str, draw: random.Random) -> str:
    while True:
        other = "".join(_another_digit(number, place, draw) for place in range(len(number)))
        if other != number:
            return other


def _another_digit(number: str, place: int, draw: random.Random) -> str:
    """A digit for one place; the first keeps being zero or not, so that «0,5» and «25» keep their shapes."""
    if not number[place].isdigit():
        return number[place]
    if place > 0:
        return draw.choice("0123456789")
    return "0" if number[0] == "0" else draw.choice("123456789")
