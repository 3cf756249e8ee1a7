"""All steps from the bytes of a PDF file to its text; run this in a process with limits (`child`)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from orchestration.bulletins.reading.flowing import report_title
from orchestration.bulletins.reading.pdf.columns import columns_of
from orchestration.bulletins.reading.pdf.damage import refuse_lost_content, refuse_lost_pages
from orchestration.bulletins.reading.pdf.limits import MOST_MARKS, MOST_PAGES
from orchestration.bulletins.reading.pdf.page import Page, PageReader, TooManyMarks
from orchestration.bulletins.reading.pdf.paragraphs import (
    Fixed,
    Item,
    Line,
    goes_on,
    items_of,
    join_pieces,
    paragraphs_of,
)
from orchestration.bulletins.reading.pdf.rows import Row, rows_of
from orchestration.bulletins.reading.pdf.running import without_running_rows
from orchestration.bulletins.reading.pdf.tables import Table, take_tables
from orchestration.bulletins.reading.reasons import (
    BROKEN_DOCUMENT,
    ENCRYPTED_DOCUMENT,
    NOT_TEXT,
    SCANNED_DOCUMENT,
    TOO_COMPLEX,
    UNDECODABLE,
    Unreadable,
)

_PICTURE_SHARE = 0.5
"""A page without a word of which a picture covers this much is a scan (or a cover)."""
_NAMELESS_SHARE = 0.01
_FEW_ROWS = 8
_SMALL = 0.88

Laid = tuple[str | None, str, list[tuple[int, int]]]


def lay_out(data: bytes) -> Laid:
    """Title, text, and (offset, page number) of the page starts.

    Raises:
        Unreadable: see `reading.read_pdf`.
    """
    try:
        pages = _read_pages(data)
    except TooManyMarks:
        raise Unreadable(TOO_COMPLEX, f"it draws more than {MOST_MARKS} characters and lines") from None
    except PDFPasswordIncorrect:
        raise Unreadable(ENCRYPTED_DOCUMENT, "it opens only with a password") from None
    except PDFEncryptionError as error:
        raise Unreadable(ENCRYPTED_DOCUMENT, f"it is locked in a way that is not known here: {error}") from None
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # over damaged files pdfminer stumbles in every way that Python knows
        detail = f"it cannot be taken apart ({type(error).__name__}: {str(error)[:200]})"
        raise Unreadable(BROKEN_DOCUMENT, detail) from None
    _refuse_pictures(pages)
    _refuse_nameless(pages)
    text, starts = join_pieces(paragraphs_of(_footnotes_later(_items(pages))))
    if not any(char.isalpha() for char in text):
        raise Unreadable(NOT_TEXT, f"there is no letter on its {len(pages)} pages")
    return report_title(text.split("\n")), text, starts


def _read_pages(data: bytes) -> list[Page]:
    document = PDFDocument(PDFParser(BytesIO(data)))
    resources = PDFResourceManager()
    device = PageReader(resources, MOST_MARKS)
    interpreter: Any = PDFPageInterpreter(resources, device)
    pages = []
    for number, page in enumerate(PDFPage.create_pages(document), 1):
        if number > MOST_PAGES:
            raise Unreadable(TOO_COMPLEX, f"more than {MOST_PAGES} pages")
        refuse_lost_content(page, number)
        interpreter.process_page(page)
        pages.append(device.page)
    refuse_lost_pages(document, len(pages))
    return pages


def _refuse_pictures(pages: Sequence[Page]) -> None:
    """Refuse scans, and reports of which some pages are scans: what they say would be lost in silence.

    A cover, first or last, may be a picture.
    """
    blank = [page for page in pages if not any(not glyph.text.isspace() for glyph in page.glyphs) and not page.turned]
    pictures = [page.number for page in blank if page.pictured >= _PICTURE_SHARE or page.invisible]
    covers = {1, len(pages)} if len(blank) < len(pages) else set()
    lost = [number for number in pictures if number not in covers]
    if not lost:
        return
    layer = " under a layer of text that a recognition program guessed" if any(p.invisible for p in blank) else ""
    which = "all its pages are" if len(lost) == len(pages) else f"{_numbers(lost)} of its {len(pages)} pages are"
    raise Unreadable(SCANNED_DOCUMENT, f"{which} pictures{layer}: there is no text that was written")


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    return f"{shown} and more" if len(numbers) > 10 else shown


def _refuse_nameless(pages: Sequence[Page]) -> None:
    drawn = sum(len(page.glyphs) for page in pages)
    nameless = sum(page.nameless for page in pages)
    if nameless > _NAMELESS_SHARE * drawn:
        detail = f"of {nameless} of its {drawn} characters its fonts do not say which letters they are"
        raise Unreadable(UNDECODABLE, detail)


def _items(pages: Sequence[Page]) -> list[Item]:
    tables = [take_tables(page) for page in pages]
    rows = without_running_rows([rows_of(page.glyphs) for page in pages])
    items: list[Item] = []
    usual = _usual_width(rows)
    for page, page_tables, page_rows in zip(pages, tables, rows, strict=True):
        items.extend(_page_items(page, page_tables, page_rows, usual))
    return items


def _usual_width(pages: Sequence[Sequence[Row]]) -> float:
    """The width of text on the pages with enough rows to tell."""
    widths = sorted(_margins(rows)[1] - _margins(rows)[0] for rows in pages if len(rows) >= _FEW_ROWS)
    return widths[len(widths) // 2] if widths else 0.0


def _margins(rows: Sequence[Row]) -> tuple[float, float]:
    return min(row.start for row in rows), max(row.end for row in rows)


def _page_items(page: Page, tables: Sequence[Table], rows: Sequence[Row], usual: float) -> list[Item]:
    items: list[Item] = []
    if rows:
        left, right = _margins(rows)
        if len(rows) < _FEW_ROWS:  # too few to tell: as on other pages, else as wide as the left margin allows
            right = max(right, min(left + usual, page.width) if usual else page.width - left)
        rest = list(rows)
        for table in tables:
            above = [row for row in rest if row.baseline > table.high]
            rest = [row for row in rest if row.baseline <= table.high]
            items.extend(_prose(above, left, right, page.number))
            items.extend(Fixed(line, page.number) for line in table.lines)
        items.extend(_prose(rest, left, right, page.number))
    else:
        items.extend(Fixed(line, page.number) for table in tables for line in table.lines)
    for angle in sorted(page.turned):
        items.extend(Fixed(row.text, page.number) for row in rows_of(page.turned[angle]))
    return items


def _prose(rows: Sequence[Row], left: float, right: float, page: int) -> list[Item]:
    return [item for column in columns_of(rows, left, right) for item in items_of(column, page)]


def _footnotes_later(items: Sequence[Item]) -> list[Item]:
    """Put the small print at the foot of a page behind the paragraph that goes on over the page."""
    sizes = sorted(item.row.size for item in items if isinstance(item, Line))
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    ordered: list[Item] = []
    waiting: list[Item] = []
    for place, item in enumerate(items):
        if waiting and item.page != waiting[0].page and not _continues(ordered, item, waiting[0].page):
            ordered.extend(waiting)
            waiting = []
        if _is_small(item, usual) and (waiting or _ends_page(items, place, usual)):
            waiting.append(item)
        else:
            ordered.append(item)
    return [*ordered, *waiting]


def _is_small(item: Item, usual: float) -> bool:
    return isinstance(item, Line) and item.row.size < _SMALL * usual


def _ends_page(items: Sequence[Item], place: int, usual: float) -> bool:
    """Whether nothing but small print follows on the page of the item at `place`."""
    page = items[place].page
    for item in items[place + 1 :]:
        if item.page != page:
            return True
        if not _is_small(item, usual):
            return False
    return True


def _continues(ordered: Sequence[Item], item: Item, page: int) -> bool:
    last = ordered[-1] if ordered else None
    if not isinstance(last, Line) or not isinstance(item, Line):
        return False
    return goes_on([last], item) and (last.page == page or item.page == last.page)
