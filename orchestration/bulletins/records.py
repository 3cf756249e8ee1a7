"""The row types of everything that is read from a bulletin.

These dataclasses are the one place where the columns of the raw tables are named; the Parquet schemas
(`orchestration.tables`) derive from them and a test compares them with dbt's staging contracts.

Spans (`start`, `end`, `sentence_start`, `sentence_end`) are half-open and count Unicode code points of
`Document.text`; always ``text[start:end] == quote``. Quantities are exact decimals in the base unit
(2.7e9 USD, never 2.7 «tỷ»). Dates are inclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Source = Literal["stated", "inherited", "document", "sidecar", "inferred"]
"""How the extractor knows a part of a figure: printed beside it, taken over from an earlier clause,
from the document as a whole (report period, title), from the sidecar, or concluded by a rule."""

Measure = Literal["level", "growth", "ratio", "share", "change", "plan_attainment", "contribution"]
Basis = Literal["same_period_previous_year", "previous_period", "previous_year_end", "plan", "other"]
Role = Literal["actual", "plan", "target", "forecast", "threshold", "comparison", "before", "after", "capacity"]
Hedge = Literal["more_than", "nearly", "about", "at_least", "at_most", "less_than"]
ObsStatus = Literal["A", "E", "P", "F"]
NumeralRole = Literal[
    "observation",
    "period",
    "date",
    "identifier",
    "ordinal",
    "list_label",
    "clock",
    "name",
    "boilerplate",
    "unresolved",
]


@dataclass(frozen=True, slots=True)
class Document:
    """One bulletin: what its bytes say and what its sidecar adds; the newest row of an id counts."""

    bulletin_id: str  # first 16 hex digits of the SHA-256 of the archived bytes
    sha256: str
    media_type: str  # text/plain, text/html, or that of a Word document or PDF file
    encoding: str
    text: str  # as decoded: newlines are \n, no byte-order mark, otherwise untouched (NFD stays NFD)
    title: str | None
    publisher: str | None
    issuing_authority: str | None
    ref_area: str | None  # ISO 3166-2, from the sidecar
    language: str | None
    published_on: date | None
    report_period_start: date | None  # from the sidecar only; the extractor's own is in Reading
    report_period_end: date | None
    reader_version: str
    context_hash: str  # of the sidecar's facts
    ingested_at: datetime
    page_starts: tuple[int, ...] = ()  # offsets at which a page begins, ascending; empty: the format has no pages
    page_numbers: tuple[int, ...] = ()  # the numbers of those pages, from 1

    def page_at(self, offset: int) -> int | None:
        """The page on which the character at `offset` stands, where the format has pages."""
        place = bisect_right(self.page_starts, offset)
        return self.page_numbers[place - 1] if place else None


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """A name under which the bytes of a bulletin came. The same bytes can come under several names."""

    bulletin_id: str
    sha256: str
    source_name: str  # path relative to the inbox, with forward slashes
    sidecar: str | None  # the sidecar's facts as canonical JSON
    context_hash: str
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class QuarantinedFile:
    """A file that could not be read, or a fixed one (`resolved` true: the same name was read later)."""

    source_name: str
    sha256: str | None
    reason_code: str
    detail: str
    reader_version: str
    seen_at: datetime
    resolved: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One run of the extractor over one bulletin: the key of law 2 and what came out.

    `reading_id` is a hash of (bulletin_id, reader_version, extractor_version, vocabulary_version,
    context_hash). The rows of a reading carry `reading_id` and `batch_id`; a bulletin's newest reading (by
    `read_at`) is the one that the staging views show.
    """

    reading_id: str
    batch_id: str
    bulletin_id: str
    reader_version: str
    extractor_version: str
    vocabulary_version: str
    context_hash: str
    report_period_start: date | None  # as the extractor found it
    report_period_end: date | None
    report_period_source: str | None
    observation_count: int
    numeral_count: int
    event_count: int
    situation_count: int
    digit_run_count: int  # runs of [0-9] in the text: what the numeral ledger must add up to
    error: str | None  # why the extractor failed on this bulletin, if it did
    read_at: datetime


@dataclass(slots=True)
class Observation:
    """One printed figure. Column meanings: docs/reference, from the dbt doc blocks of the same names."""

    bulletin_id: str
    observation_id: str  # f"{bulletin_id}:{start}"
    statement_id: str  # observation_id of the statement's level, else of its first figure
    start: int
    end: int
    quote: str  # number and unit as printed, without the hedge
    sentence_start: int
    sentence_end: int
    domain: str  # trade, agriculture, infrastructure, other
    indicator: str | None  # null: not classified
    item: str | None  # null: total
    season: str | None
    coverage: str | None  # null: unstated, which equals nothing
    partner: str | None
    indicator_phrase: str | None  # the words that name the indicator, as printed
    measure: str
    basis: str | None  # null for a level
    base_period_start: date | None
    base_period_end: date | None
    plan_authority: str | None
    role: str
    value_text: str  # the number as printed, with its multiplier words: «25,2 tỷ»
    value: Decimal | None  # in the base unit; null only where `value_candidates` stand undecided
    decimals: int  # digits printed after the decimal separator
    unit: str | None  # code of reference.units
    unit_text: str | None  # the unit as printed
    value_candidates: tuple[Decimal, ...]
    hedge: str | None
    low: Decimal | None  # closed interval; null = unbounded
    high: Decimal | None
    low_wide: Decimal | None
    high_wide: Decimal | None
    obs_status: str  # SDMX CL_OBS_STATUS
    ref_area: str | None
    place: str | None
    period_start: date | None
    period_end: date | None
    time_period: str | None  # SDMX
    period_source: str | None
    basis_source: str | None
    unit_source: str | None
    indicator_source: str | None
    restates: str | None  # observation_id of the more precise figure that this one repeats
    rule_ids: tuple[str, ...]
    flags: tuple[str, ...]
    evidence: tuple[str, ...]  # "part start end": the span that decided a part, e.g. "hedge 1827 1830"


@dataclass(slots=True)
class Numeral:
    """One numeral of the text and what it is. Each digit run lies in exactly one numeral."""

    bulletin_id: str
    numeral_id: str  # f"{bulletin_id}:{start}"
    start: int
    end: int
    text: str
    role: str
    observation_id: str | None
    rule_id: str


@dataclass(frozen=True, slots=True)
class ProjectEvent:
    """A statement that an infrastructure project reached, or is to reach, a status."""

    bulletin_id: str
    event_id: str  # f"{bulletin_id}:{project_id}:{start}"
    project_id: str
    project_name: str
    project_type: str
    status: str
    expected: bool
    place: str | None
    ref_area: str | None
    period_start: date | None
    period_end: date | None
    time_period: str | None
    period_source: str | None
    start: int
    end: int
    quote: str
    sentence_start: int
    sentence_end: int
    amounts: tuple[str, ...]  # observation ids
    rule_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """A statement of the three domains that bears no figure."""

    bulletin_id: str
    situation_id: str  # f"{bulletin_id}:{start}"
    domain: str
    topic: str
    assessment: str
    place: str | None
    ref_area: str | None
    period_start: date | None
    period_end: date | None
    time_period: str | None
    period_source: str | None
    start: int
    end: int
    quote: str
    sentence_start: int
    sentence_end: int
    rule_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """The period that a document reports on, and how it is known."""

    start: date
    end: date
    source: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one reading of a document gives."""

    report_period: ReportPeriod | None
    observations: tuple[Observation, ...]
    numerals: tuple[Numeral, ...]
    events: tuple[ProjectEvent, ...]
    situations: tuple[Situation, ...]
    digit_run_count: int
