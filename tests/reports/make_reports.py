"""Makes the reports of this folder anew: a Word document, the PDF file that an office makes of it, and a printed page.

Needs LibreOffice (`soffice`) and Chromium, which the tests do not: they read the committed files.
Run `python -m tests.reports.make_reports`.
"""

from __future__ import annotations

import html
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from tests.support.golden import bulletin_text

if TYPE_CHECKING:
    from docx.document import Document

FOLDER = Path(__file__).parent
LETTERHEAD = (("UBND TỈNH LẠNG SƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("Số: 45/BC-UBND", "Độc lập - Tự do"))
TITLE = ("BÁO CÁO", "Tình hình kinh tế - xã hội 6 tháng đầu năm 2023;", "nhiệm vụ trọng tâm 6 tháng cuối năm 2023")
PARAGRAPHS = tuple(line.strip() for line in bulletin_text("lang-son-2023-q2").split("\n") if line.strip())
BULLETS = (
    "Tổng đàn trâu 75.000 con;",
    "Tổng đàn bò 30.000 con, giảm 2% so với cùng kỳ năm trước do giá bán thấp và người chăn nuôi chuyển sang gia cầm.",
)
TABLE = (
    ("Chỉ tiêu", "Đơn vị tính", "Năm 2022", "Năm 2023", "So sánh (%)"),
    ("Sản lượng lúa vụ đông xuân của toàn tỉnh", "Tấn", "98.765", "100.123", "101,4"),
    ("Diện tích rừng trồng mới", "Ha", "6.002", "6.500", "108,3"),
    ("Kim ngạch xuất nhập khẩu qua địa bàn", "Triệu USD", "1.136", "2.285", "201,1"),
)
HEADER = "Báo cáo số 45/BC-UBND"


def make_word() -> Document:
    """The report as a Word document with header, page numbers, bullets and a table."""
    document = docx.Document()
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(14)
    section = document.sections[0]
    section.page_width, section.page_height, section.left_margin = Cm(21), Cm(29.7), Cm(3)
    section.header.paragraphs[0].text = HEADER
    _add_page_number(section.footer.paragraphs[0])
    letterhead = document.add_table(len(LETTERHEAD), 2)
    for row, cells in zip(letterhead.rows, LETTERHEAD, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    for line in TITLE:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in PARAGRAPHS:
        paragraph = document.add_paragraph(text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
        paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(6), 1.3
    for text in BULLETS:
        document.add_paragraph(text, style="List Bullet")
    table = document.add_table(len(TABLE), len(TABLE[0]), style="Table Grid")
    for cells, texts in zip(table.rows, TABLE, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    return document


def _add_page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("Trang ")
    for kind in ("begin", None, "end"):
        element: Any = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = "PAGE"
        paragraph.add_run()._r.append(element)


def web_page() -> str:
    """The same report as a web page to be printed; its bold letters come from two fonts."""
    rows = "".join(f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in texts)}</tr>" for texts in TABLE)
    paragraphs = "".join(f"<p>{html.escape(text)}</p>" for text in PARAGRAPHS)
    return f"""<html><head><meta charset="utf-8"><style>
    @page {{ size: A4; margin: 2.5cm 2cm 2cm 3cm;
            @top-center {{ content: counter(page) }} @bottom-left {{ content: "{HEADER}" }} }}
    body {{ font: 14pt "Liberation Serif"; text-align: justify }} p {{ text-indent: 1.27cm; margin: 6pt 0 }}
    table {{ border-collapse: collapse; font-size: 11pt }} td {{ border: 1px solid black; padding: 2px }}
    h3 {{ text-align: center }}</style></head>
    <body><h3>{"<br>".join(TITLE)}</h3>{paragraphs}<table>{rows}</table></body></html>"""


def main() -> None:
    """Write the files of this folder."""
    make_word().save(str(FOLDER / "report.docx"))
    convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", FOLDER, FOLDER / "report.docx"]
    subprocess.run(convert, check=True)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(web_page(), encoding="utf-8")
        target = f"--print-to-pdf={FOLDER / 'printed-page.pdf'}"
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--no-pdf-header-footer", target, page], check=True)


if __name__ == "__main__":
    main()
