"""Word documents (.docx) made by python-docx, and what python-docx cannot make, put in as XML."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
from docx.oxml import parse_xml

if TYPE_CHECKING:
    from docx.document import Document

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
NOTES_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
NOTES_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def xml(inside: str, tag: str = "w:p") -> Any:
    """An element of WordprocessingML."""
    return parse_xml(f"<{tag} {_W} {_MC} {_WPS}>{inside}</{tag}>")


def run(text: str, properties: str = "") -> str:
    """The XML of a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def word_file(document: Document) -> bytes:
    """The bytes of a document."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_paragraphs(*paragraphs: str) -> Document:
    """A document of plain paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return document


def with_xml(*elements: Any) -> Document:
    """A document whose body holds these elements."""
    document = docx.Document()
    for element in elements:
        document.element.body.insert(len(document.element.body) - 1, element)
    return document


def with_footnote(paragraph: str, note: str) -> Document:
    """A document of one paragraph with a footnote."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = with_paragraphs(paragraph)
    inside = f'<w:footnotes {_W}><w:footnote w:id="1"><w:p>{run(note)}</w:p></w:footnote></w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), NOTES_CONTENT, inside.encode(), document.part.package)
    document.part.relate_to(part, NOTES_TYPE)
    return document


def with_parts_replaced(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package with some of its parts replaced or added."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info, old.read(info))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()
