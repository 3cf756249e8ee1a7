"""How well the extractor reads labelled passages: one tally a domain, and every error with its words.

A row answers a fact when their spans overlap; of several the one that fits best. `fact_exact` is the share of facts
of the three domains of which all is right but the estimate flag and the role, about which readers differ.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.bulletins.extract import extract
from tests.support.compare import folded_words
from tests.support.fact_checks import SAID, answers_to, checks_of, series_of, span
from tests.support.golden import Row, document_of, plain_row
from tests.support.labelled import ATTRIBUTES, Passage

DOMAINS = ("trade", "agriculture", "infrastructure")
NOT_IN_EXACT = frozenset({"estimate", "role", "period_abstain"})
SAID_VALUES = (*SAID, "pct_of_plan_alt", "change_pct")
FIELDS = (
    "value", "measure", "hedge", "estimate", "role", "period", "period_abstain", "series", "cuts", *SAID,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mistake:
    """What went wrong at which words of which passage."""

    passage: str
    domain: str
    name: str
    words: str
    expected: object
    found: object


@dataclass(slots=True)
class Score:
    """Tallies by domain («» for what belongs to none) and the mistakes."""

    tallies: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    mistakes: list[Mistake] = field(default_factory=list)

    def measures(self, domain: str | None = None) -> dict[str, Decimal | int | None]:
        """The measures over one domain, or over everything; None where nothing is to be measured."""
        if domain is not None:
            return _measures(self.tallies[domain])
        total: Counter[str] = Counter()
        for tally in self.tallies.values():
            total.update(tally)
        return _measures(total)


def score(passages: Iterable[Passage]) -> Score:
    """Read every passage and compare with its labels."""
    result = Score()
    for passage in passages:
        compare(passage, read(passage.text), result)
    return result


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read of a passage, as the labels write it: decimals and dates are text."""

    figures: list[Row]
    events: list[Row]
    numerals: list[Row]


def read(text: str) -> Rows:
    """Read a text without any fact of a sidecar."""
    found = extract(document_of(text, "0" * 16))
    kinds = (found.observations, found.events, found.numerals)
    return Rows(*([plain_row(row) for row in rows] for rows in kinds))


def compare(passage: Passage, rows: Rows, into: Score) -> None:
    """Add to a score how the rows answer the labels of a passage."""
    _PassageScore(passage, into).add(rows)


@dataclass(frozen=True, slots=True)
class _PassageScore:
    """Adds what one passage shows to a score."""

    passage: Passage
    score: Score

    def add(self, rows: Rows) -> None:
        figures = rows.figures
        self._spans(figures)
        answered = {row["observation_id"] for fact in self.passage.facts for row in self._fact(fact, figures)}
        self._spurious([row for row in figures if row["observation_id"] not in answered], figures)
        self._events(rows.events)
        self._ledger(rows.numerals)

    def _count(self, domain: str, name: str, number: int = 1) -> None:
        self.score.tallies[domain][name] += number

    def _wrong(self, domain: str, name: str, words: str, expected: object = "", found: object = "") -> None:
        self.score.mistakes.append(Mistake(self.passage.name, domain, name, words, expected, found))

    def _spans(self, figures: list[Row]) -> None:
        """One printed figure is one row, and its quote is what the text has there."""
        seen: set[str] = set()
        reached = -1
        for row in sorted(figures, key=span):
            if self.passage.text[slice(*span(row))] != row["quote"]:
                self._count("", "span_wrong")
                self._wrong("", "span", row["quote"], self.passage.text[slice(*span(row))])
            if row["observation_id"] in seen or row["start"] < reached or row["end"] <= row["start"]:
                self._count("", "overlapping")
                self._wrong("", "overlap", row["quote"], "", row["observation_id"])
            seen.add(row["observation_id"])
            reached = max(reached, row["end"])

    def _fact(self, fact: Row, figures: list[Row]) -> list[Row]:
        """Score one fact; returns the rows that stand on its words."""
        answers = answers_to(fact, figures)
        domain = fact["domain"]
        if domain not in DOMAINS:
            self._count("other", "other_facts")
            self._count("other", "other_found", bool(answers))
            return answers
        self._count(domain, "facts")
        if not answers:
            self._wrong(domain, "missed", fact["quote_value"], series_of(fact))
            return answers
        self._count(domain, "found")
        checks = [check for check in checks_of(fact, answers[0], figures) if check.name not in fact.get("doubtful", ())]
        for check in checks:
            self._count(domain, f"{check.name}_n")
            self._count(domain, f"{check.name}_ok", check.good)
            if not check.good:
                self._wrong(domain, check.name, fact["quote_value"], check.expected, check.found)
        self._count(domain, "exact", all(check.good for check in checks if check.name not in NOT_IN_EXACT))
        return answers

    def _spurious(self, unanswered: list[Row], figures: list[Row]) -> None:
        """Rows that touch no labelled figure, unless they are a growth or plan figure that a fact carries."""
        said = said_values(self.passage.facts)
        for row in figures:
            self._count(row["domain"], "rows", row["domain"] in DOMAINS)
        for row in unanswered:
            attribute = row["measure"] in ATTRIBUTES
            if not attribute and (row["domain"] not in DOMAINS or not row["indicator"]):
                self._count("other", "unclassified_spurious")
                self._wrong("other", "unclassified", row["quote"], "", row["indicator_phrase"])
            if row["domain"] in DOMAINS and not (attribute and _is_said(row, said)):
                self._count(row["domain"], "spurious")
                self._wrong(row["domain"], "spurious", row["quote"], "", (row["indicator"], row["measure"]))

    def _events(self, events: list[Row]) -> None:
        left = list(events)
        for label in self.passage.events:
            self._count("infrastructure", "events")
            best = _named_alike(label["name_vi"], left)
            if best is None:
                self._wrong("infrastructure", "event missed", label["name_vi"], label["status"])
                continue
            left.remove(best)
            self._count("infrastructure", "events_found")
            good = best["status"] in (label["status"], *label.get("status_alternatives", ()))
            self._count("infrastructure", "events_status_ok", good)
            if not good:
                self._wrong("infrastructure", "event status", label["name_vi"], label["status"], best["status"])
        self._count("infrastructure", "event_rows", len(events))
        self._count("infrastructure", "event_spurious", len(left))
        for row in left:
            self._wrong("infrastructure", "event spurious", row["project_name"], "", row["status"])

    def _ledger(self, numerals: list[Row]) -> None:
        wrong = wrong_digit_runs(self.passage.text, numerals)
        self._count("", "digit_runs", len(re.findall(r"\d+", self.passage.text)))
        self._count("", "ledger_wrong", len(wrong))
        for words in wrong:
            self._wrong("", "ledger", words, "each digit in one numeral")
        self._count("", "numerals", len(numerals))
        for row in numerals:
            if row["role"] == "unresolved":
                self._count("", "unresolved")
                around = self.passage.text[max(0, row["start"] - 30) : row["end"] + 20]
                self._wrong("", "unresolved", row["text"], "", around.replace("\n", " "))


