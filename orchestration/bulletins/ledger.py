"""The ledger of numerals: each digit run of a text stands in exactly one row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.periods import Mention
from orchestration.bulletins.records import Numeral
from orchestration.bulletins.text import View

_DIGITS = frozenset("0123456789")
DIGIT_RUN = re.compile(r"[0-9]+")
_JOINED = re.compile(r"[0-9]+(?:[.,/:+-][0-9]+)*")
_WORD_BEFORE = re.compile(r"(\w )?([^\W\d]+) $")
_SPACED = re.compile(r"[0-9]+(?:[.,/:+-][0-9]+)*(?: ?- ?[0-9]+(?:[.,/][0-9]+)*)*")

_DATE_RULES = frozenset({"period.day", "period.date", "period.to_day", "period.days"})


def count_digit_runs(text: str) -> int:
    """How many runs of the digits 0 to 9 the text has: what the ledger must add up to."""
    return len(DIGIT_RUN.findall(text))


def build_ledger(
    bulletin_id: str,
    view: View,
    tokens: Sequence[Token],
    sentences: Sequence[Sentence],
    observation_ids: Mapping[Token, str],
) -> tuple[Numeral, ...]:
    """All numerals of a document in order; what no rule claims is `unresolved`, never dropped."""
    rows = [_row(bulletin_id, view, *part) for part in _parts(view, tokens, sentences, observation_ids)]
    rows.sort(key=attrgetter("start"))
    return tuple(rows)


_Part = tuple[int, int, str, str | None, str]
"""A numeral in folded offsets: start, end, role, the id of its observation, rule id."""


def _parts(
    view: View,
    tokens: Iterable[Token],
    sentences: Sequence[Sentence],
    observation_ids: Mapping[Token, str],
) -> list[_Part]:
    parts: list[_Part] = []
    covered = 0
    boilerplate = [(s.start, s.end, s.boilerplate) for s in sentences if s.boilerplate]
    for token in tokens:
        if token.kind == "word" or token.kind == "punctuation":
            continue
        parts += _leftovers(view, covered, token.start)
        observation_id = observation_ids.get(token)
        if observation_id is not None:
            parts += _figure_parts(view, token, observation_id)
        else:
            parts += _other_parts(view, token, boilerplate)
        covered = token.end
    parts += _leftovers(view, covered, len(view.folded))
    return parts


def _figure_parts(view: View, token: Token, observation_id: str) -> list[_Part]:
    """A figure and the digits of its unit; behind its last digit stand at most a multiplier and the unit."""
    end = token.printed.number_end if token.printed is not None else token.end
    last = end
    while last > token.start and view.folded[last - 1] not in _DIGITS:
        last -= 1
    last = end if last == token.start else last  # a numeral in words has no digits
    part = (token.start, last, "observation", observation_id, "ledger.observation")
    if last == token.end:
        return [part]
    return [part, *_leftovers(view, last, token.end, role="observation", rule_id="ledger.unit")]


def _other_parts(view: View, token: Token, boilerplate: Sequence[tuple[int, int, str | None]]) -> list[_Part]:
    role, rule_id = _role(token, boilerplate)
    if role == "unresolved" and _is_in_name(view, token.start):
        role, rule_id = "name", "ledger.proper_name"
    pattern = _SPACED if token.kind == "mask" else _JOINED
    return [
        (match.start(), match.end(), role, None, rule_id)
        for match in pattern.finditer(view.folded, token.start, token.end)
    ]


def _is_in_name(view: View, start: int) -> bool:
    """A bare number behind a capitalised word within a sentence: «cầu Rạch Miễu 2», «JICA 3», «IR 50404»."""
    before = _WORD_BEFORE.search(view.printed, max(0, start - 24), start)
    if before is None or not before.group(2)[0].isupper():
        return False
    return bool(before.group(1)) or before.group(2).isupper()


def _role(token: Token, boilerplate: Sequence[tuple[int, int, str | None]]) -> tuple[str, str]:
    if token.mask is not None:
        return token.mask.role, token.mask.rule_id
    for start, end, rule_id in boilerplate:
        if start <= token.start < end:
            return "boilerplate", str(rule_id)
    if token.mention is not None:
        return _mention_role(token.mention), token.mention.rule_id
    return "unresolved", "ledger.unresolved"


def _mention_role(mention: Mention) -> str:
    if mention.kind == "event":
        return "name"
    return "date" if mention.rule_id in _DATE_RULES else "period"


def _leftovers(
    view: View, start: int, end: int, *, role: str = "unresolved", rule_id: str = "ledger.unclaimed"
) -> list[_Part]:
    if start >= end:
        return []
    found = _JOINED.finditer(view.folded, start, end)
    return [(match.start(), match.end(), role, None, rule_id) for match in found]


def _row(
    bulletin_id: str, view: View, start: int, end: int, role: str, observation_id: str | None, rule_id: str
) -> Numeral:
    first, last = view.span(start, end)
    return Numeral(
        bulletin_id, f"{bulletin_id}:{first}", first, last, view.text[first:last], role, observation_id, rule_id
    )
