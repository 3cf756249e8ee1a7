"""Honest networks: true values that add up, each printed with its own rounding, in bulletins of two years.

A network is a total with its parts, most with plan attainments and growths, some with the bulletin of the year
before, a headline, a part of a part («trong đó»), areas and yields. The truth is drawn first; what is printed
is the truth, rounded, and its interval is made by the rules for printed text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

from expectations.reconciliation.figures import Figure, figure_from_columns
from expectations.reconciliation.network import Component, Edit, EditTerm, Star, components_of
from orchestration.bulletins.quantities import Printed, is_exact, printed_interval, read_printed, unit_reader
from orchestration.bulletins.records import Observation
from orchestration.bulletins.units import UnitReader
from orchestration.bulletins.vocabulary import load_vocabulary

SHARE_WITH_PLANS = 0.8
SHARE_WITH_GROWTHS = 0.8
SHARE_WITH_PRIOR = 0.7
SHARE_HEDGED = 0.15
SHARE_WITH_HEADLINE = 0.4
SHARE_WITH_SUBSET = 0.4
SHARE_WITH_PRODUCT = 0.5
BAND_OF_ESTIMATES = 30_000
"""Parts per million, as the table of revision bands has it for an estimate and the later report."""

Multiplier = tuple[str, int]


@dataclass(frozen=True)
class Domain:
    """What the figures of a network are of: unit, usual multipliers, size of the total as a power of ten."""

    unit: str
    multipliers: tuple[Multiplier, ...]
    size: tuple[float, float]


DOMAINS = (
    Domain("usd", (("tỷ", 9), ("triệu", 6)), (7.5, 10.5)),
    Domain("đồng", (("nghìn tỷ", 12), ("tỷ", 9)), (11.0, 14.0)),
    Domain("tấn", (("nghìn", 3), ("", 0)), (4.0, 6.5)),
)
AREA = Domain("ha", (("nghìn", 3), ("", 0)), (3.0, 5.5))


@dataclass(frozen=True)
class Print:
    """A number as it is printed: digits, how many of them behind the comma, multiplier, unit, sign and hedge."""

    digits: str
    decimals: int
    multiplier: str
    unit: str
    negative: bool = False
    hedge: str | None = None

    @property
    def numeral(self) -> str:
        """The digits with their separators, as Vietnamese writes them."""
        whole, part = self.digits[: len(self.digits) - self.decimals], self.digits[len(self.digits) - self.decimals :]
        head = len(whole) % 3 or 3
        groups = [whole[:head], *(whole[place : place + 3] for place in range(head, len(whole), 3))]
        return ".".join(groups) + (f",{part}" if part else "")

    @property
    def value_text(self) -> str:
        """The number with its multiplier."""
        return f"{self.numeral} {self.multiplier}".rstrip()

    def read(self) -> Printed | None:
        """What a reader takes it for; ``None`` where it is no number."""
        text = f"{self.value_text}{'' if self.unit == '%' else ' '}{self.unit}"
        found = read_printed(text, 0, _units())
        return found if found is not None and found.end == len(text) else None

    @property
    def value(self) -> Decimal:
        """The value in the base unit, with its sign."""
        found = self.read()
        assert found is not None
        return -found.value if self.negative else found.value


@cache
def _units() -> UnitReader:
    return unit_reader(load_vocabulary())


@dataclass(frozen=True)
class Network:
    """Printed figures with the stars and edits between them; `columns` say what each figure is."""

    prints: Mapping[str, Print]
    columns: Mapping[str, Mapping[str, Any]]
    stars: tuple[Star, ...]
    edits: tuple[Edit, ...]

    def figures(self) -> dict[str, Figure]:
        """The figures, with intervals made of the printed text."""
        return {key: _figure(key, shown, self.columns[key]) for key, shown in self.prints.items()}

    def component(self) -> Component:
        """The network as the one component that it is."""
        (found,) = components_of(self.figures(), self.stars, self.edits)
        return found

    def misprinted(self, prints: Mapping[str, Print]) -> Network:
        """The network with some figures printed otherwise."""
        return replace(self, prints={**self.prints, **prints})


def _figure(key: str, shown: Print, columns: Mapping[str, Any]) -> Figure:
    found = shown.read()
    assert found is not None, shown
    interval = printed_interval(
        shown.value,
        found.step,
        found.wide_step,
        shown.hedge,
        exact=is_exact(found, _units()),
        nonnegative=columns["measure"] == "level",
    )
    bounds = {name: getattr(interval, name) for name in ("low", "high", "low_wide", "high_wide")}
    plain = dict.fromkeys(Observation.__dataclass_fields__)
    own = {
        "observation_id": key, "statement_id": key, "start": 0, "sentence_start": 0, "quote": shown.value_text,
        "domain": "trade", "role": "actual", "value": shown.value, "unit": found.unit,
        "value_text": shown.value_text, "flags": found.flags,
    }  # fmt: skip
    return figure_from_columns({**plain, **own, **bounds, **columns})


def printed_level(truth: Fraction, domain: Domain, random: Random, significant: Sequence[int] = (2, 3, 4)) -> Print:
    """Print a level, with so many significant digits, and «hơn» before some."""
    hedge = "more_than" if random.random() < SHARE_HEDGED else None
    wanted = random.choice(significant)
    forms = [(digits, form) for digits in range(1, 8) for form in _forms(truth, domain, digits)]
    forms = forms or [(2, (*domain.multipliers[-1], 2))]
    nearest = min(abs(digits - wanted) for digits, _ in forms)
    word, exponent, decimals = random.choice([form for digits, form in forms if abs(digits - wanted) == nearest])
    return _rounded(truth / 10**exponent, decimals, word, domain.unit, hedge)


def _forms(truth: Fraction, domain: Domain, significant: int) -> list[tuple[str, int, int]]:
    """Multipliers with which the level has so many significant digits, at most two decimals and a whole part."""
    found = []
    for word, exponent in domain.multipliers:
        decimals = significant - len(str(int(truth / 10**exponent)))
        if 0 <= decimals <= 2 and truth >= 10**exponent:
            found.append((word, exponent, decimals))
    return found


def _rounded(truth: Fraction, decimals: int, multiplier: str, unit: str, hedge: str | None) -> Print:
    size = abs(truth) * 10**decimals
    count = size.__floor__() if hedge == "more_than" else round(size)
    return Print(str(count).rjust(decimals + 1, "0"), decimals, multiplier, unit, truth < 0, hedge)


def printed_percent(truth: Fraction) -> Print:
    """Print a percentage to one decimal."""
    return _rounded(truth, 1, "", "%", None)


@dataclass(frozen=True)
class _Item:
    """What really happened to the total or a part: its level, plan and base."""

    level: Fraction
    plan: Fraction
    base: Fraction


@dataclass
class _Draft:
    """A network in the making."""

    random: Random
    domain: Domain
    prior_status: str
    prints: dict[str, Print] = field(default_factory=dict)
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    stars: list[Star] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    def add(self, shown: Print, measure: str, bulletin: str = "a") -> str:
        """Print a figure in this year's bulletin or in that of the year before (``b``); gives its id."""
        year, status = (2024, "A") if bulletin == "a" else (2023, self.prior_status)
        key = f"{bulletin}:{self.random.getrandbits(40):010x}"
        self.prints[key] = shown
        self.columns[key] = {
            "bulletin_id": bulletin, "measure": measure, "indicator": "trade_turnover", "obs_status": status,
            "period_start": date(year, 1, 1), "period_end": date(year, 6, 30), "published_on": date(year, 7, 1),
        }  # fmt: skip
        return key

    def level(self, truth: Fraction, bulletin: str = "a", significant: Sequence[int] = (2, 3, 4)) -> str:
        """Print a level of the network's domain."""
        return self.add(printed_level(truth, self.domain, self.random, significant), "level", bulletin)

    def edit(self, method: str, relation: Any, total: EditTerm, components: Sequence[EditTerm], **options: Any) -> None:
        """Add an identity."""
        key = f"{method}:{len(self.edits)}"
        self.edits.append(Edit(key, method, method, relation, total, tuple(components), **options))

    def network(self) -> Network:
        """What was drafted."""
        return Network(self.prints, self.columns, tuple(self.stars), tuple(self.edits))


