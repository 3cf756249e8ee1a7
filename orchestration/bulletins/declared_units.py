"""Units declared in brackets before the figures of a sentence: «Kim ngạch xuất khẩu (triệu USD): ước 6 tháng 608,4»."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestration.bulletins.cuts import names_cut
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.quantities import Printed, is_storable, read_printed, unit_reader
from orchestration.bulletins.scope import Draft
from orchestration.bulletins.tables.cells import Scale, in_scale, is_bare_year, read_unit
from orchestration.bulletins.text import View
from orchestration.bulletins.vocabulary import Vocabulary

_DECLARED = re.compile(r"\((?:đvt ?:? ?|đơn vị(?: tính)? ?:? ?)?([^()\n;]{1,30})\)")
_NAMES = frozenset({"indicator", "facet", "item", "coverage", "partner", "season"})
_CLOSES = re.compile(r" ?(?:[;,.)(\n]|$|[-–] |(?:và|so|tăng|giảm|bằng|đạt|chiếm)\b)")
_OPENS = re.compile(
    r"(?:[:;,(-]|\b(?:đạt|ước|là|được|còn|tháng|năm|quý|khoảng|gần|hơn|trên|nay|trước|kỳ|[0-9]{4}))[: ]*$"
)


@dataclass(frozen=True, slots=True)
class DeclaredUnits:
    """The tokens of a document with the numbers that have a declared unit as quantities, and where it stands."""

    tokens: Sequence[Token]
    units: Mapping[Token, Scale]

    def note(self, drafts: Iterable[Draft], vocabulary: Vocabulary) -> None:
        """Write down that the unit of these figures is not printed beside them; «lượt» is left to the indicator."""
        for draft in drafts:
            scale = self.units.get(draft.quantity)
            if scale is not None:
                draft.evidence["unit"] = (scale.start, scale.end)
                draft.rules.append("unit.declared")
                draft.unit = None if scale.unit in vocabulary.stands_for else scale.unit


def read_declared_units(tokens: Sequence[Token], view: View, vocabulary: Vocabulary) -> DeclaredUnits:
    """Give the bare numbers behind a declared unit that unit, up to the end of their line.

    A number counts where it stands as a figure does: behind a colon, a verb, a period or a cut, before punctuation.
    """
    if not any(token.kind == "number" for token in tokens):
        return DeclaredUnits(tokens, {})
    declared = list(_declarations(view, vocabulary))
    units: dict[Token, Scale] = {}
    return DeclaredUnits(
        list(_in_declared_units(tokens, declared, view, vocabulary, units)) if declared else tokens, units
    )


@dataclass(frozen=True, slots=True)
class _Declaration:
    """A declared unit and the end of its line."""

    scale: Scale
    line_end: int


def _declarations(view: View, vocabulary: Vocabulary) -> Iterator[_Declaration]:
    for match in _DECLARED.finditer(view.folded):
        found = read_unit(match.group(1), vocabulary)
        if found is not None and not match.group(1)[0].isdigit():
            line_end = view.folded.find("\n", match.end())
            yield _Declaration(
                Scale(*found, match.start(1), match.end(1)), len(view.folded) if line_end < 0 else line_end
            )


def _in_declared_units(
    tokens: Sequence[Token],
    declared: Sequence[_Declaration],
    view: View,
    vocabulary: Vocabulary,
    units: dict[Token, Scale],
) -> Iterator[Token]:
    at = -1
    holds = False
    for index, token in enumerate(tokens):
        while at + 1 < len(declared) and declared[at + 1].scale.end <= token.start:
            at += 1
            holds = _names_series(tokens, index, declared[at].scale, view)
        if token.kind == "number" and holds and token.end <= declared[at].line_end:
            follows_cut = tokens[index - 1].end + 1 == token.start and names_cut(tokens[index - 1])
            printed = _figure(token, declared[at].scale, view, vocabulary, follows_cut=follows_cut)
            if printed is not None:
                token = Token("quantity", token.start, token.end, printed=printed)
                units[token] = declared[at].scale
        yield token


def _names_series(tokens: Sequence[Token], index: int, scale: Scale, view: View) -> bool:
    """Whether what stands before the bracket can be measured: a word of a series in the same line."""
    for token in reversed(tokens[max(0, index - 6) : index]):
        if token.end < scale.start and token.kind == "word" and token.has_any(_NAMES):
            return "\n" not in view.folded[token.end : scale.start]
    return False


def _figure(token: Token, scale: Scale, view: View, vocabulary: Vocabulary, *, follows_cut: bool) -> Printed | None:
    folded = view.folded
    if is_bare_year(folded[token.start : token.end]) or not _CLOSES.match(folded, token.end):
        return None
    before = folded[max(scale.end, token.start - 24) : token.start]
    if not (follows_cut or _OPENS.search(before)):
        return None
    printed = read_printed(folded, token.start, unit_reader(vocabulary))
    if printed is None or printed.end != token.end:
        return None
    scaled = in_scale(printed, scale)
    return scaled if is_storable(scaled) else None
