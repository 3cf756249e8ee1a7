"""The network from Arrow to Arrow: figures, stars and terms in, one row a component out.

Whoever runs it (dbt's Python model here, another engine elsewhere) hands over tables and gets a table. Rows of
components that have not changed since `previous` are taken over as they are, so that one new bulletin costs
what its own components cost. Many components are solved in chunks, by several processes where the caller wants
that; of the figures only those of the chunks under way are ever Python objects.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import os
import threading
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, fields, is_dataclass
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
from expectations.reconciliation.instances import WHOLE_METHODS
from expectations.reconciliation.network import (
    SOLVER_VERSION,
    Component,
    Edit,
    EditTerm,
    Solution,
    Star,
    component,
    parts_of,
    solve_all,
)
from expectations.reconciliation.network.edits import edit_met
from expectations.reconciliation.network.publishing import suspect_rows, told_conflicts

FIGURE_COLUMNS = (
    "observation_id", "bulletin_id", "statement_id", "start", "sentence_start", "quote", "domain", "indicator",
    "item", "season", "coverage", "partner", "measure", "basis", "base_period_start", "base_period_end",
    "plan_authority", "role", "value", "value_used", "unit", "low", "high", "low_wide", "high_wide", "low_used",
    "high_used", "low_wide_used", "high_wide_used", "obs_status", "ref_area", "place", "period_start",
    "period_end", "time_period", "restates", "published_on", "value_text", "flags",
)  # fmt: skip
"""What a figure is made of: columns of `intermediate.figures`."""
CHUNK = 500
"""Components that are solved at once; a process has one chunk in hand and one waiting."""
_SELDOM = (200_000, 50, 100)
"""How often a solving process looks for cycles among its objects, of which there are many and hardly any in cycles;
as often as usual takes a sixth of its time."""
MANY = 2000
"""So many changed components are worth the start of other processes."""
STAR_COLUMNS = ("observation_id", "part", "qualifier", "factor_observation_id")
TERM_COLUMNS = (
    "instance_key", "identity_id", "method", "relation", "qualifier", "complete", "firm", "conclusive",
    "earlier_status", "later_status", "position", "sign", "term", "observation_id", "factor_id",
)  # fmt: skip


def solve_tables(
    figures: pa.Table,
    stars: pa.Table,
    terms: pa.Table,
    rules: Rules,
    previous: pa.Table | None = None,
    processes: int = 1,
) -> pa.Table:
    """Solve every component that is new or changed.

    Args:
        figures: `FIGURE_COLUMNS`, a row a figure.
        stars: `STAR_COLUMNS`, a row a level and percentage of its statement.
        terms: `TERM_COLUMNS`, a row a term of an identity.
        rules: the reference tables.
        previous: what this function gave before, if anything.
        processes: how many solve, where more than `MANY` components are to be solved; each takes some 150 MB.

    Returns:
        A table of the schema `COMPONENTS`, ordered by component.
    """
    kept, tasks = changed_components(figures, stars, terms, rules, previous)
    if processes > 1 and len(tasks.named) > MANY and not multiprocessing.current_process().daemon:
        fresh = list(_solved_by_others(tasks, rules, processes))
    else:
        fresh = [solved(task, rules) for task in tasks]
    return pa.concat_tables([kept, *fresh]).sort_by("component_id")


def changed_components(
    figures: pa.Table, stars: pa.Table, terms: pa.Table, rules: Rules, previous: pa.Table | None = None
) -> tuple[pa.Table, Tasks]:
    """The rows of `previous` that still hold, and what is to be solved, as `solve_tables` takes it."""
    tables = {"figures": figures, "stars": stars, "terms": _usable(terms, rules)}
    with duckdb.connect(":memory:") as connection:
        for name, table in tables.items():
            connection.register(name, table.append_column("row", pa.array(np.arange(len(table)))))
        connection.register("labels", _labels(stars, tables["terms"]))
        _hash(connection)
        kept = _kept(connection, previous, version(rules))
        changed = connection.execute("""
            select component_id, content_hash, label, row_number() over (order by component_id) - 1 as rank
            from changed
            order by component_id
        """).to_arrow_table()
        connection.register("ranked", changed)
        places = {name: _places(connection, name) for name in tables}
    return kept, Tasks(tables, changed.select(["component_id", "content_hash"]), places)


def version(rules: Rules, rows: pa.Schema = COMPONENTS) -> str:
    """Of the solver, the rules and the shape of the rows; the same in every process, where the order of sets is not."""
    text = f"{_in_order(rules)!r}|{rows}"
    return f"{SOLVER_VERSION}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _in_order(value: Any) -> Any:
    """Plain tuples for dataclasses, mappings and sets, the latter two sorted."""
    if is_dataclass(value):
        return tuple((field.name, _in_order(getattr(value, field.name))) for field in fields(value))
    if isinstance(value, Mapping):
        return tuple(sorted((repr(_in_order(key)), _in_order(held)) for key, held in value.items()))
    if isinstance(value, (set, frozenset)):
        return tuple(sorted(repr(_in_order(held)) for held in value))
    return tuple(map(_in_order, value)) if isinstance(value, (tuple, list)) else value


def _usable(terms: pa.Table, rules: Rules) -> pa.Table:
    """The terms of identities that can contradict, as `edits_of` chooses them, for all rows at once."""
    informative = [rule.identity_id for rule in rules.identities if rule.severity == "info"]
    untestable = pc.and_(pc.invert(terms["complete"]), pc.is_in(terms["method"], value_set=pa.array(WHOLE_METHODS)))
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
    """Each component's id (its first figure) and a hash of everything that decides its result.

    DuckDB's own hash, of 64 bits a row: where another version has another, everything is solved once more. A digest
    of the columns as text took 14 times as long, which was most of what one changed bulletin cost.
    """
    rows = " union all ".join(
        f"select labels.label, hash({_columns(table, columns)}) as line "  # noqa: S608
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


def _columns(table: str, columns: Iterable[str]) -> str:
    return ", ".join(f'{table}."{column}"' for column in columns)


def _kept(connection: duckdb.DuckDBPyConnection, previous: pa.Table | None, version: str) -> pa.Table:
    """The rows of components that are as before; what is left to solve stands in `changed`."""
    known = None if previous is None else previous.filter(pc.equal(previous["solver_version"], version))
    if not known:
        connection.execute("create temp table changed as from hashed")
        return COMPONENTS.empty_table()
    current = known.cast(COMPONENTS)
    connection.register("before", current.select(["whole_id", "content_hash"]))
    connection.execute(
        "create temp table changed as from hashed where (component_id, content_hash) not in (from before)"
    )
    same = connection.execute(
        "select component_id from hashed where (component_id, content_hash) in (from before)"
    ).to_arrow_table()
    return current.filter(pc.is_in(current["whole_id"], value_set=same["component_id"].combine_chunks()))


def _places(connection: duckdb.DuckDBPyConnection, table: str) -> pa.Table:
    """The changed components' rows of a table: their component's rank and their place, in the order of solving."""
    order = "instance_key, position" if table == "terms" else "observation_id"
    return connection.execute(f"""
        select ranked.rank, {table}.row
        from {table}
        inner join labels on {table}.observation_id = labels.observation_id
        inner join ranked on labels.label = ranked.label
        order by ranked.rank, {table}.{order}
    """).to_arrow_table()  # noqa: S608 - names of tables


_PLACE = "place_in_task"


@dataclass(frozen=True, slots=True)
class Task:
    """Components to be solved: their ids and hashes, and their rows, each with the place of its component."""

    named: pa.Table
    figures: pa.Table
    stars: pa.Table
    terms: pa.Table


@dataclass(frozen=True, slots=True)
class Tasks:
    """The changed components, chunk by chunk."""

    tables: Mapping[str, pa.Table]
    named: pa.Table
    places: Mapping[str, pa.Table]

    def __iter__(self) -> Iterator[Task]:
        ranks = {name: places["rank"].to_numpy() for name, places in self.places.items()}
        for start in range(0, len(self.named), CHUNK):
            named = self.named.slice(start, CHUNK)
            parts = {name: self._part(name, ranks[name], start, start + len(named)) for name in self.tables}
            yield Task(named, **parts)

    def _part(self, name: str, ranks: Any, start: int, stop: int) -> pa.Table:
        first, last = np.searchsorted(ranks, [start, stop])
        places = self.places[name].slice(first, last - first)
        rows = self.tables[name].take(places["row"])
        return rows.append_column(_PLACE, pc.subtract(places["rank"], start))


def _solved_by_others(tasks: Iterable[Task], rules: Rules, processes: int) -> Iterator[pa.Table]:
    """Have other processes solve, in the order of the tasks; each has one task in hand and one waiting.

    They are started afresh (`spawn`): a fork would copy the threads and connections of whoever asks.
    """
    context = multiprocessing.get_context("spawn")
    begun: deque[Future[pa.Table]] = deque()
    with ProcessPoolExecutor(processes, context, _begin) as others:
        for task in tasks:
            if len(begun) >= 2 * processes:
                yield begun.popleft().result()
            begun.append(others.submit(solved, task, rules))
        while begun:
            yield begun.popleft().result()


def _begin() -> None:
    """Get ready to solve, and end when the process that started this one has ended, however that was."""
    gc.set_threshold(*_SELDOM)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def solved(task: Task, rules: Rules) -> pa.Table:
    """Solve the components of a task: a table of the schema `COMPONENTS`."""
    parts = [(whole, part) for whole in components_in(task, rules) for part in parts_of(whole)]
    solutions = solve_all((part for _, part in parts), rules.balances)
    current = version(rules)
    rows = [
        component_row(part, solution, rules, current)
        | {"whole_id": whole.component_id, "content_hash": whole.content_hash}
        for (whole, part), solution in zip(parts, solutions, strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=COMPONENTS)


def components_in(task: Task, rules: Rules) -> list[Component]:
    """The components of a task, as the library takes them."""
    hashes = task.named["content_hash"].to_pylist()
    figures, stars, terms = (_by_place(table, len(hashes)) for table in (task.figures, task.stars, task.terms))
    return [
        component(map(figure_from_columns, figures[i]), map(_star, stars[i]), _edits(terms[i], rules), content_hash)
        for i, content_hash in enumerate(hashes)
    ]


def _by_place(table: pa.Table, count: int) -> list[list[dict[str, Any]]]:
    groups: list[list[dict[str, Any]]] = [[] for _ in range(count)]
    for row in table.to_pylist():
        groups[row.pop(_PLACE)].append(row)
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
        first = rows[0]
        yield edit_met(
            identities[first["identity_id"]],
            rules,
            method=first["method"],
            relation=first["relation"],
            qualifier=first["qualifier"],
            terms=[_term(row) for row in rows],
            bands=(first["earlier_status"], first["later_status"]),
            firm=first["firm"],
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
        "findings": [_plain(finding) for finding in solution.figures],
        "implied": list(_implied(solution, edits)),
        "conflicts": [_plain(told) for told in told_conflicts([solution], figures, edits, rules)],
        "suspects": [_plain(row) for row in suspect_rows([solution], figures)],
    }


def _implied(solution: Solution, edits: Mapping[str, Edit]) -> Iterator[dict[str, Any]]:
    """Implied levels, plans and bases, with the round plan where only one is possible."""
    round_plans = {
        (term.figure, term.factor): plan
        for found in solution.round_plans
        for term, plan in zip(_terms(edits[found.edit_id]), found.plans, strict=True)
    }
    for implied in solution.implied:
        row = _plain(implied)
        is_plan = implied.form == "plan"
        row["round_value"] = round_plans.get((implied.observation_id, implied.factor_id)) if is_plan else None
        yield row


def _plain(row: Any) -> dict[str, Any]:
    """The fields of a dataclass of plain values; `asdict` would copy each, which takes longer than to solve."""
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def _terms(edit: Edit) -> Sequence[EditTerm]:
    return (edit.total, *edit.components)
