"""A home whose raw tables are written from labels: what dbt builds on, without running the extractor.

The golden labels of the two bundled bulletins become rows of the raw tables; a test changes some of them with
`dataclasses.replace` before it writes them, and so says in one line what its bulletin prints.
"""

from __future__ import annotations

import dataclasses
import types
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from orchestration.bulletins.records import (
    Document,
    DocumentSource,
    Numeral,
    Observation,
    ProjectEvent,
    Reading,
    Situation,
)
from orchestration.settings import Settings
from orchestration.tables import rows_to_table, write_batch
from tests.support.golden import NAMES, bulletin_id, bulletin_text, golden_rows

Record = TypeVar("Record")
READ_AT = datetime(2024, 7, 1, 8, 0, tzinfo=UTC)
FACTS = {
    "lang-son-2024-h1": ("Pháp luật Việt Nam", "UBND tỉnh Lạng Sơn", date(2024, 6, 20)),
    "lang-son-2023-q2": ("Báo Lạng Sơn", "UBND tỉnh Lạng Sơn", date(2023, 6, 28)),
}
"""Publisher, issuing authority and day of publication that the tests give each bulletin."""


def record_of(record_type: type[Record], row: dict[str, Any]) -> Record:
    """Make a row type of a label: text becomes the column's type, an absent column is empty."""
    hints = get_type_hints(record_type)
    return record_type(
        **{
            field.name: _typed(row.get(field.name), hints[field.name])
            for field in dataclasses.fields(record_type)  # type: ignore[arg-type]
        }
    )


def _typed(value: Any, hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        if value is None:
            return None
        (hint,) = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is tuple:
        return tuple(_typed(part, get_args(hint)[0]) for part in value or ())
    if value is None:
        return "label" if hint is str else value
    parse = {Decimal: Decimal, date: date.fromisoformat, datetime: datetime.fromisoformat}
    return parse[hint](value) if hint in parse else value


@dataclass(slots=True)
class Bulletin:
    """Everything that ingest and extract write about one bulletin; change what a test is about."""

    document: Document
    source_name: str
    observations: list[Observation]
    numerals: list[Numeral]
    events: list[ProjectEvent]
    situations: list[Situation]
    error: str | None = None

    @property
    def bulletin_id(self) -> str:
        """The id that all rows carry."""
        return self.document.bulletin_id

    def observation(self, start: int) -> Observation:
        """The figure that begins at `start`."""
        return next(row for row in self.observations if row.start == start)

    def change(self, start: int, **columns: Any) -> None:
        """Replace columns of the figure that begins at `start`."""
        position = self.observations.index(self.observation(start))
        self.observations[position] = dataclasses.replace(self.observations[position], **columns)


def labelled(name: str) -> Bulletin:
    """The rows that a perfect reader makes of bundled bulletin `name`."""
    publisher, authority, published_on = FACTS[name]
    identifier = bulletin_id(name)
    document = Document(
        bulletin_id=identifier,
        sha256=identifier * 4,
        media_type="text/plain",
        encoding="utf-8",
        text=bulletin_text(name),
        title=None,
        publisher=publisher,
        issuing_authority=authority,
        ref_area="VN-09",
        language="vi",
        published_on=published_on,
        report_period_start=None,
        report_period_end=None,
        reader_version="label",
        context_hash="label",
        ingested_at=READ_AT,
    )
    return Bulletin(
        document=document,
        source_name=f"{name}.txt",
        observations=[record_of(Observation, row) for row in golden_rows(name, "observations")],
        numerals=[record_of(Numeral, row) for row in golden_rows(name, "numerals")],
        events=[record_of(ProjectEvent, row) for row in golden_rows(name, "events")],
        situations=[record_of(Situation, row) for row in golden_rows(name, "situations")],
    )


def home_settings(home: Path, **changes: Any) -> Settings:
    """Settings of a home in a temporary folder."""
    changes.setdefault("lock_timeout_seconds", 60.0)
    return dataclasses.replace(Settings.from_environment({"BANTIN_HOME": str(home)}), **changes)


def write_bulletin(settings: Settings, bulletin: Bulletin, *, read_after: timedelta = timedelta()) -> Reading:
    """Write one bulletin as ingest and extract do, its reading `read_after` later than the first one."""
    read_at = READ_AT + read_after
    batch = read_at.strftime("%Y%m%dT%H%M%S")
    reading = _reading(bulletin, read_at, batch)
    document = dataclasses.replace(bulletin.document, ingested_at=read_at)
    source = DocumentSource(
        bulletin_id=bulletin.bulletin_id,
        sha256=document.sha256,
        source_name=bulletin.source_name,
        sidecar=None,
        context_hash=document.context_hash,
        first_seen=read_at,
    )
    write_batch(settings.raw, "documents", rows_to_table("documents", [document]), read_at)
    write_batch(settings.raw, "document_sources", rows_to_table("document_sources", [source]), read_at)
    extracted = {
        "observations": bulletin.observations,
        "numerals": bulletin.numerals,
        "project_events": bulletin.events,
        "situations": bulletin.situations,
    }
    for table, rows in extracted.items():
        keyed = rows_to_table(table, rows, reading_id=reading.reading_id, batch_id=batch)
        write_batch(settings.raw, table, keyed, read_at)
    write_batch(settings.raw, "readings", rows_to_table("readings", [reading]), read_at)
    return reading


def _reading(bulletin: Bulletin, read_at: datetime, batch: str) -> Reading:
    starts = [row.period_start for row in bulletin.observations if row.period_start]
    return Reading(
        reading_id=f"{bulletin.bulletin_id}-{batch}",
        batch_id=batch,
        bulletin_id=bulletin.bulletin_id,
        reader_version="label",
        extractor_version="label",
        vocabulary_version="label",
        context_hash=bulletin.document.context_hash,
        report_period_start=min(starts, default=None),
        report_period_end=max((row.period_end for row in bulletin.observations if row.period_end), default=None),
        report_period_source="stated" if starts else None,
        observation_count=len(bulletin.observations),
        numeral_count=len(bulletin.numerals),
        event_count=len(bulletin.events),
        situation_count=len(bulletin.situations),
        digit_run_count=sum(len(_digit_runs(row.text)) for row in bulletin.numerals),
        error=bulletin.error,
        read_at=read_at,
    )


def _digit_runs(text: str) -> list[str]:
    return "".join(character if character.isdigit() else " " for character in text).split()


def write_labelled_home(home: Path) -> Settings:
    """A home with both bundled bulletins as labelled."""
    settings = home_settings(home)
    for name in NAMES:
        write_bulletin(settings, labelled(name))
    return settings
