"""Adding a row to a steward's CSV file, and taking one out: whole or not at all, and one steward at a time.

What stands in the file stays as it is, byte for byte: people edit it by hand, with other line ends, a byte order mark,
columns in another order or columns of their own. `log.jsonl` beside the files tells who added and who took out what.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.settings import Settings
from orchestration.steward import STEWARD_TABLES, ensure_steward, parse_steward, read_steward, replace_atomically

Row = Mapping[str, str | None]
LOG = "log.jsonl"


class StewardBusy(RuntimeError):  # noqa: N818 - it says what is the matter
    """Somebody else has been writing to the steward's tables for longer than `BANTIN_LOCK_TIMEOUT`."""


class NoSuchRow(LookupError):  # noqa: N818 - it says what is the matter
    """The table has no row with that id."""


def rows_of(settings: Settings, table: str) -> list[dict[str, str | None]]:
    """The rows of a table as they stand in the file now, blank cells null."""
    ensure_steward(settings.steward)
    rows: list[dict[str, str | None]] = read_steward(settings.steward, table).to_pylist()
    return rows


def add_row(settings: Settings, table: str, row: Row, check: Callable[[list[dict[str, str | None]]], None]) -> Path:
    """Append a row to a table.

    Args:
        settings: the home.
        table: a key of `STEWARD_TABLES`.
        row: a cell for each column of the table; null is an empty cell.
        check: called with the rows that are there, while nobody else can write; raises what speaks against it.

    Returns:
        The file.

    Raises:
        UnreadableStewardTable: the file is broken, or would be with the row (its id is taken).
        StewardBusy: another steward did not finish in time.
    """
    ensure_steward(settings.steward)
    path = _file(settings, table)
    with _alone(settings):
        before = path.read_bytes()
        check(parse_steward(path, before, table).to_pylist())
        after = before + _line(before, row)
        parse_steward(path, after, table)
        replace_atomically(path, after)
        _log(settings, "added", table, row, str(row["author"]), str(row["reason"]))
    return path


def remove_row(settings: Settings, table: str, row_id: str, *, author: str, reason: str) -> Path:
    """Take the row with this id out of a table; that, by whom and why is logged first.

    Raises:
        NoSuchRow: there is none with the id.
        UnreadableStewardTable: the file is broken.
        StewardBusy: another steward did not finish in time.
    """
    path = _file(settings, table)
    key = STEWARD_TABLES[table][0]
    with _alone(settings):
        before = path.read_bytes()
        rows = parse_steward(path, before, table).to_pylist()
        row = next((row for row in rows if row[key] == row_id), None)
        if row is None:
            raise NoSuchRow(f"{path} has no row {row_id}")
        after = _without(before, key, row_id)
        assert parse_steward(path, after, table).to_pylist() == [kept for kept in rows if kept is not row]
        _log(settings, "removed", table, row, author, reason)
        replace_atomically(path, after)
    return path


def read_log(settings: Settings) -> list[dict[str, object]]:
    """What was added and removed through the command, the oldest first."""
    path = settings.steward / LOG
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _file(settings: Settings, table: str) -> Path:
    """The file itself where a link stands for it: a link that is replaced would leave the file as it was."""
    return (settings.steward / f"{table}.csv").resolve()


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    lock = settings.home / "locks" / "steward.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, timeout=settings.lock_timeout_seconds):
            yield
    except Timeout:
        raise StewardBusy(
            f"another steward has been writing to {settings.steward} for {settings.lock_timeout_seconds:g} seconds "
            f"({lock}). Try again when they are done."
        ) from None


def _line(before: bytes, row: Row) -> bytes:
    """The row as the file writes its rows: in the order of its header, with its line ends."""
    text = before.decode("utf-8-sig")
    end = "\r\n" if "\r\n" in text else "\n"
    header = [cell.strip() for cell in next(csv.reader(io.StringIO(text, newline="")))]
    stream = io.StringIO()
    # With both characters as its line end the writer quotes a cell that holds either.
    csv.writer(stream, lineterminator="\r\n").writerow(row.get(column) or "" for column in header)
    start = "" if text.endswith(("\n", "\r")) else end
    return (start + stream.getvalue().removesuffix("\r\n") + end).encode()


def _without(before: bytes, key: str, row_id: str) -> bytes:
    """The file without the lines of one row; a cell may hold line ends, so that a row may have several."""
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    lines = list(io.StringIO(before.decode("utf-8-sig"), newline=""))
    reader = csv.reader(lines)
    header = [cell.strip() for cell in next(reader)]
    column, first = header.index(key), reader.line_num
    for cells in reader:
        if cells and cells[column].strip() == row_id:
            return mark + "".join([*lines[:first], *lines[reader.line_num :]]).encode()
        first = reader.line_num
    raise NoSuchRow(row_id)


def _log(settings: Settings, action: str, table: str, row: Row, author: str, reason: str) -> None:
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "action": action,
        "table": table,
        "author": author,
        "reason": reason,
        "row": dict(row),
    }
    with (settings.steward / LOG).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
