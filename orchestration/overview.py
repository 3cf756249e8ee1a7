"""The state of a home in a few numbers: for the closing table, `bantin status`, the report's first page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BULLETINS = """
    select d.bulletin_id, any_value(d.title), any_value(d.publisher), any_value(d.published_on),
        any_value(d.ref_area), string_agg(distinct s.source_name, ', ' order by s.source_name),
        (select count(*) from staging.observations as o where o.bulletin_id = d.bulletin_id)
    from intermediate.bulletins as d
    left join staging.document_sources as s on s.bulletin_id = d.bulletin_id
    group by d.bulletin_id
    order by any_value(d.published_on) desc nulls last, d.bulletin_id
"""

INDICATORS = """
    select o.indicator, any_value(i.name_vi), any_value(i.name_en), count(*), count(distinct o.bulletin_id)
    from marts.observations as o
    left join reference.indicators as i on i.code = o.indicator
    where o.indicator is not null
    group by o.indicator
    order by count(*) desc, o.indicator
"""

WITHDRAWN = """
    select bulletin_id, array_to_string(source_names, ', '), author, reason
    from quality.withdrawals where is_in_force order by withdrawn_on desc, 1
"""

QUARANTINE = "select source_name, reason_code, detail from quality.quarantine where not resolved order by 1, 2"

CHECKS = """
    select outcome, count(*)
    from (
        from quality.check_history
        qualify row_number() over (partition by check_id order by recorded_at desc) = 1
    )
    group by 1 order by 2 desc, 1
"""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin that was read.

    Attributes:
        bulletin_id: Its id.
        title: Its title, if it has one.
        publisher: Who published it, from the sidecar.
        published_on: When, from the sidecar.
        ref_area: ISO 3166-2 code, from the sidecar.
        source_names: The names under which it came.
        figures: How many figures its current reading has.
    """

    bulletin_id: str
    title: str | None
    publisher: str | None
    published_on: date | None
    ref_area: str | None
    source_names: str | None
    figures: int


@dataclass(frozen=True, slots=True)
class ReadIndicator:
    """An indicator of which there are figures.

    Attributes:
        code: The indicator.
        name_vi: Its Vietnamese name.
        name_en: Its English name.
        figures: How many figures it has.
        bulletins: In how many bulletins.
    """

    code: str
    name_vi: str
    name_en: str
    figures: int
    bulletins: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that could not be read and was not mended since."""

    source_name: str
    reason_code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A bulletin that the steward withdrew: kept, and counted nowhere."""

    bulletin_id: str
    source_names: str
    author: str
    reason: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of the published warehouse.

    Attributes:
        bulletins: What was read, the newest first.
        quarantine: What could not be.
        withdrawn: What was read and is not counted any more.
        indicators: What there are figures of, the most frequent first.
        statements: Distinct statements that the figures belong to.
        domains: Figures by domain.
        numerals: Numerals by role; `unresolved` are those that nobody could explain.
        events: Statements about projects.
        situations: Statements without a figure.
        identities: Tested identities by status.
        verdicts: Figures by verdict.
        conflicts: Conflicts by status and severity: «open fatal».
        checks: Checks by outcome, as of the last validation.
    """

    bulletins: tuple[Bulletin, ...]
    quarantine: tuple[Quarantined, ...]
    withdrawn: tuple[Withdrawn, ...]
    indicators: tuple[ReadIndicator, ...]
    statements: int
    domains: Mapping[str, int]
    numerals: Mapping[str, int]
    events: int
    situations: int
    identities: Mapping[str, int]
    verdicts: Mapping[str, int]
    conflicts: Mapping[str, int]
    checks: Mapping[str, int]

    @property
    def figures(self) -> int:
        """All printed figures."""
        return sum(self.domains.values())

    @property
    def open_fatal_conflicts(self) -> int:
        """Fatal contradictions that no waiver settles."""
        return self.conflicts.get("open fatal", 0)


def read_overview(connection: DuckDBPyConnection) -> Overview:
    """Count what the published warehouse holds."""
    return Overview(
        bulletins=tuple(Bulletin(*row) for row in connection.execute(BULLETINS).fetchall()),
        quarantine=tuple(Quarantined(*row) for row in connection.execute(QUARANTINE).fetchall()),
        withdrawn=tuple(Withdrawn(*row) for row in connection.execute(WITHDRAWN).fetchall()),
        indicators=tuple(ReadIndicator(*row) for row in connection.execute(INDICATORS).fetchall()),
        statements=_number(connection, "select count(distinct statement_id) from marts.observations"),
        domains=_counts(connection, "domain", "marts.observations"),
        numerals=_counts(connection, "role", "staging.numerals"),
        events=_number(connection, "select count(*) from marts.infrastructure_project_events"),
        situations=_number(connection, "select count(*) from marts.situations"),
        identities=_counts(connection, "status", "quality.reconciliation"),
        verdicts=_counts(connection, "status", "quality.figure_verdicts"),
        conflicts=_counts(connection, "status || ' ' || severity", "quality.conflicts"),
        checks=dict(connection.execute(CHECKS).fetchall()),
    )


def _number(connection: DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _counts(connection: DuckDBPyConnection, column: str, table: str) -> dict[str, int]:
    query = f"select {column}, count(*) from {table} group by 1 order by 2 desc, 1"  # noqa: S608 - names of ours
    return dict(connection.execute(query).fetchall())
