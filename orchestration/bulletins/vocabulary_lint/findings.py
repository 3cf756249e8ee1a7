"""Rows of the reference tables with their places, and what is the matter with them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal["duplicate", "clash", "dangling", "unreachable", "malformed"]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a reference table and the line of the file on which it ends."""

    table: str
    line: int
    cells: Mapping[str | None, Any]

    def __getitem__(self, column: str) -> str:
        """The cell of `column`; empty where the table has no such column or the line is too short."""
        return str(self.cells.get(column) or "")

    @property
    def place(self) -> str:
        """File and line: `aliases.csv:12`."""
        return f"{self.table}.csv:{self.line}"


Tables = Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the tables.

    Attributes:
        kind: what sort of fault it is.
        rows: the rows at fault, the one to change first.
        message: what is wrong and what to do, for people.
    """

    kind: Kind
    rows: tuple[Row, ...]
    message: str

    def __str__(self) -> str:
        """One line: `aliases.csv:12: clash: …`."""
        return f"{self.rows[0].place}: {self.kind}: {self.message}"


def read_rows(folder: Path) -> dict[str, tuple[Row, ...]]:
    """All tables of a folder by name, each row with its line."""
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            tables[path.stem] = tuple(Row(path.stem, reader.line_num, cells) for cells in reader)
    return tables


def ragged_rows(tables: Tables) -> Iterator[Finding]:
    """Lines with more or fewer cells than the head of their table: mostly a comma outside of quotes."""
    for rows in tables.values():
        for row in rows:
            missing = [column for column, cell in row.cells.items() if cell is None]
            if missing:
                yield Finding("malformed", (row,), f"the line ends before the column {missing[0]}.")
            if None in row.cells:
                yield Finding(
                    "malformed", (row,), "the line has more cells than columns: put text with a comma in quotes."
                )
