"""How a row that was read is compared with its label."""

from __future__ import annotations

import re
import unicodedata

from tests.support.golden import UNLABELLED, Row

WORDS_ONLY = {"place", "project_name"}
"""Columns compared as sets of words: case and tone marks aside, a subset in either direction."""

NOT_COLUMNS = {"note", "period_alternatives", "status_alternatives", "period_source_alternatives"}


def differences(label: Row, found: Row) -> list[str]:
    """The columns in which `found` is neither the label nor one of its alternatives, as readable text."""
    expected = with_chosen_alternatives(label, found)
    return [
        f"{column}: expected {expected[column]!r}, read {found.get(column)!r}"
        for column in expected
        if column not in NOT_COLUMNS | UNLABELLED and not _agree(column, expected[column], found.get(column))
    ]


def with_chosen_alternatives(label: Row, found: Row) -> Row:
    """The label, with the alternative that `found` chose in its place where it chose one."""
    chosen = dict(label)
    for column in ("status", "period_source"):
        if found.get(column) in label.get(f"{column}_alternatives", []):
            chosen[column] = found[column]
    for start, end in label.get("period_alternatives", []):
        if (found["period_start"], found["period_end"]) == (start, end):
            _take_period(chosen, found, start, end)
    return chosen


def _take_period(chosen: Row, found: Row, start: str, end: str) -> None:
    chosen.update(period_start=start, period_end=end)
    for column in ("time_period", "period_source"):
        chosen[column] = found[column]
    if chosen["base_period_start"]:
        chosen["base_period_start"] = f"{int(start[:4]) - 1}{start[4:]}"
        chosen["base_period_end"] = f"{int(end[:4]) - 1}{end[4:]}"


def _agree(column: str, expected: object, found: object) -> bool:
    if column in WORDS_ONLY and isinstance(expected, str) and isinstance(found, str):
        left, right = folded_words(expected), folded_words(found)
        return left <= right or right <= left
    return expected == found


def folded_words(text: str) -> frozenset[str]:
    """Words without case and marks: «Đồng Đăng» is {dong, dang}."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return frozenset(re.findall(r"\w+", bare))
