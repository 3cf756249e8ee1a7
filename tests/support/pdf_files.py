"""PDF files written by hand: any Vietnamese text at any place, lines, pictures, and what is wrong with files.

The one font is not embedded and each character is half as wide as it is high: enough for a reader of text, and
a viewer shows it in a font of its own.
"""

from __future__ import annotations

import math
import textwrap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
LEFT, TOP = 85.0, 770.0
SIZE = 12.0
LEADING = 16.0


@dataclass(slots=True)
class PdfPage:
    """What is drawn on a page; coordinates in points from the lower left corner."""

    width: float = WIDTH
    height: float = HEIGHT
    operators: list[str] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    has_picture: bool = False

    def text(
        self, x: float, y: float, text: str, *, size: float = SIZE, invisible: bool = False, angle: int = 0
    ) -> None:
        """Draw one line whose first character begins at (x, y)."""
        self.letters.update(text)
        cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        codes = text.encode("utf-16-be").hex()
        self.operators.append(
            f"BT /F1 {size} Tf {3 if invisible else 0} Tr "
            f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {x} {y} Tm <{codes}> Tj ET"
        )

    def paragraph(
        self, y: float, text: str, *, x: float = LEFT, columns: int = 70, indent: int = 0, size: float = SIZE
    ) -> float:
        """Draw a wrapped paragraph of `columns` characters a line; returns where the next line would stand."""
        for line in textwrap.wrap(" " * indent + text, columns, drop_whitespace=True):
            stripped = line.lstrip()
            self.text(x + (len(line) - len(stripped)) * size / 2, y, stripped, size=size)
            y -= LEADING * size / SIZE
        return y

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a straight line."""
        self.operators.append(f"{x0} {y0} m {x1} {y1} l S")

    def bar(self, x: float, y: float, width: float, height: float) -> None:
        """Fill a rectangle, as Word draws the borders of tables."""
        self.operators.append(f"{x} {y} {width} {height} re f")

    def picture(self, share: float = 1.0) -> None:
        """Lay a picture over so much of the page's height."""
        self.has_picture = True
        self.operators.append(f"q {self.width} 0 0 {self.height * share} 0 0 cm /Im1 Do Q")

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Draw the lines of a table; xs ascend, ys descend."""
        for x in xs:
            self.line(x, ys[-1], x, ys[0])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)


def pdf_file(pages: Sequence[PdfPage], *, locked: bool = False, names_letters: bool = True) -> bytes:
    """The bytes of a file.

    Args:
        pages: at least one.
        locked: whether it asks for a password (no password is the right one).
        names_letters: whether the font says which letters it draws.
    """
    letters = sorted(set().union(*(page.letters for page in pages)))
    to_unicode = " /ToUnicode 6 0 R" if names_letters else ""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: _pages_object(len(pages)),
        3: f"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H "
        f"/DescendantFonts [4 0 R]{to_unicode} >>".encode(),
        4: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 500 /FontDescriptor 5 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        5: b"<< /Type /FontDescriptor /FontName /Plain /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 900 "
        b"/Descent -200 /ItalicAngle 0 /CapHeight 700 /StemV 80 >>",
        6: _stream(_unicode_map(letters)),
        7: _stream(b"\x80", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
                   "/BitsPerComponent 8"),
    }  # fmt: skip
    for index, page in enumerate(pages):
        number = 10 + 2 * index
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width} {page.height}] /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 7 0 R >> >> >>"
        ).encode()
        objects[number + 1] = _stream("\n".join(page.operators).encode())
    encryption = " /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >> /ID [<00> <00>]"
    return _assembled(objects, encryption.format("ab" * 32) if locked else "")


def _pages_object(count: int) -> bytes:
    kids = " ".join(f"{10 + 2 * index} 0 R" for index in range(count))
    return f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode()


def _unicode_map(letters: Sequence[str]) -> bytes:
    pairs = "\n".join(f"<{ord(letter):04x}> <{ord(letter):04x}>" for letter in letters)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Plain def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    ).encode()


def _stream(data: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(data)
    head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def _assembled(objects: dict[int, bytes], trailer_entries: str) -> bytes:
    data = b"%PDF-1.7\n"
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(data)
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(data)
    data += b"xref\n"
    for number, place in places.items():
        data += f"{number} 1\n{place:010d} 00000 n \n".encode()
    size = max(objects) + 1
    data += f"trailer\n<< /Size {size} /Root 1 0 R{trailer_entries} >>\nstartxref\n{table}\n%%EOF\n".encode()
    return data
