"""Compares one labelled figure with the row that answers it, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tests.support.golden import Row
from tests.support.labelled import ATTRIBUTES

ESTIMATES = frozenset({"E", "P", "F"})
ROLES = {
    **dict.fromkeys((None, "rate", "share", "progress", "rank", "change", "peak", "total"), "actual"),
    **dict.fromkeys(("planned", "proposed"), "plan"),
}
"""Roles of the labels that the extractor tells by other columns or words."""
SAID = {
    "yoy_pct": ("growth", "same_period_previous_year"),
    "mom_pct": ("growth", "previous_period"),
    "pct_of_plan": ("plan_attainment", "plan"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One part of a fact: what the label says, what was read, and whether they agree."""

    name: str
    expected: object
    found: object
    good: bool


def span(row: Mapping[str, int]) -> tuple[int, int]:
    """The half-open span of a row."""
    return row["start"], row["end"]


def answers_to(fact: Row, figures: Sequence[Row]) -> list[Row]:
    """The rows on the words of a fact, the one that fits best first."""
    begin, end = fact["start"], fact["start"] + len(fact["quote_value"])

    def shared(row: Row) -> int:
        return min(row["end"], end) - max(row["start"], begin)

    def fit(row: Row) -> tuple[bool, bool, int]:
        return _value_matches(fact, row), row["measure"] == fact["measure"], shared(row)

    return sorted((row for row in figures if shared(row) > 0), key=fit, reverse=True)


def checks_of(fact: Row, row: Row, figures: Sequence[Row]) -> Iterator[Check]:
    """Compare a fact with the row that answers it, part by part."""
    value = (fact["value"], fact["unit"]), (row["value"], row["unit"])
    yield Check("value", *value, _value_matches(fact, row) and _unit(fact["unit"]) == _unit(row["unit"]))
    measures = fact["measure"], row["measure"]
    yield Check("measure", *measures, measures[0] == measures[1] or set(measures) <= {"growth", "ratio"})
    for name in ("hedge", "estimate", "role"):
        expected, found = _flag(name, fact, row)
        yield Check(name, expected, found, expected == found)
    yield from _period_checks(fact, row)
    yield Check("series", series_of(fact), series_of(row), series_of(fact) == series_of(row))
    if any(_cuts(fact)):
        yield Check("cuts", _cuts(fact), _cuts(row), _cuts(fact) == _cuts(row))
    yield from _said_checks(fact, row, figures)


def _flag(name: str, fact: Row, row: Row) -> tuple[object, object]:
    if name == "hedge":
        return fact.get("hedge") or None, row["hedge"]
    if name == "estimate":
        return bool(fact.get("estimate")), row["obs_status"] in ESTIMATES
    role = fact.get("role")
    return ROLES.get(role, role), row["role"]


def _period_checks(fact: Row, row: Row) -> Iterator[Check]:
    if fact.get("period_year_not_in_text"):
        return
    expected, found = (fact.get("period_start"), fact.get("period_end")), (row["period_start"], row["period_end"])
    if all(expected):
        alternatives = [tuple(period) for period in fact.get("period_alternatives", ())]
        yield Check("period", expected, found, found in [expected, *alternatives])
    elif not fact.get("period") and fact.get("period_kind") == "unknown":
        yield Check("period_abstain", (None, None), found, found == (None, None))


def _said_checks(fact: Row, row: Row, figures: Sequence[Row]) -> Iterator[Check]:
    """Whether the growth and plan figures of a fact stand in the statement of its row."""
    said = [one for one in figures if one["measure"] in ATTRIBUTES and one["statement_id"] == row["statement_id"]]
    for name, (measure, basis) in SAID.items():
        expected = fact.get(name)
        if expected is None or (fact["measure"] in ATTRIBUTES and expected == fact["value"]):
            continue
        good = any(one["basis"] == basis and _states(one, measure, expected) for one in said)
        yield Check(name, expected, [(one["measure"], one["basis"], one["value"]) for one in said], good)


def _states(row: Row, measure: str, expected: Decimal) -> bool:
    if row["value"] is None:
        return False
    value = Decimal(row["value"])
    as_growth = measure == "growth" and row["measure"] == "ratio" and value - 100 == expected
    return as_growth or (row["measure"] == measure and value == expected)


def _value_matches(fact: Row, row: Row) -> bool:
    expected = fact["value"]
    if expected is None:
        return True
    if isinstance(expected, list):
        ends = [Decimal(row[column]) for column in ("value", "low", "high") if row[column] is not None]
        return all(end in ends for end in expected)
    if row["value"] is None:
        return False
    as_growth = fact["measure"] == "growth" and row["measure"] == "ratio"
    return Decimal(row["value"]) - (100 if as_growth else 0) == expected


def _unit(code: str | None) -> str | None:
    return "percent" if code in ("%", "pct") else code


def series_of(row: Row) -> tuple[str | None, str | None]:
    """Indicator and item, the part of the series key that a figure cannot be used without."""
    return row["indicator"], row.get("item") or None


def _cuts(row: Row) -> tuple[str | None, ...]:
    return tuple(row.get(column) or None for column in ("season", "coverage", "partner"))
