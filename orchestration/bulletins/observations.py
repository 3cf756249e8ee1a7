"""From drafts to observations: exact values, intervals, periods and codes, then restatements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from orchestration.bulletins.areas import area_code
from orchestration.bulletins.comparisons import SAME_PERIOD
from orchestration.bulletins.periods import Anchor, Period, base_period, whole_year
from orchestration.bulletins.quantities import (
    EXACT,
    LIMIT,
    STEP,
    Interval,
    Printed,
    is_exact,
    one_interval,
    printed_interval,
    unit_reader,
)
from orchestration.bulletins.records import Observation, ReportPeriod
from orchestration.bulletins.restatements import mark_restatements
from orchestration.bulletins.scope import NATIONAL, Draft
from orchestration.bulletins.statements import join_statements
from orchestration.bulletins.text import View
from orchestration.bulletins.vocabulary import Entry, Vocabulary

_ONE = Decimal(1)
_FINEST = 7
"""The point and the digits behind it that can be stored; what is finer has more of them, or an exponent."""
_OF_THE_YEAR = frozenset({"plan", "allocated"})
"""Facets of indicators that are set for a whole year."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a document gives to all its figures."""

    bulletin_id: str
    view: View
    vocabulary: Vocabulary
    anchor: Anchor
    report_period: ReportPeriod | None
    ref_area: str | None

    @property
    def reported(self) -> tuple[Period | None, str | None]:
        """The period of what names none, and how it is known."""
        report = self.report_period
        return (Period(report.start, report.end), report.source) if report else (None, None)


def build_observations(drafts: Sequence[Draft], frame: Frame) -> tuple[Observation, ...]:
    """One observation a draft, in text order, with `restates` set within the bulletin."""
    join_statements(drafts)
    rows = [_observation(draft, frame) for draft in drafts]
    return tuple(mark_restatements(rows))


def observation_id(draft: Draft, frame: Frame) -> str:
    """The id of the observation that a draft becomes."""
    return f"{frame.bulletin_id}:{frame.view.place(draft.quantity.start)}"


def _observation(draft: Draft, frame: Frame) -> Observation:
    printed = draft.quantity.printed
    assert printed is not None  # drafts are made of quantities
    entry = _entry(draft, frame.vocabulary)
    indicator = frame.vocabulary.indicators[entry.value] if entry else None
    unit, unit_source = _unit(draft, printed, entry, frame.vocabulary)
    value = _signed(draft, printed.value, entry)
    interval = _interval(draft, printed, value, frame)
    period, period_source = _period(draft, entry, frame)
    base = base_period(period.start, period.end, draft.basis) if period and draft.basis != "plan" else None
    view = frame.view
    start, end = view.span(draft.quantity.start, draft.quantity.end)
    lead = draft.statement.level or draft.statement.drafts[0]
    phrase = draft.subject.phrase
    return Observation(
        bulletin_id=frame.bulletin_id,
        observation_id=f"{frame.bulletin_id}:{start}",
        statement_id=observation_id(lead, frame),
        start=start,
        end=end,
        quote=view.text[start:end],
        sentence_start=view.place(draft.sentence.start),
        sentence_end=view.place(draft.sentence.end),
        domain=indicator.domain if indicator else "other",
        indicator=indicator.code if indicator else None,
        item=draft.subject.item,
        season=draft.subject.season,
        coverage=draft.subject.coverage,
        partner=draft.subject.partner,
        indicator_phrase=view.quote(*phrase) if phrase else None,
        measure=draft.measure,
        basis=draft.basis,
        base_period_start=base.start if base else None,
        base_period_end=base.end if base else None,
        plan_authority=draft.plan_authority,
        role=draft.role,
        value_text=view.quote(printed.start, printed.number_end),
        value=value if printed.upper is None else None,
        decimals=printed.decimals,
        unit=unit,
        unit_text=view.quote(printed.number_end, printed.end).strip() or None,
        value_candidates=tuple([_signed(draft, c, entry) for c in printed.candidates]) if printed.candidates else (),
        hedge=draft.hedge,
        low=interval.low,
        high=interval.high,
        low_wide=interval.low_wide,
        high_wide=interval.high_wide,
        obs_status=draft.obs_status,
        ref_area=_ref_area(draft, period, frame),
        place=draft.place,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        time_period=period.time_period if period else None,
        period_source=period_source,
        basis_source=draft.basis_source,
        unit_source=unit_source,
        indicator_source=draft.subject.source if entry else None,
        restates=None,
        rule_ids=tuple(draft.rules),
        flags=_flags(draft, printed, unit_source),
        evidence=_evidence(draft, frame),
    )


def _ref_area(draft: Draft, period: Period | None, frame: Frame) -> str | None:
    """The province that the clause turns to, else the document's; none for the whole country."""
    if draft.area is None:
        return frame.ref_area
    if draft.area == NATIONAL:
        return None
    return area_code(draft.area, period.end if period else None, frame.vocabulary)


def _entry(draft: Draft, vocabulary: Vocabulary) -> Entry | None:
    """Of the meanings of the phrase the one that can be printed in the unit of the statement's level."""
    entries = draft.subject.entries
    level = draft.statement.level
    own = level is None or draft.measure in ("level", "change") or draft.subject is not level.subject
    decisive = draft if own or level is None else level
    unit = decisive.quantity.unit
    if decisive.measure != "level":
        return entries[0] if entries else None
    for entry in entries:
        if vocabulary.indicator_takes(entry.value, unit):
            return entry
    return None


