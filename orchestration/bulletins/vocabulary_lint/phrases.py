"""Phrases: one phrase has one meaning, or what stands around it decides between several.

Phrases are compared as the reader sees them: expanded, folded, in both tone placements. They meet only within one
lane, because each lane has a reader of its own: «cầu» is a counted bridge and the head of a project's name.

Of two indicators the unit of the figure decides («xuất khẩu» in USD and in tonnes), or other words of the sentence
(`requires`). A word can be an indicator and a cut that this very indicator row names too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from orchestration.bulletins.phrases import PhraseError, expand
from orchestration.bulletins.text import make_view, tone_variants
from orchestration.bulletins.vocabulary_lint.findings import Finding, Row, Tables

CUTS = ("item", "season", "coverage", "partner")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the phrases of a lane are: their column, and the columns that make up the meaning."""

    table: str
    lane: str
    column: str
    meaning: tuple[str, ...]
    separator: str | None = None


SOURCES = (
    Source("cues", "words", "alias", ("kind", "value")),
    Source("aliases", "words", "alias", ("kind", "code", *CUTS)),
    Source("place_words", "place words", "alias", ("value",)),
    Source("border_gates", "gates", "name_vi", ("name_vi", "area_code")),
    Source("border_gates", "gates", "aliases", ("name_vi", "area_code"), separator="|"),
    Source("project_nouns", "projects", "alias", ("project_type",)),
    Source("project_verbs", "projects", "alias", ("status",)),
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
                for variant in tone_variants(make_view(phrase).folded):
                    yield Phrase(source.lane, variant, meaning, row)


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


def repeated_phrases(tables: Tables) -> Iterator[Finding]:
    """Rows that say nothing new, and phrases with two meanings between which nothing decides."""
    groups: dict[tuple[str, str], list[Phrase]] = defaultdict(list)
    for phrase in phrases_of(tables):
        groups[phrase.lane, phrase.folded].append(phrase)
    yield from _redundant_rows(groups)
    judge = _Judge(tables)
    told: set[tuple[Row, Row]] = set()
    for group in groups.values():
        for first, second in combinations(group, 2):
            pair = (first.row, second.row)
            finding = None if first.row is second.row or pair in told else judge.between(first, second)
            if finding is not None:
                told.add(pair)
                yield finding


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


class _Judge:
    """Says what two rows with one phrase and two meanings do to each other, the earlier one first."""

    def __init__(self, tables: Tables) -> None:
        self._units = {
            row["code"]: frozenset({row["unit"], *row["alt_units"].split()}) for row in tables.get("indicators", ())
        }
        self._item_units = _item_units(tables)

    def between(self, first: Phrase, second: Phrase) -> Finding | None:
        """What is wrong with the pair, if anything is."""
        one, other = first.row, second.row
        if first.meaning == second.meaning or self._decided_by_unit(one, other) or _says_the_same_cut(one, other):
            return None
        if one["requires"] != other["requires"]:
            if one["requires"] or one["kind"] != other["kind"]:
                return None
            return Finding(
                "unreachable",
                (other, one),
                f"«{second.folded}» is masked by {one.place} ({first.said()}), which requires no other word; "
                "put the row with «requires» before it.",
            )
        return Finding(
            "clash",
            (other, one),
            f"«{second.folded}» stands for {second.said()} here and for {first.said()} at {one.place}; "
            "nothing decides between them. Keep one, or tell them apart by «requires».",
        )

    def _decided_by_unit(self, one: Row, other: Row) -> bool:
        """Whether no figure can be read both ways: indicators, and items counted by themselves, have their units."""
        units, other_units = self._readings(one), self._readings(other)
        return bool(units and other_units) and not units & other_units

    def _readings(self, row: Row) -> frozenset[str]:
        if row.table != "aliases":
            return frozenset()
        known = {"indicator": self._units, "item": self._item_units}.get(row["kind"], {})
        return known.get(row["code"], frozenset())


def _says_the_same_cut(one: Row, other: Row) -> bool:
    """«khai thác biển»: the indicator with coverage marine in one row, the coverage marine itself in another."""
    rows = {row["kind"]: row for row in (one, other)}
    indicator = rows.pop("indicator", None)
    return indicator is not None and any(kind in CUTS and indicator[kind] == cut["code"] for kind, cut in rows.items())


def _item_units(tables: Tables) -> Mapping[str, frozenset[str]]:
    units: dict[str, set[str]] = defaultdict(set)
    for row in tables.get("item_defaults", ()):
        units[row["item_group"]].add(row["unit"])
    return {row["code"]: frozenset(units[row["group"]]) for row in tables.get("items", ())}
