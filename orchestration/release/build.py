"""Make a release of the published warehouse."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from duckdb import DuckDBPyConnection

from orchestration.progress import stage
from orchestration.published import connect_published
from orchestration.release import inputs
from orchestration.release.changes import write_changes
from orchestration.release.contract import Table, released_tables
from orchestration.release.data_package import DESCRIPTOR, RELEASE, sha256, write_descriptor
from orchestration.release.forms import write_csv, write_parquet, write_sqlite
from orchestration.release.readme import write_readme
from orchestration.release.sdmx.publish import SdmxCounts, publish_sdmx
from orchestration.release.shelf import (
    Entry,
    add_to_index,
    built_beside,
    find_base,
    new_version,
    one_at_a_time,
    require_usable,
    shelf_name,
)
from orchestration.release.text_forms import literal
from orchestration.settings import Settings
from orchestration.warehouse import ensure_manifest

SQLITE = "bantin.sqlite"
MEMORY = "600MB"
"""What DuckDB may hold while it sorts a table; the rest waits on the disk."""


class FormsDisagree(RuntimeError):  # noqa: N818 - it says what is the matter
    """Two forms of a table hold different numbers of rows: a defect of Bantin, and no release is made."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release as made.

    Attributes:
        folder: where it stands.
        version: its name in the index.
        since: the version that it is compared with; None for the first.
        fingerprint: one hash of all that it says.
        rows: table → number of rows.
        sdmx: figures written as SDMX, and left out.
        changes: kind of change → number.
    """

    folder: Path
    version: str
    since: str | None
    fingerprint: str
    rows: Mapping[str, int]
    sdmx: SdmxCounts
    changes: Mapping[str, int]


def make_release(
    settings: Settings, released_on: date, out: Path | None = None, since: str | None = None, *, replace: bool = False
) -> Release:
    """Write a release and enter it in the index of releases.

    Args:
        settings: of the home whose published warehouse is released.
        released_on: the day of the release, which names it and stands in `release.json` alone.
        out: the folder, new or empty; None takes `BANTIN_HOME/releases/<version>`.
        since: version or folder of the release to compare with; None takes the newest.
        replace: whether a release that stands in `out` may be replaced.

    Raises:
        NotPublished: there is no warehouse yet.
        UnusableFolder: `out` holds other things.
        UnknownRelease: `since` names no release.
        ReleaseBusy: another release of this home is being made.
    """
    with one_at_a_time(settings), connect_published(settings) as connection:
        version = new_version(settings, released_on)
        target = (out or settings.releases / version).expanduser().resolve()
        require_usable(target, replace=replace)
        base = find_base(settings, since, target)
        with built_beside(target) as folder:
            tables = released_tables(connection, ensure_manifest(settings))
            with _bounded(connection, folder):
                rows, sdmx = _write_forms(connection, settings, tables, folder)
            changes = write_changes(folder, base)
            write_readme(folder, settings, tables, rows, sdmx)
            fingerprint = write_descriptor(folder, settings, tables, rows, _inputs(connection))
            about = Entry(
                version,
                released_on.isoformat(),
                shelf_name(settings, target),
                fingerprint,
                base.version if base else None,
            )
            _write_about(folder, about)
        add_to_index(settings, about)
    return Release(target, version, base.version if base else None, fingerprint, rows, sdmx, changes)


@contextmanager
def _bounded(connection: DuckDBPyConnection, folder: Path) -> Iterator[None]:
    """Let DuckDB sort on the disk beside the release instead of filling the memory."""
    with TemporaryDirectory(prefix=".sorting-", dir=folder.parent) as spill:
        connection.execute(f"set memory_limit = '{MEMORY}'")
        connection.execute(f"set temp_directory = {literal(spill)}")
        yield


def _write_forms(
    connection: DuckDBPyConnection, settings: Settings, tables: list[Table], folder: Path
) -> tuple[dict[str, int], SdmxCounts]:
    tell = _teller(len(tables) + 2)
    for form in ("csv", "parquet", "sdmx"):
        (folder / form).mkdir()
    rows = {}
    for table in tables:
        tell(table.name)
        rows[table.name] = write_parquet(connection, table, folder / "parquet")
        _same(table.name, rows[table.name], write_csv(connection, table, folder / "csv"))
    tell(SQLITE)
    for name, count in write_sqlite(connection, tables, folder / SQLITE).items():
        _same(name, rows[name], count)
    tell("sdmx")
    sdmx = publish_sdmx(connection, folder / "sdmx", settings.agency, inputs.newest_day(connection), lambda _: None)
    _same("sdmx", rows["marts.observations"], sdmx.written + sdmx.left_out)
    return rows, sdmx


def _teller(total: int) -> Callable[[str], None]:
    """Tell what is at hand, each time one step further."""
    progress, done = stage("release"), 0

    def tell(label: str) -> None:
        nonlocal done
        done += 1
        progress(done, total, label)

    return tell


def _same(name: str, rows: int, others: int) -> None:
    if rows != others:
        raise FormsDisagree(
            f"{name}: one form holds {rows} rows, another {others}. Please report it with the warehouse."
        )


def _inputs(connection: DuckDBPyConnection) -> dict[str, Any]:
    return {
        "bulletins": list(inputs.bulletins(connection)),
        "tables": inputs.tables(connection),
        "dbt_project": inputs.project_hash(connection),
    }


def _write_about(folder: Path, entry: Entry) -> None:
    """Write what tells this release from another of the same warehouse: its name, its day, its base."""
    about = {
        "version": entry.version,
        "released_on": entry.released_on,
        "since": entry.since,
        "fingerprint": entry.fingerprint,
        "descriptor": {"path": DESCRIPTOR, "hash": f"sha256:{sha256(folder / DESCRIPTOR)}"},
    }
    (folder / RELEASE).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
