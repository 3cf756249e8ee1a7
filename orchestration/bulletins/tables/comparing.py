"""Of which levels the percentages and differences of a table are said, and what they measure.

Headers leave much open («So sánh (%)», «Tỷ lệ (%)»). Where the table holds both levels their quotient tells: a rule
of arithmetic, the same in every row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from orchestration.bulletins.comparisons import PREVIOUS, SAME_PERIOD
from orchestration.bulletins.periods import Mention
from orchestration.bulletins.tables.headers import Column

Values = Mapping[int, Decimal]
"""The values of a row by column, signs included."""

_TOLERANCE = Decimal("0.2")
_HUNDRED = Decimal(100)


def settle(columns: Sequence[Column], rows: Sequence[Values]) -> None:
    """Decide role of levels, then target, measure and basis of relative columns; what stays open becomes unknown."""
    _mark_bases(columns)
    for index, column in enumerate(columns):
        if column.kind == "relative":
            column.target = _target(columns, index)
            _settle_measure(columns, index, rows)


def date_years(columns: Sequence[Column], title: Mention) -> None:
    """Columns «2023» and «2024» under «6 tháng đầu năm 2024» are six months of their years."""
    levels = [c for c in columns if c.kind == "level" and c.mention is not None and c.role in ("actual", "comparison")]
    years = [c.mention.year for c in levels if c.mention is not None and c.mention.year is not None]
    only_years = all(c.mention is not None and c.mention.kind_before == "year" for c in levels)
    if not only_years or title.kind_before == "year" or title.year is None or max(years, default=0) != title.year:
        return
    for column in levels:
        if column.mention is not None:
            column.mention = replace(
                column.mention,
                kind=title.kind,
                first=title.first,
                last=title.last,
                kind_before=title.kind_before,
            )
            column.is_dated_above = True


def _mark_bases(columns: Sequence[Column]) -> None:
    """Of two years of the same months the earlier is there to be compared with."""
    groups: dict[tuple[object, ...], list[Column]] = {}
    for column in columns:
        mention = column.mention
        if column.kind == "level" and column.role == "actual" and mention is not None and mention.year is not None:
            series = tuple(t.value("indicator") or t.value("facet") for t in column.tokens if _names(t))
            groups.setdefault((mention.first, mention.last, series), []).append(column)
    for group in groups.values():
        years = sorted({c.mention.year for c in group if c.mention is not None and c.mention.year is not None})
        if len(years) == 2:
            for column in group:
                if column.mention is not None and column.mention.year == years[0]:
                    column.role = "comparison"


def _names(token: object) -> bool:
    entry = getattr(token, "entry", None)
    return entry is not None and (entry("indicator") is not None or entry("facet") is not None)


def _target(columns: Sequence[Column], index: int) -> int | None:
    """The level of the period that the header names, else the nearest actual level to the left, else to the right."""
    column = columns[index]
    actual = [i for i, c in enumerate(columns) if c.kind == "level" and c.role == "actual"]
    if column.mention is not None:
        same = [i for i in actual if _is_same(columns[i].mention, column.mention)]
        if same:
            return same[-1]
        if any(columns[i].mention is not None for i in actual):
            return None  # of a period that has no level in this table
    left = [i for i in actual if i < index]
    if column.basis == PREVIOUS:
        left = [i for i in left if _is_short(columns[i].mention)] or left
    return left[-1] if left else next(iter(actual), None)


def _is_same(one: Mention | None, other: Mention) -> bool:
    if one is None or (one.first, one.last) != (other.first, other.last):
        return False
    return one.year is None or other.year is None or one.year == other.year


def _is_short(mention: Mention | None) -> bool:
    return mention is not None and mention.kind_before in ("month", "quarter")


def _settle_measure(columns: Sequence[Column], index: int, rows: Sequence[Values]) -> None:
    column = columns[index]
    if column.measure in ("share", "plan_attainment"):
        return
    proven = _proven(columns, index, rows)
    if proven is not None:
        column.measure, column.basis = proven
        return
    values = [row[index] for row in rows if index in row]
    if column.unit is None and "%" not in column.text and not _like_ratios(values):
        column.measure = column.measure or "change"
    elif not column.measure:
        column.measure = "ratio" if _like_ratios(values) else "growth"
    if column.basis is None and not _says_comparison(column):
        column.kind = "unknown"


def _says_comparison(column: Column) -> bool:
    return any(word in column.text for word in ("so sánh", "so với", "tăng", "giảm", "bằng", "so "))


def _like_ratios(values: Sequence[Decimal]) -> bool:
    """Ratios lie around a hundred and none is negative; growth lies around nothing."""
    return bool(values) and all(value > 0 for value in values) and sorted(values)[len(values) // 2] >= 60


def _proven(columns: Sequence[Column], index: int, rows: Sequence[Values]) -> tuple[str, str] | None:
    """Measure and basis by arithmetic: the level against each other level of the table."""
    target = columns[index].target
    for other, column in enumerate(columns):
        if target is None or other == target or column.kind != "level":
            continue
        basis = _basis_against(columns[index], columns[target], column)
        if basis is None:
            continue
        measure = _quotient(index, target, other, rows)
        if measure is not None and (basis != "plan" or measure == "ratio"):
            return ("plan_attainment", "plan") if basis == "plan" else (measure, basis)
    return None


def _basis_against(column: Column, target: Column, other: Column) -> str | None:
    if other.role in ("plan", "target"):
        return "plan" if column.basis in (None, "plan") else None
    if other.role == "comparison":
        return column.basis or SAME_PERIOD
    one, two = target.mention, other.mention
    if one is None or two is None or column.basis != PREVIOUS:
        return None
    return PREVIOUS if _is_short(one) and _is_short(two) else None


def _quotient(index: int, target: int, other: int, rows: Sequence[Values]) -> str | None:
    """ratio, growth or change, if the values of all rows are that; None if not."""
    full = [(r[index], r[target], r[other]) for r in rows if index in r and target in r and r.get(other)]
    if not full:
        return None
    if all(abs(value - _HUNDRED * new / old) <= _TOLERANCE for value, new, old in full):
        return "ratio"
    if all(abs(value - _HUNDRED * (new / old - 1)) <= _TOLERANCE for value, new, old in full):
        return "growth"
    return "change" if all(value == new - old for value, new, old in full) else None
