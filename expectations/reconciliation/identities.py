"""The rules: which series make up which, and how strictly each identity is meant.

The rules are rows of the reference tables `identities` and `identity_components`, and nothing of them is in
code. In a key, a blank is the total (item) or the unstated scope (coverage); ``*`` is whatever the other
side has; a blank season is the same season on both sides, and the word ``blank`` is no season at all.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.intervals import millionths

SAME = "*"
NO_SEASON = "blank"
LINK_LEVEL = 2
"""From this level of validation on an identity joins figures of several bulletins, and is soft."""


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """The part of a series that an identity names."""

    indicator: str
    item: str | None
    season: str | None
    coverage: str | None

    def admits(self, figure: Figure) -> bool:
        """Say whether a figure can stand here, whatever the other side is."""
        return (
            figure.indicator == self.indicator
            and self.item in (SAME, figure.item)
            and self.coverage in (SAME, figure.coverage)
            and self._admits_season(figure.season)
        )

    def _admits_season(self, season: str | None) -> bool:
        return self.season is None or (season is None if self.season == NO_SEASON else self.season == season)

    def same_as(self, total: Figure, part: Figure) -> bool:
        """Say whether a part that stands here has in common with the total what it must."""
        return (
            (self.item != SAME or part.item == total.item)
            and (self.coverage != SAME or part.coverage == total.coverage)
            and (self.season is not None or part.season == total.season)
        )


@dataclass(frozen=True, slots=True)
class Component:
    """One part of an identity; `sign` is ``+``, ``-`` (of a difference) or ``*`` (of a product)."""

    position: int
    key: SeriesKey
    sign: str


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity between series.

    Attributes:
        kind: balance, difference, subset, product; or the kind of a structural rule, without key.
        exhaustive: the components are all there are.
        disjoint: the components do not overlap, so that their sum is at most the total.
        tolerance: parts per million by which the components' side is widened.
        severity: how grave a contradiction is.
        level: level of validation of the European Statistical System, 1 inside a bulletin, 2 between them.
    """

    identity_id: str
    kind: str
    total: SeriesKey | None
    components: tuple[Component, ...]
    exhaustive: bool
    disjoint: bool
    tolerance: int
    severity: str
    level: int

    def severity_where(self, firm: bool) -> str:
        """How grave a contradiction is: fatal only inside one bulletin, and where one window is meant for certain."""
        is_softer = self.severity == "fatal" and not (firm and self.level < LINK_LEVEL)
        return "query" if is_softer else self.severity


@dataclass(frozen=True, slots=True)
class Method:
    """How an identity is tested, and the words that tell a person about it, (Vietnamese, English)."""

    method: str
    strength: str
    name: tuple[str, str]
    total: tuple[str, str]
    components: tuple[str, str]
    gap: tuple[str, str]


