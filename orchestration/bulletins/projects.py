"""Project events: which project reached, or is to reach, which status (language notes, Projects).

A verb that tells a status governs the project phrases behind it («khởi công cao tốc X»), else its subject is the
phrase before it («cao tốc X, dài 60 km, đã thông xe»), else the project that the text speaks of («Dự án dự kiến hoàn
thành năm 2027»). One verb can govern a list, and joined verbs can share one phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.observations import Frame
from orchestration.bulletins.periods import Mention, Period
from orchestration.bulletins.project_acts import MILESTONES, PREPARED, Act, closes, find_acts
from orchestration.bulletins.project_ids import Identity, display_name, identify
from orchestration.bulletins.project_names import Naming, Phrase, find_phrases, joined, may_mean
from orchestration.bulletins.project_sentence import REACH, ProjectSentence
from orchestration.bulletins.records import Observation, ProjectEvent

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
_REPORTED = frozenset({"cumulative", "to_date", "quarter", "month", "range"})
_DECIDED = re.compile(r"\b(?:chủ trương|nghị quyết|đề án|dự án|quy hoạch|đồ án|đề xuất|phương án)\b")
_EVENT_END = re.compile(r"[,;.:)\n]")
_TRIMMED_PLACE = re.compile(r",? đến năm \d{4}$|,? theo hình thức .*$|,? giai đoạn \w+$|,? ?\($")
_BEFORE_MARKER = re.compile(r"(?:khu vực )?[^\W\d]+ $")
_JOINT = re.compile(r"\s*(?:,|và|, và|rồi|cùng)?\s*(?:(?:đã|sẽ|được|chính thức|sớm) )*$")
_LIST_OPENS = re.compile(r"(?:[:(]|gồm|bao gồm|như|là|trong đó có|như:|gồm:|là:)\s*$")
_AGENT = re.compile(r"\b(?:được|do|vừa được|đã được) ")
_NEVER_GOVERN = frozenset({"delayed"})
_OPENING = 40
"""Within how many characters of a sentence a period must stand to be that of the sentences behind it."""

_TOPIC_LIFE = 5
"""In how many sentences after its name a project can be meant without one."""


@dataclass(slots=True)
class _Event:
    phrase: Phrase
    act: Act
    start: int
    end: int
    rules: list[str]


@dataclass(slots=True)
class _Topic:
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


def read_events(
    sentences: Sequence[Sentence],
    by_sentence: Sequence[Sequence[Token]],
    frame: Frame,
    observations: Sequence[Observation],
) -> tuple[ProjectEvent, ...]:
    """All project events of a document in text order, each told once."""
    reader = _EventReader(frame, observations)
    events: list[ProjectEvent] = []
    for sentence, tokens in zip(sentences, by_sentence, strict=True):
        if sentence.boilerplate is None:
            events.extend(reader.read(sentence, tokens))
    return tuple(_once(_undated_by_plans(events)))


def _undated_by_plans(events: Sequence[ProjectEvent]) -> list[ProjectEvent]:
    """The only date of a text may be that of a plan: then it is not the date of what is done."""
    planned = {(e.period_start, e.period_end) for e in events if e.expected and e.period_source == "stated"}
    return [
        replace(event, period_start=None, period_end=None, time_period=None, period_source=None)
        if event.period_source == "document" and (event.period_start, event.period_end) in planned
        else event
        for event in events
    ]


def _once(events: Sequence[ProjectEvent]) -> Iterator[ProjectEvent]:
    """A headline and its story tell one event: of equals the first that states its period stays."""
    best: dict[tuple[str, str, bool, object], ProjectEvent] = {}
    dated = {(e.project_id, e.status, e.expected) for e in events if e.period_source == "stated"}
    for event in events:
        key = (event.project_id, event.status, event.expected)
        if event.period_source != "stated" and key in dated:
            continue
        period = (event.period_start, event.period_end) if event.period_source == "stated" else None
        best.setdefault((*key, period), event)
    return iter(best.values())


class _EventReader:
    def __init__(self, frame: Frame, observations: Sequence[Observation]) -> None:
        self._frame = frame
        self._folded = frame.view.folded
        self._observations = observations
        self._ranks = {row["code"]: int(row["rank"]) for row in frame.vocabulary.rows("project_statuses")}
        self._number = -1
        self._line_mention: Mention | None = None
        self._topic = _Topic()
        self._ids: set[str] = set()
        self._looks_ahead = False  # whether the sentence's dates are those of what is to come

    def read(self, sentence: Sentence, tokens: Sequence[Token]) -> Iterator[ProjectEvent]:
        """The events of one sentence; also keeps what it leaves to the next: period and topic."""
        if sentence.line != self._number:
            self._number, self._line_mention = sentence.line, None
        mentions = [token.mention for token in tokens if token.mention is not None]
        self._looks_ahead = False
        speaks = any(token.entry("project_noun") or token.entry("project_verb") for token in tokens)
        if speaks or (self._topic.phrases and any(token.kind == "quantity" for token in tokens)):
            yield from self._speaking(sentence, tokens, mentions)
        else:
            self._topic.age += 1
        opening = [m for m in mentions if m.kind in _REPORTED and m.start - sentence.start < _OPENING]
        if opening and not self._looks_ahead:
            self._line_mention = opening[0]

    def _speaking(
        self, sentence: Sentence, tokens: Sequence[Token], mentions: Sequence[Mention]
    ) -> Iterator[ProjectEvent]:
        line = ProjectSentence(self._frame, sentence, tokens)
        phrases = find_phrases(line)
        named = any(phrase.is_named for phrase in phrases)
        if not named and not self._topic.phrases:
            return
        acts = find_acts(line, [(phrase.core, phrase.end) for phrase in phrases if phrase.is_named])
        events = list(_Assignment(line, phrases, acts, self._topic, self._ranks).events())
        self._looks_ahead = any(event.act.expected for event in events)
        for event in sorted(events, key=lambda e: (e.start, e.end)):
            yield self._record(event, line, mentions, acts)
        self._remember(phrases, events, line.start)

    def _remember(self, phrases: Sequence[Phrase], events: Sequence[_Event], start: int) -> None:
        told = [event.phrase for event in events if event.phrase in phrases]
        direct = [phrase for phrase in phrases if phrase.is_named and not phrase.oblique]
        unnamed = any(phrase.naming is Naming.UNNAMED and phrase.core - start < 12 for phrase in phrases)
        if told or direct:
            self._topic = _Topic(list(dict.fromkeys(told or direct)))
        elif unnamed and not events:
            self._topic = _Topic()  # the text turned to another project that it does not name
        else:
            self._topic.age += 1

    def _record(
        self, event: _Event, line: ProjectSentence, mentions: Sequence[Mention], acts: Sequence[Act]
    ) -> ProjectEvent:
        view, frame, phrase = self._frame.view, self._frame, event.phrase
        name = self._name(phrase)
        identity = self._identity(phrase, name)
        period, source = self._period(event, line, mentions, acts)
        expected = event.act.expected or self._lies_ahead(event, period, source)
        start, end = view.span(event.start, event.end)
        event_id = f"{frame.bulletin_id}:{identity.project_id}:{start}"
        if event_id in self._ids:
            start = view.span(event.act.start, event.act.start)[0]
            event_id = f"{frame.bulletin_id}:{identity.project_id}:{start}"
            end = max(end, view.span(event.act.end, event.act.end)[1])
        self._ids.add(event_id)
        return ProjectEvent(
            bulletin_id=frame.bulletin_id,
            event_id=event_id,
            project_id=identity.project_id,
            project_name=display_name(name, identity),
            project_type=identity.row["project_type"] if identity.row and phrase.project_type == "other"
            else phrase.project_type,
            status=event.act.status,
            expected=expected,
            place=self._place(phrase, line),
            ref_area=frame.ref_area,
            period_start=period.start if period else None,
            period_end=period.end if period else None,
            time_period=period.time_period if period else None,
            period_source=source,
            start=start,
            end=end,
            quote=view.text[start:end],
            sentence_start=view.span(line.start, line.start)[0],
            sentence_end=view.span(line.end, line.end)[1],
            amounts=self._amounts(event, line),
            rule_ids=(*event.rules, identity.rule_id),
        )  # fmt: skip

    def _name(self, phrase: Phrase) -> str:
        printed = self._frame.view.printed
        name = printed[phrase.start : phrase.name_end].strip(" ,")
        return f"{name} {printed[slice(*phrase.part)]}" if phrase.part else name

    def _identity(self, phrase: Phrase, name: str) -> Identity:
        words = (
            self._frame.view.printed[phrase.start : phrase.end] if phrase.project_type == "planning_scheme" else name
        )
        return identify(phrase.project_type, words, self._frame, generic=phrase.project_type == "other")

    def _period(
        self, event: _Event, line: ProjectSentence, mentions: Sequence[Mention], acts: Sequence[Act]
    ) -> tuple[Period | None, str | None]:
        """The act's own date, else the sentence's or line's; what is expected takes no report period."""
        act = event.act
        usable = [m for m in mentions if m.is_period or (act.expected and m.kind in ("target", "since"))]
        own = _own_mentions(line, act, acts, usable)
        if own:
            period = self._joined_period(own) or own[0].resolve(self._frame.anchor)
            if period is not None:
                return period, "stated"
        if act.expected:
            return None, None
        earlier = [mention for mention in usable if mention.start <= event.end]
        for mention, source in ((earlier[-1] if earlier else None, "stated"), (self._line_mention, "inherited")):
            period = mention.resolve(self._frame.anchor) if mention else None
            if period is not None:
                return period, source
        return self._frame.reported

    def _joined_period(self, mentions: Sequence[Mention]) -> Period | None:
        """«từ tháng 1/2026 đến tháng 12/2028»: from the first day of one to the last of the other."""
        if len(mentions) < 2 or not self._folded[: mentions[0].start].endswith("từ "):
            return None
        first, last = (mention.resolve(self._frame.anchor) for mention in mentions[:2])
        between = self._folded[mentions[0].end : mentions[1].end].strip()
        if first is None or last is None or not between.startswith(("đến", "tới", "-")) or first.start > last.end:
            return None
        return Period(first.start, last.end)

    def _lies_ahead(self, event: _Event, period: Period | None, source: str | None) -> bool:
        """A date after the bulletin's own day is a plan, whatever the words."""
        if period is None or source != "stated" or event.act.status not in MILESTONES:
            return False
        today = self._today()
        return today is not None and period.start > today

    def _today(self) -> date | None:
        report = self._frame.report_period
        return self._frame.anchor.published_on or (report.end if report and report.source == "sidecar" else None)

    def _place(self, phrase: Phrase, line: ProjectSentence) -> str | None:
        """The places in the phrase, else the border-gate area that the sentence speaks of."""
        inside = [token for token in line.tokens if phrase.core < token.start < phrase.end]
        named = [token for token in inside if token.value("gate") or token.value("area")]
        if named and " tại " in self._folded[phrase.core : phrase.end]:
            return "; ".join(self._frame.view.quote(token.start, token.end) for token in named)
        start = self._place_start(phrase, line, inside)
        if start is not None:
            return _TRIMMED_PLACE.sub("", self._frame.view.printed[start : phrase.end]).strip(" ,") or None
        areas = [t for t in line.tokens if t.value("place_word") == "border_gate_area" and t.end <= phrase.start]
        return self._frame.view.quote(areas[-1].start, areas[-1].end) if areas else None

    def _place_start(self, phrase: Phrase, line: ProjectSentence, inside: Sequence[Token]) -> int | None:
        """Where the place in a phrase begins: at a marker, a gate, a province, else at its first proper name."""
        markers = [token.start for token in inside if token.mask is not None and token.mask.rule_id == "mask.marker"]
        if markers:
            before = _BEFORE_MARKER.search(self._folded[phrase.core : markers[0]])
            return markers[0] - len(before.group()) if before else markers[0]
        proper = [token.start for token in inside if token.value("gate") or token.value("area")]
        name = self._proper_name(phrase)
        first = min([*proper, *([] if name is None else [name])], default=None)
        if first is None:
            return None
        # «khu vực cửa khẩu Chi Ma», «Khu kinh tế cửa khẩu Đồng Đăng»: the kind of place goes with its name.
        kinds = [t.start for t in inside if t.entry("place_word") or t.value("project_noun") == "economic_zone"]
        return min([first, *kinds])

    def _proper_name(self, phrase: Phrase) -> int | None:
        """Where the first capitalised word behind the head noun stands."""
        for match in re.finditer(r"(?<= )\w+", self._frame.view.printed[phrase.core : phrase.end]):
            if match.group()[0].isupper() and not match.group().isupper():
                return phrase.core + match.start()
        return None

    def _amounts(self, event: _Event, line: ProjectSentence) -> tuple[str, ...]:
        first, last = self._frame.view.span(line.start, line.end)
        return tuple(
            row.observation_id
            for row in self._observations
            if first <= row.start < last and row.domain == "infrastructure" and row.indicator
        )


