"""Project events: which project reached, or is to reach, which status (language notes, Projects).

A project is a noun phrase that begins with a project noun and bears a name; a status verb governs it from the left
or follows it. One verb can govern a list of phrases, and two joined verbs can share one phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.observations import Frame
from orchestration.bulletins.periods import Mention, Period
from orchestration.bulletins.records import Observation, ProjectEvent
from orchestration.bulletins.text import bare

_PHRASE_END = re.compile(
    r"[.;:()]|, | và | thuộc | để | nhằm | với | trước khi | sau khi | được | đã | đang | sẽ | vừa | có | cho "
    r"| thành | nối | dự kiến "
)
_TRIMMED_NAME = re.compile(
    r"(?:,? tỉnh [^,]*)?,? đến năm \d{4}$|,? theo hình thức .*$| tại .*$|,? (?:tỉnh|huyện|thị xã|thành phố) [^,]*$"
)
_TRIMMED_PLACE = re.compile(r",? đến năm \d{4}$|,? theo hình thức .*$")
_BEFORE_MARKER = re.compile(r"(?:khu vực )?[^\W\d]+ $")
_MODIFIER = re.compile(r"(?:điều chỉnh(?: tổng thể| cục bộ)?|mở rộng|nâng cấp|cải tạo|xây dựng) $")
_PLURAL = re.compile(r"(?:các|những|nhiều|một số|mọi|hàng loạt) (?:\w+ )?$")
_EVENT_END = re.compile(r"[,;.:)]")
_BARE_JOINT = re.compile(r"\s*(?:,|và|, và)\s*$")
_CLAUSE_MARK = re.compile(r"[,;:.]")
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A named project in a sentence, in folded offsets; `core` begins at the head noun."""

    start: int
    core: int
    end: int
    project_type: str


@dataclass(slots=True)
class _Event:
    phrase: Phrase
    verb: Token
    start: int
    end: int
    rules: list[str]
    status: str
    expected: bool


def read_events(
    sentences: Sequence[Sentence],
    by_sentence: Sequence[Sequence[Token]],
    frame: Frame,
    observations: Sequence[Observation],
) -> tuple[ProjectEvent, ...]:
    """All project events of a document in text order."""
    reader = _EventReader(frame, observations)
    events: list[ProjectEvent] = []
    for sentence, tokens in zip(sentences, by_sentence, strict=True):
        if sentence.boilerplate is None:
            events.extend(reader.read(sentence, tokens))
    return tuple(events)


