"""What dbt reads: views over the raw Parquet files, the steward's tables, the history of checks.

A build sees one state of its inputs from its first to its last model: the raw views name the files that were
there when it began, and the steward's tables are copied in. Paths are absolute, so that the views can be
read from anywhere.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
from filelock import FileLock

from expectations.history import ensure_history
from orchestration.settings import REPOSITORY, Settings
from orchestration.steward import STEWARD_TABLES, read_steward, steward_hashes
from orchestration.tables import EMPTY_FILE, SCHEMAS

NETWORK_CODE = REPOSITORY / "expectations"
"""What the models in Python are made of."""
IGNORED_FOLDERS = {"target", "logs", "dbt_packages", "__pycache__"}


class NothingIngested(RuntimeError):  # noqa: N818 - it says what is the matter
    """There is no bulletin to build from."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"Nothing has been ingested yet in {home}: run `bantin run` or `make run`, which reads the "
            "inbox and builds the warehouse. (Another home? Set BANTIN_HOME.)"
        )


def batch_files(raw: Path, table: str) -> list[Path]:
    """List the Parquet files of a raw table, oldest first, without those that are still being written."""
    return sorted((raw / table).glob("[!.]*.parquet"))


def require_ingested(settings: Settings) -> None:
    """Check that some file was ever read, or at least set aside, in this home.

    Raises:
        NothingIngested: no batch of documents and none of quarantined files.
    """
    for table in ("documents", "quarantine"):
        if any(path.name != EMPTY_FILE for path in batch_files(settings.raw, table)):
            return
    raise NothingIngested(settings.home)


def snapshot(settings: Settings) -> dict[str, list[Path]]:
    """List the files of every raw table, such that a listed reading has its rows listed too.

    The extractor writes a reading's rows before the reading itself; so the readings are listed first.
    """
    order = ["readings", *(table for table in SCHEMAS if table != "readings")]
    return {table: batch_files(settings.raw, table) for table in order}


def make_sources(
    connection: duckdb.DuckDBPyConnection, settings: Settings, files: Mapping[str, Sequence[Path]]
) -> None:
    """Create or renew the relations behind dbt's sources `raw`, `steward` and `history`.

    Args:
        connection: open on the build file.
        settings: the home.
        files: a `snapshot` of the raw tables.
    """
    connection.execute("create schema if not exists raw")
    for table, paths in files.items():
        connection.execute(f"create or replace view raw.{table} as {parquet_query(paths)}")
    _make_history(connection, settings.quality / "history")
    connection.execute("create schema if not exists steward")
    for table in STEWARD_TABLES:
        connection.register("steward_cells", read_steward(settings.steward, table))
        connection.execute(f"create or replace table steward.{table} as from steward_cells")
        connection.unregister("steward_cells")


def _make_history(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Look into the folder at each reading: checks are recorded after the build that they check."""
    ensure_history(folder)
    files = parquet_query([folder / "*.parquet"])
    connection.execute("create schema if not exists history")
    connection.execute(f"create or replace view history.check_history as {files}")


def parquet_query(files: Sequence[Path]) -> str:
    """Write the query that reads Parquet files as one table, columns matched by name."""
    names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    return f"select * from read_parquet([{names}], union_by_name = true)"  # noqa: S608 - quoted above


def build_inputs(settings: Settings, files: Mapping[str, Sequence[Path]] | None = None) -> dict[str, str]:
    """Hash everything that a build depends on: raw files by name, the rest by content.

    Args:
        settings: the home.
        files: the raw files; default a `snapshot` taken now.

    Returns:
        Input name (`raw/observations`, `steward/waivers`, `dbt_project`) to SHA-256.
    """
    inputs = {
        f"raw/{table}": _hash_lines(path.name for path in paths if path.name != EMPTY_FILE)
        for table, paths in (files or snapshot(settings)).items()
    }
    inputs |= {f"steward/{table}": digest for table, digest in steward_hashes(settings.steward).items()}
    inputs["dbt_project"] = project_hash(settings)
    inputs["network"] = _hash_lines(path.read_text(encoding="utf-8") for path in sorted(NETWORK_CODE.rglob("*.py")))
    return inputs


def fingerprint(inputs: Mapping[str, str]) -> str:
    """Hash the hashes of the inputs into one."""
    return hashlib.sha256(json.dumps(dict(sorted(inputs.items()))).encode()).hexdigest()


def _hash_lines(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def project_folder(settings: Settings) -> Path:
    """The dbt project to build with: the repository's, or a copy of it with other reference tables as seeds.

    The copy is `BANTIN_HOME/build/project`. It holds the tables themselves and no links to them: dbt writes what it
    runs to paths that it makes from those of its seeds.
    """
    if settings.has_project_reference:
        return settings.dbt_project
    folder = settings.home / "build" / "project"
    folder.parent.mkdir(parents=True, exist_ok=True)
    current = project_hash(settings)
    with FileLock(folder.with_suffix(".lock")):
        mark = folder / ".made-from"
        if not mark.exists() or mark.read_text(encoding="utf-8") != current:
            _copy_project(settings, folder)
            mark.write_text(current, encoding="utf-8")
    return folder


def _copy_project(settings: Settings, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(settings.dbt_project, folder, ignore=shutil.ignore_patterns(*IGNORED_FOLDERS, "*.csv"))
    for path in settings.reference.glob("*.csv"):
        shutil.copyfile(path, folder / "seeds" / "tables" / f"ref_{path.name}")


def project_hash(settings: Settings) -> str:
    """Hash the dbt project, with its reference tables wherever they are."""
    project = hash_project(settings.dbt_project)
    if settings.has_project_reference:
        return project
    return _hash_lines((project, str(settings.reference), hash_project(settings.reference)))


def hash_project(project: Path) -> str:
    """Hash the names and contents of the files of a dbt project, without what dbt writes into it."""
    digest = hashlib.sha256()
    for path in sorted(project.rglob("*")):
        relative = path.relative_to(project)
        if path.is_file() and relative.parts[0] not in IGNORED_FOLDERS and not path.name.startswith("."):
            digest.update(f"{relative.as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
