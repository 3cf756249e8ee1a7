"""Word documents: every printed word, tables row by row, and refusals with their reasons."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest

from orchestration.bulletins.reading import word
from orchestration.bulletins.reading.reader import ReadText, media_type_of, read_bytes
from orchestration.bulletins.reading.reasons import Unreadable
from tests.support.golden import bulletin_text
from tests.support.word_files import (
    run,
    with_footnote,
    with_paragraphs,
    with_parts_replaced,
    with_xml,
    word_file,
    xml,
)

if TYPE_CHECKING:
    from docx.document import Document

LIMIT = 2_000_000
SMALL_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)


def read(document: Document) -> ReadText:
    return read_bytes(word_file(document), "report.docx", max_bytes=LIMIT)


def lines(document: Document) -> list[str]:
    return read(document).text.split("\n")


def refused(data: bytes, name: str = "report.docx") -> Unreadable:
    with pytest.raises(Unreadable) as raised:
        read_bytes(data, name, max_bytes=LIMIT)
    return raised.value


# --- text ---------------------------------------------------------------------------------------------


def test_a_bulletin_in_a_word_document_says_what_it_says_as_text() -> None:
    text = bulletin_text("lang-son-2023-q2")
    paragraphs = [line for line in text.split("\n") if line.strip()]
    found = read(with_paragraphs(*paragraphs))
    assert found.text.split("\n") == paragraphs
    assert found.media_type == media_type_of("a.docx")
    assert (found.encoding, found.page_starts, found.page_numbers) == ("utf-8", (), ())


def test_the_title_is_what_stands_below_the_word_report() -> None:
    found = read(
        with_paragraphs(
            "UBND TỈNH LẠNG SƠN",
            "Số: 45/BC-SNN",
            "BÁO CÁO",
            "Kết quả sản xuất nông nghiệp",
            "6 tháng đầu năm 2024",
            "I. Trồng trọt",
        )
    )
    assert found.title == "BÁO CÁO Kết quả sản xuất nông nghiệp 6 tháng đầu năm 2024"


def test_inserted_controlled_linked_and_calculated_text_is_printed_and_so_read() -> None:
    paragraph = xml(
        run("Xuất khẩu ")
        + f"<w:ins w:id='1' w:author='a'>{run('đạt ')}</w:ins>"
        + f"<w:sdt><w:sdtContent>{run('1,3 ')}</w:sdtContent></w:sdt>"
        + f"<w:smartTag w:uri='u' w:element='e'>{run('tỷ ')}</w:smartTag>"
        + f"<w:hyperlink>{run('USD')}</w:hyperlink>"
        + f"<w:fldSimple w:instr=' =1+1 '>{run(', tăng 5%')}</w:fldSimple>"
    )
    assert lines(with_xml(paragraph)) == ["Xuất khẩu đạt 1,3 tỷ USD, tăng 5%"]


def test_deleted_and_hidden_text_and_field_codes_are_not_printed_and_not_read() -> None:
    paragraph = xml(
        run("Đạt 5 tỷ.")
        + "<w:del w:id='1' w:author='a'><w:r><w:delText>111</w:delText></w:r></w:del>"
        + f"<w:moveFrom w:id='2' w:author='a'>{run('222')}</w:moveFrom>"
        + run("333", "<w:vanish/>")
        + "<w:r><w:instrText> PAGE 444 </w:instrText></w:r>"
        + run(" Hết", "<w:vanish w:val='0'/>")
    )
    assert lines(with_xml(paragraph)) == ["Đạt 5 tỷ. Hết"]


def test_a_block_in_a_content_control_and_a_text_box_are_read_once() -> None:
    box = f"<w:txbxContent><w:p>{run('Trong khung: 7 tấn')}</w:p></w:txbxContent>"
    document = with_xml(
        xml(f"<w:sdtContent><w:p>{run('Trong ô nhập: 6 tấn')}</w:p></w:sdtContent>", "w:sdt"),
        xml(
            run("Ngoài: 5 tấn")
            + "<w:r><mc:AlternateContent>"
            + f"<mc:Choice Requires='wps'><wps:wsp>{box}</wps:wsp></mc:Choice>"
            + f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        ),
    )
    assert lines(document) == ["Trong ô nhập: 6 tấn", "Ngoài: 5 tấn", "Trong khung: 7 tấn"]


def test_footnotes_follow_the_body() -> None:
    assert lines(with_footnote("Đạt 5 tỷ đồng.", "Số liệu sơ bộ.")) == ["Đạt 5 tỷ đồng.", "Số liệu sơ bộ."]


def test_headers_and_footers_are_left_out() -> None:
    document = with_paragraphs("Đạt 5 tỷ đồng.")
    document.sections[0].header.paragraphs[0].text = "Báo cáo 123"
    document.sections[0].footer.paragraphs[0].text = "Trang 9"
    assert lines(document) == ["Đạt 5 tỷ đồng."]


def test_a_raised_mark_makes_no_figure_longer() -> None:
    raised = run("1", "<w:vertAlign w:val='superscript'/>")
    assert lines(with_xml(xml(run("Đạt 1.300") + raised + run(" tấn")))) == ["Đạt 1.300¹ tấn"]


def test_a_line_break_within_a_sentence_does_not_break_it() -> None:
    break_ = "<w:r><w:br/></w:r>"
    paragraph = xml(run("Xuất khẩu đạt") + break_ + run("hơn 5 tỷ USD.") + break_ + run("Nhập khẩu giảm."))
    assert lines(with_xml(paragraph)) == ["Xuất khẩu đạt hơn 5 tỷ USD.", "Nhập khẩu giảm."]


def test_signs_of_symbol_fonts_have_their_names() -> None:
    bullet, at_least = (f"<w:r><w:sym w:font='Symbol' w:char='{code}'/></w:r>" for code in ("F0B7", "F0B3"))
    assert lines(with_xml(xml(bullet + run(" Lúa ") + at_least + run(" 5 tấn")))) == ["• Lúa ≥ 5 tấn"]


# --- tables -------------------------------------------------------------------------------------------


def test_a_table_is_a_line_a_row_and_a_merged_cell_stands_once() -> None:
    document = with_paragraphs("Kết quả:")
    table = document.add_table(4, 4)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Chỉ tiêu"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Thực hiện"
    table.cell(0, 3).text = "So sánh (%)"
    for row, cells in (
        (1, ("", "2023", "2024", "")),
        (2, ("Lúa", "1.000", "1.100", "110,0")),
        (3, ("Ngô", "", "9", "")),
    ):
        for column, cell in enumerate(cells):
            if cell:
                table.cell(row, column).text = cell
    document.add_paragraph("Hết.")
    assert lines(document) == [
        "Kết quả:",
        "| Chỉ tiêu | Thực hiện |  | So sánh (%) |",
        "|  | 2023 | 2024 |  |",
        "| Lúa | 1.000 | 1.100 | 110,0 |",
        "| Ngô |  | 9 |  |",
        "Hết.",
    ]


def test_paragraphs_of_a_cell_are_one_cell_but_numbers_do_not_grow_together() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Kim ngạch\nxuất khẩu"
    table.cell(0, 1).text = "12\n345"
    assert lines(document) == ["| Kim ngạch xuất khẩu | 12; 345 |"]


def test_a_table_in_a_cell_does_not_look_like_columns_of_the_outer_one() -> None:
    document = docx.Document()
    inner = document.add_table(1, 2).cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Lúa", "5 tấn"
    document.tables[0].cell(0, 0).text = "Cây"
    assert lines(document) == ["| Cây | Lúa; 5 tấn |"]


def test_deleted_rows_are_left_out_and_rows_in_content_controls_kept() -> None:
    row = f"<w:tc><w:p>{run('Lúa')}</w:p></w:tc>"
    deleted = f"<w:tr><w:trPr><w:del w:id='1' w:author='a'/></w:trPr><w:tc><w:p>{run('Cũ')}</w:p></w:tc></w:tr>"
    control = f"<w:sdt><w:sdtContent><w:tr>{row}</w:tr></w:sdtContent></w:sdt>"
    assert lines(with_xml(xml(deleted + control, "w:tbl"))) == ["| Lúa |"]


# --- what is refused ----------------------------------------------------------------------------------


def test_old_word_documents_are_told_what_to_do() -> None:
    assert "Word before 2007; save it as .docx" in refused(b"x", "report.doc").detail
    renamed = refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert renamed.reason_code == "unknown_format"
    assert "an old Word document (.doc) under the name .docx" in renamed.detail


def test_a_document_with_a_password_is_refused() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert refused(data).reason_code == "encrypted_document"


def test_a_picture_of_a_page_in_a_document_is_a_scan() -> None:
    document = docx.Document()
    document.add_picture(BytesIO(SMALL_PICTURE))
    problem = refused(word_file(document))
    assert problem.reason_code == "scanned_document"
    assert "pictures (1) and no word" in problem.detail


def test_a_document_without_a_word_is_no_text() -> None:
    assert refused(word_file(with_paragraphs("", "123"))).reason_code == "not_text"


def test_letters_of_old_fonts_are_refused() -> None:
    text = "Tæng kim ng¹ch xuÊt khÈu ®¹t 1.300 triÖu USD, t¨ng 5,2% so víi cïng kú n¨m tr­íc."
    assert refused(word_file(with_paragraphs(text))).reason_code == "undecodable"


GOOD = word_file(with_paragraphs("Đạt 5 tỷ đồng."))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"Xin ch\xc3\xa0o", "broken_document"),
        (GOOD[: len(GOOD) // 2], "broken_document"),
        (GOOD[:100] + b"\xff" * 50 + GOOD[150:], "broken_document"),
        (with_parts_replaced(GOOD, {"word/document.xml": b"<w:document"}), "broken_document"),
        (with_parts_replaced(GOOD, {"word/document.xml": b"<a/>"}), "broken_document"),
        (with_parts_replaced(GOOD, {"[Content_Types].xml": b"<Types/>"}), "broken_document"),
        (with_parts_replaced(GOOD, {"_rels/.rels": b""}), "broken_document"),
    ],
    ids=["empty", "text", "cut off", "patched", "cut XML", "other XML", "no types", "no relations"],
)
def test_damaged_documents_are_refused(data: bytes, reason: str) -> None:
    assert refused(data).reason_code == reason


def test_a_spreadsheet_under_the_name_of_a_document_is_refused() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(stream.getvalue()).reason_code == "broken_document"


def test_a_bomb_is_refused_by_its_declared_size_without_unpacking_it() -> None:
    bomb = with_parts_replaced(GOOD, {"word/media/x.bin": bytes(word.MOST_UNPACKED_BYTES + 1)})
    assert len(bomb) < LIMIT
    problem = refused(bomb)
    assert problem.reason_code == "too_complex"
    assert "unpacked it has" in problem.detail


def test_a_bomb_that_declares_little_is_damaged() -> None:
    data = with_parts_replaced(GOOD, {"word/document.xml": b" " * 5_000_000})
    lied = data.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 1_000))
    assert lied != data
    assert refused(lied).reason_code == "broken_document"


def test_one_endless_part_is_refused() -> None:
    long = with_parts_replaced(GOOD, {"word/document.xml": b" " * (word.MOST_XML_BYTES + 1)})
    assert refused(long).reason_code == "too_complex"


def with_doctype(entities: str, reference: str) -> bytes:
    body = word_file(with_paragraphs("Đạt BOMB tỷ đồng."))
    with zipfile.ZipFile(BytesIO(body)) as archive:
        document = archive.read("word/document.xml").decode()
    changed = f"<!DOCTYPE w [{entities}]>{document[document.index('<w:document') :]}".replace("BOMB", reference)
    return with_parts_replaced(body, {"word/document.xml": changed.encode()})


def test_entities_that_multiply_are_never_expanded() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "9" * 10}">' for n in range(9))
    assert refused(with_doctype(entities, "&a8;")).reason_code == "broken_document"


def test_a_declared_entity_is_refused_for_its_text_would_be_lost() -> None:
    problem = refused(with_doctype('<!ENTITY five "5">', "&five;"))
    assert problem.reason_code == "broken_document"
    assert "DOCTYPE" in problem.detail


def test_reading_twice_gives_the_same() -> None:
    assert read_bytes(GOOD, "a.docx", max_bytes=LIMIT) == read_bytes(GOOD, "a.docx", max_bytes=LIMIT)
