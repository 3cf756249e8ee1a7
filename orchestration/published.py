"""The published warehouse, for those who only read it: quick to import, free of dbt and Arrow."""

from __future__ import annotations

import duckdb

from orchestration.settings import Settings


class NotPublished(RuntimeError):  # noqa: N818 - it says what is the matter
    """There is no published warehouse in this home yet."""


def connect_published(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse for reading, as the database `warehouse`.

    The file is attached to a connection of its own, never shared: DuckDB would hand out again the file that
    an earlier connection of this process still holds open, although a newer one has been published.

    Raises:
        NotPublished: nothing was published in this home yet.
    """
    if not settings.warehouse.exists():
        raise NotPublished(
            f"There is no warehouse at {settings.warehouse} yet: run `bantin run` or `make run` first. "
            "(Another home? Set BANTIN_HOME.)"
        )
    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    quoted = str(settings.warehouse).replace("'", "''")
    connection.execute(f"attach '{quoted}' as warehouse (read_only)")
    connection.execute("use warehouse")
    return connection
