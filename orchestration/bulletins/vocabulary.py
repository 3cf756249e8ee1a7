"""Compiles the reference tables into the matcher of the word lane.

The tables in `dbt_project/seeds/reference/` are the single source of truth for words and codes. One automaton
holds every phrase in both tone placements; a match says what the phrase can mean. `Vocabulary.version` is a
hash of the tables, part of the key of a reading: a new alias re-reads what was read without it.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Self, TypeVar

from orchestration.bulletins.kinds import bits_of
from orchestration.bulletins.matcher import Matcher
from orchestration.bulletins.phrases import expand
from orchestration.bulletins.text import make_view

REFERENCE = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "reference"

TABLES = (
    "aliases", "areas", "assessments", "border_gates", "coverages", "cues", "identities", "identity_components",
    "indicators", "item_defaults", "items", "numeral_contexts", "place_words", "project_nouns", "project_statuses",
    "project_types", "project_verbs", "project_words", "projects", "situation_phrases", "topics", "unit_aliases",
    "unit_denominators", "units",
)  # fmt: skip
"""The tables that reading depends on."""


class VocabularyError(ValueError):
    """A reference table is missing or a row of it cannot be used; says which file, line and why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of a phrase: `kind` is its part in the grammar, `value` the code or cue it stands for."""

    kind: str
    value: str
    row: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)


class Meanings(tuple[Entry, ...]):
    """The meanings of a phrase in the order of the tables, the first of each kind, and the kinds as bits."""

    firsts: Mapping[str, Entry]
    kinds: int

    def __new__(cls, entries: Iterable[Entry] = ()) -> Self:
        """Keep the entries and note the first of each kind."""
        made = super().__new__(cls, entries)
        firsts: dict[str, Entry] = {}
        for entry in made:
            firsts.setdefault(entry.kind, entry)
        made.firsts = firsts
        made.kinds = bits_of(firsts)
        return made

    def without(self, kinds: frozenset[str]) -> Meanings:
        """The meanings of other kinds."""
        return self if kinds.isdisjoint(self.firsts) else Meanings(e for e in self if e.kind not in kinds)


NOTHING = Meanings()


class ProjectMeanings(Meanings):
    """The meanings of a word of the projects' grammar, with the noun that it is, the status it tells and its roles."""

    noun: Entry | None
    status: str | None
    roles: frozenset[str]

    def __new__(cls, entries: Iterable[Entry] = ()) -> Self:
        """Keep the entries and note what the readers of events ask of them."""
        made = super().__new__(cls, entries)
        made.noun = next((entry for entry in made if entry.kind == "noun"), None)
        made.status = next((e.value for e in made if e.kind == "verb" and e.row["role"] == "act"), None)
        roles = {e.value for e in made if e.kind == "word"} | {e.row["role"] for e in made if e.kind == "verb"}
        made.roles = frozenset(roles)
        return made


Found = TypeVar("Found", bound=Meanings)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the indicators table.

    Attributes:
        code: the indicator.
        domain: trade, agriculture, infrastructure or other.
        unit: the unit that its figures are kept in.
        units: all units that its figures can be printed in.
        kind: flow, stock, rate, price or count.
        family: indicators of one family measure one activity in different units.
        item_groups: groups of items that it is cut by, preferred first; None is any group.
        coverage_groups: the same for coverages.
        other_cuts: `season`, `partner`.
        facet: what of its family it measures: the last word of its code (area, output, yield, turnover).
        own_dates: whether only a period in its own clause dates it (the length of a road).
    """

    code: str
    domain: str
    unit: str
    units: frozenset[str]
    kind: str
    family: str = ""
    item_groups: tuple[str, ...] | None = None
    coverage_groups: tuple[str, ...] | None = None
    other_cuts: frozenset[str] = frozenset()
    facet: str = ""
    own_dates: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The compiled tables."""

    version: str
    matcher: Matcher[Meanings]
    situations: Matcher[Meanings]  # apart: a topic may hold words that name an indicator
    projects: Matcher[ProjectMeanings]  # apart: the grammar of project statements has small words
    tables: Mapping[str, tuple[Mapping[str, str], ...]]
    indicators: Mapping[str, Indicator]
    item_default: Mapping[tuple[str, str], tuple[Entry, ...]]  # (item, unit) -> what a bare item is measured by
    unit_dimension: Mapping[str, str]
    components: Mapping[str, frozenset[str]]  # indicator -> indicators that are parts of it
    families: Mapping[str, tuple[str, ...]]  # family -> its indicators in the order of the table
    groups: Mapping[str, str]  # item or coverage -> its group
    only_indicator: Mapping[str, str]  # a unit -> the one indicator that is printed in it
    stands_for: Mapping[str, tuple[str, ...]]  # a unit in a short word -> the units it can mean

    def rows(self, table: str) -> tuple[Mapping[str, str], ...]:
        """The rows of a reference table."""
        return self.tables[table]

    def indicator_takes(self, code: str, unit: str | None) -> bool:
        """Whether a figure of indicator `code` can be printed in `unit`."""
        return unit is None or unit in self.indicators[code].units


