"""The two bundled bulletins and their hand-made labels, as tests read them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.bulletins.records import Document

REPOSITORY = Path(__file__).resolve().parents[2]
BULLETINS = REPOSITORY / "data" / "bulletins"
GOLDEN = REPOSITORY / "tests" / "golden"
NAMES = ("lang-son-2024-h1", "lang-son-2023-q2")
UNLABELLED = {"rule_ids", "evidence", "rule_id"}
"""Columns that say how the extractor reached a reading; the labels say only what the reading is."""

Row = dict[str, Any]


def bulletin_path(name: str) -> Path:
    """The bundled file of `name`."""
    return BULLETINS / f"{name}.txt"


@cache
def bulletin_text(name: str) -> str:
    """The text as stored; the bundled files are UTF-8, with plain newlines and no byte-order mark."""
    return bulletin_path(name).read_bytes().decode("utf-8")


@cache
def bulletin_id(name: str) -> str:
    """First 16 hex digits of the SHA-256 of the file's bytes."""
    return hashlib.sha256(bulletin_path(name).read_bytes()).hexdigest()[:16]


def golden_rows(name: str, kind: str) -> list[Row]:
    """The labels of one bulletin; kind: observations, events, situations or numerals."""
    lines = (GOLDEN / f"{name}.{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def document(name: str, text: str | None = None) -> Document:
    """The bulletin as ingest hands it over: its own text (or `text`) and only the area from the sidecar."""
    body = bulletin_text(name) if text is None else text
    return document_of(body, bulletin_id(name), ref_area="VN-09")


def document_of(text: str, identifier: str, *, ref_area: str | None = None) -> Document:
    """A document with the given text and no facts besides `ref_area`."""
    return Document(
        bulletin_id=identifier,
        sha256=identifier * 4,
        media_type="text/plain",
        encoding="utf-8",
        text=text,
        title=None,
        publisher=None,
        issuing_authority=None,
        ref_area=ref_area,
        language="vi",
        published_on=None,
        report_period_start=None,
        report_period_end=None,
        reader_version="test",
        context_hash="test",
        ingested_at=datetime(2024, 7, 1, tzinfo=UTC),
    )


def plain_row(record: Any) -> Row:
    """A row type as the labels write it: decimals and dates as text, tuples as lists."""
    return {field.name: _plain(getattr(record, field.name)) for field in dataclasses.fields(record)}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def plain_number(value: Decimal) -> str:
    """An exact decimal without exponent and without trailing zeros: 25000000000, 20.8."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
