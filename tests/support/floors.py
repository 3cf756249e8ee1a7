"""What the extractor once reached on the labelled passages, below which it must not fall: tests/golden/floors.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from tests.support.golden import GOLDEN

FLOORS = GOLDEN / "floors.csv"
BOUNDS = ("at_least", "at_most")
Measures = Mapping[str, Decimal | int | None]


@dataclass(frozen=True, slots=True)
class Floor:
    """A bound on one measure of one set: a share is at least, a count of errors at most `value`."""

    set: str
    measure: str
    bound: str
    value: Decimal

    def holds(self, measures: Measures) -> bool:
        """Whether the measure keeps the bound; a measure that cannot be taken does not."""
        reached = measures[self.measure]
        if reached is None:
            return False
        return reached >= self.value if self.bound == "at_least" else reached <= self.value

    def raised(self, measures: Measures) -> Floor:
        """The same bound, tightened to what is reached; never loosened."""
        reached = measures[self.measure]
        return replace(self, value=Decimal(reached)) if reached is not None and self.holds(measures) else self


def read_floors(path: Path = FLOORS) -> list[Floor]:
    """All bounds, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Floor(row["set"], row["measure"], row["bound"], Decimal(row["value"])) for row in csv.DictReader(file)]


def raise_floors(name: str, measures: Measures, path: Path = FLOORS) -> list[str]:
    """Tighten the bounds of one set to what is reached; returns a line for each that moved."""
    floors = read_floors(path)
    raised = [floor.raised(measures) if floor.set == name else floor for floor in floors]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("set", "measure", "bound", "value"))
        writer.writerows((floor.set, floor.measure, floor.bound, floor.value) for floor in raised)
    moved = [(before, after) for before, after in zip(floors, raised, strict=True) if before.value != after.value]
    return [f"{name} {before.measure}: {before.value} → {after.value}" for before, after in moved]
