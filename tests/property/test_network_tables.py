"""The network from Arrow to Arrow: what has not changed is not solved again, and several processes find the same."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from benchmarks.network_scale import Generator, Tables, one_changed
from expectations import network_tables
from expectations.network_tables import changed_components, solve_tables
from expectations.reconciliation import Rules
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