def load_vocabulary(folder: Path | None = None) -> Vocabulary:
    """Compile the tables of `folder` (default: the project's own).

    Raises:
        VocabularyError: a table is missing or holds a row that names an unknown code.
    """
    return _load(REFERENCE if folder is None else folder.resolve())


@lru_cache(maxsize=4)
def _load(folder: Path) -> Vocabulary:
    return compile_vocabulary(read_tables(folder))


def read_tables(folder: Path) -> dict[str, tuple[dict[str, str], ...]]:
    """All tables that reading depends on, as rows of strings."""
    tables = {}
    for name in TABLES:
        path = folder / f"{name}.csv"
        if not path.is_file():
            raise VocabularyError(f"{path}: the reference table is missing; restore it from the repository")
        with path.open(encoding="utf-8", newline="") as file:
            tables[name] = tuple(dict(row) for row in csv.DictReader(file))
    return tables


def compile_vocabulary(tables: Mapping[str, tuple[dict[str, str], ...]]) -> Vocabulary:
    """Compile tables that are already read; pure."""
    units = {row["code"]: row for row in tables["units"]}
    indicators = {row["code"]: _indicator(row, units) for row in tables["indicators"]}
    _check_codes(tables, indicators, units)
    return Vocabulary(
        version=_version(tables),
        matcher=_matcher(_entries(tables), Meanings),
        situations=_matcher(
            ((row["alias"], Entry(row["kind"], row["value"], row)) for row in tables["situation_phrases"]), Meanings
        ),
        projects=_matcher(_project_lane(tables), ProjectMeanings),
        tables=tables,
        indicators=indicators,
        item_default=_item_defaults(tables),
        unit_dimension={code: row["dimension"] for code, row in units.items()},
        components=_components(tables),
        families=_families(indicators.values()),
        only_indicator=_only_indicators(indicators.values()),
        stands_for={code: tuple(words) for code, row in units.items() if (words := row.get("stands_for", "").split())},
        groups={row["code"]: row["group"] for name in ("items", "coverages") for row in tables[name]},
    )


def _matcher(entries: Iterable[tuple[str, Entry]], kind: type[Found]) -> Matcher[Found]:
    phrases: dict[str, list[Entry]] = defaultdict(list)
    for notation, entry in entries:
        for phrase in expand(notation):
            phrases[make_view(phrase).folded].append(entry)
    return Matcher({phrase: kind(meanings) for phrase, meanings in phrases.items()})


def _version(tables: Mapping[str, tuple[dict[str, str], ...]]) -> str:
    digest = hashlib.sha256()
    for name in sorted(tables):
        digest.update(name.encode())
        for row in tables[name]:
            digest.update("\x1f".join(f"{key}={value}" for key, value in row.items()).encode())
            digest.update(b"\x1e")
    return digest.hexdigest()[:16]


def _indicator(row: Mapping[str, str], units: Mapping[str, Mapping[str, str]]) -> Indicator:
    """Rates per day, month or year of a flow are figures of the same indicator (`t` takes `t/day`)."""
    allowed = {row["unit"], *row["alt_units"].split()}
    allowed |= {
        code for code in units if code.split("/")[0] in allowed and code.split("/")[-1] in ("day", "month", "year")
    }
    return Indicator(
        code=row["code"],
        domain=row["domain"],
        unit=row["unit"],
        units=frozenset(allowed | _generic(allowed, units) | _numerators(row["unit"])),
        kind=row["kind"],
        family=row.get("family", ""),
        item_groups=_groups(row.get("item_groups", "")),
        coverage_groups=_groups(row.get("coverage_groups", "")),
        other_cuts=frozenset(row.get("other_cuts", "").split()),
        facet=row["code"].rpartition("_")[2],
        own_dates=row.get("dated", "") == "own",
    )


def _groups(cell: str) -> tuple[str, ...] | None:
    return None if not cell else tuple(word for word in cell.split() if word != "-")


def _generic(units: Iterable[str], table: Mapping[str, Mapping[str, str]]) -> set[str]:
    """The units that stand for one of `units` where the words are short («lượt» for a crossing of any kind)."""
    wanted = set(units)
    return {code for code, row in table.items() if wanted & set(row.get("stands_for", "").split())}


def _numerators(unit: str) -> set[str]:
    """Of an indicator per hectare the words may name the hectare («giá trị sản phẩm/ha đạt 63 triệu đồng»)."""
    return {unit.removesuffix("/ha")} if unit.startswith("VND/ha") else set()


def _only_indicators(indicators: Iterable[Indicator]) -> dict[str, str]:
    takers: dict[str, list[str]] = defaultdict(list)
    for indicator in indicators:
        for unit in indicator.units:
            takers[unit].append(indicator.code)
    return {unit: codes[0] for unit, codes in takers.items() if len(codes) == 1}