class _Assignment:
    """Which projects the acts of one sentence are said of."""

    def __init__(
        self, line: ProjectSentence, phrases: Sequence[Phrase], acts: Sequence[Act], topic: _Topic,
        ranks: dict[str, int],
    ) -> None:  # fmt: skip
        self._line = line
        self._phrases = phrases
        self._acts = acts
        self._topic = topic
        self._ranks = ranks
        self._groups = joined(line, phrases, _FILLERS)

    def events(self) -> Iterator[_Event]:
        """The events in the order of the acts; of one project and one step only the furthest."""
        found: list[_Event] = []
        shared: list[Act] = []
        for index, act in enumerate(self._acts):
            if act.hypothetical:
                continue
            group = self._governed(index)
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

    def _begun(self, events: Sequence[_Event]) -> list[_Event]:
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
        for group in self._groups:
            first = group[0]
            if first.start < act.end:
                continue
            if first.start >= limit:
                return []
            if first.naming is Naming.UNNAMED and self._opens_list(first, group):
                continue
            if not self._is_object(act, first):
                return []
            return self._resolve(group)
        return []

    def _opens_list(self, phrase: Phrase, group: Sequence[Phrase]) -> bool:
        """«3 dự án: A, B», «các dự án … (A, B)»: a noun of many before the names."""
        return phrase.plural or (phrase.project_type == "" and len(group) == 1)

    def _is_object(self, act: Act, phrase: Phrase) -> bool:
        gap = self._line.text(act.end, phrase.start)
        if _LIST_OPENS.search(gap) and any(p.plural and act.end <= p.start < phrase.start for p in self._phrases):
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
        unknown = self._line.unknown_words(act.end, phrase.start, _OBJECT_GAP)
        if "," in gap and (unknown or not re.match(r" [^,]*\w, \w", gap)):
            return False
        return unknown <= allowed and not self._starts_adjunct(act)

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
            return [replace(whole, part=(p.start, p.name_end)) for whole in wholes[:1] for p in group]
        if group[0].points_back:
            return self._topic.meant_by(group[0])
        return [phrase for phrase in group if phrase.is_named]

    def _governed_events(self, act: Act, group: Sequence[Phrase]) -> Iterator[_Event]:
        """A single project is quoted with its verb; the projects of a list each by their own words."""
        single = len(group) == 1
        for phrase in group:
            here = phrase in self._phrases
            start = min(act.start, phrase.start) if single and here else phrase.start if here else act.start
            end = phrase.end if here else self._clause_end(act.end)
            yield _Event(phrase, act, start, max(end, start + 1), ["project.governed", *act.rules])

    def _shared_events(self, acts: Sequence[Act], phrase: Phrase) -> Iterator[_Event]:
        for act in acts:
            yield _Event(phrase, act, act.start, act.end, ["project.shared", *act.rules])

    def _subject_events(self, act: Act) -> Iterator[_Event]:
        group, rule = self._subject(act)
        single = len(group) == 1
        for phrase in group:
            here = phrase in self._phrases
            if here and not single:
                yield _Event(phrase, act, phrase.start, phrase.end, [rule, *act.rules])
            else:
                start = phrase.start if here and phrase.start <= act.start else act.start
                yield _Event(phrase, act, start, self._clause_end(act.end), [rule, *act.rules])

    def _subject(self, act: Act) -> tuple[list[Phrase], str]:
        """The projects that a verb without an object of its own is said of."""
        if not self._may_close(act):
            return [], ""
        floor = self._line.sign_before(act.start, ";.")
        before = [group for group in self._groups if floor <= group[-1].start and group[-1].end <= act.start]
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
        return not any(start <= act.end <= phrase.start for act in self._acts)

    def _said_before(self, position: int) -> list[Phrase]:
        """The project that the clauses of this sentence before an offset speak of, if it is one."""
        groups = [group for group in self._groups if group[-1].end <= position and self._may_be_subject(group[0])]
        if not groups:
            return []
        last = groups[-1]
        if last[0].points_back:
            return self._nearer(last[0], groups) or self._resolve(last)
        return list(last) if len(last) == 1 and last[0].is_named else []

    def _nearer(self, phrase: Phrase, groups: Sequence[Sequence[Phrase]]) -> list[Phrase]:
        """«Điểm sáng là cầu X: công trình đã hợp long»: the sentence itself named what is pointed to."""
        if not phrase.points_back or phrase.plural:
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
        if act.status in ("opened", "completed", "in_operation", "technically_opened") and unit in ("km", "m"):
            act.status = "partially_opened"
            return False
        return True

    def _touches(self, phrase: Phrase, act: Act) -> bool:
        return self._line.unknown_words(phrase.end, act.start, _SUBJECT_GAP) == 0

    def _is_free(self, act: Act, subject: Phrase) -> bool:
        """Whether nothing between the phrase and the verb could be another subject."""
        floor = max(subject.end, self._line.sign_before(act.start))
        for earlier in self._acts:
            if earlier.end <= act.start:
                floor = max(floor, earlier.end)
        passive = _AGENT.search(self._line.text(floor, act.start))
        if passive:
            return act.start - floor <= REACH // 4 + 20
        allowed = 1 if floor > subject.end else 3
        return self._line.unknown_words(floor, act.start, _ACTED) <= allowed

    def _has_no_subject(self, act: Act) -> bool:
        """Whether the sentence up to the verb names nobody of whom it could be said."""
        roles = _NOBODY | {"actor"} if act.status in _DECIDED_BY_OTHERS else _NOBODY
        start = self._line.sign_before(act.start, ";.")
        if self._asks_for_attribute(act):
            return self._line.unknown_words(start, act.start, roles) <= 8
        own = self._line.sign_before(act.start)
        earlier = [other.end for other in self._acts if other.end <= act.start]
        near = max([own, start, *earlier])
        if self._line.unknown_words(near, act.start, roles) > (1 if near == start else 0):
            return False
        if any(word.roles & _ABOUT_IT for word in self._line.words_between(near, act.start)):
            return True
        first = min([other.start for other in self._acts if start <= other.start], default=act.start)
        return self._line.unknown_words(start, min(first, act.start), roles) <= 1

    def _asks_for_attribute(self, act: Act) -> bool:
        """«đề xuất tổng vốn 22.000 tỷ đồng»: what is said of the project's size is said of the project."""
        word = self._line.word_at.get(act.end + 1)
        return word is not None and "attribute" in word.roles

    def _clause_end(self, position: int) -> int:
        mark = _EVENT_END.search(self._line.frame.view.folded, position, self._line.end)
        return mark.start() if mark else self._line.end

    def _funded(self) -> Iterator[_Event]:
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
                    yield _Event(each, act, min(start, each.start) if each is phrase else each.start, each.end,
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

    def _furthest(self, events: Sequence[_Event]) -> list[_Event]:
        """One project, one mood, one step of preparation in one sentence: the further status with both quotes."""
        kept: list[_Event] = []
        for event in events:
            twin = next((other for other in kept if self._is_twin(other, event)), None)
            if twin is None:
                kept.append(event)
                continue
            start, end = min(twin.start, event.start), max(twin.end, event.end)
            if self._ranks.get(event.act.status, 0) > self._ranks.get(twin.act.status, 0):
                twin.act, twin.rules = event.act, event.rules
            if event.phrase == twin.phrase and event.act.status != "planning":
                twin.start, twin.end = start, end
        return kept

    def _is_twin(self, one: _Event, other: _Event) -> bool:
        if one.phrase != other.phrase or one.act.expected != other.act.expected:
            return False
        return one.act.status == other.act.status or {one.act.status, other.act.status} <= PREPARED


def _own_mentions(line: ProjectSentence, act: Act, acts: Sequence[Act], mentions: Sequence[Mention]) -> list[Mention]:
    """The dates between this verb and the next, else those directly before it."""
    ends = [line.end]
    ends += [other.start for other in acts if other.start >= act.end][:1]
    semicolon = line.text(act.end, min(line.end, act.end + REACH)).find(";")
    if semicolon >= 0:
        ends.append(act.end + semicolon)
    after = [m for m in mentions if act.end <= m.start < min(ends)]
    if after:
        return after
    starts = [other.end for other in acts if other.end <= act.start]
    floor = max([line.sign_before(act.start, ";"), *starts])
    before = [m for m in mentions if floor <= m.start < act.start]
    return before[-2:] if len(before) > 1 else before
