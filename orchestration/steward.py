"""The steward's tables: CSV files that people edit by hand, read strictly and with helpful errors."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from datetime import date
from pathlib import Path

import pyarrow as pa

STEWARD_TABLES: dict[str, tuple[str, ...]] = {
    "corrections": (
        "correction_id", "observation_id", "column_name", "old_value", "new_value",
        "reason", "author", "corrected_on",
    ),
    "waivers": ("waiver_id", "conflict_id", "reason", "author", "waived_on", "expires_on"),
    "series_links": (
        "series_link_id", "bulletin_id", "ref_area", "indicator", "item", "season", "coverage", "partner",
        "linked_bulletin_id", "linked_ref_area", "linked_indicator", "linked_item", "linked_season",
        "linked_coverage", "linked_partner", "reason", "author", "linked_on",
    ),
    "withdrawals": ("withdrawal_id", "bulletin_id", "reason", "author", "withdrawn_on"),
}  # fmt: skip
"""The columns of each table, in the order of the header that the first run writes."""


class UnreadableStewardTable(ValueError):  # noqa: N818 - it says what is the matter
    """A steward's CSV file is not as its header promises; the message says where and what to do."""


def ensure_steward(steward: Path) -> None:
    """Create the tables that are missing, each with its header line."""
    steward.mkdir(parents=True, exist_ok=True)
    for table, columns in STEWARD_TABLES.items():
        path = steward / f"{table}.csv"
        if not path.exists():
            replace_atomically(path, (",".join(columns) + "\n").encode())


def replace_atomically(path: Path, content: bytes) -> None:
    """Put a file in the place of another, such that readers and a crash find the one or the other, whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    if path.exists():
        temporary.chmod(path.stat().st_mode & 0o7777)
    temporary.replace(path)


def read_steward(steward: Path, table: str) -> pa.Table:
    """Read one table as text: every column a string, blank cells null, no further column.

    Args:
        steward: the folder of the tables.
        table: a key of `STEWARD_TABLES`.

    Raises:
        UnreadableStewardTable: the file is not UTF-8, its header lacks a column, or a line has more cells
            than the header; a line repeats an id, lacks id, reason or author, or has a date that is none.
    """
    path = steward / f"{table}.csv"
    return parse_steward(path, path.read_bytes(), table)


def parse_steward(path: Path, content: bytes, table: str) -> pa.Table:
    """Read the bytes of one table as `read_steward` does.

    Args:
        path: where they are or will be, for messages.
        content: the whole file.
        table: a key of `STEWARD_TABLES`.

    Raises:
        UnreadableStewardTable: as for `read_steward`.
    """
    columns = STEWARD_TABLES[table]
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableStewardTable(f"{path}: {error}. Save the file as CSV in UTF-8, with commas.") from error
    header = [cell.strip() for cell in rows[0]] if rows else []
    missing = [column for column in columns if column not in header]
    if missing:
        raise UnreadableStewardTable(
            f"{path}: the first line lacks {', '.join(missing)}. It must be: {','.join(columns)}"
        )
    cells = [(number, _cells(path, number, row, header)) for number, row in enumerate(rows[1:], start=2) if any(row)]
    _check(path, columns, cells)
    return pa.table({column: pa.array([row[column] for _, row in cells], pa.string()) for column in columns})


def _check(path: Path, columns: tuple[str, ...], cells: list[tuple[int, dict[str, str | None]]]) -> None:
    """Each line has an id of its own, a reason and an author, and dates are ISO dates."""
    key = columns[0]
    lines: dict[str, int] = {}
    for line, row in cells:
        lacking = [column for column in (key, "reason", "author") if row[column] is None]
        if lacking:
            raise UnreadableStewardTable(f"{path}, row {line}: {' and '.join(lacking)} must be filled in.")
        name = str(row[key])
        if name in lines:
            raise UnreadableStewardTable(
                f"{path}, row {line}: {key} {name!r} stands in row {lines[name]} too. Give each line an id of its own."
            )
        lines[name] = line
        _check_dates(path, line, row)


def _check_dates(path: Path, line: int, row: dict[str, str | None]) -> None:
    for column, cell in row.items():
        if column.endswith("_on") and cell is not None:
            try:
                date.fromisoformat(cell)
            except ValueError:
                raise UnreadableStewardTable(
                    f"{path}, row {line}: {column} is {cell!r}; a date is written like 2024-07-01."
                ) from None


def _cells(path: Path, line: int, row: list[str], header: list[str]) -> dict[str, str | None]:
    if len(row) != len(header):
        raise UnreadableStewardTable(
            f"{path}, row {line}: {len(row)} cells where the header has {len(header)}. "
            'A cell with a comma stands in double quotes: "a, b".'
        )
    return {name: cell.strip() or None for name, cell in zip(header, row, strict=True)}


def steward_hashes(steward: Path) -> dict[str, str]:
    """Hash each table's bytes; a table that is not there yet hashes as an empty one."""
    hashes = {}
    for table in STEWARD_TABLES:
        path = steward / f"{table}.csv"
        content = path.read_bytes() if path.exists() else (",".join(STEWARD_TABLES[table]) + "\n").encode()
        hashes[table] = hashlib.sha256(content).hexdigest()
    return hashes
