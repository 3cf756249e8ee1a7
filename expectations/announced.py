"""How many rows each check should see, counted from other tables than the one it looks at.

A check that expects rows and sees none has failed; one that expects none and sees none was not evaluated.
Figures, numerals and bulletins are announced by the extraction's own counts, statements by the figures,
totals by the figures and the table of identities.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

QUERIES: Mapping[str, str] = {
    "readings": "select count(*) from readings_that_count",
    "bulletins": "select count(*) from readings_that_count where error is null",
    "observations": "select coalesce(sum(observation_count), 0) from readings_that_count where error is null",
    "projects": "select count(distinct project_id) from staging.project_events where bulletin_id not in (withdrawn)",
    "trade_turnover": "select count(*) from statements where mart = 'trade_turnover'",
    "agriculture_production": "select count(*) from statements where mart = 'agriculture_production'",
    "exhaustive_totals": "select count(*) from complete_totals",
}
"""What each key counts; a check names its key in `Check.expected`."""

# A statement belongs to the mart of its level; where the level is not among the figures, of its first figure.
STATEMENTS = """
    select statement_id, mart
    from marts.observations
    qualify row_number() over (
        partition by statement_id order by observation_id = statement_id desc, "start"
    ) = 1
"""

# Totals of which every component is printed in the same bulletin for the very same period and unit. The rule
# for matching is looser (31 days); this is the number that must be found at least.
COMPLETE_TOTALS = """
    with levels as (
        select *
        from marts.observations
        where measure = 'level' and role = 'actual' and is_preferred
            and value is not null and unit is not null and period_start is not null and period_end is not null
    )
    select identities.identity_id, totals.observation_id
    from reference.identities as identities
    inner join levels as totals
        on totals.indicator = identities.total_indicator
        and (identities.total_item = '*' or totals.item is not distinct from identities.total_item)
        and totals.coverage is not distinct from identities.total_coverage
        and totals.season is null
    inner join reference.identity_components as components
        on components.identity_id = identities.identity_id
    inner join levels as parts
        on parts.bulletin_id = totals.bulletin_id
        and parts.indicator = components.component_indicator
        and parts.period_start = totals.period_start
        and parts.period_end = totals.period_end
        and parts.unit = totals.unit
        and parts.item is not distinct from
            case components.component_item when '*' then totals.item else components.component_item end
        and parts.coverage is not distinct from components.component_coverage
        and parts.season is null
        and parts.ref_area is not distinct from totals.ref_area
        and parts.place is not distinct from totals.place
        and parts.partner is not distinct from totals.partner
        and parts.observation_id <> totals.observation_id
    where identities.kind = 'balance' and identities.total_season is null
        and components.component_season is null
    group by identities.identity_id, totals.observation_id
    having count(distinct components.position) = (
        select count(*)
        from reference.identity_components as all_components
        where all_components.identity_id = identities.identity_id
    )
"""

WITHDRAWN = "select bulletin_id from staging.withdrawals"

READINGS_THAT_COUNT = "select * from staging.readings where bulletin_id not in (withdrawn)"

DEFINITIONS: Mapping[str, str] = {
    "from statements": f"from ({STATEMENTS})",
    "from complete_totals": f"from ({COMPLETE_TOTALS})",
    "from readings_that_count": f"from ({READINGS_THAT_COUNT})",
    "(withdrawn)": f"({WITHDRAWN})",
}
"""What stands for what in a query, in the order of replacing."""


def announced_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Count what each check should see.

    Args:
        connection: Open on the warehouse.

    Returns:
        The counts by key. A key whose tables are missing is left out: then nothing was announced.
    """
    counts: dict[str, int] = {}
    for key, query in QUERIES.items():
        for name, definition in DEFINITIONS.items():
            query = query.replace(name, definition)
        try:
            row = connection.execute(query).fetchone()
        except duckdb.CatalogException:
            continue
        counts[key] = int(row[0]) if row else 0
    return counts
