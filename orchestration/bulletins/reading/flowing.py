"""What the readers of Word documents and PDF files share: wrapped lines, rows of tables, titles of reports.

A newline ends a sentence for the reader of figures. So a sentence that was broken to fit the page becomes one
line, a row of a table one line, and nothing else is joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_BEFORE_A_NUMBER = re.compile(r"\d$")
_CUT_WORD = re.compile(r"\w[-–/]$")
_KINDS = re.compile(
    r"(?:BÁO CÁO|THÔNG CÁO BÁO CHÍ|THÔNG BÁO|BẢN TIN|TỜ TRÌNH|NGHỊ QUYẾT|KẾ HOẠCH|CHỈ THỊ|CÔNG ĐIỆN)(?P<more>\b.*)?"
)
_TITLE_LINES = 30
_SECTION = re.compile(r"(?:[IVX]+|\d+|[A-Z])[.)]\s|[-+•]\s|kính gửi|căn cứ|thực hiện|phần\b", re.IGNORECASE)
_RAISED_SIGNS = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_SYMBOLS = {0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB0: "°", 0xAE: "→", 0xBB: "≈", 0xB9: "≠", 0x25: "%"}
_SYMBOL_AREA = re.compile("[\uf020-\uf0ff]")
_LONGEST_TITLE = 300
_LONGEST_SUBJECT = 160


def join_wrapped(lines: Iterable[str]) -> str:
    """Join the lines of one wrapped paragraph: with a space, but «1088/2-» and «1089», «NN-» and «PTNT» without.

    No Vietnamese word is divided at the end of a line, so a hyphen there belongs to the text.
    """
    text = ""
    for line in lines:
        piece = line.strip()
        if not piece:
            continue
        glued = not text or (_CUT_WORD.search(text) and piece[0].isalnum())
        text = f"{text}{piece}" if glued else f"{text} {piece}"
    return text


def join_apart(lines: Iterable[str]) -> str:
    """Join the paragraphs of a table's cell; two numbers under each other must not become one («12 345»)."""
    text = ""
    for line in lines:
        piece = line.strip()
        if not piece:
            continue
        if not text:
            text = piece
        elif _BEFORE_A_NUMBER.search(text) and piece[0].isdigit():
            text = f"{text}; {piece}"
        else:
            text = f"{text} {piece}"
    return text


def table_row(cells: Sequence[str]) -> str:
    """A row of a table as a line, in the form that web pages give too: «| Xuất khẩu | 1,3 tỷ USD |».

    A merged cell stands once, where it begins; the places that it covers stay empty, so that the n-th cell of
    each row is the n-th column. A row without a word is the empty string.
    """
    return f"| {' | '.join(cells)} |" if any(cells) else ""


def report_title(lines: Sequence[str]) -> str | None:
    """The title of an official report: «BÁO CÁO» and the line or lines that follow it, else None.

    The letterhead (authority, motto, number and date) stands before it and is no title.
    """
    for number, line in enumerate(lines[:_TITLE_LINES]):
        match = _KINDS.fullmatch(line.strip())
        if match is None:
            continue
        if (match["more"] or "").strip():
            return line.strip()[:_LONGEST_TITLE]
        return join_wrapped([line, *_subject(lines[number + 1 :])])
    return None


def _subject(lines: Sequence[str]) -> list[str]:
    """The lines below «BÁO CÁO» that say on what: three at most, up to a sentence or a section."""
    found: list[str] = []
    for line in lines:
        text = line.strip()
        is_over = len(text) > _LONGEST_SUBJECT or text.endswith((".", ":")) or _SECTION.match(text)
        if not text or is_over or len(found) == 3:
            break
        found.append(text)
    return found


def raised(text: str) -> str:
    """Small raised digits as ¹²³: a footnote mark must not make a figure longer («1.300¹», «m²»)."""
    return text.translate(_RAISED_SIGNS)


def named_signs(text: str) -> str:
    """Signs of the fonts Symbol and Wingdings by their Unicode names; pictures (bullets, ticks) become «•»."""
    return _SYMBOL_AREA.sub(lambda match: _SYMBOLS.get(ord(match[0]) & 0xFF, "•"), text)