def _families(indicators: Iterable[Indicator]) -> dict[str, tuple[str, ...]]:
    families: dict[str, list[str]] = defaultdict(list)
    for indicator in indicators:
        if indicator.family:
            families[indicator.family].append(indicator.code)
    return {family: tuple(codes) for family, codes in families.items()}


def _check_codes(
    tables: Mapping[str, tuple[dict[str, str], ...]],
    indicators: Mapping[str, Indicator],
    units: Mapping[str, object],
) -> None:
    for number, row in enumerate(tables["aliases"], start=2):
        if row["kind"] == "indicator" and row["code"] not in indicators:
            raise VocabularyError(f"aliases.csv line {number}: no indicator «{row['code']}» in indicators.csv")
    for number, row in enumerate(tables["unit_aliases"], start=2):
        if row["unit"] not in units:
            raise VocabularyError(f"unit_aliases.csv line {number}: no unit «{row['unit']}» in units.csv")


def _item_defaults(tables: Mapping[str, tuple[dict[str, str], ...]]) -> dict[tuple[str, str], tuple[Entry, ...]]:
    defaults: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for item in tables["items"]:
        for row in tables["item_defaults"]:
            if row["item_group"] == item["group"]:
                entry = Entry("indicator", row["indicator"], {"requires": row.get("requires", "")})
                defaults[item["code"], row["unit"]].append(entry)
    for row in tables["item_defaults"]:
        if not row["item_group"]:  # of no item: what works are measured by
            defaults["", row["unit"]].append(Entry("indicator", row["indicator"], row))
    return {key: tuple(entries) for key, entries in defaults.items()}


def _components(tables: Mapping[str, tuple[dict[str, str], ...]]) -> dict[str, frozenset[str]]:
    totals = {row["identity_id"]: row["total_indicator"] for row in tables["identities"]}
    parts: dict[str, set[str]] = defaultdict(set)
    for row in tables["identity_components"]:
        total = totals[row["identity_id"]]
        if row["component_indicator"] != total:
            parts[total].add(row["component_indicator"])
    return {total: frozenset(components) for total, components in parts.items()}


def _entries(tables: Mapping[str, tuple[dict[str, str], ...]]) -> Iterator[tuple[str, Entry]]:
    for row in tables["cues"]:
        yield row["alias"], Entry(row["kind"], row["value"], row)
    for row in tables["aliases"]:
        yield row["alias"], Entry(row["kind"], row["code"], row)
    yield from _item_entries(tables)
    for row in tables["place_words"]:
        yield row["alias"], Entry("place_word", row["value"], row)
    yield from _place_entries(tables)
    yield from _project_entries(tables)


def _item_entries(tables: Mapping[str, tuple[dict[str, str], ...]]) -> Iterator[tuple[str, Entry]]:
    """The names of an item are aliases of it («Ngô; bắp») unless the alias table gives the word a meaning."""
    taken = {phrase for row in tables["aliases"] for phrase in expand(row["alias"])}
    for row in tables["items"]:
        for name in re.sub(r"\([^)]*\)", "", row["name_vi"]).split(";"):
            alias = make_view(" ".join(name.split())).folded
            if alias and alias not in taken:
                yield alias, Entry("item", row["code"], {})


def _place_entries(tables: Mapping[str, tuple[dict[str, str], ...]]) -> Iterator[tuple[str, Entry]]:
    for name in sorted({row["name_vi"] for row in tables["areas"]}):
        yield name, Entry("area", name)
    nouns = tuple(row["alias"] + " " for row in tables["project_nouns"] if row["role"] != "gate")
    for row in tables["border_gates"]:
        names = {row["name_vi"], *filter(None, row["aliases"].split("|"))}
        for name in sorted(names):
            noun = next((noun for noun in nouns if name.startswith(noun)), "")
            # Markers («mốc 1088/2-1089») belong to the numeral lane; behind a project noun the bare name matches.
            if not re.search(r"\d", name) and (not noun or name.removeprefix(noun) not in names):
                yield name, Entry("gate", row["name_vi"], row)


def _project_entries(tables: Mapping[str, tuple[dict[str, str], ...]]) -> Iterator[tuple[str, Entry]]:
    """Nouns and verbs of projects bound the clauses of figures; «cửa khẩu» alone is a place."""
    for row in tables["project_nouns"]:
        if row["role"] != "gate":
            yield row["alias"], Entry("project_noun", row["project_type"], row)
    for row in tables["project_verbs"]:
        yield row["alias"], Entry("project_verb", row["status"], row)


def _project_lane(tables: Mapping[str, tuple[dict[str, str], ...]]) -> Iterator[tuple[str, Entry]]:
    """All words by which the statements on projects are read."""
    for row in tables["project_nouns"]:
        yield row["alias"], Entry("noun", row["project_type"], row)
    for row in tables["project_verbs"]:
        yield row["alias"], Entry("verb", row["status"], row)
    for row in tables["project_words"]:
        yield row["alias"], Entry("word", row["role"], row)
