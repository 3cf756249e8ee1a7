"""Random bulletins whose figures meet in identities of every kind: right, wrong, missing and odd ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from orchestration.bulletins.records import Observation

Sizes = dict[str, Decimal | None]

TRADE = ("trade_turnover", "export_turnover", "import_turnover", "trade_balance")
COVERAGES = (None, None, "declared_at_provincial_customs", "all_types", "other_types", "transit", "local_goods")
FIELD_INDICATORS = ("sown_area", "harvested_area", "crop_output", "crop_yield")
ITEMS = (None, "rice", "maize", "cereals", "annual_crops")
SEASONS = (None, None, "winter_spring", "autumn_mua", "winter")
OTHERS = ("livestock_head", "fishery_output", "project_investment", "consumer_price_index", "vehicles_cleared")
PERIODS = (
    (date(2024, 1, 1), date(2024, 6, 30), "2024-S1"),
    (date(2024, 1, 1), date(2024, 6, 15), "2024-01-01/P167D"),
    (date(2024, 1, 1), date(2024, 5, 31), "2024-01-01/P152D"),
    (date(2023, 1, 1), date(2023, 6, 30), "2023-S1"),
    (date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
    (date(2023, 2, 1), date(2023, 2, 28), "2023-02"),
    (date(2024, 1, 1), date(2024, 12, 31), "2024"),
)
UNITS = {
    **dict.fromkeys(TRADE, "USD"),
    "sown_area": "ha", "harvested_area": "ha", "crop_output": "t", "crop_yield": "t/ha",
    "livestock_head": "head", "fishery_output": "t", "project_investment": "VND",
    "consumer_price_index": "percent", "vehicles_cleared": "vehicle/day",
}  # fmt: skip
OTHER_AREAS = ("VN-56", None, "VN-XX")


@dataclass(frozen=True)
class Printed:
    """The bounds of a printed number, as the quantities of the reader make them."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    low_wide: Decimal | None
    high_wide: Decimal | None
    hedge: str | None


def rounded(truth: Decimal, digits: int, hedge: str | None = None) -> Printed:
    """Print `truth` with so many significant digits, honestly: the truth lies in the bounds."""
    unit = Decimal(1).scaleb(truth.adjusted() - digits + 1) if truth else Decimal(1)
    unit = max(unit, Decimal("0.000002"))
    if hedge == "more_than":
        value = truth // unit * unit
        return Printed(value, value, value + unit, value, value + unit, hedge)
    if hedge == "at_least":
        value = truth // unit * unit
        return Printed(value, value, None, value, None, hedge)
    value = (truth / unit).to_integral_value() * unit
    wide = unit
    while value and value % (wide * 10) == 0:
        wide *= 10
    half, half_wide = unit / 2, wide / 2
    return Printed(value, value - half, value + half, value - half_wide, value + half_wide, None)


def bulletin(random: Random, bulletin_id: str, size: int, area: str = "VN-09") -> list[Observation]:
    """The figures of one random bulletin of a province, with the growth and plan figures of some."""
    rows = family(random, bulletin_id, honest=random.random() < 0.5, area=area)
    for _ in range(size):
        level = _level(random, bulletin_id, start=20 * len(rows) + 1, area=area)
        rows.append(level)
        rows.extend(_companions(random, level))
    return _restated(random, rows)


