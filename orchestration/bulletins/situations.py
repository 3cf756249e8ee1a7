"""Situations: what a bulletin says of its three domains without a figure (language notes, Situations).

A topic with an assessment behind it («thời tiết khô hạn, ít mưa»), or an assessment with its topic behind it
(«không có dịch bệnh lớn»), in one clause that bears no figure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.observations import Frame
from orchestration.bulletins.periods import Mention, Period
from orchestration.bulletins.records import Situation

_MARK = re.compile(r"[,;:.()]")
_HARD_MARK = re.compile(r"[;:.()]")
_FARTHEST = 2000
"""Characters or tokens; no clause is longer, and endless sentences stay linear."""
_DETERMINER = re.compile(r"(?:các|những|tình hình) $")
_MORE = re.compile(r", (?:có )?(?:những |nhiều )?$")
_SEASON = re.compile(r" (?:lúa |cây )?vụ [^\W\d_]+(?: xuân| thu| mùa)?")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    kind: str
    value: str
    tail: str


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    topic: str
    assessment: str
    rule_id: str


def read_situations(
    sentences: Sequence[Sentence], by_sentence: Sequence[Sequence[Token]], frame: Frame
) -> tuple[Situation, ...]:
    """All situations of a document in text order; their spans do not overlap."""
    domains = {row["code"]: row["domain"] for row in frame.vocabulary.rows("topics")}
    rows: list[Situation] = []
    for sentence, tokens in zip(sentences, by_sentence, strict=True):
        if sentence.boilerplate is None:
            rows.extend(_read_sentence(sentence, tokens, frame, domains))
    return tuple(rows)


def _read_sentence(
    sentence: Sentence, tokens: Sequence[Token], frame: Frame, domains: Mapping[str, str]
) -> Iterator[Situation]:
    text = frame.view.folded[sentence.start : sentence.end]
    cues = [
        _Cue(start, end, entries[0].kind, entries[0].value, entries[0].row["tail"])
        for start, end, entries in frame.vocabulary.situations.find(text)
    ]
    if not cues:
        return
    figures = [token.start - sentence.start for token in tokens if token.kind == "quantity"]
    last = 0
    for found in sorted(_pairs(text, cues), key=lambda pair: (pair.start, -pair.end)):
        bears_figure = any(found.start <= at < found.end for at in figures)
        if found.start >= last and not bears_figure and found.topic in domains:
            last = found.end
            yield _record(found, sentence, tokens, frame, domains[found.topic])


def _pairs(text: str, cues: Sequence[_Cue]) -> Iterator[_Found]:
    for index, cue in enumerate(cues):
        following = cues[index + 1] if index + 1 < len(cues) else None
        if cue.kind == "alone":
            topic, _, assessment = cue.value.partition("/")
            yield _Found(cue.start, cue.end, topic, assessment, "situation.alone")
        elif following is None or following.start - cue.end > _LONGEST:
            continue
        else:
            pair = _topic_first(text, cues, index) or _assessment_first(text, cue, following)
            if pair is not None:
                yield pair


def _topic_first(text: str, cues: Sequence[_Cue], index: int) -> _Found | None:
    topic, assessment = cues[index], cues[index + 1]
    if (topic.kind, assessment.kind) != ("topic", "assessment"):
        return None
    if _HARD_MARK.search(text[topic.end : assessment.start]):
        return None
    end = _end(text, cues, index + 1)
    return _Found(_start(text, topic), end, topic.value, assessment.value, "situation.topic_first")


def _assessment_first(text: str, assessment: _Cue, topic: _Cue) -> _Found | None:
    if (assessment.kind, topic.kind) != ("assessment_before", "topic"):
        return None
    if _MARK.search(text[assessment.end : topic.start]):
        return None
    start = _clause_start(text, assessment.start) if assessment.tail == "subject" else assessment.start
    return _Found(start, _tail(text, topic), topic.value, assessment.value, "situation.assessment_first")


def _start(text: str, topic: _Cue) -> int:
    determiner = _DETERMINER.search(text, max(0, topic.start - 16), topic.start)
    return determiner.start() if determiner else topic.start


def _end(text: str, cues: Sequence[_Cue], index: int) -> int:
    """Behind the assessment, and behind more of them that a comma joins («khô hạn, ít mưa»)."""
    end = _tail(text, cues[index])
    for more in cues[index + 1 :]:
        if more.kind != "assessment" or not _MORE.fullmatch(text[end : more.start]):
            break
        end = _tail(text, more)
    return end


def _tail(text: str, cue: _Cue) -> int:
    """Some words take the rest of the clause with them («tăng mạnh so với cùng kỳ năm 2022»)."""
    if cue.tail == "clause":
        far = min(len(text), cue.end + _FARTHEST)
        mark = _MARK.search(text, cue.end, far)
        return cue.end + len(text[cue.end : mark.start() if mark else far].rstrip(" .!"))
    if cue.tail == "season":
        season = _SEASON.match(text, cue.end)
        return season.end() if season else cue.end
    return cue.end


def _clause_start(text: str, position: int) -> int:
    first = max(0, position - _FARTHEST)
    marks = [match.end() for match in _MARK.finditer(text, first, position)]
    start = marks[-1] if marks else first
    return start + len(text[start:position]) - len(text[start:position].lstrip())


def _record(found: _Found, sentence: Sentence, tokens: Sequence[Token], frame: Frame, domain: str) -> Situation:
    period, source = _period(found, sentence, tokens, frame)
    start, end = frame.view.span(sentence.start + found.start, sentence.start + found.end)
    return Situation(
        bulletin_id=frame.bulletin_id,
        situation_id=f"{frame.bulletin_id}:{start}",
        domain=domain,
        topic=found.topic,
        assessment=found.assessment,
        place=None,
        ref_area=frame.ref_area,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        time_period=period.time_period if period else None,
        period_source=source,
        start=start,
        end=end,
        quote=frame.view.text[start:end],
        sentence_start=frame.view.span(sentence.start, sentence.start)[0],
        sentence_end=frame.view.span(sentence.end, sentence.end)[1],
        rule_ids=(found.rule_id,),
    )


def _period(
    found: _Found, sentence: Sentence, tokens: Sequence[Token], frame: Frame
) -> tuple[Period | None, str | None]:
    """The day or period that the sentence names before it, else the report period; «từ ngày» is a change's own day."""
    position = sentence.start + found.start
    mention = _nearest(tokens, position, dated=found.assessment == "changed")
    period = mention.resolve(frame.anchor) if mention else None
    if period is not None:
        return period, "stated"
    return frame.reported


def _nearest(tokens: Sequence[Token], position: int, *, dated: bool) -> Mention | None:
    last = bisect_right(tokens, position, key=lambda token: token.end)
    for token in reversed(tokens[max(0, last - _FARTHEST) : last]):
        mention = token.mention
        if mention is not None and (mention.is_period or (dated and mention.kind == "since")):
            return mention
    return None
