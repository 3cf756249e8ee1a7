"""Lines, headings and sentences: the frame in which clauses are read (language notes, section 8)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_END = re.compile(r"[.!?…]+[\"»”’)\]]*(?=\s|$)")
_LABEL = re.compile(r"\s*(?:[-+•*]\s*)?(?:\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ]|[ivx]{1,4})[.)])$")
_ABBREVIATIONS = frozenset({"tp", "tx", "tt", "p", "q", "ths", "ts", "gs", "pgs", "đ", "st", "tr", "vv", "ct"})
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
_LAST_WORD = re.compile(r"(\w+)\.$")

_GOING_ON = re.compile(r"\s*(?:\d|khoảng|hơn|gần|trên|đạt|ước|với|và)\b")

_BOILERPLATE = (
    ("layout.player", re.compile(r"^[\d:/\s.]*\d{1,2}:\d{2}[\d:/\s.]*$")),
    (
        "layout.caption",
        re.compile(r"\(\s*ảnh[^)]*\)\.?\s*$|^ảnh\s*:|^ảnh minh hoạ|^nguồn\s*:|^theo\s+[\w.]+\.vn$"),
    ),
    (
        "layout.read_more",
        re.compile(r"^(?:đọc thêm|xem thêm|tin liên quan|bài viết liên quan|từ khoá|tags?)\b"),
    ),
    (
        "layout.page_head",
        re.compile(
            r"^(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)\s*[,-].*\d{4}|^thứ \d\s*[,-].*\d{4}"
            r"|lượt xem\s*:? ?\d|^\d[\d.]* lượt xem|gmt ?\+ ?\d"
        ),
    ),
)


_LONGEST_FURNITURE = 240


@dataclass(slots=True)
class Sentence:
    """A sentence of the folded text; `boilerplate` is the rule id if its line is no prose of the bulletin."""

    start: int
    end: int
    line: int
    boilerplate: str | None


def split_sentences(folded: str) -> list[Sentence]:
    """All sentences in order. A newline always ends one; a full stop ends one when it is no part of a label."""
    sentences: list[Sentence] = []
    offset = 0
    for number, line in enumerate(folded.split("\n")):
        _split_line(line, offset, number, sentences)
        offset += len(line) + 1
    return sentences


def _split_line(line: str, offset: int, number: int, sentences: list[Sentence]) -> None:
    if not line or line.isspace():
        return
    boilerplate = boilerplate_rule(line)
    start = 0
    for match in _END.finditer(line):
        if _is_label_or_abbreviation(line[start : match.end()]) or _goes_on(line, match):
            continue
        _append(line, start, match.end(), offset, number, boilerplate, sentences)
        start = match.end()
    _append(line, start, len(line), offset, number, boilerplate, sentences)


def _goes_on(line: str, match: re.Match[str]) -> bool:
    """An ellipsis before a digit or a word of quantity ends no sentence: «4C, UTZ, hữu cơ… khoảng 47.000 ha»."""
    return ("…" in match.group() or "..." in match.group()) and bool(_GOING_ON.match(line, match.end()))


def _append(
    line: str,
    start: int,
    end: int,
    offset: int,
    number: int,
    boilerplate: str | None,
    sentences: list[Sentence],
) -> None:
    piece = line[start:end]
    stripped = piece.strip()
    if not stripped:
        return
    begin = offset + start + len(piece) - len(piece.lstrip())
    sentences.append(Sentence(begin, begin + len(stripped), number, boilerplate))


def _is_label_or_abbreviation(piece: str) -> bool:
    if len(piece) <= 12 and _LABEL.match(piece):
        return True
    word = _LAST_WORD.search(piece, max(0, len(piece) - _LONGEST_ABBREVIATION - 2))
    return bool(word and word.group(1) in _ABBREVIATIONS)


def boilerplate_rule(line: str) -> str | None:
    """The id of the rule by which `line` (folded) is a caption, player text or page furniture, if any."""
    stripped = line.strip()
    if len(stripped) > _LONGEST_FURNITURE:  # prose that happens to hold such words
        return None
    for rule_id, pattern in _BOILERPLATE:
        if pattern.search(stripped):
            return rule_id
    return None


_HEAD_LINES = 12
_LONGEST_HEADLINE = 160
BULLETS = "+-•*▪●►✓"
_BARE_MARK = 3


def head_length(sentences: Sequence[Sentence], folded: str) -> int:
    """Up to where a document is title and letterhead: its first short lines that are no boilerplate."""
    lines: dict[int, tuple[int, int]] = {}
    for sentence in sentences:
        if sentence.boilerplate is None:
            start = lines.get(sentence.line, (sentence.start, 0))[0]
            lines[sentence.line] = (start, sentence.end)
        if len(lines) > _HEAD_LINES:
            break
    end = 0
    for start, last in list(lines.values())[:_HEAD_LINES]:
        if last - start > _LONGEST_HEADLINE:
            break
        if end and folded[start] in BULLETS and last - start > _BARE_MARK:  # a list below the title
            break
        end = last
    return end if len(lines) > 1 else 0