class _EventReader:
    def __init__(self, frame: Frame, observations: Sequence[Observation]) -> None:
        self._frame = frame
        self._folded = frame.view.folded
        self._observations = observations
        self._ranks = {row["code"]: int(row["rank"]) for row in frame.vocabulary.rows("project_statuses")}
        self._line = -1
        self._line_mention: Mention | None = None

    def read(self, sentence: Sentence, tokens: Sequence[Token]) -> Iterator[ProjectEvent]:
        if sentence.line != self._line:
            self._line, self._line_mention = sentence.line, None
        mentions = [token.mention for token in tokens if token.mention is not None and token.mention.is_period]
        verbs = [token for token in tokens if _act(token)]
        if verbs:
            phrases = find_phrases(self._folded, self._frame, sentence, tokens)
            for event in sorted(self._events(sentence, tokens, verbs, phrases), key=lambda e: (e.start, e.end)):
                yield self._record(event, sentence, tokens, mentions)
        self._line_mention = mentions[-1] if mentions else self._line_mention

    def _events(
        self, sentence: Sentence, tokens: Sequence[Token], verbs: Sequence[Token], phrases: Sequence[Phrase]
    ) -> Iterator[_Event]:
        for group in self._groups(phrases):
            verb = self._governing(group[0], verbs, phrases)
            follower = self._following(group[-1], verbs)
            if verb is None and follower is None:
                continue
            for phrase in group:
                yield self._event(phrase, verb, follower, tokens, single=len(group) == 1)
            if verb is not None:
                yield from self._shared(verb, group[0], verbs, tokens)

    def _groups(self, phrases: Sequence[Phrase]) -> Iterator[list[Phrase]]:
        """Phrases joined only by commas and «và» are one list."""
        group: list[Phrase] = []
        for phrase in phrases:
            if group and not _BARE_JOINT.match(self._folded[group[-1].end : phrase.start]):
                yield group
                group = []
            group.append(phrase)
        if group:
            yield group

    def _governing(self, phrase: Phrase, verbs: Sequence[Token], phrases: Sequence[Phrase]) -> Token | None:
        """The nearest verb on the left with no clause mark and no other project between."""
        before = [verb for verb in verbs if verb.end <= phrase.start]
        if not before:
            return None
        verb = before[-1]
        gap = self._folded[verb.end : phrase.start]
        if _CLAUSE_MARK.search(gap) or any(verb.end <= other.start < phrase.start for other in phrases):
            return None
        return verb

    def _following(self, phrase: Phrase, verbs: Sequence[Token]) -> Token | None:
        """A verb right behind the phrase («… được khởi công», «…, trình HĐND tỉnh thông qua»)."""
        after = next((verb for verb in verbs if verb.start >= phrase.end), None)
        if after is None:
            return None
        gap = self._folded[phrase.end : after.start].strip(" ,")
        passive = {"", "được", "đã", "đã được", "vừa", "vừa được", "đang", "sẽ", "chính thức", "dự kiến"}
        return after if gap in passive else None

    def _event(
        self,
        phrase: Phrase,
        verb: Token | None,
        follower: Token | None,
        tokens: Sequence[Token],
        *,
        single: bool,
    ) -> _Event:
        chosen, rule = (verb, "project.governed") if verb is not None else (follower, "project.followed")
        start, end = phrase.start, phrase.end
        if single and verb is not None:
            start = verb.start
        if single and follower is not None:
            end = self._clause_end(follower.end)
            if verb is None or self._rank(follower) > self._rank(verb):
                chosen, rule = follower, "project.followed"
        assert chosen is not None
        status, rules = self._status(chosen, tokens)
        return _Event(phrase, chosen, start, end, [rule, *rules], status, self._is_expected(chosen, tokens))

    def _shared(self, verb: Token, phrase: Phrase, verbs: Sequence[Token], tokens: Sequence[Token]) -> Iterator[_Event]:
        """«phê duyệt … và hoàn thành lựa chọn … Dự án X»: the verb before «và» has the same project."""
        for other in verbs:
            if other.end < verb.start and self._folded[other.end : verb.start] == " và ":
                status, rules = self._status(other, tokens)
                yield _Event(
                    phrase, other, other.start, other.end, ["project.shared", *rules], status,
                    self._is_expected(other, tokens),
                )  # fmt: skip

    def _clause_end(self, position: int) -> int:
        mark = _EVENT_END.search(self._folded, position)
        newline = self._folded.find("\n", position)
        ends = [mark.start()] if mark else []
        ends += [newline] if newline >= 0 else []
        return min(ends, default=len(self._folded))

    def _rank(self, verb: Token) -> int:
        return self._ranks.get(_act(verb) or "", 0)

    def _status(self, verb: Token, tokens: Sequence[Token]) -> tuple[str, list[str]]:
        """What is asked for is proposed, not approved («báo cáo Thủ tướng … chấp thuận chủ trương …»)."""
        status = _act(verb) or ""
        if status == "policy_approved" and self._clause_has(verb, tokens, "request"):
            return "proposed", ["project.requested"]
        return status, []

    def _is_expected(self, verb: Token, tokens: Sequence[Token]) -> bool:
        return self._clause_has(verb, tokens, "expected")

    def _clause_has(self, verb: Token, tokens: Sequence[Token], role: str) -> bool:
        """Whether a word of that role stands before the verb since the last «;» or «.»."""
        for token in reversed([token for token in tokens if token.end <= verb.start]):
            if token.kind == "punctuation" and token.sign == ";":
                return False
            if any(entry.row.get("role") == role for entry in token.of("project_verb")):
                return True
        return False

    def _record(
        self, event: _Event, sentence: Sentence, tokens: Sequence[Token], mentions: Sequence[Mention]
    ) -> ProjectEvent:
        view, frame = self._frame.view, self._frame
        printed = view.printed[event.phrase.start : event.phrase.end]
        name = _TRIMMED_NAME.sub("", printed).strip(" ,")
        known = self._known(event.phrase)
        project_id = known["project_id"] if known else _slug(event.phrase.project_type, name)
        period, source = self._period(event, mentions)
        start, end = view.span(event.start, event.end)
        return ProjectEvent(
            bulletin_id=frame.bulletin_id,
            event_id=f"{frame.bulletin_id}:{project_id}:{start}",
            project_id=project_id,
            project_name=known["name_vi"] if known and self._is_bare(name, known) else name[:1].upper() + name[1:],
            project_type=event.phrase.project_type,
            status=event.status,
            expected=event.expected,
            place=self._place(event.phrase, sentence, tokens),
            ref_area=frame.ref_area,
            period_start=period.start if period else None,
            period_end=period.end if period else None,
            time_period=period.time_period if period else None,
            period_source=source,
            start=start,
            end=end,
            quote=view.text[start:end],
            sentence_start=view.span(sentence.start, sentence.start)[0],
            sentence_end=view.span(sentence.end, sentence.end)[1],
            amounts=self._amounts(start, sentence),
            rule_ids=(*event.rules, "project.known" if known else "project.new"),
        )

    def _known(self, phrase: Phrase) -> Mapping[str, str] | None:
        """The project of the gazetteer whose type and words are those of the phrase."""
        words = self._folded[phrase.start : phrase.end]
        area = self._frame.ref_area or ""
        for row in self._frame.vocabulary.rows("projects"):
            same_kind = row["project_type"] == phrase.project_type and row["ref_area"] in ("", area)
            if same_kind and _names(row, words):
                return row
        return None

    def _is_bare(self, name: str, known: Mapping[str, str]) -> bool:
        """Whether the text names a known project only by words of its kind («cửa khẩu số»)."""
        return name == name.lower() and bare(name) in bare(known["name_vi"])

    def _period(self, event: _Event, mentions: Sequence[Mention]) -> tuple[Period | None, str | None]:
        named = [mention for mention in mentions if mention.start <= event.end] or list(mentions)
        for mention, source in ((named[-1] if named else None, "stated"), (self._line_mention, "inherited")):
            period = mention.resolve(self._frame.anchor) if mention else None
            if period is not None:
                return period, source
        return self._frame.reported

    def _place(self, phrase: Phrase, sentence: Sentence, tokens: Sequence[Token]) -> str | None:
        """The places in the phrase, else the border-gate area that the sentence speaks of."""
        inside = [token for token in tokens if phrase.core < token.start < phrase.end]
        named = [token for token in inside if token.value("gate") or token.value("area")]
        if named and " tại " in self._folded[phrase.core : phrase.end]:
            return "; ".join(self._frame.view.quote(token.start, token.end) for token in named)
        start = self._place_start(phrase, inside)
        if start is not None:
            return _TRIMMED_PLACE.sub("", self._frame.view.printed[start : phrase.end]).strip(" ,") or None
        areas = [t for t in tokens if t.value("place_word") == "border_gate_area" and t.end <= phrase.start]
        return self._frame.view.quote(areas[-1].start, areas[-1].end) if areas else None

    def _place_start(self, phrase: Phrase, inside: Sequence[Token]) -> int | None:
        """Where the place in a phrase begins: at a marker, a gate, a province, else at its first proper name."""
        markers = [token.start for token in inside if token.mask is not None and token.mask.role == "identifier"]
        if markers:
            before = _BEFORE_MARKER.search(self._folded[phrase.core : markers[0]])
            return markers[0] - len(before.group()) if before else markers[0]
        proper = [token.start for token in inside if token.value("gate") or token.value("area")]
        name = _proper_name(self._frame, phrase)
        first = min([*proper, *([] if name is None else [name])], default=None)
        if first is None:
            return None
        # «khu vực cửa khẩu Chi Ma», «Khu kinh tế cửa khẩu Đồng Đăng»: the kind of place goes with its name.
        kinds = [t.start for t in inside if t.entry("place_word") or t.value("project_noun") == "economic_zone"]
        return min([first, *kinds])

    def _amounts(self, start: int, sentence: Sentence) -> tuple[str, ...]:
        first, last = self._frame.view.span(sentence.start, sentence.end)
        return tuple(
            row.observation_id
            for row in self._observations
            if first <= row.start < last and row.domain == "infrastructure" and row.indicator
        )


