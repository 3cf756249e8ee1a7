"""What a figure is about: the indicator with item, season, coverage and partner (language notes, section 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from orchestration.bulletins.asked import RELATIVE_UNITS, Asked
from orchestration.bulletins.cuts import CUTS, CutReader, names_cut
from orchestration.bulletins.kinds import (
    AREA,
    COMPARATOR,
    CONNECTOR,
    COVERAGE,
    CUT,
    DETERMINER,
    FACET,
    GATE,
    HEDGE,
    INDICATOR,
    ITEM,
    NAMING,
    PERIOD,
    PLACE_WORD,
    PREPOSITION,
    PROJECT_NOUN,
    RATE,
    ROLE,
    SEASON,
    SEMICOLON,
    STATUS,
    SUBJECT,
    VERB,
)
from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token, kinds_of
from orchestration.bulletins.meanings import INVESTORS, MeaningReader
from orchestration.bulletins.subject import Subject, with_cuts, with_missing
from orchestration.bulletins.text import View
from orchestration.bulletins.token_lists import (
    clause_of,
    last_list,
    last_part,
    listed,
    outside_brackets,
    place_of,
    predicate_clause,
    since_list_mark,
    without_running_totals,
)
from orchestration.bulletins.vocabulary import Entry, Indicator, Vocabulary

if TYPE_CHECKING:
    from orchestration.bulletins.scope import Scope, Slot

_LONGEST_NOUN = 40
_TOLD_BY_SHARE = frozenset({"vehicles_declared_online"})
"""«100% xe khai báo trực tuyến»: what is told as a share of itself."""
_WARE = "mặt hàng "
_BRANCHES = frozenset({"crops", "livestock"})
_REACH = 400
_BOUNDARY = re.compile(r"[,;:()](?: (?:và|trong đó) )?|[%\d] ")
_CARRIERS = frozenset({"vehicle", "wagon"})
_NO_PART = VERB | CONNECTOR | COMPARATOR | PERIOD | PLACE_WORD | AREA | GATE | ROLE | RATE | PROJECT_NOUN
"""What shows that the words before a number name no other part of the whole."""
_SHORTEST_PART, _LONGEST_PART = 3, 5
_OF_ALL_TRADE = frozenset({"other_types", "transit"})
"""Regimes beside exports and imports: parts of the whole trade."""
_LIST_MARK = re.compile(r"[,;](?: (?:và|trong đó) )?$")
_OF_MANY_CROPS = "winter"
"""The season of maize, vegetables and potatoes, in which no rice grows."""
_PASSIVE = frozenset({"", "đã", "được", "bị", "đã được", "đã bị"})
_AMONG = ("trong ", "trong tổng ", "trong số ", "trong tổng số ")
_CROP_NOUN = re.compile(r" (?:diện tích )?(?:các loại )?cây(?: trồng)?(?: các loại)?(?= vụ )")
_NAME_WORDS = frozenset(
    {"thành", "phố", "tỉnh", "huyện", "thị", "xã", "quận", "đạt", "hơn", "gần", "khoảng", "trên", "và", "có"}
)
_PREDICATE = VERB | STATUS | HEDGE
_CROPS = "crop"
_Naming = tuple[Token, list[Entry]]
"""A phrase and the indicators that it can mean."""


class SubjectReader:
    """Finds the subject of each slot of a document."""

    def __init__(self, view: View, vocabulary: Vocabulary) -> None:
        self._view = view
        self._vocabulary = vocabulary
        self._meanings = MeaningReader(view, vocabulary)
        self._cuts = CutReader(vocabulary)
        self._parts = frozenset().union(*vocabulary.components.values())

    def takes_percent(self, subject: Subject) -> bool:
        """Whether the indicator itself is a percentage (forest cover)."""
        indicators = self._vocabulary.indicators
        return any("percent" in indicators[entry.value].units for entry in subject.entries)

    def is_plan(self, subject: Subject) -> bool:
        """Whether its indicator is itself a plan («kế hoạch vốn đầu tư công 3.216 tỷ đồng»)."""
        return bool(subject.entries) and self._meanings.indicator(subject.entries[0]).facet == "plan"

    def is_not_done(self, subject: Subject) -> bool:
        """Whether it is a plan or what is left of one: of neither a share can be attained."""
        return bool(subject.entries) and self._meanings.indicator(subject.entries[0]).facet in ("plan", "remaining")

    def takes(self, subject: Subject, unit: str) -> bool:
        """Whether a figure of the subject can be printed in `unit`."""
        return self._takes(subject, unit)

    def is_stock(self, subject: Subject) -> bool:
        """Whether it is what there is at a time («126 xe nằm chờ»), of which there is no daily figure."""
        return bool(subject.entries) and self._meanings.indicator(subject.entries[0]).kind == "stock"

    def counts_beyond_threshold(self, subject: Subject) -> bool:
        """Whether the figure counts those above or below a threshold («19 địa phương đạt trên 60 %»)."""
        entries = subject.entries
        return bool(entries) and self._meanings.counts_beyond_threshold(entries[0])

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
        asked = Asked(slot, scope, sentence)
        facets = self._facets(asked)
        carried = without_running_totals(carried, runs=scope.runs)
        takes_over = asked.is_relative and scope.subject is not None and not slot.paired
        words = predicate_clause(carried) if takes_over else carried
        if takes_over and not kinds_of(words) & SUBJECT:
            words = self._measured_before(carried, asked) or _new_part(carried) or words
        found = (
            self._measured_behind(asked)
            or self._done_to(words, asked)
            or self._named(words, asked, facets)
            or self._whole(asked)
            or self._counted(words, asked)
            or self._named_behind(asked, words)
            or self._cut([*words, *facets] if facets else words, asked)
        )
        if found is not None:
            found = self._by_facet(asked, found) or self._complete(self._by_noun(found, asked), scope)
            return found if not _is_planned_part(slot) else self.planned(found)
        if _is_planned_part(slot) and scope.subject is not None:
            return self.planned(scope.subject)
        return (
            self._by_facet(asked)
            or self._of_place(asked)
            or self._of_works(asked)
            or self._unnamed_part(asked)
            or self._taken_over(asked.unit, scope)
            or self._only_so_counted(asked)
            or self._unknown(slot, sentence)
        )

    def _measured_before(self, carried: Sequence[Token], asked: Asked) -> Sequence[Token]:
        """«đang giải phóng mặt bằng, được 65%»: what is measured in percent stands in the clause before."""
        for token in carried:
            if token.kinds & INDICATOR and asked.unit == "percent":
                meanings = self._meanings.of(token, asked.unit, asked.sentence, ())
                if meanings and "percent" in self._meanings.indicator(meanings[0]).units:
                    return carried
        return ()

    def _by_facet(self, asked: Asked, found: Subject | None = None) -> Subject | None:
        """«tăng 6,3% về lượng và tăng 4,9% về giá trị»: the growth is of the quantity or value of the same goods."""
        told, after = found or asked.scope.subject, asked.slot.after
        if asked.unit != "percent" or asked.behind is None or told is None or not told.entries or len(after) < 2:
            return None
        facet = after[1]
        if not facet.kinds & FACET or asked.behind.value("preposition") != "":
            return None
        entries = self._meanings.of(facet, None, asked.sentence, told.entries[:1])
        if not entries or entries[0].value == told.entries[0].value:
            return None
        if self._meanings.indicator(entries[0]).family != self.family(told):
            return None
        kept = self._cuts.kept(told.cuts, self._meanings.indicator(entries[0]))
        made = Subject((entries[0],), (facet.start, facet.end), "stated", "subject.by_facet")
        return with_cuts(made, kept)

    def _unnamed_part(self, asked: Asked) -> Subject | None:
        """«cà phê 310 tấn, măng khô 52 tấn»: what no code stands for is not of the item before it."""
        told, slot = asked.scope.subject, asked.slot
        if told is None or told.item is None or asked.is_relative:
            return None
        base = told.uncut or self._headed(told, slot)
        if base is None:
            return None
        begin = _nearby(asked.sentence, slot)
        begin += _last_boundary(self._view.folded[begin : slot.quantity.start])
        tokens = [token for token in slot.before if token.start >= begin]
        words = self._view.printed[begin : slot.quantity.start]
        listed = _LIST_MARK.search(self._view.folded[max(0, begin - 12) : begin]) is not None
        if not listed or kinds_of(tokens) & _NO_PART or len(words.split()) > _LONGEST_PART:
            return None
        if _has_names(words) or any(character.isdigit() for character in words):
            return None
        covered = sum(token.end - token.start for token in tokens if not token.kinds & SUBJECT)
        letters = len(self._view.folded[begin : slot.quantity.start].replace(" ", "")) - covered
        if letters < _SHORTEST_PART:
            return None
        whole = base if self._takes(base, asked.unit) else self._related(base, asked.unit)
        return None if whole is None else whole.but(source="inherited", rule_id="subject.unnamed_part", uncut=whole)

    def _headed(self, told: Subject, slot: Slot) -> Subject | None:
        """«Nhập khẩu tháng 5: than đá 31 nghìn tấn, quặng …»: the list is of what stands before the colon."""
        if told.phrase is None or ":" not in self._view.folded[told.phrase[1] : slot.quantity.start]:
            return None
        return told.but(item=None, partner=None)

    def _of_works(self, asked: Asked) -> Subject | None:
        """«KCN Hưng Phú (214,22 ha, vốn gần 2.000 tỷ đồng)»: in a sentence on works the amounts are theirs."""
        unit, told = asked.unit, asked.scope.subject
        if unit is None or asked.is_relative:
            return None
        of_parks = told is not None and told.entries and told.entries[0].value == "industrial_parks"
        if not (asked.scope.has_works or of_parks or (asked.scope.works_before and told is None)):
            return None
        if told is not None and (self._takes(told, unit) or self._invests(told, unit)):
            return None
        for entry in self._meanings.measured_by("", unit, asked.sentence):
            return Subject((entry,), None, "inferred", "subject.of_works")
        return None

    def _invests(self, told: Subject, unit: str) -> bool:
        """«96 dự án trong nước với 67.500 tỷ đồng»: the capital is that of the projects counted."""
        related = self._meanings.in_family(told.entries, unit)
        return related is not None and self._meanings.indicator(related).facet == "capital"

    def _only_so_counted(self, asked: Asked) -> Subject | None:
        """A unit that one indicator alone has («5 gói thầu», «80 km/h») names it."""
        unit = asked.unit or ""
        code = self._vocabulary.only_indicator.get(unit)
        if code is None or self._vocabulary.unit_dimension.get(unit) == "time":
            return None
        alone = Subject((Entry("indicator", code, {}),), None, "inferred", "subject.only_by_unit")
        return self._complete(alone, asked.scope)

    def planned(self, subject: Subject) -> Subject:
        """A figure of the plan («300,9/4.128,9 tỷ đồng») is of the family's indicator for it, where there is one."""
        for entry in subject.entries[:1]:
            family = self._vocabulary.families.get(self._meanings.indicator(entry).family, ())
            for code in family:
                if self._vocabulary.indicators[code].facet == "plan":
                    return subject.but(entries=(Entry("indicator", code, {}),), rule_id="subject.plan_of_family")
        return subject

    def _of_place(self, asked: Asked) -> Subject | None:
        """«Bố Trạch 1.780 tấn, Quảng Trạch 1.460 tấn»: places are listed for what the sentence or line began with."""
        if asked.is_relative:
            return None
        for subject in (asked.scope.first, *asked.scope.history[:1]):
            if subject is not None and self._takes(subject, asked.unit):
                listed = self._is_place_list(asked.slot, asked.sentence)
                return subject.but(source="inherited", rule_id="subject.of_place") if listed else None
        return None

    def _is_place_list(self, slot: Slot, sentence: Sentence) -> bool:
        """Whether nothing but a capitalised name stands between the last comma and the number."""
        words = self._view.printed[_nearby(sentence, slot) : slot.quantity.start]
        if words.isupper():  # in capitals throughout, names do not stand out
            return False
        name = words[_last_boundary(words) :]
        pieces = [piece for piece in name.split() if piece not in _NAME_WORDS]
        return bool(pieces) and all(piece[0].isupper() for piece in pieces)

    def _measured_behind(self, asked: Asked) -> Subject | None:
        """«đạt 47,6% giá trị hợp đồng», «bàn giao 98,5% mặt bằng»: what the percentage itself measures follows it."""
        token, unit = asked.behind, asked.unit
        if unit != "percent" or token is None or not token.kinds & NAMING:
            return None
        entries = [
            entry
            for entry in self._meanings.of(token, unit, asked.sentence, asked.told)
            if unit in self._meanings.indicator(entry).units
        ]
        if not entries:
            return None
        subject = Subject(tuple(entries), (token.start, token.end), "stated", "subject.measured_behind")
        return self._add_cuts(subject, [token], token)

    def _done_to(self, words: Sequence[Token], asked: Asked) -> Subject | None:
        """«đã trồng mới 15.870 ha rừng tập trung», «…; 418 ha giao khoán»: the noun behind tells more than the verb."""
        if asked.is_relative:
            return None
        named = [token for token in since_list_mark(words, ";:") if token.kinds & NAMING]
        named = [token for token in named if self._meanings.of(token, asked.unit, asked.sentence, asked.told)]
        if not all(not token.kinds & FACET and _is_verb(token) for token in named):
            return None
        if named and self._vocabulary.unit_dimension.get(asked.unit or "") == "count":
            return self._granted(named[-1], words, asked)
        return self._named_behind(asked, words) or self._suffered(asked)

    def _granted(self, verb: Token, words: Sequence[Token], asked: Asked) -> Subject | None:
        """«chấp thuận chủ trương đầu tư 23 dự án trong nước»: the noun tells of what, the verb which act it was."""
        found = self._counted(words, asked)
        act = {kind: code for entry in verb.of("indicator")[:1] for kind in CUTS if (code := entry.row.get(kind))}
        return None if found is None else with_missing(found, self._cuts.kept(act, self._indicator_of(found)))

    def _indicator_of(self, subject: Subject) -> Indicator:
        return self._meanings.indicator(subject.entries[0])

    def _suffered(self, asked: Asked) -> Subject | None:
        """«96.900 ha lúa thu mùa được thu hoạch xong», «3.260 ha lúa bị ngập»: what befell what was counted."""
        cuts: list[Token] = []
        for token in asked.slot.behind:
            if token.value("verb") == "reach" and cuts:
                continue
            if token.kinds & INDICATOR and cuts and not token.kinds & CUT:
                meanings = self._meanings.of(token, asked.unit, asked.sentence, asked.told, cuts)
                if not meanings or self._view.folded[cuts[-1].end : token.start].strip() not in _PASSIVE:
                    return None
                subject = Subject(tuple(meanings), (token.start, token.end), "stated", "subject.befell")
                return self._add_cuts(subject, asked.slot.behind, token)
            if not token.kinds & CUT:
                return None
            cuts.append(token)
        return None

    def _named_behind(self, asked: Asked, words: Sequence[Token] = ()) -> Subject | None:
        """«hơn 240km biên giới với Campuchia», «11,28 tỷ USD kim ngạch xuất khẩu»: the noun follows the unit."""
        after = asked.slot.after
        if asked.is_relative or not after or not after[0].kinds & INDICATOR:
            return None
        token = after[0]
        if self._view.folded[asked.slot.quantity.end : token.start].strip():
            return None
        meanings = self._meanings.of(token, asked.unit, asked.sentence, asked.told)
        if not meanings:
            return None
        subject = Subject(tuple(meanings), (token.start, token.end), "stated", "subject.named_behind")
        subject = self._add_cuts(subject, after, token)
        if not subject.entries[0].row.get("item") and subject.item is None and kinds_of(words) & ITEM:
            goods = self._cuts.read(last_part(since_list_mark(words)), self._meanings.indicator(meanings[0]))
            subject = with_missing(subject, goods)  # «sầu riêng có 4.300 tấn xuất qua Tà Lùng»
        return subject

    def _taken_over(self, unit: str | None, scope: Scope) -> Subject | None:
        """The subject in force, its relative with this unit, or an earlier one of the line that has it."""
        current = scope.subject
        if current is not None and self._takes(current, unit):
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
        start = begin + _last_boundary(words)
        verbs = [token.start for token in slot.before if token.start >= start and token.kinds & _PREDICATE]
        phrase = self._view.folded[start : min(verbs, default=slot.quantity.start)]
        first = start + len(phrase) - len(phrase.lstrip())
        last = start + len(phrase.rstrip())
        span = (first, last) if first < last else None
        return Subject((), span, "inferred", "subject.unknown")

    def _facets(self, asked: Asked) -> list[Token]:
        """The words right behind the unit that cut the series («12.848 ha lúa mùa», «biên giới với Campuchia»)."""
        if asked.is_relative:
            return []
        facets: list[Token] = []
        end = asked.slot.quantity.end
        noun = _CROP_NOUN.match(self._view.folded, end)  # «157.930 ha cây trồng vụ thu mùa»
        end = noun.end() if noun is not None else end
        for token in asked.slot.after:
            if token.end <= end:
                continue
            if not names_cut(token) or self._view.folded[end : token.start].strip(" với"):
                break
            facets.append(token)
            end = token.end
        return facets

    def _named(self, tokens: Sequence[Token], asked: Asked, facets: Sequence[Token]) -> Subject | None:
        """The last phrase in head position whose indicator can be printed in the unit."""
        named = self._namings(tokens, asked, facets)
        if not named:
            return None
        token, fitting = next((n for n in named if n[1][0].value == "border_length"), named[-1])
        total = self._joint_total(named, tokens, asked.unit)
        if total is not None:
            return Subject((total,), (named[-2][0].start, token.end), "stated", "subject.parts_together")
        entries = self._all_meanings(token, fitting, asked)
        subject = Subject(entries, (token.start, token.end), "stated", "subject.named")
        subject = self._add_cuts(subject, tokens, token, facets)
        for other, meanings in named[:-1]:
            if meanings[0].value == fitting[0].value:
                around = self._cuts.read(clause_of(tokens, other), self._meanings.indicator(fitting[0]))
                subject = with_missing(subject, around)
        at = place_of(tokens, token) or 0
        # «Trong tổng kim ngạch xuất khẩu, dệt may chiếm 58,9%»
        if asked.is_relative or self._view.folded.endswith(_AMONG, 0, token.start):
            behind = tokens[at + 1 :]
            if kinds_of(behind) & CUT and token not in predicate_clause(tokens):
                subject = subject if asked.is_relative else subject.but(uncut=subject)
                subject = with_cuts(subject, self._cuts.read(behind, self._meanings.indicator(fitting[0])))
        subject = self._inherit(subject, asked.scope)
        goes_back = not token.kinds & FACET or asked.scope.goes_back
        is_new_list = goes_back and kinds_of(tokens[:at]) & SEMICOLON
        return subject if is_new_list else self._same_activity(subject, asked.scope)

    def _all_meanings(self, token: Token, fitting: Sequence[Entry], asked: Asked) -> tuple[Entry, ...]:
        """Every meaning stays: the value of what was weighed may follow («1.200 tấn, trị giá 2,3 triệu USD»)."""
        if len(token.entries) == 1 and token.entries[0] in fitting:
            return tuple(fitting)
        others = self._meanings.of(token, None, asked.sentence, asked.told)
        return (*fitting, *[entry for entry in others if entry not in fitting])

    def _namings(self, tokens: Sequence[Token], asked: Asked, facets: Sequence[Token]) -> list[_Naming]:
        """The phrases whose indicators can be printed in the unit; if some stand in head position, these alone."""
        named: list[_Naming] = []
        has_items = (kinds_of(tokens) | kinds_of(facets)) & ITEM
        for token in tokens:
            if not token.kinds & NAMING or self._is_item_of(token, asked):
                continue
            items = [t for t in (*clause_of(tokens, token), *facets) if t.kinds & ITEM] if has_items else []
            here = _told_in_clause(named, tokens, token)  # «xuất khẩu … mang về 1,6 tỷ USD»
            told = [*here, *asked.told] if here else asked.told
            beside = () if here else items
            meanings = self._meanings.of(token, asked.unit, asked.sentence, told, beside, asked.told_before)
            if meanings:
                named.append((token, meanings))
        return [naming for naming in named if self._is_head(naming[0], tokens)] or named

    def _is_item_of(self, token: Token, asked: Asked) -> bool:
        """«Xuất khẩu …: điện thoại giảm 26%, thủy sản giảm 19,1%»: a word that is both is an item of what is told."""
        if not token.kinds & (ITEM | COVERAGE) or not token.kinds & INDICATOR:
            return False
        # «trong đó FDI 261 triệu USD, trong nước 191 triệu USD»
        is_item = token.kinds & ITEM != 0
        if not is_item and not any(entry.row.get("requires") for entry in token.of("coverage")):
            return False
        bases = [asked.scope.parent, asked.scope.subject] if is_item else [asked.scope.parent]
        return any(
            base is not None
            and self._takes(base, asked.unit)
            and self._cuts.read([token], self._meanings.indicator(base.entries[0]))
            for base in bases
        )

    def _joint_total(self, named: Sequence[_Naming], tokens: Sequence[Token], unit: str | None) -> Entry | None:
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
        found: dict[str, str] = {}
        if scope.label and (scope.subject is None or scope.subject.item is None or scope.goes_back):
            label = {**_cuts_of_rows(scope.label), **self._cuts.read(scope.label, indicator)}
            label = self._cuts.kept(label, indicator)
            if indicator.domain == "trade" and self._cuts.is_activity(label.get("item")):
                label.pop("item")  # «II. Công nghiệp» heads no exports of industry
            found = label if subject.item is None or subject.item == label.get("item") else {}
        topic = scope.history[0] if scope.restarts and scope.history and scope.subject is None else None
        if topic is not None and topic.entries and self.family(topic) == indicator.family != "":
            found = {**self._cuts.kept(topic.cuts, indicator), **found}
        return self._recall_crop(with_missing(subject, found), scope)

    def _same_activity(self, subject: Subject, scope: Scope) -> Subject:
        """«cà phê đạt 235.300 tấn, kim ngạch 462,8 triệu USD»: the value is of the same goods."""
        told = scope.subject
        if told is None or not told.entries or told.entries[0].value == subject.entries[0].value:
            return subject
        one, other = (self._meanings.indicator(s.entries[0]) for s in (subject, told))
        if not one.family or one.family != other.family:
            return subject
        return with_missing(subject, self._cuts.kept(told.cuts, one))

    def _recall_crop(self, subject: Subject, scope: Scope) -> Subject:
        """«Lúa gieo cấy …; sản lượng …, năng suất …»: a bare noun is of the crop and season that the line tells of."""
        indicator = self._meanings.indicator(subject.entries[0])
        if indicator.family != _CROPS:
            return self._recall_item(subject, indicator, scope)
        if subject.season is None and scope.season is not None and subject.coverage is None:
            subject = subject.but(season=scope.season)
        first = subject.phrase[0] if subject.phrase else 0
        crops = [s for s in (*scope.earlier, *scope.history) if self._is_crop(s)]
        if subject.item is not None:
            same = next((s for s in reversed(crops) if s.item == subject.item), None)
            return subject if same is None or subject.season or scope.dated else subject.but(season=same.season)
        if self._view.folded.startswith("tổng", first):
            return subject
        for earlier in reversed(scope.history):
            if earlier.item and self._is_crop(earlier):
                return subject.but(item=earlier.item, season=subject.season or earlier.season)
        items = {s.item for s in crops}
        # another season of the one crop that is told of
        if len(items) == 1 and subject.season not in (None, _OF_MANY_CROPS):
            return subject.but(item=next(iter(items)))
        return subject

    def _recall_item(self, subject: Subject, indicator: Indicator, scope: Scope) -> Subject:
        """«Diện tích mắc ca 3.489 ha, trong đó trồng mới 1.126 ha»: a part of the same activity is of the same item."""
        told = scope.subject or next(reversed(scope.history), None)
        if subject.item is not None or told is None or not told.entries or told.item is None:
            return subject
        near = self._meanings.indicator(told.entries[0]).family
        if not near.startswith(_CROPS) or not indicator.family.startswith(_CROPS):
            return subject
        return subject.but(item=told.item) if self._cuts.allows(indicator, "item", told.item) else subject

    def _is_crop(self, subject: Subject) -> bool:
        return bool(subject.entries) and self._meanings.indicator(subject.entries[0]).family == _CROPS

    def _is_head(self, token: Token, tokens: Sequence[Token]) -> bool:
        index = place_of(tokens, token) or 0
        while index > 0 and tokens[index - 1].kinds & DETERMINER and self._joined(tokens, index):
            index -= 1
        if index == 0:
            return True
        return not (tokens[index - 1].kinds & PREPOSITION and self._joined(tokens, index))

    def _joined(self, tokens: Sequence[Token], index: int) -> bool:
        return self._view.folded[tokens[index - 1].end : tokens[index].start].strip() == ""

    def _add_cuts(
        self, subject: Subject, tokens: Sequence[Token], head: Token, facets: Sequence[Token] = ()
    ) -> Subject:
        """Item, season, coverage and partner: of the alias itself, else of the words in the same clause."""
        indicator = self._meanings.indicator(subject.entries[0])
        found: dict[str, str] = {}
        joint: frozenset[str] = frozenset()
        if facets or kinds_of(tokens) & CUT:
            open_words = outside_brackets(tokens)
            words = open_words if head in open_words else tokens
            around = [token for token in clause_of(words, head) if token is not head]
            if head.kinds & FACET and not kinds_of(around) & ITEM:  # «còn lúa hè thu, sản lượng …»
                around += [t for t in since_list_mark(tokens) if t.end <= head.start and t.kinds & (ITEM | SEASON)]
            found = self._cuts.read([*around, *facets], indicator)
            joint = self._cuts.joint(listed(tokens, head), indicator)
        row = subject.entries[0].row
        own = {kind: row[kind] for kind in CUTS if row.get(kind)}
        is_verb = row.get("note", "").startswith("verb")  # «gieo sạ 5.000 ha lúa thơm»: the noun tells more
        return with_cuts(subject, {**own, **found} if is_verb else {**found, **own}, joint)

    def _inherit(self, subject: Subject, scope: Scope) -> Subject:
        """A part named bare takes the scope of its total («trong đó xuất khẩu …», or simply «…, xuất khẩu …»)."""
        if subject.coverage is not None or self._parts.isdisjoint([entry.value for entry in subject.entries]):
            return subject
        for total in (scope.subject, scope.total, scope.parent):
            if total is not None and self._is_part(subject, total):
                return subject.but(
                    coverage=total.coverage,
                    season=subject.season or total.season,
                    total=total,
                    rule_id="subject.part_of_total",
                )
        return subject

    def _is_part(self, subject: Subject, total: Subject) -> bool:
        for whole in total.entries:
            parts = self._vocabulary.components.get(whole.value)
            if parts is not None and any(entry.value in parts for entry in subject.entries):
                return True
        return False

    def _whole(self, asked: Asked) -> Subject | None:
        """«100% các xe hàng khai báo trực tuyến»: the whole stands behind the percentage."""
        after = asked.slot.after
        if asked.unit != "percent" or not after:
            return None
        bare = after[0].value("indicator") in _TOLD_BY_SHARE and after[0].start == asked.slot.quantity.end + 1
        if not after[0].kinds & DETERMINER and not bare:
            return None
        for token in after:
            entries = self._meanings.of(token, asked.unit, asked.sentence, ())
            if entries:
                return Subject(
                    tuple(entries), (token.start, token.end), "stated", "subject.whole_behind", is_whole=True
                )
        return None

    def _counted(self, words: Sequence[Token], asked: Asked) -> Subject | None:
        """«5 cửa khẩu»: the counting noun names the indicator, unless what is told of is counted so already."""
        slot, unit, current = asked.slot, asked.unit, asked.scope.subject
        printed = slot.quantity.printed
        if printed is None or unit is None or self._vocabulary.unit_dimension.get(unit) != "count":
            return None
        token = self._noun_at(printed.number_end, asked.sentence)
        meanings = self._meanings.of(token, unit, asked.sentence, asked.told) if token is not None else []
        if token is None or not meanings:
            return None
        subject = Subject(tuple(meanings), (token.start, token.end), "inferred", "subject.counted")
        behind = [t for t in slot.after[:1] if t.start == token.end + 1]
        carried = self._way(asked)  # «220 xe chở than nhập khẩu»
        if carried is not None:
            token, meanings = carried
            subject = Subject(tuple(meanings), (token.start, token.end), "inferred", "subject.counted")
            behind = slot.after[: slot.after.index(token)]
        subject = self._add_cuts(subject, [*predicate_clause(words), token, *behind], token)
        joint = self._cuts.joint(last_list(words), self._meanings.indicator(meanings[0]))
        subject = with_cuts(subject, {}, joint)
        subject = self._same_act(subject, current)
        is_bare = token.end <= slot.quantity.end  # «300 xe», not «55 xe xuất khẩu»
        if is_bare and current is not None and self._takes(current, unit) and not any(subject.cuts.values()):
            return None
        return subject

    def _by_noun(self, found: Subject, asked: Asked) -> Subject:
        """«Thu hút FDI: 12 lượt dự án điều chỉnh tăng vốn»: the noun counted cuts what was named before."""
        printed = asked.slot.quantity.printed
        if found.rule_id != "subject.named" or printed is None or asked.is_relative or not found.entries:
            return found
        if self.family(found) not in INVESTORS or found.coverage is not None:
            return found
        token = self._noun_at(printed.number_end, asked.sentence)
        meanings = self._meanings.of(token, asked.unit, asked.sentence, found.entries) if token is not None else []
        row = meanings[0].row if meanings and meanings[0].value == found.entries[0].value else {}
        return with_missing(found, {"coverage": row["coverage"]}) if row.get("coverage") else found

    def _same_act(self, subject: Subject, told: Subject | None) -> Subject:
        """«Vốn cấp mới đạt 412 triệu USD với 37 dự án»: the projects are those licensed so."""
        if told is None or told.coverage is None or self.family(told) not in INVESTORS:
            return subject
        return (
            with_missing(subject, {"coverage": told.coverage}) if self.family(subject) == self.family(told) else subject
        )

    def _way(self, asked: Asked) -> tuple[Token, list[Entry]] | None:
        """Of vehicles the way they go, where their load stands between: «220 xe chở than nhập khẩu qua đây»."""
        if asked.unit not in _CARRIERS:
            return None
        for token in asked.slot.after:
            if token.kinds & PREPOSITION:
                break
            if token.kinds & INDICATOR:
                meanings = self._meanings.of(token, asked.unit, asked.sentence, asked.told)
                return (token, meanings) if meanings else None
        return None

    def _noun_at(self, number_end: int, sentence: Sentence) -> Token | None:
        """The known phrase that begins with the unit; it may go on behind it: «3 cửa khẩu quốc tế»."""
        folded = self._view.folded
        start = number_end + (folded[number_end : number_end + 1] == " ")
        found = self._vocabulary.matcher.at_start(folded[start : min(start + _LONGEST_NOUN, sentence.end)])
        return None if found is None else Token("word", start, start + found[0], entries=found[1])

    def _takes(self, subject: Subject, unit: str | None) -> bool:
        return self._meanings.any_takes(subject.entries, unit)

    def _cut(self, tokens: Sequence[Token], asked: Asked) -> Subject | None:
        """Only a cut is named («cà phê 3.000 ha»): the rest is the parent's, or what such a thing is counted by."""
        if not kinds_of(tokens) & CUT:
            return None
        tokens = last_part(tokens)
        cutting = [token for token in tokens if token.kinds & CUT]
        if not cutting:
            return None
        for base in self._bases(cutting, asked):
            if base is None or not self._takes(base, asked.unit):
                continue
            indicator = next(self._meanings.indicator(e) for e in base.entries if self._meanings.takes(e, asked.unit))
            values = self._cuts.read(cutting, indicator)
            if values:
                joint = self._cuts.joint(last_list(tokens), indicator)
                base = self._in_unit(base, asked.unit)
                subject = base.but(source="inherited", rule_id="subject.cut", uncut=base, is_whole=False)
                return with_cuts(subject, {**_beside(asked.scope.subject, base, values), **values}, joint)
        return None

    def _bases(self, cutting: Sequence[Token], asked: Asked) -> Iterator[Subject | None]:
        """The series that may be cut, the nearest first."""
        scope, current = asked.scope, asked.scope.subject
        whole = (current.uncut or current) if current is not None else None
        if whole is None and scope.history:
            whole = _uncut(scope.history[-1])
        default = self._default(cutting, asked)
        if default is not None and current is None and whole is not None and scope.parent is None:
            wanted = bool(default.entries[0].row.get("requires"))
            stands = any(token.value("verb") == "reach" for token in asked.slot.before)  # «cà phê có 17.800 ha»
            is_land = self._meanings.indicator(default.entries[0]).facet == "area"
            if wanted or self.family(whole).startswith(self.family(default)) or (stands and is_land):
                yield default
        yield self._whole_behind(asked)
        yield self._whole_ahead(asked)
        is_scope = any(token.value("coverage") in _OF_ALL_TRADE for token in cutting)
        yield self._regime_whole(whole, scope) if is_scope else None
        yield scope.parent
        if whole is not None and whole.total is not None and kinds_of(asked.slot.before) & SEMICOLON:
            yield whole.total
        yield whole
        yield self._related(whole, asked.unit)
        if not asked.is_relative:
            yield default
        yield self._share_of_branch(cutting, asked) if whole is None else None
        is_ware = any(self._view.folded.endswith(_WARE, 0, token.start) for token in cutting)
        for subject in self._told_before(scope):
            yield self._related(_uncut(subject), asked.unit) if is_ware else None
            yield _uncut(self._total_of(subject, scope) if is_scope else subject)

    def _told_before(self, scope: Scope) -> Iterator[Subject]:
        """What the line and the lines before told of, the nearest first; a balance is cut by nothing."""
        for subject in (*reversed(scope.history), *reversed(scope.earlier)):
            if subject.entries and self._meanings.indicator(subject.entries[0]).facet != "balance":
                yield subject

    def _regime_whole(self, whole: Subject | None, scope: Scope) -> Subject | None:
        """«Xuất khẩu: … Nhập khẩu: … Hàng tạm nhập tái xuất: …»: regimes are parts of the trade before its ways."""
        if scope.subject is not None or whole is None:
            return None
        return next((told for told in reversed(scope.history) if self._is_part(whole, told)), None)

    def _share_of_branch(self, cutting: Sequence[Token], asked: Asked) -> Subject | None:
        """«Tỷ trọng chăn nuôi chiếm 35%»: of the branches of farming the shares are those of gross output."""
        if asked.unit != "percent" or not any(token.value("verb") == "share" for token in asked.slot.before):
            return None
        if not any(token.value("item") in _BRANCHES for token in cutting):
            return None
        return Subject((Entry("indicator", "production_value", {}),), None, "inferred", "subject.share_of_branch")

    def _whole_behind(self, asked: Asked) -> Subject | None:
        """«Hoa Kỳ chiếm 37,9% tổng kim ngạch»: the whole of which a partner or item has its share."""
        token = asked.behind
        if asked.unit != "percent" or token is None or token.kinds & COMPARATOR:
            return None
        meanings = self._meanings.of(token, asked.unit, asked.sentence, asked.told)
        if not meanings:
            return None
        whole = Subject(tuple(meanings), (token.start, token.end), "stated", "subject.whole_behind")
        return self._add_cuts(whole, asked.slot.after, token)

    def _whole_ahead(self, asked: Asked) -> Subject | None:
        """Where nothing is told of yet, the whole of which the sentence prints a share behind the figure."""
        token, scope = asked.scope.whole_ahead, asked.scope
        if token is None or scope.subject is not None or scope.parent is not None or asked.is_relative:
            return None
        meanings = self._meanings.of(token, asked.unit, asked.sentence, asked.told)
        return Subject(tuple(meanings), None, "inherited", "subject.whole_ahead") if meanings else None

    def _in_unit(self, subject: Subject, unit: str | None) -> Subject:
        """The meaning that has the unit first."""
        if unit in RELATIVE_UNITS or self._meanings.takes(subject.entries[0], unit):
            return subject
        fitting = [entry for entry in subject.entries if self._meanings.takes(entry, unit)]
        return subject.but(entries=(*fitting, *[e for e in subject.entries if e not in fitting]))

    def _default(self, cutting: Sequence[Token], asked: Asked) -> Subject | None:
        """A bare item and a unit tell what is measured: rice in hectares is sown; «mặt hàng cao su» is traded."""
        unit, figure = asked.unit, asked.slot.quantity.start
        if unit is None:
            return None
        for token in cutting:
            ware = self._view.folded.endswith(_WARE, 0, token.start)
            for item in token.of("item"):
                for entry in self._meanings.measured_by(item.value, unit, asked.sentence, figure):
                    if ware and self._meanings.indicator(entry).domain == "agriculture":
                        continue
                    return Subject((entry,), (token.start, token.end), "inferred", "subject.item_default")
        return None

    def _whole_of(self, subject: Subject, scope: Scope) -> Subject:
        """Behind a list of parts («+ Xuất khẩu: …», «+ Nhập khẩu: …») the text goes on with their whole."""
        return subject if scope.is_item else self._total_of(subject, scope)

    def _total_of(self, subject: Subject, scope: Scope) -> Subject:
        """The total that the lines before told of, if the subject is a part of one."""
        return next((told for told in reversed(scope.earlier) if self._is_part(subject, told)), subject)

    def _remembered(self, unit: str | None, scope: Scope) -> Subject | None:
        """The last subject of the line, else of the lines before, that can have this unit."""
        is_new = scope.subject is None and unit not in RELATIVE_UNITS  # a sentence goes on with the whole, not a part
        for subject in reversed(scope.history):
            if self._takes(subject, unit):
                told = subject.uncut if is_new and subject.uncut is not None else subject
                if scope.restarts and scope.subject is None and told.total is not None:
                    told = told.total  # «… nhập khẩu 47,2 triệu USD. Riêng cửa khẩu X chiếm 83%»
                return told.but(source="inherited", rule_id="subject.remembered")
        for nearest in reversed(scope.earlier):
            if self._takes(nearest, unit):
                subject = self._whole_of(nearest, scope)
                bare = subject.but(item=None, season=None, coverage=None, partner=None, uncut=None)
                return bare.but(source="inherited", rule_id="subject.of_line_before")
        return None