def _unit(draft: Draft, printed: Printed, entry: Entry | None, vocabulary: Vocabulary) -> tuple[str | None, str | None]:
    """The unit as printed, or as the indicator and the figures beside it complete it."""
    if draft.unit is not None:
        return draft.unit, "inherited"
    if printed.unit is None:
        return _money(draft, entry, vocabulary)
    meant = vocabulary.stands_for.get(printed.unit, ())
    if meant:
        fitting = [unit for unit in meant if entry is not None and vocabulary.indicator_takes(entry.value, unit)]
        return (fitting or meant)[0], "inferred" if fitting else "stated"
    if entry is not None and vocabulary.indicators[entry.value].unit == printed.unit + "/ha":
        return vocabulary.indicators[entry.value].unit, "inferred"  # «giá trị sản phẩm/ha đạt 63 triệu đồng»
    return printed.unit, "stated"


def _money(draft: Draft, entry: Entry | None, vocabulary: Vocabulary) -> tuple[str | None, str | None]:
    """A bare «tỷ» is money where the indicator is: in the currency of its level, else of the indicator."""
    if entry is None:
        return None, None
    level = draft.statement.level
    beside = level.quantity.unit if level is not None else None
    indicator = vocabulary.indicators[entry.value]
    money = {unit for unit in indicator.units if vocabulary.unit_dimension[unit] == "money"}
    unit = beside if beside in money else indicator.unit if indicator.unit in money else None
    return (unit, "inferred") if unit is not None else (None, None)


def _signed(draft: Draft, value: Decimal, entry: Entry | None) -> Decimal:
    if draft.verb == "down" and draft.measure in ("growth", "change"):
        return plain(-value)
    if draft.verb == "exceed" and draft.measure == "plan_attainment" and value < 100:
        return plain(value + 100)
    if entry is not None and entry.value == "trade_balance" and draft.measure == "level":
        return plain(-value if "deficit" in entry.row.get("note", "") else value)
    return plain(value)


def plain(value: Decimal) -> Decimal:
    """The same number without an exponent: 2.7E+9 -> 2700000000."""
    if "E+" in str(value) and abs(value) < LIMIT:
        return value.quantize(_ONE, None, EXACT)
    return value


def _interval(draft: Draft, printed: Printed, value: Decimal, frame: Frame) -> Interval:
    if printed.upper is not None:
        return one_interval(*sorted((plain(value), plain(_signed(draft, printed.upper, None)))))
    if draft.subject.is_whole and value == 100:
        return one_interval(value, value)
    exact = is_exact(printed, unit_reader(frame.vocabulary))
    nonnegative = draft.measure not in ("growth", "change", "contribution")
    made = printed_interval(value, printed.step, printed.wide_step, draft.hedge, exact=exact, nonnegative=nonnegative)
    low, high = _outward(made.low, ROUND_FLOOR), _outward(made.high, ROUND_CEILING)
    if made.low_wide is made.low and made.high_wide is made.high:
        return one_interval(low, high)
    return Interval(low, high, _outward(made.low_wide, ROUND_FLOOR), _outward(made.high_wide, ROUND_CEILING))


def _outward(bound: Decimal | None, rounding: str) -> Decimal | None:
    """A bound as it can be stored; a finer one moves away from the value."""
    if bound is None:
        return None
    exact = plain(bound)
    printed = str(exact)
    point = printed.find(".")
    is_fine = "E-" in printed or (point >= 0 and len(printed) - point > _FINEST)
    return exact.quantize(STEP, rounding, EXACT) if is_fine else exact


def _period(draft: Draft, entry: Entry | None, frame: Frame) -> tuple[Period | None, str | None]:
    """The period of a figure and how it is known; none for what is undated (the length of a road)."""
    if entry is not None and frame.vocabulary.indicators[entry.value].own_dates:
        return _own_period(draft, frame)
    reported, source = frame.reported
    period = draft.mention.resolve(frame.anchor) if draft.mention is not None else None
    if period is not None:
        source = draft.period_source
    else:
        period, source = reported, "inherited" if reported is not None and draft.is_part else source
    if period is not None and draft.is_of_base:
        return base_period(period.start, period.end, SAME_PERIOD), source
    is_plan = draft.role == "plan" or (
        entry is not None and frame.vocabulary.indicators[entry.value].facet in _OF_THE_YEAR
    )
    if period is not None and is_plan and not draft.has_own_period:
        return whole_year(period), "inferred"
    return period, source


def _own_period(draft: Draft, frame: Frame) -> tuple[Period | None, str | None]:
    if draft.mention is None or not draft.has_own_period or draft.mention.kind == "day":
        return None, None
    period = draft.mention.resolve(frame.anchor)
    return (period, "stated") if period is not None else (None, None)


def _flags(draft: Draft, printed: Printed, unit_source: str | None) -> tuple[str, ...]:
    inferred = ("unit_inferred",) if unit_source == "inferred" else ()
    if not draft.flags and not printed.flags:
        return inferred
    return tuple(dict.fromkeys((*draft.flags, *printed.flags, *inferred)))


def _evidence(draft: Draft, frame: Frame) -> tuple[str, ...]:
    origin = frame.view.origin
    if origin is None:
        return tuple([f"{part} {start} {end}" for part, (start, end) in draft.evidence.items()])
    return tuple([f"{part} {origin[start]} {origin[end]}" for part, (start, end) in draft.evidence.items()])
