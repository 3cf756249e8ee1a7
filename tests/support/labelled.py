"""The labelled passages that the extractor is measured on, all in one form.

A *fact* is one printed figure with what is said of it: the columns of `tests/golden/dev/README.md`. The bundled
bulletins have a label a figure; here their growth and plan figures join the level of their statement.
Numbers are exact decimals.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from tests.support.golden import GOLDEN, NAMES, Row, bulletin_text, golden_rows

PASSAGE_SETS = ("dev", "written", "press", "fresh", "newest", "latest")
"""Folders of `tests/golden` with texts and a `gold.jsonl`."""
SETS = (*PASSAGE_SETS, "seeds")
ATTRIBUTES = frozenset({"growth", "ratio", "plan_attainment", "contribution"})
"""Measures that say something of another figure."""
SAID_OF_A_LEVEL = {
    "same_period_previous_year": "yoy_pct",
    "previous_period": "mom_pct",
    "plan": "pct_of_plan",
}
SERIES = ("domain", "indicator", "item", "season", "coverage", "partner")
AS_LABELLED = ("measure", "hedge", "role", "unit", "period_start", "period_end", *SERIES)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with what a careful reader takes from it.

    Attributes:
        name: Unique within its set.
        text: As stored.
        facts: Printed figures, one row each.
        events: What is said of infrastructure projects: `name_vi`, `status`.
    """

    name: str
    text: str
    facts: tuple[Row, ...]
    events: tuple[Row, ...]


@cache
def passages(name: str) -> tuple[Passage, ...]:
    """The passages of one of `SETS`; none where its folder does not exist."""
    return tuple(_seeds() if name == "seeds" else _folder(GOLDEN / name))


def unlabelled_texts() -> dict[str, str]:
    """Further passages by name, for what holds of every text."""
    return {path.stem: _text(path) for path in sorted((GOLDEN / "unlabelled").glob("*.txt"))}


def _folder(folder: Path) -> Iterator[Passage]:
    labels = folder / "gold.jsonl"
    for line in labels.read_text(encoding="utf-8").splitlines() if labels.exists() else ():
        row = json.loads(line, parse_float=Decimal)
        text = _text(folder / f"{row['doc']}.txt")
        yield Passage(row["doc"], text, tuple(row["facts"]), tuple(row["infrastructure_events"]))


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _seeds() -> Iterator[Passage]:
    for name in NAMES:
        events = tuple({"name_vi": row["project_name"], **row} for row in golden_rows(name, "events"))
        yield Passage(name, bulletin_text(name), tuple(_facts(golden_rows(name, "observations"))), events)


def _facts(labels: list[Row]) -> Iterator[Row]:
    """One fact a level, with the growth and plan figures of its statement."""
    for label in labels:
        if label["measure"] in ATTRIBUTES:
            continue
        fact = {column: label[column] for column in AS_LABELLED}
        fact |= {
            "start": label["start"],
            "quote_value": label["quote"],
            "value": Decimal(label["value"]),
            "estimate": label["obs_status"] != "A",
            "period_alternatives": label.get("period_alternatives", []),
        }
        for said in labels:
            if said["measure"] in ATTRIBUTES and said["statement_id"] == label["observation_id"]:
                fact[SAID_OF_A_LEVEL[said["basis"]]] = _percent_change(said)
        yield fact


def _percent_change(said: Row) -> Decimal:
    return Decimal(said["value"]) - (100 if said["measure"] == "ratio" else 0)
