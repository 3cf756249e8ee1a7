"""Characters to rows of words: what stands on one baseline, in the order of the eye."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestration.bulletins.reading.flowing import raised
from orchestration.bulletins.reading.pdf.page import Glyph

# All in parts of the font size.
_SAME_BASELINE = 0.3
_SMALL = 0.8
_RAISED = (0.15, 0.75)
_SPACE = 0.15
_SPACE_BESIDE_SPACES = 0.28
_DOUBLED = 0.2
_APART = 2.5


@dataclass(slots=True)
class Word:
    """Characters without a gap; `start` and `end` in points."""

    text: str
    start: float
    end: float


@dataclass(slots=True)
class Row:
    """Words on one baseline, from left to right."""

    words: list[Word]
    baseline: float
    size: float

    @property
    def start(self) -> float:
        """Where the first word begins."""
        return self.words[0].start

    @property
    def end(self) -> float:
        """Where the last word ends."""
        return self.words[-1].end

    @property
    def text(self) -> str:
        """All words, with single spaces."""
        return " ".join(word.text for word in self.words)

    def cells(self) -> list[str]:
        """The words in groups that wide gaps set apart, as in a table without lines."""
        groups: list[list[Word]] = []
        for word in self.words:
            if groups and word.start - groups[-1][-1].end < _APART * self.size:
                groups[-1].append(word)
            else:
                groups.append([word])
        return [" ".join(word.text for word in group) for group in groups]


def rows_of(glyphs: Sequence[Glyph]) -> list[Row]:
    """The rows from top to bottom; raised small digits become ¹²³, so that no figure grows by a footnote mark."""
    lines = _raised_into_place(_by_baseline(glyphs))
    rows = [Row(_words(line), _baseline(line), _size(line)) for line in lines]
    return [row for row in rows if row.words]


def _by_baseline(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.baseline):
        if lines and abs(lines[-1][-1].baseline - glyph.baseline) <= _SAME_BASELINE * min(
            glyph.size, lines[-1][-1].size
        ):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return lines


def _baseline(line: Sequence[Glyph]) -> float:
    return sorted(glyph.baseline for glyph in line)[len(line) // 2]


def _size(line: Sequence[Glyph]) -> float:
    return sorted(glyph.size for glyph in line)[len(line) // 2]


def _raised_into_place(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put a line of small characters that stand a little above the next line into that one («m²», «tế¹»)."""
    merged: list[list[Glyph]] = []
    for line in lines:
        above = merged[-1] if merged else None
        if above and _is_raised(above, line):
            merged.pop()
            for glyph in above:
                glyph.text = raised(glyph.text)
            line = [*line, *above]
        elif above and _is_lowered(above, line):
            above.extend(line)
            continue
        merged.append(line)
    return merged


def _is_raised(small: list[Glyph], line: list[Glyph]) -> bool:
    size = _size(line)
    low, high = _RAISED
    return (
        _size(small) <= _SMALL * size
        and low * size <= _baseline(small) - _baseline(line) <= high * size
        and _touches(small, line, size)
    )


def _is_lowered(line: list[Glyph], small: list[Glyph]) -> bool:
    size = _size(line)
    drop = _baseline(line) - _baseline(small)
    return _size(small) <= _SMALL * size and drop <= 0.35 * size and _touches(small, line, size)


def _touches(small: list[Glyph], line: list[Glyph], size: float) -> bool:
    start = min(glyph.start for glyph in line) - size
    end = max(glyph.end for glyph in line) + size
    return all(start <= glyph.middle <= end for glyph in small)


def _words(line: list[Glyph]) -> list[Word]:
    line = sorted(line, key=lambda glyph: glyph.start)
    least = _SPACE_BESIDE_SPACES if any(glyph.text.isspace() for glyph in line) else _SPACE
    words: list[Word] = []
    before: Glyph | None = None
    broken = True
    for glyph in line:
        if glyph.text.isspace() or not glyph.text:
            broken = True
            continue
        if before and glyph.text == before.text and glyph.start - before.start < _DOUBLED * glyph.size:
            continue  # drawn twice to look bold
        text = unicodedata.normalize("NFC", glyph.text)
        if broken or before is None or glyph.start - words[-1].end > least * glyph.size:
            words.append(Word(text, glyph.start, glyph.end))
        else:
            words[-1].text += text
            words[-1].end = max(words[-1].end, glyph.end)
        before, broken = glyph, False
    for word in words:
        word.text = " ".join(word.text.split())
    return words
