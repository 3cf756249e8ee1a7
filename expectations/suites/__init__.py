"""The suites: one function each, at most fifty expectations in all.

Few expectations over many rows: Great Expectations takes 0.3 s for one expectation over 300,000 rows, and
30 s for a thousand expectations.
"""

from __future__ import annotations

from expectations.checks import Suite
from expectations.suites.conflicts import conflicts, identity_coverage
from expectations.suites.observations import observations
from expectations.suites.reconciliation import (
    reconciliation_across_bulletins,
    reconciliation_within_bulletin,
)
from expectations.suites.statements import agriculture_production, infrastructure_projects, trade_turnover
from expectations.suites.verdicts import figure_verdicts, numeral_ledger, quarantine, waivers

MOST_EXPECTATIONS = 50


def all_suites() -> tuple[Suite, ...]:
    """Every suite, in the order in which people read them."""
    return (
        conflicts(),
        reconciliation_within_bulletin(),
        reconciliation_across_bulletins(),
        identity_coverage(),
        figure_verdicts(),
        observations(),
        numeral_ledger(),
        trade_turnover(),
        agriculture_production(),
        infrastructure_projects(),
        quarantine(),
        waivers(),
    )