def family(random: Random, bulletin_id: str, *, honest: bool, area: str = "VN-09") -> list[Observation]:
    """Turnover, exports and imports of one scope with their plans and growths, and a crop's area and yield.

    True values that add up, each printed with its own rounding. Where it is not `honest`, one printed figure
    has lost its separator.
    """
    coverage = random.choice((None, "declared_at_provincial_customs", "formal_border_trade"))
    truths = _trade_truths(random) | _crop_truths(random)
    whole = truths["trade_turnover"].level
    rows: list[Observation] = []
    for indicator, truth in truths.items():
        traded = indicator in TRADE
        start = 20 * len(rows) + 1
        columns: dict[str, Any] = {
            "indicator": indicator, "item": None if traded else "rice",
            "season": None if traded else "winter_spring", "coverage": coverage if traded else None,
            "ref_area": area, "period_start": date(2024, 1, 1), "period_end": date(2024, 6, 30),
            "time_period": "2024-S1", "role": "actual",
        }  # fmt: skip
        hedge = random.choice((None, None, "more_than"))
        level = observation(
            bulletin_id, start, rounded(truth.level, random.choice((2, 3, 4)), hedge),
            **columns, measure="level", unit=UNITS[indicator],
        )  # fmt: skip
        rows.append(level)
        percents: list[tuple[str, str | None, Decimal]] = [("plan_attainment", "plan", truth.attainment),
                    ("growth", "same_period_previous_year", truth.growth)]  # fmt: skip
        if random.random() < 0.3 and indicator != "trade_turnover":
            percents.append(("share", None, truth.level * 100 / whole))
        for number, (measure, basis, percent) in enumerate(percents if traded else (), start=1):
            rows.append(
                observation(
                    bulletin_id,
                    start + number,
                    rounded(percent, random.choice((2, 3))),
                    **columns,
                    measure=measure,
                    basis=basis,
                    unit="percent",
                    statement_id=level.observation_id,
                    base_period_start=date(2023, 1, 1) if measure == "growth" else None,
                    base_period_end=date(2023, 6, 30) if measure == "growth" else None,
                )
            )
    if not honest:
        wrong = random.randrange(len(rows))
        rows[wrong] = _mistyped(rows[wrong])
    return rows


@dataclass(frozen=True)
class Truth:
    """What really happened: a level, its plan and its base."""

    level: Decimal
    plan: Decimal = Decimal(1)
    base: Decimal = Decimal(1)

    @property
    def attainment(self) -> Decimal:
        """Per cent of the plan."""
        return self.level * 100 / self.plan

    @property
    def growth(self) -> Decimal:
        """Per cent above the base."""
        return self.level * 100 / self.base - 100

    def __add__(self, other: Truth) -> Truth:
        return Truth(self.level + other.level, self.plan + other.plan, self.base + other.base)


def _trade_truths(random: Random) -> dict[str, Truth]:
    scale = 10 ** random.randint(0, 9)
    exports, imports = (Truth(*(Decimal(random.randint(100, 999)) * scale for _ in range(3))) for _ in range(2))
    return {"trade_turnover": exports + imports, "export_turnover": exports, "import_turnover": imports}


def _crop_truths(random: Random) -> dict[str, Truth]:
    area, crop_yield = Decimal(random.randint(100, 99999)), Decimal(random.randint(20, 90)) / 10
    return {
        "sown_area": Truth(area + random.randint(0, 50)),
        "harvested_area": Truth(area),
        "crop_yield": Truth(crop_yield),
        "crop_output": Truth(area * crop_yield),
    }


def _mistyped(row: Observation) -> Observation:
    """The figure with its value and bounds tenfold, as a lost separator makes them."""
    tenfold = {
        name: None if getattr(row, name) is None else getattr(row, name) * 10
        for name in ("value", "low", "high", "low_wide", "high_wide")
    }
    return dataclasses.replace(row, **tenfold)


