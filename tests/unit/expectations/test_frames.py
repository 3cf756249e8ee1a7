"""Arrow tables as frames and text: exact, readable, and hashed whatever the order of their rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from expectations.checks import Beside, Shown
from expectations.frames import content_hash, exact_text, interval_text, lay_beside, select_rows, shown_rows, to_frame
from tests.support.quality_tables import AMOUNT

LARGE = Decimal("9007199254740993")  # not a binary double


def amounts(*values: str) -> pa.Table:
    return pa.table({"name": [f"n{v}" for v in values], "value": pa.array([Decimal(v) for v in values], AMOUNT)})


def test_decimals_stay_exact_in_a_frame() -> None:
    frame = to_frame(pa.table({"value": pa.array([LARGE, Decimal("0.1") + Decimal("0.2"), None], AMOUNT)}))
    assert frame["value"].iloc[0] == LARGE
    assert frame["value"].iloc[1] == Decimal("0.3")
    assert frame["value"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (LARGE, "9007199254740993"),
        (Decimal("2700000000.000000"), "2700000000"),
        (Decimal("53.300000"), "53.3"),
        (Decimal("-5.000000"), "-5"),
        (Decimal("0.000000"), "0"),
        (Decimal("-0.000000"), "0"),
        (Decimal("1E+10"), "10000000000"),
        (None, "—"),
        (["1,3 tỷ USD", "1,42 tỷ USD"], "1,3 tỷ USD · 1,42 tỷ USD"),
        ([], "—"),
        (date(2024, 6, 13), "2024-06-13"),
        (True, "yes"),
    ],
)
def test_a_value_is_shown_plain_and_exact(value: object, text: str) -> None:
    assert exact_text(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (Decimal("2665000000"), Decimal("2775000000"), "[2665000000, 2775000000]"),
        (Decimal(5), Decimal(5), "5"),
        (Decimal(5), None, "[5, ∞]"),
        (None, Decimal(5), "[−∞, 5]"),
        (None, None, "—"),
    ],
)
def test_an_interval_shows_both_bounds(low: Decimal | None, high: Decimal | None, text: str) -> None:
    assert interval_text(low, high) == text


def test_rows_are_shown_by_position_and_only_what_the_table_has() -> None:
    shown = (
        Shown("value", ("value",), "Value", "Giá trị"),
        Shown("both", ("value", "value"), "Interval", "Khoảng"),
        Shown("absent", ("nowhere",), "Absent", "Không có"),
    )
    assert shown_rows(amounts("1", "2.5"), [1], shown) == ({"value": "2.5", "both": "2.5"},)


class TestContentHash:
    def test_the_order_of_rows_does_not_matter(self) -> None:
        assert content_hash(amounts("1", "2", "3"), {}) == content_hash(amounts("3", "1", "2"), {})

    def test_nor_does_how_the_table_is_chunked(self) -> None:
        chunked = pa.concat_tables([amounts("1"), amounts("2", "3")])
        assert content_hash(chunked, {}) == content_hash(amounts("1", "2", "3"), {})

    @pytest.mark.parametrize(
        "other",
        [
            amounts("1", "2"),
            amounts("1", "2", "4"),
            amounts("1", "2", "3", "3"),
            amounts("1", "1", "2", "3"),
            amounts("1", "2", "3").rename_columns(["name", "amount"]),
            amounts(),
        ],
    )
    def test_any_change_of_content_changes_it(self, other: pa.Table) -> None:
        assert content_hash(other, {}) != content_hash(amounts("1", "2", "3"), {})

    def test_values_that_change_places_between_rows_change_it(self) -> None:
        first = pa.table({"a": ["x", "y"], "b": ["1", "2"]})
        second = pa.table({"a": ["x", "y"], "b": ["2", "1"]})
        assert content_hash(first, {}) != content_hash(second, {})

    def test_nothing_differs_from_an_empty_text(self) -> None:
        absent = pa.table({"a": pa.array([None], pa.string())})
        assert content_hash(absent, {}) != content_hash(pa.table({"a": [""]}), {})

    def test_an_announced_count_is_part_of_the_input(self) -> None:
        assert content_hash(amounts("1"), {"rows": 1}) != content_hash(amounts("1"), {"rows": 2})

    def test_lists_count_by_their_content(self) -> None:
        one = pa.table({"quotes": pa.array([["a", "b"]], pa.list_(pa.string()))})
        for joined in ("a b", "a, b"):
            other = pa.table({"quotes": pa.array([[joined]], pa.list_(pa.string()))})
            assert content_hash(one, {}) != content_hash(other, {})

    def test_one_unit_of_a_large_decimal_changes_it(self) -> None:
        assert content_hash(amounts("9007199254740993"), {}) != content_hash(amounts("9007199254740992"), {})


def test_columns_of_another_table_are_laid_beside_by_key() -> None:
    verdicts = pa.table({"observation_id": ["b", "c", "a"]})
    figures = pa.table({"observation_id": ["a", "b"], "quote": ["1,3 tỷ USD", "2,7 tỷ USD"]})
    both = lay_beside(verdicts, figures, Beside("marts.observations", "observation_id", ("quote",)))
    assert both["quote"].to_pylist() == ["2,7 tỷ USD", None, "1,3 tỷ USD"]


def test_rows_are_selected_by_the_allowed_values() -> None:
    table = pa.table({"level": pa.array([1, 2, 3, None], pa.int32())})
    assert select_rows(table, {"level": (2, 3)})["level"].to_pylist() == [2, 3]


def test_selecting_by_a_column_that_is_not_there_names_the_columns_that_are() -> None:
    with pytest.raises(KeyError, match=r"'grade' is missing.*name, value"):
        select_rows(amounts("1"), {"grade": (1,)})
