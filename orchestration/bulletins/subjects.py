"""What a figure is about: the indicator with item, season, coverage and partner (language notes, section 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.text import View
from orchestration.bulletins.vocabulary import Entry, Vocabulary

if TYPE_CHECKING:
    from orchestration.bulletins.clauses import Scope, Slot

_RELATIVE_UNITS = frozenset({"percent", "percentage_point", "percent_per_year", "times"})
_LONGEST_NOUN = 40
_BOUNDARY = re.compile(r"[,;:()](?: (?:và|trong đó) )?|[%\d] ")
_PREDICATE = frozenset({"verb", "status", "hedge"})
_CROP_INDICATORS = frozenset({"sown_area", "harvested_area", "crop_output", "crop_yield"})
_CUTS = ("item", "season", "coverage", "partner")


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A series key in the making.

    Attributes:
        entries: the meanings of the phrase, each with the indicator it names.
        phrase: folded span of the words that name the indicator; None where there are none.
        item: explicit cut, likewise season, coverage, partner.
        source: stated, inherited or inferred.
        rule_id: the rule that found it.
        is_whole: whether it is the whole of which a percentage is a share («100% các xe …»).
    """

    entries: tuple[Entry, ...]
    phrase: tuple[int, int] | None
    source: str
    rule_id: str
    item: str | None = None
    season: str | None = None
    coverage: str | None = None
    partner: str | None = None
    is_whole: bool = False


