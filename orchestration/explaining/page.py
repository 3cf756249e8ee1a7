"""The explanation of a text as one HTML file: no script, nothing remote, readable on a phone and in the dark."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from expectations.inert import inert
from orchestration.bulletins.records import Document, Extraction, Observation, ProjectEvent, Situation
from orchestration.explaining.lines import Line, lines_of
from orchestration.explaining.names import LABELS, Name, Names, name_of
from orchestration.explaining.notes import Fact, Notes, role_counts, shown

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that was found, as the page shows it.

    Attributes:
        anchor: Id of its mark and, with `-why`, of the card.
        number: What stands in its badge.
        tone: Class of its colour: a domain, `event` or `situation`.
        row: What was read: the card shows the gist of it.
        facts: All that is to be said of it, behind a fold.
    """

    anchor: str
    number: str
    tone: str
    row: Observation | ProjectEvent | Situation
    facts: tuple[Fact, ...]

    @property
    def series(self) -> tuple[str, ...]:
        """The codes of a figure's series key."""
        return self._codes("series")

    @property
    def measure(self) -> tuple[str, ...]:
        """The codes of a figure's measure and basis."""
        return self._codes("measure")

    @property
    def not_on_the_spot(self) -> tuple[Fact, ...]:
        """The facts that the clause itself does not state: inherited, inferred, from the document or the sidecar."""
        return tuple(fact for fact in self.facts if fact.source not in (None, "stated"))

    @property
    def repeated(self) -> int | None:
        """Number of the more precise figure that it repeats."""
        return next((fact.link for fact in self.facts if fact.label == "restates"), None)

    def _codes(self, label: str) -> tuple[str, ...]:
        return next((fact.codes for fact in self.facts if fact.label == label), ())


ReadLine = Line[Observation, ProjectEvent, Situation]
"""A line of what the extractor read."""


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text with its cards."""

    line: ReadLine
    cards: tuple[Card, ...]


def render(source_name: str, document: Document, found: Extraction, names: Names) -> str:
    """Return the page as HTML.

    Args:
        source_name: Name of the file, for the heading where the text has no title.
        document: The text and its facts.
        found: What was read of it.
        names: Names of codes (`read_names`).
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=inert,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["name"] = lambda code: name_of(code, names)
    environment.filters["number"] = vietnamese_number
    environment.filters["day"] = lambda day: day.strftime("%d/%m/%Y")
    environment.filters["unit"] = lambda code: short_unit(code, names)
    style = (TEMPLATES / "explain.css").read_text(encoding="utf-8")
    notes = Notes(document.text, found)
    return environment.get_template("explain.html.j2").render(
        source_name=source_name,
        document=document,
        found=found,
        blocks=[Block(line, tuple(_cards(line, notes))) for line in lines_of(document.text, found)],
        domains={number: tone_of(row) for number, row in enumerate(found.observations, start=1)},
        counts=_counts(found),
        roles=role_counts(found),
        labels={label: Name(*pair) for label, pair in LABELS.items()},
        style=style,
        style_hash=_hash(style),
    )


def _hash(style: str) -> str:
    """The source expression by which the page's policy allows its one style sheet."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def tone_of(row: Observation) -> str:
    """The class of a figure's colour."""
    return row.domain if row.indicator else "unclassified"


def vietnamese_number(value: Decimal) -> str:
    """Write a number with Vietnamese separators: 2.700.000.000 and 20,8."""
    sign, digits = ("−", -value) if value < 0 else ("", value)
    return sign + f"{digits.normalize():,f}".translate(str.maketrans(",.", ".,"))


def short_unit(code: str, names: Names) -> str:
    """A unit as it is printed behind a number: «USD» of «đô la Mỹ (USD)», «xe» of «xe; phương tiện»."""
    name = name_of(code, names).vietnamese
    return code if f"({code})" in name else name.split(";")[0]


def _counts(found: Extraction) -> Mapping[str, int]:
    tones = [tone_of(row) for row in found.observations]
    counts = {tone: tones.count(tone) for tone in ("trade", "agriculture", "infrastructure", "other", "unclassified")}
    return {tone: count for tone, count in counts.items() if count}


def _cards(line: ReadLine, notes: Notes) -> Iterator[Card]:
    cards = [
        *((row.start, _figure(number, row, notes)) for number, row in line.figures),
        *((row.start, _event(number, row, notes)) for number, row in line.events),
        *((row.start, _situation(number, row, notes)) for number, row in line.situations),
    ]
    yield from (card for _, card in sorted(cards, key=lambda pair: pair[0]))


def _figure(number: int, row: Observation, notes: Notes) -> Card:
    return Card(f"f{number}", str(number), tone_of(row), row, tuple(shown(notes.figure(row))))


def _event(number: int, row: ProjectEvent, notes: Notes) -> Card:
    return Card(f"e{number}", f"E{number}", "event", row, tuple(shown(notes.event(row))))


def _situation(number: int, row: Situation, notes: Notes) -> Card:
    return Card(f"s{number}", f"S{number}", "situation", row, tuple(shown(notes.situation(row))))
