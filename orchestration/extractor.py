"""What an extractor finds in some bulletins, as Arrow tables: one piece of the batch path, in whichever process.

A `Task` holds the texts of some bulletins and the keys of their readings; `read` turns it into `Found`: the
rows of all of them as one table a kind, and one outcome a bulletin. A bulletin that the extractor fails on, or
whose rows no column holds, has an outcome with an error and no rows.
"""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from orchestration.bulletins.records import Document, Extraction, ReportPeriod
from orchestration.settings import Settings
from orchestration.tables import EXTRACTED_TABLES, UnstorableRow, rows_to_table


@dataclass(frozen=True, slots=True)
class Extractor:
    """An extractor and the versions that its readings are keyed by.

    Attributes:
        extract: what a document says.
        version: version of the rules.
        vocabulary_version: hash of the compiled reference tables.
        again: makes the same extractor in another process; can be pickled. None: it only works in this one.
    """

    extract: Callable[[Document], Extraction]
    version: str
    vocabulary_version: str
    again: Callable[[], Extractor] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Some bulletins to read: each with the id of the reading that it will have, and all with their batch's."""

    batch_id: str
    documents: tuple[Document, ...]
    reading_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the reading of one bulletin ended: what a row of `readings` says of it.

    Attributes:
        bulletin_id: the bulletin.
        error: why the extractor failed; None where it did not, and the rest holds.
        period: the report period.
        counts: rows of each extracted table, by its name.
        digit_run_count: runs of digits in the text.
    """

    bulletin_id: str
    error: str | None
    period: ReportPeriod | None
    counts: dict[str, int]
    digit_run_count: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a task's bulletins say: the rows of all by table, and an outcome a bulletin, in the task's order."""

    tables: dict[str, pa.Table]
    outcomes: tuple[Outcome, ...]


def default_extractor(settings: Settings) -> Extractor:
    """The extractor of `orchestration.bulletins` with the reference tables in force."""
    from orchestration.bulletins import extract, vocabulary

    words = vocabulary.load_vocabulary(settings.reference)
    settle()
    again = partial(default_extractor, settings)
    return Extractor(partial(extract.extract, vocabulary=words), extract.EXTRACTOR_VERSION, words.version, again)


def settle() -> None:
    """Leave what is loaded to the end of the process out of garbage collection.

    The compiled tables are a hundred thousand objects; walking them over and over took a third of the reading time.
    """
    gc.collect()
    gc.freeze()


def read(extractor: Extractor, task: Task, tell: Callable[[str], None]) -> Found:
    """Read the bulletins of a task.

    Args:
        extractor: what reads a document.
        task: the documents.
        tell: called with the id of each bulletin before it is read.
    """
    extractions: list[Extraction | str] = []
    for document in task.documents:
        tell(document.bulletin_id)
        try:
            extractions.append(extractor.extract(document))
        except Exception as error:  # one bulletin must not stop the others, whatever is wrong with it
            extractions.append(_describe(error))
    try:
        tables = _tables(task, extractions)
    except UnstorableRow:
        extractions = [_storable(task, place, found) for place, found in enumerate(extractions)]
        tables = _tables(task, extractions)
    outcomes = (_outcome(document, found) for document, found in zip(task.documents, extractions, strict=True))
    return Found(tables, tuple(outcomes))


def _rows(found: Extraction) -> dict[str, Sequence[Any]]:
    return {
        "observations": found.observations,
        "numerals": found.numerals,
        "project_events": found.events,
        "situations": found.situations,
    }


def _tables(task: Task, extractions: Sequence[Extraction | str]) -> dict[str, pa.Table]:
    """The rows of several bulletins as one table a kind: a table for each bulletin would take twice as long."""
    by_reading = [
        (reading_id, _rows(found))
        for reading_id, found in zip(task.reading_ids, extractions, strict=True)
        if not isinstance(found, str)
    ]
    return {
        name: rows_to_table(
            name,
            [row for _, rows in by_reading for row in rows[name]],
            reading_id=[reading_id for reading_id, rows in by_reading for _ in rows[name]],
            batch_id=task.batch_id,
        )
        for name in EXTRACTED_TABLES
    }


def _storable(task: Task, place: int, found: Extraction | str) -> Extraction | str:
    """What was found in one document, or why no column holds it."""
    alone = Task(task.batch_id, task.documents[place : place + 1], task.reading_ids[place : place + 1])
    try:
        _tables(alone, [found])
    except UnstorableRow as error:
        return _describe(error)
    return found


def _outcome(document: Document, found: Extraction | str) -> Outcome:
    if isinstance(found, str):
        return Outcome(document.bulletin_id, found, None, dict.fromkeys(EXTRACTED_TABLES, 0), 0)
    counts = {name: len(rows) for name, rows in _rows(found).items()}
    return Outcome(document.bulletin_id, None, found.report_period, counts, found.digit_run_count)


def _describe(error: Exception) -> str:
    """What went wrong and where in the code, in one line; characters that no table can hold are escaped."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    message = f"{type(error).__name__}: {error}".strip()[:2000]
    return f"{message}{place}".encode("utf-8", "backslashreplace").decode("utf-8")
