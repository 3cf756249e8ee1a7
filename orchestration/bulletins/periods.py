"""Periods and dates: from the words of a bulletin to inclusive dates and the SDMX form (language notes, section 7)."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from orchestration.bulletins.dates import in_digits, read_date
from orchestration.bulletins.spelled import read_spelled, read_year
from orchestration.bulletins.text import make_view

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SPELLED_MONTHS = "|".join(
    (
        "mười hai",
        "mười một",
        "mười",
        "một",
        "giêng",
        "hai",
        "ba",
        "bốn",
        "tư",
        "năm",
        "sáu",
        "bảy",
        "tám",
        "chín",
        "chạp",
    )
)
_SPECIAL_MONTHS = {"giêng": 1, "chạp": 12}


_MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is known of the time of writing: the publication date, or only a year."""

    published_on: date | None = None
    year: int | None = None

    @property
    def known_year(self) -> int | None:
        """The year of a period that names none."""
        return self.published_on.year if self.published_on else self.year


@dataclass(frozen=True, slots=True)
class Period:
    """Inclusive dates and the SDMX form."""

    start: date
    end: date

    @property
    def time_period(self) -> str:
        """SDMX time period: 2024-S1, 2023-Q2, 2024-06, 2024, a day, or start/duration."""
        return sdmx_time_period(self.start, self.end)


