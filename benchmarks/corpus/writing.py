"""Text that grows piece by piece, and the truth of each figure put into it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from benchmarks.corpus.printing import Shown, misprints

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Period:
    """The days that figures are of, inclusive."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Series:
    """What a figure is of: the series key of the warehouse."""

    domain: str
    indicator: str
    item: str | None = None
    season: str | None = None
    coverage: str | None = None


@dataclass(frozen=True, slots=True)
class Misprint:
    """A figure to print wrongly: which one in order of printing, how, and as what."""

    number: int
    kind: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure that other figures of its bulletin can contradict.

    Attributes:
        number: its place in the order of printing.
        shown: how it is printed.
        signed: whether it is a rise or a fall.
    """

    number: int
    shown: Shown
    signed: bool


@dataclass(slots=True)
class Writer:
    """Collects the text of a bulletin, its facts (`tests/golden/dev/README.md`) and its project events.

    Attributes:
        misprint: what is to be printed wrongly.
        facts: a row a figure with value, series and period, and what is said of it.
        events: a row a project that reached a status.
        candidates: the figures that may be misprinted.
        planted: the misprint as it came to stand, if any.
    """

    misprint: Misprint | None = None
    facts: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    planted: Row | None = None
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _count: int = 0
    _open: Row | None = None

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._pieces)

    def write(self, text: str) -> None:
        """Add words."""
        self._pieces.append(text)
        self._length += len(text)

    @contextmanager
    def statement(self, series: Series, period: Period | None, *, estimate: bool = False) -> Iterator[Row]:
        """What is printed within is said of one level figure; `level` gives the figure itself."""
        row: Row = {
            "quote_value": None, "start": None, "domain": series.domain, "indicator": series.indicator,
            "item": series.item, "season": series.season, "coverage": series.coverage, "partner": None,
            "value": None, "unit": None, "hedge": None, "estimate": estimate, "measure": "level", "basis": None,
            "role": "actual", "period_start": period and period.start.isoformat(),
            "period_end": period and period.end.isoformat(), "period_kind": "range" if period else "unknown",
        }  # fmt: skip
        self._open = row
        yield row
        assert row["quote_value"] is not None, f"nothing was printed of {series}"
        self.facts.append(row)
        self._open = None

    def level(self, shown: Shown, *, checked: bool = False) -> None:
        """Print the statement's own figure."""
        assert self._open is not None
        shown = self._printed(shown, checked=checked)
        self._open |= {
            "quote_value": shown.quote,
            "start": self._length - len(shown.quote),
            "value": shown.value,
            "unit": shown.unit.code if shown.unit else "percent",
            "hedge": shown.hedge,
        }

    def said(self, name: str, shown: Shown, *, checked: bool = False) -> Shown:
        """Print a percentage said of the statement's figure: `yoy_pct`, `mom_pct`, `pct_of_plan`."""
        assert self._open is not None
        shown = self._printed(shown, checked=checked, signed=name != "pct_of_plan")
        self._open[name] = shown.value
        return shown

    def restate(self, name: str, value: Decimal) -> None:
        """Note a percentage that was printed as another measure (a ratio for a growth)."""
        assert self._open is not None
        self._open[name] = value

    def direction(self, shown: Shown, rise: str, fall: str) -> str:
        """The word before a growth that is printed next, as the misprint will have it."""
        if self.misprint and self.misprint.number == self._count:
            shown = self.misprint.shown
        return fall if shown.negative else rise

    def _printed(self, shown: Shown, *, checked: bool, signed: bool = False) -> Shown:
        meant, number = shown, self._count
        self._count += 1
        if checked:
            self.candidates.append(Candidate(number, shown, signed))
        if self.misprint and self.misprint.number == number:
            shown = self.misprint.shown
        if shown.hedge_word:
            self.write(f"{shown.hedge_word} ")
        if shown is not meant:
            assert self.misprint is not None
            self.planted = {
                "start": self._length, "quote": shown.quote, "kind": self.misprint.kind, "printed": shown.value,
                "right": meant.value, "right_quote": meant.quote,
            }  # fmt: skip
        self.write(shown.quote)
        return shown


def choose_misprint(candidates: list[Candidate], random: Random) -> Misprint | None:
    """One wrong print of one of the candidates; the kind is chosen first, so that kinds are even."""
    options: dict[str, list[Misprint]] = {}
    for kind in ("transposition", "substitution", "separator", "unit", "sign"):
        for candidate in candidates:
            if kind == "sign" and not candidate.signed:
                continue
            plain = replace(candidate.shown, hedge=None, hedge_word="")
            found = [Misprint(candidate.number, kind, wrong) for wrong in misprints(plain, kind)]
            options.setdefault(kind, []).extend(found)
    kinds = [kind for kind, found in options.items() if found]
    return random.choice(options[random.choice(kinds)]) if kinds else None


def as_number(value: Decimal) -> int | float | str:
    """An exact number for JSON: whole where it is, else a decimal, as text where a float cannot hold it."""
    if value == value.to_integral_value():
        return int(value)
    text = format(value.normalize(), "f")
    return float(text) if Decimal(repr(float(text))) == value else text
