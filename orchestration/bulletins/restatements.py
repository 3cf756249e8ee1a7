"""Restatement inside a bulletin: of figures that say the same, the most precise is preferred.

Same indicator, item, area, measure, basis and period start, period ends within 31 days, coverages equal or one
unstated, one interval inside the other. The preferred figure stays; the others name it in `restates`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from orchestration.bulletins.quantities import LIMIT
from orchestration.bulletins.records import Observation

_DAYS = 31


def mark_restatements(rows: Sequence[Observation]) -> list[Observation]:
    """Set `restates`; n log n in the number of figures, however often a bulletin repeats itself."""
    sizes = Counter(row.statement_id for row in rows)
    restated = _leads(rows, sizes)
    restated.update(_followers(rows, restated))
    return [
        replace(row, restates=restated[row.observation_id]) if row.observation_id in restated else row for row in rows
    ]


def _leads(rows: Sequence[Observation], sizes: Counter[str]) -> dict[str, str]:
    """Of the figures that lead a statement: which of them restate which."""
    groups: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for row in rows:
        if row.statement_id == row.observation_id and _is_comparable(row):
            groups[_key(row)].append(row)
    restated: dict[str, str] = {}
    for group in groups.values():
        if len(group) > 1:
            restated.update(_within(group, sizes))
    return restated


def _within(group: Iterable[Observation], sizes: Counter[str]) -> dict[str, str]:
    restated: dict[str, str] = {}
    preferred: list[tuple[Decimal, Observation]] = []  # by their lower bound
    for row in sorted(group, key=lambda row: _rank(row, sizes)):
        first = 0 if row.low is None else bisect_left(preferred, row.low, key=_low)
        last = len(preferred) if row.high is None else bisect_right(preferred, row.high, key=_low)
        better = [other for _, other in preferred[first:last] if _same_window(other, row) and _nested(other, row)]
        if better:
            restated[row.observation_id] = min(better, key=lambda other: _rank(other, sizes)).observation_id
        elif row.low is not None:
            insort(preferred, (row.low, row), key=_low)
    return restated


def _low(entry: tuple[Decimal, Observation]) -> Decimal:
    return entry[0]


def _followers(rows: Sequence[Observation], restated: dict[str, str]) -> dict[str, str]:
    """A growth or plan figure follows its statement: it restates its like where its level does."""
    targets = set(restated.values())
    members: dict[str, list[Observation]] = defaultdict(list)
    for row in rows:
        if row.statement_id in targets and row.statement_id != row.observation_id:
            members[row.statement_id].append(row)
    found: dict[str, str] = {}
    for row in rows:
        if row.statement_id != row.observation_id and _is_comparable(row):
            for other in members.get(restated.get(row.statement_id, ""), ()):
                if _key(other) == _key(row) and _same_window(other, row) and _nested(other, row):
                    found[row.observation_id] = other.observation_id
                    break
    return found


def _is_comparable(row: Observation) -> bool:
    return row.indicator is not None and row.period_start is not None and row.value is not None


def _key(row: Observation) -> tuple[object, ...]:
    return (
        row.indicator, row.item, row.season, row.partner, row.ref_area, row.place, row.measure, row.basis, row.role,
        row.unit, row.period_start,
    )  # fmt: skip


def _same_window(one: Observation, other: Observation) -> bool:
    if one.period_end is None or other.period_end is None:
        return False
    if abs((one.period_end - other.period_end).days) > _DAYS:
        return False
    return one.coverage == other.coverage or one.coverage is None or other.coverage is None


def _nested(inner: Observation, outer: Observation) -> bool:
    """Whether the interval of `inner` lies inside that of `outer`."""
    if inner.low is None or inner.high is None:
        return False
    return (outer.low is None or outer.low <= inner.low) and (outer.high is None or inner.high <= outer.high)


def _rank(row: Observation, sizes: Counter[str]) -> tuple[object, ...]:
    """Smaller is preferred: narrower, coverage stated, more figures beside it, earlier cut-off, earlier in the text."""
    width = row.high - row.low if row.high is not None and row.low is not None else LIMIT
    return (width, row.coverage is None, -sizes[row.statement_id], row.period_end or date.min, row.start)
