"""Of which projects the acts of a sentence are said: what a verb governs, its subject, or what the text speaks of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from orchestration.bulletins.project_acts import PREPARED, Act, closes
from orchestration.bulletins.project_names import Naming, Phrase, joined, may_mean
from orchestration.bulletins.project_sentence import REACH, ProjectSentence

_FILLERS = frozenset({"filler", "plural"})
_OBJECT_GAP = _FILLERS | {"attribute"}
_SUBJECT_GAP = frozenset(
    {"aux", "plural", "past", "expected", "attribute", "progress", "order", "purpose", "part", "negation"}
)
_NOBODY = _SUBJECT_GAP | {"act"}
_ACTED = _SUBJECT_GAP | {"actor"}
_ABOUT_IT = frozenset({"attribute", "progress"})
_DECIDED_BY_OTHERS = frozenset({
    "proposed", "submitted", "policy_approved", "adjusted", "extended", "suspended", "cancelled", "separated",
    "contractor_selected", "contract_signed",
})  # fmt: skip
_BEGUN = frozenset({"groundbreaking", "under_construction"})
_DECIDED = re.compile(r"\b(?:chủ trương|nghị quyết|đề án|dự án|quy hoạch|đồ án|đề xuất|phương án)\b")
_EVENT_END = re.compile(r"[,;.:)\n]")
_JOINT = re.compile(r"\s*(?:,|và|, và|rồi|cùng)?\s*(?:(?:đã|sẽ|được|chính thức|sớm) )*$")
_LIST_OPENS = re.compile(r"(?:[:(]|gồm|bao gồm|như|là|trong đó có|như:|gồm:|là:)\s*$")
_COUNTED = re.compile(
    r"(?:\d+|các|những|nhiều|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|loạt) (?:dự án|công trình|tuyến|cây cầu|gói thầu)\b"
)
_AGENT = re.compile(r"\b(?:được|do|vừa được|đã được) ")
_OF_WHAT = r"(?: (?:của|cho|dự án|công trình|để xây dựng|để thi công))* $"
_GROUNDWORK = (
    ("preparing", re.compile(r"(?:giải phóng mặt bằng|gpmb|bồi thường|tái định cư|thu hồi đất|kiểm đếm)" + _OF_WHAT)),
    ("planning", re.compile(r"(?:nghiên cứu (?:tiền )?khả thi|thủ tục|thủ tục đầu tư|khảo sát|thiết kế)" + _OF_WHAT)),
)
_OPENS = re.compile(r"(?:- )?(?:(?:được|đã|vừa|mới|chính thức|vừa được|đã được) )*")
_FRONTED = re.compile(r"[^,;:.()]*, (?:dự án |công trình )?")
_OF_WORK = frozenset({"completed", "under_construction"})
_NEVER_GOVERN = frozenset({"delayed"})
_TOPIC_LIFE = 5
"""In how many sentences after its name a project can be meant without one."""

_AROUND = 16
"""How many groups, acts or events around an act the rules look at: a sentence of any length is read in linear time."""


@dataclass(slots=True)
class Event:
    """A statement of one project and one act; `start` and `end` are what is quoted, `rules` how it was read."""

    phrase: Phrase
    act: Act
    start: int
    end: int
    rules: list[str]


@dataclass(slots=True)
class Topic:
    """The projects that the text speaks of, and how many sentences ago it named them."""

    phrases: list[Phrase] = field(default_factory=list)
    age: int = 0

    def meant_by(self, anaphor: Phrase | None) -> list[Phrase]:
        """What «dự án này», or a verb without a subject, points back to."""
        if self.age > _TOPIC_LIFE:
            return []
        if anaphor is None or not anaphor.plural:
            single = len({(p.start, p.end) for p in self.phrases}) == 1
            fits = anaphor is None or all(may_mean(anaphor, phrase) for phrase in self.phrases)
            return self.phrases if single and fits else []
        return self.phrases


def _part_of(whole: Phrase, part: Phrase) -> Phrase:
    """«gói thầu số 3» of a project named before; the clearing of its ground is a work of another type."""
    return replace(whole, part=(part.start, part.name_end), project_type=part.project_type or whole.project_type)


class Assignment:
    """Which projects the acts of one sentence are said of."""

    def __init__(
        self, line: ProjectSentence, phrases: Sequence[Phrase], acts: Sequence[Act], topic: Topic,
        ranks: Mapping[str, int],
    ) -> None:  # fmt: skip
        self._line = line
        self._phrases = phrases
        self._acts = acts
        self._topic = topic
        self._ranks = ranks
        self._groups = joined(line, phrases, _FILLERS)
        self._here = frozenset(phrases)
        self._group_starts = [group[0].start for group in self._groups]
        self._act_ends = [act.end for act in acts]

    def events(self) -> Iterator[Event]:
        """The events in the order of the acts; of one project and one step only the furthest."""
        found: list[Event] = []
        shared: list[Act] = []
        for index, act in enumerate(self._acts):
            if act.hypothetical:
                continue
            group = self._governed(index) or self._fronted(index)
            if group:
                found.extend(self._shared_events(shared, group[0]))
                found.extend(self._governed_events(act, group))
                shared = []
            elif self._leads_to_next(index):
                shared.append(act)
            else:
                for earlier in (*shared, act):
                    found.extend(self._subject_events(earlier))
                shared = []
        return iter(self._begun(self._furthest([*found, *self._funded()])))

    def _begun(self, events: Sequence[Event]) -> list[Event]:
        """Where the work has begun, the ground that was made ready for it is no step of its own."""
        begun = {event.phrase for event in events if event.act.status in _BEGUN and not event.act.expected}
        return [event for event in events if event.act.status != "preparing" or event.phrase not in begun]

    def _leads_to_next(self, index: int) -> bool:
        """«phê duyệt … và khởi công Dự án X»: the verb before «và» has the next verb's project."""
        if index + 1 >= len(self._acts):
            return False
        act, following = self._acts[index], self._acts[index + 1]
        gap = self._line.text(act.end, following.start)
        return len(gap) < 24 and bool(_JOINT.match(gap)) and not following.hypothetical

    def _governed(self, index: int) -> list[Phrase]:
        """The project phrases that the verb has as its object."""
        act = self._acts[index]
        limit = min(self._line.end, act.end + REACH // 2)
        for following in self._acts[index + 1 : index + 2]:
            limit = min(limit, following.start)
        if act.status in _NEVER_GOVERN or "project.progress" in act.rules:
            return []
        for group in self._groups[bisect_left(self._group_starts, act.end) :][:_AROUND]:
            first = group[0]
            if first.start >= limit:
                return []
            if first.naming is Naming.UNNAMED and self._opens_list(first, group):
                continue
            if not self._is_object(act, first):
                return []
            return self._resolve(group)
        return []

    def _fronted(self, index: int) -> list[Phrase]:
        """«Được khởi công ngày 30/3/2022, cầu Rạch Miễu 2 …»: the verb opens the sentence, its project follows."""
        act = self._acts[index]
        opening = self._line.text(self._line.start, act.start)
        if not _OPENS.fullmatch(opening) or act.status in _NEVER_GOVERN or act.status in PREPARED:
            return []
        group = next((group for group in self._groups if group[0].start >= act.end), None)
        if group is None or not group[0].is_named or group[0].oblique:
            return []
        gap = self._line.text(act.end, group[0].start)
        dated = any(token.kind == "period" for token in self._line.tokens_between(act.end, group[0].start))
        return list(group) if dated and _FRONTED.fullmatch(gap) else []

    def _opens_list(self, phrase: Phrase, group: Sequence[Phrase]) -> bool:
        """«3 dự án: A, B», «các dự án … (A, B)»: a noun of many before the names."""
        return phrase.plural or (phrase.project_type == "" and len(group) == 1)

    def _is_object(self, act: Act, phrase: Phrase) -> bool:
        gap = self._line.text(act.end, phrase.start)
        if _LIST_OPENS.search(gap) and self._counts_before(act, phrase):
            return not re.search(r"[;.]", gap) and self._line.unknown_words(act.end, phrase.start, _FILLERS) <= 8
        if re.search(r"[;:.()]", gap) or (phrase.points_back and "," in gap):
            return False
        if self._line.text(act.start, act.end) == "thông qua" and not _DECIDED.search(
            gap + self._line.text(phrase.start, phrase.end)
        ):
            return False  # «hàng thông qua cảng …» passes, nothing is decided
        if phrase.oblique and not phrase.plural and not self._is_filled(act, phrase):
            return False
        allowed = 6 if phrase.points_back and act.status == "contractor_selected" else 2
        between = _OBJECT_GAP | {"actor", "agent"} if act.status in PREPARED else _OBJECT_GAP
        unknown = self._line.unknown_words(act.end, phrase.start, between)
        if "," in gap and (unknown or not re.match(r" [^,]*\w, \w", gap)):
            return False
        return unknown <= allowed and not self._starts_adjunct(act)

    def _counts_before(self, act: Act, phrase: Phrase) -> bool:
        """Whether a noun of many stands between a verb and a phrase: «khởi công 3 dự án: …»."""
        first = bisect_left(self._group_starts, act.end)
        groups = self._groups[first : bisect_left(self._group_starts, phrase.start)]
        if any(between.plural for group in groups[:_AROUND] for between in group):
            return True
        if self._line.text(act.end, phrase.start).strip() != ":":
            return False  # «có 3 dự án khởi công: A, B và C»
        counted = self._line.text(self._line.sign_before(act.start), act.start)
        return _COUNTED.search(counted) is not None

    def _before(self, position: int) -> Sequence[list[Phrase]]:
        """The groups that end before an offset, the nearest last; no more than the rules look at."""
        last = bisect_left(self._group_starts, position)
        return [group for group in self._groups[max(0, last - _AROUND) : last] if group[-1].end <= position]

    def _acts_before(self, position: int) -> Sequence[Act]:
        last = bisect_right(self._act_ends, position)
        return self._acts[max(0, last - _AROUND) : last]

    def _is_filled(self, act: Act, phrase: Phrase) -> bool:
        """«công trình tại …» places; «tiến độ thi công trên cao tốc X» is said of X."""
        return self._line.text(act.end, phrase.start).strip() in ("tại", "trên", "ở")

    def _starts_adjunct(self, act: Act) -> bool:
        word = self._line.word_at.get(act.end + 1)
        token = self._line.token_at.get(act.end + 1)
        if token is not None and token.kind == "period":
            return True
        return word is not None and bool(word.roles & {"hypothetical", "purpose"}) and "filler" not in word.roles

    def _resolve(self, group: Sequence[Phrase]) -> list[Phrase]:
        if group[0].naming is Naming.PART:
            wholes = self._said_before(group[0].start) or self._topic.meant_by(None)
            return [_part_of(whole, part) for whole in wholes[:1] for part in group]
        if group[0].points_back:
            return self._topic.meant_by(group[0])
        return [phrase for phrase in group if phrase.is_named]

    def _governed_events(self, act: Act, group: Sequence[Phrase]) -> Iterator[Event]:
        """A single project is quoted with its verb; the projects of a list each by their own words."""
        single = len(group) == 1
        for phrase in group:
            here = phrase in self._here
            start = min(act.start, phrase.start) if single and here else phrase.start if here else act.start
            end = phrase.end if here else self._clause_end(act.end)
            yield Event(phrase, act, start, max(end, start + 1), ["project.governed", *act.rules])

    def _shared_events(self, acts: Sequence[Act], phrase: Phrase) -> Iterator[Event]:
        for act in acts:
            yield Event(phrase, act, act.start, act.end, ["project.shared", *act.rules])

    def _subject_events(self, act: Act) -> Iterator[Event]:
        group, rule = self._subject(act)
        act = self._of_groundwork(act, group)
        single = len(group) == 1
        for phrase in group:
            here = phrase in self._here
            if here and not single:
                yield Event(phrase, act, phrase.start, phrase.end, [rule, *act.rules])
            else:
                start = phrase.start if here and phrase.start <= act.start else act.start
                yield Event(phrase, act, start, self._clause_end(act.end), [rule, *act.rules])

    def _of_groundwork(self, act: Act, group: Sequence[Phrase]) -> Act:
        """«Giải phóng mặt bằng cầu X đã hoàn thành»: the ground is ready, not the bridge."""
        if not group or group[0] not in self._here or act.status not in _OF_WORK or group[0].start > act.start:
            return act
        if re.search(r"[,;:]", self._line.text(group[-1].end, act.start)):
            return act
        before = self._line.text(max(self._line.start, group[0].start - 64), group[0].start)
        status = next((status for status, work in _GROUNDWORK if work.search(before)), None)
        return act if status is None else replace(act, status=status, rules=[*act.rules, "project.groundwork"])

    def _subject(self, act: Act) -> tuple[list[Phrase], str]:
        """The projects that a verb without an object of its own is said of."""
        if not self._may_close(act):
            return [], ""
        floor = self._line.sign_before(act.start, ";.")
        before = [group for group in self._before(act.start) if floor <= group[-1].start]
        direct = [group for group in before if self._may_be_subject(group[0])]
        group = direct[-1] if direct else (before[-1] if before and self._touches(before[-1][-1], act) else None)
        if group is None:
            if not self._has_no_subject(act):
                return [], ""
            return self._said_before(floor) or self._topic.meant_by(None), "project.elided"
        if not self._is_free(act, group[-1]):
            return [], ""
        found = self._nearer(group[0], direct) or self._resolve(group)
        return found, "project.pointed" if group[0].points_back else "project.followed"

    def _may_be_subject(self, phrase: Phrase) -> bool:
        """Not what only places something, stands in brackets, or is the unnamed object of another verb."""
        if phrase.oblique or self._line.in_brackets(phrase.start):
            return False
        if phrase.naming is not Naming.UNNAMED:
            return True
        start = self._line.sign_before(phrase.start)
        return not any(start <= act.end for act in self._acts_before(phrase.start))

    def _said_before(self, position: int) -> list[Phrase]:
        """The project that the clauses of this sentence before an offset speak of, if it is one."""
        groups = [group for group in self._before(position) if self._may_be_subject(group[0])]
        if not groups:
            return []
        last = groups[-1]
        if last[0].points_back:
            return self._nearer(last[0], groups) or self._resolve(last)
        return list(last) if len(last) == 1 and last[0].is_named else []

    def _nearer(self, phrase: Phrase, groups: Sequence[Sequence[Phrase]]) -> list[Phrase]:
        """«Điểm sáng là cầu X: công trình đã hợp long»: the sentence itself named what is pointed to."""
        if phrase.naming is not Naming.ANAPHOR or phrase.plural:
            return []
        named = [p for group in groups for p in group if p.is_named and p.end <= phrase.start]
        return named[-1:] if named and may_mean(phrase, named[-1]) else []

    def _may_close(self, act: Act) -> bool:
        if "project.progress" in act.rules:
            return True
        if act.status == "under_construction" and self._line.text(act.start, act.end).startswith("đang "):
            return True  # «đang thi công mố, trụ»: of whatever part, the work is under way
        return closes(self._line, act.end, agents=act.status == "submitted") and not self._has_measured_object(act)

    def _has_measured_object(self, act: Act) -> bool:
        """«hoàn thành 12 km», «khởi công 2 công trình»: the object is something counted."""
        token = self._line.token_at.get(act.end + 1)
        if token is None or token.kind not in ("quantity", "number"):
            return False
        unit = token.printed.unit if token.printed else None
        if act.status == "delayed" and unit == "percent":
            return False  # «chậm 3% so với kế hoạch»
        if act.status in ("opened", "completed", "in_operation", "technically_opened") and unit in ("km", "m"):
            act.status = "partially_opened"
            return False
        return True

    def _touches(self, phrase: Phrase, act: Act) -> bool:
        return self._line.unknown_words(phrase.end, act.start, _SUBJECT_GAP) == 0

    def _is_free(self, act: Act, subject: Phrase) -> bool:
        """Whether nothing between the phrase and the verb could be another subject."""
        earlier = [other.end for other in self._acts_before(act.start)]
        floor = max([subject.end, self._line.sign_before(act.start), *earlier])
        passive = _AGENT.search(self._line.text(floor, act.start))
        if passive:
            return act.start - floor <= REACH // 4 + 20
        allowed = 1 if floor > subject.end else 3
        return self._line.unknown_words(floor, act.start, _ACTED) <= allowed

    def _has_no_subject(self, act: Act) -> bool:
        """Whether the sentence up to the verb names nobody of whom it could be said."""
        roles = _NOBODY | {"actor"} if act.status in _DECIDED_BY_OTHERS else _NOBODY | {"builder"}
        start = self._line.sign_before(act.start, ";.")
        if self._asks_for_attribute(act):
            return self._line.unknown_words(start, act.start, roles) <= 8
        own = self._line.sign_before(act.start)
        acts = self._acts_before(act.start)
        earlier = [other.end for other in acts]
        near = max([own, start, *earlier])
        if self._line.unknown_words(near, act.start, roles) > (1 if near == start else 0):
            return False
        if any(word.roles & _ABOUT_IT for word in self._line.words_between(near, act.start)):
            return True
        opening = min((other for other in acts if start <= other.start), key=lambda other: other.start, default=act)
        if opening.status in _DECIDED_BY_OTHERS:  # «UBND tỉnh vừa ký hợp đồng ngày 8/12, khởi công trong tháng»
            roles = roles | {"actor"}
        return self._line.unknown_words(start, min(opening.start, act.start), roles) <= 1

    def _asks_for_attribute(self, act: Act) -> bool:
        """«đề xuất tổng vốn 22.000 tỷ đồng»: what is said of the project's size is said of the project."""
        word = self._line.word_at.get(act.end + 1)
        return word is not None and "attribute" in word.roles

    def _clause_end(self, position: int) -> int:
        mark = _EVENT_END.search(self._line.frame.view.folded, position, self._line.end)
        return mark.start() if mark else self._line.end

    def _funded(self) -> Iterator[Event]:
        """«vốn … dùng để mở rộng đường X», «sẽ xây dựng cầu Y»: no act yet, the work is planned."""
        for group in self._groups:
            phrase = group[0]
            if not phrase.is_named or phrase.oblique:
                continue
            before = self._line.word_before(self._work_start(phrase))
            if before is not None and before.roles & {"plan", "purpose"} and self._is_planned(before.start):
                start = self._work_start(phrase)
                act = Act(start, phrase.core, "planning", rules=["project.planned"])
                for each in group:
                    yield Event(each, act, min(start, each.start) if each is phrase else each.start, each.end,
                                 ["project.governed", *act.rules])  # fmt: skip

    def _work_start(self, phrase: Phrase) -> int:
        """Where «mở rộng», «đầu tư xây dựng» before the noun begins."""
        start = phrase.start
        word = self._line.word_before(start)
        while word is not None and "filler" in word.roles and "plural" not in word.roles:
            start = word.start
            word = self._line.word_before(start)
        return start

    def _is_planned(self, position: int) -> bool:
        word = self._line.word_at[position]
        if "plan" in word.roles:
            return True
        first = self._line.sign_before(position, ",;:.")
        return any("budget" in other.roles for other in self._line.words_between(first, position))

    def _furthest(self, events: Sequence[Event]) -> list[Event]:
        """One project, one mood, one step of preparation in one sentence: the further status with both quotes."""
        kept: list[Event] = []
        for event in events:
            twin = next((other for other in kept[-_AROUND:] if self._is_twin(other, event)), None)
            if twin is None:
                kept.append(event)
                continue
            start, end = min(twin.start, event.start), max(twin.end, event.end)
            if self._ranks.get(event.act.status, 0) > self._ranks.get(twin.act.status, 0):
                twin.act, twin.rules = event.act, event.rules
            if event.phrase == twin.phrase and event.act.status != "planning":
                twin.start, twin.end = start, end
        return kept

    def _is_twin(self, one: Event, other: Event) -> bool:
        if one.phrase != other.phrase or one.act.expected != other.act.expected:
            return False
        return one.act.status == other.act.status or {one.act.status, other.act.status} <= PREPARED
