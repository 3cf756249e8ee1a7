"""Project events: which project reached, or is to reach, which status (language notes, Projects).

A verb that tells a status governs the project phrases behind it («khởi công cao tốc X»), else its subject is the
phrase before it («cao tốc X, dài 60 km, đã thông xe»), else the project that the text speaks of («Dự án dự kiến hoàn
thành năm 2027»). One verb can govern a list, and joined verbs can share one phrase.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from orchestration.bulletins.kinds import INDICATOR, PROJECT, QUANTITY
from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token, kinds_of
from orchestration.bulletins.observations import Frame
from orchestration.bulletins.periods import Mention, Period
from orchestration.bulletins.project_acts import MILESTONES, Act, find_acts
from orchestration.bulletins.project_assignment import Assignment, Event, Topic
from orchestration.bulletins.project_ids import Identity, display_name, identify
from orchestration.bulletins.project_names import Naming, Phrase, find_phrases
from orchestration.bulletins.project_sentence import REACH, ProjectSentence
from orchestration.bulletins.records import Observation, ProjectEvent

_REPORTED = frozenset({"cumulative", "to_date", "quarter", "month", "range"})
_TRIMMED_PLACE = re.compile(r",? đến năm \d{4}$|,? theo hình thức .*$|,? giai đoạn \w+$|,? ?\($")
_DURATION = re.compile(r"(?:sau|trong vòng|suốt|kéo dài|trải qua)(?: (?:hơn|gần|khoảng|trên))? $")
_BEFORE_MARKER = re.compile(r"(?:khu vực )?[^\W\d]+ $")
_AMOUNTS = 64
"""How many figures of a sentence at most go with a statement."""

_SINCE_REACH = 12
_OPENING = 40
"""Within how many characters of a sentence a period must stand to be that of the sentences behind it."""


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
        self._starts = [row.start for row in observations]
        self._ranks = {row["code"]: int(row["rank"]) for row in frame.vocabulary.rows("project_statuses")}
        self._number = -1
        self._line_mention: Mention | None = None
        self._topic = Topic()
        self._ids: set[str] = set()
        self._looks_ahead = False  # whether the sentence's dates are those of what is to come

    def read(self, sentence: Sentence, tokens: Sequence[Token]) -> Iterator[ProjectEvent]:
        """The events of one sentence; also keeps what it leaves to the next: period and topic."""
        if sentence.line != self._number:
            self._number, self._line_mention = sentence.line, None
        mentions = [token.mention for token in tokens if token.mention is not None]
        self._looks_ahead = False
        named = kinds_of(tokens)
        of_works = named & PROJECT or (named & INDICATOR and self._tells_of_works(tokens))
        if of_works or (named & QUANTITY and self._topic.phrases):
            yield from self._speaking(sentence, tokens, mentions)
        else:
            self._topic.age += 1
        opening = [m for m in mentions if m.kind in _REPORTED and m.start - sentence.start < _OPENING]
        if opening and not self._looks_ahead:
            self._line_mention = opening[0]

    def _tells_of_works(self, tokens: Sequence[Token]) -> bool:
        """«chấp thuận chủ trương đầu tư dự án X»: words of figures can hold those of projects."""
        indicators = self._frame.vocabulary.indicators
        named = (token.entry("indicator") for token in tokens if token.kinds & INDICATOR)
        return any(entry is not None and indicators[entry.value].domain == "infrastructure" for entry in named)

    def _speaking(
        self, sentence: Sentence, tokens: Sequence[Token], mentions: Sequence[Mention]
    ) -> Iterator[ProjectEvent]:
        line = ProjectSentence(self._frame, sentence, tokens)
        if not line.may_tell:
            self._topic.age += bool(self._topic.phrases)
            return
        phrases = find_phrases(line)
        named = any(phrase.is_named for phrase in phrases)
        if not named and not self._topic.phrases:
            return
        acts = find_acts(line, [(phrase.core, phrase.end) for phrase in phrases if phrase.is_named])
        events = list(Assignment(line, phrases, acts, self._topic, self._ranks).events())
        self._looks_ahead = any(event.act.expected for event in events)
        for event in sorted(events, key=lambda e: (e.start, e.end)):
            yield self._record(event, line, mentions, acts)
        self._remember(phrases, events, line.start)

    def _remember(self, phrases: Sequence[Phrase], events: Sequence[Event], start: int) -> None:
        here = frozenset(phrases)
        told = [event.phrase for event in events if event.phrase in here]
        direct = [phrase for phrase in phrases if phrase.is_named and not phrase.oblique]
        unnamed = any(phrase.naming is Naming.UNNAMED and phrase.core - start < 12 for phrase in phrases)
        if told or direct:
            self._topic = Topic(list(dict.fromkeys(told or direct)))
        elif unnamed and not events:
            self._topic = Topic()  # the text turned to another project that it does not name
        else:
            self._topic.age += 1

    def _record(
        self, event: Event, line: ProjectSentence, mentions: Sequence[Mention], acts: Sequence[Act]
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
            project_type=phrase.project_type or (identity.row["project_type"] if identity.row else "other"),
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
        return identify(phrase.project_type, words, self._frame)

    def _period(
        self, event: Event, line: ProjectSentence, mentions: Sequence[Mention], acts: Sequence[Act]
    ) -> tuple[Period | None, str | None]:
        """The act's own date, else the sentence's or line's; what is expected takes no report period."""
        act = event.act
        usable = [
            m
            for m in mentions
            if (m.is_period or (act.expected and m.kind in ("target", "since")) or _is_since(m, act))
            and not self._is_duration(m)
        ]
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

    def _is_duration(self, mention: Mention) -> bool:
        """«sau gần 8 tháng đóng cửa», «sau 3 năm thi công»: how long something took is no date."""
        before = self._folded[max(0, mention.start - 24) : mention.start]
        return _DURATION.search(before) is not None and self._folded[mention.start].isdigit()

    def _joined_period(self, mentions: Sequence[Mention]) -> Period | None:
        """«từ tháng 1/2026 đến tháng 12/2028»: from the first day of one to the last of the other."""
        if len(mentions) < 2 or not self._folded[: mentions[0].start].endswith("từ "):
            return None
        first, last = (mention.resolve(self._frame.anchor) for mention in mentions[:2])
        between = self._folded[mentions[0].end : mentions[1].end].strip()
        if first is None or last is None or not between.startswith(("đến", "tới", "-")) or first.start > last.end:
            return None
        return Period(first.start, last.end)

    def _lies_ahead(self, event: Event, period: Period | None, source: str | None) -> bool:
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
        inside = line.tokens_between(phrase.core + 1, phrase.end)
        named = [token for token in inside if token.value("gate") or token.value("area")]
        if named and " tại " in self._folded[phrase.core : phrase.end]:
            return "; ".join(self._frame.view.quote(token.start, token.end) for token in named)
        start = self._place_start(phrase, line, inside)
        if start is not None:
            return _TRIMMED_PLACE.sub("", self._frame.view.printed[start : phrase.end]).strip(" ,") or None
        before = line.tokens_between(phrase.start - REACH, phrase.start)
        areas = [token for token in before if token.value("place_word") == "border_gate_area"]
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

    def _amounts(self, event: Event, line: ProjectSentence) -> tuple[str, ...]:
        first, last = self._frame.view.span(line.start, line.end)
        rows = self._observations[bisect_left(self._starts, first) : bisect_left(self._starts, last)]
        return tuple(row.observation_id for row in rows[:_AMOUNTS] if row.domain == "infrastructure" and row.indicator)


def _is_since(mention: Mention, act: Act) -> bool:
    """«khởi công từ tháng 9/2023»: the date behind a verb is the act's own."""
    return mention.kind == "since" and 0 <= mention.start - act.end < _SINCE_REACH


def _own_mentions(line: ProjectSentence, act: Act, acts: Sequence[Act], mentions: Sequence[Mention]) -> list[Mention]:
    """The dates between this verb and the next, else those directly before it."""
    near = [m for m in mentions if act.start - REACH <= m.start < act.end + REACH]
    following = bisect_left(acts, act.end, key=lambda other: other.start)
    ends = [line.end, *(other.start for other in acts[following : following + 1])]
    semicolon = line.text(act.end, min(line.end, act.end + REACH)).find(";")
    if semicolon >= 0:
        ends.append(act.end + semicolon)
    after = [m for m in near if act.end <= m.start < min(ends)]
    if after:
        return after
    starts = [other.end for other in acts[max(0, following - 8) : following] if other.end <= act.start]
    floor = max([line.sign_before(act.start, ";"), *starts])
    return [m for m in near if floor <= m.start < act.start][-2:]
