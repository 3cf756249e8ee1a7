"""`datapackage.json`: a Frictionless Data Package (version 2) of everything in a release but `release.json`.

Tables are described by Table Schema in their CSV form; each file has its bytes and its SHA-256. What the figures were
made from stands under `bantin:inputs`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration.release.contract import Column, Table
from orchestration.settings import Settings

DESCRIPTOR, RELEASE = "datapackage.json", "release.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TITLE = "Bantin: số liệu của các bản tin kinh tế địa phương / figures of provincial economic bulletins"
_FORMATS = {
    ".csv": ("csv", "text/csv"),
    ".parquet": ("parquet", "application/vnd.apache.parquet"),
    ".sqlite": ("sqlite", "application/vnd.sqlite3"),
    ".xml": ("xml", "application/vnd.sdmx.structurespecificdata+xml"),
    ".md": ("md", "text/markdown"),
}
_STRUCTURE_TYPE = "application/vnd.sdmx.structure+xml"
_FIELD_TYPES = {
    "varchar": "string",
    "integer": "integer",
    "bigint": "integer",
    "decimal": "number",
    "boolean": "boolean",
    "date": "date",
    "list": "array",
    "struct": "object",
}


@dataclass(frozen=True, slots=True)
class Output:
    """A file of a release: its path in it, its size, its hash."""

    path: str
    bytes: int
    sha256: str


def outputs(folder: Path) -> list[Output]:
    """Every file of a release but the descriptor and `release.json`, by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = [(path.relative_to(folder).as_posix(), path) for path in files]
    return [
        Output(name, path.stat().st_size, sha256(path)) for name, path in named if name not in (DESCRIPTOR, RELEASE)
    ]


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprint(files: Sequence[Output]) -> str:
    """One hash of all that a release says, whatever it is compared with: of all files but those under `changes/`."""
    digest = hashlib.sha256()
    for file in files:
        if not file.path.startswith("changes/"):
            digest.update(f"{file.sha256}  {file.path}\n".encode())
    return digest.hexdigest()


def write_descriptor(
    folder: Path, settings: Settings, tables: Sequence[Table], rows: Mapping[str, int], inputs: Mapping[str, Any]
) -> str:
    """Write the descriptor of the files in `folder`.

    Args:
        folder: a release with all its files but this one and `release.json`.
        settings: for licence and citation.
        tables: the released tables.
        rows: how many rows each has.
        inputs: what the figures were made from, as `bantin:inputs` says it.

    Returns:
        The fingerprint of the release.
    """
    files = outputs(folder)
    by_path = {f"csv/{table.name}.csv": table for table in tables}
    mark = fingerprint(files)
    descriptor: dict[str, Any] = {
        "$schema": PROFILE,
        "name": "bantin",
        "id": f"sha256:{mark}",
        "title": TITLE,
        "description": "README.md tells what is in it, in Vietnamese and English.",
        **_terms(settings),
        "resources": [_resource(file, by_path.get(file.path), rows) for file in files],
        "bantin:software": {"name": "bantin", "version": version("bantin")},
        "bantin:inputs": inputs,
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=1)
    (folder / DESCRIPTOR).write_text(f"{text}\n", encoding="utf-8")
    return mark


def _terms(settings: Settings) -> dict[str, Any]:
    """Licence and citation, where the settings name them."""
    terms: dict[str, Any] = {}
    if settings.licence or settings.licence_url:
        parts = {"name": settings.licence, "path": settings.licence_url}
        terms["licenses"] = [{name: text for name, text in parts.items() if text}]
    if settings.citation:
        terms["bantin:citation"] = settings.citation
    return terms


def _resource(file: Output, table: Table | None, rows: Mapping[str, int]) -> dict[str, Any]:
    form, media_type = _FORMATS[Path(file.path).suffix]
    resource: dict[str, Any] = {
        "name": table.name if table else file.path.replace("/", ".").lower(),
        "path": file.path,
        "format": form,
        "mediatype": _STRUCTURE_TYPE if file.path.startswith("sdmx/structures") else media_type,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if form == "csv":
        resource["encoding"] = "utf-8"
    if table:
        resource |= {
            "type": "table",
            "title": table.name,
            "description": table.description_en,
            "bantin:description_vi": table.description_vi,
            "bantin:rows": rows[table.name],
            "schema": _schema(table),
        }
    return resource


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [key]}}
            for column, other, key in table.foreign_keys
        ]
    return schema


def _field(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": _FIELD_TYPES[column.type.id],
        "description": column.description_en,
        "bantin:description_vi": column.description_vi,
        "bantin:type": str(column.type),
    }
