"""Units declared in brackets before the figures of a sentence: «Kim ngạch xuất khẩu (triệu USD): ước 6 tháng 608,4»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestration.bulletins.lexer import Token
from orchestration.bulletins.quantities import Printed, is_storable, read_printed, unit_reader
from orchestration.bulletins.tables.cells import Scale, in_scale, is_bare_year, read_unit
from orchestration.bulletins.text import View
from orchestration.bulletins.vocabulary import Vocabulary

_DECLARED = re.compile(r"\((?:đvt ?:? ?|đơn vị(?: tính)? ?:? ?)?([^()\n;]{1,30})\)")
_NAMES = frozenset({"indicator", "facet", "item", "coverage", "partner", "season"})
_CLOSES = re.compile(r" ?(?:[;,.)(\n]|$|[-–] |(?:và|so|tăng|giảm|bằng|đạt|chiếm)\b)")
_OPENS = re.compile(
    r"(?:[:;,(-]|\b(?:đạt|ước|là|được|còn|tháng|năm|quý|khoảng|gần|hơn|trên|nay|trước|kỳ|[0-9]{4}))[: ]*$"
)


def read_declared_units(tokens: Sequence[Token], view: View, vocabulary: Vocabulary) -> Sequence[Token]:
    """Give the bare numbers behind a declared unit that unit, up to the end of their line.

    A number counts where it stands as a figure does: behind a colon, a verb or a period, before punctuation.

    Returns:
        All tokens; the numbers that were given a unit are quantities whose print holds no unit.
    """
    if not any(token.kind == "number" for token in tokens):
        return tokens
    declared = list(_declarations(view, vocabulary))
    if not declared:
        return tokens
    return list(_in_declared_units(tokens, declared, view, vocabulary))


def _declarations(view: View, vocabulary: Vocabulary) -> Iterator[Scale]:
    for match in _DECLARED.finditer(view.folded):
        found = read_unit(match.group(1), vocabulary)
        if found is not None and not match.group(1)[0].isdigit():
            yield Scale(*found, match.start(1), match.end(1))


def _in_declared_units(
    tokens: Sequence[Token], declared: Sequence[Scale], view: View, vocabulary: Vocabulary
) -> Iterator[Token]:
    at = -1
    names = False
    for index, token in enumerate(tokens):
        while at + 1 < len(declared) and declared[at + 1].end <= token.start:
            at += 1
            names = _names_series(tokens, index, declared[at], view)
        if token.kind == "number" and at >= 0 and names:
            printed = _figure(token, declared[at], view, vocabulary)
            if printed is not None:
                token = Token("quantity", token.start, token.end, printed=printed)
        yield token


def _names_series(tokens: Sequence[Token], index: int, scale: Scale, view: View) -> bool:
    """Whether what stands before the bracket can be measured: a word of a series in the same line."""
    for token in reversed(tokens[max(0, index - 6) : index]):
        if token.end < scale.start and token.kind == "word" and token.has_any(_NAMES):
            return "\n" not in view.folded[token.end : scale.start]
    return False


def _figure(token: Token, scale: Scale, view: View, vocabulary: Vocabulary) -> Printed | None:
    folded = view.folded
    if "\n" in folded[scale.end : token.start] or is_bare_year(folded[token.start : token.end]):
        return None
    line = folded.rfind("\n", scale.end, token.start) + 1 or scale.end
    before = folded[max(line, token.start - 24) : token.start]
    if not _OPENS.search(before) or not _CLOSES.match(folded, token.end):
        return None
    printed = read_printed(folded, token.start, unit_reader(vocabulary))
    if printed is None or printed.end != token.end:
        return None
    scaled = in_scale(printed, scale)
    return scaled if is_storable(scaled) else None
