"""The one function that turns the bytes of a file into the text of a bulletin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from orchestration.bulletins.reading.decoding import decode
from orchestration.bulletins.reading.reasons import TOO_LARGE, UNKNOWN_FORMAT, Unreadable

READER_VERSION = "1"
"""Raise it whenever the same bytes would give another text, a newer trafilatura included: everything is then
read again."""

MEDIA_TYPES = {".txt": "text/plain", ".htm": "text/html", ".html": "text/html", ".xhtml": "text/html"}
_PAGE_START = re.compile(r"\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class ReadText:
    r"""The text of a bulletin.

    Attributes:
        text: as decoded; newlines are ``\n``, the byte-order mark is gone, nothing else is touched. Of a web
            page: title, then main text, a line a paragraph or table row.
        media_type: text/plain or text/html.
        encoding: IANA name in lower case.
        title: of a page its title, of a plain text its first line where that looks like one; else None.
    """

    text: str
    media_type: str
    encoding: str
    title: str | None


def media_type_of(source_name: str) -> str:
    """Tell the media type by the ending of the name.

    Raises:
        Unreadable: `unknown_format`.
    """
    ending = PurePosixPath(source_name).suffix.lower()
    if ending not in MEDIA_TYPES:
        known = ", ".join(MEDIA_TYPES)
        what = f"files ending in {ending} are not read" if ending else "the name has no ending"
        raise Unreadable(UNKNOWN_FORMAT, f"{what}; bulletins end in {known}")
    return MEDIA_TYPES[ending]


def read_bytes(data: bytes, source_name: str, *, max_bytes: int) -> ReadText:
    """Read the text of a bulletin from the bytes of its file.

    Args:
        data: the bytes.
        source_name: name of the file; its ending says the format. A .txt that begins like a web page is one.
        max_bytes: larger files are refused before anything else is done with them.

    Raises:
        Unreadable: with a reason code and what was found.
    """
    media_type = media_type_of(source_name)
    refuse_large(len(data), max_bytes)
    decoded = decode(data)
    if media_type == "text/html" or _PAGE_START.match(decoded.text):
        from orchestration.bulletins.reading.html import read_page

        page = read_page(decoded.text)
        return ReadText(page.text, "text/html", decoded.encoding, page.title)
    return ReadText(decoded.text, media_type, decoded.encoding, first_line_title(decoded.text))


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
