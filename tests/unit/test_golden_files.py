"""The labels themselves hold together: before they judge an extractor, they must not contradict the texts."""

from __future__ import annotations

import dataclasses
import itertools
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

import pytest

from orchestration.bulletins import records
from tests.support.golden import (
    NAMES,
    UNLABELLED,
    Row,
    bulletin_id,
    bulletin_text,
    golden_rows,
    plain_number,
)

ROW_TYPES = {
    "observations": records.Observation,
    "events": records.ProjectEvent,
    "situations": records.Situation,
    "numerals": records.Numeral,
}
IDENTIFIERS = {
    "observations": "observation_id",
    "events": "event_id",
    "situations": "situation_id",
    "numerals": "numeral_id",
}
ALTERNATIVES = {"period_alternatives", "status_alternatives", "period_source_alternatives", "note"}
EVERY_FILE = [(name, kind) for name in NAMES for kind in ROW_TYPES]


def observations() -> list[tuple[str, Row]]:
    return [(name, row) for name in NAMES for row in golden_rows(name, "observations")]


def test_there_are_thirty_one_figures_and_thirteen_events() -> None:
    assert len(observations()) == 31
    assert sum(len(golden_rows(name, "events")) for name in NAMES) == 13


@pytest.mark.parametrize(("name", "kind"), EVERY_FILE)
def test_every_column_is_labelled(name: str, kind: str) -> None:
    columns = {field.name for field in dataclasses.fields(ROW_TYPES[kind])} - UNLABELLED
    for row in golden_rows(name, kind):
        assert set(row) - ALTERNATIVES == columns


@pytest.mark.parametrize(("name", "kind"), EVERY_FILE)
def test_spans_show_their_words(name: str, kind: str) -> None:
    text = bulletin_text(name)
    for row in golden_rows(name, kind):
        assert text[row["start"] : row["end"]] == row["text" if kind == "numerals" else "quote"]


@pytest.mark.parametrize(("name", "kind"), EVERY_FILE)
def test_rows_are_named_by_bulletin_and_place(name: str, kind: str) -> None:
    rows = golden_rows(name, kind)
    for row in rows:
        assert row["bulletin_id"] == bulletin_id(name)
        assert row[IDENTIFIERS[kind]].startswith(bulletin_id(name) + ":")
        assert row[IDENTIFIERS[kind]].endswith(f":{row['start']}")
    assert len({row[IDENTIFIERS[kind]] for row in rows}) == len(rows)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["observations", "numerals"])
def test_spans_do_not_overlap(name: str, kind: str) -> None:
    rows = golden_rows(name, kind)
    assert all(before["end"] <= after["start"] for before, after in itertools.pairwise(rows))


@pytest.mark.parametrize(("name", "kind"), [pair for pair in EVERY_FILE if pair[1] != "numerals"])
def test_a_sentence_holds_its_span_and_lies_in_one_line(name: str, kind: str) -> None:
    text = bulletin_text(name)
    for row in golden_rows(name, kind):
        sentence = text[row["sentence_start"] : row["sentence_end"]]
        assert row["quote"] in sentence
        assert sentence == sentence.strip()
        assert "\n" not in sentence
        assert sentence.endswith((".", "USD"))


@pytest.mark.parametrize("name", NAMES)
def test_each_digit_run_lies_in_exactly_one_numeral(name: str) -> None:
    rows = golden_rows(name, "numerals")
    for run in re.finditer("[0-9]+", bulletin_text(name)):
        owners = [row for row in rows if row["start"] <= run.start() and run.end() <= row["end"]]
        assert len(owners) == 1, f"digits {run.group()} at {run.start()} lie in {len(owners)} numerals"


@pytest.mark.parametrize("name", NAMES)
def test_numerals_of_role_observation_are_the_figures(name: str) -> None:
    figures = {row["observation_id"]: row for row in golden_rows(name, "observations")}
    numerals = [row for row in golden_rows(name, "numerals") if row["role"] == "observation"]
    assert {row["observation_id"] for row in numerals} == set(figures)
    for numeral in numerals:
        assert figures[numeral["observation_id"]]["value_text"].startswith(numeral["text"])


