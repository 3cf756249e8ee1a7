"""The published warehouse for commands, with a way out where there is none yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from orchestration.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@contextmanager
def open_warehouse(settings: Settings | None = None) -> Iterator[DuckDBPyConnection]:
    """Open the published warehouse read-only.

    Raises:
        click.ClickException: Nothing is published yet; the message says what to run.
    """
    from orchestration.published import connect_published

    settings = settings or Settings.from_environment()
    if not settings.warehouse.exists():
        raise click.ClickException(
            f"there is no warehouse at {settings.warehouse} yet. Run `bantin run` first, "
            "or set BANTIN_HOME to the folder that has one."
        )
    connection = connect_published(settings)
    try:
        yield connection
    finally:
        connection.close()
