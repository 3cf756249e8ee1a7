"""A printed figure as the identities see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from expectations.reconciliation.intervals import Interval, Tiers

LARGEST_BOUND = 10**17
"""Bounds beyond this are misreadings (a country's output in đồng is 10^16) and could overflow in SQL."""
LARGEST_PERCENT = 10**6
LARGEST_FACTOR = 10**10
REPEATED_MEASURES = ("level", "growth", "ratio", "change", "plan_attainment")

Series = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One observation: its series, its period, and its intervals as used and as printed.

    `used` differs from `printed` only where a steward corrected the figure. Figures are matched by their
    corrected columns.
    """

    observation_id: str
    bulletin_id: str
    statement_id: str
    start: int
    sentence_start: int
    quote: str
    domain: str
    indicator: str | None
    item: str | None
    season: str | None
    coverage: str | None
    partner: str | None
    measure: str
    basis: str | None
    base_period_start: date | None
    base_period_end: date | None
    plan_authority: str | None
    role: str
    value: Decimal | None
    unit: str | None
    used: Tiers
    printed: Tiers
    obs_status: str
    ref_area: str | None
    place: str | None
    period_start: date | None
    period_end: date | None
    time_period: str | None
    restates: str | None
    published_on: date | None = None
    value_text: str = ""
    flags: tuple[str, ...] = ()

    @property
    def obstacle(self) -> str | None:
        """Why no identity can use this figure, as a reason code; ``None`` where one can."""
        if self.indicator is None:
            return "unclassified"
        if self.value is None:
            return "no_value"
        if self.unit is None:
            return "no_unit"
        if self.period_start is None or self.period_end is None:
            return "no_period"
        return None if self._within_limits() else "out_of_range"

    def _within_limits(self) -> bool:
        limit = (LARGEST_PERCENT if self.unit == "percent" else LARGEST_BOUND) * 10**6
        bounds = [
            bound
            for tiers in (self.used, self.printed)
            for interval in (tiers.hard, tiers.wide)
            for bound in (interval.low, interval.high)
        ]
        return all(bound is None or abs(bound) <= limit for bound in bounds)

    @property
    def is_level(self) -> bool:
        """A level that counts: what happened, and not a repetition of a more precise figure."""
        return self.measure == "level" and self.role == "actual" and self.restates is None


def _tiers(columns: Mapping[str, Any], names: tuple[str, str, str, str]) -> Tiers:
    low, high, low_wide, high_wide = (columns[name] for name in names)
    return Tiers(Interval.of(low, high), Interval.of(low_wide, high_wide))


_PRINTED = ("low", "high", "low_wide", "high_wide")
_USED = ("low_used", "high_used", "low_wide_used", "high_wide_used")
_OPTIONAL = ("used", "printed", "value", "published_on", "value_text", "flags")
_PLAIN = tuple(name for name in Figure.__dataclass_fields__ if name not in _OPTIONAL)


def figure_from_columns(columns: Mapping[str, Any]) -> Figure:
    """Make a figure of an observation's columns, named as in the table of observations.

    Where `low_used` and its sisters are there they are the intervals as corrected; else nothing was
    corrected. `value_used`, `published_on`, `value_text` and `flags` are taken where they are there.
    """
    printed = _tiers(columns, _PRINTED)
    corrected = _USED[0] in columns
    return Figure(
        **{name: columns[name] for name in _PLAIN},
        value=columns.get("value_used", columns["value"]),
        printed=printed,
        used=_tiers(columns, _USED) if corrected else printed,
        published_on=columns.get("published_on"),
        value_text=columns.get("value_text") or "",
        flags=tuple(columns.get("flags") or ()),
    )


def series_of(figure: Figure) -> Series:
    """What two figures of one bulletin have in common when they are of one series."""
    return (
        figure.bulletin_id,
        figure.indicator,
        figure.item,
        figure.season,
        figure.coverage,
        figure.partner,
        figure.ref_area,
        figure.place,
        figure.unit,
    )


def repetition_of(figure: Figure) -> Series:
    """What two figures of one bulletin have in common when the one can only repeat the other."""
    return (
        *series_of(figure),
        figure.measure,
        figure.role,
        figure.basis,
        figure.base_period_start,
        figure.base_period_end,
        figure.plan_authority,
        figure.period_start,
        figure.period_end,
    )
