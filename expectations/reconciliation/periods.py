"""Periods as people say them, in Vietnamese and English."""

from __future__ import annotations

import re
from datetime import date, timedelta

VIETNAMESE, ENGLISH = 0, 1
"""The language, as the place of a name in a pair of names."""
ROMAN = ("I", "II", "III", "IV")
_FORM = re.compile(r"(?P<year>\d{4})(?:-(?P<kind>S(?=[12]$)|Q(?=[1-4]$)|(?=(?:0[1-9]|1[0-2])$))(?P<number>\d{1,2}))?")
"""A whole year, half, quarter or month in the form of SDMX."""


def period_name(time_period: str | None, start: date | None, end: date | None, language: int) -> str:
    """A period as people say it: 6 tháng đầu 2024, Q2 2023, Jan–Sep 2024; else its days.

    Args:
        time_period: Its form in SDMX, where it has one; other forms are told by their days.
        start: Its first day.
        end: Its last day.
        language: `VIETNAMESE` or `ENGLISH`.

    Returns:
        Its name; empty where nothing is known of it.
    """
    if match := _FORM.fullmatch(time_period or ""):
        return _named(match, language)
    if start is None and end is None:
        return time_period or ""
    if start is not None and end is not None and _is_from_january(start, end):
        return f"Jan–{end.strftime('%b')} {end.year}" if language else f"{end.month} tháng {end.year}"
    last = day_name(end, language)
    return last if start == end else f"{day_name(start, language)} – {last}"


def day_name(day: date | None, language: int) -> str:
    """A date: 13/06/2024, or 13 Jun 2024."""
    if day is None:
        return "…"
    return day.strftime("%-d %b %Y") if language else day.strftime("%d/%m/%Y")


def _named(match: re.Match[str], language: int) -> str:
    year, kind, number = match["year"], match["kind"] or "", int(match["number"] or 0)
    if kind == "S":
        return f"H{number} {year}" if language else f"6 tháng {'đầu' if number == 1 else 'cuối'} {year}"
    if kind == "Q":
        return f"Q{number} {year}" if language else f"quý {ROMAN[number - 1]}/{year}"
    if number:
        return f"{date(int(year), number, 1).strftime('%b')} {year}" if language else f"tháng {number}/{year}"
    return year if language else f"năm {year}"


def _is_from_january(start: date, end: date) -> bool:
    """Whether a range is of whole months of one year from January on: how bulletins count up a year."""
    return (
        (start.month, start.day) == (1, 1)
        and start.year == end.year
        and end.month > 1
        and (end + timedelta(days=1)).day == 1
    )
