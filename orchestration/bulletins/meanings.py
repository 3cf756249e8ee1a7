"""What a phrase can mean at its place: the indicators that fit the unit, the sentence and what is being told of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from orchestration.bulletins.asked import RELATIVE_UNITS
from orchestration.bulletins.cuts import CUTS, CutReader
from orchestration.bulletins.kinds import FACET, NAMING
from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.text import View, make_view
from orchestration.bulletins.vocabulary import Entry, Indicator, Vocabulary

_CROPS = "crop"
INVESTORS = frozenset({"fdi", "ddi"})
"""Families of foreign and of domestic investment."""
_NEAR = 24
"""How far behind a phrase the words may stand that its row wants «before» it: «55 dự án FDI đang còn hiệu lực»."""
_WAYS = {"xuất khẩu": "export_turnover", "nhập khẩu": "import_turnover"}
_BOTH_WAYS = ("xuất nhập khẩu", "xuất, nhập khẩu", "xuất - nhập khẩu", "xnk", "hai chiều")
_AROUND = 1200
"""How many characters around are looked at: it keeps reading linear in sentences of any length."""
_NEVER_RELATIVE = frozenset({"country", "locality", "lane", "phase"})
"""Units of counts of which no percentage is printed: «thị trường Mỹ tăng 5 %» is not of a number of markets."""


@lru_cache(maxsize=1024)
def _alternatives(required: str) -> tuple[str, ...]:
    """The words of a `requires` cell as the reader sees them."""
    return tuple(make_view(word).folded for word in required.split("|"))


class MeaningReader:
    """Chooses among the meanings that the alias table gives a phrase."""

    def __init__(self, view: View, vocabulary: Vocabulary) -> None:
        self._view = view
        self._vocabulary = vocabulary
        self._cuts = CutReader(vocabulary)
        self._held: dict[tuple[str, int], bool] = {}  # (words required, start of the sentence) -> whether it has one

    def indicator(self, entry: Entry) -> Indicator:
        """The indicator that an entry names."""
        return self._vocabulary.indicators[entry.value]

    def takes(self, entry: Entry, unit: str | None) -> bool:
        """Whether a figure of the entry's indicator can be printed in `unit`; percentages are said of almost any."""
        if unit in RELATIVE_UNITS:
            return self._vocabulary.indicators[entry.value].unit not in _NEVER_RELATIVE
        return unit is None or self._vocabulary.indicator_takes(entry.value, unit)

    def any_takes(self, entries: Sequence[Entry], unit: str | None) -> bool:
        """Whether a figure of one of the indicators can be printed in `unit`."""
        if len(entries) == 1:
            return self.takes(entries[0], unit)
        return any(self.takes(entry, unit) for entry in entries)

    def of(
        self,
        token: Token,
        unit: str | None,
        sentence: Sentence,
        told: Sequence[Entry],
        items: Sequence[Token] = (),
        before: Sequence[Entry] = (),
    ) -> list[Entry]:
        """The indicator entries that fit, the likeliest first.

        Args:
            token: the phrase.
            unit: of the figure; None for a bare number.
            sentence: in which the words that a meaning requires are looked for.
            told: the entries of what is being told of; a meaning of the same family is likelier.
            items: words beside the phrase that may name an item.
            before: the entries of what the lines before told of: they stand in for the words that a meaning requires.
        """
        if not token.kinds & NAMING:
            return []
        named = [
            entry
            for entry in token.entries
            if entry.kind == "indicator"
            and (self._required(entry, sentence, token) or self._is_told(entry, told, before))
        ]
        if token.kinds & FACET:
            facets = [
                found
                for entry in token.entries
                if entry.kind == "facet"
                for found in self._told_facet(entry, unit, told) or self._facet(entry, token, sentence, told, items)
                if found not in named
            ]
            named += facets
        fitting = [self._of_investors(entry, told) for entry in named if self.takes(entry, unit)]
        if not fitting and unit is not None:
            fitting = self._related(named, unit, items)
        return fitting if len(fitting) < 2 else self._likeliest_first(fitting, sentence, told, items)

    def _of_investors(self, entry: Entry, told: Sequence[Entry]) -> Entry:
        """«Vốn trong nước 4.200 tỷ đồng, trong đó 12 dự án mới»: bare projects are those of the investors told of."""
        if entry.value != "investment_projects" or not told:
            return entry
        family = self.indicator(told[0]).family
        if family not in INVESTORS:
            return entry
        return self.in_family(told[:1], self.indicator(entry).unit) or entry

    def _told_facet(self, entry: Entry, unit: str | None, told: Sequence[Entry]) -> list[Entry]:
        """«thu hoạch 262.480 ha, năng suất …; diện tích giảm 1,4%»: a change is said of the area that was printed."""
        if unit not in RELATIVE_UNITS or not told:
            return []
        family = self.indicator(told[0]).family
        same = [one.value for one in told if self.indicator(one).family == family != ""]
        default = self.indicator(entry)
        if default.family != _CROPS:
            return []
        return [Entry("indicator", code, entry.row) for code in same if self._has_facet(code, default)][:1]

    def _is_told(self, entry: Entry, *told: Sequence[Entry]) -> bool:
        """Whether something of the same family is told of."""
        family = self.indicator(entry).family
        return family != "" and any(self.indicator(other).family == family for others in told for other in others)

    def _related(self, named: Sequence[Entry], unit: str, items: Sequence[Token]) -> list[Entry]:
        """What is named, in the unit of another side of it."""
        nouns = [
            entry
            for entry in named
            if entry.row.get("kind") != "facet"
            and not self.counts_beyond_threshold(entry)
            and self.indicator(entry).unit != "country"  # «Xét theo thị trường, Hoa Kỳ …» tells of no number of them
        ]
        related = [found for entry in nouns if (found := self.in_family([entry], unit)) is not None]
        return [entry for entry in related if not items or self._allows_any(entry.value, items)][:1]

    def _likeliest_first(
        self, fitting: Sequence[Entry], sentence: Sentence, told: Sequence[Entry], items: Sequence[Token]
    ) -> list[Entry]:
        families = {self.indicator(entry).family for entry in told} - {""}
        nearest = {self.indicator(entry).family for entry in told[:1]} - {""}

        def unlikely(entry: Entry) -> tuple[bool, ...]:
            family = self.indicator(entry).family
            return (
                bool(items) and not self._allows_any(entry.value, items),
                family not in nearest,
                not (entry.row.get("requires") and self._required(entry, sentence)),
                family not in families,
            )

        return sorted(fitting, key=unlikely)

    def counts_beyond_threshold(self, entry: Entry) -> bool:
        """Whether it only counts those beyond a threshold."""
        return self.indicator(entry).coverage_groups == ("threshold",)

    def _required(self, entry: Entry, sentence: Sentence, token: Token | None = None) -> bool:
        """Some meanings hold only beside other words: «5 cửa khẩu» where trade runs are gates in operation."""
        required = entry.row.get("requires", "")
        if not required:
            return True
        if token is not None and entry.row.get("note", "").startswith("before"):
            return self._stands_before(required, sentence, token)
        key = required, sentence.start
        held = self._held.get(key)
        if held is None:
            words = self._view.folded[sentence.start : sentence.end]
            held = self._held[key] = any(word in words for word in _alternatives(required))
        return held

    def _stands_before(self, required: str, sentence: Sentence, token: Token) -> bool:
        """Whether the words stand before the phrase, or behind it before the next mark."""
        folded, start = self._view.folded, sentence.start
        end = min(sentence.end, token.end + _NEAR)
        end = next((place for place in range(token.end, end) if folded[place] in ":;("), end)
        return any(folded.find(word, start, end) >= 0 for word in _alternatives(required))

    def measured_by(self, item: str, unit: str, sentence: Sentence, figure: int | None = None) -> list[Entry]:
        """What a bare item is measured by in a unit, as the words of the sentence allow.

        Words behind the semicolon that follows a `figure` speak of something else.
        """
        usual = self._vocabulary.item_default.get((item, unit), ())
        held = [entry for entry in usual if self._required(entry, sentence)] if usual else []
        if figure is None or len(held) < 2:
            return held
        last = min(sentence.end, figure + _AROUND)
        end = self._view.folded.find(";", figure, last)
        words = self._view.folded[max(sentence.start, figure - _AROUND) : end if end >= 0 else last]
        return [
            entry
            for entry in held
            if not entry.row.get("requires") or any(word in words for word in _alternatives(entry.row["requires"]))
        ]

    def _facet(
        self, entry: Entry, token: Token, sentence: Sentence, told: Sequence[Entry], items: Sequence[Token]
    ) -> list[Entry]:
        """«sản lượng», «kim ngạch», «diện tích»: of the named item, else of what is told of, else by themselves."""
        default = self.indicator(entry)
        of_item = self._of_items(default, items, sentence)
        if of_item:
            return of_item
        is_trade = self._view.folded.startswith(("kim ngạch", "tổng kim ngạch"), token.start)
        is_total = self._view.folded.startswith("tổng", token.start)
        if is_total and told and default.family and self.indicator(told[0]).family.startswith(default.family + "_"):
            return [Entry("indicator", entry.value, entry.row)]  # «trồng mới 528 ha, nâng tổng diện tích lên 9.356 ha»
        near = [one for one in told if not is_trade or self.indicator(one).domain == default.domain]
        codes = [code for one in near for code in self._family(one) if self._has_facet(code, default)]
        if items and not any(self._allows_any(code, items) for code in codes):
            codes = []
        alone = self._one_way(sentence) if is_trade and not codes else []
        chosen = (self._total(entry, told) if is_total else []) or codes[:1] or alone or [entry.value]
        return [Entry("indicator", code, entry.row) for code in chosen]

    def _one_way(self, sentence: Sentence) -> list[str]:
        """«chế biến hàng xuất khẩu 507.574 tấn; kim ngạch hơn 5,47 tỷ USD»: the only way that a sentence names."""
        words = self._view.folded[sentence.start : min(sentence.end, sentence.start + _AROUND)]
        ways = [code for word, code in _WAYS.items() if word in words]
        return ways if len(ways) == 1 and not any(word in words for word in _BOTH_WAYS) else []

    def _total(self, entry: Entry, told: Sequence[Entry]) -> list[str]:
        """«diện tích nuôi trồng 2.700 ha; tổng sản lượng 4.326 tấn»: the total is of farming and catching."""
        default = self.indicator(entry)
        if not told or default.domain != "agriculture":
            return []
        near = self.indicator(told[0])
        parts = [code for code in self._family(told[0]) if self._has_facet(code, default)]
        if near.facet == default.facet:
            return []
        return [
            total
            for total, components in self._vocabulary.components.items()
            if components & set(parts) and self._has_facet(total, default)
        ][:1]

    def _family(self, entry: Entry) -> tuple[str, ...]:
        """The indicator itself, then the others of its family."""
        family = self.indicator(entry).family
        return (entry.value, *(code for code in self._vocabulary.families.get(family, ()) if code != entry.value))

    def _has_facet(self, code: str, default: Indicator) -> bool:
        """Whether it measures the same facet: by the last word of the codes and the unit."""
        own = self._vocabulary.indicators[code]
        dimension = self._vocabulary.unit_dimension
        if dimension[default.unit] == "money":
            if default.domain == "infrastructure" and own.domain != default.domain:  # «tổng vốn» is no revenue
                return False
            return dimension[own.unit] == "money"
        return own.facet == default.facet and own.unit == default.unit

    def _allows_any(self, code: str, items: Sequence[Token]) -> bool:
        indicator = self._vocabulary.indicators[code]
        return any(
            self._cuts.allows(indicator, "item", e.value) for token in items for e in token.entries if e.kind == "item"
        )

    def _of_items(self, default: Indicator, items: Sequence[Token], sentence: Sentence) -> list[Entry]:
        """What the named item is measured by in the facet's unit: «sản lượng tôm» is farmed, «sản lượng lúa» grown."""
        for token in items:
            for item in token.of("item"):
                for found in self.measured_by(item.value, default.unit, sentence):
                    if self._has_facet(found.value, default):
                        return [found]
        return []

    def in_family(self, told: Sequence[Entry], unit: str) -> Entry | None:
        """The indicator of the same family that is printed in `unit`: from hectares of a crop to its tonnes."""
        for entry in told:
            for code in self._family(entry):
                if code != entry.value and self._vocabulary.indicator_takes(code, unit):
                    return Entry("indicator", code, {kind: entry.row.get(kind, "") for kind in CUTS})
        return None
