"""Words of strangers, made harmless for whoever shows them: they stay readable and do nothing."""

from __future__ import annotations

import re
from typing import Any

DIRECTIONS = {
    "\u061c": "ALM", "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF",
    "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip
"""Characters that turn the direction of what follows, with their names in Unicode: they would have a figure read
backwards, and no Vietnamese text needs them."""
_INERT = str.maketrans(
    {character: f"\u27e8{name}\u27e9" for character, name in DIRECTIONS.items()}
    | {chr(code): "\ufffd" for code in (*range(9), 11, *range(14, 32), 127)}
)


def inert(value: Any) -> Any:
    """What a template writes, with characters that would turn or break a page shown by their names."""
    return value.translate(_INERT) if isinstance(value, str) else value


_MARKS = re.compile(r"([\\`*<>|~&]|(?<=\])\(|(?<![^\W_])_|_(?![^\W_]))")
"""What Markdown takes for markup; `_` only at the edge of a word, brackets only where a link would come of them."""


def in_markdown(text: str) -> str:
    """The text on one line as Markdown shows it as it is: no mark, link or picture comes of it."""
    return _MARKS.sub(r"\\\1", " ".join(str(inert(text)).split()))
