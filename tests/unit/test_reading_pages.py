"""Web pages: the main text with its title, its paragraphs and its tables, and nothing that a reader does not see."""

import pytest

from orchestration.bulletins.reading.reader import ReadText, read_bytes
from orchestration.bulletins.reading.reasons import Unreadable
from tests.support import bulletins
from tests.support.golden import bulletin_text

LIMIT = 20_000_000
HALF_YEAR = bulletin_text("lang-son-2024-h1")
TITLE = HALF_YEAR.split("\n")[0]


def read(page: str | bytes, name: str = "page.html") -> ReadText:
    return read_bytes(page.encode() if isinstance(page, str) else page, name, max_bytes=LIMIT)


@pytest.fixture(scope="module")
def newspaper() -> ReadText:
    return read(bulletins.html_page(HALF_YEAR, TITLE))


def test_the_text_begins_with_the_title(newspaper: ReadText) -> None:
    assert newspaper.title == TITLE
    assert newspaper.text.startswith(TITLE)
    assert newspaper.media_type == "text/html"


def test_every_paragraph_of_the_bulletin_is_a_line(newspaper: ReadText) -> None:
    paragraphs = [" ".join(line.split()) for line in HALF_YEAR.split("\n") if len(line) > 60]
    assert set(paragraphs) <= set(newspaper.text.split("\n"))


def test_menu_footer_related_articles_and_scripts_are_left_out(newspaper: ReadText) -> None:
    for unwanted in ("Trang chủ", "123/GP-BTTTT", "350 đồng", "12345"):
        assert unwanted not in newspaper.text


def test_figures_that_a_browser_does_not_show_never_enter() -> None:
    page = """<html><head><title>Tin</title><style>p {width: 111px}</style>
    <script type="application/ld+json">{"articleBody": "Xuất khẩu đạt 222 tỷ USD"}</script></head><body>
    <p>Xuất khẩu đạt 1,3 tỷ USD trong sáu tháng đầu năm.</p>
    <p hidden>333</p><div style="color: red; display: none">444</div><template><p>555</p></template>
    <noscript>666</noscript><!-- 777 --><script>var x = 888;</script><select><option>999</option></select>
    </body></html>"""
    assert [char for char in read(page).text if char.isdigit()] == ["1", "3"]


def test_a_table_keeps_a_line_a_row() -> None:
    page = f"""<html><body><article><h1>Kết quả</h1><p>{HALF_YEAR[700:1500]}</p><table>
    <tr><th>Chỉ tiêu</th><th>Giá trị</th></tr><tr><td>Xuất khẩu</td><td>1,3 tỷ USD</td></tr>
    <tr><td>Nhập khẩu</td><td>1,42<br>tỷ USD</td></tr></table></article></body></html>"""
    lines = read(page).text.split("\n")
    assert "| Xuất khẩu | 1,3 tỷ USD |" in lines
    assert "| Nhập khẩu | 1,42 tỷ USD |" in lines


def test_numbers_under_each_other_in_a_cell_do_not_become_one() -> None:
    page = f"""<html><body><article><h1>Kết quả</h1><p>{HALF_YEAR[700:1500]}</p><table>
    <tr><th>Chỉ tiêu</th><th>Giá trị</th></tr><tr><td>Lúa</td><td>12<br>345<br>tấn</td></tr>
    <tr><td>Ngô</td><td><p>67</p><p><b>890</b></p></td></tr></table></article></body></html>"""
    lines = read(page).text.split("\n")
    assert "| Lúa | 12; 345 tấn |" in lines
    assert "| Ngô | 67; 890 |" in lines


def test_a_raised_mark_makes_no_figure_longer() -> None:
    page = (
        "<html><body><p>Đạt 1.300<sup>1</sup> tấn trên 5 km<sup><b>2</b></sup>, theo CO<sub>2</sub>.</p></body></html>"
    )
    assert read(page).text == "Đạt 1.300¹ tấn trên 5 km², theo CO2."


def test_a_page_too_plain_for_the_main_text_finder_is_read_whole() -> None:
    assert read("<html><body><div>Xuất khẩu 5 tỷ<br>Nhập khẩu 6 tỷ</div></body></html>").text == (
        "Xuất khẩu 5 tỷ\nNhập khẩu 6 tỷ"
    )


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<html><body><script>document.write('Xuất khẩu')</script></body></html>",
        "<html><body><p> </p><div>123</div></body></html>",
        "<!-- chỉ có lời chú -->",
        "<html><body>" + "<div>" * 20_000,
    ],
    ids=["empty", "script", "no letter", "comment", "deep"],
)
def test_a_page_without_text_has_a_reason_of_its_own(page: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(page)
    assert raised.value.reason_code == "no_main_text"


def test_a_sole_bracket_is_no_page() -> None:
    with pytest.raises(Unreadable) as raised:
        read("<")
    assert raised.value.reason_code == "not_text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1258"])
def test_pages_come_in_every_encoding_whatever_they_declare(encoding: str) -> None:
    page = bulletins.html_page(HALF_YEAR, TITLE)
    data = bulletins.cp1258_bytes(page) if encoding == "windows-1258" else page.encode(encoding)
    found = read(data)
    assert "xuâ\u0301t khâ\u0309u" in found.text or "xuất khẩu" in found.text
    assert "1,42 tỷ USD" in found.text or "1,42 ty\u0309 USD" in found.text


def test_an_xml_declaration_does_not_stop_the_reader() -> None:
    page = '<?xml version="1.0" encoding="iso-8859-1"?>\n' + bulletins.html_page(HALF_YEAR, TITLE)
    assert read(page, "page.xhtml").title == TITLE


def test_a_page_called_txt_is_still_a_page() -> None:
    found = read(bulletins.html_page(HALF_YEAR, TITLE), "saved.txt")
    assert found.media_type == "text/html"
    assert "<p>" not in found.text


def test_a_text_about_less_than_stays_a_text() -> None:
    assert read("Tỷ lệ <html lạ> và 5 < 6", "a.txt").media_type == "text/plain"


def test_the_site_name_is_cut_from_a_window_title() -> None:
    head = "<html><head><title>Xuất khẩu tăng 5,2% | Báo Lạng Sơn</title></head>"
    page = f"{head}<body><p>{HALF_YEAR[700:1500]}</p></body></html>"
    assert read(page).title == "Xuất khẩu tăng 5,2%"


def test_a_page_nested_beyond_reason_is_read_without_delay() -> None:
    assert read("<html><body>" + "<div>Xuất khẩu" * 1000).text.split("\n") == ["Xuất khẩu"] * 1000


def test_reading_twice_gives_the_same() -> None:
    page = bulletins.html_page(HALF_YEAR, TITLE)
    assert read(page) == read(page)
