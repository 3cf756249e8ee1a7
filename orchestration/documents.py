"""A document is what the bytes of a bulletin say and what its sidecar adds."""

from __future__ import annotations

from datetime import datetime

from orchestration.bulletins.reading.reader import READER_VERSION, ReadText
from orchestration.bulletins.records import Document
from orchestration.sidecar import Sidecar

ID_DIGITS = 16


def bulletin_id_of(sha256: str) -> str:
    """The id of a bulletin: the first sixteen digits of the hash of its bytes."""
    return sha256[:ID_DIGITS]


def make_document(sha256: str, read: ReadText, sidecar: Sidecar, ingested_at: datetime) -> Document:
    """Join text and facts; the sidecar's title goes before the one found in the file."""
    period = sidecar.report_period
    return Document(
        bulletin_id=bulletin_id_of(sha256),
        sha256=sha256,
        media_type=read.media_type,
        encoding=read.encoding,
        text=read.text,
        title=sidecar.title or read.title,
        publisher=sidecar.publisher,
        issuing_authority=sidecar.issuing_authority,
        ref_area=sidecar.ref_area,
        language=sidecar.language,
        published_on=sidecar.published_on,
        report_period_start=period.start if period else None,
        report_period_end=period.end if period else None,
        reader_version=READER_VERSION,
        context_hash=sidecar.context_hash,
        ingested_at=ingested_at,
        page_starts=read.page_starts,
        page_numbers=read.page_numbers,
    )
