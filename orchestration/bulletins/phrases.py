"""The notation of the alias tables: one row for all the forms of a phrase.

`[a|b]` is one of the alternatives or nothing, `{a|b}` is one of them: «[tổng] {kim ngạch|trị giá} xuất khẩu» stands
for «kim ngạch xuất khẩu», «tổng kim ngạch xuất khẩu», «trị giá xuất khẩu» and «tổng trị giá xuất khẩu».
"""

from __future__ import annotations

import re
from itertools import product

_PART = re.compile(r"\[([^\[\]{}]*)\]|\{([^\[\]{}]*)\}|([^\[\]{}]+)|(.)", re.DOTALL)


class PhraseError(ValueError):
    """A bracket of the notation is not closed or stands inside another."""


def expand(notation: str) -> list[str]:
    """All phrases that `notation` stands for, in the order of its alternatives, each once.

    Raises:
        PhraseError: a bracket without its partner.
    """
    if "[" not in notation and "{" not in notation and "]" not in notation and "}" not in notation:
        return [" ".join(notation.split())]
    choices = []
    for optional, required, plain, stray in _PART.findall(notation):
        if stray:
            raise PhraseError(f"«{notation}»: the bracket «{stray}» has no partner, or one stands inside another")
        if plain:
            choices.append([plain])
        else:
            choices.append(["", *optional.split("|")] if optional else required.split("|"))
    phrases = (" ".join("".join(parts).replace(" ,", ",").split()) for parts in product(*choices))
    return list(dict.fromkeys(phrases))