def _beside(told: Subject | None, base: Subject, values: Mapping[str, str]) -> dict[str, str]:
    """«tôm vào Mỹ 38,2 triệu USD, EU 33,5 triệu USD»: the next partner is one of the same goods, and the reverse."""
    if told is None or told.uncut is not base or told.item is None or told.partner is None:
        return {}
    if base.item or base.partner or len({"item", "partner"} & set(values)) != 1:
        return {}
    return {"item": told.item, "partner": told.partner}


def _cuts_of_rows(label: Sequence[Token]) -> dict[str, str]:
    """«Về đàn lợn: tổng đàn 210.000 con»: the item of an indicator's own words."""
    rows = [entry.row for token in label for entry in token.of("indicator")[:1]]
    return {kind: row[kind] for row in rows for kind in CUTS if row.get(kind)}


def _has_names(words: str) -> bool:
    """Whether some word has a capital; in capitals throughout, names do not stand out."""
    return words != words.lower() and not words.isupper()


def _is_planned_part(slot: Slot) -> bool:
    """Whether the quantity is the second half of «done/planned»."""
    printed = slot.quantity.printed
    return printed is not None and "fraction" in printed.flags and printed.number_end != printed.end


def _new_part(carried: Sequence[Token]) -> Sequence[Token]:
    """«…; đàn bò thì ngược lại, tăng 3,4% lên 38.650 con»: behind a semicolon another series is named first."""
    since = since_list_mark(carried)
    return since if len(since) < len(carried) and since and since[0].kinds & NAMING else ()


