"""A figure whose subject is asked for, with what several rules look up about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.bulletins.layout import Sentence
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.vocabulary import Entry

if TYPE_CHECKING:
    from orchestration.bulletins.scope import Scope, Slot

RELATIVE_UNITS = frozenset({"percent", "percentage_point", "percent_per_year", "times"})


class Asked:
    """A slot at its place; what is being told of is looked up once, and only if a rule wants it.

    Attributes:
        slot: the figure and the words around it.
        unit: as printed with the figure.
        is_relative: whether the unit measures anything only in relation to something else.
        scope: what is in force.
        sentence: the figure's.
        behind: the token right behind the figure, at most a space apart.
    """

    __slots__ = ("_told", "_told_before", "behind", "is_relative", "scope", "sentence", "slot", "unit")

    def __init__(self, slot: Slot, scope: Scope, sentence: Sentence) -> None:
        self.slot = slot
        self.unit = slot.quantity.unit
        self.is_relative = self.unit in RELATIVE_UNITS
        self.scope = scope
        self.sentence = sentence
        first = slot.after[0] if slot.after else None
        self.behind: Token | None = first if first is not None and first.start <= slot.quantity.end + 1 else None
        self._told: list[Entry] | None = None
        self._told_before: list[Entry] | None = None

    @property
    def told(self) -> list[Entry]:
        """The indicators being told of, the nearest first."""
        if self._told is None:
            self._told = self.scope.told
        return self._told

    @property
    def told_before(self) -> list[Entry]:
        """The indicators that the lines before told of."""
        if self._told_before is None:
            self._told_before = self.scope.told_before
        return self._told_before
