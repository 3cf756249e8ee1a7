"""A date or month that stands alone: digits in any order of marks, words, with a weekday before or a clock behind."""

from __future__ import annotations

import calendar
import re
from datetime import date

from orchestration.bulletins.spelled import read_spelled, read_year

_WEEKDAY = re.compile(r"^(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)(?: ngày|,| -)? (?=\S)")
_TIME = r"(?:(?:vào )?(?:lúc|hồi) )?\d{1,2}(?:(?::\d{2}){1,2}| ?(?:h|giờ)(?: ?\d{1,2}(?: phút)?)?)"
_CLOCK_BEHIND = re.compile(rf",? {_TIME}$")
_CLOCK_BEFORE = re.compile(rf"^{_TIME}(?:,| -)? (?=\S)")
_MONTH_WORDS = r"mười hai|mười một|mười|một|giêng|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín|chạp|\d{1,2}"
_IN_WORDS = re.compile(
    r"(?:(?:ngày )?(?:mùng |mồng )?(?P<day>\d{1,2}|[^\W\d_]+(?: [^\W\d_]+){0,2}) )?"
    rf"tháng (?P<month>{_MONTH_WORDS})(?:,? (?:năm )?(?P<year>\d{{4}}|[^\W\d_]+(?: [^\W\d_]+){{2,9}}))?"
)
_IN_DIGITS = re.compile(
    r"(?:ngày )?(?P<day>\d{1,2}) ?(?P<mark>[/.-]) ?(?P<month>\d{1,2}) ?(?P=mark) ?(?P<year>\d{4}|\d\d)"
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})")
_MONTH_IN_DIGITS = re.compile(r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})")
_YEAR_ALONE = re.compile(r"năm (?P<year>\d{4})")
_YEAR_IN_WORDS = re.compile(r"(?P<head>(?:.* )?)năm (?P<year>[^\W\d_]+(?: [^\W\d_]+){2,9})")
_QUARTER_IN_WORDS = re.compile(r"(?<=quý )(?:một|hai|ba|bốn|tư)(?!\w)")
_FORMS = (_IN_DIGITS, _YEAR_FIRST, _IN_WORDS, _MONTH_IN_DIGITS, _YEAR_ALONE)
_SPECIAL_MONTHS = {"giêng": 1, "chạp": 12}
_PIVOT = 69
"""Two digits from here on are a year of the last century."""


def in_digits(folded: str) -> str:
    """A date without weekday and clock, its words as digits: «ngày mười tháng năm» is «ngày 10 tháng 5».

    What is no date comes back without weekday and clock, else as it is.
    """
    bare = _CLOCK_BEHIND.sub("", _CLOCK_BEFORE.sub("", _WEEKDAY.sub("", folded)))
    match = _IN_WORDS.fullmatch(bare)
    if match is None:
        return _year_in_digits(bare)
    day, month, year = match.group("day", "month", "year")
    numbers = _number(day), _number(month), _year(year)
    if any(word and number is None for word, number in zip((day, month, year), numbers, strict=True)):
        return bare
    names = ("ngày", "tháng", "năm")
    return " ".join(f"{name} {number}" for name, number in zip(names, numbers, strict=True) if number is not None)


def read_date(digits: str) -> tuple[date, date] | None:
    """First and last day of a day, month or year, in digits as `in_digits` gives them."""
    match = next(filter(None, (form.fullmatch(digits) for form in _FORMS)), None)
    if match is None or not (match.group("year") or "").isdigit():
        return None
    parts = match.groupdict()
    month, day = _number(parts.get("month")), _number(parts.get("day"))
    try:
        first = date(_full_year(parts["year"]), 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if day is not None:
        return first, first
    last_month = 12 if month is None else month
    return first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


def _year_in_digits(bare: str) -> str:
    """«quý ba năm hai không hai hai» as «quý 3 năm 2022»: what else than days and months has a spoken year."""
    plain = _QUARTER_IN_WORDS.sub(lambda match: str(_number(match.group())), bare)
    match = _YEAR_IN_WORDS.fullmatch(plain)
    year = _year(match.group("year")) if match else None
    return plain if match is None or year is None else f"{match.group('head')}năm {year}"


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= _PIVOT else 2000)


def _number(words: str | None) -> int | None:
    if words is None:
        return None
    if words.isdigit():
        return int(words)
    value = _SPECIAL_MONTHS.get(words) or read_spelled(words.split())
    return int(value) if value is not None and value == int(value) else None


def _year(words: str | None) -> int | None:
    if words is None or words.isdigit():
        return None if words is None else int(words)
    return read_year(words.split())
