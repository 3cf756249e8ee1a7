"""Bulletins that nobody tuned the extractor on are read in the columns that their labels have."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

from orchestration.bulletins.extract import extract
from orchestration.bulletins.records import Extraction
from tests.support.bulletins import EXTRA, OTHER_PROVINCES, other_province
from tests.support.compare import differences
from tests.support.golden import Row, document_of, plain_row


@cache
def extraction(name: str) -> Extraction:
    return extract(document_of(other_province(name), "0123456789abcdef"))


def labels(name: str) -> list[Row]:
    lines = (EXTRA / f"{name}.observations.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


LABELLED = [pytest.param(name, row, id=f"{name}:{row['quote']}") for name in OTHER_PROVINCES for row in labels(name)]


@pytest.mark.parametrize(("name", "label"), LABELLED)
def test_each_figure_is_read_as_labelled(name: str, label: Row) -> None:
    found = {(row.start, row.end): plain_row(row) for row in extraction(name).observations}
    span = (label["start"], label["end"])
    assert span in found, f"nothing was read at «{label['quote']}»"
    assert differences(label, found[span]) == []


@pytest.mark.parametrize("name", OTHER_PROVINCES)
def test_nothing_else_is_read(name: str) -> None:
    spans = {(row["start"], row["end"]) for row in labels(name)}
    assert [row.quote for row in extraction(name).observations if (row.start, row.end) not in spans] == []


@pytest.mark.parametrize("name", OTHER_PROVINCES)
def test_the_ledger_adds_up(name: str) -> None:
    numerals = extraction(name).numerals
    for run in re.finditer("[0-9]+", other_province(name)):
        owners = [row for row in numerals if row.start <= run.start() and run.end() <= row.end]
        assert len(owners) == 1, f"{run.group()} at {run.start()}"
        assert owners[0].role != "unresolved"


def test_a_bulletin_on_trade_alone_has_no_figure_of_another_domain() -> None:
    assert {row.domain for row in extraction("quang-ninh-2024-9m").observations} == {"trade"}
