"""The comparison with the labels finds what it should and forgives only what the labels allow."""

from __future__ import annotations

import pytest

from tests.support.compare import differences
from tests.support.golden import Row, golden_rows


def label_of(start: int) -> Row:
    return next(row for row in golden_rows("lang-son-2024-h1", "observations") if row["start"] == start)


def test_a_label_agrees_with_itself() -> None:
    assert differences(label_of(1985), label_of(1985)) == []


@pytest.mark.parametrize("column", ["value", "low_wide", "coverage", "restates", "sentence_end"])
def test_one_changed_column_is_named(column: str) -> None:
    wrong = differences(label_of(1985), label_of(1985) | {column: "something else"})
    assert len(wrong) == 1
    assert wrong[0].startswith(f"{column}: expected ")


def test_the_other_right_period_is_accepted_as_a_whole() -> None:
    to_june_13 = {
        "period_end": "2024-06-13",
        "base_period_end": "2023-06-13",
        "time_period": "2024-01-01/P165D",
        "period_source": "inherited",
    }
    assert differences(label_of(1950), label_of(1950) | to_june_13) == []


def test_a_period_half_taken_is_not_accepted() -> None:
    assert differences(label_of(1950), label_of(1950) | {"period_end": "2024-06-13"}) == [
        "base_period_end: expected '2023-06-13', read '2023-06-30'"
    ]


def test_places_agree_when_one_says_more_than_the_other() -> None:
    gate = golden_rows("lang-son-2023-q2", "events")[-1]
    assert differences(gate, gate | {"place": "Cửa khẩu Tân Thanh; Hữu Nghị"}) == []
    assert differences(gate, gate | {"place": "Cửa khẩu Chi Ma"}) != []
