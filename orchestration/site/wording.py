"""Numbers, dates, intervals and codes in the reader's language. Numbers are exact: nothing is rounded for show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any

from expectations.reconciliation.periods import ENGLISH, VIETNAMESE, day_name, period_name
from orchestration.explaining.names import Names
from orchestration.site.page import Text

MULTIPLES: tuple[tuple[int, Text], ...] = (
    (12, Text("nghìn tỷ", "trillion")),
    (9, Text("tỷ", "billion")),
    (6, Text("triệu", "million")),
)
"""Powers of ten that have a word; a number is shortened only where it stays exact and short."""
MOST_DIGITS = 6
"""Significant digits up to which a shortened number is easier to read than the whole one."""
SIGNS: Mapping[str, Text] = {
    "percent": Text("%", "%"),
    "percentage_point": Text("điểm phần trăm", "percentage points"),
}


TONES: Mapping[str, str] = {
    **dict.fromkeys(("contradicted", "fatal", "failed", "error", "open", "critical"), "bad"),
    **dict.fromkeys(("revised", "waived", "query", "warning"), "warn"),
    **dict.fromkeys(("reconciled", "reconciled_tight", "passed"), "good"),
}
"""Status, severity or outcome → class of the style sheet; what is not named here is neither good nor bad."""
KINDS: Mapping[str, Text] = {
    "series_link": Text("Chuỗi có thể là một", "Series that may be one"),
    "conflict": Text("Mâu thuẫn", "Conflict"),
    "reading": Text("Không đọc được", "Reading failed"),
    "ledger": Text("Sổ chữ số không khớp", "Ledger does not add up"),
    "quarantine": Text("Tệp bị cách ly", "File in quarantine"),
    "correction": Text("Phần sửa không áp dụng được", "Correction does not apply"),
    "waiver": Text("Quyết định không còn tác dụng", "Waiver without effect"),
    "revision": Text("Số liệu được điều chỉnh", "Revision"),
    "ambiguous": Text("Hai cách đọc", "Two readings"),
    "unclassified": Text("Chưa rõ chỉ tiêu", "Indicator not known"),
}
"""Kind of an item of the review queue → its name."""
_WIDE = Context(prec=60)
SHORTENED = 5
"""Significant digits of bounds that are shortened for a narrow column."""


class Wording:
    """How things are written in one language.

    Args:
        language: `vi` or `en`.
        names: Names of codes.
    """

    def __init__(self, language: str, names: Names) -> None:
        self.language = language
        self._names = names
        self._place = VIETNAMESE if language == "vi" else ENGLISH

    def text(self, vietnamese: str, english: str) -> str:
        """The words of this language."""
        return vietnamese if self.language == "vi" else english

    def name(self, code: str | None) -> str:
        """The name of a code; the code itself where it has none."""
        if code is None:
            return "–"
        named = self._names.get(code)
        if named is None:
            return code.replace("_", " ")
        return self.text(named.vietnamese, named.english)

    def of(self, row: Mapping[str, Any], stem: str) -> str:
        """The column `stem_vi` or `stem_en` of a row."""
        return str(row.get(f"{stem}_{self.language}") or row.get(stem.removesuffix("_name")) or "")

    def number(self, value: Decimal | int | None) -> str:
        """A number with this language's marks: 2.700.000.000 and 20,8, or 2,700,000,000 and 20.8."""
        if value is None:
            return "–"
        exact = Decimal(value)
        sign = "−" if exact < 0 else ""
        written = f"{abs(exact).normalize():,f}"
        return sign + (written.translate(str.maketrans(",.", ".,")) if self.language == "vi" else written)

    def short(self, value: Decimal | int | None) -> str:
        """A number with a word for its power of ten where that is exact: 2,7 tỷ, 2.7 billion."""
        if value is None:
            return "–"
        exact = Decimal(value)
        for power, word in MULTIPLES:
            scaled = exact.scaleb(-power).normalize()
            if abs(scaled) >= 1 and len(scaled.as_tuple().digits) <= MOST_DIGITS:
                return f"{self.number(scaled)} {word.in_language(self.language)}"
        return self.number(exact)

    def unit(self, code: str | None) -> str:
        """A unit as it is written behind a number; money by its code, which both languages write."""
        if code is None:
            return ""
        if code in SIGNS:
            return SIGNS[code].in_language(self.language)
        return code if code.isupper() else self.name(code).split(";")[0]

    def amount(self, value: Decimal | None, unit: str | None) -> str:
        """A number and its unit."""
        gap = "" if unit == "percent" else "\u00a0"
        return f"{self.short(value)}{gap}{self.unit(unit)}".strip() if value is not None else "–"

    def interval(self, low: Decimal | None, high: Decimal | None) -> str:
        """A closed interval; an open side is infinite."""
        left = self.number(low) if low is not None else "−∞"
        right = self.number(high) if high is not None else "∞"
        return f"[{left}; {right}]"

    def interval_short(self, low: Decimal | None, high: Decimal | None) -> str:
        """An interval with few digits, rounded outward and marked as rounded where it is."""
        rounded = (_rounded(low, ROUND_FLOOR), _rounded(high, ROUND_CEILING))
        left = self.short(rounded[0]) if rounded[0] is not None else "−∞"
        right = self.short(rounded[1]) if rounded[1] is not None else "∞"
        return ("" if rounded == (low, high) else "≈\u00a0") + f"[{left}; {right}]"

    def day(self, value: date | datetime | None) -> str:
        """A date: 13/06/2024, or 13 Jun 2024."""
        return "–" if value is None else day_name(value, self._place)

    def period(self, row: Mapping[str, Any]) -> str:
        """The period of a row as people say it; a dash where it is not known."""
        form, start, end = (row.get(column) for column in ("time_period", "period_start", "period_end"))
        return period_name(form, start, end, self._place) or "–"


def _rounded(value: Decimal | None, rounding: str) -> Decimal | None:
    if value is None or not value:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - SHORTENED + 1), rounding=rounding, context=_WIDE)


def exact(value: Decimal | None) -> str:
    """A number without marks, for tables that programs read."""
    return "" if value is None else f"{value.normalize():f}"
