"""A report as a Word document, as the PDF file made from it, and as a printed web page says the same in each form.

The files stand in `tests/reports`, with the script that made them by LibreOffice and Chromium.
"""

from __future__ import annotations

from functools import cache

import pytest

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.reading.reader import ReadText, read_bytes
from tests.reports.make_reports import BULLETS, FOLDER, HEADER, PARAGRAPHS, TABLE, TITLE, make_word
from tests.support.word_files import word_file

FILES = ("report.docx", "report.pdf", "printed-page.pdf")


@cache
def report(name: str) -> ReadText:
    return read_bytes((FOLDER / name).read_bytes(), name, max_bytes=2_000_000)


@pytest.mark.parametrize("name", FILES)
def test_every_paragraph_is_a_line_and_every_row_of_the_table_too(name: str) -> None:
    lines = report(name).text.split("\n")
    prose = [line for line in lines if line in PARAGRAPHS]
    assert prose == list(PARAGRAPHS)
    assert lines[-len(TABLE) :] == [f"| {' | '.join(cells)} |" for cells in TABLE]
    assert report(name).title == " ".join(TITLE)


@pytest.mark.parametrize("name", FILES)
def test_heads_and_page_numbers_are_left_out(name: str) -> None:
    assert HEADER not in report(name).text
    assert "Trang" not in report(name).text


def test_bullets_are_lines_in_word_and_pdf() -> None:
    assert set(BULLETS) <= set(report("report.docx").text.split("\n"))
    assert {f"• {text}" for text in BULLETS} <= set(report("report.pdf").text.split("\n"))


@pytest.mark.parametrize("name", FILES)
def test_the_figures_are_those_of_the_plain_text(name: str) -> None:
    def figures(text: str) -> set[tuple[object, ...]]:
        found = extract_text(text, ref_area="VN-09").observations
        return {(row.quote, row.indicator, row.value, row.unit, row.hedge) for row in found}

    plain = figures("\n".join([*TITLE, *PARAGRAPHS]))
    assert len(plain) > 10
    assert plain <= figures(report(name).text)


@pytest.mark.parametrize(("name", "pages"), [("report.pdf", (1, 2, 3)), ("printed-page.pdf", (1, 2))])
def test_every_page_begins_where_its_text_does(name: str, pages: tuple[int, ...]) -> None:
    found = report(name)
    assert found.page_numbers == pages
    assert found.page_starts[0] == 0
    assert list(found.page_starts) == sorted(set(found.page_starts))


def test_the_word_document_is_the_one_that_the_script_makes() -> None:
    made = read_bytes(word_file(make_word()), "report.docx", max_bytes=2_000_000)
    assert made == report("report.docx")