def honest_network(random: Random) -> Network:
    """Draw a network whose printed figures are all rounded truths."""
    draft = _Draft(random, random.choice(DOMAINS), random.choice("AE"))
    items = _items(draft.domain, random)
    levels = [draft.level(item.level) for item in items]
    draft.edit("exhaustive", "equal", EditTerm(levels[0]), [EditTerm(key) for key in levels[1:]])
    if random.random() < SHARE_WITH_PLANS:
        _attainments(draft, items, levels)
    if random.random() < SHARE_WITH_GROWTHS:
        _growths(draft, items, levels)
    _companions(draft, items, levels)
    return draft.network()


def _items(domain: Domain, random: Random) -> list[_Item]:
    """The total and its parts; plans are round, as provinces plan."""
    total = 10 ** random.uniform(*domain.size)
    weights = [random.uniform(0.1, 1.0) for _ in range(random.randint(2, 5))]
    parts = []
    for weight in weights:
        level = Fraction(round(total * weight / sum(weights)))
        base = Fraction(round(level / (1 + _rate(random))))
        plan = _significant(level / Fraction(random.uniform(0.4, 1.2)), random.choice((2, 3)))
        parts.append(_Item(level, plan, base))
    whole = _Item(*(sum((getattr(part, name) for part in parts), Fraction(0)) for name in ("level", "plan", "base")))
    return [whole, *parts]


