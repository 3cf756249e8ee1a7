"""A sentence as the reader of project events sees it: its words with their parts in the grammar, and its tokens."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from orchestration.bulletins.kinds import QUANTITY
from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.observations import Frame
from orchestration.bulletins.vocabulary import Entry

PIECE = re.compile(r"\w+(?:[./+]\w+)*|[^\w\s]")
REACH = 320
"""How many characters a rule looks around: it keeps reading linear in sentences of any length."""

_NUMERALS = frozenset({"period", "quantity", "number", "mask"})
_UNLIMITED = 99


@dataclass(slots=True, eq=False)
class Word:
    """A word of the projects' vocabulary in folded offsets; `roles` are its parts in the grammar."""

    start: int
    end: int
    noun: Entry | None
    status: str | None  # that the verb tells
    roles: frozenset[str]

    @property
    def noun_role(self) -> str:
        """generic, scheme, head, unique, sole, weak, gate, whole (the main part), component or nothing."""
        return self.noun.row["role"] if self.noun else ""


class ProjectSentence:
    """One sentence with all that the rules ask of it. Offsets are those of the folded document."""

    def __init__(self, frame: Frame, sentence: Sentence, tokens: Sequence[Token]) -> None:
        self.frame = frame
        self.sentence = sentence
        self.tokens = tokens
        self.start, self.end = sentence.start, sentence.end
        piece = frame.view.folded[self.start : self.end]
        self.words = [
            Word(self.start + first, self.start + last, said.noun, said.status, said.roles)
            for first, last, said in frame.vocabulary.projects.find(piece)
        ]
        self._starts = [word.start for word in self.words]

    @cached_property
    def word_at(self) -> dict[int, Word]:
        """The words by their place."""
        return {word.start: word for word in self.words}

    @cached_property
    def token_at(self) -> dict[int, Token]:
        """The tokens by their place."""
        return {token.start: token for token in self.tokens}

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @property
    def may_tell(self) -> bool:
        """Whether it names a work, tells a status, or has a percentage that may be one of progress."""
        return any(word.noun or word.status for word in self.words) or any(
            token.unit == "percent" for token in self.tokens if token.kinds & QUANTITY
        )

    @cached_property
    def shouts(self) -> bool:
        """Whether the sentence is printed in capitals, so that a capital marks no name."""
        printed = self.frame.view.printed[self.start : min(self.end, self.start + REACH)]
        return printed.isupper()

    @cached_property
    def brackets(self) -> dict[int, int]:
        """Where each opened bracket of the sentence closes."""
        spans: dict[int, int] = {}
        opened: int | None = None
        for token in self.tokens:
            if token.sign == "(":
                opened = token.start
            elif token.sign == ")" and opened is not None:
                spans[opened] = token.end
                opened = None
        return spans

    @cached_property
    def _opened(self) -> list[int]:
        return sorted(self.brackets)

    def in_brackets(self, position: int) -> bool:
        """Whether an offset lies within brackets that close in the sentence."""
        index = bisect_left(self._opened, position) - 1
        return index >= 0 and position < self.brackets[self._opened[index]]

    def text(self, start: int, end: int) -> str:
        """The folded words of a span."""
        return self.frame.view.folded[start:end]

    def pieces(self, start: int, end: int) -> Iterator[re.Match[str]]:
        """Words and signs of a span in order."""
        return PIECE.finditer(self.frame.view.folded, start, min(end, start + REACH))

    def tokens_between(self, start: int, end: int) -> Sequence[Token]:
        """The tokens that begin in a span."""
        return self.tokens[bisect_left(self._token_starts, start) : bisect_left(self._token_starts, end)]

    def words_between(self, start: int, end: int) -> Sequence[Word]:
        """The words of the vocabulary that begin in a span."""
        return self.words[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def word_before(self, position: int) -> Word | None:
        """The word that stands directly before an offset, with only a space between."""
        index = bisect_left(self._starts, position) - 1
        if index >= 0 and self.text(self.words[index].end, position).strip() == "":
            return self.words[index]
        return None

    def unknown_words(self, start: int, end: int, roles: Container[str]) -> int:
        """How many words of a span are neither of `roles`, nor numerals, nor places, nor nouns of projects."""
        if end - start > REACH:
            return _UNLIMITED
        count = 0
        position = start
        for piece in self.pieces(start, end):
            if piece.start() < position:
                continue
            position = self._past_known(piece.start(), roles)
            if position <= piece.start() and piece.group()[0].isalnum():
                count += 1
        return count

    def _past_known(self, position: int, roles: Container[str]) -> int:
        """The end of what is known at an offset, or the offset itself."""
        if position in self.brackets:
            return self.brackets[position]
        word = self.word_at.get(position)
        if word is not None and (word.noun is not None or any(role in roles for role in word.roles)):
            return word.end
        token = self.token_at.get(position)
        if token is not None and (token.kind in _NUMERALS or token.value("area") or token.value("gate")):
            return token.end
        return position

    def sign_before(self, position: int, signs: str = ",;:(") -> int:
        """Where the words behind the last sign before an offset begin; signs in closed brackets do not count."""
        folded = self.frame.view.folded
        start = max(self.start, position - REACH)
        for index in range(position - 1, start - 1, -1):
            if folded[index] not in signs or (folded[index] in ",." and folded[index + 1] not in ' \n"”'):
                continue
            if folded[index] == "(" or not self.in_brackets(index):
                return index + 1
        return start
