"""Heads, feet and page numbers: what stands at the edge of page after page is no text of the report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from orchestration.bulletins.reading.pdf.rows import Row

_EDGE_ROWS = 3
_SAME_HEIGHT = 6.0
"""Points by which the place of a head may differ from page to page."""
_SHARE_OF_PAGES = 0.3
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:trang|page)?\s*[-–—|]*\s*(?P<number>\d{1,4})\s*(?:[/|]\s*\d{1,4})?\s*[-–—|]*", re.IGNORECASE
)


def without_running_rows(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """Leave out the rows at the edges of the pages that are page numbers or repeat from page to page.

    Args:
        pages: the rows of each page, from top to bottom, without those of tables.
    """
    shift = _numbering(pages)
    forms = [{id(row): _form(row, index, shift) for row in _edges(rows)} for index, rows in enumerate(pages)]
    repeated = _repeated(forms, len(pages))
    kept = []
    for index, rows in enumerate(pages):
        edges = forms[index]
        kept.append(
            [
                row
                for row in rows
                if id(row) not in edges or not (edges[id(row)] in repeated or _is_number_of(row, index, shift, rows))
            ]
        )
    return kept


def _edges(rows: Sequence[Row]) -> list[Row]:
    return list(rows[:_EDGE_ROWS]) + list(rows[max(len(rows) - _EDGE_ROWS, _EDGE_ROWS) :])


def _numbering(pages: Sequence[Sequence[Row]]) -> int | None:
    """How far the printed page number is ahead of the index of the page; None where no page tells."""
    votes: Counter[int] = Counter()
    for index, rows in enumerate(pages):
        found = {int(match["number"]) - index for row in _edges(rows) if (match := _PAGE_NUMBER.fullmatch(row.text))}
        votes.update(found)
    if not votes:
        return None
    shift, count = max(votes.items(), key=lambda vote: (vote[1], -abs(vote[0] - 1)))
    return shift if count > 1 or shift == 1 else None


def _is_number_of(row: Row, index: int, shift: int | None, rows: Sequence[Row]) -> bool:
    """Whether the row is the number of its page: the first or last row, and as far ahead as on other pages."""
    match = _PAGE_NUMBER.fullmatch(row.text)
    outermost = row is rows[0] or row is rows[-1]
    return bool(match and outermost and shift is not None and int(match["number"]) == index + shift)


_Form = tuple[str, int]


def _form(row: Row, index: int, shift: int | None) -> _Form:
    """The text without the number of its page, and the height at which it stands."""
    number = None if shift is None else str(index + shift)
    text = _NUMBER.sub(lambda match: "#" if match[0] == number else match[0], row.text)
    return text, round(row.baseline / _SAME_HEIGHT)


def _repeated(forms: Sequence[dict[int, _Form]], pages: int) -> set[_Form]:
    """The forms that stand at about the same height on so many pages that they are no chance."""
    seen: Counter[_Form] = Counter()
    for page in forms:
        for text, height in set(page.values()):
            seen.update({(text, height + step) for step in (-1, 0, 1)})
    least = max(2, round(_SHARE_OF_PAGES * pages))
    return {form for form, count in seen.items() if count >= least}
