"""Codes: each is given once, and each that a row names is a row of its own table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from orchestration.bulletins.records import Basis, Hedge, ObsStatus, Role
from orchestration.bulletins.vocabulary_lint.findings import Finding, Row, Tables


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose cells are codes of other tables.

    Attributes:
        table: where the column is.
        column: the column.
        targets: `table.column` of the codes; a cell must be in one of them.
        separator: what parts several codes of a cell, if it may hold several.
        when: column and value by which the rows with such codes are known.
        but: cells that stand for something else («*» for any, «blank» for none).
    """

    table: str
    column: str
    targets: tuple[str, ...]
    separator: str | None = None
    when: tuple[str, str] | None = None
    but: frozenset[str] = frozenset()


ANY = frozenset({"*", "blank"})

KEYS: Mapping[str, tuple[str, ...]] = {
    "areas": ("code", "valid_from"),
    "assessments": ("code",),
    "coverages": ("code",),
    "identities": ("identity_id",),
    "identity_components": ("identity_id", "position"),
    "indicators": ("code",),
    "item_defaults": ("item_group", "unit", "requires"),
    "items": ("code",),
    "project_statuses": ("code",),
    "project_types": ("code",),
    "projects": ("project_id",),
    "seasons": ("code",),
    "shared_key_indicators": ("indicator",),
    "topics": ("code",),
    "units": ("code",),
}
"""Columns that tell the rows of a table apart."""

REFERENCES = (
    *(
        Reference("aliases", "code", (f"{table}.code",), when=("kind", kind))
        for kind, table in (
            ("indicator", "indicators"),
            ("facet", "indicators"),
            ("item", "items"),
            ("season", "seasons"),
            ("coverage", "coverages"),
        )
    ),
    Reference("aliases", "item", ("items.code",)),
    Reference("aliases", "season", ("seasons.code",)),
    Reference("aliases", "coverage", ("coverages.code",)),
    Reference("areas", "successor_name_vi", ("areas.name_vi",)),
    Reference("border_gates", "area_code", ("areas.code",)),
    Reference("identities", "total_indicator", ("indicators.code",)),
    Reference("identities", "total_item", ("items.code",), but=ANY),
    Reference("identities", "total_season", ("seasons.code",), but=ANY),
    Reference("identities", "total_coverage", ("coverages.code",), but=ANY),
    Reference("identity_components", "identity_id", ("identities.identity_id",)),
    Reference("identity_components", "component_indicator", ("indicators.code",)),
    Reference("identity_components", "component_item", ("items.code",), but=ANY),
    Reference("identity_components", "component_season", ("seasons.code",), but=ANY),
    Reference("identity_components", "component_coverage", ("coverages.code",), but=ANY),
    Reference("indicators", "unit", ("units.code",)),
    Reference("indicators", "alt_units", ("units.code",), separator=" "),
    Reference("item_defaults", "item_group", ("items.group",)),
    Reference("item_defaults", "unit", ("units.code",)),
    Reference("item_defaults", "indicator", ("indicators.code",)),
    Reference("project_nouns", "project_type", ("project_types.code",)),
    Reference("project_verbs", "status", ("project_statuses.code",)),
    Reference("projects", "project_type", ("project_types.code",)),
    Reference("projects", "ref_area", ("areas.code",)),
    Reference("shared_key_indicators", "indicator", ("indicators.code",)),
    Reference("situation_phrases", "value", ("topics.code",), when=("kind", "topic")),
    Reference("situation_phrases", "value", ("assessments.code",), when=("kind", "assessment")),
    Reference("situation_phrases", "value", ("assessments.code",), when=("kind", "assessment_before")),
    Reference("situation_phrases", "value", ("topics.code", "assessments.code"), separator="/", when=("kind", "alone")),
    Reference("unit_aliases", "unit", ("units.code",)),
)

FIXED_VALUES: Mapping[tuple[str, str], frozenset[str]] = {
    ("cues", "hedge"): frozenset(get_args(Hedge)),
    ("cues", "status"): frozenset(get_args(ObsStatus)),
    ("cues", "comparator"): frozenset(get_args(Basis)),
    ("cues", "role"): frozenset(get_args(Role)),
}
"""Table and kind whose values are those of a column of the observations."""


def duplicate_codes(tables: Tables) -> Iterator[Finding]:
    """Rows of one table that have the same key."""
    for table, columns in KEYS.items():
        seen: dict[tuple[str, ...], Row] = {}
        for row in tables.get(table, ()):
            key = tuple(row[column] for column in columns)
            first = seen.setdefault(key, row)
            if first is not row:
                named = ", ".join(part for part in key if part)
                yield Finding("duplicate", (row, first), f"«{named}» is a row of {first.place} already; keep one.")


def dangling_codes(tables: Tables) -> Iterator[Finding]:
    """Cells that name a code which its table does not have."""
    for reference in REFERENCES:
        known = {code for target in reference.targets for code in _codes(tables, target)} | reference.but
        for row in tables.get(reference.table, ()):
            if reference.when is None or row[reference.when[0]] == reference.when[1]:
                for code in _cell(row, reference):
                    if code not in known:
                        where = " or ".join(f"{target.split('.')[0]}.csv" for target in reference.targets)
                        yield Finding("dangling", (row,), f"{reference.column} «{code}» is no row of {where}.")
    yield from _unknown_values(tables)
    yield from _unknown_partners(tables)


def _cell(row: Row, reference: Reference) -> list[str]:
    cell = row[reference.column]
    parts = cell.split(reference.separator) if reference.separator else [cell]
    return [part for part in parts if part]


def _codes(tables: Tables, target: str) -> set[str]:
    table, column = target.split(".")
    return {row[column] for row in tables.get(table, ())}


def _unknown_values(tables: Tables) -> Iterator[Finding]:
    for (table, kind), values in FIXED_VALUES.items():
        for row in tables.get(table, ()):
            if row["kind"] == kind and row["value"] not in values:
                known = ", ".join(sorted(values))
                yield Finding("dangling", (row,), f"there is no {kind} «{row['value']}»; there are {known}.")


def _unknown_partners(tables: Tables) -> Iterator[Finding]:
    """Partners have no table: a code is known when a word of its own stands for it."""
    aliases = tables.get("aliases", ())
    known = {row["code"] for row in aliases if row["kind"] == "partner"}
    for row in aliases:
        if row["partner"] and row["partner"] not in known:
            yield Finding("dangling", (row,), f"no alias of kind partner stands for «{row['partner']}».")
