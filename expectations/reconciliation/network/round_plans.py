"""Round plans: provinces plan in round numbers, and often only one set of them fits what is printed.

Plans are not printed as a rule; a level and its attainment imply an interval. Where the identity of the plans
leaves exactly one choice of multiples of a round step for all of them, that choice is told, as a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from expectations.reconciliation.intervals import Interval, decimal_of
from expectations.reconciliation.network.bounds import Bounds
from expectations.reconciliation.network.edits import Edit
from expectations.reconciliation.network.results import RoundPlans
from expectations.reconciliation.network.system import System

MOST_TRIALS = 2000


def round_plans(system: System, edits: Sequence[Edit], bounds: Bounds) -> Iterator[RoundPlans]:
    """The round plans of each identity between plans, where only one choice is possible."""
    places = {(v.form, v.figure, v.factor): index for index, v in enumerate(system.variables)}
    for edit in edits:
        if edit.method != "plan_total":
            continue
        terms = (edit.total, *edit.components)
        variables = [places["plan", term.figure, term.factor] for term in terms]
        found = _coarsest([bounds.of_variable(variable) for variable in variables])
        if found is not None:
            grid, plans = found
            step = decimal_of(grid)
            values = [decimal_of(plan) for plan in plans]
            assert step is not None
            yield RoundPlans(
                edit.edit_id, step, tuple(term.figure for term in terms), tuple(v for v in values if v is not None)
            )


def _coarsest(intervals: Sequence[Interval]) -> tuple[int, tuple[int, ...]] | None:
    """The largest step of 1, 2 or 5 times a power of ten that some choice fits, where it is the only one."""
    if any(interval.low is None or interval.high is None for interval in intervals):
        return None
    largest = max(interval.high or 0 for interval in intervals)
    for step in _steps(largest):
        choices = _choices(intervals, step)
        if choices is None or len(choices) > 1:
            return None
        if choices:
            return step, choices[0]
    return None


def _steps(largest: int) -> Iterator[int]:
    power = 10 ** len(str(max(largest, 1)))
    while power >= 1:
        for factor in (5, 2, 1):
            yield factor * power
        power //= 10


def _choices(intervals: Sequence[Interval], step: int) -> list[tuple[int, ...]] | None:
    """At most two choices of multiples that add up; ``None`` where there are too many to try."""
    multiples = [range(-(-(i.low or 0) // step), (i.high or 0) // step + 1) for i in intervals]
    parts = multiples[1:]
    trials = 1
    for part in parts:
        trials *= len(part)
    if trials > MOST_TRIALS:
        return None
    found = []
    for chosen in product(*parts):
        if sum(chosen) in multiples[0]:
            found.append(tuple(count * step for count in (sum(chosen), *chosen)))
            if len(found) > 1:
                break
    return found
