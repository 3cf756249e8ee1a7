"""The extractor reads the two bundled bulletins as a careful reader does, column by column."""

from __future__ import annotations

import re
from functools import cache

import pytest

from orchestration.bulletins.extract import extract
from orchestration.bulletins.records import Extraction
from tests.support.compare import differences
from tests.support.golden import NAMES, Row, bulletin_text, document, golden_rows, plain_row


@cache
def extraction(name: str) -> Extraction:
    return extract(document(name))


def labelled(kind: str) -> list[object]:
    """One test parameter a labelled row, named by bulletin, place and words."""
    return [
        pytest.param(name, row, id=f"{name}:{row['start']}:{row['quote'][:40]}")
        for name in NAMES
        for row in golden_rows(name, kind)
    ]


def read(name: str, kind: str) -> dict[tuple[int, int], Row]:
    return {(row.start, row.end): plain_row(row) for row in getattr(extraction(name), kind)}


def assert_read(name: str, kind: str, label: Row) -> None:
    """Fail with the columns that differ, each with what was expected and what was read."""
    found = read(name, kind).get((label["start"], label["end"]))
    assert found is not None, f"nothing was read at {label['start']}–{label['end']}: «{label['quote']}»"
    wrong = differences(label, found)
    assert not wrong, f"«{label['quote']}» at {label['start']}: " + "; ".join(wrong)


@pytest.mark.parametrize(("name", "label"), labelled("observations"))
def test_each_figure_is_read_as_labelled(name: str, label: Row) -> None:
    assert_read(name, "observations", label)


@pytest.mark.parametrize(("name", "label"), labelled("events"))
def test_each_project_event_is_read_as_labelled(name: str, label: Row) -> None:
    assert_read(name, "events", label)


@pytest.mark.parametrize(("name", "label"), labelled("situations"))
def test_each_labelled_situation_is_read(name: str, label: Row) -> None:
    assert_read(name, "situations", label)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["observations", "events"])
def test_nothing_else_is_read(name: str, kind: str) -> None:
    labels = {(row["start"], row["end"]) for row in golden_rows(name, kind)}
    invented = [row["quote"] for span, row in read(name, kind).items() if span not in labels]
    assert invented == []


@pytest.mark.parametrize("name", NAMES)
def test_no_situation_is_told_in_words_that_hold_a_figure(name: str) -> None:
    figures = golden_rows(name, "observations")
    for row in extraction(name).situations:
        assert not any(row.start < figure["end"] and figure["start"] < row.end for figure in figures), row.quote


@pytest.mark.parametrize("name", NAMES)
def test_every_digit_run_has_the_role_that_a_reader_gives_it(name: str) -> None:
    assert digit_run_roles(name, [plain_row(row) for row in extraction(name).numerals]) == digit_run_roles(
        name, golden_rows(name, "numerals")
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_ledger_adds_up(name: str) -> None:
    runs = list(re.finditer("[0-9]+", bulletin_text(name)))
    numerals = extraction(name).numerals
    assert extraction(name).digit_run_count == len(runs)
    for run in runs:
        assert sum(row.start <= run.start() and run.end() <= row.end for row in numerals) == 1
    figures = {row.observation_id for row in extraction(name).observations}
    assert {row.observation_id for row in numerals if row.role == "observation"} == figures


def digit_run_roles(name: str, numerals: list[Row]) -> dict[str, tuple[str, str | None]]:
    """Role and figure of each digit run, so that «6» and «6 tháng» compare equal."""
    return {
        f"{run.start()}:{run.group()}": (row["role"], row["observation_id"])
        for run in re.finditer("[0-9]+", bulletin_text(name))
        for row in numerals
        if row["start"] <= run.start() and run.end() <= row["end"]
    }


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("lang-son-2024-h1", "2024-01-01", "2024-06-30"),
        ("lang-son-2023-q2", "2023-01-01", "2023-06-30"),
    ],
)
def test_the_report_period_is_the_one_most_often_stated(name: str, start: str, end: str) -> None:
    period = extraction(name).report_period
    assert period is not None
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
