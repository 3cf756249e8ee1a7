"""The one function that turns the bytes of a file into the text of a bulletin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from orchestration.bulletins.reading.decoding import decode, refuse_misread
from orchestration.bulletins.reading.reasons import EMPTY_FILE, TOO_LARGE, UNKNOWN_FORMAT, Unreadable

READER_VERSION = "2"
"""Raise it whenever the same bytes would give another text, a newer trafilatura, pdfminer.six or python-docx
included: everything is then read again."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".xhtml": "text/html",
    ".docx": WORD,
    ".pdf": PDF,
}
_NEAR_FORMATS = {
    ".doc": "Word before 2007; save it as .docx in Word or LibreOffice",
    ".docm": "Word with macros; save it as .docx",
    ".dotx": "a Word template; save it as .docx",
    ".rtf": "rich text; save it as .docx in Word or LibreOffice",
    ".odt": "OpenDocument; save it as .docx in LibreOffice",
    ".xls": "a spreadsheet; save the sheet as a web page",
    ".xlsx": "a spreadsheet; save the sheet as a web page",
}
LARGER = 15
"""Word documents and PDF files hold pictures and fonts: they may be this many times as large as a text."""

_PAGE_START = re.compile(r"\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class ReadText:
    r"""The text of a bulletin.

    Attributes:
        text: of a plain text as decoded: newlines are ``\n``, the byte-order mark is gone, nothing else is
            touched. Of a web page: title, then main text. Of a page, a Word document and a PDF file a line is
            a paragraph or the row of a table («| Xuất khẩu | 1,3 tỷ USD |»).
        media_type: text/plain, text/html, `WORD` or `PDF`.
        encoding: IANA name in lower case; utf-8 of Word documents, utf-16be of PDF files, whose fonts name
            their characters in it.
        title: of a page its title, of a report the line below «BÁO CÁO», of a plain text its first line where
            that looks like one; else None.
        page_starts: of a PDF file the offsets (code points) at which a page begins; else empty.
        page_numbers: the numbers of those pages, from 1. A footnote stands after the paragraph that goes on over
            the page, so they can go back by one.
    """

    text: str
    media_type: str
    encoding: str
    title: str | None
    page_starts: tuple[int, ...] = ()
    page_numbers: tuple[int, ...] = ()


def media_type_of(source_name: str) -> str:
    """Tell the media type by the ending of the name.

    Raises:
        Unreadable: `unknown_format`.
    """
    ending = PurePosixPath(source_name).suffix.lower()
    if ending not in MEDIA_TYPES:
        known = ", ".join(MEDIA_TYPES)
        what = f"files ending in {ending} are not read" if ending else "the name has no ending"
        hint = f" ({_NEAR_FORMATS[ending]})" if ending in _NEAR_FORMATS else ""
        raise Unreadable(UNKNOWN_FORMAT, f"{what}{hint}; bulletins end in {known}")
    return MEDIA_TYPES[ending]


def read_bytes(data: bytes, source_name: str, *, max_bytes: int) -> ReadText:
    """Read the text of a bulletin from the bytes of its file.

    Args:
        data: the bytes.
        source_name: name of the file; its ending says the format. A .txt that begins like a web page is one.
        max_bytes: larger texts and pages are refused before anything else is done with them; see `byte_limit`.

    Raises:
        Unreadable: with a reason code and what was found.
    """
    media_type = media_type_of(source_name)
    refuse_large(len(data), byte_limit(source_name, max_bytes))
    if media_type in (WORD, PDF):
        return _read_document(data, media_type)
    decoded = decode(data)
    if media_type == "text/html" or _PAGE_START.match(decoded.text):
        from orchestration.bulletins.reading.html import read_page

        page = read_page(decoded.text)
        return ReadText(page.text, "text/html", decoded.encoding, page.title)
    return ReadText(decoded.text, media_type, decoded.encoding, first_line_title(decoded.text))


def _read_document(data: bytes, media_type: str) -> ReadText:
    """Read a Word document or a PDF file; its letters are judged like those of a text."""
    if not data:
        raise Unreadable(EMPTY_FILE, "the file has 0 bytes")
    if media_type == WORD:
        from orchestration.bulletins.reading.word import read_docx

        word = read_docx(data)
        refuse_misread(word.text)
        return ReadText(word.text, WORD, "utf-8", word.title or first_line_title(word.text))
    from orchestration.bulletins.reading.pdf.reading import read_pdf

    file = read_pdf(data)
    refuse_misread(file.text)
    starts, numbers = tuple(offset for offset, _ in file.pages), tuple(number for _, number in file.pages)
    return ReadText(file.text, PDF, "utf-16be", file.title or first_line_title(file.text), starts, numbers)


def byte_limit(source_name: str, max_bytes: int) -> int:
    """How large a file of this name may be, where a text may have `max_bytes`."""
    ending = PurePosixPath(source_name).suffix.lower()
    return max_bytes * LARGER if MEDIA_TYPES.get(ending) in (WORD, PDF) else max_bytes


def refuse_large(size: int, max_bytes: int) -> None:
    """Refuse more than `max_bytes`.

    Raises:
        Unreadable: `too_large`.
    """
    if size > max_bytes:
        raise Unreadable(TOO_LARGE, f"{size} bytes; the limit is {max_bytes} (BANTIN_MAX_FILE_BYTES)")


def first_line_title(text: str) -> str | None:
    """The first line, where it is short, ends like no sentence and is followed by more text."""
    first, _, rest = text.strip().partition("\n")
    line = first.strip()
    if not rest.strip() or len(line) > _LONGEST_TITLE or line.endswith((".", ":", ";", ",", "…")):
        return None
    return line