def said_values(facts: Iterable[Row]) -> frozenset[Decimal]:
    """All growth and plan figures that the facts of a passage carry."""
    values = [fact.get(name) for fact in facts for name in SAID_VALUES]
    single = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return frozenset(Decimal(value) for value in single if isinstance(value, (int, Decimal)))


def _is_said(row: Row, said: frozenset[Decimal]) -> bool:
    return row["value"] is not None and not said.isdisjoint({Decimal(row["value"]), Decimal(row["value"]) - 100})


def _named_alike(name: str, events: list[Row]) -> Row | None:
    """The event that shares most words with a name, and at least half of them."""
    words = folded_words(name)
    best = max(events, key=lambda row: len(words & folded_words(row["project_name"])), default=None)
    if best is None or len(words & folded_words(best["project_name"])) < max(1, len(words) / 2):
        return None
    return best


def wrong_digit_runs(text: str, numerals: Iterable[Row]) -> list[str]:
    """The digit runs of a text, with the words around them, that do not lie in exactly one numeral."""
    covered = Counter(place for row in numerals for place in range(*span(row)))
    return [
        text[max(0, run.start() - 15) : run.end() + 10]
        for run in re.finditer(r"\d+", text)
        if {covered[place] for place in range(*run.span())} != {1}
    ]


def _measures(tally: Counter[str]) -> dict[str, Decimal | int | None]:
    return {
        "facts": tally["facts"],
        "fact_exact": _share(tally["exact"], tally["facts"]),
        "recall": _share(tally["found"], tally["facts"]),
        "precision": _share(tally["rows"] - tally["spurious"], tally["rows"]),
        **{name: _share(tally[f"{name}_ok"], tally[f"{name}_n"]) for name in FIELDS},
        "events": tally["events"],
        "event_recall": _share(tally["events_found"], tally["events"]),
        "event_status": _share(tally["events_status_ok"], tally["events_found"]),
        "event_precision": _share(tally["event_rows"] - tally["event_spurious"], tally["event_rows"]),
        "digit_runs": tally["digit_runs"],
        "ledger_wrong": tally["ledger_wrong"],
        "unresolved_share": _share(tally["unresolved"], tally["numerals"]),
        "other_found": _share(tally["other_found"], tally["other_facts"]),
        "span_wrong": tally["span_wrong"],
        "overlapping": tally["overlapping"],
        "unclassified_spurious": tally["unclassified_spurious"],
    }


def _share(part: int, whole: int) -> Decimal | None:
    return round(Decimal(part) / whole, 4) if whole else None