def test_roles_measures_and_sources_are_those_of_the_row_types() -> None:
    for _, row in observations():
        assert row["measure"] in get_args(records.Measure)
        assert row["role"] in get_args(records.Role)
        assert row["obs_status"] in get_args(records.ObsStatus)
        assert row["hedge"] is None or row["hedge"] in get_args(records.Hedge)
        assert row["basis"] is None or row["basis"] in get_args(records.Basis)
        for column in ("period_source", "unit_source", "indicator_source"):
            assert row[column] in get_args(records.Source)
        assert (row["basis_source"] is None) == (row["basis"] is None)
    for name in NAMES:
        assert {row["role"] for row in golden_rows(name, "numerals")} <= set(get_args(records.NumeralRole))


def test_the_interval_holds_the_value_and_the_wide_one_holds_the_interval() -> None:
    for _, row in observations():
        bounds = [Decimal(row[column]) for column in ("low_wide", "low", "value", "high", "high_wide")]
        assert bounds == sorted(bounds), row["quote"]


def test_numbers_are_plain_exact_text() -> None:
    for _, row in observations():
        for column in ("value", "low", "high", "low_wide", "high_wide"):
            assert row[column] == plain_number(Decimal(row[column]))


def test_decimals_are_the_printed_ones() -> None:
    for _, row in observations():
        number = re.match("[0-9.]+(?:,([0-9]+))?", row["value_text"])
        assert number is not None
        assert row["decimals"] == len(number.group(1) or "")


def test_a_quote_is_number_space_unit() -> None:
    for _, row in observations():
        assert re.fullmatch(re.escape(row["value_text"]) + r"\s*" + re.escape(row["unit_text"]), row["quote"])


def test_periods_are_ordered_and_named_in_the_form_of_sdmx() -> None:
    for name in NAMES:
        for kind in ("observations", "events", "situations"):
            for row in golden_rows(name, kind):
                start, end = date.fromisoformat(row["period_start"]), date.fromisoformat(row["period_end"])
                assert start <= end
                assert (start, end) == dates_of(row["time_period"])


def dates_of(time_period: str) -> tuple[date, date]:
    """An independent reading of the four SDMX forms that the labels use."""
    year = int(time_period[:4])
    if time_period.endswith("-S1"):
        return date(year, 1, 1), date(year, 6, 30)
    if "/P" in time_period:
        start_text, days = time_period.split("/P")
        start = date.fromisoformat(start_text)
        return start, start + timedelta(days=int(days.removesuffix("D")) - 1)
    day = date.fromisoformat(time_period)
    return day, day


def test_the_base_of_a_growth_is_the_same_window_one_year_before() -> None:
    for _, row in observations():
        if row["basis"] != "same_period_previous_year":
            assert row["base_period_start"] is None
            assert row["base_period_end"] is None
            continue
        for column in ("start", "end"):
            period, base = row[f"period_{column}"], row[f"base_period_{column}"]
            assert base == f"{int(period[:4]) - 1}{period[4:]}"


@pytest.mark.parametrize("name", NAMES)
def test_figures_of_a_statement_share_series_and_period(name: str) -> None:
    rows = {row["observation_id"]: row for row in golden_rows(name, "observations")}
    for row in rows.values():
        head = rows[row["statement_id"]]
        assert head["measure"] in {"level", "share"}
        assert head["sentence_start"] == row["sentence_start"]
        for column in ("indicator", "item", "coverage", "indicator_phrase", "period_start", "period_end"):
            assert row[column] == head[column]


@pytest.mark.parametrize("name", NAMES)
def test_a_repeated_figure_contains_the_preferred_one(name: str) -> None:
    rows = {row["observation_id"]: row for row in golden_rows(name, "observations")}
    repeated = [row for row in rows.values() if row["restates"]]
    for row in repeated:
        kept = rows[row["restates"]]
        assert kept["restates"] is None
        assert Decimal(row["low"]) <= Decimal(kept["low"])
        assert Decimal(kept["high"]) <= Decimal(row["high"])
        ends = [date.fromisoformat(part["period_end"]) for part in (row, kept)]
        assert abs(ends[0] - ends[1]) <= timedelta(days=31)
        for column in ("indicator", "item", "measure", "basis", "period_start"):
            assert row[column] == kept[column]
    assert len(repeated) == (3 if name == "lang-son-2024-h1" else 0)
