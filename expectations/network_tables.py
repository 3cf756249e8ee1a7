"""The network from Arrow to Arrow: figures, stars and terms in, one row a component out.

Whoever runs it (dbt's Python model here, another engine elsewhere) hands over tables and gets a table. Rows of
components that have not changed since `previous` are taken over as they are, so that one new bulletin costs
what its own components cost.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from expectations.network_schema import COMPONENTS
from expectations.reconciliation.figures import Figure, figure_from_columns
from expectations.reconciliation.identities import Rules
from expectations.reconciliation.network import (
    SOLVER_VERSION,
    Component,
    Edit,
    EditTerm,
    Solution,
    Star,
    component,
    parts_of,
    solve,
)
from expectations.reconciliation.network.edits import SOFT_LEVEL, edit_id
from expectations.reconciliation.network.publishing import suspect_rows, told_conflicts

FIGURE_COLUMNS = (
    "observation_id", "bulletin_id", "statement_id", "start", "sentence_start", "quote", "domain", "indicator",
    "item", "season", "coverage", "partner", "measure", "basis", "base_period_start", "base_period_end",
    "plan_authority", "role", "value", "value_used", "unit", "low", "high", "low_wide", "high_wide", "low_used",
    "high_used", "low_wide_used", "high_wide_used", "obs_status", "ref_area", "place", "period_start",
    "period_end", "time_period", "restates", "published_on", "value_text", "flags",
)  # fmt: skip
"""What a figure is made of: columns of `intermediate.figures`."""
STAR_COLUMNS = ("observation_id", "part", "qualifier", "factor_observation_id")
TERM_COLUMNS = (
    "instance_key", "identity_id", "method", "relation", "qualifier", "complete", "firm", "conclusive",
    "earlier_status", "later_status", "position", "sign", "term", "observation_id", "factor_id",
)  # fmt: skip


def solve_tables(
    figures: pa.Table, stars: pa.Table, terms: pa.Table, rules: Rules, previous: pa.Table | None = None
) -> pa.Table:
    """Solve every component that is new or changed.

    Args:
        figures: `FIGURE_COLUMNS`, a row a figure.
        stars: `STAR_COLUMNS`, a row a level and percentage of its statement.
        terms: `TERM_COLUMNS`, a row a term of an identity.
        rules: the reference tables.
        previous: what this function gave before, if anything.

    Returns:
        A table of the schema `COMPONENTS`, ordered by component.
    """
    usable = _usable(terms, rules)
    version = f"{SOLVER_VERSION}-{_digest(repr(rules))}"
    with duckdb.connect(":memory:") as connection:
        for name, table in (("figures", figures), ("stars", stars), ("terms", usable)):
            connection.register(name, table)
        connection.register("labels", _labels(stars, usable))
        _hash(connection)
        kept = _kept(connection, previous, version)
        solved = list(_solved(connection, rules, version))
    fresh = pa.Table.from_pylist(solved, schema=COMPONENTS)
    return pa.concat_tables([kept, fresh]).sort_by("component_id")


def _usable(terms: pa.Table, rules: Rules) -> pa.Table:
    """The terms of identities that can contradict; the same choice as `edits_of`."""
    informative = [rule.identity_id for rule in rules.identities if rule.severity == "info"]
    untestable = pc.and_(
        pc.invert(terms["complete"]), pc.is_in(terms["method"], value_set=pa.array(["difference", "product"]))
    )
    barred = pc.or_(pc.is_in(terms["identity_id"], value_set=pa.array(informative, pa.string())), untestable)
    return terms.filter(pc.and_(terms["conclusive"], pc.invert(barred)))


def _labels(stars: pa.Table, terms: pa.Table) -> pa.Table:
    """Each figure of a component with a number for the component."""
    joined = pa.concat_arrays([*_flat(terms["observation_id"]), *_flat(stars["observation_id"])])
    others = pa.concat_arrays([*_flat(_totals(terms)), *_flat(stars["factor_observation_id"])])
    factors = terms.filter(pc.is_valid(terms["factor_id"]))
    left = pa.concat_arrays([joined, *_flat(factors["observation_id"])])
    right = pa.concat_arrays([others, *_flat(factors["factor_id"])])
    both = pa.concat_arrays([left, right]).dictionary_encode()
    codes = both.indices.to_numpy()
    count = len(both.dictionary)
    graph = coo_array((np.ones(len(left)), (codes[: len(left)], codes[len(left) :])), shape=(count, count))
    labels = connected_components(graph, directed=False)[1] if count else np.zeros(0, np.int32)
    return pa.table({"observation_id": both.dictionary, "label": pa.array(labels, pa.int64())})


def _flat(column: pa.ChunkedArray) -> list[pa.Array]:
    return [column.cast(pa.string()).combine_chunks()]


def _totals(terms: pa.Table) -> pa.ChunkedArray:
    """The total's figure of each term's identity."""
    first = terms.filter(pc.equal(terms["position"], 0))
    place = pc.index_in(terms["instance_key"], value_set=first["instance_key"])
    return first["observation_id"].take(place)


def _hash(connection: duckdb.DuckDBPyConnection) -> None:
    """Each component's id (its first figure) and a hash of everything that decides its result."""
    rows = " union all ".join(
        f"select labels.label, md5_number_lower(concat_ws(chr(31), {_texts(columns)})) as line "  # noqa: S608
        f"from {table} inner join labels on {table}.observation_id = labels.observation_id"
        for table, columns in (("figures", FIGURE_COLUMNS), ("stars", STAR_COLUMNS), ("terms", TERM_COLUMNS))
    )
    connection.execute(f"""
        create temp table hashed as
        with lines as ({rows}),
        contents as (select label, cast(sum(line) as varchar) as content_hash from lines group by label),
        members as (
            select labels.label, min(labels.observation_id) as component_id
            from labels
            where labels.label in (
                select found.label from terms inner join labels as found on terms.observation_id = found.observation_id
            )
            group by labels.label
        )
        select members.label, members.component_id, contents.content_hash
        from members inner join contents on members.label = contents.label
    """)  # noqa: S608 - names of columns


