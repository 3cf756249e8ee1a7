"""Phrases: one phrase has one meaning, or what stands around it decides between several.

Phrases are compared as the reader sees them: expanded, folded, in both tone placements. They meet only within one
lane, because each lane has a reader of its own: «cầu» is a counted bridge and the head of a project's name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from orchestration.bulletins.cuts import CUTS
from orchestration.bulletins.phrases import PhraseError, expand
from orchestration.bulletins.text import make_view
from orchestration.bulletins.vocabulary import Vocabulary
from orchestration.bulletins.vocabulary_lint.decision import Decision
from orchestration.bulletins.vocabulary_lint.findings import Finding, Row, Tables


@dataclass(frozen=True, slots=True)
class Source:
    """Where the phrases of a lane are: their column, and the columns that make up the meaning.

    Words of one lane may have `several` meanings at once where the reader asks for each by name.
    """

    table: str
    lane: str
    column: str
    meaning: tuple[str, ...]
    separator: str | None = None
    several: bool = False


SOURCES = (
    Source("cues", "words", "alias", ("kind", "value")),
    Source("aliases", "words", "alias", ("kind", "code", *CUTS)),
    Source("place_words", "place words", "alias", ("value",)),
    Source("border_gates", "gates", "name_vi", ("name_vi", "area_code")),
    Source("border_gates", "gates", "aliases", ("name_vi", "area_code"), separator="|"),
    Source("project_nouns", "projects", "alias", ("project_type",)),
    Source("project_verbs", "project verbs", "alias", ("status", "role"), several=True),
    Source("project_words", "project grammar", "alias", ("role",), several=True),
    Source("projects", "known projects", "match", ("project_id",)),
    Source("situation_phrases", "situations", "alias", ("kind", "value", "tail")),
    Source("unit_aliases", "units", "alias", ("unit", "factor")),
    Source("unit_denominators", "denominators", "alias", ("denominator", "factor")),
    Source("numeral_contexts", "words before numerals", "prefix", ("role", "rule_id")),
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to write the phrase of a row, and the row's meaning as «column value» pairs."""

    lane: str
    folded: str
    meaning: tuple[tuple[str, str], ...]
    row: Row

    def said(self) -> str:
        """The meaning in words: «indicator export_turnover, item rice»."""
        named = dict(self.meaning)
        head = [named.pop("kind", ""), named.pop("code", "") or named.pop("value", "")]
        rest = [f"{column} {value}" for column, value in named.items() if value]
        return ", ".join(filter(None, (" ".join(filter(None, head)), *rest))) or self.row.table


def phrases_of(tables: Tables) -> Iterator[Phrase]:
    """Every phrase of every lane in every way of writing; a row whose notation is broken has none."""
    for source in SOURCES:
        for row in tables.get(source.table, ()):
            meaning = tuple((column, row[column]) for column in source.meaning)
            try:
                written = [phrase for cell in _cells(row, source) for phrase in expand(cell)]
            except PhraseError:
                continue
            for phrase in written:
                yield Phrase(source.lane, make_view(phrase).folded, meaning, row)


def malformed_phrases(tables: Tables) -> Iterator[Finding]:
    """Notations that stand for no phrase."""
    for source in SOURCES:
        for row in tables.get(source.table, ()):
            for cell in _cells(row, source):
                try:
                    expand(cell)
                except PhraseError as problem:
                    yield Finding("malformed", (row,), f"{problem}.")
            if source.column != "aliases" and not row[source.column].strip():
                yield Finding("malformed", (row,), f"the column {source.column} is empty: there is nothing to match.")


def _cells(row: Row, source: Source) -> list[str]:
    cell = row[source.column]
    parts = cell.split(source.separator) if source.separator else [cell]
    return [part for part in parts if part.strip()]


def repeated_phrases(tables: Tables, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Rows that say nothing new, and phrases with two meanings between which nothing decides."""
    groups: dict[tuple[str, str], list[Phrase]] = defaultdict(list)
    for phrase in phrases_of(tables):
        groups[phrase.lane, phrase.folded].append(phrase)
    yield from _redundant_rows(groups)
    yield from _clashes(groups, Decision(vocabulary))


def _clashes(groups: Mapping[tuple[str, str], Sequence[Phrase]], decision: Decision) -> Iterator[Finding]:
    several = {source.lane for source in SOURCES if source.several}
    told: set[tuple[Row, Row]] = set()
    for (lane, _), group in groups.items():
        for first, second in () if lane in several else combinations(group, 2):
            pair = (first.row, second.row)
            if first.row is second.row or first.meaning == second.meaning or pair in told:
                continue
            if not decision.between(*pair):
                told.add(pair)
                yield Finding(
                    "clash",
                    (second.row, first.row),
                    f"«{second.folded}» stands for {second.said()} here and for {first.said()} at {first.row.place}; "
                    "nothing decides between them. Keep one, or tell them apart by «requires».",
                )


def _redundant_rows(groups: Mapping[tuple[str, str], Sequence[Phrase]]) -> Iterator[Finding]:
    """Rows of which each phrase has the same meaning by another row; of two alike the later one."""
    by_row: dict[Row, list[Phrase]] = defaultdict(list)
    for group in groups.values():
        for phrase in group:
            by_row[phrase.row].append(phrase)
    left = set(by_row)
    for row in sorted(by_row, key=lambda row: (len(by_row[row]), row.table, -row.line)):
        covering = [
            next(
                (other.row for other in groups[one.lane, one.folded] if other.row in left and _covers(other, one)), None
            )
            for one in by_row[row]
        ]
        if all(covering):
            left.remove(row)
            others = tuple(dict.fromkeys(other for other in covering if other is not None))
            said, places = by_row[row][0], ", ".join(other.place for other in others)
            yield Finding(
                "duplicate", (row, *others), f"«{said.folded}» stands for {said.said()} at {places} already; keep one."
            )


def _covers(other: Phrase, one: Phrase) -> bool:
    return (
        other.row is not one.row and other.meaning == one.meaning and other.row["requires"] in ("", one.row["requires"])
    )
