"""What docs/reference/language.md lists as not read yet: each case fails here, and must leave both lists together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.records import Observation

not_read_yet = pytest.mark.xfail(strict=True, raises=AssertionError, reason="docs/reference/language.md")


def figures(text: str) -> tuple[Observation, ...]:
    return extract_text(text).observations


@not_read_yet
@pytest.mark.parametrize(("words", "ratio"), [("gấp 4 lần", 400), ("gấp đôi", 200)])
def test_times_are_a_ratio(words: str, ratio: int) -> None:
    read = figures(f"Xuất khẩu 6 tháng năm 2024 đạt 80 triệu USD, {words} cùng kỳ.")
    assert [(row.measure, row.value) for row in read[1:]] == [("ratio", Decimal(ratio))]


@not_read_yet
def test_a_fraction_of_a_count_is_two_counts() -> None:
    assert [row.value for row in figures("Hoàn thành 9/11 nhóm chỉ tiêu.")] == [9, 11]


@not_read_yet
def test_numerals_in_words_count_what_follows() -> None:
    assert [row.value for row in figures("Trong quý, tỉnh đã cấp mới ba dự án.")] == [3]


@not_read_yet
def test_two_subjects_and_two_figures_pair_in_order() -> None:
    read = figures("Xuất khẩu và nhập khẩu lần lượt đạt 1,2 tỷ USD và 3,4 tỷ USD.")
    assert [row.indicator for row in read] == ["export_turnover", "import_turnover"]


@not_read_yet
@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Kế hoạch xuất khẩu năm 2024 là 5 tỷ USD.", "plan"),
        ("Mục tiêu xuất khẩu năm 2025 đạt 3 tỷ USD.", "target"),
    ],
)
def test_a_plan_named_before_its_subject_is_no_actual_figure(text: str, role: str) -> None:
    assert [row.role for row in figures(text)] == [role]