def _texts(columns: Iterable[str]) -> str:
    return ", ".join(f"""coalesce(cast("{column}" as varchar), chr(1))""" for column in columns).replace(
        '"observation_id"', "labels.observation_id"
    )


def _kept(connection: duckdb.DuckDBPyConnection, previous: pa.Table | None, version: str) -> pa.Table:
    """The rows of components that are as before; what is left to solve stands in `changed`."""
    if previous is None or previous.schema.names != COMPONENTS.names:
        connection.execute("create temp table changed as from hashed")
        return COMPONENTS.empty_table()
    current = previous.filter(pc.equal(previous["solver_version"], version)).cast(COMPONENTS)
    connection.register("before", current.select(["whole_id", "content_hash"]))
    connection.execute(
        "create temp table changed as from hashed where (component_id, content_hash) not in (from before)"
    )
    same = connection.execute(
        "select component_id from hashed where (component_id, content_hash) in (from before)"
    ).to_arrow_table()
    return current.filter(pc.is_in(current["whole_id"], value_set=same["component_id"].combine_chunks()))


def _solved(connection: duckdb.DuckDBPyConnection, rules: Rules, version: str) -> Iterator[dict[str, Any]]:
    figures, stars, terms = (
        _grouped(connection, table, columns)
        for table, columns in (("figures", FIGURE_COLUMNS), ("stars", STAR_COLUMNS), ("terms", TERM_COLUMNS))
    )
    named = connection.execute("select component_id, content_hash from changed order by component_id").fetchall()
    for component_id, content_hash in named:
        found = component(
            map(figure_from_columns, figures[component_id]),
            map(_star, stars[component_id]),
            _edits(terms[component_id], rules),
            content_hash,
        )
        for part in parts_of(found):
            row = component_row(part, solve(part, rules.balances), rules, version)
            yield row | {"whole_id": component_id, "content_hash": content_hash}


