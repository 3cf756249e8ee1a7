"""From the bytes of a Word document (.docx) to its text, a line a paragraph or table row.

python-docx opens the package; the text is walked here, for its `Paragraph.text` passes over what stands in
content controls, tracked insertions, fields and text boxes, and no figure may be dropped in silence. What Word
does not print (deletions, hidden runs, field codes) and what repeats on each page (headers, footers) is left
out. Pages have no numbers: Word makes them anew each time it opens a document.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from orchestration.bulletins.reading.flowing import join_apart, named_signs, raised, report_title, table_row
from orchestration.bulletins.reading.reasons import (
    BROKEN_DOCUMENT,
    ENCRYPTED_DOCUMENT,
    NOT_TEXT,
    SCANNED_DOCUMENT,
    TOO_COMPLEX,
    UNKNOWN_FORMAT,
    Unreadable,
)

if TYPE_CHECKING:
    from docx.document import Document

MOST_UNPACKED_BYTES: Final = 200_000_000
"""All parts of the package together, pictures too; python-docx unpacks them all into memory."""
MOST_XML_BYTES: Final = 30_000_000
"""One part of text. A report of 300 pages has some 5 MB."""
MOST_PARTS: Final = 5_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNSEEN = frozenset(
    {
        f"{_W}{name}"
        for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "tblPr", "tcPr")
    }
)
_NOTES = re.compile(r"/(?:footnotes|endnotes)$")
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
_SENTENCE_END = re.compile(r"[.:;!?…]\W*$")


@dataclass(frozen=True, slots=True)
class WordText:
    """Title (where the document has one) and text of a Word document."""

    title: str | None
    text: str


def read_docx(data: bytes) -> WordText:
    """Read the text of a Word document: body in order, then footnotes and endnotes.

    Raises:
        Unreadable: `broken_document`, `encrypted_document`, `too_complex`, `scanned_document` (pictures and no
            word), `not_text` or `unknown_format` (an old Word document under a new name).
    """
    _refuse_other_containers(data)
    _refuse_bombs(data)
    document = _open(data)
    lines = _Walk().lines_of(document.element.body)
    for notes in _note_parts(document):
        lines.extend(_Walk().lines_of(notes))
    text = "\n".join(line for line in lines if line.strip())
    if not any(char.isalpha() for char in text):
        raise _no_words(document, text)
    return WordText(report_title(text.split("\n")), text)


def _refuse_other_containers(data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise Unreadable(ENCRYPTED_DOCUMENT, "it opens only with a password")
        raise Unreadable(UNKNOWN_FORMAT, "it is an old Word document (.doc) under the name .docx: save it as .docx")
    if not data.startswith(b"PK"):
        raise Unreadable(BROKEN_DOCUMENT, f"a .docx begins with the bytes PK, this file with {data[:4]!r}")


def _refuse_bombs(data: bytes) -> None:
    """Judge by the sizes that the archive declares: Python unpacks no more of a part than is declared."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Unreadable(BROKEN_DOCUMENT, f"its ZIP container cannot be opened ({error})") from None
    if len(parts) > MOST_PARTS:
        raise Unreadable(TOO_COMPLEX, f"{len(parts)} parts; the limit is {MOST_PARTS}")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED_BYTES:
        raise Unreadable(TOO_COMPLEX, f"unpacked it has {unpacked} bytes; the limit is {MOST_UNPACKED_BYTES}")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and part.file_size > MOST_XML_BYTES:
            detail = f"its part {part.filename} has {part.file_size} bytes; the limit is {MOST_XML_BYTES}"
            raise Unreadable(TOO_COMPLEX, detail)


def _open(data: bytes) -> Document:
    import docx

    try:
        document = docx.Document(BytesIO(data))
        body = document.element.body
    except Exception as error:  # python-docx lets errors of zipfile, zlib, lxml and its own through
        raise Unreadable(BROKEN_DOCUMENT, f"it cannot be opened as a Word document: {_first_line(error)}") from None
    if body is None:
        raise Unreadable(BROKEN_DOCUMENT, "it has no body (w:body)")
    if document.element.getroottree().docinfo.doctype:
        raise Unreadable(BROKEN_DOCUMENT, "it declares a document type (DOCTYPE), as no program that makes .docx does")
    return document


def _first_line(error: Exception) -> str:
    return (str(error).split("\n")[0] or type(error).__name__)[:200]


def _note_parts(document: Document) -> Iterator[Any]:
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if not relation.is_external and _NOTES.search(relation.reltype):
            try:
                yield parse_xml(relation.target_part.blob)
            except Exception as error:
                detail = f"its notes cannot be read: {_first_line(error)}"
                raise Unreadable(BROKEN_DOCUMENT, detail) from None