def _act(token: Token) -> str | None:
    """The status that a verb tells, if the token is one."""
    return next((e.value for e in token.of("project_verb") if e.row.get("role") == "act"), None)


def find_phrases(folded: str, frame: Frame, sentence: Sentence, tokens: Sequence[Token]) -> list[Phrase]:
    """The named projects of a sentence in order; a plural («các quy hoạch …») names none."""
    phrases: list[Phrase] = []
    nouns = [token for token in tokens if token.entry("project_noun") is not None]
    for noun in nouns:
        if phrases and noun.start < phrases[-1].end:
            continue
        before = folded[max(sentence.start, noun.start - 40) : noun.start]
        if _PLURAL.search(before):
            continue
        modifier = _MODIFIER.search(before)
        start = noun.start - len(modifier.group()) if modifier else noun.start
        end = _phrase_end(folded, noun, sentence, tokens)
        inside = [token for token in nouns if noun.start <= token.start < end]
        project_type = next((v for token in inside if (v := token.value("project_noun"))), "")
        phrase = Phrase(start, noun.start, end, project_type)
        if project_type and _is_named(frame, phrase, tokens):
            phrases.append(phrase)
    return phrases


def _phrase_end(folded: str, noun: Token, sentence: Sentence, tokens: Sequence[Token]) -> int:
    """Where the noun phrase ends: a place may go on behind a comma or «và»."""
    end = sentence.end
    while end > noun.end and folded[end - 1] in ".!?… ":
        end -= 1
    verb = next((t.start for t in tokens if t.start > noun.end and _act(t)), end)
    figure = next((t.start for t in tokens if t.start > noun.end and t.kind == "quantity"), end)
    end = min(end, verb, figure)
    for match in _PHRASE_END.finditer(folded, noun.end, end):
        if match.group() in (", ", " và ") and _place_follows(match.end(), tokens):
            continue
        end = match.start()
        break
    while end > noun.end and folded[end - 1] in " ,-":
        end -= 1
    return end