def _grouped(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str]
) -> Mapping[str, list[dict[str, Any]]]:
    """The changed components' rows of a table, by component, in order of id."""
    names = ", ".join(f'{table}."{column}"' for column in columns)
    order = "instance_key, position" if table == "terms" else "observation_id"
    query = f"""
        select changed.component_id, {names}
        from {table}
        inner join labels on {table}.observation_id = labels.observation_id
        inner join changed on labels.label = changed.label
        order by changed.component_id, {table}.{order}
    """  # noqa: S608 - names of columns
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for batch in connection.execute(query).to_arrow_reader():
        for row in batch.to_pylist():
            groups[row.pop("component_id")].append(row)
    return groups


def _star(row: Mapping[str, Any]) -> Star:
    return Star(row["observation_id"], row["factor_observation_id"], row["part"], row["qualifier"] or "")


def _edits(terms: Iterable[Mapping[str, Any]], rules: Rules) -> Iterator[Edit]:
    """The edits of a component's terms, which come ordered by identity and position."""
    of_instance: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for term in terms:
        of_instance[term["instance_key"]].append(term)
    identities = {rule.identity_id: rule for rule in rules.identities}
    for rows in of_instance.values():
        first, rule = rows[0], identities[rows[0]["identity_id"]]
        total, *components = (_term(row) for row in rows)
        members = {i for term in (total, *components) for i in (term.figure, term.factor) if i is not None}
        qualifier = first["qualifier"] or ""
        bands = (first["earlier_status"], first["later_status"])
        yield Edit(
            edit_id=edit_id(rule.identity_id, first["method"], qualifier, total.figure, members),
            identity_id=rule.identity_id,
            method=first["method"],
            relation=first["relation"],
            total=total,
            components=tuple(components),
            qualifier=qualifier,
            tolerance=rule.tolerance,
            band=rules.revision_bands.get(bands),
            level=rule.level,
            fatal=rule.severity == "fatal" and first["firm"] and rule.level < SOFT_LEVEL,
        )


def _term(row: Mapping[str, Any]) -> EditTerm:
    return EditTerm(row["observation_id"], row["term"], row["factor_id"], row["sign"])


def component_row(found: Component, solution: Solution, rules: Rules, version: str) -> dict[str, Any]:
    """A solution as a row of `COMPONENTS`."""
    figures: dict[str, Figure] = {figure.observation_id: figure for figure in found.figures}
    edits = {edit.edit_id: edit for edit in found.edits}
    return {
        "component_id": found.component_id,
        "solver_version": version,
        "agreement": solution.agreement,
        "bulletin_ids": sorted({figure.bulletin_id for figure in found.figures}),
        "figure_count": len(figures),
        "identity_count": len(edits),
        "findings": [asdict(finding) for finding in solution.figures],
        "implied": list(_implied(solution, edits)),
        "conflicts": [asdict(told) for told in told_conflicts([solution], figures, edits, rules)],
        "suspects": [asdict(row) for row in suspect_rows([solution], figures)],
    }


def _implied(solution: Solution, edits: Mapping[str, Edit]) -> Iterator[dict[str, Any]]:
    """Implied levels, plans and bases, with the round plan where only one is possible."""
    round_plans = {
        (term.figure, term.factor): plan
        for found in solution.round_plans
        for term, plan in zip(_terms(edits[found.edit_id]), found.plans, strict=True)
    }
    for implied in solution.implied:
        row = asdict(implied)
        is_plan = implied.form == "plan"
        row["round_value"] = round_plans.get((implied.observation_id, implied.factor_id)) if is_plan else None
        yield row


def _terms(edit: Edit) -> Sequence[EditTerm]:
    return (edit.total, *edit.components)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
