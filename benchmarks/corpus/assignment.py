"""Which province, months and publisher bulletin k is about.

Bulletins come in blocks of 48: the official reports of one province over three years, month by month, and twelve
more by the press or of revised figures about some of the same months. Blocks follow each other in an order that the
seed shuffles; after the last one the press begins anew with the first. So a thousand bulletins are as densely woven
as ten thousand, and from some twenty-one thousand on more and more publishers tell the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from benchmarks.corpus.economy import month_number
from benchmarks.corpus.places import PRESS, Area, areas, areas_through
from benchmarks.corpus.writing import Period

FIRST_YEARS = range(2006, 2027, 3)
MONTHS_A_BLOCK = 36
BLOCK = 48
LAST_MONTH = (2026, 10)
OFFICIAL, PRESS_REPORT, REVISION = "official", "press", "revision"


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a bulletin is about.

    Attributes:
        number: k.
        area: the province.
        year, month: the last month it tells of.
        kind: official report (most with estimates), the press on the same, or the report of final figures.
        publisher: who prints it.
    """

    number: int
    area: Area
    year: int
    month: int
    kind: str
    publisher: str

    @property
    def last(self) -> int:
        """The last month, numbered."""
        return month_number(self.year, self.month)

    @property
    def report_period(self) -> Period:
        """From January to the end of the last month."""
        return Period(date(self.year, 1, 1), month_end(self.year, self.month))

    @property
    def published_on(self) -> date:
        """Before the month has ended; a revision two months and a half later."""
        days = {OFFICIAL: -3, PRESS_REPORT: -1, REVISION: 75}[self.kind]
        return month_end(self.year, self.month) + timedelta(days=days)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@cache
def _blocks(seed: int) -> tuple[tuple[str, int], ...]:
    """Every province, by the code it has today or had last, and every three years, in the order of the seed."""
    codes = sorted({area.code for area in areas()})
    blocks = [(code, year) for code in codes for year in FIRST_YEARS]
    Random(f"{seed}:blocks").shuffle(blocks)
    return tuple(block for block in blocks if _area_of(block[0], block[1], 1) is not None)


@cache
def _area_of(code: str, year: int, month: int) -> Area | None:
    """The province of a code in the borders of the end of a month."""
    end = month_end(year, month)
    return next((area for area in areas_through(end, end) if area.code == code), None)


def assignment(seed: int, number: int) -> Assignment:
    """What bulletin `number` of a seed is about."""
    blocks = _blocks(seed)
    place, position = divmod(number, BLOCK)
    again, place = divmod(place, len(blocks))
    code, first_year = blocks[place]
    random = Random(f"{seed}:assignment:{number}")
    official = again == 0 and position < MONTHS_A_BLOCK
    step = position if position < MONTHS_A_BLOCK else random.randrange(MONTHS_A_BLOCK)
    year, month, area = _when(code, first_year + step // 12, step % 12 + 1, random)
    if official:
        return Assignment(number, area, year, month, OFFICIAL, f"Cục Thống kê {area.name}")
    kind = REVISION if random.random() < 0.25 else PRESS_REPORT
    publisher = random.choice(PRESS).format(area.name)
    if kind == REVISION:
        publisher = f"Cục Thống kê {area.name}"
    return Assignment(number, area, year, month, kind, publisher)


def _when(code: str, year: int, month: int, random: Random) -> tuple[int, int, Area]:
    """The month, or an earlier one of the same province where its borders did not last, or time has not come so far."""
    while (year, month) > LAST_MONTH or (area := _area_of(code, year, month)) is None:
        year, month = year - random.randint(1, 2), random.randint(1, 12)
    return year, month, area
