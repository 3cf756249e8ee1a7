"""What a figure is about: the indicator with item, season, coverage and partner (language notes, section 6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from orchestration.bulletins.cuts import CUTS, CutReader, names_cut
from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.meanings import RELATIVE_UNITS, MeaningReader
from orchestration.bulletins.subject import Subject, with_cuts
from orchestration.bulletins.text import View
from orchestration.bulletins.token_lists import (
    clause_of,
    last_list,
    last_part,
    listed,
    predicate_clause,
    without_running_totals,
)
from orchestration.bulletins.vocabulary import Entry, Indicator, Vocabulary

if TYPE_CHECKING:
    from orchestration.bulletins.scope import Scope, Slot

_LONGEST_NOUN = 40
_REACH = 400
_BOUNDARY = re.compile(r"[,;:()](?: (?:và|trong đó) )?|[%\d] ")
_NAME_WORDS = frozenset(
    {"thành", "phố", "tỉnh", "huyện", "thị", "xã", "quận", "đạt", "hơn", "gần", "khoảng", "trên", "và", "có"}
)
_PREDICATE = frozenset({"verb", "status", "hedge"})
_CROPS = "crop"
_NAMING = frozenset({"indicator", "facet"})


class SubjectReader:
    """Finds the subject of each slot of a document."""

    def __init__(self, view: View, vocabulary: Vocabulary) -> None:
        self._view = view
        self._vocabulary = vocabulary
        self._meanings = MeaningReader(view, vocabulary)
        self._cuts = CutReader(vocabulary)

    def takes_percent(self, subject: Subject) -> bool:
        """Whether the indicator itself is a percentage (forest cover)."""
        indicators = self._vocabulary.indicators
        return any("percent" in indicators[entry.value].units for entry in subject.entries)

    def counts_beyond_threshold(self, subject: Subject) -> bool:
        """Whether the figure counts those above or below a threshold («19 địa phương đạt trên 60 %»)."""
        return any(self._meanings.indicator(e).coverage_groups == ("threshold",) for e in subject.entries[:1])

    def heading(self, tokens: Sequence[Token], sentence: Sentence) -> Subject | None:
        """What a sentence without figures is about («* Xuất khẩu: đơn hàng ít, giá thấp»): its first indicator."""
        for token in tokens:
            entries = self._meanings.of(token, None, sentence, ()) if token.entry("indicator") else []
            if entries and self._is_head(token, tokens):
                subject = Subject(tuple(entries), (token.start, token.end), "stated", "subject.heading")
                return self._add_cuts(subject, tokens, token)
        return None

    def family(self, subject: Subject) -> str:
        """The family of what the subject measures; empty where nothing is known of it."""
        return self._meanings.indicator(subject.entries[0]).family if subject.entries else ""

    def read(self, slot: Slot, carried: Sequence[Token], scope: Scope, sentence: Sentence) -> Subject:
        """The subject of a slot: named before it, counted by it, named behind it, or taken over."""
        unit = slot.quantity.printed.unit if slot.quantity.printed else None
        facets = self._facets(slot, unit)
        carried = without_running_totals(carried)
        takes_over = unit in RELATIVE_UNITS and scope.subject is not None and not slot.paired
        words = predicate_clause(carried) if takes_over else carried
        found = (
            self._measured_behind(slot, unit, scope, sentence)
            or self._named(words, unit, scope, sentence, facets)
            or self._whole(slot, unit, sentence)
            or self._counted(slot, words, unit, scope, sentence)
            or self._named_behind(slot, unit, scope, sentence)
            or self._cut(slot, [*words, *facets], unit, scope, sentence)
        )
        if found is not None:
            found = self._by_facet(slot, unit, scope, sentence) or self._complete(found, scope)
            return found if not _is_planned_part(slot) else self.planned(found)
        if _is_planned_part(slot) and scope.subject is not None:
            return self.planned(scope.subject)
        alone = self._only_so_counted(unit)
        return (
            self._by_facet(slot, unit, scope, sentence)
            or self._of_place(slot, unit, scope, sentence)
            or self._of_works(slot, unit, scope, sentence)
            or self._taken_over(slot, unit, scope)
            or (self._complete(alone, scope) if alone is not None else None)
            or self._unknown(slot, sentence)
        )

    def _by_facet(self, slot: Slot, unit: str | None, scope: Scope, sentence: Sentence) -> Subject | None:
        """«tăng 6,3% về lượng và tăng 4,9% về giá trị»: the growth is of the quantity or value of the same goods."""
        told = scope.subject
        if unit != "percent" or told is None or not told.entries or len(slot.after) < 2:
            return None
        about, facet = slot.after[:2]
        if about.value("preposition") != "" or facet.entry("facet") is None or about.start > slot.quantity.end + 1:
            return None
        entries = self._meanings.of(facet, None, sentence, told.entries[:1])
        if not entries or entries[0].value == told.entries[0].value:
            return None
        if self._meanings.indicator(entries[0]).family != self.family(told):
            return None
        kept = self._cuts.kept(told.cuts, self._meanings.indicator(entries[0]))
        made = Subject((entries[0],), (facet.start, facet.end), "stated", "subject.by_facet")
        return with_cuts(made, kept)

    def _of_works(self, slot: Slot, unit: str | None, scope: Scope, sentence: Sentence) -> Subject | None:
        """«KCN Hưng Phú (214,22 ha, vốn gần 2.000 tỷ đồng)»: in a sentence on works the amounts are theirs."""
        if unit is None or unit in RELATIVE_UNITS or (scope.subject is not None and self._takes(scope.subject, unit)):
            return None
        if not scope.has_works:
            return None
        for entry in self._meanings.measured_by("", unit, sentence):
            return Subject((entry,), None, "inferred", "subject.of_works")
        return None

    def _only_so_counted(self, unit: str | None) -> Subject | None:
        """A unit that one indicator alone has («5 gói thầu», «80 km/h») names it."""
        if self._vocabulary.unit_dimension.get(unit or "") == "time":
            return None
        code = self._vocabulary.only_indicator.get(unit or "")
        return Subject((Entry("indicator", code, {}),), None, "inferred", "subject.only_by_unit") if code else None

    def planned(self, subject: Subject) -> Subject:
        """A figure of the plan («300,9/4.128,9 tỷ đồng») is of the family's indicator for it, where there is one."""
        for entry in subject.entries[:1]:
            family = self._vocabulary.families.get(self._meanings.indicator(entry).family, ())
            for code in family:
                if self._vocabulary.indicators[code].facet == "plan":
                    return replace(subject, entries=(Entry("indicator", code, {}),), rule_id="subject.plan_of_family")
        return subject

    def _of_place(self, slot: Slot, unit: str | None, scope: Scope, sentence: Sentence) -> Subject | None:
        """«Bố Trạch 1.780 tấn, Quảng Trạch 1.460 tấn»: places are listed for what the sentence or line began with."""
        if unit in RELATIVE_UNITS or not self._is_place_list(slot, sentence):
            return None
        for subject in (scope.first, *scope.history[:1]):
            if subject is not None and subject.entries and self._takes(subject, unit):
                return replace(subject, source="inherited", rule_id="subject.of_place")
        return None

    def _is_place_list(self, slot: Slot, sentence: Sentence) -> bool:
        """Whether nothing but a capitalised name stands between the last comma and the number."""
        words = self._view.printed[_nearby(sentence, slot) : slot.quantity.start]
        if words.isupper():  # in capitals throughout, names do not stand out
            return False
        name = words[max((match.end() for match in _BOUNDARY.finditer(words)), default=0) :]
        pieces = [piece for piece in name.split() if piece not in _NAME_WORDS]
        return bool(pieces) and all(piece[0].isupper() for piece in pieces)

    def _measured_behind(self, slot: Slot, unit: str | None, scope: Scope, sentence: Sentence) -> Subject | None:
        """«đạt 47,6% giá trị hợp đồng», «bàn giao 98,5% mặt bằng»: what the percentage itself measures follows it."""
        if unit != "percent" or not slot.after or slot.after[0].start > slot.quantity.end + 1:
            return None
        token = slot.after[0]
        entries = [
            entry
            for entry in self._meanings.of(token, unit, sentence, scope.told)
            if unit in self._meanings.indicator(entry).units
        ]
        if not entries:
            return None
        subject = Subject(tuple(entries), (token.start, token.end), "stated", "subject.measured_behind")
        return self._add_cuts(subject, [token], token)

    def _named_behind(self, slot: Slot, unit: str | None, scope: Scope, sentence: Sentence) -> Subject | None:
        """«hơn 240km biên giới với Campuchia», «11,28 tỷ USD kim ngạch xuất khẩu»: the noun follows the unit."""
        if unit in RELATIVE_UNITS or not slot.after:
            return None
        token, *behind = slot.after
        if self._view.folded[slot.quantity.end : token.start].strip():
            return None
        meanings = self._meanings.of(token, unit, sentence, scope.told) if token.entry("indicator") else []
        if not meanings:
            return None
        subject = Subject(tuple(meanings), (token.start, token.end), "stated", "subject.named_behind")
        return self._add_cuts(subject, [token, *behind], token)

    def _taken_over(self, slot: Slot, unit: str | None, scope: Scope) -> Subject | None:
        """The subject in force, its relative with this unit, or an earlier one of the line that has it."""
        current = scope.subject
        if current is not None and current.entries and self._takes(current, unit):
            return current
        if current is not None and unit is not None and self._is_unknown_percentage(current, unit):
            return current
        return self._related(current, unit) or self._remembered(unit, scope)

    def _is_unknown_percentage(self, current: Subject, unit: str) -> bool:
        return not current.entries and unit in RELATIVE_UNITS

    def _related(self, current: Subject | None, unit: str | None) -> Subject | None:
        """«22.644 ha rau (3,3 tấn/ha)»: the same crop in the unit of its yield."""
        if current is None or unit is None or unit in RELATIVE_UNITS:
            return None
        entry = self._meanings.in_family(current.entries, unit)
        if entry is None:
            return None
        kept = self._cuts.kept(current.cuts, self._meanings.indicator(entry))
        related = Subject((entry,), current.phrase, "inferred", "subject.by_unit")
        return with_cuts(related, kept)

    def _unknown(self, slot: Slot, sentence: Sentence) -> Subject:
        """No indicator is known: the words before the verb are kept as printed."""
        begin = _nearby(sentence, slot)
        words = self._view.folded[begin : slot.quantity.start]
        start = begin + max((match.end() for match in _BOUNDARY.finditer(words)), default=0)
        verbs = [t.start for t in slot.before if t.start >= start and any(e.kind in _PREDICATE for e in t.entries)]
        phrase = self._view.folded[start : min(verbs, default=slot.quantity.start)]
        first = start + len(phrase) - len(phrase.lstrip())
        last = start + len(phrase.rstrip())
        span = (first, last) if first < last else None
        return Subject((), span, "inferred", "subject.unknown")

    def _facets(self, slot: Slot, unit: str | None) -> list[Token]:
        """The words right behind the unit that cut the series («12.848 ha lúa mùa», «biên giới với Campuchia»)."""
        if unit in RELATIVE_UNITS:
            return []
        facets: list[Token] = []
        end = slot.quantity.end
        for token in slot.after:
            if self._view.folded[end : token.start].strip(" với") or not _can_follow(token):
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
        told = scope.told
        named = []
        for token in tokens:
            if not token.has_any(_NAMING) or self._is_item_of(token, unit, scope):
                continue
            items = [t for t in (*clause_of(tokens, token), *facets) if t.entry("item") is not None]
            meanings = self._meanings.of(token, unit, sentence, told, items, scope.told_before)
            if meanings:
                named.append((token, meanings))
        named = [pair for pair in named if self._is_head(pair[0], tokens)] or named
        if not named:
            return None
        token, fitting = named[-1]
        total = self._joint_total(named, tokens, unit)
        if total is not None:
            return Subject((total,), (named[-2][0].start, token.end), "stated", "subject.parts_together")
        # Every meaning stays: the value of what was weighed may follow («1.200 tấn, trị giá 2,3 triệu USD»).
        others = self._meanings.of(token, None, sentence, told)
        entries = (*fitting, *(entry for entry in others if entry not in fitting))
        subject = Subject(entries, (token.start, token.end), "stated", "subject.named")
        subject = self._add_cuts(subject, tokens, token, facets)
        for other, meanings in named[:-1]:
            if meanings[0].value == fitting[0].value:
                around = self._cuts.read(clause_of(tokens, other), self._meanings.indicator(fitting[0]))
                subject = with_cuts(subject, {k: code for k, code in around.items() if subject.cuts[k] is None})
        if unit in RELATIVE_UNITS:
            behind = tokens[list(tokens).index(token) + 1 :]  # «Trong tổng kim ngạch xuất khẩu, dệt may chiếm 58,9%»
            if token not in predicate_clause(tokens):
                subject = with_cuts(subject, self._cuts.read(behind, self._meanings.indicator(fitting[0])))
        subject = self._inherit(subject, scope)
        is_new_list = token.entry("facet") is None and any(t.sign == ";" for t in tokens[: tokens.index(token)])
        return subject if is_new_list else self._same_activity(subject, scope)

    def _is_item_of(self, token: Token, unit: str | None, scope: Scope) -> bool:
        """«Xuất khẩu …: điện thoại giảm 26%, thủy sản giảm 19,1%»: a word that is both is an item of what is told."""
        if token.entry("item") is None or token.entry("indicator") is None:
            return False
        return any(
            base is not None
            and base.entries
            and self._takes(base, unit)
            and self._cuts.read([token], self._meanings.indicator(base.entries[0]))
            for base in (scope.parent, scope.subject)
        )

    def _joint_total(
        self, named: Sequence[tuple[Token, list[Entry]]], tokens: Sequence[Token], unit: str | None
    ) -> Entry | None:
        """«đánh bắt và nuôi trồng đạt 2.895 tấn»: of two parts named together the whole."""
        if len(named) < 2:
            return None
        (one, ones), (other, others) = named[-2:]
        between = [t for t in tokens if one.end <= t.start and t.end <= other.start]
        if [t.value("connector") for t in between] != ["and"]:
            return None
        for total, parts in self._vocabulary.components.items():
            entry = Entry("indicator", total, {})
            joined = {entry.value for entry in (*ones[:1], *others[:1])}
            if len(joined) == 2 and joined <= parts and self._meanings.takes(entry, unit):
                return entry
        return None

    def _complete(self, subject: Subject, scope: Scope) -> Subject:
        """The cuts that the head of the line or what was told before it leave to a subject without them."""
        if not subject.entries or subject.is_whole:
            return subject
        indicator = self._meanings.indicator(subject.entries[0])
        label = self._cuts.read(scope.label, indicator)
        missing = {kind: code for kind, code in label.items() if subject.cuts[kind] is None}
        told = scope.subject is not None and scope.subject.item is not None
        if told or (subject.item is not None and subject.item != label.get("item")):
            missing = {}
        topic = scope.history[0] if scope.restarts and scope.history and scope.subject is None else None
        if topic is not None and topic.entries and self.family(topic) == indicator.family != "":
            kept = self._cuts.kept(topic.cuts, indicator)
            missing = {**{kind: code for kind, code in kept.items() if not subject.cuts[kind]}, **missing}
        return self._recall_crop(with_cuts(subject, missing), scope)

    def _same_activity(self, subject: Subject, scope: Scope) -> Subject:
        """«cà phê đạt 235.300 tấn, kim ngạch 462,8 triệu USD»: the value is of the same goods."""
        told = scope.subject
        if told is None or not told.entries or told.entries[0].value == subject.entries[0].value:
            return subject
        one, other = (self._meanings.indicator(s.entries[0]) for s in (subject, told))
        if not one.family or one.family != other.family:
            return subject
        kept = {kind: code for kind, code in self._cuts.kept(told.cuts, one).items() if not subject.cuts[kind]}
        return with_cuts(subject, kept)

    def _recall_crop(self, subject: Subject, scope: Scope) -> Subject:
        """«Lúa gieo cấy …; sản lượng …, năng suất …»: a bare noun is of the crop and season that the line tells of."""
        indicator = self._meanings.indicator(subject.entries[0])
        if indicator.family != _CROPS:
            return self._recall_item(subject, indicator, scope)
        if subject.season is None and scope.season is not None and subject.coverage is None:
            subject = replace(subject, season=scope.season)
        first = subject.phrase[0] if subject.phrase else 0
        crops = [s for s in (*scope.earlier, *scope.history) if self._is_crop(s)]
        if subject.item is not None:
            same = next((s for s in reversed(crops) if s.item == subject.item), None)
            return subject if same is None or subject.season or scope.dated else replace(subject, season=same.season)
        if self._view.folded.startswith("tổng", first):
            return subject
        for earlier in reversed(scope.history):
            if earlier.item and self._is_crop(earlier):
                return replace(subject, item=earlier.item, season=subject.season or earlier.season)
        items = {s.item for s in crops}
        if len(items) == 1 and subject.season is not None:  # another season of the one crop that is told of
            return replace(subject, item=next(iter(items)))
        return subject

    def _recall_item(self, subject: Subject, indicator: Indicator, scope: Scope) -> Subject:
        """«Diện tích mắc ca 3.489 ha, trong đó trồng mới 1.126 ha»: a part of the same activity is of the same item."""
        told = scope.subject or next(reversed(scope.history), None)
        if subject.item is not None or told is None or not told.entries or told.item is None:
            return subject
        near = self._meanings.indicator(told.entries[0]).family
        if not near.startswith(_CROPS) or not indicator.family.startswith(_CROPS):
            return subject
        return replace(subject, item=told.item) if self._cuts.allows(indicator, "item", told.item) else subject

    def _is_crop(self, subject: Subject) -> bool:
        return bool(subject.entries) and self._meanings.indicator(subject.entries[0]).family == _CROPS

    def _is_head(self, token: Token, tokens: Sequence[Token]) -> bool:
        index = tokens.index(token)
        while index > 0 and tokens[index - 1].entry("determiner") is not None and self._joined(tokens, index):
            index -= 1
        if index == 0:
            return True
        return not (tokens[index - 1].entry("preposition") is not None and self._joined(tokens, index))

    def _joined(self, tokens: Sequence[Token], index: int) -> bool:
        return self._view.folded[tokens[index - 1].end : tokens[index].start].strip() == ""

    def _add_cuts(
        self, subject: Subject, tokens: Sequence[Token], head: Token, facets: Sequence[Token] = ()
    ) -> Subject:
        """Item, season, coverage and partner: of the alias itself, else of the words in the same clause."""
        indicator = self._meanings.indicator(subject.entries[0])
        around = [token for token in clause_of(tokens, head) if token is not head]
        found = self._cuts.read([*around, *facets], indicator)
        row = subject.entries[0].row
        found.update({kind: row[kind] for kind in CUTS if row.get(kind)})
        joint = self._cuts.joint(listed(tokens, head), indicator)
        return with_cuts(subject, found, joint)

    def _inherit(self, subject: Subject, scope: Scope) -> Subject:
        """A part named bare takes the scope of its total («trong đó xuất khẩu …», or simply «…, xuất khẩu …»)."""
        if subject.coverage is not None:
            return subject
        for total in (scope.subject, scope.total, scope.parent):
            if total is not None and self._is_part(subject, total):
                return replace(
                    subject,
                    coverage=total.coverage,
                    season=subject.season or total.season,
                    total=total,
                    rule_id="subject.part_of_total",
                )
        return subject

    def _is_part(self, subject: Subject, total: Subject) -> bool:
        parts = self._vocabulary.components
        return any(
            entry.value in parts.get(whole.value, frozenset()) for whole in total.entries for entry in subject.entries
        )

    def _whole(self, slot: Slot, unit: str | None, sentence: Sentence) -> Subject | None:
        """«100% các xe hàng khai báo trực tuyến»: the whole stands behind the percentage."""
        if unit != "percent" or not slot.after or slot.after[0].entry("determiner") is None:
            return None
        for token in slot.after:
            entries = self._meanings.of(token, unit, sentence, ())
            if entries:
                return Subject(
                    tuple(entries), (token.start, token.end), "stated", "subject.whole_behind", is_whole=True
                )
        return None

    def _counted(
        self, slot: Slot, words: Sequence[Token], unit: str | None, scope: Scope, sentence: Sentence
    ) -> Subject | None:
        """«5 cửa khẩu»: the counting noun names the indicator, unless what is told of is counted so already."""
        printed = slot.quantity.printed
        if printed is None or unit is None or self._vocabulary.unit_dimension.get(unit) != "count":
            return None
        token = self._noun_at(printed.number_end, sentence)
        if token is None:
            return None
        meanings = self._meanings.of(token, unit, sentence, scope.told)
        current = scope.subject
        if not meanings:
            return None
        subject = Subject(tuple(meanings), (token.start, token.end), "inferred", "subject.counted")
        behind = [t for t in slot.after[:1] if t.start == token.end + 1] if len(slot.after) else []
        subject = self._add_cuts(subject, [*predicate_clause(words), token, *behind], token)
        joint = self._cuts.joint(last_list(words), self._meanings.indicator(meanings[0]))
        subject = with_cuts(subject, {}, joint)
        is_bare = token.end <= slot.quantity.end  # «300 xe», not «55 xe xuất khẩu»
        if is_bare and current is not None and self._takes(current, unit) and not any(subject.cuts.values()):
            return None
        return subject

    def _noun_at(self, number_end: int, sentence: Sentence) -> Token | None:
        """The known phrase that begins with the unit; it may go on behind it: «3 cửa khẩu quốc tế»."""
        folded = self._view.folded
        start = number_end + (folded[number_end : number_end + 1] == " ")
        for first, last, entries in self._vocabulary.matcher.find(
            folded[start : min(start + _LONGEST_NOUN, sentence.end)]
        ):
            return None if first else Token("word", start, start + last, entries=entries)
        return None

    def _takes(self, subject: Subject, unit: str | None) -> bool:
        return any(self._meanings.takes(entry, unit) for entry in subject.entries)

    def _cut(
        self, slot: Slot, tokens: Sequence[Token], unit: str | None, scope: Scope, sentence: Sentence
    ) -> Subject | None:
        """Only a cut is named («cà phê 3.000 ha»): the rest is the parent's, or what such a thing is counted by."""
        tokens = last_part(tokens)
        cutting = [token for token in tokens if names_cut(token)]
        if not cutting:
            return None
        for base in self._bases(slot, cutting, unit, scope, sentence):
            indicator = next(self._meanings.indicator(e) for e in base.entries if self._meanings.takes(e, unit))
            values = self._cuts.read(cutting, indicator)
            if values:
                joint = self._cuts.joint(last_list(tokens), indicator)
                base = self._in_unit(base, unit)
                subject = replace(base, source="inherited", rule_id="subject.cut", uncut=base, is_whole=False)
                return with_cuts(subject, values, joint)
        return None

    def _bases(
        self, slot: Slot, cutting: Sequence[Token], unit: str | None, scope: Scope, sentence: Sentence
    ) -> list[Subject]:
        """The series that may be cut, the nearest first."""
        current = scope.subject
        whole = (current.uncut or current) if current is not None else None
        if whole is None and scope.history:
            whole = scope.history[-1].uncut or scope.history[-1]
            whole = replace(whole, item=None, coverage=None, partner=None)
        goes_on = whole is not None and any(token.sign == ";" for token in slot.before)
        total = whole.total if goes_on and whole is not None else None
        near = [
            self._whole_behind(slot, unit, scope, sentence),
            scope.parent,
            total,
            whole,
            self._related(whole, unit),
        ]
        default = self._default(cutting, unit, sentence)
        earlier = [
            replace(subject.uncut or subject, item=None, coverage=None, partner=None)
            for subject in (*reversed(scope.history), *reversed(scope.earlier))
        ]
        if default is not None and scope.subject is None and whole is not None and scope.parent is None:
            wanted = bool(default.entries[0].row.get("requires"))
            near = [default, *near] if wanted or self.family(whole).startswith(self.family(default)) else near
        bases = [*near, default, *earlier] if unit not in RELATIVE_UNITS else [*near, *earlier]
        return [base for base in bases if base is not None and self._takes(base, unit)]

    def _whole_behind(self, slot: Slot, unit: str | None, scope: Scope, sentence: Sentence) -> Subject | None:
        """«Hoa Kỳ chiếm 37,9% tổng kim ngạch»: the whole of which a partner or item has its share."""
        if unit != "percent" or not slot.after:
            return None
        token = slot.after[0]
        meanings = self._meanings.of(token, unit, sentence, scope.told)
        if not meanings or token.start > slot.quantity.end + 1 or token.entry("comparator") is not None:
            return None
        return Subject(tuple(meanings), (token.start, token.end), "stated", "subject.whole_behind")

    def _in_unit(self, subject: Subject, unit: str | None) -> Subject:
        """The meaning that has the unit first."""
        if unit in RELATIVE_UNITS or self._meanings.takes(subject.entries[0], unit):
            return subject
        fitting = [entry for entry in subject.entries if self._meanings.takes(entry, unit)]
        return replace(subject, entries=(*fitting, *(e for e in subject.entries if e not in fitting)))

    def _default(self, cutting: Sequence[Token], unit: str | None, sentence: Sentence) -> Subject | None:
        """A bare item and a unit tell what is measured: rice in hectares is sown."""
        if unit is None:
            return None
        for token in cutting:
            for item in token.of("item"):
                for entry in self._meanings.measured_by(item.value, unit, sentence):
                    return Subject((entry,), (token.start, token.end), "inferred", "subject.item_default")
        return None

    def _remembered(self, unit: str | None, scope: Scope) -> Subject | None:
        """The last subject of the line, else of the lines before, that can have this unit."""
        for subject in reversed(scope.history):
            if subject.entries and self._takes(subject, unit):
                return replace(subject, source="inherited", rule_id="subject.remembered")
        for subject in reversed(scope.earlier):
            if subject.entries and self._takes(subject, unit):
                bare = replace(subject, item=None, season=None, coverage=None, partner=None, uncut=None)
                return replace(bare, source="inherited", rule_id="subject.of_line_before")
        return None


def _is_planned_part(slot: Slot) -> bool:
    """Whether the quantity is the second half of «done/planned»."""
    printed = slot.quantity.printed
    return printed is not None and "fraction" in printed.flags and printed.number_end != printed.end


def _can_follow(token: Token) -> bool:
    return names_cut(token)


def _nearby(sentence: Sentence, slot: Slot) -> int:
    """Where to begin to look for the words of a slot: a sentence without an end is not searched as a whole."""
    return max(sentence.start, slot.quantity.start - _REACH)