def _no_words(document: Document, text: str) -> Unreadable:
    pictures = sum(1 for part in document.part.package.iter_parts() if part.partname.startswith("/word/media/"))
    if pictures:
        return Unreadable(SCANNED_DOCUMENT, f"pictures ({pictures}) and no word: is it a scan put into a document?")
    return Unreadable(NOT_TEXT, f"there is no letter in its {len(text)} characters")


@dataclass(slots=True)
class _Walk:
    """Collects lines in the order of the document; text boxes follow the paragraph that they hang on."""

    boxes: list[Any] = field(default_factory=list)

    def lines_of(self, container: Any) -> list[str]:
        """The lines of a body, a cell, a note or a text box."""
        lines: list[str] = []
        for block in _children(container):
            if block.tag == f"{_W}p":
                lines.extend(self._paragraph(block))
                boxes, self.boxes = self.boxes, []
                for box in boxes:
                    lines.extend(self.lines_of(box))
            elif block.tag == f"{_W}tbl":
                lines.extend(self._table(block))
            else:
                lines.extend(self.lines_of(block))
        return lines

    def _paragraph(self, paragraph: Any) -> list[str]:
        pieces: list[str] = []
        self._collect(paragraph, pieces)
        return _unbroken("".join(pieces))

    def _collect(self, element: Any, pieces: list[str]) -> None:
        for child in _children(element):
            if child.tag == f"{_W}txbxContent":
                self.boxes.append(child)
            elif child.tag == f"{_W}r":
                self._collect_run(child, pieces)
            elif (text := _text_of(child)) is not None:
                pieces.append(text)
            else:
                self._collect(child, pieces)

    def _collect_run(self, run: Any, pieces: list[str]) -> None:
        if _is_on(run, "vanish"):
            return
        inside: list[str] = []
        self._collect(run, inside)
        position = run.find(f"{_W}rPr/{_W}vertAlign")
        is_raised = position is not None and position.get(f"{_W}val") == "superscript"
        pieces.extend(map(raised, inside) if is_raised else inside)

    def _table(self, table: Any) -> list[str]:
        return [table_row(self._row(row)) for row in _rows(table)]

    def _row(self, row: Any) -> list[str]:
        cells: list[str] = [""] * _number(row, "trPr", "gridBefore", 0)
        for cell in _descend(row, f"{_W}tc"):
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            covered = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
            cells.append("" if covered else join_apart(_unruled(line) for line in self.lines_of(cell)))
            cells.extend([""] * (_number(cell, "tcPr", "gridSpan", 1) - 1))
        return cells


def _unruled(line: str) -> str:
    """A row of a table within a cell: its own cells must not look like columns of the outer table."""
    return line[2:-2].replace(" | ", "; ") if line.startswith("| ") and line.endswith(" |") else line


def _children(element: Any) -> Iterator[Any]:
    """Elements inside `element` that are printed; of alternative contents the first."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _UNSEEN:
            continue
        if child.tag == f"{_MC}AlternateContent":
            choice = child.find(f"{_MC}Choice")
            chosen = choice if choice is not None else child.find(f"{_MC}Fallback")
            if chosen is not None:
                yield chosen
        else:
            yield child


def _rows(table: Any) -> Iterator[Any]:
    for row in _descend(table, f"{_W}tr"):
        if row.find(f"{_W}trPr/{_W}del") is None:
            yield row


def _descend(element: Any, tag: str) -> Iterator[Any]:
    """The nearest elements of `tag`, also those inside content controls and tracked changes."""
    for child in _children(element):
        if child.tag == tag:
            yield child
        elif child.tag not in (f"{_W}tbl", f"{_W}p"):
            yield from _descend(child, tag)


_WIDEST: Final = 63
"""Columns of a Word table at most."""


def _number(element: Any, properties: str, name: str, default: int) -> int:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    value = "" if found is None else found.get(f"{_W}val", "")
    return min(int(value), _WIDEST) if value.isascii() and value.isdigit() else default


def _text_of(element: Any) -> str | None:
    """The characters that an element without children stands for; None where it is no such element."""
    if element.tag in (f"{_W}t", f"{_M}t"):
        return named_signs(element.text or "")
    if element.tag == f"{_W}sym":
        code = element.get(f"{_W}char", "")
        return named_signs(chr(int(code, 16))) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else ""
    return _SIGNS.get(element.tag)


def _is_on(run: Any, name: str) -> bool:
    switch = run.find(f"{_W}rPr/{_W}{name}")
    return switch is not None and switch.get(f"{_W}val", "true") not in ("0", "false", "off")


def _unbroken(text: str) -> list[str]:
    """Split at line breaks, but not in the middle of a sentence, where they only shape the paragraph."""
    lines: list[str] = []
    for line in text.split("\n"):
        beginning = line.lstrip()
        if lines and beginning and beginning[0].islower() and lines[-1] and not _SENTENCE_END.search(lines[-1]):
            lines[-1] = f"{lines[-1].rstrip()} {beginning}"
        else:
            lines.append(line)
    return lines
