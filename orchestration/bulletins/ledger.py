"""The ledger of numerals: each digit run of a text stands in exactly one row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.periods import Mention
from orchestration.bulletins.records import Numeral
from orchestration.bulletins.text import View

DIGIT_RUN = re.compile(r"[0-9]+")
_JOINED = re.compile(r"[0-9]+(?:[.,/:+-][0-9]+)*")
_WORD_BEFORE = re.compile(r"(\w )?([^\W\d]+) $")
_SPACED = re.compile(r"[0-9]+(?:[.,/:+-][0-9]+)*(?: ?- ?[0-9]+(?:[.,/][0-9]+)*)*")

_DATE_RULES = frozenset({"period.day", "period.date", "period.to_day", "period.days"})


def count_digit_runs(text: str) -> int:
    """How many runs of the digits 0 to 9 the text has: what the ledger must add up to."""
    return sum(1 for _ in DIGIT_RUN.finditer(text))


def build_ledger(
    bulletin_id: str,
    view: View,
    tokens: Sequence[Token],
    sentences: Sequence[Sentence],
    observation_ids: Mapping[Token, str],
) -> tuple[Numeral, ...]:
    """All numerals of a document in order; what no rule claims is `unresolved`, never dropped."""
    rows = [_row(bulletin_id, view, *part) for part in _parts(view, tokens, sentences, observation_ids)]
    return tuple(sorted(rows, key=lambda row: row.start))


def _parts(
    view: View,
    tokens: Iterable[Token],
    sentences: Sequence[Sentence],
    observation_ids: Mapping[Token, str],
) -> Iterator[tuple[int, int, str, str | None, str]]:
    covered = 0
    boilerplate = [(s.start, s.end, s.boilerplate) for s in sentences if s.boilerplate]
    for token in tokens:
        if token.kind == "word" or token.kind == "punctuation":
            continue
        yield from _leftovers(view, covered, token.start)
        yield from _token_parts(view, token, boilerplate, observation_ids)
        covered = token.end
    yield from _leftovers(view, covered, len(view.folded))


def _token_parts(
    view: View,
    token: Token,
    boilerplate: Sequence[tuple[int, int, str | None]],
    observation_ids: Mapping[Token, str],
) -> Iterator[tuple[int, int, str, str | None, str]]:
    if token in observation_ids and token.printed is not None:
        end = token.printed.number_end
        runs = [match.end() for match in DIGIT_RUN.finditer(view.folded, token.start, end)]
        last = runs[-1] if runs else end  # a numeral in words has no digits
        yield token.start, last, "observation", observation_ids[token], "ledger.observation"
        yield from _leftovers(view, last, token.end, role="observation", rule_id="ledger.unit")
        return
    role, rule_id = _role(token, boilerplate)
    if role == "unresolved" and _is_in_name(view, token.start):
        role, rule_id = "name", "ledger.proper_name"
    pattern = _SPACED if token.kind == "mask" else _JOINED
    for match in pattern.finditer(view.folded, token.start, token.end):
        yield match.start(), match.end(), role, None, rule_id


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
) -> Iterator[tuple[int, int, str, str | None, str]]:
    for match in _JOINED.finditer(view.folded, start, end):
        yield match.start(), match.end(), role, None, rule_id


def _row(
    bulletin_id: str, view: View, start: int, end: int, role: str, observation_id: str | None, rule_id: str
) -> Numeral:
    first, last = view.span(start, end)
    return Numeral(
        bulletin_id=bulletin_id,
        numeral_id=f"{bulletin_id}:{first}",
        start=first,
        end=last,
        text=view.text[first:last],
        role=role,
        observation_id=observation_id,
        rule_id=rule_id,
    )