def _uncut(subject: Subject) -> Subject:
    """What a subject is cut from, in all its parts."""
    return (subject.uncut or subject).but(item=None, coverage=None, partner=None)


def _last_boundary(words: str) -> int:
    """Where the words behind the last mark or figure begin."""
    end = 0
    for match in _BOUNDARY.finditer(words):
        end = match.end()
    return end


def _nearby(sentence: Sentence, slot: Slot) -> int:
    """Where to begin to look for the words of a slot: a sentence without an end is not searched as a whole."""
    return max(sentence.start, slot.quantity.start - _REACH)


def _is_verb(token: Token) -> bool:
    """«trồng mới», «hiện có»: it says what is done, and the noun behind the number to what."""
    named = token.of("indicator")
    return bool(named) and all(entry.row.get("note", "").startswith("verb") for entry in named)


def _told_in_clause(named: Sequence[_Naming], tokens: Sequence[Token], token: Token) -> list[Entry]:
    """What the clause of a facet named before it, unless a new part of a list began in between."""
    if not token.kinds & FACET or not named:
        return []
    last, meanings = named[-1]
    between = [t for t in tokens if last.end <= t.start and t.end <= token.start]
    return meanings[:1] if not _is_verb(last) and not any(t.sign in (";", ":") for t in between) else []
