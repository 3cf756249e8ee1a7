"""Texts in other clothes say the same: same facts, at the places where their words have gone.

The texts are the bundled bulletins and all labelled passages.
"""

from __future__ import annotations

from functools import cache

import pytest

from orchestration.bulletins.extract import extract
from orchestration.bulletins.records import Extraction
from tests.support.disguise import DISGUISES, Disguised, other_digits
from tests.support.golden import Row, document_of, plain_row
from tests.support.labelled import SETS, passages

SEED = 20240613
SERIES = ("domain", "indicator", "item", "season", "coverage", "partner", "measure", "basis", "role", "obs_status")
VALUES = ("value", "unit", "hedge", "low", "high")
PERIOD = ("period_start", "period_end", "time_period")
FIGURE = (*SERIES, *VALUES, *PERIOD)
NOT_THE_DIGITS = tuple(column for column in FIGURE if column not in ("value", "low", "high"))
EVENT = ("project_type", "status", "expected", *PERIOD)
SITUATION = ("domain", "topic", "assessment", *PERIOD)

LEFT_OUT: dict[str, frozenset[str]] = {"capitals": frozenset({"event", "numeral"})}
"""Kinds of rows that a disguise may change: the end of a project's name, and a number in a name («JICA 3»), are told
by capital letters, and in capitals every word has one."""

KNOWN: dict[tuple[str, str], str] = {
    ("capitals", "written/10-ben-tre-quy-i-2024"): "a numeral in words that has a capital may be a name («Ba Tri»)",
    ("capitals", "written/15-binh-phuoc-dieu-cao-su-2023"): "a numeral in words that has a capital may be a name",
    ("capitals", "dev/044"): "a place behind the comma is told by its capital",
    ("capitals", "dev/067"): "a place behind the comma is told by its capital",
    ("capitals", "fresh/06-ca-mau-tom-quy-i"): "a numeral in words that has a capital may be a name",
    ("capitals", "fresh/11-tuyen-quang-lam-nghiep"): "a numeral in words that has a capital may be a name",
    ("capitals", "fresh/19-ben-tre-rach-mieu-2"): "a numeral in words that has a capital may be a name",
    ("capitals", "latest/09-tay-ninh-phat-thanh"): "a numeral in words that has a capital may be a name",
    ("capitals", "latest/10-ha-tinh-lam-nghiep-dong-tin"): "a numeral in words that has a capital may be a name",
    ("wrapped lines", "latest/08-lam-dong-thu-dau-tu"): "a line that begins with a dash looks like a list",
    ("wrapped lines", "fresh/14-son-la-cay-an-qua"): "the lines of a table are broken too",
    ("wrapped lines", "written/07-an-giang-bang-so-lieu-6-thang-2025"): "the lines of a flattened table are broken too",
    ("other digits", "written/04-dien-bien-tham-tra-2021"): "«bằng 103,2» without % is a share only near 100",
}  # fmt: skip
"""Disguise and text → why the text is read otherwise in it."""

TEXTS = {f"{name}/{passage.name}": passage.text for name in SETS for passage in passages(name)}


@cache
def reading(name: str) -> Extraction:
    return extract(document_of(TEXTS[name], "0" * 16))


def cases(disguise: str) -> list[object]:
    return [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=KNOWN[disguise, name]), id=name)
        if (disguise, name) in KNOWN
        else pytest.param(name, id=name)
        for name in TEXTS
    ]


def facts(found: Extraction, columns: tuple[str, ...]) -> dict[str, list[Row]]:
    """What was read, by kind."""
    kinds = {
        "figure": (found.observations, columns),
        "event": (found.events, EVENT),
        "situation": (found.situations, SITUATION),
        "numeral": (found.numerals, ("role",)),
    }
    return {
        kind: [{column: plain_row(row)[column] for column in ("start", "end", *wanted)} for row in rows]
        for kind, (rows, wanted) in kinds.items()
    }


def moved(row: Row, disguised: Disguised) -> Row:
    """A row at the place where its characters have gone; a space put in behind them is not theirs."""
    text, places = disguised
    start, end = places[row["start"]], places[row["end"]]
    return row | {"start": start, "end": start + len(text[start:end].rstrip())}


def differences(
    name: str, disguised: Disguised, columns: tuple[str, ...] = FIGURE, left_out: frozenset[str] = frozenset()
) -> list[str]:
    """What only one of the readings has; what stands in added text does not count."""
    text, places = disguised
    after = facts(extract(document_of(text, "0" * 16)), columns)
    told = []
    for kind, rows in facts(reading(name), columns).items():
        if kind in left_out:
            continue
        expected = [moved(row, disguised) for row in rows]
        found = [row for row in after[kind] if places[0] <= row["start"] < places[-1]]
        told += [f"{kind} lost: «{text[row['start'] : row['end']]}» {row}" for row in expected if row not in found]
        told += [f"{kind} new: «{text[row['start'] : row['end']]}» {row}" for row in found if row not in expected]
    return told


@pytest.mark.parametrize(
    ("disguise", "name"),
    [
        pytest.param(disguise, *case.values, marks=case.marks, id=f"{disguise}: {case.id}")
        for disguise in DISGUISES
        for case in cases(disguise)
    ],
)
def test_a_disguised_text_says_the_same(disguise: str, name: str) -> None:
    left_out = LEFT_OUT.get(disguise, frozenset())
    assert differences(name, DISGUISES[disguise](TEXTS[name], SEED), left_out=left_out) == []


@pytest.mark.parametrize("name", cases("other digits"))
def test_other_digits_of_the_same_shape_change_values_only(name: str) -> None:
    figures = [plain_row(row) for row in reading(name).observations]
    assert differences(name, other_digits(TEXTS[name], SEED, figures), NOT_THE_DIGITS) == []


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguise_tells_where_each_character_went(disguise: str) -> None:
    assert any(DISGUISES[disguise](text, SEED)[0] != text for text in TEXTS.values())
    for text in TEXTS.values():
        changed, places = DISGUISES[disguise](text, SEED)
        assert len(places) == len(text) + 1
        assert places == sorted(places)
        letters = [
            (char.upper(), changed[place].upper()) for char, place in zip(text, places, strict=False) if char.isdigit()
        ]
        assert all(before == after for before, after in letters)
