"""Honest rounding never contradicts itself, and an interval holds what it was made from."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.reconciliation import figure_from_columns, reconcile
from expectations.reconciliation.intervals import (
    Interval,
    divided_by_percent,
    growth_amount,
    product,
    shifted_percent,
    total,
)
from orchestration.bulletins.records import Observation
from tests.support.identities import reference_rules
from tests.support.random_figures import family

RULES = reference_rules()
MICRO = 10**6
amounts = st.integers(min_value=0, max_value=10**20)
signed = st.integers(min_value=-(10**20), max_value=10**20)
percents = st.integers(min_value=1, max_value=10**10)
slack = st.integers(min_value=0, max_value=10**12)


def around(truth: int, below: int, above: int) -> Interval:
    return Interval(truth - below, truth + above)


def columns(row: Observation) -> dict[str, object]:
    return {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**63))
def test_honestly_rounded_figures_never_contradict(seed: int) -> None:
    rows = family(Random(seed), "a", honest=True)
    found = reconcile([figure_from_columns(columns(row)) for row in rows], RULES)
    assert [row.expression for row in found.rows if row.status == "contradicted"] == []
    assert sum(row.status in ("reconciled", "reconciled_tight") for row in found.rows) >= 4


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**63))
def test_a_total_that_lost_its_separator_contradicts(seed: int) -> None:
    rows = family(Random(seed), "a", honest=True)
    tenfold = {name: getattr(rows[0], name) * 10 for name in ("value", "low", "high", "low_wide", "high_wide")}
    figures = [figure_from_columns(columns(row) | (tenfold if row is rows[0] else {})) for row in rows]
    found = reconcile(figures, RULES)
    verdict = next(v for v in found.verdicts if v.observation_id == rows[0].observation_id)
    assert verdict.status == "contradicted"


@given(st.lists(st.tuples(signed, slack, slack), min_size=1, max_size=6))
def test_a_sum_holds_the_sum(parts: list[tuple[int, int, int]]) -> None:
    truth = sum(value for value, _, _ in parts)
    assert total(around(*part) for part in parts).contains(Interval(truth, truth))


@given(signed, slack, slack, percents, slack)
def test_an_implied_plan_holds_the_plan(value: int, below: int, above: int, percent: int, spread: int) -> None:
    implied = divided_by_percent(around(value, below, above), Interval(percent, percent + spread))
    for divisor in (percent, percent + spread):
        quotient = Decimal(value) * 100 * MICRO / divisor
        assert implied.low is not None
        assert implied.high is not None
        assert implied.low <= quotient <= implied.high


@given(amounts, slack, st.integers(min_value=-99 * MICRO, max_value=10**10), slack)
def test_an_implied_change_holds_the_change(value: int, above: int, growth: int, spread: int) -> None:
    implied = growth_amount(Interval(value, value + above), Interval(growth, growth + spread))
    for level in (value, value + above):
        for rate in (growth, growth + spread):
            numerator, denominator = level * rate, 100 * MICRO + rate
            assert implied.low is not None
            assert implied.high is not None
            assert implied.low * denominator <= numerator <= implied.high * denominator
    assert shifted_percent(Interval(growth, growth)).low == growth + 100 * MICRO


@given(amounts, slack, amounts, slack)
def test_a_product_holds_the_product(left: int, more_left: int, right: int, more_right: int) -> None:
    found = product(Interval(left, left + more_left), Interval(right, right + more_right))
    assert found.low is not None
    assert found.high is not None
    assert found.low * MICRO <= left * right
    assert (left + more_left) * (right + more_right) <= found.high * MICRO


@given(signed, slack, slack, st.integers(min_value=0, max_value=10**6))
def test_widening_never_narrows(value: int, below: int, above: int, parts: int) -> None:
    interval = around(value, below, above)
    assert interval.widened(parts).contains(interval)
