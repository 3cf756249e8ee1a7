"""What decides between two meanings of one phrase, as the reader decides.

Of two indicators the unit of the figure («xuất khẩu» in USD and in tonnes), other words of the sentence (`requires`),
or the family of what is being told of. A word that is an indicator in some units can be a cut of indicators of other
units, and a cut of one indicator need not be one of another. Verbs and comparators add to an indicator and take
nothing from it.
"""

from __future__ import annotations

from collections.abc import Callable

from orchestration.bulletins.cuts import CUTS, CutReader
from orchestration.bulletins.vocabulary import Indicator, Vocabulary
from orchestration.bulletins.vocabulary_lint.findings import Row

ADDING_CUES = frozenset({"verb", "comparator", "role", "status", "plan_authority", "area_scope"})


class Decision:
    """Says of two rows with one phrase and two meanings whether the reader can tell which is meant."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._cuts = CutReader(vocabulary)

    def between(self, one: Row, other: Row) -> bool:
        """Whether something decides."""
        if {one.table, other.table} == {"cues", "aliases"}:
            return self._cue_and_name(*sorted((one, other), key=lambda row: row.table))
        if {one.table, other.table} != {"aliases"}:
            return False
        decide = self._rule(_sort(one), _sort(other))
        return decide(one, other) if _sort(one) <= _sort(other) else decide(other, one)

    def _rule(self, *sorts: str) -> Callable[[Row, Row], bool]:
        rules = {
            ("cut", "cut"): self._two_cuts,
            ("cut", "indicator"): self._cut_and_indicator,
            ("indicator", "indicator"): self._two_indicators,
        }
        return rules[min(sorts), max(sorts)]

    def _cue_and_name(self, name: Row, cue: Row) -> bool:
        return cue["kind"] in ADDING_CUES and _sort(name) == "indicator"

    def _two_indicators(self, one: Row, other: Row) -> bool:
        first, second = self._indicator(one), self._indicator(other)
        if "facet" in (one["kind"], other["kind"]) and first.code == second.code:
            return True
        return (
            one["requires"] != other["requires"]
            or not first.units & second.units
            or bool(first.family and second.family and first.family != second.family)
        )

    def _cut_and_indicator(self, cut: Row, named: Row) -> bool:
        indicator = self._indicator(named)
        if cut["kind"] == "item":  # it is an item where what is being told of has such items
            return True
        if named["requires"] or cut["requires"] or named[cut["kind"]] == cut["code"]:
            return True
        cut_units = [other.units for other in self._vocabulary.indicators.values() if self._allows(other, cut)]
        return not any(units & indicator.units for units in cut_units)

    def _two_cuts(self, one: Row, other: Row) -> bool:
        """Of two items the indicator has a preferred group; other cuts must not be of one indicator both."""
        groups = self._vocabulary.groups
        if one["kind"] == other["kind"] == "item":
            return groups.get(one["code"]) != groups.get(other["code"])
        indicators = self._vocabulary.indicators.values()
        return not any(self._allows(indicator, one) and self._allows(indicator, other) for indicator in indicators)

    def _allows(self, indicator: Indicator, cut: Row) -> bool:
        return self._cuts.allows(indicator, cut["kind"], cut["code"])

    def _indicator(self, row: Row) -> Indicator:
        return self._vocabulary.indicators[row["code"]]


def _sort(row: Row) -> str:
    return "cut" if row["kind"] in CUTS else "indicator"
