"""Texts that were wrapped at a fixed width are read by their paragraphs; all others by their lines."""

from __future__ import annotations

import textwrap

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.text import make_view
from tests.support.golden import NAMES, bulletin_text
from tests.support.labelled import SETS, passages, unlabelled_texts

PARAGRAPH = (
    "Trong 6 tháng đầu năm 2024, tổng kim ngạch xuất nhập khẩu hàng hóa qua địa bàn tỉnh đạt hơn 25,2 tỷ USD, "
    "tăng 37,8% so với cùng kỳ năm trước, trong đó xuất khẩu đạt 1,3 tỷ USD, nhập khẩu đạt 1,42 tỷ USD."
)


def kept_line_ends(text: str) -> int:
    return make_view(text).folded.count("\n")


def test_a_wrapped_paragraph_is_read_as_one() -> None:
    wrapped = "\n".join(textwrap.wrap(PARAGRAPH, 70))
    assert wrapped.count("\n") > 1
    assert kept_line_ends(wrapped) == 0
    read = [(row.indicator, row.value, row.basis, row.period_end) for row in extract_text(PARAGRAPH).observations]
    assert [(row.indicator, row.value, row.basis, row.period_end) for row in extract_text(wrapped).observations] == read


def test_quotes_keep_the_newline_that_is_printed() -> None:
    wrapped = "\n".join(textwrap.wrap(PARAGRAPH, 52))
    for row in extract_text(wrapped).observations:
        assert wrapped[row.start : row.end] == row.quote


def test_points_of_a_list_stay_lines() -> None:
    points = "".join(
        f"- Xuất khẩu mặt hàng số {number} đạt 12 triệu USD, tăng 5% so với cùng kỳ\n" for number in range(6)
    )
    assert kept_line_ends(points) == 6


def test_lines_of_a_table_stay_lines() -> None:
    table = (
        "Chỉ tiêu\nĐơn vị\nThực hiện 6 tháng đầu năm so với cùng kỳ năm trước (%)\nLúa\nha\n12.500\nNgô\nha\n3.400\n"
    )
    assert kept_line_ends(table) == table.count("\n")


def test_paragraphs_on_lines_of_their_own_stay_so() -> None:
    texts = [bulletin_text(name) for name in NAMES]
    texts += [passage.text for name in SETS for passage in passages(name)]
    texts += unlabelled_texts().values()
    assert [text[:60] for text in texts if kept_line_ends(text) != text.count("\n")] == []
