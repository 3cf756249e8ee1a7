"""The columns of a figure that can be corrected, and a figure with its corrections.

The warehouse does the same in SQL (`int_corrections`, `int_figures`); tests hold the two to each other. What the text
holds (spans, quotes, the number as printed) can't be corrected: it is evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

WORDS = (
    "statement_id", "domain", "indicator", "item", "season", "coverage", "partner", "measure", "basis",
    "plan_authority", "role", "unit", "hedge", "obs_status", "ref_area", "place", "time_period", "restates",
)  # fmt: skip
BOUNDS = ("low", "high", "low_wide", "high_wide")
NUMBERS = ("value", *BOUNDS)
DATES = ("base_period_start", "base_period_end", "period_start", "period_end")
COLUMNS = (*WORDS, *NUMBERS, *DATES)

REFERENCE = {
    "indicator": "indicators",
    "item": "items",
    "season": "seasons",
    "coverage": "coverages",
    "unit": "units",
    "ref_area": "areas",
}
"""Columns with a code of a reference table."""
_DIGITS, _DECIMALS = 38, 6

Cell = Mapping[str, str | None]


class UnfitValue(ValueError):  # noqa: N818 - it says what is the matter
    """A value that the column cannot have; the message says what it can."""


def parsed(column: str, text: str | None) -> Any:
    """A cell of a correction as a value of its column: text, exact decimal, date; null where it is empty.

    Raises:
        UnfitValue: it is no number, has more than six decimals or 32 digits before them, or is no ISO date.
    """
    if text is None or column in WORDS:
        return text
    return _day(column, text) if column in DATES else _number(column, text)


def _day(column: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnfitValue(f"{column} is a date, written like 2024-06-30; «{text}» is none.") from None


def _number(column: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite():
        raise UnfitValue(
            f"{column} is a plain number in the unit of the figure, written like 1420000000 or 12.5; «{text}» is none."
        )
    places = -int(value.normalize().as_tuple().exponent)
    if places > _DECIMALS or value.adjusted() >= _DIGITS - _DECIMALS:
        raise UnfitValue(f"{column} has at most {_DECIMALS} decimals and {_DIGITS - _DECIMALS} digits before them.")
    return value


def as_text(value: Any) -> str | None:
    """A value of a figure as a cell of a correction: plain digits, ISO dates."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, date) else str(value)


def applied(corrections: Iterable[Cell], figures: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str | None]]:
    """The corrections that apply, as new cells by column by figure.

    A correction applies where its figure is known, its column can be corrected, its old value is the printed one, its
    new value fits, and no other corrects the same cell.
    """
    rivals: dict[tuple[str | None, str | None], list[Cell]] = {}
    for row in corrections:
        rivals.setdefault((row["observation_id"], row["column_name"]), []).append(row)
    found: dict[str, dict[str, str | None]] = {}
    for (figure, column), rows in rivals.items():
        if figure in figures and column in COLUMNS and len(rows) == 1 and _fits(rows[0], figures[str(figure)]):
            found.setdefault(str(figure), {})[str(column)] = rows[0]["new_value"]
    return found


def _fits(row: Cell, figure: Mapping[str, Any]) -> bool:
    column = str(row["column_name"])
    try:
        parsed(column, row["new_value"])
        return bool(parsed(column, row["old_value"]) == figure[column])
    except UnfitValue:
        return False


def corrected(figure: Mapping[str, Any], new: Cell) -> dict[str, Any]:
    """A printed figure as the table of figures has it: corrected columns, `value_used`, and the bounds in use.

    Bounds move along with a corrected value unless they are corrected themselves.
    """
    row = dict(figure)
    row |= {column: parsed(column, new[column]) for column in (*WORDS, *DATES) if column in new}
    row["value_used"] = parsed("value", new["value"]) if "value" in new else figure["value"]
    for bound in BOUNDS:
        row[f"{bound}_used"] = _bound(bound, figure, new, row["value_used"])
    return row


def _bound(bound: str, figure: Mapping[str, Any], new: Cell, value: Decimal | None) -> Decimal | None:
    printed: Decimal | None = figure[bound]
    if bound in new:
        stated: Decimal | None = parsed(bound, new[bound])
        return stated
    if "value" not in new:
        return printed
    if printed is None or value is None or figure["value"] is None:
        return None
    moved: Decimal = printed + (value - figure["value"])
    return moved
