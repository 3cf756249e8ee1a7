"""What is drawn on a page: characters with their places, ruling lines, how much of it pictures cover.

pdfminer.six interprets the file; its own layout analysis is not used, for it knows no tables and its time
grows with the square of the text boxes.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfexceptions import PDFException
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from orchestration.bulletins.reading.flowing import named_signs

if TYPE_CHECKING:
    from pdfminer.pdffont import PDFFont
    from pdfminer.pdfpage import PDFPage

_INVISIBLE: Final = frozenset({3, 7})
"""Text rendering modes that draw nothing: what recognition programs lay over a scan."""
_THIN: Final = 3.0
"""A filled rectangle up to this many points wide is a ruling line: so Word draws the borders of tables."""
_SHORTEST: Final = 4.0


@dataclass(slots=True)
class Glyph:
    """A character: `start` and `end` along its baseline, all in points; y grows upward."""

    text: str
    start: float
    end: float
    baseline: float
    size: float

    @property
    def middle(self) -> float:
        """Half-way between start and end."""
        return (self.start + self.end) / 2


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line: at y from x to x where `level`, else at x from y to y."""

    level: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """All that matters of a page.

    Attributes:
        number: from 1.
        glyphs: upright characters in the order in which they are drawn.
        turned: characters of other directions by their angle in degrees, each in the frame of its own direction.
        rulings: level and plumb lines.
        pictured: the share of the page that its largest picture covers.
        invisible: characters that are not drawn and so not read.
        nameless: characters of which the file does not say which letter they are.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    turned: dict[int, list[Glyph]] = field(default_factory=dict)
    rulings: list[Ruling] = field(default_factory=list)
    pictured: float = 0.0
    invisible: int = 0
    nameless: int = 0


class PageReader(PDFTextDevice):
    """The device on which pdfminer draws; `page` is what was drawn last."""

    def __init__(self, resources: Any, most_marks: int) -> None:
        """Make a device that gives up beyond `most_marks` characters and lines on all pages together."""
        super().__init__(resources)
        self.page = Page(0, 0.0, 0.0)
        self._left = most_marks
        self._box = (0.0, 0.0, 0.0, 0.0)
        self._draws = True

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        """Begin the next page; its size is that of its visible box."""
        self._box = apply_matrix_rect(ctm, page.cropbox)
        x0, y0, x1, y1 = self._box
        self.page = Page(self.page.number + 1, x1 - x0, y1 - y0)

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Note whether the string is drawn at all, then go through its characters."""
        self._draws = textstate.render not in _INVISIBLE
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Any,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        """Take one character; returns its advance in the text's own units."""
        advance = font.char_width(cid) * fontsize * scaling
        self._spend()
        text = self._text_of(font, cid)
        if not self._draws:
            self.page.invisible += not text.isspace()
        elif text:
            self._add(text, matrix, advance, abs(fontsize), rise)
        return advance

    def _text_of(self, font: PDFFont, cid: int) -> str:
        from pdfminer.pdffont import PDFUnicodeNotDefined

        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = ""
        text = named_signs(text)
        if not text or all(unicodedata.category(char) in ("Co", "Cn") or char == "\ufffd" for char in text):
            self.page.nameless += 1
            return "\ufffd"
        return "".join(_printable(char) for char in text)

    def _add(self, text: str, matrix: Any, advance: float, fontsize: float, rise: float) -> None:
        a, b, c, d, e, f = matrix
        angle = round(math.degrees(math.atan2(b, a))) % 360
        x, y = apply_matrix_pt((a, b, c, d, e, f), (0, rise))
        x0, y0, x1, y1 = self._box
        if not (x0 - 1 <= x <= x1 + 1 and y0 - 1 <= y <= y1 + 1):
            return
        if angle:
            x, y = _turned_back(x, y, angle)
        most = max(self.page.width, self.page.height)
        width = min(advance * math.hypot(a, b), most)
        size = min(max(fontsize * math.hypot(c, d), 0.1), most)
        if math.isnan(width) or math.isnan(size):
            return
        glyph = Glyph(text, x, x + width, y, size)
        glyphs = self.page.turned.setdefault(angle, []) if angle else self.page.glyphs
        if glyphs and unicodedata.combining(text[0]):
            glyphs[-1].text += text
        else:
            glyphs.append(glyph)

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        """Take the straight lines of a drawing: stroked edges, and filled bars that are as thin as a line."""
        self._spend()
        piece: list[tuple[float, float]] = []
        for step in path:
            if step[0] == "m":
                self._take_outline(piece, stroke, fill)
                piece = []
            if step[0] == "h":
                piece += piece[:1]
            else:
                piece.append(apply_matrix_pt(self.ctm, step[-2:]))  # type: ignore[arg-type]
        self._take_outline(piece, stroke, fill)

    def _take_outline(self, points: list[tuple[float, float]], stroke: bool, fill: bool) -> None:
        if len(points) < 2:
            return
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        if fill and min(width, height) <= _THIN < max(width, height):
            if width >= height:
                self._add_ruling(Ruling(True, sum(ys) / len(ys), min(xs), max(xs)))
            else:
                self._add_ruling(Ruling(False, sum(xs) / len(xs), min(ys), max(ys)))
        elif stroke:
            for (x0, y0), (x1, y1) in pairwise(points):
                if abs(y0 - y1) <= 0.5:
                    self._add_ruling(Ruling(True, y0, min(x0, x1), max(x0, x1)))
                elif abs(x0 - x1) <= 0.5:
                    self._add_ruling(Ruling(False, x0, min(y0, y1), max(y0, y1)))

    def _add_ruling(self, ruling: Ruling) -> None:
        """Keep what of a line lies on the page, where that is long enough; no number beyond the page gets further."""
        self._spend()
        left, low, right, high = self._box
        across, along = ((low, high), (left, right)) if ruling.level else ((left, right), (low, high))
        start, end = max(ruling.start, along[0]), min(ruling.end, along[1])
        if across[0] - 1 <= ruling.at <= across[1] + 1 and end - start >= _SHORTEST:
            self.page.rulings.append(Ruling(ruling.level, ruling.at, start, end))

    def render_image(self, name: str, stream: Any) -> None:
        """Note how much of the page a picture covers."""
        x0, y0, x1, y1 = apply_matrix_rect(self.ctm, (0, 0, 1, 1))  # type: ignore[arg-type]
        left, low, right, high = self._box
        seen = max(min(x1, right) - max(x0, left), 0) * max(min(y1, high) - max(y0, low), 0)
        area = max((right - left) * (high - low), 1.0)
        self.page.pictured = max(self.page.pictured, seen / area)

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooManyMarks


class TooManyMarks(PDFException):
    """The file draws more characters and lines than any report does."""


def _printable(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf" or category == "Cs":
        return ""
    return " " if category in ("Cc", "Zs", "Zl", "Zp") else char


def _turned_back(x: float, y: float, angle: int) -> tuple[float, float]:
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return x * cosine + y * sine, y * cosine - x * sine
