"""Damage that pdfminer gets over without a word: a page lost from the tree, a page whose content cannot be unpacked.

A half-copied report would otherwise be read as a shorter one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream, dict_value, resolve1

from orchestration.bulletins.reading.pdf.limits import MOST_CONTENT_BYTES
from orchestration.bulletins.reading.reasons import BROKEN_DOCUMENT, TOO_COMPLEX, Unreadable


def refuse_lost_pages(document: PDFDocument, found: int) -> None:
    """Compare the pages found with the number that the file declares.

    Raises:
        Unreadable: `broken_document`.
    """
    declared = resolve1(dict_value(document.catalog.get("Pages")).get("Count"))
    if not found or (isinstance(declared, int) and found < declared):
        detail = f"{found} of its {declared} pages are there" if found else "it has no page"
        raise Unreadable(BROKEN_DOCUMENT, f"{detail}: was it cut off while copied?")


def refuse_lost_content(page: PDFPage, number: int) -> None:
    """Unpack the content of a page and see that all of it comes out.

    Raises:
        Unreadable: `broken_document`, or `too_complex` for one that unpacks without end.
    """
    for stream in _streams(page):
        if not _is_whole(stream):
            raise Unreadable(BROKEN_DOCUMENT, f"the content of page {number} is damaged: was it cut off while copied?")


def _streams(page: PDFPage) -> Iterator[Any]:
    for content in page.contents:
        stream = resolve1(content)
        if isinstance(stream, PDFStream):
            yield stream
        elif stream is not None or content is not None:
            raise Unreadable(BROKEN_DOCUMENT, "the content of a page is missing: was it cut off while copied?")


def _is_whole(stream: PDFStream) -> bool:
    packed = stream.rawdata
    if not packed or stream.data is not None:
        return True
    filters = stream.get_filters()
    if len(filters) == 1 and filters[0][0] in LITERALS_FLATE_DECODE and stream.decipher is None:
        return _ends(packed)
    return bool(stream.get_data())


def _ends(packed: bytes) -> bool:
    """Whether the compressed data reach their end mark; a wrong checksum behind it loses nothing."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        unpacker.decompress(packed[2:], MOST_CONTENT_BYTES)
    except zlib.error:
        return False
    if unpacker.unconsumed_tail:
        raise Unreadable(TOO_COMPLEX, f"the content of a page unpacks to more than {MOST_CONTENT_BYTES} bytes")
    return unpacker.eof
