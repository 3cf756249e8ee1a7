"""Rows of the published warehouse, with exact decimals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]


class Warehouse:
    """Asks the published warehouse."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query, each a mapping of column names."""
        cursor = self._connection.execute(sql, list(parameters))
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The only value of a query of one row and one column."""
        return next(iter(self.rows(sql, parameters)[0].values()))

    def counts(self, sql: str) -> dict[str, int]:
        """A query of two columns, a code and a count, as a mapping in its order."""
        return {row[0]: row[1] for row in self._connection.execute(sql).fetchall()}

    def by(self, key: str, sql: str, parameters: Sequence[Any] = ()) -> dict[Any, list[Row]]:
        """Rows gathered by the value of a column, in their order."""
        gathered: dict[Any, list[Row]] = defaultdict(list)
        for row in self.rows(sql, parameters):
            gathered[row[key]].append(row)
        return gathered


def batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Consecutive lists of at most `size` items."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
