"""The true numbers: for every province and series a value a month, walking at random over twenty years.

Only leaves are drawn. Totals are sums of leaves, so that they add up exactly; growths and plans are worked out from
them. An estimate differs from what is final in the month that it estimates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp, pi, sin
from random import Random

FIRST_YEAR = 2004
LAST_YEAR = 2027
MONTHS = (LAST_YEAR - FIRST_YEAR + 1) * 12


@dataclass(frozen=True, slots=True)
class Leaf:
    """How one series walks.

    Attributes:
        name: what it is known by.
        smallest, largest: bounds of its usual size in the base unit: a month's flow, or a stock.
        stock: whether it is a stock and not a flow.
    """

    name: str
    smallest: float
    largest: float
    stock: bool = False


LEAVES = {
    leaf.name: leaf
    for leaf in (
        Leaf("export", 4e6, 9e8),
        Leaf("import", 3e6, 8e8),
        Leaf("other_types", 5e6, 4e8),
        Leaf("local_share", 0.2, 0.8, stock=True),
        Leaf("export_vehicles", 900, 30_000),
        Leaf("import_vehicles", 700, 25_000),
        Leaf("rice_area", 1_500, 30_000),
        Leaf("maize_area", 400, 4_000),
        Leaf("cassava_area", 200, 3_000),
        Leaf("vegetables_area", 300, 5_000),
        Leaf("rice_yield", 48, 72, stock=True),
        Leaf("forest_production", 150, 1_200),
        Leaf("forest_protection", 5, 90),
        Leaf("scattered_trees", 5e4, 9e5),
        Leaf("timber", 4e3, 1.2e5),
        Leaf("capture", 200, 20_000),
        Leaf("aquaculture", 300, 25_000),
        Leaf("pigs", 9e4, 9e5, stock=True),
        Leaf("cattle", 2e4, 2.5e5, stock=True),
        Leaf("poultry", 2e6, 2e7, stock=True),
        Leaf("central_budget", 3e10, 3e11),
        Leaf("local_budget", 4e10, 6e11),
        Leaf("fdi_new", 1e6, 9e7),
        Leaf("fdi_increase", 1e6, 6e7),
    )
}


class Economy:
    """The truth of one seed.

    Months are counted from January of `FIRST_YEAR`; values are whole numbers in the base unit, but yields (hundredths
    of a quintal a hectare).
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._values = lru_cache(maxsize=4096)(self._walk)

    def _walk(self, area: str, name: str) -> tuple[float, ...]:
        leaf = LEAVES[name]
        random = Random(f"{self._seed}:{area}:{name}")
        size = leaf.smallest * (leaf.largest / leaf.smallest) ** random.random()
        trend, swing, phase = random.uniform(-0.01, 0.09), random.uniform(0.02, 0.25), random.uniform(0, 2 * pi)
        noise = 0.004 if leaf.stock else 0.05
        walk, values = 0.0, []
        for month in range(MONTHS):
            walk = 0.995 * walk + random.gauss(0, 0.012)
            season = 0.0 if leaf.stock else swing * sin(2 * pi * month / 12 + phase)
            growth = 0.0 if leaf.stock and leaf.largest < 100 else trend * month / 12
            moved = growth + walk * (0.3 if leaf.stock else 1) + random.gauss(0, noise)
            values.append(size * exp(moved) * (1 + season))
        return tuple(values)

    def month(self, area: str, name: str, month: int) -> int:
        """The final value of a month (a flow's), or at its end (a stock's)."""
        value = self._values(area, name)[month]
        if name == "rice_yield":
            return round(value * 100)
        return round(value) if LEAVES[name].largest > 1 else round(value * 1000)

    def estimate(self, area: str, name: str, month: int) -> int:
        """The value of a month as estimated before it ends: off by two and a half per cent at most."""
        final = self.month(area, name, month)
        if LEAVES[name].stock:
            return final
        error = Random(f"{self._seed}:{area}:{name}:{month}").gauss(0, 0.01)
        return round(final * (1 + max(-0.025, min(0.025, error))))

    def flow(self, area: str, name: str, first: int, last: int, *, estimated: bool) -> int:
        """The sum of the months from `first` to `last`, the last one estimated or final."""
        ended = self.estimate(area, name, last) if estimated else self.month(area, name, last)
        return sum(self.month(area, name, month) for month in range(first, last)) + ended

    def plan(self, area: str, name: str, year: int) -> int:
        """The plan of a year: near what came true, in two to three digits."""
        first = month_number(year, 1)
        real = self.flow(area, name, first, first + 11, estimated=False)
        wanted = real * Random(f"{self._seed}:{area}:{name}:{year}:plan").uniform(0.9, 1.12)
        step = 10 ** max(0, len(str(round(wanted))) - 3)
        return max(step, round(wanted / step) * step)


@cache
def month_number(year: int, month: int) -> int:
    """The number of a month, counted from January of the first year."""
    return (year - FIRST_YEAR) * 12 + month - 1
