"""The two lanes: numerals (masks, periods, quantities) and words (the vocabulary), merged by position."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Literal, get_args

from orchestration.bulletins.kinds import PUNCTUATION, bits_of
from orchestration.bulletins.masks import Mask, find_masks
from orchestration.bulletins.numbers import DIGITS
from orchestration.bulletins.periods import Mention, find_mentions
from orchestration.bulletins.quantities import (
    Printed,
    find_multiples,
    is_storable,
    read_fraction,
    read_printed,
    read_shared,
    times_as_percent,
    unit_reader,
)
from orchestration.bulletins.spelled_figures import find_spelled_figures
from orchestration.bulletins.text import View
from orchestration.bulletins.units import UnitReader
from orchestration.bulletins.vocabulary import NOTHING, Entry, Meanings, Vocabulary

TokenKind = Literal["word", "quantity", "number", "period", "mask", "punctuation"]
_BITS = {kind: bits_of([kind]) for kind in get_args(TokenKind)}
_MARKS = {mark: PUNCTUATION | bits_of([mark]) for mark in ",;:()-"}

_PUNCTUATION = re.compile(r"[,;:()-](?:(?<!-)|(?<=\s-)(?=\s))")
_DEMANDS_PERCENT = re.compile(r"(?:bằng|tăng|giảm|chiếm) (?:tới |khoảng |trên |gần |hơn )?$")
_CLAUSE_ENDS = re.compile(r"\s*(?:[;,.)]|so với|so cùng|cùng kỳ|kế hoạch|kh\b|$)")
_BRACKETED_SIGN = re.compile(r"\(([-+]) ?$")
_COMPARING = re.compile(r"(?:gấp|tăng|bằng|giảm)(?: [^\W\d]+){0,2} $")
_PROPER_KINDS = frozenset({"area", "gate", "partner"})


class Token:
    """One token of the merged stream, in folded offsets; compared by identity.

    Attributes:
        kind: word, quantity, number, period, mask or punctuation.
        start: where it starts.
        end: where it ends.
        entries: the meanings of its words.
        kinds: what it is and can mean; see `kinds`.
        printed: of a quantity.
        mention: of a period.
        mask: of a masked numeral.
        sign: the punctuation mark, or the sign before a quantity.
    """

    __slots__ = ("end", "entries", "firsts", "kind", "kinds", "mask", "mention", "printed", "sign", "start")

    def __init__(
        self,
        kind: TokenKind,
        start: int,
        end: int,
        entries: Meanings = NOTHING,
        printed: Printed | None = None,
        mention: Mention | None = None,
        mask: Mask | None = None,
        sign: str = "",
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.entries = entries
        self.firsts = entries.firsts
        self.kinds = _BITS[kind] | entries.kinds if kind != "punctuation" else _MARKS[sign]
        self.printed = printed
        self.mention = mention
        self.mask = mask
        self.sign = sign

    @property
    def unit(self) -> str | None:
        """Of a quantity the canonical unit printed with it."""
        return self.printed.unit if self.printed is not None else None

    def entry(self, kind: str) -> Entry | None:
        """The first meaning of that kind."""
        return self.firsts.get(kind)

    def of(self, kind: str) -> list[Entry]:
        """All meanings of that kind."""
        return [entry for entry in self.entries if entry.kind == kind] if kind in self.firsts else []

    def value(self, kind: str) -> str | None:
        """The value of the first meaning of that kind."""
        entry = self.firsts.get(kind)
        return entry.value if entry is not None else None

    def has_any(self, kinds: frozenset[str]) -> bool:
        """Whether it has a meaning of one of the kinds."""
        return not kinds.isdisjoint(self.firsts)


def kinds_of(tokens: Iterable[Token]) -> int:
    """What stands among the tokens, as bits."""
    kinds = 0
    for token in tokens:
        kinds |= token.kinds
    return kinds


@dataclass(frozen=True, slots=True)
class Lexed:
    """All tokens of a document in order, with the mentions and masks among them."""

    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]


_START = attrgetter("start")


def lex(view: View, vocabulary: Vocabulary) -> Lexed:
    """Both lanes over the whole document; numerals win over the words that they contain."""
    folded = view.folded
    mentions = find_mentions(folded)
    numeral_tokens = _numeral_lane(view, mentions, vocabulary)
    word_tokens = _word_lane(view, vocabulary, mentions)
    tokens = _merge(numeral_tokens, word_tokens)
    for mark in _PUNCTUATION.finditer(folded):
        tokens.append(Token("punctuation", mark.start(), mark.end(), sign=mark.group()))
    tokens = _drop_covered(sorted(tokens, key=_START))  # of two that begin together the mark is the later
    return Lexed(tuple(tokens), tuple([token.mention for token in tokens if token.mention is not None]))


def _numeral_lane(view: View, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Token]:
    folded = view.folded
    fixed = [Token("period", m.start, m.end, mention=m) for m in mentions]
    fixed = _with_masks(fixed, find_masks(folded, vocabulary))
    spelled = [Token("quantity", printed.start, printed.end, printed=printed) for printed in find_multiples(folded)]
    spelled += _spelled(view, fixed, unit_reader(vocabulary))
    return sorted([*fixed, *spelled, *_quantities(folded, fixed, vocabulary)], key=_START)


def _spelled(view: View, fixed: Sequence[Token], units: UnitReader) -> list[Token]:
    """Figures with a numeral in words, outside the periods and masks."""
    tokens = []
    index = 0
    for printed in find_spelled_figures(view, units):
        while index < len(fixed) and fixed[index].end <= printed.start:
            index += 1
        # The digit of a unit («hai trăm m2») may look like one of a name: the unit wins.
        is_free = index == len(fixed) or fixed[index].start >= printed.number_end
        figure = _compared(view.folded, printed) if is_free and is_storable(printed) else None
        if figure is not None:
            tokens.append(Token("quantity", figure.start, figure.end, printed=figure))
    return tokens


def _with_masks(periods: Sequence[Token], masks: Sequence[Mask]) -> list[Token]:
    """Both in order; a mask that overlaps a period gives way."""
    merged: list[Token] = []
    index = 0
    for mask in masks:
        while index < len(periods) and periods[index].end <= mask.start:
            merged.append(periods[index])
            index += 1
        if index == len(periods) or periods[index].start >= mask.end:
            merged.append(Token("mask", mask.start, mask.end, mask=mask))
    return [*merged, *periods[index:]]


def _quantities(folded: str, fixed: Sequence[Token], vocabulary: Vocabulary) -> list[Token]:
    units = unit_reader(vocabulary)
    tokens: list[Token] = []
    taken = 0
    index = 0
    for match in DIGITS.finditer(folded):
        start = match.start()
        while index < len(fixed) and fixed[index].end <= start:
            index += 1
        if start < taken or (index < len(fixed) and fixed[index].start <= start):
            continue
        parts = _figures_at(folded, match, units)
        if not parts:
            tokens.append(Token("number", start, match.end()))
            continue
        taken = parts[-1].end
        sign = _sign(folded, parts)
        for part in parts:
            tokens.append(Token("quantity", part.start, part.end, printed=part, sign=sign))
    return tokens


def _figures_at(folded: str, digits: re.Match[str], units: UnitReader) -> tuple[Printed, ...]:
    """The figure that begins with these digits, two where a fraction does, none where they are no figure."""
    start = digits.start()
    if _glued(folded, start):
        return ()
    fraction = read_fraction(folded, start, units) if folded.startswith("/", digits.end()) else None
    if fraction is None and folded.startswith(" và ", digits.end()):
        fraction = read_shared(folded, start, units)
    printed = fraction[0] if fraction else read_printed(folded, start, units)
    if printed is not None and _lacks_percent(folded, printed):
        printed = replace(printed, unit="percent", flags=(*printed.flags, "percent_missing"))
    if printed is None or not _is_figure(printed):
        return ()
    if fraction is not None:
        return fraction
    figure = _compared(folded, printed)
    return () if figure is None else (figure,)


def _compared(folded: str, printed: Printed) -> Printed | None:
    """«tăng 3 lần» is a ratio; without a word of comparison «3 lần» counts occasions and is no figure."""
    if printed.unit != "times":
        return printed
    return times_as_percent(printed) if _COMPARING.search(folded[max(0, printed.start - 24) : printed.start]) else None


def _lacks_percent(folded: str, printed: Printed) -> bool:
    """«đàn bò 92.600 con, bằng 103,2;»: the sign is lost where only a percentage makes sense."""
    if printed.unit is not None or printed.multiplied or printed.upper is not None or not printed.decimals:
        return False
    if not 0 < printed.value < 200:
        return False
    before = folded[max(0, printed.start - 24) : printed.start]
    return bool(_DEMANDS_PERCENT.search(before) and _CLAUSE_ENDS.match(folded, printed.end))


def _sign(folded: str, parts: tuple[Printed, ...]) -> str:
    """A sign is one before a percentage and behind a space or bracket («Xuất khẩu -5,2%», «(+3,1%)»).

    Right behind a bracket it is one before any quantity: «(- 744 ha)».
    """
    if len(parts) != 1 or parts[0].start < 2:
        return ""
    start = parts[0].start
    if folded[start - 1] not in "-+ \n":
        return ""
    bracketed = _BRACKETED_SIGN.search(folded, max(0, start - 3), start)
    if bracketed:
        return bracketed.group(1)
    if parts[0].unit != "percent":
        return ""
    return folded[start - 1] if folded[start - 1] in "-+" and folded[start - 2] in " (" else ""


def _is_figure(printed: Printed) -> bool:
    """A bare number is no figure: it counts nothing that can be named."""
    return (printed.unit is not None or printed.multiplied) and is_storable(printed)


def _glued(folded: str, start: int) -> bool:
    """A digit behind a letter is part of a name («b40»), not a number."""
    return start > 0 and folded[start - 1].isalpha()


def _word_lane(view: View, vocabulary: Vocabulary, mentions: Sequence[Mention]) -> list[Token]:
    """The phrases of the vocabulary outside the periods: of «lúa cả năm» the crop, of «kế hoạch năm 2024» the plan."""
    tokens = []
    for start, end, entries in vocabulary.matcher.find(_blank(view.folded, mentions)):
        if not _PROPER_KINDS.isdisjoint(entries.firsts) and view.printed[start:end] == view.folded[start:end]:
            entries = entries.without(_PROPER_KINDS)  # a proper name has a capital somewhere
        if entries:
            tokens.append(Token("word", start, end, entries=entries))
    return tokens


def _blank(folded: str, mentions: Sequence[Mention]) -> str:
    pieces, position = [], 0
    for mention in mentions:
        pieces.append(folded[position : mention.start])
        pieces.append("\n" * (mention.end - mention.start))
        position = mention.end
    return "".join((*pieces, folded[position:]))


def _merge(numerals: Sequence[Token], words: Sequence[Token]) -> list[Token]:
    """Words that overlap a numeral token are part of it («tháng» in «6 tháng đầu năm»).

    A phrase that holds a masked numeral whole keeps its meaning («giai đoạn 1»), the numeral its mask.
    """
    merged: list[Token] = []
    taken = 0
    for word in words:
        while taken < len(numerals) and numerals[taken].end <= word.start:
            merged.append(numerals[taken])
            taken += 1
        if taken == len(numerals) or numerals[taken].start >= word.end:
            merged.append(word)
        elif numerals[taken].kind == "mask" and word.start <= numerals[taken].start and numerals[taken].end <= word.end:
            merged.append(Token("mask", word.start, word.end, word.entries, mask=numerals[taken].mask))
            taken += 1
    return [*merged, *numerals[taken:]]


def _drop_covered(tokens: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    end = 0
    for token in tokens:
        if token.start >= end:
            kept.append(token)
            end = token.end
    return kept
