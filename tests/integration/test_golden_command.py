"""`bantin extract … --format jsonl --kind all` prints what the labels say, in every column that they have."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from decimal import Decimal

import pytest

from tests.support.compare import differences
from tests.support.golden import NAMES, REPOSITORY, Row, bulletin_path, golden_rows, plain_number

pytestmark = pytest.mark.integration

KINDS = {"observation": "observations", "event": "events", "situation": "situations", "numeral": "numerals"}


@pytest.fixture(scope="module")
def printed() -> list[Row]:
    """Every line that the command prints for the two bulletins, numbers exact."""
    files = [str(bulletin_path(name).relative_to(REPOSITORY)) for name in NAMES]
    command = [sys.executable, "-m", "orchestration", "extract", *files, "--format", "jsonl", "--kind", "all"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=120)
    return [json.loads(line, parse_float=Decimal) for line in done.stdout.splitlines()]


def as_labels_write(row: Row) -> Row:
    """The printed numbers of quantities as the labels write them, as exact text."""
    exact = dict(row)
    for column in ("value", "low", "high", "low_wide", "high_wide"):
        if exact.get(column) is not None:
            exact[column] = plain_number(Decimal(exact[column]))
    return exact


def of(printed: list[Row], name: str, kind: str) -> dict[tuple[int, int], Row]:
    return {
        (row["start"], row["end"]): as_labels_write(row)
        for row in printed
        if row["kind"] == kind and row["source_name"].endswith(f"{name}.txt")
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["observation", "event", "situation"])
def test_the_command_prints_the_labelled_rows(printed: list[Row], name: str, kind: str) -> None:
    rows = of(printed, name, kind)
    for label in golden_rows(name, KINDS[kind]):
        found = rows.get((label["start"], label["end"]))
        assert found is not None, f"«{label['quote']}» is missing"
        assert differences(label, found) == [], label["quote"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["observation", "event"])
def test_the_command_prints_nothing_else(printed: list[Row], name: str, kind: str) -> None:
    assert len(of(printed, name, kind)) == len(golden_rows(name, KINDS[kind]))


@pytest.mark.parametrize("name", NAMES)
def test_the_command_prints_the_whole_ledger(printed: list[Row], name: str) -> None:
    rows = of(printed, name, "numeral").values()
    assert Counter(row["role"] for row in rows) == Counter(row["role"] for row in golden_rows(name, "numerals"))


def test_every_line_says_its_kind_and_source(printed: list[Row]) -> None:
    assert {row["kind"] for row in printed} == set(KINDS)
    assert all(row["source_name"] for row in printed)