def _place_follows(position: int, tokens: Sequence[Token]) -> bool:
    token = next((token for token in tokens if token.start >= position), None)
    return (
        token is not None
        and token.start == position
        and bool(token.value("gate") or token.value("area") or token.value("place_word"))
        and token.entry("project_noun") is None
    )


def _is_named(frame: Frame, phrase: Phrase, tokens: Sequence[Token]) -> bool:
    inside = [token for token in tokens if phrase.core <= token.start < phrase.end]
    if any(token.value("gate") or token.value("area") or token.mask is not None for token in inside):
        return True
    printed = frame.view.printed[phrase.core : phrase.end]
    if printed[:1].isupper() and phrase.core > 0 and frame.view.folded[phrase.core - 1] not in "\n":
        return True
    if _proper_name(frame, phrase) is not None:
        return True
    words = frame.view.folded[phrase.core : phrase.end]
    return any(
        row["project_type"] == phrase.project_type and _names(row, words) for row in frame.vocabulary.rows("projects")
    )


def _names(row: Mapping[str, str], words: str) -> bool:
    """Whether all parts of a gazetteer row's `match` stand in the words of a phrase."""
    plain = bare(words)
    return all(bare(part) in plain for part in row["match"].split("+"))


def _proper_name(frame: Frame, phrase: Phrase) -> int | None:
    """Where the first capitalised word behind the head noun stands."""
    for match in re.finditer(r"(?<= )\w+", frame.view.printed[phrase.core : phrase.end]):
        if match.group()[0].isupper() and not match.group().isupper():
            return phrase.core + match.start()
    return None


def _slug(project_type: str, name: str) -> str:
    return f"{project_type.replace('_', '-')}-{_SLUG.sub('-', bare(name)).strip('-')}"
