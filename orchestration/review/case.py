"""What a decision is judged by: the published warehouse, and the steward's tables as they stand now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from expectations.reconciliation import Rules, load_rules
from orchestration.review.table_file import rows_of
from orchestration.settings import Settings
from orchestration.steward import STEWARD_TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Rows = list[dict[str, str | None]]
Tables = Mapping[str, Rows]

FIGURES = """
    select o.*, d.published_on
    from staging.observations as o
    inner join staging.documents as d on o.bulletin_id = d.bulletin_id
    where o.bulletin_id in (select unnest(?))
    order by o.observation_id
"""
NEWEST = "select max(cast(ingested_at at time zone 'UTC' as date)) from staging.documents"
TOGETHER = """
    select distinct unnest(bulletin_ids) as bulletin_id from intermediate.reconciliation_network
    where list_has_any(bulletin_ids, ?)
"""
OF_SERIES = """
    select distinct bulletin_id from intermediate.figures
    where indicator in (select unnest(?)) and coalesce(ref_area, '') in (select unnest(?))
"""


@dataclass(frozen=True)
class Case:
    """A published warehouse, its home, and the day on which a decision is taken."""

    connection: DuckDBPyConnection
    settings: Settings
    today: date

    @cached_property
    def rules(self) -> Rules:
        """The reference tables."""
        return load_rules(self.settings.reference)

    def tables(self) -> dict[str, Rows]:
        """The steward's tables as their files stand now, whether or not a build has taken them up."""
        return {table: rows_of(self.settings, table) for table in STEWARD_TABLES}

    @cached_property
    def newest_day(self) -> date | None:
        """The day of the newest document, by which waivers end."""
        (row,) = self.rows(NEWEST, [])
        day: date | None = next(iter(row.values()))
        return day

    def rows(self, query: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
        """The rows of a query, exact."""
        rows: list[dict[str, Any]] = self.connection.execute(query, list(parameters)).to_arrow_table().to_pylist()
        return rows

    def figures(self, bulletin_ids: Collection[str]) -> list[dict[str, Any]]:
        """The figures of bulletins as printed, withdrawn or not."""
        return self.rows(FIGURES, [sorted(bulletin_ids)])

    def figure(self, observation_id: str) -> dict[str, Any] | None:
        """One figure as printed; ``None`` where no bulletin has it."""
        rows = self.figures([observation_id.partition(":")[0]])
        return next((row for row in rows if row["observation_id"] == observation_id), None)

    def together(self, bulletin_ids: Collection[str]) -> set[str]:
        """These bulletins, and all whose figures hang together with theirs in the network."""
        seeds = sorted(bulletin_ids)
        return {*seeds, *(row["bulletin_id"] for row in self.rows(TOGETHER, [seeds]))}

    def of_series(self, indicators: Collection[str | None], areas: Collection[str | None]) -> set[str]:
        """The bulletins with figures of one of the indicators in one of the areas."""
        parameters = [[code for code in indicators if code], [area or "" for area in areas]]
        return {row["bulletin_id"] for row in self.rows(OF_SERIES, parameters)}
