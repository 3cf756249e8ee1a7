"""What is said of each thing found: labelled facts, how each is known, and the words that it was taken from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orchestration.bulletins.records import Extraction, Observation, ProjectEvent, Situation
from orchestration.commands.output import plain_number


@dataclass(frozen=True, slots=True)
class Origin:
    """The words that decided something, and where they stand."""

    words: str
    start: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of an explanation.

    Attributes:
        label: What is told: `value`, `series`, `period`.
        codes: Codes and exact values, in order; a page shows their names.
        text: The same for people, without names.
        source: stated, inherited, document, sidecar or inferred, where it is known.
        origin: The words that it was taken from, where they are known.
        link: Number of another figure that it refers to.
    """

    label: str
    codes: tuple[str, ...]
    text: str
    source: str | None = None
    origin: Origin | None = None
    link: int | None = None


class Notes:
    """Explains what was found in one text."""

    def __init__(self, text: str, found: Extraction) -> None:
        self._text = text
        self._numbers = {row.observation_id: number for number, row in enumerate(found.observations, start=1)}

    def figure(self, row: Observation) -> Iterator[Fact]:
        """Value, interval, series, measure, period, area, status, references, rules and evidence of a figure."""
        evidence = dict(self._evidence(row.evidence))
        yield _value(row)
        yield Fact("interval", (), _interval(row.low, row.high))
        yield self._series(row, evidence.pop("indicator", None))
        yield self._measure(row)
        yield self._period(row, evidence.pop("period", None))
        yield _simple("area", row.ref_area, row.place)
        yield _simple("status", row.obs_status, row.role, separator=", ")
        yield self._reference("statement", row.statement_id, row)
        yield self._reference("restates", row.restates, row)
        yield _simple("flags", *row.flags, separator=", ")
        yield _simple("rules", *row.rule_ids, separator=", ")
        evidence.pop("value", None)
        words = [f"{part} «{origin.words}»" for part, origin in evidence.items()]
        yield Fact("evidence", (), "; ".join(words))

    def event(self, row: ProjectEvent) -> Iterator[Fact]:
        """Project, status, place, period, amounts and rules of a project event."""
        yield Fact("project", (row.project_type,), f"{row.project_name} ({row.project_type}, {row.project_id})")
        expected = " (expected)" if row.expected else ""
        yield Fact("event", (row.status, *(("expected",) if row.expected else ())), f"{row.status}{expected}")
        yield from self._place_and_period(row)
        numbers = [self._numbers[amount] for amount in row.amounts if amount in self._numbers]
        yield Fact("amounts", (), ", ".join(f"[{number}]" for number in numbers))
        yield _simple("rules", *row.rule_ids, separator=", ")

    def situation(self, row: Situation) -> Iterator[Fact]:
        """Topic, assessment, place, period and rules of a statement without a figure."""
        yield Fact("topic", (row.topic,), f"{row.topic} ({row.domain})")
        yield Fact("assessment", (row.assessment,), row.assessment)
        yield from self._place_and_period(row)
        yield _simple("rules", *row.rule_ids, separator=", ")

    def _place_and_period(self, row: ProjectEvent | Situation) -> Iterator[Fact]:
        yield _simple("area", row.ref_area, row.place)
        yield self._period(row, None)

    def _series(self, row: Observation, origin: Origin | None) -> Fact:
        key = (row.indicator, row.item, row.season, row.coverage, row.partner)
        codes = tuple(part for part in key if part)
        text = " / ".join(codes) or "not classified"
        return Fact("series", codes if row.indicator else (), text, row.indicator_source, origin)

    def _measure(self, row: Observation) -> Fact:
        if row.basis is None:
            return Fact("measure", (row.measure,), row.measure)
        base = _dates(row.base_period_start, row.base_period_end)
        text = f"{row.measure} on {row.basis}" + (f", base {base}" if base else "")
        return Fact("measure", (row.measure, row.basis), text, row.basis_source)

    def _period(self, row: Observation | ProjectEvent | Situation, origin: Origin | None) -> Fact:
        dates = _dates(row.period_start, row.period_end)
        if not dates:
            return Fact("period", (), "unknown")
        return Fact("period", (str(row.time_period),), f"{row.time_period}: {dates}", row.period_source, origin)

    def _reference(self, label: str, identifier: str | None, row: Observation) -> Fact:
        number = self._numbers.get(identifier) if identifier and identifier != row.observation_id else None
        return Fact(label, (), f"of [{number}]" if number and label == "statement" else _bracket(number), link=number)

    def _evidence(self, items: Sequence[str]) -> Iterator[tuple[str, Origin]]:
        """Resolve «part start end» to the words that it points at."""
        for item in items:
            part, start, end = item.split()
            yield part, Origin(self._text[int(start) : int(end)], int(start))


def shown(facts: Iterator[Fact]) -> list[Fact]:
    """The facts that say something."""
    return [fact for fact in facts if fact.text]


def role_counts(found: Extraction) -> Mapping[str, int]:
    """How many numerals of the ledger have each role, the most frequent first."""
    counts: dict[str, int] = {}
    for numeral in found.numerals:
        counts[numeral.role] = counts.get(numeral.role, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _value(row: Observation) -> Fact:
    hedge = f"{row.hedge} " if row.hedge else ""
    codes = tuple(part for part in (row.hedge, row.unit) if part)
    unit = row.unit or "no unit"
    if row.value is not None:
        return Fact("value", codes, f"{hedge}{plain_number(row.value)} {unit}", row.unit_source)
    if row.value_candidates:
        candidates = " or ".join(map(plain_number, row.value_candidates))
        return Fact("value", codes, f"{hedge}{candidates} (undecided)")
    return Fact("value", codes, f"{hedge}within the interval, {unit}", row.unit_source)


def _interval(low: Decimal | None, high: Decimal | None) -> str:
    lower = "−∞" if low is None else plain_number(low)
    upper = "∞" if high is None else plain_number(high)
    return f"[{lower}, {upper}]"


def _dates(start: date | None, end: date | None) -> str:
    return f"{start} to {end}" if start and end else ""


def _simple(label: str, *codes: str | None, separator: str = " · ") -> Fact:
    said = tuple(code for code in codes if code)
    return Fact(label, said, separator.join(said))


def _bracket(number: int | None) -> str:
    return f"[{number}]" if number else ""
