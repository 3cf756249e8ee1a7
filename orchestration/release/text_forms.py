"""The text form of every column type, one for CSV and SQLite: exact, and the same for all readers.

Decimals are plain numbers without idle zeros, lists and structures are JSON whose decimals are strings, dates are
ISO 8601. DuckDB does the work, so tables of any size pass in bounded memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection


def quoted(identifier: str) -> str:
    """An SQL identifier in quotation marks."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: object) -> str:
    """An SQL string in quotation marks."""
    return "'" + str(text).replace("'", "''") + "'"


def text_form(expression: str, kind: Any) -> str:
    """The SQL expression of the text form of `expression`, whose DuckDB type is `kind`."""
    if kind.id in ("list", "struct"):
        return f"cast(to_json({_json_form(expression, kind)}) as varchar)"
    return _scalar(expression, kind)


def _scalar(expression: str, kind: Any) -> str:
    if kind.id == "decimal" and dict(kind.children)["scale"]:
        return f"rtrim(rtrim(cast({expression} as varchar), '0'), '.')"
    if kind.id in ("integer", "bigint", "boolean"):
        return expression
    return f"cast({expression} as varchar)"


def _json_form(expression: str, kind: Any, depth: int = 0) -> str:
    if kind.id == "list":
        element = f"x{depth}"
        inner = _json_form(element, dict(kind.children)["child"], depth + 1)
        return f"list_transform({expression}, lambda {element}: {inner})"
    if kind.id == "struct":
        parts = (
            f"{quoted(name)} := {_json_form(f'{expression}.{quoted(name)}', part, depth)}"
            for name, part in kind.children
        )
        return f"case when {expression} is not null then struct_pack({', '.join(parts)}) end"
    return _scalar(expression, kind)


def projection(connection: DuckDBPyConnection, query: str) -> str:
    """The query with every column in its text form."""
    described = connection.execute(f"select * from ({query}) limit 0").description or ()  # noqa: S608
    columns = ", ".join(f"{text_form(quoted(name), kind)} as {quoted(name)}" for name, kind, *_ in described)
    return f"select {columns} from ({query})"  # noqa: S608 - built of catalogue names


def copy_csv(connection: DuckDBPyConnection, query: str, path: Path) -> int:
    """Write the rows of `query` as CSV by RFC 4180 in UTF-8: null is empty, an empty text is `""`.

    Returns:
        The number of rows.
    """
    text = projection(connection, query)
    done = connection.execute(
        f"copy ({text}) to {literal(path)} (format csv, header, null '', quote '\"', escape '\"')"
    )
    count = done.fetchone()
    return int(count[0]) if count else 0
