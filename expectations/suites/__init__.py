"""The suites: one function each, at most forty expectations in all.

Few expectations over many rows: Great Expectations takes 0.3 s for one expectation over 300,000 rows, and
30 s for a thousand expectations.
"""

from __future__ import annotations

from expectations.checks import Suite
from expectations.suites.observations import observations
from expectations.suites.reconciliation import (
    reconciliation_across_bulletins,
    reconciliation_within_bulletin,
)
from expectations.suites.statements import agriculture_production, infrastructure_projects, trade_turnover
from expectations.suites.verdicts import figure_verdicts, numeral_ledger, quarantine, waivers

MOST_EXPECTATIONS = 40


def all_suites() -> tuple[Suite, ...]:
    """Every suite, in the order in which people read them."""
    return (
        reconciliation_within_bulletin(),
        reconciliation_across_bulletins(),
        figure_verdicts(),
        observations(),
        numeral_ledger(),
        trade_turnover(),
        agriculture_production(),
        infrastructure_projects(),
        quarantine(),
        waivers(),
    )