def _rate(random: Random) -> Fraction:
    return Fraction(random.choice((random.uniform(-0.35, -0.01), random.uniform(0.01, 0.6), random.uniform(0.01, 0.3))))


def _significant(value: Fraction, digits: int) -> Fraction:
    step = 10 ** max(len(str(int(value))) - digits, 0)
    return Fraction(round(value / step) * step)


def _attainments(draft: _Draft, items: Sequence[_Item], levels: Sequence[str]) -> None:
    terms = []
    for item, level in zip(items, levels, strict=True):
        key = draft.add(printed_percent(item.level * 100 / item.plan), "plan_attainment")
        draft.stars.append(Star(level, key, "plan"))
        terms.append(EditTerm(level, "plan", key))
    draft.edit("plan_total", "equal", terms[0], terms[1:])


def _growths(draft: _Draft, items: Sequence[_Item], levels: Sequence[str]) -> None:
    """Growths, whose bases add up, and mostly the bulletin of the year before, which prints the bases."""
    terms = []
    for item, level in zip(items, levels, strict=True):
        key = draft.add(printed_percent(item.level * 100 / item.base - 100), "growth")
        draft.stars.append(Star(level, key, "base", "same_period_previous_year"))
        terms.append(EditTerm(level, "base", key))
    draft.edit("base_total", "equal", terms[0], terms[1:])
    if draft.random.random() < SHARE_WITH_PRIOR:
        before = [draft.level(item.base, "b") for item in items]
        draft.edit("exhaustive", "equal", EditTerm(before[0]), [EditTerm(key) for key in before[1:]])
        band = BAND_OF_ESTIMATES if draft.prior_status == "E" else None
        for term, key in zip(terms, before, strict=True):
            draft.edit("growth_link", "equal", term, [EditTerm(key)], band=band, level=2, fatal=False)


def _companions(draft: _Draft, items: Sequence[_Item], levels: Sequence[str]) -> None:
    """A headline that repeats the total in fewer digits, a part of a part, areas and yields."""
    random = draft.random
    if random.random() < SHARE_WITH_HEADLINE:
        headline = draft.level(items[0].level, significant=(1, 2))
        draft.edit("repeat", "equal", EditTerm(levels[0]), [EditTerm(headline)])
    if random.random() < SHARE_WITH_SUBSET:
        chosen = random.randrange(1, len(items))
        part = draft.level(Fraction(round(items[chosen].level * Fraction(random.uniform(0.3, 0.98)))))
        draft.edit("subset", "at_most", EditTerm(levels[chosen]), [EditTerm(part)])
    if draft.domain.unit == "tấn" and random.random() < SHARE_WITH_PRODUCT:
        for item, level in zip(items[1:], levels[1:], strict=True):
            _area_and_yield(draft, item.level, level)


def _area_and_yield(draft: _Draft, output: Fraction, level: str) -> None:
    area = Fraction(round(output / Fraction(draft.random.uniform(2.0, 8.0))))
    area_key = draft.add(printed_level(area, AREA, draft.random), "level")
    yield_key = draft.add(_rounded(output * 10 / area, 1, "", "tạ/ha", None), "level")
    draft.edit("product", "equal", EditTerm(level), [EditTerm(area_key, "product", yield_key)])
