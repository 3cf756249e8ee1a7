"""The raw tables: Arrow schemas derived from the row types, and Parquet batches written whole or not at all.

A table is a folder of Parquet files, `raw/<table>/`. A batch is written under a hidden temporary name,
synced to the disk and renamed, so a reader sees all of it or none; nothing is ever overwritten. File names
begin with the time of writing and so sort by it.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import cache
from itertools import accumulate, chain
from operator import attrgetter
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from orchestration.bulletins.records import (
    Document,
    DocumentSource,
    Numeral,
    Observation,
    ProjectEvent,
    QuarantinedFile,
    Reading,
    Situation,
)

Row = TypeVar("Row")

DECIMAL = pa.decimal128(38, 6)
RECORD_TYPES: dict[str, type] = {
    "documents": Document,
    "document_sources": DocumentSource,
    "quarantine": QuarantinedFile,
    "readings": Reading,
    "observations": Observation,
    "numerals": Numeral,
    "project_events": ProjectEvent,
    "situations": Situation,
}
EXTRACTED_TABLES = ("observations", "numerals", "project_events", "situations")
READING_COLUMNS = ("reading_id", "batch_id")
EMPTY_FILE = "00000000T000000-empty.parquet"
FILE_COLUMN = "__filename"
"""A column that every raw table has when it is iterated over: the path of the file that holds the row."""
FORGOTTEN_AFTER_SECONDS = 24 * 3600

_ARROW_TYPES: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    bool: pa.bool_(),
    Decimal: DECIMAL,
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}


_LAST_PLACE = Decimal(1).scaleb(-DECIMAL.scale)
_EXACTLY = Context(prec=DECIMAL.precision, traps=[Inexact, InvalidOperation])


class UnstorableRow(ValueError):  # noqa: N818 - it names what is wrong with the row
    """A value does not fit its column. The message names table, row, column and the value."""


def _without_none(hint: Any) -> tuple[Any, bool]:
    """Split `X | None` into (X, True); anything else is (itself, False)."""
    if get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
        (inner,) = [part for part in get_args(hint) if part is not NoneType]
        return inner, True
    return hint, False


def _field(name: str, hint: Any) -> pa.Field:
    inner, nullable = _without_none(hint)
    if get_origin(inner) is tuple:
        element = _ARROW_TYPES[get_args(inner)[0]]
        return pa.field(name, pa.list_(pa.field("element", element, nullable=False)), nullable=nullable)
    return pa.field(name, _ARROW_TYPES[inner], nullable=nullable)


def schema_of(record_type: type) -> pa.Schema:
    """Derive the Arrow schema of a row type: one column a field, nullable where the type allows None."""
    hints = get_type_hints(record_type)
    return pa.schema([_field(field.name, hints[field.name]) for field in fields(record_type)])


def _schemas() -> dict[str, pa.Schema]:
    keys = [pa.field(column, pa.string(), nullable=False) for column in READING_COLUMNS]
    schemas = {name: schema_of(record_type) for name, record_type in RECORD_TYPES.items()}
    for name in EXTRACTED_TABLES:
        schemas[name] = pa.schema([*keys, *schemas[name]])
    return schemas


SCHEMAS: dict[str, pa.Schema] = _schemas()
"""Arrow schema of each raw table; the extracted tables lead with `reading_id` and `batch_id`."""


# --- rows to Arrow ----------------------------------------------------------------------------------


@cache
def _python_type(arrow_type: pa.DataType) -> type:
    return next(python for python, arrow in _ARROW_TYPES.items() if arrow == arrow_type)


def _decimal_fits(number: Decimal) -> bool:
    """Tell whether the column holds the number exactly."""
    try:
        return _EXACTLY.quantize(number, _LAST_PLACE).is_finite()
    except (Inexact, InvalidOperation):
        return False


def _problem(value: Any, field: pa.Field) -> str | None:
    """Say why `value` cannot stand in `field`, or None where it can."""
    if value is None:
        return None if field.nullable else "a value is required here"
    if pa.types.is_list(field.type):
        if not isinstance(value, tuple):
            return f"expected a tuple, got {type(value).__name__}"
        return next((problem for item in value if (problem := _problem(item, field.type.value_field))), None)
    expected = _python_type(field.type)
    if type(value) is not expected:  # bool is an int and datetime a date to isinstance
        return f"expected {expected.__name__}, got {type(value).__name__}"
    if isinstance(value, datetime) and value.tzinfo is None:
        return "a time needs its time zone"
    if isinstance(value, Decimal) and not _decimal_fits(value):
        return "Decimal with more than 32 digits before the point or 6 after it, or no number"
    try:
        pa.array([value], field.type)
    except (pa.ArrowException, OverflowError, ValueError, TypeError) as error:
        return str(error)
    return None


def _well_typed(values: Collection[Any], field: pa.Field) -> bool:
    """Tell in one pass whether every value has exactly the column's Python type; decimals are `_decimals`'."""
    types = set(map(type, values))
    types.discard(_python_type(field.type))
    if types - ({NoneType} if field.nullable else set()):
        return False
    return field.type != _ARROW_TYPES[datetime] or all(value is None or value.tzinfo for value in values)


def _fast_column(values: Sequence[Any], field: pa.Field) -> pa.Array | None:
    """Turn values into a column, or give None where one of them has to be looked for."""
    if pa.types.is_list(field.type):
        if any(type(value) is not tuple for value in values):
            return None
        items = list(chain.from_iterable(values))
        inner = _fast_column(items, field.type.value_field)
        if inner is None:
            return None
        ends = pa.array(accumulate(map(len, values), initial=0), pa.int32())
        return pa.ListArray.from_arrays(ends, inner, type=field.type)
    if not _well_typed(values, field):
        return None
    return _decimals(values) if field.type == DECIMAL else pa.array(values, field.type)


def _decimals(values: Sequence[Decimal | None]) -> pa.Array | None:
    """Turn numbers into a column; None where one of them would not come back as it is.

    Arrow itself refuses most of what does not fit, but lets some small and some long numbers pass as others.
    """
    return pa.array(values, DECIMAL) if all(value is None or _decimal_fits(value) for value in values) else None


def _column(name: str, field: pa.Field, values: Sequence[Any]) -> pa.Array:
    try:
        column = _fast_column(values, field)
    except (pa.ArrowException, OverflowError, ValueError, TypeError):
        column = None
    if column is not None:
        return column
    for number, value in enumerate(values):
        problem = _problem(value, field)
        if problem:
            message = f"table {name}, row {number}, column {field.name}: {problem} (value {value!r:.200})"
            raise UnstorableRow(message)
    raise UnstorableRow(f"table {name}, column {field.name}: its values do not fit {field.type}")


def rows_to_table(name: str, rows: Sequence[Any], **key_columns: str | Sequence[str]) -> pa.Table:
    """Turn row objects into an Arrow table of the schema of raw table `name`.

    Args:
        name: a key of `SCHEMAS`.
        rows: instances of the table's row type.
        **key_columns: columns that the rows do not have (`reading_id`, `batch_id`): one value for all rows, or
            one for each.

    Raises:
        UnstorableRow: a value has the wrong type or does not fit (decimals: 38 digits, 6 of them after the
            point; offsets: 32 bits; times: with a zone).
    """
    schema = SCHEMAS[name]
    if not rows:
        return schema.empty_table()
    columns: dict[str, Sequence[Any]] = {
        key: [values] * len(rows) if isinstance(values, str) else values for key, values in key_columns.items()
    }
    own = [column for column in schema.names if column not in columns]
    columns |= zip(own, zip(*map(attrgetter(*own), rows), strict=True), strict=True)
    return pa.Table.from_arrays([_column(name, field, columns[field.name]) for field in schema], schema=schema)


def table_to_rows(table: pa.Table, record_type: type[Row]) -> list[Row]:
    """Turn an Arrow table back into row objects; columns that the row type does not have are left out."""
    names = [field.name for field in fields(record_type)]  # type: ignore[arg-type]
    return [
        record_type(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})
        for row in table.select(names).to_pylist()
    ]


# --- Arrow to Parquet -------------------------------------------------------------------------------


def _sync_directory(folder: Path) -> None:
    """Make a rename last through a power cut; not every file system allows it, and then it is not needed."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def _hash_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_parquet(folder: Path, table: pa.Table, name_for: Callable[[Path], str], *, lasting: bool) -> Path:
    """Write `table` under a hidden temporary name; rename it to what `name_for` says of the finished file.

    `lasting` files are on the disk when this returns; the others, which can be made anew, are left to the system.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".writing-{os.getpid()}-{time.monotonic_ns()}.tmp"
    try:
        with temporary.open("wb") as stream:
            pq.write_table(table, stream, compression="zstd")
            stream.flush()
            if lasting:
                os.fsync(stream.fileno())
        target = folder / name_for(temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if lasting:
        _sync_directory(folder)
    return target


def write_batch(raw: Path, name: str, table: pa.Table, stamp: datetime) -> Path | None:
    """Write one batch of raw table `name` atomically, as `raw/<name>/<stamp>-<hash>.parquet`.

    Args:
        raw: the folder of the raw tables.
        name: a key of `SCHEMAS`, whose schema `table` must have.
        table: the rows.
        stamp: time of writing, with its zone; the file names sort by it.

    Returns:
        The path written, or None where there were no rows (an empty batch writes nothing).

    Raises:
        UnstorableRow: the columns are not those of the raw table.
    """
    if not table.schema.equals(SCHEMAS[name]):
        raise UnstorableRow(f"table {name}: the columns are not those of the row type: {table.schema}")
    if table.num_rows == 0:
        return None
    prefix = stamp.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
    return _write_parquet(raw / name, table, lambda written: f"{prefix}-{_hash_of(written)[:12]}.parquet", lasting=True)


def _forget_temporaries(folder: Path) -> None:
    """Remove what a killed writer left behind, once no living writer can still own it."""
    for path in folder.glob(".writing-*.tmp"):
        with suppress(FileNotFoundError):  # a living writer has renamed it meanwhile
            if time.time() - path.stat().st_mtime > FORGOTTEN_AFTER_SECONDS:
                path.unlink()


def ensure_raw(raw: Path) -> None:
    """Make every raw table exist: its folder and a typed empty file, so that every view can be made."""
    for name, schema in SCHEMAS.items():
        folder = raw / name
        if not (folder / EMPTY_FILE).exists():
            _write_parquet(folder, schema.empty_table(), lambda _: EMPTY_FILE, lasting=False)
        _forget_temporaries(folder)


# --- Parquet to Arrow -------------------------------------------------------------------------------


def _files(raw: Path, name: str) -> list[Path]:
    """The batches of a table, oldest first."""
    return sorted((raw / name).glob("[!.]*.parquet"))


def _dataset(raw: Path, name: str, files: Iterable[Path] | None = None) -> ds.Dataset:
    paths = [str(path) for path in (_files(raw, name) if files is None else files)]
    return ds.dataset(paths, schema=SCHEMAS[name], format="parquet")


def read_raw(
    raw: Path,
    name: str,
    *,
    columns: Sequence[str] | None = None,
    where: ds.Expression | None = None,
    files: Collection[str] | None = None,
) -> pa.Table:
    """Read raw table `name`, oldest batch first; an absent table is an empty one.

    Args:
        raw: the folder of the raw tables.
        name: a key of `SCHEMAS`.
        columns: only these columns, in this order.
        where: only the rows for which this expression (of `pyarrow.dataset`) holds.
        files: only the batches with these file names.
    """
    paths = None if files is None else [raw / name / file for file in sorted(files)]
    return _dataset(raw, name, paths).to_table(columns=list(columns) if columns else None, filter=where)


def raw_files(raw: Path, name: str) -> list[Path]:
    """The files of raw table `name`, oldest batch first; the typed empty file comes first."""
    return _files(raw, name)


def count_raw(raw: Path, name: str) -> int:
    """The number of rows of raw table `name`, from the heads of its files."""
    return int(_dataset(raw, name).count_rows())


def newest_rows(raw: Path, name: str, number: int, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Some columns of the last `number` rows of raw table `name`, newest first, from no more files than hold them."""
    rows: list[dict[str, Any]] = []
    for path in reversed(_files(raw, name)):
        if len(rows) >= number:
            break
        table = _dataset(raw, name, [path]).to_table(columns=list(columns))
        rows += reversed(table.slice(max(0, table.num_rows - number + len(rows))).to_pylist())
    return rows


def iterate_raw(
    raw: Path, name: str, columns: Sequence[str], *, where: ds.Expression | None = None
) -> Iterator[dict[str, Any]]:
    """Yield some columns of the rows, or of those that `where` holds for, oldest batch first, never all at once."""
    for batch in _dataset(raw, name).to_batches(columns=list(columns), filter=where):
        yield from batch.to_pylist()


def concatenate(name: str, tables: Iterable[pa.Table]) -> pa.Table:
    """Join tables of raw table `name`; none at all give the empty table."""
    return pa.concat_tables([SCHEMAS[name].empty_table(), *tables])
