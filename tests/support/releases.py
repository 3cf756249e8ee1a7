"""Readers of a release, one for each form; each gives the same rows: table → list of column → plain text or None."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from lxml import etree
from pysdmx.io import read_sdmx

from orchestration.commands.output import plain_number
from orchestration.release.forms import DICTIONARY

Rows = list[dict[str, str | None]]
DESCRIPTOR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["$schema", "name", "id", "resources", "bantin:inputs"],
    "properties": {
        "name": {"pattern": "^[a-z0-9._-]+$"},
        "id": {"pattern": "^sha256:[0-9a-f]{64}$"},
        "resources": {
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "path", "format", "mediatype", "bytes", "hash"],
                "properties": {
                    "name": {"pattern": "^[a-z0-9._-]+$"},
                    "path": {"pattern": "^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$"},
                    "bytes": {"type": "integer", "minimum": 1},
                    "hash": {"pattern": "^sha256:[0-9a-f]{64}$"},
                    "schema": {
                        "type": "object",
                        "required": ["fields", "missingValues"],
                        "properties": {
                            "fields": {
                                "minItems": 1,
                                "items": {
                                    "required": ["name", "type", "description", "bantin:description_vi"],
                                    "properties": {
                                        "type": {"enum": ["string", "integer", "number", "boolean", "date", "array"]},
                                        "description": {"type": "string", "minLength": 1},
                                        "bantin:description_vi": {"type": "string", "minLength": 1},
                                    },
                                },
                            },
                            "primaryKey": {"type": "array", "minItems": 1},
                            "foreignKeys": {"items": {"required": ["fields", "reference"]}},
                        },
                    },
                },
            },
        },
        "bantin:inputs": {
            "required": ["bulletins", "tables", "dbt_project"],
            "properties": {
                "bulletins": {
                    "items": {
                        "required": ["bulletin_id", "sha256", "context_hash", "reader_version", "extractor_version"],
                        "properties": {"sha256": {"pattern": "^[0-9a-f]{64}$"}},
                    }
                }
            },
        },
    },
}
"""What of Data Package 2.0 and Table Schema a release promises, and what Bantin adds to it."""


def descriptor(release: Path) -> dict[str, Any]:
    """The data package descriptor."""
    found: dict[str, Any] = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    return found


def hashes(release: Path) -> dict[str, str]:
    """Path in the release → SHA-256, of every file."""
    files = sorted(path for path in release.rglob("*") if path.is_file())
    return {path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def csv_rows(release: Path, table: str) -> Rows:
    """The rows of a CSV file by Python's reader, to whom an empty text and no value are the same."""
    with (release / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [{name: text or None for name, text in row.items()} for row in csv.DictReader(file)]


def parquet_rows(release: Path, table: str) -> Rows:
    """The rows of a Parquet file, in plain text."""
    found = pq.read_table(release / "parquet" / f"{table}.parquet").to_pylist()
    return [{name: plain(value) for name, value in row.items()} for row in found]


def sqlite_rows(release: Path, table: str) -> Rows:
    """The rows of a table of the SQLite file, in plain text; what is true or false the dictionary tells."""
    name = table.replace(".", "_")
    with closing(sqlite3.connect(f"{(release / 'bantin.sqlite').as_uri()}?mode=ro", uri=True)) as file:
        cursor = file.execute(f"select * from {name} order by rowid")
        columns = [column[0] for column in cursor.description]
        dictionary = f"select column_name from {DICTIONARY} where table_name = ? and type = 'BOOLEAN'"
        truths = {column for (column,) in file.execute(dictionary, [name])}
        return [
            {
                column: plain(bool(value) if column in truths and value is not None else value)
                for column, value in zip(columns, values, strict=True)
            }
            for values in cursor
        ]


def plain(value: Any) -> str | None:
    """A value as the CSV files write it; an empty text is no value, as Python's reader of CSV has it."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, list):
        return json.dumps(_within_json(value), ensure_ascii=False, separators=(",", ":"))
    return str(value)


def _within_json(value: Any) -> Any:
    if isinstance(value, list):
        return [_within_json(item) for item in value]
    if isinstance(value, dict):
        return {name: _within_json(item) for name, item in value.items()}
    return plain_number(value) if isinstance(value, Decimal) else value


def sdmx_csv_rows(release: Path) -> list[dict[str, str]]:
    """The observations of SDMX-CSV by Python's reader, without empty components."""
    with (release / "sdmx" / "observations.csv").open(encoding="utf-8", newline="") as file:
        head = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
        return [{name: text for name, text in row.items() if text and name not in head} for row in csv.DictReader(file)]


def sdmx_ml_rows(release: Path, standard: str) -> list[dict[str, str]]:
    """The observations of SDMX-ML by an XML parser that knows nothing of SDMX."""
    return [dict(obs.attrib) for path in sdmx_ml_files(release, standard) for obs in etree.parse(path).iter("Obs")]


def sdmx_ml_files(release: Path, standard: str) -> list[Path]:
    """The data files of one version of SDMX-ML."""
    return sorted((release / "sdmx" / f"data-{standard}").glob("*.xml"))


def pysdmx_rows(files: list[Path]) -> Iterator[dict[str, str]]:
    """The observations by pysdmx, which first holds SDMX-ML against the official schemas."""
    for path in files:
        for data_set in read_sdmx(path, validate=True).data:
            for row in data_set.data.to_dict(orient="records"):
                yield {name: text for name, text in row.items() if isinstance(text, str) and text}


def sdmx_value(row: dict[str, str], component: str = "OBS_VALUE") -> Decimal | None:
    """A number of an observation in the base unit."""
    return Decimal(row[component]).scaleb(int(row["UNIT_MULT"])) if component in row else None
