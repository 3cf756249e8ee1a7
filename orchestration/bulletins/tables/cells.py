"""Cells of a table, and the values and units that they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from orchestration.bulletins.quantities import Printed, read_printed, unit_reader
from orchestration.bulletins.vocabulary import Vocabulary

_BEFORE_DIGITS = re.compile(r"(?P<sign>[-+])? ?(?=[0-9])")
_BEHIND_VALUE = re.compile(r" ?(?:\(?\*{1,3}\)?)?$")
_BRACKETS = re.compile(r"\(([^()]{1,40})\)")
DECLARED_UNIT = re.compile(r"(?:đơn vị(?: tính)?|đvt|đ\.v\.t|đv tính) ?: ?([^;()]{1,30})")
_SHORT_FORMS = (("tr.", "triệu "), ("tr ", "triệu "), ("ng.", "nghìn "), ("trđ", "triệu đồng"), ("đvt", ""))
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


class Cell(NamedTuple):
    """A cell in folded offsets, without the spaces around it; an empty one has no length."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row and the numbers of its first and last line."""

    cells: tuple[Cell, ...]
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of one table; the first `head` of them are its header. `above` are the lines over it that may title it."""

    rows: tuple[Row, ...]
    head: int
    above: tuple[Cell, ...]


class Scale(NamedTuple):
    """A unit as a table prints it: «triệu USD» is USD with the factor 1,000,000."""

    unit: str
    factor: Decimal
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Value:
    """A number in a cell and its sign."""

    printed: Printed
    sign: str


def is_bare_year(text: str) -> bool:
    """Whether a cell holds a year and nothing else («2024»)."""
    return _BARE_YEAR.fullmatch(text) is not None


def read_value(cell: Cell, vocabulary: Vocabulary) -> Value | None:
    """The number that fills a cell, perhaps with a unit; None for anything else, a bracketed number too.

    Accountants print losses in brackets, others what is only remarked: neither is guessed.
    """
    opening = _BEFORE_DIGITS.match(cell.text)
    if opening is None:
        return None
    printed = read_printed(cell.text, opening.end(), unit_reader(vocabulary))
    if printed is None or not _BEHIND_VALUE.match(cell.text, printed.end):
        return None
    return Value(_moved(printed, cell.start), opening.group("sign") or "")


def _moved(printed: Printed, by: int) -> Printed:
    return replace(
        printed, start=printed.start + by, number_end=printed.number_end + by, end=printed.end + by
    )  # fmt: skip


def in_scale(printed: Printed, scale: Scale | None) -> Printed:
    """A bare number in the unit of its row, column or table; one that prints its own unit stays as it is.

    Only a word of quantity makes it a rounded number («nghìn con»); «tạ» is another unit, no multiplier.
    """
    if scale is None or printed.unit is not None or printed.multiplied:
        return printed
    factor = scale.factor
    return replace(
        printed,
        value=printed.value * factor,
        step=printed.step * factor,
        wide_step=printed.wide_step * factor,
        candidates=tuple(candidate * factor for candidate in printed.candidates),
        upper=None if printed.upper is None else printed.upper * factor,
        multiplied=factor >= 1000,
        unit=scale.unit,
    )


def unit_of_cell(cell: Cell, vocabulary: Vocabulary) -> Scale | None:
    """The unit that fills a cell of the unit column."""
    found = read_unit(cell.text, vocabulary)
    return None if found is None else Scale(*found, cell.start, cell.end)


def declared_unit(cell: Cell, vocabulary: Vocabulary) -> Scale | None:
    """The unit that a heading, header or row head declares: «(triệu USD)», «ĐVT: tấn», «Sản lượng, tấn», «%»."""
    spans = [match.span(1) for pattern in (DECLARED_UNIT, _BRACKETS) for match in pattern.finditer(cell.text)]
    last = cell.text.rfind(", ")
    spans += [(last + 2, len(cell.text))] if last > 0 else []
    spans += _percent_sign(cell.text)
    for start, end in spans:
        words = cell.text[start:end].strip()
        found = read_unit(words, vocabulary)
        if found is not None:
            return Scale(*found, cell.start + start, cell.start + end)
    return None


def _percent_sign(text: str) -> Iterable[tuple[int, int]]:
    at = text.find("%")
    return [(at, at + 1)] if at >= 0 else []


@lru_cache(maxsize=1024)
def read_unit(words: str, vocabulary: Vocabulary) -> tuple[str, Decimal] | None:
    """The unit that `words` name and nothing else («Triệu USD», «1000 tấn», «tr.đồng», «tạ/ha»), with its factor."""
    text = _written_out(words)
    if not text or len(text) > 40:
        return None
    if not text[0].isdigit():
        text = f"1 {text}"
    printed = read_printed(text, 0, unit_reader(vocabulary))
    if printed is None or printed.unit is None or printed.end != len(text) or printed.value <= 0:
        return None
    return printed.unit, printed.value


def _written_out(words: str) -> str:
    text = " ".join(words.split()).strip(" .:*")
    for short, long in _SHORT_FORMS:
        if text.startswith(short):
            return (long + text[len(short) :]).replace("  ", " ").strip(" .:")
    return text


def is_numbering(cells: Sequence[Cell]) -> bool:
    """The row below a header that counts its columns: «A | B | 1 | 2 | 3=2/1»."""
    numbers = [_leading_number(cell) for cell in cells]
    counted = [number for number in numbers if number is not None]
    rest = [cell.text for cell, number in zip(cells, numbers, strict=True) if number is None]
    in_order = len(counted) > 1 and counted == list(range(counted[0], counted[0] + len(counted)))
    return in_order and counted[0] < 3 and all(len(text.strip("()")) <= 1 for text in rest)


def _leading_number(cell: Cell) -> int | None:
    text = cell.text.strip("()").partition("=")[0].strip("() ")
    return int(text) if text.isdigit() and len(text) <= 2 else None
