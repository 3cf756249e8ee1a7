"""Suggested series links from Arrow to Arrow: figures and accepted links in, one row a family of series out.

A family is what an unsaid coverage can keep apart: one indicator, item, season, partner and area. Only the families in
which two bulletins speak of one time are looked at, and of these only such as have a new or changed bulletin; the rows
of the others are taken over from before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from expectations.network_schema import struct_of
from expectations.network_tables import FIGURE_COLUMNS, version
from expectations.reconciliation.figures import Figure, figure_from_columns
from expectations.reconciliation.identities import LinkedKey, Rules, SeriesLink
from expectations.reconciliation.network.suggestions import Suggestion, links_in_family

KEY_COLUMNS = tuple(field.name for field in fields(LinkedKey))
LINK_COLUMNS = ("series_link_id", *KEY_COLUMNS, *(f"linked_{name}" for name in KEY_COLUMNS))
_TOLD = tuple(field.name for field in fields(Suggestion) if field.name not in ("suggestion_id", "series", "linked"))


def _schema() -> pa.Schema:
    told = struct_of(Suggestion, leave_out=("series", "linked"))
    keys = [(name, pa.string()) for name in LINK_COLUMNS[1:]]
    return pa.schema([("suggestion_id", pa.string()), *keys, *(told.field(name) for name in _TOLD)])


SUGGESTIONS = _schema()
"""One row a suggestion; the keys as in the steward's table of series links."""
FAMILIES = pa.schema(
    [
        ("family_id", pa.string()),
        ("content_hash", pa.string()),
        ("solver_version", pa.string()),
        ("suggestions", pa.list_(pa.struct(list(SUGGESTIONS)))),
    ]
)
"""One row a family of series that only an unsaid coverage keeps apart, with what it suggests, if anything."""
MOST_AT_HAND = 400
"""Bulletins whose figures are kept as objects; the families of one province share them."""


def link_of(row: Mapping[str, Any]) -> SeriesLink:
    """A row of the steward's series links."""
    series, linked = (LinkedKey(*(row[prefix + name] for name in KEY_COLUMNS)) for prefix in ("", "linked_"))
    return SeriesLink(row["series_link_id"], series, linked)


def suggest_tables(figures: pa.Table, links: pa.Table, rules: Rules, previous: pa.Table | None = None) -> pa.Table:
    """Find the series links that the figures suggest, in the families of series that are new or changed.

    Args:
        figures: `network_tables.FIGURE_COLUMNS`, a row a figure.
        links: `LINK_COLUMNS`, the steward's links.
        rules: the reference tables.
        previous: what this function gave before, if anything.

    Returns:
        A table of the schema `FAMILIES`, ordered by family.
    """
    current = version(rules, SUGGESTIONS)
    accepted = [link_of(row) for row in links.to_pylist()]
    with duckdb.connect(":memory:") as connection:
        connection.register("figures", figures.append_column("row", pa.array(np.arange(len(figures)))))
        connection.register("links", links)
        connection.register("shared_keys", pa.table({"indicator": pa.array(sorted(rules.shared_keys), pa.string())}))
        connection.execute(_FAMILIES)
        kept = _kept(connection, previous, current)
        changed = connection.execute("select family_id, content_hash from changed order by family_id").fetchall()
        members = connection.execute(_MEMBERS).to_arrow_table()
        of_bulletins = _Bulletins(figures, connection.execute(_ROWS_OF_BULLETINS).to_arrow_table())
    ranks = members["family_id"].to_numpy(zero_copy_only=False)
    rows = []
    for family_id, content_hash in changed:
        first, last = np.searchsorted(ranks, family_id), np.searchsorted(ranks, family_id, side="right")
        own = [figure_from_columns(row) for row in figures.take(members["row"].slice(first, last - first)).to_pylist()]
        found = sorted(links_in_family(own, of_bulletins, rules, accepted), key=lambda found: found.suggestion_id)
        rows.append(
            {
                "family_id": family_id,
                "content_hash": content_hash,
                "solver_version": current,
                "suggestions": [suggestion_row(one) for one in found],
            }
        )
    fresh = pa.Table.from_pylist(rows, schema=FAMILIES)
    return pa.concat_tables([kept, fresh]).sort_by("family_id")


def suggestions_in(families: pa.Table) -> pa.Table:
    """The suggestions of a table of families, one row each, as `SUGGESTIONS`."""
    rows = [row for found in families["suggestions"].to_pylist() for row in found]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: row["suggestion_id"]), schema=SUGGESTIONS)


def _linked(side: str) -> str:
    """SQL of the bulletins with figures on one side of a link, each with a hash of the link."""
    codes = (name for name in KEY_COLUMNS if name != "bulletin_id")
    same = " and ".join(f"figures.{name} is not distinct from links.{side}{name}" for name in codes)
    row = ", ".join(f"links.{name}" for name in LINK_COLUMNS)
    return f"select distinct figures.bulletin_id, hash({row}) from figures inner join links on {same}"  # noqa: S608


