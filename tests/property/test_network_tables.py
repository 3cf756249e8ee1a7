"""The network from Arrow to Arrow: what has not changed is not solved again, and several processes find the same."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from benchmarks import suggestion_scale
from benchmarks.network_scale import Generator, Tables, one_changed
from expectations import network_tables, suggestion_tables
from expectations.network_tables import changed_components, solve_tables
from expectations.reconciliation import Figure, Rules, figure_from_columns
from expectations.reconciliation.network.suggestions import Suggestion, suggested_links
from expectations.suggestion_tables import (
    LINK_COLUMNS,
    SUGGESTIONS,
    suggest_tables,
    suggestion_row,
    suggestions_in,
)
from orchestration.settings import REPOSITORY
from tests.support.identities import reference_rules


@pytest.fixture(scope="module")
def rules() -> Rules:
    return reference_rules()


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Generator(3, 0.03).tables(400)


@pytest.fixture(scope="module")
def first(tables: Tables, rules: Rules) -> pa.Table:
    return solve_tables(tables.figures, tables.stars, tables.terms, rules)


def to_solve(tables: Tables, rules: Rules, previous: pa.Table) -> list[str]:
    _, tasks = changed_components(tables.figures, tables.stars, tables.terms, rules, previous)
    return tasks.named["component_id"].to_pylist()


def test_the_networks_agree_but_for_misprints(first: pa.Table) -> None:
    counts = {row["values"]: row["counts"] for row in pc.value_counts(first["agreement"]).to_pylist()}
    assert counts["reconciled"] > 20
    assert 0 < counts["contradicted"] < 5


def test_a_second_time_nothing_is_solved(tables: Tables, rules: Rules, first: pa.Table) -> None:
    assert to_solve(tables, rules, first) == []
    again = solve_tables(tables.figures, tables.stars, tables.terms, rules, first)
    assert again.equals(first)


def test_a_changed_figure_solves_its_component_again_and_no_other(
    tables: Tables, rules: Rules, first: pa.Table
) -> None:
    changed = one_changed(tables)
    (component,) = to_solve(changed, rules, first)
    again = solve_tables(changed.figures, changed.stars, changed.terms, rules, first)
    same = pc.not_equal(first["component_id"], component)
    assert again.filter(same).equals(first.filter(same))
    assert again["content_hash"].to_pylist() != first["content_hash"].to_pylist()
    assert again.equals(solve_tables(changed.figures, changed.stars, changed.terms, rules))


def test_a_changed_rule_solves_everything_again(tables: Tables, rules: Rules, first: pa.Table) -> None:
    other = dataclasses.replace(rules, revision_bands={**rules.revision_bands, ("A", "A"): 1})
    assert to_solve(tables, other, first) == first["component_id"].to_pylist()


def test_rules_have_the_same_version_in_every_process(rules: Rules) -> None:
    code = (
        "from expectations.network_tables import version; from tests.support.identities import reference_rules;"
        "print(version(reference_rules()))"
    )
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == network_tables.version(rules)


def test_two_processes_find_the_same(
    tables: Tables, rules: Rules, first: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_tables, "MANY", 0)
    monkeypatch.setattr(network_tables, "CHUNK", 7)
    assert solve_tables(tables.figures, tables.stars, tables.terms, rules, processes=2).equals(first)


def test_nothing_gives_nothing(tables: Tables, rules: Rules) -> None:
    empty = (tables.figures[:0], tables.stars[:0], tables.terms[:0])
    assert len(solve_tables(*empty, rules)) == 0


# --- suggested series links ---------------------------------------------------------------------------

FIGURES_OF_SUGGESTIONS = suggestion_scale.Generator(4, ["VN-04"]).table(700)
NO_LINKS = suggestion_scale.LINKS.empty_table()


@pytest.fixture(scope="module")
def families(rules: Rules) -> pa.Table:
    return suggest_tables(FIGURES_OF_SUGGESTIONS, NO_LINKS, rules)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The items of the families that are looked at from now on."""
    seen: list[str | None] = []
    look = suggestion_tables.links_in_family

    def noting(figures: Sequence[Figure], *rest: Any) -> Iterator[Suggestion]:
        seen.append(figures[0].item)
        return look(figures, *rest)

    monkeypatch.setattr(suggestion_tables, "links_in_family", noting)
    return seen


def with_cell(figures: pa.Table, row: int, column: str, value: object) -> pa.Table:
    cells = figures[column].to_pylist()
    cells[row] = value
    place = figures.schema.get_field_index(column)
    return figures.set_column(place, column, pa.array(cells, figures.schema.field(place).type))


def test_the_families_suggest_what_all_figures_at_once_do(rules: Rules, families: pa.Table) -> None:
    found = suggested_links(map(figure_from_columns, FIGURES_OF_SUGGESTIONS.to_pylist()), rules)
    assert len(found) > 3
    expected = pa.Table.from_pylist([suggestion_row(one) for one in found], schema=SUGGESTIONS)
    assert suggestions_in(families).equals(expected)


def test_a_second_time_no_family_is_looked_at(rules: Rules, families: pa.Table, looked_at: list[str | None]) -> None:
    assert suggest_tables(FIGURES_OF_SUGGESTIONS, NO_LINKS, rules, families).equals(families)
    assert looked_at == []


def test_a_changed_bulletin_has_its_own_families_looked_at(
    rules: Rules, families: pa.Table, looked_at: list[str | None]
) -> None:
    """A bulletin of another province is new; then a figure of it changes: the first province is left alone."""
    other = suggestion_scale.Generator(4, ["VN-05"]).table(700)
    both = pa.concat_tables([FIGURES_OF_SUGGESTIONS, other]).combine_chunks()
    grown = suggest_tables(both, NO_LINKS, rules, families)
    assert 0 < len(looked_at) == len(grown) - len(families)
    first = len(looked_at)
    again = suggest_tables(with_cell(both, len(both) - 1, "quote", "changed"), NO_LINKS, rules, grown)
    assert first < len(looked_at) <= 2 * first
    assert again["content_hash"].to_pylist() != grown["content_hash"].to_pylist()
    assert suggestions_in(again).equals(suggestions_in(grown))


def test_an_accepted_link_has_only_the_bulletins_of_its_series_looked_at(
    rules: Rules, families: pa.Table, looked_at: list[str | None]
) -> None:
    row = dict.fromkeys(LINK_COLUMNS) | {"series_link_id": "L"}
    row |= {"ref_area": "VN-50", "indicator": "tea", "linked_ref_area": "VN-50", "linked_indicator": "tea"}
    elsewhere = pa.Table.from_pylist([row], schema=suggestion_scale.LINKS)
    assert suggest_tables(FIGURES_OF_SUGGESTIONS, elsewhere, rules, families).equals(families)
    assert looked_at == []
    (accepted,) = suggestions_in(families).slice(0, 1).to_pylist()
    here = pa.Table.from_pylist(
        [{name: accepted.get(name) for name in LINK_COLUMNS} | {"series_link_id": "L"}], schema=suggestion_scale.LINKS
    )
    fewer = suggestions_in(suggest_tables(FIGURES_OF_SUGGESTIONS, here, rules, families))
    assert looked_at
    assert accepted["suggestion_id"] not in fewer["suggestion_id"].to_pylist()


def test_rows_of_an_older_shape_are_not_taken_over(rules: Rules, families: pa.Table) -> None:
    older = suggestions_in(families)
    assert suggest_tables(FIGURES_OF_SUGGESTIONS, NO_LINKS, rules, older).equals(families)
