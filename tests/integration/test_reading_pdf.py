"""PDF files: whole sentences, tables row by row, page numbers beside the text, and refusals with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.reading.pdf.limits import MOST_CONTENT_BYTES
from orchestration.bulletins.reading.pdf.reading import read_pdf
from orchestration.bulletins.reading.reader import ReadText, read_bytes
from orchestration.bulletins.reading.reasons import Unreadable
from orchestration.documents import make_document
from orchestration.sidecar import NO_FACTS
from tests.support.golden import bulletin_text
from tests.support.pdf_files import LEADING, LEFT, TOP, PdfPage, pdf_file

pytestmark = pytest.mark.integration

LIMIT = 2_000_000
EXPORTS = (
    "Trong sáu tháng đầu năm 2024, tổng kim ngạch xuất nhập khẩu qua địa bàn tỉnh ước đạt 2.285 triệu USD, "
    "tăng 10,1% so với cùng kỳ năm trước, trong đó xuất khẩu đạt 1.300 triệu USD."
)
RICE = (
    "Tổng diện tích gieo trồng vụ đông xuân ước thực hiện 48.232 ha, đạt 98,4% kế hoạch, bằng 99,6% cùng kỳ; "
    "sản lượng lúa ước đạt 120.500 tấn."
)


def read(pages: Sequence[PdfPage]) -> ReadText:
    return read_bytes(pdf_file(pages), "report.pdf", max_bytes=LIMIT)


def refused(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as raised:
        read_bytes(data, "report.pdf", max_bytes=LIMIT)
    return raised.value


def page_of(found: ReadText, words: str) -> int | None:
    """The page on which `words` begin, as the document of the bulletin knows it."""
    document = make_document("0" * 64, found, NO_FACTS, datetime(2024, 7, 1, tzinfo=UTC))
    return document.page_at(found.text.index(words))


def page_with(*lines: str) -> PdfPage:
    page = PdfPage()
    for number, line in enumerate(lines):
        page.text(LEFT, TOP - number * LEADING, line)
    return page


# --- prose --------------------------------------------------------------------------------------------


def test_a_wrapped_sentence_is_one_line_and_each_paragraph_its_own() -> None:
    page = PdfPage()
    below = page.paragraph(TOP, EXPORTS, indent=4)
    page.paragraph(below, RICE, indent=4)
    found = read([page])
    assert found.text == f"{EXPORTS}\n{RICE}"
    assert (found.media_type, found.encoding) == ("application/pdf", "utf-16be")


def test_paragraphs_without_indent_are_told_by_their_last_line_or_the_gap() -> None:
    page = PdfPage()
    below = page.paragraph(TOP, EXPORTS)
    page.paragraph(below - 8, RICE)
    assert read([page]).text == f"{EXPORTS}\n{RICE}"


def test_headings_bullets_and_labels_begin_lines() -> None:
    page = page_with(
        "I. SẢN XUẤT NÔNG NGHIỆP",
        "1. Trồng trọt",
        "- Lúa: 48.232 ha;",
        "- Ngô: 12.345 ha;",
        "a) Chăn nuôi phát triển ổn định.",
    )
    assert read([page]).text.split("\n") == [
        "I. SẢN XUẤT NÔNG NGHIỆP",
        "1. Trồng trọt",
        "- Lúa: 48.232 ha;",
        "- Ngô: 12.345 ha;",
        "a) Chăn nuôi phát triển ổn định.",
    ]


def test_a_sentence_that_goes_on_over_the_page_is_one_line_on_two_pages() -> None:
    pages = [PdfPage(), PdfPage()]
    pages[0].paragraph(TOP, RICE)
    pages[0].text(LEFT, 80, "Trong sáu tháng đầu năm 2024, tổng kim ngạch xuất nhập khẩu qua địa bàn")
    pages[1].text(LEFT, TOP, "tỉnh đạt 2.285 triệu USD.")
    found = read(pages)
    sentence = found.text.split("\n")[-1]
    assert sentence.endswith("xuất nhập khẩu qua địa bàn tỉnh đạt 2.285 triệu USD.")
    assert [page_of(found, words) for words in ("Tổng", "địa bàn", "tỉnh đạt", "2.285")] == [
        1,
        1,
        2,
        2,
    ]


def test_heads_feet_and_page_numbers_of_every_page_are_left_out() -> None:
    pages = []
    for number in range(1, 5):
        page = PdfPage()
        page.text(LEFT, 810, "Báo cáo kinh tế - xã hội tháng 6/2024", size=9)
        page.paragraph(TOP, f"Xã thứ {number} trồng được {number * 111} ha rừng.")
        page.text(290, 30, f"Trang {number}/4", size=9)
        pages.append(page)
    found = read(pages)
    assert found.text.split("\n") == [f"Xã thứ {number} trồng được {number * 111} ha rừng." for number in range(1, 5)]
    assert found.page_numbers == (1, 2, 3, 4)


def test_a_number_at_the_edge_that_is_no_page_number_stays() -> None:
    pages = [page_with("Sản lượng lúa (tấn):", "12.345"), page_with("Sản lượng ngô (tấn):", "678")]
    assert read(pages).text.split("\n") == ["Sản lượng lúa (tấn):", "12.345", "Sản lượng ngô (tấn):", "678"]


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    page = PdfPage()
    page.text(LEFT, 800, "TIN KINH TẾ")
    page.paragraph(TOP, EXPORTS, x=60, columns=36)
    below = page.paragraph(TOP, RICE, x=310, columns=36)
    page.paragraph(below - 8, EXPORTS, x=310, columns=36)
    assert read([page]).text.split("\n")[1:] == [EXPORTS, RICE, EXPORTS]


def test_short_columns_are_never_read_across() -> None:
    page = PdfPage()
    short = "Diện tích rừng trồng mới đạt 6.500 ha, tăng 8,3% so với cùng kỳ, bằng 72% kế hoạch năm nay."
    page.paragraph(TOP, short, x=60, columns=36)
    page.paragraph(TOP, EXPORTS[:105], x=300, columns=36)
    assert read([page]).text.split("\n") == [short, EXPORTS[:105].strip()]


def test_compounds_that_were_broken_at_their_hyphen_are_whole() -> None:
    page = PdfPage()
    page.text(LEFT, TOP, "Theo báo cáo quý II năm 2024 của Sở Nông nghiệp và ngành liên quan NN-")
    page.text(LEFT, TOP - LEADING, "PTNT, lối thông quan khu vực mốc biên giới số hiệu liên tiếp 1088/2-")
    page.text(LEFT, TOP - 2 * LEADING, "1089 đã mở.")
    assert "NN-PTNT, lối" in read([page]).text
    assert "1088/2-1089 đã mở." in read([page]).text


def test_a_footnote_stands_behind_the_sentence_that_goes_on_over_the_page() -> None:
    pages = [PdfPage(), PdfPage()]
    pages[0].paragraph(TOP, RICE)
    pages[0].text(LEFT, 120, "Trong sáu tháng đầu năm 2024, tổng kim ngạch xuất nhập khẩu qua địa bàn")
    pages[0].text(LEFT, 60, "(1) Số liệu của Cục Thống kê.", size=8)
    pages[1].text(LEFT, TOP, "tỉnh đạt 2.285 triệu USD.")
    found = read(pages)
    assert found.text.split("\n")[-2:] == [
        "Trong sáu tháng đầu năm 2024, tổng kim ngạch xuất nhập khẩu qua địa bàn tỉnh đạt 2.285 triệu USD.",
        "(1) Số liệu của Cục Thống kê.",
    ]
    assert page_of(found, "Cục Thống kê") == 1


def test_a_raised_mark_makes_no_figure_longer() -> None:
    page = PdfPage()
    page.text(LEFT, TOP, "Sản lượng đạt 1.300")
    page.text(LEFT + 19 * 6, TOP + 5, "1", size=7)
    page.text(LEFT + 20.5 * 6, TOP, "tấn.")
    assert read([page]).text == "Sản lượng đạt 1.300¹ tấn."


def test_letters_that_are_drawn_twice_to_look_bold_are_read_once() -> None:
    page = PdfPage()
    page.text(LEFT, TOP, "Đạt 1.300 tấn")
    page.text(LEFT + 0.4, TOP, "Đạt 1.300 tấn")
    assert read([page]).text == "Đạt 1.300 tấn"


def test_turned_text_is_kept_on_lines_of_its_own() -> None:
    page = page_with("Sản lượng lúa đạt 12.345 tấn.")
    page.text(40, 300, "Biểu số 7", angle=90)
    assert read([page]).text.split("\n") == ["Sản lượng lúa đạt 12.345 tấn.", "Biểu số 7"]


# --- tables -------------------------------------------------------------------------------------------

XS = (85.0, 235.0, 335.0, 435.0, 535.0)


def test_a_ruled_table_is_a_line_a_row_and_a_merged_cell_stands_once() -> None:
    page = page_with("Kết quả sản xuất sáu tháng:")
    ys = [700.0, 680.0, 660.0, 640.0, 620.0]
    for x in (XS[0], XS[1], XS[3], XS[4]):
        page.line(x, ys[-1], x, ys[0])
    page.line(XS[2], ys[-1], XS[2], ys[1])
    for y in (ys[0], ys[2], ys[3], ys[4]):
        page.line(XS[0], y, XS[4], y)
    page.line(XS[1], ys[1], XS[3], ys[1])
    for x, y, text in (
        (90, 675, "Chỉ tiêu"), (240, 685, "Thực hiện (tấn)"), (440, 675, "So sánh (%)"), (240, 665, "Năm 2023"),
        (340, 665, "Năm 2024"), (90, 645, "Lúa đông xuân"), (240, 645, "1.000"), (340, 645, "1.100"),
        (440, 645, "110,0"), (90, 625, "Ngô"), (340, 625, "1.900"), (440, 625, "95,0"),
    ):  # fmt: skip
        page.text(x, y, text, size=10)
    page.text(LEFT, 590, "Sản xuất ổn định.")
    assert read([page]).text.split("\n") == [
        "Kết quả sản xuất sáu tháng:",
        "| Chỉ tiêu | Thực hiện (tấn) |  | So sánh (%) |",
        "|  | Năm 2023 | Năm 2024 |  |",
        "| Lúa đông xuân | 1.000 | 1.100 | 110,0 |",
        "| Ngô |  | 1.900 | 95,0 |",
        "Sản xuất ổn định.",
    ]


def test_borders_drawn_as_thin_bars_and_wrapped_cells_are_understood() -> None:
    page = PdfPage()
    for x in XS[:3]:
        page.bar(x, 600, 0.5, 100)
    for y in (600, 640, 700):
        page.bar(XS[0], y, XS[2] - XS[0], 0.5)
    for x, y, text in (
        (90, 680, "Kim ngạch xuất khẩu"), (90, 664, "qua cửa khẩu"), (240, 680, "1,3 tỷ USD"),
        (90, 620, "Xe hàng"), (240, 625, "1.150"), (240, 609, "1.200"),
    ):  # fmt: skip
        page.text(x, y, text, size=10)
    assert read([page]).text.split("\n") == [
        "| Kim ngạch xuất khẩu qua cửa khẩu | 1,3 tỷ USD |",
        "| Xe hàng | 1.150; 1.200 |",
    ]


def test_a_table_without_lines_keeps_its_rows() -> None:
    page = PdfPage()
    for number, cells in enumerate((("Lúa", "1.000", "110,0"), ("Ngô", "2.000", "95,0"))):
        for x, cell in zip((85, 300, 420), cells, strict=True):
            page.text(x, TOP - number * LEADING, cell)
    assert read([page]).text == "| Lúa | 1.000 | 110,0 |\n| Ngô | 2.000 | 95,0 |"


def test_a_frame_round_the_page_is_no_table() -> None:
    page = PdfPage()
    page.grid((40, 555), (820, 20))
    page.paragraph(TOP, EXPORTS)
    assert read([page]).text == EXPORTS


def test_cells_with_units_are_read_as_figures_and_bare_cells_go_to_the_ledger() -> None:
    page = PdfPage()
    page.grid((85, 285, 435, 535), (700, 680, 660))
    for x, y, text in ((90, 685, "Kim ngạch xuất khẩu"), (290, 685, "1.300 triệu USD"), (440, 685, "tăng 5,2%"),
                       (90, 665, "Diện tích"), (290, 665, "48.232")):  # fmt: skip
        page.text(x, y, text, size=10)
    extraction = extract_text(read([page]).text)
    figures = [(figure.quote, figure.indicator) for figure in extraction.observations]
    assert figures == [("1.300 triệu USD", "export_turnover"), ("5,2%", "export_turnover")]
    assert "48.232" in [numeral.text for numeral in extraction.numerals]


# --- what is refused ----------------------------------------------------------------------------------


def test_a_scan_is_refused_as_such() -> None:
    pages = [PdfPage(), PdfPage()]
    for page in pages:
        page.picture()
    problem = refused(pdf_file(pages))
    assert problem.reason_code == "scanned_document"
    assert "all its pages are pictures" in problem.detail


def test_an_invisible_layer_over_a_scan_is_a_guess_and_no_text() -> None:
    page = PdfPage()
    page.picture()
    page.text(LEFT, TOP, EXPORTS[:60], invisible=True)
    problem = refused(pdf_file([page]))
    assert problem.reason_code == "scanned_document"
    assert "a recognition program guessed" in problem.detail


def test_scanned_pages_inside_a_report_are_named_but_covers_may_be_pictures() -> None:
    cover, inside, last = PdfPage(), page_with("Xuất khẩu đạt 5 tỷ USD."), page_with("Nhập khẩu đạt 6 tỷ USD.")
    cover.picture()
    scan = PdfPage()
    scan.picture(0.9)
    assert read([cover, inside, last]).text == "Xuất khẩu đạt 5 tỷ USD.\nNhập khẩu đạt 6 tỷ USD."
    problem = refused(pdf_file([cover, inside, scan, last]))
    assert problem.reason_code == "scanned_document"
    assert "3 of its 4 pages" in problem.detail


def test_a_blank_page_is_no_scan() -> None:
    found = read([page_with("Xuất khẩu đạt 5 tỷ USD."), PdfPage(), page_with("Nhập khẩu đạt 6 tỷ USD.")])
    assert page_of(found, "Nhập") == 3


def test_a_locked_file_is_refused() -> None:
    assert refused(pdf_file([page_with(EXPORTS[:50])], locked=True)).reason_code == "encrypted_document"


def test_fonts_that_do_not_name_their_letters_are_refused() -> None:
    problem = refused(pdf_file([page_with(EXPORTS[:50])], names_letters=False))
    assert problem.reason_code == "undecodable"
    assert "its fonts do not say which letters they are" in problem.detail


def test_old_fonts_that_draw_other_letters_than_they_name_are_refused() -> None:
    page = page_with("Tæng kim ng¹ch xuÊt khÈu ®¹t 1.300 triÖu USD, t¨ng 5,2% so víi cïng kú n¨m tr­íc.")
    assert refused(pdf_file([page])).reason_code == "undecodable"


def test_a_file_without_a_letter_is_no_text() -> None:
    assert refused(pdf_file([page_with("12.345")])).reason_code == "not_text"
    assert refused(pdf_file([PdfPage()])).reason_code == "not_text"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"x" * 5000, "broken_document"),
        (b"%PDF-1.7\n", "broken_document"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 5000, "broken_document"),
        (pdf_file([page_with(EXPORTS[:50])])[:600], "broken_document"),
    ],
    ids=["empty", "no mark", "mark only", "noise", "cut off"],
)
def test_damaged_files_are_refused(data: bytes, reason: str) -> None:
    assert refused(data).reason_code == reason


def test_a_page_that_is_lost_or_damaged_is_not_passed_over() -> None:
    whole = pdf_file([page_with("Xuất khẩu đạt 5 tỷ USD."), page_with("Nhập khẩu đạt 6 tỷ USD.")])
    lost = refused(whole.replace(b"/Kids [10 0 R 12 0 R]", b"/Kids [10 0 R]"))
    assert (lost.reason_code, "1 of its 2 pages" in lost.detail) == ("broken_document", True)
    place = whole.index(b"stream\n", whole.index(b"13 0 obj")) + 20
    damaged = refused(whole[:place] + bytes(8) + whole[place + 8 :])
    assert (damaged.reason_code, "the content of page 2" in damaged.detail) == ("broken_document", True)


def test_a_file_that_keeps_the_reader_busy_is_given_up() -> None:
    page = page_with("Xuất khẩu đạt 5 tỷ USD.")
    page.operators.append("(" * 3_000_000)
    with pytest.raises(Unreadable) as raised:
        read_pdf(pdf_file([page]), cpu_seconds=1)
    assert raised.value.reason_code == "too_complex"
    assert "longer than 1 seconds" in raised.value.detail


def test_a_file_of_more_pages_than_any_report_is_refused() -> None:
    assert refused(pdf_file([page_with("Tin")] * 1_001)).reason_code == "too_complex"


def test_a_file_that_unpacks_without_end_is_refused() -> None:
    page = page_with("Tin")
    page.operators.append(" " * (MOST_CONTENT_BYTES + 1))
    assert refused(pdf_file([page])).reason_code == "too_complex"


def test_a_pdf_called_txt_says_what_to_do() -> None:
    with pytest.raises(Unreadable, match=r"give it the ending \.pdf"):
        read_bytes(pdf_file([page_with("Tin")]), "report.txt", max_bytes=LIMIT)


def test_a_pdf_may_be_larger_than_a_text_but_not_without_end() -> None:
    data = pdf_file([page_with("Xuất khẩu đạt 5 tỷ USD.")])
    assert read_bytes(data, "a.pdf", max_bytes=len(data) // 10).text == "Xuất khẩu đạt 5 tỷ USD."
    with pytest.raises(Unreadable) as raised:
        read_bytes(data, "a.pdf", max_bytes=len(data) // 20)
    assert raised.value.reason_code == "too_large"


def test_reading_twice_gives_the_same() -> None:
    page = PdfPage()
    page.paragraph(TOP, bulletin_text("lang-son-2023-q2").replace("\n", " ")[:1500])
    assert read([page]) == read([page])