_SAID_ONCE = frozenset({"period.months_left", "period.years", "period.from_year", "period.to_year_end"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A period or date named in a text.

    Attributes:
        start: folded offset.
        end: folded offset.
        kind: cumulative, to_date, quarter, month, year, day, range, since, target, base, event, season_year.
        rule_id: the rule that read it.
        year: the year that is printed, if one is.
        first: (month, day) of the first day.
        last: (month, day) of the last day.
        last_year: the year of the last day where it differs.
        kind_before: the kind without regard to the words before it (a base month is a month).
        lies_ahead: whether it is the time by which something is expected or wanted.
        at_a_point: whether it is the time of a count («thời điểm tháng 7»), not of what flowed in it.
    """

    start: int
    end: int
    kind: str
    rule_id: str
    year: int | None
    first: _MonthDay
    last: _MonthDay
    last_year: int | None = None
    kind_before: str = ""
    at_a_point: bool = False
    lies_ahead: bool = False

    def resolve(self, anchor: Anchor) -> Period | None:
        """The dates meant, with the anchor's year where none is printed; None if no year can be known."""
        year = self.year if self.year is not None else _year_of(self, anchor)
        if year is None:
            return None
        return _days_of(year, self.first, self.last_year or year, self.last)

    def from_year_start(self) -> Mention:
        """From the first of January to the end of this period: «lũy kế từ đầu năm» behind «tháng 9»."""
        return replace(self, kind="cumulative", first=(1, 1))

    @property
    def is_period(self) -> bool:
        """Whether figures can be of this period (a base year, a target year or an event's name cannot)."""
        return self.kind not in ("base", "target", "event", "since", "aim", "plan_year", "season_year") and (
            self.kind not in ("this_month", "this_quarter", "from_start")
        )

    @property
    def carries_on(self) -> bool:
        """Whether the sentences behind it may be of this period too: what is left of a year is said once."""
        return self.rule_id not in _SAID_ONCE and not self.at_a_point


def to_date(mention: Mention, anchor: Anchor) -> Mention | None:
    """«từ đầu năm (2023) đến nay»: from the first of January to the day of publication, where that is known."""
    today = anchor.published_on
    if today is None or mention.year not in (None, today.year):
        return None
    return replace(mention, kind="to_date", year=today.year, first=(1, 1), last=(today.month, today.day))


def mention_of(period: Period) -> Mention:
    """The report period as if a clause had named it."""
    first, last = (period.start.month, period.start.day), (period.end.month, period.end.day)
    return Mention(0, 0, "cumulative", "period.reported", period.start.year, first, last, period.end.year, "cumulative")


@lru_cache(maxsize=4096)
def _days_of(year: int, first: _MonthDay, last_year: int, last: _MonthDay) -> Period | None:
    """From one day to another; None where there is no such day or the last is before the first."""
    try:
        start, end = date(year, *first), _last_day(last_year, last)
    except ValueError:
        return None
    return Period(start, end) if start <= end else None


def _year_of(mention: Mention, anchor: Anchor) -> int | None:
    """A bare month or date is the latest one that is not after the publication date."""
    year = anchor.known_year
    if year is None or anchor.published_on is None or mention.kind in ("cumulative", "year"):
        return year
    today = anchor.published_on
    return year if (year, *mention.first) <= (today.year, today.month, today.day) else year - 1


def _last_day(year: int, month_day: _MonthDay) -> date:
    month, day = month_day
    return date(year, month, min(day, calendar.monthrange(year, month)[1]) if day > 28 else day)


@lru_cache(maxsize=4096)
def sdmx_time_period(start: date, end: date) -> str:
    """The SDMX form of inclusive dates; see `Period.time_period`."""
    if start == end:
        return start.isoformat()
    whole_months = start.day == 1 and (end + timedelta(days=1)).day == 1 and start.year == end.year
    months = end.month - start.month + 1
    if whole_months and months == 1:
        return f"{start:%Y-%m}"
    if whole_months and months == 3 and start.month % 3 == 1:
        return f"{start.year}-Q{start.month // 3 + 1}"
    if whole_months and months == 6 and start.month in (1, 7):
        return f"{start.year}-S{start.month // 6 + 1}"
    if whole_months and months == 12:
        return str(start.year)
    return f"{start.isoformat()}/P{(end - start).days + 1}D"


_Built = tuple[str, _MonthDay, _MonthDay]
"""What a builder makes of a match: the kind, the first and the last day."""
_Builder = Callable[[re.Match[str]], _Built | None]


def _months(match: re.Match[str]) -> _Built | None:
    count = _small(match.group("count"))
    if count is None or not 1 <= count <= 12:
        return None
    if match.groupdict().get("second") and count <= 6:
        return "range", (13 - count, 1), (12, 31)
    return "cumulative", (1, 1), (count, 31)


def _months_left(match: re.Match[str]) -> _Built | None:
    count = _small(match.group("count"))
    return ("range", (13 - count, 1), (12, 31)) if count is not None and 1 <= count <= 12 else None


def _this_month(match: re.Match[str]) -> _Built:
    return "this_month", (1, 1), (12, 31)


def _this_quarter(match: re.Match[str]) -> tuple[str, tuple[int, int], tuple[int, int]]:
    return "this_quarter", (1, 1), (12, 31)


def _from_start(match: re.Match[str]) -> tuple[str, tuple[int, int], tuple[int, int]]:
    return "from_start", (1, 1), (12, 31)


def _month_span(match: re.Match[str]) -> _Built | None:
    first, last = _small(match.group("first")), _small(match.group("month"))
    if first is None or last is None or not 1 <= first < last <= 12:
        return None
    return "range", (first, 1), (last, 31)


def _first_months_and_half(match: re.Match[str]) -> _Built | None:
    month = _small(match.group("month"))
    if month is None or not 1 <= month <= 12:
        return None
    return ("range", (month, 1), (month, 15)) if match.group("half") == "đầu" else ("range", (month, 16), (month, 31))


def _to_quarter(match: re.Match[str]) -> _Built:
    quarter = _ROMAN.get(match.group("quarter")) or int(match.group("quarter"))
    return "cumulative", (1, 1), (3 * quarter, 31)


def _half(match: re.Match[str]) -> _Built:
    return ("cumulative", (1, 1), (6, 30)) if match.group("half") == "đầu" else ("range", (7, 1), (12, 31))


def _quarter(match: re.Match[str]) -> _Built:
    quarter = _ROMAN.get(match.group("quarter")) or int(match.group("quarter"))
    return "quarter", (3 * quarter - 2, 1), (3 * quarter, 31)


def _first_quarter(match: re.Match[str]) -> _Built:
    return "quarter", (1, 1), (3, 31)


def _month(match: re.Match[str]) -> _Built | None:
    month = _small(match.group("month"))
    return ("month", (month, 1), (month, 31)) if month is not None and 1 <= month <= 12 else None


def _to_month(match: re.Match[str]) -> _Built | None:
    month = _small(match.group("month"))
    if month is None or not 1 <= month <= 12:
        return None
    if match.groupdict().get("at") is not None:
        return "month", (month, 1), (month, 31)
    day = {"giữa": 15, "trung tuần": 15, "đầu": 10, "cuối": 31}.get(match.groupdict().get("part") or "", 31)
    return ("cumulative" if day == 31 else "to_date"), (1, 1), (month, day)


def _to_day(match: re.Match[str]) -> _Built | None:
    month, day = int(match.group("month")), int(match.group("day"))
    return ("to_date", (1, 1), (month, day)) if _is_day(month, day) else None


def _day(match: re.Match[str]) -> _Built | None:
    month, day = _small(match.group("month")), _small(match.group("day"))
    if month is None or day is None:
        return None
    return ("day", (month, day), (month, day)) if _is_day(month, day) else None


def _days(match: re.Match[str]) -> _Built | None:
    first = int(match.group("month1") or match.group("month")), int(match.group("day1"))
    last = int(match.group("month")), int(match.group("day"))
    spans_years = bool(match.group("year1")) and match.group("year1") < (match.group("year") or "")
    ordered = first <= last or spans_years
    kind = "to_date" if first == (1, 1) and not spans_years else "range"
    return (kind, first, last) if _is_day(*first) and _is_day(*last) and ordered else None


def _last_month(match: re.Match[str]) -> _Built:
    return "month", (12, 1), (12, 31)


def _year(match: re.Match[str]) -> _Built:
    return "year", (1, 1), (12, 31)


def _years(match: re.Match[str]) -> _Built:
    return "range", (1, 1), (12, 31)


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else calendar.monthrange(2023, month)[1])


def _small(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    if word in _SPECIAL_MONTHS:
        return _SPECIAL_MONTHS[word]
    number = read_spelled(word.split())
    return None if number is None else int(number)


_DIGIT_WORD = r"(?:một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín)"
_DAY_WORDS = rf"(?:(?:hai|ba) mươi(?: {_DIGIT_WORD})?|mười(?: {_DIGIT_WORD})?|(?!mốt|lăm){_DIGIT_WORD})"
_BELOW_HUNDRED = (
    rf"(?:(?:linh|lẻ) {_DIGIT_WORD}|mười(?: {_DIGIT_WORD})?|{_DIGIT_WORD} (?:mươi(?: {_DIGIT_WORD})?|{_DIGIT_WORD}))"
)
_SPOKEN_YEAR = (
    r"(?P<spoken>(?:hai (?:nghìn|ngàn)(?: không trăm)?|hai không|một (?:nghìn|ngàn) chín trăm|một chín) "
    rf"{_BELOW_HUNDRED})(?!\w)"
)
"""«hai nghìn không trăm hai mươi tư», «hai không mười chín», «một chín bảy lăm»."""

_DM = r"(?P<day>\d{1,2})\s?(?:/|-|\.|tháng)\s?(?P<month>\d{1,2})(?!\d)"
_DMY = rf"{_DM}(?:\s?(?:/|-|\.|năm)\s?{_YEAR}(?!\d))?"
_DMY_FULL = rf"{_DM}\s?(?:/|-|\.|năm)\s?{_YEAR}(?!\d)"
_MONTH = rf"(?P<month>\d{{1,2}}|{_SPELLED_MONTHS})"
_Y = rf"(?:\s?(?:/|-|\.|năm )\s?{_YEAR}(?!\d)| năm {_SPOKEN_YEAR})?"
_UNTIL = r"(?:(?:tính |luỹ kế |cộng dồn )?(?:đến|tới)(?: hết)?(?: thời điểm)?|hết)"
_SUMMED = r"(?:(?:tính |luỹ kế |cộng dồn )(?:đến|tới)(?: hết)?|(?:đến |tới )?hết)"
_COUNT = r"(?P<count>\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười một|mười hai|mười)"

_FROM_DAY = r"từ (?:ngày )?(?P<day1>\d{1,2})(?:[/.-](?P<month1>\d{1,2}))?(?:[/.-](?P<year1>\d{4}))?"

_WHOLE = r"(?!\w|[.,]\d{3}(?!\d))"
"""A period ends with its word; «trong tháng 8.900 tấn» names no August."""
_NO_LENGTH = r"(?! (?:nữa|tới|liên tiếp|liên tục|liền|gần đây|sau|trước|tuổi)\b)"
"""«hai tháng nữa», «ba tháng liên tiếp»: lengths of time, no months of the year."""

_WRITTEN: tuple[tuple[str, str, str, _Builder], ...] = (
    (
        "period.days",
        "từ",
        _FROM_DAY + rf" ?(?:đến|tới|-)(?: hết)?(?: ngày)? {_DMY}",
        _days,
    ),
    ("period.to_day", "tính luỹ cộng đến tới hết", rf"{_UNTIL} (?:ngày )?{_DMY}", _to_day),
    (
        "period.to_month_part",
        "tính luỹ cộng đến tới hết",
        rf"{_UNTIL} (?P<part>giữa|trung tuần|đầu|cuối) tháng {_MONTH}{_Y}",
        _to_month,
    ),
    ("period.to_month", "tính luỹ cộng đến tới hết", rf"{_SUMMED} tháng {_MONTH}{_Y}", _to_month),
    ("period.at_month", "đến tới", rf"(?P<at>đến|tới) tháng {_MONTH}{_Y}", _to_month),
    (
        "period.to_quarter",
        "tính luỹ cộng đến tới hết",
        rf"{_SUMMED} quý (?P<quarter>iv|iii|ii|i|[1-4]){_Y}",
        _to_quarter,
    ),
    (
        "period.month_span",
        "từ",
        rf"từ tháng (?P<first>\d{{1,2}}|{_SPELLED_MONTHS})(?:/\d{{4}})? (?:đến|tới)(?: hết)? tháng {_MONTH}{_Y}",
        _month_span,
    ),
    ("period.year_end", "cuối", rf"cuối năm {_YEAR}", _last_month),
    ("period.half_month", "nửa", rf"nửa (?P<half>đầu|cuối) tháng {_MONTH}{_Y}", _first_months_and_half),
    (
        "period.months_left",
        "0 một hai ba bốn năm sáu bảy tám chín mười",
        rf"{_COUNT} tháng còn lại(?: của)?(?: năm)?(?: {_YEAR})?",
        _months_left,
    ),
    ("period.this_month", "trong tháng", r"(?:trong tháng|tháng này)(?! \d{1,2}(?![.,]?\d))", _this_month),
    ("period.this_quarter", "trong quý", r"(?:trong quý|quý này)(?! (?:i|[1-4])\b)(?! i?[iv])", _this_quarter),
    (
        "period.from_start",
        "tính luỹ cộng từ kể",
        r"(?:(?:luỹ kế|tính|cộng dồn|kể) )?từ đầu năm(?: (?:đến|tới) nay| nay)?"
        r"(?! (?:19|20)\d\d(?![.,]?\d))(?! (?:đến|tới)(?! nay))",
        _from_start,
    ),
    ("period.from_start", "từ kể", rf"(?:kể )?từ đầu năm {_YEAR} (?:đến|tới) nay", _from_start),
    ("period.day", "ngày", rf"ngày {_DMY}", _day),
    ("period.day", "ngày", rf"ngày (?:mùng |mồng )?(?P<day>{_DAY_WORDS}) tháng {_MONTH}{_Y}", _day),
    ("period.part_of_day", "sáng trưa chiều tối đêm", rf"(?:sáng|trưa|chiều|tối|đêm) (?:ngày )?{_DMY}", _day),
    ("period.by_date", "trước vào dịp sau hôm", rf"(?:trước|vào|dịp|sau|hôm) (?:ngày )?{_DMY}", _day),
    ("period.point", "thời", rf"thời điểm (?:ngày )?{_DMY}", _day),
    ("period.date", "0", _DMY_FULL, _day),
    (
        "period.months_last",
        "0 một hai ba bốn năm sáu bảy tám chín mười",
        rf"{_COUNT} tháng (?P<second>cuối) năm(?: {_YEAR})?",
        _months,
    ),
    (
        "period.months",
        "0 một hai ba bốn năm sáu bảy tám chín mười",
        rf"(?<!còn ){_COUNT} tháng(?: đầu)?(?: năm(?: nay)?)?(?:[ /]{_YEAR})?{_NO_LENGTH}",
        _months,
    ),
    ("period.half", "nửa", rf"nửa (?P<half>đầu|cuối) năm(?: nay| qua)?(?: {_YEAR})?", _half),
    ("period.first_quarter", "quý", rf"quý đầu(?: tiên)?(?: của)? năm(?: nay)?(?: {_YEAR})?", _first_quarter),
    ("period.quarter", "quý", rf"quý (?P<quarter>iv|iii|ii|i|[1-4]){_Y}", _quarter),
    ("period.month_range", "tháng", rf"(?<!cùng )tháng {_MONTH}{_Y}", _month),
    ("period.month_short", "t", rf"t(?P<month>\d{{1,2}})/{_YEAR}", _month),
    (
        "period.years",
        "giai nhiệm trong năm 0",
        rf"(?:giai đoạn |nhiệm kỳ |(?:trong )?(?:\d{{1,2}} )?năm )?{_YEAR} ?- ?(?P<last_year>(?:19|20)\d\d)",
        _years,
    ),
    ("period.from_year", "từ", rf"từ (?:năm )?{_YEAR} (?:đến|tới) (?:năm )?(?P<last_year>(?:19|20)\d\d)", _years),
    (
        "period.of_season",
        "0",
        r"(?:(?<=xuân )|(?<=mùa )|(?<=thu )|(?<=đông )|(?<=vụ )|(?<=ép ))"
        rf"{_YEAR}(?: ?[-/] ?(?P<last_year>20\d\d))?",
        _years,
    ),
    ("period.of_base", "0", rf"(?<=cùng kỳ ){_YEAR}", _year),
    ("period.year", "cả năm", rf"(?:cả )?năm {_YEAR}", _year),
    ("period.year", "cả năm", rf"(?:cả )?năm {_SPOKEN_YEAR}", _year),
    ("period.this_year", "cả", r"cả năm(?: nay)?", _year),
    ("period.to_year_end", "đến tới", r"(?<!từ nay )(?:đến|tới) hết năm(?: nay)?(?! (?:19|20)\d\d)", _year),
)
"""Rule id, the words that its phrase can begin with (0 is a digit), pattern, builder."""

_Rule = tuple[str, Callable[[str, int], re.Match[str] | None], _Builder]


def _by_first_word() -> dict[str, list[_Rule]]:
    rules: dict[str, list[_Rule]] = {}
    for rule_id, first_words, pattern, builder in _WRITTEN:
        match = re.compile(pattern + _WHOLE).match
        for word in first_words.split():
            rules.setdefault(word, []).append((rule_id, match, builder))
    return rules


_RULES = _by_first_word()
_STARTS = re.compile(
    r"(?<!\w)(?:\d{1,2}(?=(?: ?tháng|\s?[/.-]\s?\d| năm))|(?:19|20)\d\d(?!\d)|t(?=\d)|(?:"
    + "|".join(sorted((word for word in _RULES if word not in ("0", "t")), key=len, reverse=True))
    + r")(?!\w))"
)
"""Where a period can begin: only there the rules are tried."""

_BASE = re.compile(
    r"(?:cùng kỳ(?: của)?|cùng (?:thời điểm|thời gian|vụ|tháng|quý)|so với(?: cùng kỳ)?(?: của)?|so(?: cùng kỳ)?"
    r"|vụ đông xuân"
    r"|gấp (?:\w+ )?(?:[0-9.,]{1,7} lần|đôi|rưỡi|\w+ lần)(?: của)?|bằng (?:\w+ )?một (?:nửa|phần \w+)(?: của)?"
    r"|(?:cao|thấp|nhiều|ít|nhỉnh|lớn) hơn|kém|(?:gấp|lần|bằng|hơn) (?:mức )?bình quân"
    r"|bằng (?:gần |khoảng |hơn |tới )?[0-9.,]{1,7} ?%) $"
)
_TARGET = re.compile(r"(?:đến|tới|tầm nhìn|tầm nhìn đến|hạn|trước|dự kiến) $")
_AIM = re.compile(
    r"(?:(?<!kéo dài )(?<!chuyển )(?<!nguồn )sang|bước sang|bước vào|(?<!thực hiện )nhiệm vụ"
    r"|phương hướng|phấn đấu|định hướng|chỉ tiêu(?: chủ yếu)?) $"
)
_FROM_START = re.compile(r"từ đầu $")
_PLANNED = re.compile(
    r"(?:kế hoạch|kh|dự toán|chỉ tiêu|mục tiêu|nghị quyết|giao)(?: vốn)?(?: đầu tư công)?(?: của)?(?: cả)? $"
)
_EVENT = re.compile(
    r"(?:(?:những|các) ngày (?:đầu|cuối|giữa)|họp bá[op](?: thường kỳ)?|thường kỳ|hội nghị|phiên họp"
    r"|kỳ họp|giao ban|khoá)(?: ubnd tỉnh)? $"
)
_SEASON = re.compile(
    r"(?:(?<!nhiệm )(?<!dịch )vụ(?: [^\W\d]+){0,2}"
    r"|đông xuân|hè thu|thu đông|mùa|vụ đông|niên vụ ép|năm học) $"
)
_AHEAD = re.compile(r"(?:dự kiến|phấn đấu|mục tiêu|theo kế hoạch|sẽ )[^.;\n]*$")
_AT = re.compile(r"(?:thời điểm|vào|hồi) $")
_MOMENTS = frozenset({"day", "month"})
_SINCE = re.compile(r"(?:từ|kể từ) $")


def find_mentions(folded: str) -> list[Mention]:
    """All periods and dates of a folded text in order; of two that overlap the first, then the longer."""
    kept: list[Mention] = []
    end = 0
    for found in _STARTS.finditer(folded):
        start = found.start()
        if start >= end:
            word = found.group()
            mention = _longest_at(folded, start, _RULES["0" if word[0].isdigit() else word])
            if mention is not None:
                kept.append(mention)
                end = mention.end
    return kept


def _longest_at(folded: str, start: int, rules: Sequence[_Rule]) -> Mention | None:
    """The longest period that begins at `start`; of equals the one of the earlier rule."""
    best: tuple[int, str, re.Match[str], _Built] | None = None
    for rule_id, match_at, builder in rules:
        match = match_at(folded, start)
        if match is not None and (best is None or match.end() > best[0]):
            built = builder(match)
            if built is not None:
                best = (match.end(), rule_id, match, built)
    return None if best is None else _mention(folded, best[2], best[1], best[3])


def _mention(folded: str, match: re.Match[str], rule_id: str, built: _Built) -> Mention:
    kind, first, last = built
    groups = match.groupdict()
    return Mention(
        start=match.start(),
        end=match.end(),
        kind=_context_kind(folded, match.start(), kind),
        rule_id=rule_id,
        year=int(groups["year1"]) if groups.get("year1") else _printed_year(groups),
        first=first,
        last=last,
        last_year=_last_year(groups),
        kind_before=kind,
        at_a_point=_AT.search(folded[max(0, match.start() - 12) : match.start()]) is not None,
        lies_ahead=_AHEAD.search(folded, max(0, match.start() - 60), match.start()) is not None,
    )


def _last_year(groups: dict[str, str | None]) -> int | None:
    if groups.get("year1") and groups.get("year"):
        return int(str(groups["year"]))
    return int(str(groups["last_year"])) if groups.get("last_year") else None


def _printed_year(groups: dict[str, str | None]) -> int | None:
    if groups.get("spoken"):
        return read_year(str(groups["spoken"]).split())
    return int(str(groups["year"])) if groups.get("year") else None


def _context_kind(folded: str, start: int, kind: str) -> str:
    """What the words before a mention make of it."""
    before = folded[max(0, start - 32) : start]
    if not before.endswith(" "):  # each of the patterns ends so
        return kind
    if _BASE.search(before):
        return "base"
    if _EVENT.search(before):
        return "event"
    if kind in ("range", "year") and _SEASON.search(before):
        return "season_year"
    if kind == "year" and _FROM_START.search(before):
        return "since"
    if kind == "year" and _AIM.search(before):
        return "aim"
    if kind == "year" and _PLANNED.search(before):
        return "plan_year"
    if kind == "year" and _TARGET.search(before):
        return "target"
    if kind in _MOMENTS and _SINCE.search(before):
        return "since"
    return kind


_DATED_KINDS = frozenset({"cumulative", "to_date", "quarter", "month", "day", "since", "event"})


def document_year(mentions: Iterable[Mention], head: int = 0) -> int | None:
    """The year that a document speaks of: the one most often printed with its dates, months and cumulative periods.

    A bare «năm 2025» counts only where nothing else is dated: it may be the year of a plan; in the head of the
    document (its first `head` characters) it counts as much as a date. Of equals the first.
    """
    unsaid = ("base", "target", "aim", "plan_year")
    known = [m for m in mentions if m.year is not None and m.kind not in unsaid]
    printed = [m for m in known if not m.lies_ahead] or known
    first = [m for m in printed if m.start < head and (m.kind in _DATED_KINDS or m.kind == "year")]
    for group in (first, [m for m in printed if m.kind in _DATED_KINDS], printed):
        years = Counter(m.year for m in group)
        if years:
            return max(years, key=lambda year: years[year])
    return None


def year_after_base(mentions: Iterable[Mention], folded: str) -> int | None:
    """«so với cùng kỳ năm 2019»: where no other year is printed the bulletin is of the year after."""
    for mention in mentions:
        if mention.kind == "base" and mention.year is not None:
            before = folded[max(0, mention.start - 12) : mention.start]
            if before.rstrip().endswith(("cùng kỳ", "cùng kỳ của")):
                return mention.year + 1
    return None


_REPORT_KINDS = (("cumulative", "to_date"), ("quarter", "month", "year"))
_HEAD_KINDS = ("cumulative", "quarter", "year", "month", "range")


def report_period(mentions: Iterable[Mention], anchor: Anchor, head: int = 0) -> Period | None:
    """The period of what names none: of the head of the document (first `head` characters), else the usual one.

    Of the head the longest kind counts («quý III và 9 tháng năm 2023» is nine months); in the body the cumulative
    period most often stated, the first of equals, or without one a quarter, month or year.
    """
    said = [mention for mention in mentions if mention.is_period and not mention.lies_ahead]
    resolved = [(mention, period) for mention in said if (period := mention.resolve(anchor)) is not None]
    for kind in _HEAD_KINDS:
        found = [period for m, period in resolved if m.start < head and m.kind == kind]
        if found:
            return found[0]
    for kinds in _REPORT_KINDS:
        counts = Counter(period for m, period in resolved if m.kind in kinds)
        if counts:
            return max(counts, key=lambda period: counts[period])
    return None


@lru_cache(maxsize=4096)
def base_period(start: date, end: date, basis: str | None) -> Period | None:
    """The period that a comparison of (`start`, `end`) is with; None where the words do not tell."""
    if basis == "same_period_previous_year":
        return Period(_year_before(start), _year_before(end))
    if basis == "previous_period":
        return _previous(start, end)
    if basis == "previous_year_end":
        last = date(start.year - 1, 12, 31)
        return Period(last, last)
    return None


def whole_year(period: Period) -> Period:
    """The year in which a period ends: a plan is one of the year."""
    return Period(date(period.end.year, 1, 1), date(period.end.year, 12, 31))


def _previous(start: date, end: date) -> Period | None:
    """The calendar period before a whole month, quarter or half year."""
    if start.day != 1 or (end + timedelta(days=1)).day != 1:
        return None
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months not in (1, 3, 6, 12):
        return None
    last = start - timedelta(days=1)
    first_month = start.year * 12 + start.month - 1 - months
    return Period(date(first_month // 12, first_month % 12 + 1, 1), last)


def _year_before(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    is_month_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, last if is_month_end or day.day > last else day.day)


def read_period(text: str, anchor: Anchor | date | None = None) -> Period | None:
    """Read a whole period or date: «6 tháng đầu năm 2024», «quý II/2023», «tính đến ngày 13/6/2024».

    Args:
        text: the words, nothing else.
        anchor: the publication date or year, by which a period without a year is dated.

    Returns:
        Inclusive dates, or None where the text is anything else or its year cannot be known.
    """
    folded = make_view(text.strip()).folded
    known = anchor if isinstance(anchor, Anchor) else Anchor(published_on=anchor)
    digits = in_digits(folded)
    found = _read_whole(folded, known) or _read_whole(digits, known)
    dates = None if found else read_date(digits)
    return Period(*dates) if dates else found


def _read_whole(folded: str, anchor: Anchor) -> Period | None:
    for mention in find_mentions(folded):
        if (mention.start, mention.end) == (0, len(folded)):
            return replace(mention, kind="day" if mention.kind == "since" else mention.kind).resolve(anchor)
    return None
