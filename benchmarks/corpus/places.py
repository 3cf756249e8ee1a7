"""The provinces of the reference table and who writes about them, by date."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache

from orchestration.settings import REFERENCE

PRESS = ("Báo {}", "Đài Phát thanh và Truyền hình {}", "Cổng thông tin điện tử {}", "Báo Nhân Dân", "Báo Đầu tư",
         "Tạp chí Kinh tế và Dự báo", "TTXVN", "Báo Công Thương")  # fmt: skip
"""Publishers; a gap is filled with the province's name."""


@dataclass(frozen=True, slots=True)
class Area:
    """A province within the borders of one time.

    Attributes:
        code: its ISO 3166-2 code.
        name: in Vietnamese.
        since, until: the first and last day of these borders; open ends are far away.
    """

    code: str
    name: str
    since: date
    until: date

    @property
    def key(self) -> str:
        """What its economy is known by: a merged province is another one."""
        return f"{self.code}:{self.since.year}"


@cache
def areas() -> tuple[Area, ...]:
    """Every province in every border it has had, in the order of the reference table."""
    with (REFERENCE / "areas.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind"] in ("province", "city")]
    return tuple(
        Area(
            row["code"],
            row["name_vi"],
            date.fromisoformat(row["valid_from"] or "0001-01-01"),
            date.fromisoformat(row["valid_to"] or "9999-12-31"),
        )
        for row in rows
    )


@cache
def areas_through(first: date, last: date) -> tuple[Area, ...]:
    """The provinces whose borders hold from one day to another."""
    return tuple(area for area in areas() if area.since <= first and last <= area.until)
