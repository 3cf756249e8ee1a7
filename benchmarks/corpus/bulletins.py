"""Bulletin k: its text, sidecar and truth."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.corpus import sections
from benchmarks.corpus.assignment import OFFICIAL, PRESS_REPORT, REVISION, Assignment, assignment
from benchmarks.corpus.economy import Economy, month_number
from benchmarks.corpus.writing import Misprint, Row, Writer, as_number, choose_misprint

SHARE_WITH_MISPRINT = 0.04
SHARE_DECLARED = 0.4


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One bulletin with its truth.

    Attributes:
        name: path within the corpus, without ending: year/province/number.
        text: as printed.
        sidecar: what the text does not tell.
        facts: printed figures, as `tests/golden/dev/README.md` has them.
        events: projects that reached a status.
        planted: the misprinted figure, or nothing: place, kind, what it says and should say.
    """

    name: str
    text: str
    sidecar: dict[str, Any]
    facts: tuple[Row, ...]
    events: tuple[Row, ...]
    planted: Row | None

    @property
    def truth(self) -> Row:
        """A line of `truth.jsonl`."""
        planted = self.planted and _with_plain_numbers(self.planted)
        facts = [_with_plain_numbers(fact) for fact in self.facts]
        return {"doc": self.name, "facts": facts, "infrastructure_events": list(self.events), "planted": planted}

    def write(self, folder: Path) -> None:
        """Write text and sidecar into a corpus."""
        path = folder / f"{self.name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.text.encode())
        lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in self.sidecar.items())
        path.with_suffix(".yml").write_text(lines, encoding="utf-8")


_NUMBERS = frozenset({"value", "yoy_pct", "mom_pct", "pct_of_plan", "printed", "right"})


def _with_plain_numbers(row: Row) -> Row:
    return {name: as_number(held) if name in _NUMBERS else held for name, held in row.items()}


class Corpus:
    """All bulletins of a seed.

    Args:
        seed: another seed, other provinces' fortunes and other words.
        misprints: the share of bulletins with a misprinted figure.
    """

    def __init__(self, seed: int, *, misprints: float = SHARE_WITH_MISPRINT) -> None:
        self.seed = seed
        self._misprints = misprints
        self._economy = Economy(seed)

    def bulletin(self, number: int) -> Bulletin:
        """Bulletin `number`, counted from 0; the same whatever was asked for before."""
        about = assignment(self.seed, number)
        honest = self._written(about, None)
        random = Random(f"{self.seed}:misprint:{number}")
        wrong = choose_misprint(honest.candidates, random) if random.random() < self._misprints else None
        written = self._written(about, wrong) if wrong else honest
        period = about.report_period
        sidecar: dict[str, Any] = {
            "publisher": about.publisher,
            "issuing_authority": f"UBND tỉnh {about.area.name}",
            "ref_area": about.area.code,
            "language": "vi",
            "published_on": about.published_on.isoformat(),
        }
        if number % 3 == 0:
            sidecar["report_period"] = {"start": period.start.isoformat(), "end": period.end.isoformat()}
        return Bulletin(
            f"{about.year}/{about.area.code}/{number:07d}", written.text, sidecar, tuple(written.facts),
            tuple(written.events), written.planted,
        )  # fmt: skip

    def _written(self, about: Assignment, misprint: Misprint | None) -> Writer:
        """Write a bulletin; the same choices are made with a misprint and without."""
        random = Random(f"{self.seed}:bulletin:{about.number}")
        writer = Writer(misprint)
        official = Random(f"{self.seed}:{about.area.key}:{about.year}:{about.month}")
        estimated = official.random() < 0.7 and about.kind != REVISION
        declared = Random(f"{self.seed}:{about.area.key}:style").random() < SHARE_DECLARED
        telling = sections.Telling(
            writer, random, self._economy, about, month_number(about.year, 1), about.report_period, estimated,
            "declared_at_provincial_customs" if declared else None,
        )  # fmt: skip
        _title(telling)
        for section in _chosen(about, random):
            section(telling)
            if random.random() < 0.4:
                sections.noise(telling)
        return writer


def _title(telling: sections.Telling) -> None:
    about, writer = telling.about, telling.writer
    if about.kind == REVISION:
        writer.write(f"Số liệu chính thức tình hình kinh tế - xã hội tỉnh {about.area.name} {telling.when}\n")
    elif about.kind == PRESS_REPORT and telling.random.random() < 0.5:
        sections.headline(telling)
    else:
        writer.write(f"Tình hình kinh tế - xã hội tỉnh {about.area.name} {telling.when}\n")


def _chosen(about: Assignment, random: Random) -> list[Any]:
    """The sections of a bulletin: an official report has most of them, the press a few."""
    every = [section for group in sections.SECTIONS.values() for section in group]
    if about.kind == PRESS_REPORT:
        return [sections.trade, *random.sample(every[1:], random.randint(0, 2))]
    chosen = [section for section in every if random.random() < 0.6] or [sections.trade]
    tells_of_month = about.kind == OFFICIAL and 1 < about.month < 12 and random.random() < 0.3
    return [*chosen, sections.month_alone] if tells_of_month else chosen
