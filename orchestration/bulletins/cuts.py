"""The cuts of a series: item, season, coverage and partner, as far as the indicator is cut that way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from orchestration.bulletins.kinds import CUT
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.vocabulary import Entry, Indicator, Vocabulary

CUTS = ("item", "season", "coverage", "partner")


def names_cut(token: Token) -> bool:
    """Whether a word names an item, season, coverage or partner."""
    return token.kinds & CUT != 0


class CutReader:
    """Reads which cuts words name for an indicator."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._groups = vocabulary.groups

    def allows(self, indicator: Indicator, kind: str, code: str) -> bool:
        """Whether figures of the indicator are cut by this item, season, coverage or partner."""
        if kind == "item":
            return indicator.item_groups is None or self._groups.get(code) in indicator.item_groups
        if kind == "coverage":
            return indicator.coverage_groups is None or self._groups.get(code) in indicator.coverage_groups
        return kind in indicator.other_cuts

    def is_activity(self, item: str | None) -> bool:
        """Whether an item is a branch of the economy («công nghiệp»), not a good."""
        return item is not None and self._groups.get(item) == "activity"

    def read(self, tokens: Iterable[Token], indicator: Indicator) -> dict[str, str]:
        """The cuts that `tokens` name, the first of a kind; «lúa mùa» names item and season at once."""
        found: dict[str, str] = {}
        for token in tokens:
            if not token.kinds & CUT:
                continue
            for entry in self._meant(token, indicator):
                found.setdefault(entry.kind, entry.value)
                for kind in CUTS:
                    code = entry.row.get(kind)
                    if code and self.allows(indicator, kind, code):
                        found.setdefault(kind, code)
        return found

    def joint(self, tokens: Sequence[Token], indicator: Indicator) -> frozenset[str]:
        """The kinds of which several are named side by side: «đàn trâu, bò» is the herd of both."""
        if len(tokens) < 2:  # one token means one of a kind
            return frozenset()
        values: dict[str, set[str]] = {}
        for token in tokens:
            for entry in self._meant(token, indicator):
                values.setdefault(entry.kind, set()).add(entry.value)
        return frozenset([kind for kind, codes in values.items() if len(codes) > 1])

    def _meant(self, token: Token, indicator: Indicator) -> list[Entry]:
        """One entry a kind: of the items that a word can mean the one whose group the indicator prefers."""
        if not token.kinds & CUT:
            return []
        meant: dict[str, Entry] = {}
        for entry in token.entries:
            if entry.kind in CUTS and self.allows(indicator, entry.kind, entry.value):
                near = meant.get(entry.kind)
                if near is None or self._rank(entry, indicator) < self._rank(near, indicator):
                    meant[entry.kind] = entry
        return [meant[kind] for kind in CUTS if kind in meant] if len(meant) > 1 else list(meant.values())

    def _rank(self, entry: Entry, indicator: Indicator) -> int:
        if entry.kind != "item" or indicator.item_groups is None:
            return 0
        return indicator.item_groups.index(self._groups[entry.value])

    def kept(self, cuts: Mapping[str, str | None], indicator: Indicator) -> dict[str, str]:
        """Of the cuts of another series those that `indicator` can have too."""
        return {kind: code for kind, code in cuts.items() if code and self.allows(indicator, kind, code)}
