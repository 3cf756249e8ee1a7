"""Arrow tables as the frames and the text that checks and people need; decimals stay exact throughout."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from expectations.checks import Beside, Shown

if TYPE_CHECKING:
    import pandas as pd

EMPTY = "—"
UNBOUNDED_BELOW = "−∞"
UNBOUNDED_ABOVE = "∞"
QUOTE_SEPARATOR = " · "


class MissingColumn(KeyError):  # noqa: N818 - it says what is the matter
    """A table lacks a column that its suite selects rows by."""


def select_rows(table: pa.Table, where: Mapping[str, Sequence[Any]]) -> pa.Table:
    """The rows whose columns have one of the given values.

    Raises:
        MissingColumn: The table has no such column.
    """
    for column, values in where.items():
        if column not in table.column_names:
            present = ", ".join(table.column_names)
            raise MissingColumn(f"column {column!r} is missing; the table has {present}")
        chosen = pa.array(list(values), type=table.schema.field(column).type)
        table = table.filter(pc.is_in(table[column], value_set=chosen))
    return table


def lay_beside(table: pa.Table, other: pa.Table, beside: Beside) -> pa.Table:
    """Add the columns of `other` by key that `table` lacks; null where `other` has no such row."""
    positions = pc.index_in(table[beside.key], value_set=other[beside.key].combine_chunks())
    for column in (name for name in beside.columns if name not in table.column_names):
        table = table.append_column(column, other[column].take(positions))
    return table


def to_frame(table: pa.Table) -> pd.DataFrame:
    """A pandas frame backed by Arrow: decimals compare exactly and nulls stay nulls."""
    import pandas as pd

    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def content_hash(table: pa.Table, announced: Mapping[str, int | None]) -> str:
    """Hash of a table's rows, whatever their order, and of the announced counts.

    Half the MD5 of each row's text is added up, which sees duplicates and needs no sorting. The names and types of
    the columns count too.
    """
    digest = hashlib.sha256()
    digest.update(repr(sorted((f.name, str(f.type)) for f in table.schema)).encode())
    digest.update(repr(sorted(announced.items())).encode())
    digest.update(repr((table.num_rows, _row_sum(table))).encode())
    return digest.hexdigest()[:16]


def _row_sum(table: pa.Table) -> int:
    if not table.num_rows or not table.num_columns:
        return 0
    columns = ('"' + name.replace('"', '""') + '"' for name in sorted(table.column_names))
    texts = ", ".join(f"coalesce(cast({column} as varchar), chr(1))" for column in columns)
    with duckdb.connect(":memory:") as connection:
        connection.register("content", table)
        lines = f"select concat_ws(chr(31), {texts}) as line from content"  # noqa: S608 - names of columns
        added = connection.execute(f"select sum(md5_number_lower(line)) from ({lines})").fetchone()  # noqa: S608
    return int(added[0]) if added else 0


def exact_text(value: Any) -> str:
    """A value as people read it: plain exact numbers, lists joined, «—» for nothing."""
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, list | tuple):
        return QUOTE_SEPARATOR.join(exact_text(item) for item in value) or EMPTY
    return str(value)


def plain_number(value: Decimal) -> str:
    """An exact decimal without exponent and without trailing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def interval_text(low: Decimal | None, high: Decimal | None) -> str:
    """A closed interval; a missing bound is unbounded, both missing is nothing."""
    if low is None and high is None:
        return EMPTY
    if low is not None and low == high:
        return plain_number(low)
    lower = UNBOUNDED_BELOW if low is None else plain_number(low)
    upper = UNBOUNDED_ABOVE if high is None else plain_number(high)
    return f"[{lower}, {upper}]"


def shown_rows(table: pa.Table, positions: Sequence[int], shown: Sequence[Shown]) -> tuple[dict[str, str], ...]:
    """The rows at `positions` as text, by the names of `shown`; columns that the table lacks are left out."""
    rows = table.take(pa.array(list(positions), pa.int64())).to_pylist()
    present = [s for s in shown if all(column in table.column_names for column in s.columns)]
    return tuple({s.name: _cell(row, s) for s in present} for row in rows)


def _cell(row: Mapping[str, Any], shown: Shown) -> str:
    if len(shown.columns) == 2:
        low, high = (row[column] for column in shown.columns)
        return interval_text(low, high)
    return exact_text(row[shown.columns[0]])
