"""Figures whose numeral is in words, in running text: «ba dự án», «hơn mười hai tấn», «hai trăm linh một hộ».

Careful by design: «năm» is a year, «không» a negation, «chín» ripe, «một» before a noun mostly an article, «hai nước»
two that were named. A numeral in words is a figure only with a unit directly behind, and never where the words
around it make it a rank, a name or a reference.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from orchestration.bulletins.quantities import Printed, last_nonzero
from orchestration.bulletins.spelled import MAX_WORDS, SCALES, Spelled, read_scaled, read_spelled
from orchestration.bulletins.text import View
from orchestration.bulletins.units import PrintedUnit, UnitReader

_DIGIT = "hai|ba|bốn|sáu|bảy|bẩy|tám|chín"
_BELOW = "hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười"
_GOES_ON = r"(?= (?:mươi|chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ|phẩy)(?!\w))"
_OF_BASE = r"(?<=bằng một) nửa(?= (?:so|cùng|năm|tháng|quý|kế hoạch|dự toán)(?!\w))"
_FIRST = rf"(?:(?:{_DIGIT}|mười)(?!\w)|(?:một|năm){_GOES_ON}|một(?= phần (?:{_BELOW})(?!\w)|{_OF_BASE}))"
_STARTS = tuple(re.compile(before + _FIRST) for before in (" ", "\n"))
"""A literal character in front lets the search leap from word to word."""
_FIRST_WORD = re.compile(_FIRST)
_RUN_WORD = (
    r"(?:một|mốt|hai|ba|bốn|tư|năm|lăm|nhăm|sáu|bảy|bẩy|tám|chín|không|mười|mươi|chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ"
    r"|linh|lẻ|rưỡi|phẩy)(?!\w)"
)
_RUN = re.compile(rf"{_RUN_WORD}(?: {_RUN_WORD}(?! (?:lệ|trọng|giá|suất|phú)(?!\w))){{0,{MAX_WORDS}}}")
_FRACTION = re.compile(rf"(?P<above>một|hai|ba|bốn|năm|sáu|bảy|tám|chín) phần (?P<below>{_BELOW})(?!\w)")
_HALF = "một nửa"
_JOINT = re.compile(r" (?:đến|tới) | ?- ?")
_PLAIN = frozenset({"một", "hai", "ba", "bốn", "tư", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "không"})

_WORD_BEFORE = re.compile(r"(?:^|[^\w])(\w+)([ ,-]*) ?$")
_RANK_WORDS = (
    "thứ lần tháng ngày mùng mồng quý năm hạng số khoá khu tầng tổ loại đợt bước vòng kỳ lớp chương mục phần"
    " phường phố quận ngã đội cả mỗi từng lúa đất một hai ba bốn sáu bảy tám chín mười gấp trăm"
    " nghìn ngàn triệu tỷ tỉ vạn phẩy linh lẻ"
)
_RANKS = frozenset(_RANK_WORDS.split())
"""Words after which a numeral is a rank, a name, a whole («cả hai») or the second of two numerals."""
_BOUNDS_BEFORE = frozenset({"đến", "tới", "hay", "hoặc"})
_BEFORE_BOUND = re.compile(rf"{_RUN_WORD} (?:đến|tới|hay|hoặc)$")
_REFERENCE = re.compile(r"(?: [^\W\d_]+){0,4}? (?:này|nói trên|kể trên|trên đây|đó)(?!\w)")
_COMPOUNDS = {
    "đồng": "chí|bào|hồ|bộ|ý|đội|nghiệp",
    "đô": "thị",
    "con": "số|đường|sông|suối|đập|em|phố|người",
    "điểm": "nhấn|nghẽn|sáng|mới|đến|cầu|chính|mạnh|yếu",
    "trường": "hợp|phái|đại",
    "bản": "đồ|án|hợp|ghi|thân",
    "nhóm": "giải pháp|vấn đề|nhiệm vụ",
    "người": "dân",
    "máy": "bay",
}
"""Nouns that begin like a unit: «hai đồng chí», «tăng trưởng hai con số», «ba trường hợp»."""
_IS_COMPOUND = {unit: re.compile(rf" (?:{nouns})(?!\w)") for unit, nouns in _COMPOUNDS.items()}
_NEVER_COUNTED = frozenset({"đồng chí"})
_TIME_UNITS = frozenset({"hour", "day", "month", "year", "minute"})
_KNOWN_PARTIES = frozenset({"country", "locality", "commune"})
_SENTENCE_START = re.compile(r"(?:^|[\n.!?:;])[\s\"'“”«(*+•-]*$")
_COARSE = Decimal(10)
"""Percent: how finely «một phần ba» is said, as «gấp đôi»."""


def find_spelled_figures(view: View, units: UnitReader) -> list[Printed]:
    """All figures with a numeral in words, in order, none overlapping another."""
    found: list[Printed] = []
    for start in _starts(view.folded):
        if found and start < found[-1].end:
            continue
        printed = _figure_at(view, start, units)
        if printed is not None:
            found.append(printed)
    return found


def _starts(folded: str) -> list[int]:
    starts = [match.start() + 1 for pattern in _STARTS for match in pattern.finditer(folded)]
    if _FIRST_WORD.match(folded):
        starts.append(0)
    return sorted(starts)


def _figure_at(view: View, start: int, units: UnitReader) -> Printed | None:
    folded = view.folded
    if _is_rank(folded, start) or _is_name(view, start):
        return None
    fraction = _FRACTION.match(folded, start)
    if fraction is not None:
        return _share(fraction)
    if folded.startswith(_HALF, start):
        return _part(start, start + len(_HALF), Decimal(50))
    first = _numeral_at(folded, start)
    if first is None:
        return None
    numeral, end = first
    unit = _unit_behind(view, start, end, units)
    if unit is not None:
        return _printed(numeral, start, end, unit)
    return _range_at(view, start, first, units)


def _numeral_at(folded: str, start: int) -> tuple[Spelled, int] | None:
    """The numeral in words that begins here and its end; pairs («hai ba hộ», two or three) are none."""
    match = _RUN.match(folded, start)
    words = match.group().split(" ") if match else []
    if not words or (len(words) > 1 and _PLAIN.issuperset(words)) or _counts_tenths(words):
        return None
    numeral = read_scaled(words)
    return None if numeral is None or match is None else (numeral, match.end())


def _counts_tenths(words: list[str]) -> bool:
    """«triệu hai» may be 1,2 million or a million and the number of something else."""
    return len(words) > 1 and words[-1] in _PLAIN and (words[-2] in SCALES or words[-2] == "trăm")


def _unit_behind(view: View, start: int, end: int, units: UnitReader) -> PrintedUnit | None:
    """The unit behind a numeral, where both together count or measure something."""
    folded = view.folded
    unit = units.read(folded, end)
    if unit is None or unit.code in _TIME_UNITS or folded[end : end + 1] != " ":
        return None
    surface = folded[end + 1 : unit.end]
    compound = _IS_COMPOUND.get(surface)
    if surface in _NEVER_COUNTED or (compound is not None and compound.match(folded, unit.end)):
        return None
    if not units.is_count(unit.code):
        return unit
    is_one_word = " " not in folded[start:end]
    if view.printed[end + 1].isupper() and not view.printed[start:end].isupper():
        return None
    if is_one_word and (_REFERENCE.match(folded, unit.end) or _are_known(folded[start:end], unit)):
        return None
    return unit


def _are_known(word: str, unit: PrintedUnit) -> bool:
    """«hai nước», «hai tỉnh»: two that the text has named."""
    return word == "hai" and unit.code in _KNOWN_PARTIES


def _is_rank(folded: str, start: int) -> bool:
    """Whether the word before makes the numeral no count; a digit before makes it part of a mixed numeral."""
    before = folded[max(0, start - 24) : start]
    match = _WORD_BEFORE.search(before)
    if match is None or "\n" in before[match.start(1) :]:
        return False
    word, between = match.groups()
    if word in _BOUNDS_BEFORE:  # «tăng tới ba triệu», but not «hai đến ba»
        return _BEFORE_BOUND.search(before.rstrip()) is not None or word in ("hay", "hoặc")
    if "," in between:
        return word in _PLAIN
    return word in _RANKS or word[-1].isdigit()


def _is_name(view: View, start: int) -> bool:
    """A capital within a sentence: «Ngã Bảy», «Ba Tri»."""
    return view.printed[start].isupper() and not _SENTENCE_START.search(view.folded, max(0, start - 8), start)


def _range_at(view: View, start: int, first: tuple[Spelled, int], units: UnitReader) -> Printed | None:
    """«hai đến ba tấn»: the unit of the second numeral is that of both."""
    numeral, end = first
    joint = _JOINT.match(view.folded, end)
    second = _numeral_at(view.folded, joint.end()) if joint else None
    unit = _unit_behind(view, start, second[1], units) if second else None
    if second is None or unit is None or numeral.exponent not in (0, second[0].exponent):
        return None
    upper = _printed(second[0], start, second[1], unit)
    lower = replace(numeral, exponent=second[0].exponent).value * unit.factor
    return None if lower >= upper.value else replace(upper, value=lower, upper=upper.value, flags=("range", "spelled"))


def _printed(numeral: Spelled, start: int, end: int, unit: PrintedUnit) -> Printed:
    step = Decimal(1).scaleb(-numeral.decimals)
    factor = unit.factor * Decimal(10**numeral.exponent)
    return Printed(
        start=start,
        number_end=end,
        end=unit.end,
        value=numeral.coefficient * factor,
        step=step * factor,
        wide_step=last_nonzero(numeral.coefficient, step) * factor,
        decimals=numeral.decimals,
        multiplied=numeral.exponent > 0,
        unit=unit.code,
        flags=("spelled",),
    )


def _share(fraction: re.Match[str]) -> Printed | None:
    """«một phần ba», «ba phần tư»: a share in per cent."""
    above, below = (read_spelled([word]) for word in fraction.group("above", "below"))
    if above is None or below is None or above >= below:
        return None
    return _part(fraction.start(), fraction.end(), round(above * 100 / below, 6))


def _part(start: int, end: int, percent: Decimal) -> Printed:
    return Printed(
        start=start,
        number_end=end,
        end=end,
        value=percent,
        step=_COARSE,
        wide_step=_COARSE,
        decimals=0,
        multiplied=False,
        unit="percent",
        flags=("spelled",),
    )