class SubjectReader:
    """Finds the subject of each slot of a document."""

    def __init__(self, view: View, vocabulary: Vocabulary) -> None:
        self._view = view
        self._vocabulary = vocabulary

    def takes_percent(self, subject: Subject) -> bool:
        """Whether the indicator itself is a percentage (forest cover)."""
        indicators = self._vocabulary.indicators
        return any("percent" in indicators[entry.value].units for entry in subject.entries)

    def read(
        self,
        slot: Slot,
        carried: Sequence[Token],
        scope: Scope,
        sentence: Sentence,
    ) -> Subject:
        """The subject of a slot: named before it, counted by it, named behind it, or taken over."""
        unit = slot.quantity.printed.unit if slot.quantity.printed else None
        current = scope.subject
        facets = self._facets(slot)
        found = (
            self._named(carried, unit, scope, sentence, facets)
            or self._whole(slot, unit, sentence)
            or self._counted(slot, unit, current, sentence)
            or self._cut([*carried, *facets], unit, scope)
        )
        if found is not None:
            return found
        if current is not None and (unit is None or unit in _RELATIVE_UNITS or self._fits(current, unit)):
            return current
        return self._remembered(unit, scope) or self._unknown(slot, sentence)

    def _unknown(self, slot: Slot, sentence: Sentence) -> Subject:
        """No indicator is known: the words before the verb are kept as printed."""
        words = self._view.folded[sentence.start : slot.quantity.start]
        start = sentence.start + max((match.end() for match in _BOUNDARY.finditer(words)), default=0)
        verbs = [t.start for t in slot.before if t.start >= start and any(e.kind in _PREDICATE for e in t.entries)]
        phrase = self._view.folded[start : min(verbs, default=slot.quantity.start)]
        first = start + len(phrase) - len(phrase.lstrip())
        last = start + len(phrase.rstrip())
        span = (first, last) if first < last else None
        return Subject((), span, "inferred", "subject.unknown")

    def _facets(self, slot: Slot) -> list[Token]:
        """The words right behind the unit that cut the series («12.848 ha lúa mùa», «biên giới với Campuchia»)."""
        facets: list[Token] = []
        end = slot.quantity.end
        for token in slot.after:
            if self._view.folded[end : token.start].strip() or not any(token.value(kind) for kind in _CUTS):
                break
            facets.append(token)
            end = token.end
        return facets

    def _named(
        self,
        tokens: Sequence[Token],
        unit: str | None,
        scope: Scope,
        sentence: Sentence,
        facets: Sequence[Token],
    ) -> Subject | None:
        """The last phrase in head position whose indicator can be printed in the unit."""
        named = [token for token in tokens if self._meanings(token, unit, sentence)]
        heads = [token for token in named if self._is_head(token, tokens)]
        chosen = (heads or [])[-1:] or named[-1:]
        if not chosen:
            return None
        token = chosen[0]
        # Every meaning stays: the value of what was weighed may follow («1.200 tấn, trị giá 2,3 triệu USD»).
        fitting = self._meanings(token, unit, sentence)
        entries = [*fitting, *(e for e in self._meanings(token, None, sentence) if e not in fitting)]
        subject = Subject(tuple(entries), (token.start, token.end), "stated", "subject.named")
        subject = self._add_cuts(subject, tokens, token, facets)
        return self._inherit(self._recall_crop(subject, scope), scope.subject, scope.parent)

    def _recall_crop(self, subject: Subject, scope: Scope) -> Subject:
        """«Lúa gieo cấy …; sản lượng …, năng suất …»: a bare noun is of the crop that the line tells of."""
        head = subject.entries[0]
        whole = head.row.get("alias", "").startswith("tổng")
        if head.value not in _CROP_INDICATORS or subject.item is not None or whole:
            return subject
        for earlier in reversed(scope.history):
            if earlier.entries[0].value in _CROP_INDICATORS and (earlier.item or earlier.season):
                return replace(subject, item=earlier.item, season=subject.season or earlier.season)
        return subject

    def _meanings(self, token: Token, unit: str | None, sentence: Sentence) -> list[Entry]:
        return [
            entry
            for entry in token.of("indicator")
            if (unit in _RELATIVE_UNITS or self._vocabulary.indicator_takes(entry.value, unit))
            and self._required(entry, sentence)
        ]

    def _required(self, entry: Entry, sentence: Sentence) -> bool:
        """Some meanings hold only beside other words: «5 cửa khẩu» where trade runs are gates in operation."""
        required = entry.row.get("requires", "")
        if not required:
            return True
        words = self._view.folded[sentence.start : sentence.end]
        return any(word in words for word in required.split("|"))

    def _is_head(self, token: Token, tokens: Sequence[Token]) -> bool:
        index = tokens.index(token)
        if index == 0:
            return True
        before = tokens[index - 1]
        return not (before.value("preposition") is not None and self._joined(before, token))

    def _joined(self, one: Token, other: Token) -> bool:
        return self._view.folded[one.end : other.start].strip() == ""

    def _add_cuts(
        self, subject: Subject, tokens: Sequence[Token], head: Token, facets: Sequence[Token] = ()
    ) -> Subject:
        """Item, season, coverage and partner: of the alias itself, else of the words in the same clause."""
        around = [token for token in _clause_of(tokens, head) if token is not head]
        found = _cuts_of([*around, *facets])
        row = subject.entries[0].row
        found.update({kind: row[kind] for kind in _CUTS if row.get(kind)})
        return _with_cuts(subject, found)

    def _inherit(self, subject: Subject, current: Subject | None, parent: Subject | None) -> Subject:
        """A part named bare takes the scope of its total («trong đó xuất khẩu …», or simply «…, xuất khẩu …»)."""
        total = parent if parent is not None and self._is_part(subject, parent) else current
        if total is None or subject.coverage is not None or not self._is_part(subject, total):
            sibling = current if current is not None and parent is not None and subject.coverage is None else None
            if sibling is None or not self._is_part(subject, parent):
                return subject
            total = sibling
        return replace(
            subject,
            coverage=total.coverage,
            season=subject.season or total.season,
            rule_id="subject.part_of_total",
        )

    def _is_part(self, subject: Subject, total: Subject | None) -> bool:
        if total is None:
            return False
        parts = self._vocabulary.components
        return any(
            entry.value in parts.get(whole.value, frozenset()) for whole in total.entries for entry in subject.entries
        )

    def _whole(self, slot: Slot, unit: str | None, sentence: Sentence) -> Subject | None:
        """«100% các xe hàng khai báo trực tuyến»: the whole stands behind the percentage."""
        if unit != "percent" or not slot.after:
            return None
        named = [token for token in slot.after if self._meanings(token, unit, sentence)]
        if not named or slot.after[0].value("determiner") is None:
            return None
        token = named[0]
        entries = tuple(self._meanings(token, unit, sentence))
        return Subject(entries, (token.start, token.end), "stated", "subject.whole_behind", is_whole=True)

    def _counted(self, slot: Slot, unit: str | None, current: Subject | None, sentence: Sentence) -> Subject | None:
        """«5 cửa khẩu»: the counting noun names the indicator when what is being told of cannot have its unit."""
        printed = slot.quantity.printed
        if printed is None or unit is None or (current is not None and self._fits(current, unit)):
            return None
        start = printed.number_end + (self._view.folded[printed.number_end : printed.number_end + 1] == " ")
        # The noun may go on behind the unit: «3 cửa khẩu quốc tế».
        for first, last, entries in self._vocabulary.matcher.find(self._view.folded[start : start + _LONGEST_NOUN]):
            if first:
                break
            token = Token("word", start, start + last, entries=entries)
            meanings = self._meanings(token, unit, sentence)
            if meanings:
                subject = Subject(tuple(meanings), (token.start, token.end), "inferred", "subject.counted")
                return self._add_cuts(subject, slot.after[:1], token)
        return None

    def _fits(self, subject: Subject, unit: str) -> bool:
        return any(self._vocabulary.indicator_takes(entry.value, unit) for entry in subject.entries)

    def _cut(self, tokens: Sequence[Token], unit: str | None, scope: Scope) -> Subject | None:
        """Only a cut is named («cà phê 3.000 ha»): the rest is the parent's, or what such a thing is counted by."""
        found = {kind: token for token in tokens for kind in _CUTS if token.value(kind) is not None}
        if not found:
            return None
        values = _cuts_of(tokens)
        base = next((s for s in (scope.parent, scope.subject) if s is not None and self._takes(s, unit)), None)
        if base is None:
            base = self._default(found.get("item"), unit) or self._remembered(unit, scope)
        if base is None:
            return None
        return _with_cuts(replace(base, source="inherited", rule_id="subject.cut"), values)

    def _takes(self, subject: Subject, unit: str | None) -> bool:
        return bool(subject.entries) and (unit is None or unit in _RELATIVE_UNITS or self._fits(subject, unit))

    def _default(self, item: Token | None, unit: str | None) -> Subject | None:
        """A bare item and a unit tell what is measured: rice in hectares is sown."""
        if item is None or unit is None:
            return None
        entry = self._vocabulary.item_default.get((str(item.value("item")), unit))
        return Subject((entry,), (item.start, item.end), "inferred", "subject.item_default") if entry else None

    def _remembered(self, unit: str | None, scope: Scope) -> Subject | None:
        """The last subject of the line that can have this unit."""
        for subject in reversed(scope.history):
            if self._takes(subject, unit):
                return replace(subject, source="inherited", rule_id="subject.remembered")
        return None


def _cuts_of(tokens: Sequence[Token]) -> dict[str, str]:
    """What the words cut by; the first of a kind counts, and «lúa mùa» names item and season at once."""
    found: dict[str, str] = {}
    for token in tokens:
        for kind in _CUTS:
            entry = token.entry(kind)
            if entry is not None:
                found.setdefault(kind, entry.value)
                for other in _CUTS:
                    if entry.row.get(other):
                        found.setdefault(other, entry.row[other])
    return found


def _with_cuts(subject: Subject, found: Mapping[str, str]) -> Subject:
    return replace(
        subject,
        item=found.get("item", subject.item),
        season=found.get("season", subject.season),
        coverage=found.get("coverage", subject.coverage),
        partner=found.get("partner", subject.partner),
    )


def _clause_of(tokens: Sequence[Token], head: Token) -> list[Token]:
    """The tokens around the head up to punctuation."""
    index = tokens.index(head) if head in tokens else 0
    first = index
    while first > 0 and tokens[first - 1].kind != "punctuation":
        first -= 1
    last = index
    while last < len(tokens) and tokens[last].kind != "punctuation":
        last += 1
    return list(tokens[first:last])
