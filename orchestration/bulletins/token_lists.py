"""Which of the words before a number speak of it: sub-clauses, lists, brackets (language notes, section 6)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from orchestration.bulletins.cuts import names_cut
from orchestration.bulletins.kinds import CLOSING, COVERAGE, PUNCTUATION
from orchestration.bulletins.lexer import Token, kinds_of


def predicate_clause(tokens: Sequence[Token]) -> Sequence[Token]:
    """The words since the last comma: what a percentage is said of stands there or is taken over.

    A closed bracket is stepped over: «giá trị sản xuất (giá so sánh 2010) tăng 2,8 %».
    """
    words = outside_brackets(tokens)
    for index in range(len(words) - 1, -1, -1):
        if words[index].kinds & PUNCTUATION:
            return words[index + 1 :]
    return words


def since_list_mark(tokens: Sequence[Token], marks: str = ";") -> Sequence[Token]:
    """The words since the last semicolon: those before it speak of the figure before."""
    last = max((index for index, token in enumerate(tokens) if token.sign and token.sign in marks), default=-1)
    return tokens[last + 1 :]


def last_part(tokens: Sequence[Token]) -> Sequence[Token]:
    """Behind the last colon, semicolon or bracket, if a cut is named there («Cây lâu năm: chè 610 ha»)."""
    open_words = outside_brackets(tokens)
    names_cut_behind = False
    for index in range(len(open_words) - 1, -1, -1):
        token = open_words[index]
        if names_cut_behind and token.sign in (":", ";", "("):
            return open_words[index + 1 :]
        names_cut_behind = names_cut_behind or names_cut(token)
    return open_words


def outside_brackets(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens without what stands in closed brackets: «khu vực FDI (kể cả dầu thô) 13,6 tỷ USD»."""
    if not kinds_of(tokens) & CLOSING:
        return tokens
    kept: list[Token] = []
    for token in tokens:
        if token.sign == ")" and any(t.sign == "(" for t in kept):
            while kept.pop().sign != "(":
                pass
        else:
            kept.append(token)
    return kept


def place_of(tokens: Sequence[Token], token: Token) -> int | None:
    """Where a token stands among tokens in the order of the text; None where it does not.

    By halving: a line of two megabytes is one clause, and asks for each of its words.
    """
    place = bisect_left(tokens, token.start, key=_start)
    while place < len(tokens) and tokens[place].start == token.start:
        if tokens[place] is token:
            return place
        place += 1
    return None


def _start(token: Token) -> int:
    return token.start


def clause_of(tokens: Sequence[Token], head: Token) -> list[Token]:
    """The tokens around the head up to punctuation."""
    index = place_of(tokens, head) or 0
    first = index
    while first > 0 and not tokens[first - 1].kinds & PUNCTUATION:
        first -= 1
    last = index
    while last < len(tokens) and (not tokens[last].kinds & PUNCTUATION or tokens[last].sign == ":"):
        last += 1
    return list(tokens[first:last])


def listed(tokens: Sequence[Token], head: Token) -> list[Token]:
    """The head and what is listed with it («đàn trâu, bò»): joined by nothing but commas and «và»."""
    index = place_of(tokens, head) or 0
    return [head, *list_from(tokens, index + 1)]


def list_from(tokens: Sequence[Token], first: int = 0) -> list[Token]:
    """The cuts from the place `first` on that nothing but commas and «và» join."""
    listed = []
    for place in range(first, len(tokens)):
        token = tokens[place]
        if names_cut(token):
            listed.append(token)
        elif token.sign not in (",", "-") and token.value("connector") != "and":
            break
    return listed


def last_list(tokens: Sequence[Token]) -> list[Token]:
    """The last run of cuts that are joined by nothing but commas and «và»."""
    best: list[Token] = []
    index = 0
    while index < len(tokens):
        run = list_from(tokens, index) if names_cut(tokens[index]) else []
        if run:
            best = run
            while tokens[index] is not run[-1]:
                index += 1
        index += 1
    return best


def without_running_totals(tokens: Sequence[Token], *, runs: bool = False) -> Sequence[Token]:
    """Without the «lũy kế» of «lũy kế 11 tháng»: only without a period does it cut the series.

    Behind a month's figure it `runs` on from the year's start, and cuts nothing either.
    """
    if not kinds_of(tokens) & COVERAGE:
        return tokens
    return [
        token
        for index, token in enumerate(tokens)
        if token.value("coverage") != "cumulative"
        or not (runs or (index + 1 < len(tokens) and tokens[index + 1].mention is not None))
    ]
