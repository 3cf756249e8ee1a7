"""The repairs that the network suggests for a conflict, numbered as people choose them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orchestration.review.correctable import UnfitValue, as_text, parsed


@dataclass(frozen=True, slots=True)
class Repair:
    """One suggested value of one figure.

    Attributes:
        number: by which it is chosen, from 1, the likeliest first.
        observation_id: the figure.
        kind: what would have gone wrong: `transposition` and so on.
        value_text: the number as it might have been printed; empty where it cannot be told.
        value: in the figure's unit.
        together: how many figures would have to be wrong at once.
    """

    number: int
    observation_id: str
    kind: str
    value_text: str
    value: Decimal
    together: int


def repairs_of(conflict: Mapping[str, Any]) -> list[Repair]:
    """The repairs of a row of `quality.conflicts`, those of the likeliest set of suspects first."""
    found = json.loads(conflict["min_sets"], parse_float=Decimal) if conflict["min_sets"] else []
    return [
        Repair(number, repair["observation_id"], repair["kind"], repair["value_text"], value, together)
        for number, (repair, value, together) in enumerate(_storable(found), start=1)
    ]


def _storable(found: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Decimal, int]]:
    """What a column of the warehouse can hold, each value of a figure once."""
    seen = set()
    for suspects in found:
        for repair in suspects["repairs"]:
            value = Decimal(repair["value"])
            try:
                parsed("value", as_text(value))
            except UnfitValue:
                continue
            if (repair["observation_id"], value) not in seen:
                seen.add((repair["observation_id"], value))
                yield repair, value, len(suspects["observation_ids"])
