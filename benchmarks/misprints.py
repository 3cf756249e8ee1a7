"""Misprints to plant in honest networks: one figure printed wrongly, in one of the ways that bulletins are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from benchmarks.networks import Network, Print

UNITS = {
    "tỷ": ("triệu", "nghìn tỷ"),
    "triệu": ("tỷ", "nghìn"),
    "nghìn tỷ": ("tỷ",),
    "nghìn": ("", "triệu"),
    "": ("nghìn",),
}
"""Multipliers a thousand times as large or as small that are mistaken for each other."""
MOST_PLACES = 3


@dataclass(frozen=True)
class Planted:
    """A network with planted errors: what the wrong figures say, and what they should say."""

    network: Network
    meant: dict[str, Print]


def transpositions(shown: Print) -> Iterator[Print]:
    """Two unequal digits that stand side by side, exchanged."""
    digits = shown.digits
    for place in range(len(digits) - 1):
        yield replace(shown, digits=digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])


def substitutions(shown: Print) -> Iterator[Print]:
    """One digit replaced by another."""
    for place in range(len(shown.digits)):
        for digit in "0123456789":
            yield replace(shown, digits=shown.digits[:place] + digit + shown.digits[place + 1 :])


def separators(shown: Print) -> Iterator[Print]:
    """The same digits with the decimal comma lost, added or elsewhere."""
    for places in range(-MOST_PLACES, MOST_PLACES + 1):
        decimals = shown.decimals - places
        digits = shown.digits.lstrip("0")
        if decimals >= 0 and len(digits) >= decimals and places:
            yield replace(shown, digits=digits.rjust(decimals + 1, "0"), decimals=decimals)


def units(shown: Print) -> Iterator[Print]:
    """A multiplier a thousand times too large or too small."""
    if shown.unit not in ("%", "tạ/ha"):
        for multiplier in UNITS[shown.multiplier]:
            yield replace(shown, multiplier=multiplier)


def signs(shown: Print) -> Iterator[Print]:
    """A rise for a fall, or a fall for a rise."""
    yield replace(shown, negative=not shown.negative)


KINDS: dict[str, Callable[[Print], Iterator[Print]]] = {
    "transposition": transpositions,
    "substitution": substitutions,
    "separator": separators,
    "unit": units,
    "sign": signs,
}


def misprints(shown: Print, kind: str, measure: str) -> list[Print]:
    """The ways to misprint a figure that still read as a number, and as another one."""
    if kind == "sign" and measure != "growth":
        return []
    return [
        wrong
        for wrong in dict.fromkeys(KINDS[kind](shown))
        if (wrong.decimals != shown.decimals or _head(wrong) == _head(shown) or _head(wrong) != "0")
        and wrong.read() is not None
        and wrong.value != shown.value
        and wrong.value != 0
    ]


def _head(shown: Print) -> str:
    return shown.digits[0]


def plant(network: Network, kinds: tuple[str, ...], random: Random) -> Planted | None:
    """Misprint a figure for each kind; ``None`` where the network offers none to misprint so."""
    wrong: dict[str, Print] = {}
    for kind in kinds:
        options = {
            key: found
            for key, shown in network.prints.items()
            if key not in wrong and (found := misprints(shown, kind, network.columns[key]["measure"]))
        }
        if not options:
            return None
        chosen = random.choice(sorted(options))
        wrong[chosen] = random.choice(options[chosen])
    return Planted(network.misprinted(wrong), {key: network.prints[key] for key in wrong})
