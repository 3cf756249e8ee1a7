"""Rows as Markdown, for metadata in Dagster's UI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from dagster import MetadataValue

from expectations.inert import in_markdown

PREVIEW_ROWS = 10
CELL_CHARACTERS = 160


def markdown_table(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str] | None = None,
    *,
    limit: int = PREVIEW_ROWS,
    width: int | None = CELL_CHARACTERS,
) -> MetadataValue:
    """Return the first `limit` rows as a Markdown table.

    Args:
        rows: One mapping a row.
        columns: What to show, in order; by default the keys of the first row.
        limit: How many rows to show.
        width: Longest cell in characters; None shows every cell whole.
    """
    shown = list(islice(rows, limit))
    if not shown:
        return MetadataValue.md("(no rows)")
    names = list(columns) if columns is not None else list(shown[0])
    lines = [_line(names), _line(["---"] * len(names))]
    lines += [_line([_cell(row.get(name), width) for name in names]) for row in shown]
    return MetadataValue.md("\n".join(lines))


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(value: Any, width: int | None) -> str:
    text = _text(value)
    return in_markdown(text if width is None or len(text) <= width else text[: width - 1] + "…")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, ",f").rstrip("0").rstrip(".") if value % 1 else format(value, ",.0f")
    if isinstance(value, (list, tuple)):
        return "; ".join(_text(item) for item in value)
    return str(value)