@dataclass(frozen=True, slots=True)
class AreaVersion:
    """A province as it was from one date to another; `None` is open."""

    code: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Rules:
    """All that reconciliation takes from the reference tables."""

    identities: tuple[Identity, ...]
    methods: Mapping[str, Method]
    revision_bands: Mapping[tuple[str, str], int]
    indicator_kinds: Mapping[str, str]
    shared_keys: frozenset[str]
    areas: Mapping[str, tuple[AreaVersion, ...]]
    balances: frozenset[str] = frozenset()
    """Indicators that are differences of others, and so can fall."""
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Vietnamese names by (dimension, code); beside the dimensions of a series there are `area` and `status`."""
    names_en: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """English names by (dimension, code)."""

    def structural(self, kind: str) -> Identity | None:
        """The rule of a structural kind such as `restatement`; ``None`` where the table has none."""
        return next((rule for rule in self.identities if rule.identity_id == kind), None)

    def area_version(self, code: str | None, day: date | None) -> str | None:
        """The date from which the area of that code and day has been what it was, as text; '' if always."""
        if code is None or day is None:
            return None
        valid = [area for area in self.areas.get(code, ()) if _valid(area, day)]
        starts = ["" if area.valid_from is None else area.valid_from.isoformat() for area in valid]
        return max(starts, default=None)


def _valid(area: AreaVersion, day: date) -> bool:
    return (area.valid_from is None or area.valid_from <= day) and (area.valid_to is None or day <= area.valid_to)


def _rows(folder: Path, name: str) -> Iterator[dict[str, str | None]]:
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield {column: (cell or None) for column, cell in row.items()}


def _text(row: Mapping[str, str | None], column: str, table: str) -> str:
    cell = row[column]
    if cell is None:
        raise ValueError(f"{table}.csv: a row lacks {column}: {dict(row)}")
    return cell


def _key(row: Mapping[str, str | None], side: str) -> SeriesKey:
    return SeriesKey(
        _text(row, f"{side}_indicator", "identities"),
        row[f"{side}_item"],
        row[f"{side}_season"],
        row[f"{side}_coverage"],
    )


def parts_per_million(fraction: str) -> int:
    """Read a fraction such as 0.03 as parts per million; at most six decimals."""
    return millionths(Decimal(fraction))


def _identities(folder: Path) -> Iterator[Identity]:
    components: dict[str, list[Component]] = {}
    for row in _rows(folder, "identity_components"):
        owner = components.setdefault(_text(row, "identity_id", "identity_components"), [])
        position = int(_text(row, "position", "identity_components"))
        owner.append(Component(position, _key(row, "component"), _text(row, "sign", "identity_components")))
    for row in _rows(folder, "identities"):
        identity_id = _text(row, "identity_id", "identities")
        yield Identity(
            identity_id=identity_id,
            kind=_text(row, "kind", "identities"),
            total=_key(row, "total") if row["total_indicator"] else None,
            components=tuple(components.get(identity_id, ())),
            exhaustive=row["exhaustive"] == "true",
            disjoint=row["disjoint"] == "true",
            tolerance=parts_per_million(_text(row, "tolerance", "identities")),
            severity=_text(row, "severity", "identities"),
            level=int(_text(row, "level", "identities")),
        )


def _pair(row: Mapping[str, str | None], column: str) -> tuple[str, str]:
    return (row[f"{column}_vi"] or "", row[f"{column}_en"] or "")


def _method(row: Mapping[str, str | None]) -> Method:
    return Method(
        _text(row, "method", "identity_methods"),
        _text(row, "strength", "identity_methods"),
        *(_pair(row, column) for column in ("name", "total", "components", "gap")),
    )


def _date(cell: str | None) -> date | None:
    return None if cell is None else date.fromisoformat(cell)


def _names(folder: Path, column: str) -> Iterator[tuple[tuple[str, str], str]]:
    for dimension, table in (
        ("indicator", "indicators"),
        ("item", "items"),
        ("season", "seasons"),
        ("coverage", "coverages"),
        ("area", "areas"),
    ):
        for row in _rows(folder, table):
            yield (dimension, _text(row, "code", table)), _text(row, column, table)
    for row in _rows(folder, "reconciliation_codes"):
        code, kind = _text(row, "code", "reconciliation_codes"), _text(row, "kind", "reconciliation_codes")
        yield (kind, code), _text(row, column, "reconciliation_codes")


def _areas(folder: Path) -> dict[str, tuple[AreaVersion, ...]]:
    areas: dict[str, tuple[AreaVersion, ...]] = {}
    for row in _rows(folder, "areas"):
        code = _text(row, "code", "areas")
        area = AreaVersion(code, _date(row["valid_from"]), _date(row["valid_to"]))
        areas[code] = (*areas.get(code, ()), area)
    return areas


def load_rules(folder: Path) -> Rules:
    """Read the rules from the folder of reference tables (`dbt_project/seeds/reference`).

    Raises:
        OSError: a table is missing.
        ValueError: a row lacks what it must have.
    """
    identities = tuple(_identities(folder))
    return Rules(
        identities=identities,
        balances=frozenset(r.total.indicator for r in identities if r.kind == "difference" and r.total),
        methods={method.method: method for method in map(_method, _rows(folder, "identity_methods"))},
        revision_bands={
            (
                _text(row, "earlier_status", "revision_bands"),
                _text(row, "later_status", "revision_bands"),
            ): parts_per_million(_text(row, "band", "revision_bands"))
            for row in _rows(folder, "revision_bands")
        },
        indicator_kinds={
            _text(row, "code", "indicators"): _text(row, "kind", "indicators") for row in _rows(folder, "indicators")
        },
        shared_keys=frozenset(
            _text(row, "indicator", "shared_key_indicators") for row in _rows(folder, "shared_key_indicators")
        ),
        areas=_areas(folder),
        names=dict(_names(folder, "name_vi")),
        names_en=dict(_names(folder, "name_en")),
    )


@dataclass(frozen=True, slots=True)
class LinkedKey:
    """One side of a series link; a bulletin confines it to that bulletin's figures."""

    bulletin_id: str | None
    ref_area: str | None
    indicator: str | None
    item: str | None
    season: str | None
    coverage: str | None
    partner: str | None

    def admits(self, figure: Figure) -> bool:
        """Say whether a figure is of this series."""
        return self.bulletin_id in (None, figure.bulletin_id) and self.codes == LinkedKey.of(figure).codes

    @classmethod
    def of(cls, figure: Figure, bulletin_id: str | None = None) -> LinkedKey:
        """The key of a figure's series, confined to a bulletin or not."""
        return cls(
            bulletin_id,
            figure.ref_area,
            figure.indicator,
            figure.item,
            figure.season,
            figure.coverage,
            figure.partner,
        )

    @property
    def codes(self) -> tuple[str | None, ...]:
        """Area, indicator and cuts: the series without the bulletin."""
        return (self.ref_area, self.indicator, self.item, self.season, self.coverage, self.partner)

    def name(self) -> str:
        """The series as one text; a bulletin counts only where the coverage is unstated."""
        scope = (self.bulletin_id or "*") if self.coverage is None else ""
        return "|".join(part or "" for part in (scope, *self.codes))


@dataclass(frozen=True, slots=True)
class SeriesLink:
    """A steward's word that two series keys are one; `series` is the name that both take."""

    series_link_id: str
    series: LinkedKey
    linked: LinkedKey


@dataclass(frozen=True, slots=True)
class Waiver:
    """A steward's acceptance of one contradiction, until `expires_on` (inclusive) or for good."""

    waiver_id: str
    conflict_id: str
    expires_on: date | None = None

    def holds(self, as_of: date | None) -> bool:
        """Say whether the waiver still holds on the day of the newest document."""
        return self.expires_on is None or as_of is None or self.expires_on >= as_of
