"""Numerals in words in running text: what becomes a figure, with its exact span, and what does not."""

import unicodedata
from decimal import Decimal

import pytest

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.ledger import count_digit_runs
from orchestration.bulletins.records import Observation


def figures(text: str) -> tuple[Observation, ...]:
    return extract_text(text).observations


@pytest.mark.parametrize(
    ("text", "quote", "value", "unit"),
    [
        ("Trong quý, tỉnh đã cấp mới ba dự án.", "ba dự án", "3", "project"),
        ("Ba nhà máy điện gió đi vào vận hành.", "Ba nhà máy", "3", "count"),
        ("Toàn tỉnh có hai trăm linh một hộ nuôi tôm.", "hai trăm linh một hộ", "201", "count"),
        ("Dịch xảy ra tại mười hai xã của huyện.", "mười hai xã", "12", "commune"),
        ("Năm mươi dự án được khởi công.", "Năm mươi dự án", "50", "project"),
        ("MƯỜI HAI DỰ ÁN ĐƯỢC KHỞI CÔNG", "MƯỜI HAI DỰ ÁN", "12", "project"),
        ("Đàn trâu có bốn mươi hai nghìn con.", "bốn mươi hai nghìn con", "42000", "head"),
        ("Kim ngạch đạt một tỷ rưỡi USD.", "một tỷ rưỡi USD", "1500000000", "USD"),
        ("Diện tích là hai phẩy năm triệu ha.", "hai phẩy năm triệu ha", "2500000", "ha"),
        ("Đường bốn làn xe đã thông.", "bốn làn xe", "4", "lane"),
        ("Tỉnh đã cấp hai mươi dự án.", "hai mươi dự án", "20", "project"),
        ("Diện tích nhà kính là hai trăm m2.", "hai trăm m2", "200", "m2"),
        ("Xuất khẩu tăng mười lăm phần trăm.", "mười lăm phần trăm", "15", "percent"),
        ("Diện tích lúa bị hạn chiếm ba phần tư.", "ba phần tư", "75", "percent"),
        ("Sản lượng gấp ba lần năm trước.", "gấp ba lần", "300", "percent"),
        ("Sản lượng gấp mười lần năm trước.", "gấp mười lần", "1000", "percent"),
        ("Sản lượng tăng hai lần so với cùng kỳ.", "hai lần", "200", "percent"),
    ],
)
def test_a_numeral_in_words_with_a_unit_behind_is_a_figure(text: str, quote: str, value: str, unit: str) -> None:
    (row,) = figures(text)
    assert (row.quote, row.value, row.unit) == (quote, Decimal(value), unit)
    assert text[row.start : row.end] == quote
    assert "spelled" in row.flags


@pytest.mark.parametrize(
    "text",
    [
        "Trong năm dự án được khởi công.",
        "Một dự án lớn được khởi công.",
        "Một số xã và một phần dân cư bị thiệt hại.",
        "Quan hệ giữa hai nước tốt đẹp.",
        "Hai đồng chí Phó Chủ tịch dự họp.",
        "Kinh tế tăng trưởng hai con số.",
        "Cả hai dự án chậm tiến độ.",
        "Hai dự án này chậm tiến độ.",
        "Có hai, ba dự án chậm tiến độ.",
        "Có hai hoặc ba dự án chậm tiến độ.",
        "Hai ba hộ bị thiệt hại.",
        "Ngày thứ ba xã họp dân.",
        "Dự án Bảy Cầu được khởi công.",
        "Hai mươi năm qua, trong ba tháng hè.",
        "Đất hai vụ, lúa chín, đầu tư, không con.",
        "Tổng mức bán lẻ và linh kiện.",
        "Hai tỷ lệ đều giảm.",
        "Ba lần họp, hai bên thống nhất.",
    ],
)
def test_a_word_that_counts_nothing_is_no_figure(text: str) -> None:
    assert figures(text) == ()


def test_a_hedge_binds_to_it() -> None:
    (row,) = figures("Ông vừa thu hơn mười hai tấn lúa.")
    assert (row.quote, row.hedge, row.low, row.high) == ("mười hai tấn", "more_than", Decimal(12), Decimal(13))


def test_scale_words_say_how_finely_it_is_printed() -> None:
    (row,) = figures("Vốn đầu tư đạt hai nghìn ba trăm tỷ đồng.")
    assert (row.value, row.low, row.high) == (
        Decimal(2_300_000_000_000),
        Decimal(2_299_500_000_000),
        Decimal(2_300_500_000_000),
    )


def test_a_range_in_words_has_ends() -> None:
    (row,) = figures("Năng suất đạt từ hai đến ba tấn/ha.")
    assert (row.quote, row.value, row.low, row.high, row.unit) == ("hai đến ba tấn/ha", None, 2, 3, "t/ha")


def test_the_ledger_of_digits_adds_up_beside_words() -> None:
    text = "Hai trăm m2 và mười hai dự án; 5 xã, 3 dự án, hai trăm linh một hộ."
    rows = extract_text(text).numerals
    assert sum(count_digit_runs(row.text) for row in rows) == count_digit_runs(text) == 3
    assert [row.text for row in rows if not count_digit_runs(row.text)] == ["Hai trăm", "mười hai", "hai trăm linh một"]


def test_decomposed_letters_keep_exact_spans() -> None:
    text = unicodedata.normalize("NFD", "Tỉnh đã cấp mới mười hai dự án.")
    (row,) = figures(text)
    assert unicodedata.normalize("NFC", text[row.start : row.end]) == "mười hai dự án"
