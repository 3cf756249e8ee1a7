"""The state of a home in a few numbers: for the closing table, `bantin status`, the report's first page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_SHOWN = 20
"""Bulletins and files that are named; of all others only the number is told, so that a million of them fit a screen."""

BULLETINS = f"""
    select bulletin_id, title, publisher, published_on, ref_area,
        source_name || case when source_count > 1 then ' +' || (source_count - 1) else '' end, observation_count
    from intermediate.bulletins
    order by published_on desc nulls last, bulletin_id
    limit {MOST_SHOWN}
"""  # noqa: S608 - a number of ours

BULLETIN_COUNTS = """
    select count(*), coalesce(sum(event_count), 0), coalesce(sum(situation_count), 0)
    from intermediate.bulletins
"""

NUMERALS = """
    select coalesce(sum(numeral_count), 0), coalesce(sum(unresolved_count), 0) from quality.numeral_ledger
"""

WITHDRAWN = f"""
    select bulletin_id, array_to_string(source_names, ', '), author, reason
    from quality.withdrawals where is_in_force order by withdrawn_on desc, 1 limit {MOST_SHOWN}
"""  # noqa: S608 - a number of ours

QUARANTINE = f"""
    select source_name, reason_code, detail from quality.quarantine where not resolved order by 1, 2 limit {MOST_SHOWN}
"""  # noqa: S608 - a number of ours

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
        newest: The bulletins that were published last, at most `MOST_SHOWN`.
        bulletins: How many were read.
        quarantine: What could not be, at most `MOST_SHOWN`.
        quarantined: How many.
        withdrawn: What was read and is not counted any more, at most `MOST_SHOWN`.
        statements: Statements that the figures belong to.
        domains: Figures by domain.
        numerals: How many numerals the texts have.
        unresolved: How many of them nobody could explain.
        events: Statements about projects.
        situations: Statements without a figure.
        identities: Tested identities by status.
        verdicts: Figures by verdict.
        conflicts: Conflicts by status and severity: «open fatal».
        checks: Checks by outcome, as of the last validation.
    """

    newest: tuple[Bulletin, ...]
    bulletins: int
    quarantine: tuple[Quarantined, ...]
    quarantined: int
    withdrawn: tuple[Withdrawn, ...]
    statements: int
    domains: Mapping[str, int]
    numerals: int
    unresolved: int
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
    """Count what the published warehouse holds, from tables that have a row a bulletin or are counted by column."""
    bulletins, events, situations = _numbers(connection, BULLETIN_COUNTS)
    numerals, unresolved = _numbers(connection, NUMERALS)
    (quarantined,) = _numbers(connection, "select count(*) from quality.quarantine where not resolved")
    (statements,) = _numbers(connection, "select count(*) from intermediate.statements")
    return Overview(
        newest=tuple(Bulletin(*row) for row in connection.execute(BULLETINS).fetchall()),
        bulletins=bulletins,
        quarantine=tuple(Quarantined(*row) for row in connection.execute(QUARANTINE).fetchall()),
        quarantined=quarantined,
        withdrawn=tuple(Withdrawn(*row) for row in connection.execute(WITHDRAWN).fetchall()),
        statements=statements,
        domains=_counts(connection, "domain", "marts.observations"),
        numerals=numerals,
        unresolved=unresolved,
        events=events,
        situations=situations,
        identities=_counts(connection, "status", "quality.reconciliation"),
        verdicts=_counts(connection, "status", "quality.figure_verdicts"),
        conflicts=_counts(connection, "status || ' ' || severity", "quality.conflicts"),
        checks=dict(connection.execute(CHECKS).fetchall()),
    )


def _numbers(connection: DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return tuple(int(value) for value in row)


def _counts(connection: DuckDBPyConnection, column: str, table: str) -> dict[str, int]:
    query = f"select {column}, count(*) from {table} group by 1 order by 2 desc, 1"  # noqa: S608 - names of ours
    return dict(connection.execute(query).fetchall())