_SERIES = "ref_area, indicator, item, season, partner"
_FAMILIES = f"""
create temp table levels as
select row, bulletin_id, observation_id, coverage, period_start, period_end,
    concat_ws('|', {", ".join(f"coalesce({name}, '')" for name in _SERIES.split(", "))}) as family_id
from figures
where measure = 'level' and role = 'actual' and restates is null and unit is not null and value_used is not null
    and period_start is not null and period_end is not null and indicator is not null
    and indicator not in (from shared_keys);

-- families in which two bulletins print, or imply, one time, and one of them leaves the coverage unsaid
create temp table families as
with growths as (
    select levels.family_id, levels.bulletin_id, levels.coverage, percents.base_period_start
    from figures as percents inner join levels on percents.statement_id = levels.observation_id
    where percents.measure in ('growth', 'ratio') and percents.base_period_start is not null
),
starts as (
    select family_id, period_start, bool_or(coverage is null) as has_unsaid,
        min(bulletin_id) as first_bulletin, max(bulletin_id) as last_bulletin
    from levels group by family_id, period_start
)
select family_id from levels group by family_id, period_start, period_end
having count(distinct bulletin_id) > 1 and bool_or(coverage is null)
union
select growths.family_id
from growths
inner join starts on growths.family_id = starts.family_id and growths.base_period_start = starts.period_start
where (growths.coverage is null or starts.has_unsaid)
    and (growths.bulletin_id <> starts.first_bulletin or growths.bulletin_id <> starts.last_bulletin);

-- whatever can change what a family suggests: every figure of its bulletins, and the links that they are in
create temp table hashed as
with members as (
    select distinct family_id, bulletin_id from levels where family_id in (from families)
),
lines as (
    select bulletin_id, hash({", ".join(f'"{name}"' for name in FIGURE_COLUMNS)}) as line from figures
    union all
    {_linked("")}
    union all
    {_linked("linked_")}
),
bulletins as (select bulletin_id, sum(line) as line from lines group by bulletin_id)
select members.family_id, cast(sum(hash(bulletins.bulletin_id, bulletins.line)) as varchar) as content_hash
from members inner join bulletins on members.bulletin_id = bulletins.bulletin_id
group by members.family_id;
"""  # noqa: S608 - names of columns
_MEMBERS = """
with own as (
    select levels.family_id, levels.row from levels
    union all
    select levels.family_id, figures.row
    from figures inner join levels on figures.statement_id = levels.observation_id
    where figures.measure <> 'level'
)
select own.family_id, own.row from own inner join changed on own.family_id = changed.family_id
order by own.family_id, own.row
"""
_ROWS_OF_BULLETINS = """
select bulletin_id, row from figures
where bulletin_id in (select bulletin_id from levels inner join changed on levels.family_id = changed.family_id)
order by bulletin_id, row
"""


def _kept(connection: duckdb.DuckDBPyConnection, previous: pa.Table | None, current: str) -> pa.Table:
    """The rows of families that are as before; what is left to look at stands in `changed`."""
    is_known = previous is not None and previous.schema.names == FAMILIES.names
    known = previous.filter(pc.equal(previous["solver_version"], current)) if previous and is_known else None
    if not known:
        connection.execute("create temp table changed as from hashed")
        return FAMILIES.empty_table()
    before = known.cast(FAMILIES)
    connection.register("before", before.select(["family_id", "content_hash"]))
    connection.execute("create temp table changed as from hashed where (family_id, content_hash) not in (from before)")
    same = connection.execute("select family_id from hashed where (family_id, content_hash) in (from before)")
    return before.filter(pc.is_in(before["family_id"], value_set=same.to_arrow_table()["family_id"].combine_chunks()))


class _Bulletins:
    """The figures of bulletins; those that were asked for last are at hand."""

    def __init__(self, figures: pa.Table, rows: pa.Table) -> None:
        self._figures = figures
        self._rows = rows["row"]
        self._ids = rows["bulletin_id"].to_numpy(zero_copy_only=False)
        self._of = lru_cache(MOST_AT_HAND)(self._read)

    def __call__(self, ids: Sequence[str]) -> list[Figure]:
        return [figure for bulletin_id in ids for figure in self._of(bulletin_id)]

    def _read(self, bulletin_id: str) -> list[Figure]:
        first = np.searchsorted(self._ids, bulletin_id)
        last = np.searchsorted(self._ids, bulletin_id, side="right")
        return [
            figure_from_columns(row) for row in self._figures.take(self._rows.slice(first, last - first)).to_pylist()
        ]


def suggestion_row(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion as a row of `SUGGESTIONS`."""
    keys = {
        prefix + name: getattr(key, name)
        for prefix, key in (("", suggestion.series), ("linked_", suggestion.linked))
        for name in KEY_COLUMNS
    }
    return {"suggestion_id": suggestion.suggestion_id, **keys, **{name: getattr(suggestion, name) for name in _TOLD}}