def _level(random: Random, bulletin_id: str, start: int, area: str) -> Observation:
    indicator = random.choice((*TRADE, *TRADE, *FIELD_INDICATORS, *OTHERS))
    period_start, period_end, time_period = random.choice(PERIODS)
    traded = indicator in TRADE
    in_field = indicator in FIELD_INDICATORS
    scale = Decimal(random.choice((1, 2, 3))) * 10 ** random.choice((0, 2, 5))
    printed = rounded(
        Decimal(random.randint(0, 60)) * scale / 7 + Decimal(random.randint(1, 9)),
        random.choice((1, 2, 3, 4)),
        random.choice((None, None, None, "more_than", "at_least")),
    )
    role = random.choice(("actual",) * 8 + ("plan", "comparison", "target"))
    year = period_start.year if role == "plan" and random.random() < 0.8 else None
    return observation(
        bulletin_id,
        start,
        printed,
        indicator=indicator if random.random() > 0.02 else None,
        item=random.choice(ITEMS) if in_field else None,
        season=random.choice(SEASONS) if in_field else None,
        coverage=random.choice(COVERAGES) if traded else None,
        partner=random.choice((None,) * 9 + ("CN",)),
        measure="level",
        role=role,
        unit=UNITS[indicator] if random.random() > 0.02 else None,
        ref_area=random.choice(OTHER_AREAS) if random.random() < 0.15 else area,
        place=random.choice((None,) * 9 + ("Tân Thanh",)),
        period_start=period_start,
        period_end=date(year, 12, 31) if year else period_end,
        time_period=time_period,
        plan_authority=random.choice((None, None, "province")) if role == "plan" else None,
        obs_status=random.choice("AAEPF"),
    )


def _companions(random: Random, level: Observation) -> Iterator[Observation]:
    number = 0
    for measure, chance in _CHANCES.items():
        if random.random() > chance:
            continue
        number += 1
        basis = _BASES[measure] if measure in _BASES else random.choice(
            ("same_period_previous_year", "same_period_previous_year", "previous_period", "other")
        )  # fmt: skip
        start, end = level.period_start, level.period_end
        based = measure not in ("plan_attainment", "share") and start is not None and end is not None
        yield observation(
            level.bulletin_id,
            level.start + number,
            rounded(Decimal(random.randint(-1300, 3000)) / 17, random.choice((1, 2, 3))),
            **{name: getattr(level, name) for name in _SERIES},
            measure=measure,
            basis=basis,
            base_period_start=start.replace(year=start.year - 1) if based and start else None,
            base_period_end=_year_before(end) if based and end else None,
            plan_authority=random.choice((None, None, "province")) if measure == "plan_attainment" else None,
            role="actual",
            unit=level.unit if measure == "change" else "percent",
            statement_id=level.observation_id,
        )


_CHANCES = {"plan_attainment": 0.5, "growth": 0.6, "ratio": 0.1, "change": 0.2, "share": 0.06}
_BASES = {"plan_attainment": "plan", "share": None}
_SERIES = (
    "indicator", "item", "season", "coverage", "partner", "ref_area", "place",
    "period_start", "period_end", "time_period", "obs_status",
)  # fmt: skip


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _restated(random: Random, rows: Sequence[Observation]) -> list[Observation]:
    """Let some figures repeat another of their measure."""
    changed = []
    for row in rows:
        others = [other for other in rows if other.measure == row.measure and other is not row]
        restates = random.choice(others).observation_id if others and random.random() < 0.05 else None
        changed.append(dataclasses.replace(row, restates=restates))
    return changed


def observation(bulletin_id: str, start: int, printed: Printed, **columns: Any) -> Observation:
    """A figure with these bounds; `columns` say what it is."""
    identifier = f"{bulletin_id}:{start}"
    empty: dict[str, Any] = {field.name: None for field in dataclasses.fields(Observation)}
    defaults: dict[str, Any] = {
        "bulletin_id": bulletin_id, "observation_id": identifier, "statement_id": identifier,
        "start": start, "end": start + 1, "sentence_start": start // 100 * 100, "sentence_end": start + 100,
        "quote": f"{printed.value:f} {start}", "value_text": f"{printed.value:f}", "domain": "trade",
        "decimals": 0, "value_candidates": (), "rule_ids": (), "flags": (), "evidence": (),
        "obs_status": "A", **{name: getattr(printed, name) for name in _BOUNDS},
    }  # fmt: skip
    return Observation(**(empty | defaults | columns))


_BOUNDS = ("value", "low", "high", "low_wide", "high_wide", "hedge")
