"""Rows that no text can reach: the compiled reader is asked for each, and does not answer with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from orchestration.bulletins.lexer import lex
from orchestration.bulletins.phrases import PhraseError, expand
from orchestration.bulletins.text import make_view
from orchestration.bulletins.units import UnitReader
from orchestration.bulletins.vocabulary import Vocabulary
from orchestration.bulletins.vocabulary_lint.findings import Finding, Row, Tables

WORD_TABLES = ("cues", "aliases", "place_words", "project_nouns", "project_verbs", "project_words")
"""Tables whose phrases are words of the stream of tokens or of the grammar of project statements."""
AFTERWARDS = (" {} ", " {} 5 tấn")
"""What a phrase may stand before; one place where it is read is enough."""


def unreachable_rows(tables: Tables, vocabulary: Vocabulary) -> Iterator[Finding]:
    """All rows that are never matched, with the row that masks them where there is one."""
    yield from _masked_words(tables, vocabulary)
    yield from _masked_units(tables, vocabulary)
    yield from _impossible_conditions(tables)
    yield from _nameless(tables)


def _masked_words(tables: Tables, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Phrases that are part of a numeral, a period or another row's word wherever they stand."""
    for table in WORD_TABLES:
        for row in tables.get(table, ()):
            phrases = expand(row["alias"])
            if phrases and not any(_is_read(phrase, row, vocabulary) for phrase in phrases):
                yield Finding(
                    "unreachable",
                    (row,),
                    f"«{row['alias']}» is never read as a word: it is part of a number, a period or an identifier.",
                )


def _is_read(phrase: str, row: Row, vocabulary: Vocabulary) -> bool:
    """Whether the phrase, with the capital that proper names need, becomes a word with a meaning of this row."""
    project_words = vocabulary.projects.find(make_view(phrase).folded)
    found = [entry for _, _, entries in project_words for entry in entries]
    for frame in AFTERWARDS:
        tokens = lex(make_view(frame.format(phrase[:1].upper() + phrase[1:])), vocabulary).tokens
        found += [entry for token in tokens for entry in token.entries]
    return any(entry.row == row.cells for entry in found)


def _masked_units(tables: Tables, vocabulary: Vocabulary) -> Iterator[Finding]:
    reader = UnitReader(vocabulary)
    for row in tables.get("unit_aliases", ()):
        alias = make_view(row["alias"]).folded
        found = reader.read(alias, 0)
        if found is None or found.end != len(alias):
            yield Finding("unreachable", (row,), f"«{row['alias']}» is never read as a unit behind a number.")
    denominators = {code.partition("/")[2] for code in vocabulary.unit_dimension} | {"year"}  # percent_per_year
    for row in tables.get("unit_denominators", ()):
        if row["denominator"] not in denominators:
            yield Finding("unreachable", (row,), f"no unit of units.csv is per «{row['denominator']}».")


def _impossible_conditions(tables: Tables) -> Iterator[Finding]:
    """Words that are compared with folded text but are not written so: a capital is never found there."""
    for table, column in (("aliases", "requires"), ("numeral_contexts", "prefix"), ("situation_phrases", "requires")):
        for row in tables.get(table, ()):
            for word in row[column].split("|"):
                folded = make_view(word).folded
                if word != folded:
                    yield Finding(
                        "unreachable", (row,), f"{column} «{word}» is never found; write «{folded}», as text is folded."
                    )


def _nameless(tables: Tables) -> Iterator[Finding]:
    """Indicators that no alias and no item names, and items whose names all stand for something else."""
    aliases = tables.get("aliases", ())
    named = {row["code"] for row in aliases if row["kind"] == "indicator"}
    named |= {row["indicator"] for row in tables.get("item_defaults", ())}
    for row in tables.get("indicators", ()):
        if row["code"] not in named:
            yield Finding(
                "unreachable", (row,), f"no alias names the indicator «{row['code']}»: no figure can have it."
            )
    yield from _nameless_items(tables, aliases)


def _nameless_items(tables: Tables, aliases: Sequence[Row]) -> Iterator[Finding]:
    said = {row["code"] for row in aliases if row["kind"] == "item"} | {row["item"] for row in aliases}
    taken = _rows_by_phrase(aliases)
    for row in tables.get("items", ()):
        names = [make_view(" ".join(name.split())).folded for name in _without_brackets(row["name_vi"]).split(";")]
        masking = [taken[name] for name in names if name in taken]
        if row["code"] not in said and names and len(masking) == len(names):
            others = ", ".join(other.place for other in masking)
            yield Finding(
                "unreachable", (row, *masking), f"the names of «{row['code']}» stand for something else at {others}."
            )


def _rows_by_phrase(rows: Sequence[Row]) -> Mapping[str, Row]:
    found: dict[str, Row] = defaultdict()
    for row in rows:
        try:
            found.update((make_view(phrase).folded, row) for phrase in expand(row["alias"]))
        except PhraseError:
            continue
    return found


def _without_brackets(name: str) -> str:
    kept, depth = [], 0
    for character in name:
        depth += (character == "(") - (character == ")")
        if depth == 0 and character != ")":
            kept.append(character)
    return "".join(kept)
