"""What a column of a table holds, by the words of its header cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from orchestration.bulletins.comparisons import PREVIOUS, SAME_PERIOD, YEAR_END
from orchestration.bulletins.lexer import Token
from orchestration.bulletins.periods import Mention, find_mentions
from orchestration.bulletins.tables.cells import Cell, Scale, declared_unit, read_unit
from orchestration.bulletins.vocabulary import Vocabulary

ColumnKind = Literal["number", "head", "unit", "note", "level", "relative", "unknown"]
TokensIn = Callable[[int, int], Sequence[Token]]

_NUMBER = re.compile(r"(?:s?tt|s\.tt|số tt|số thứ tự|mã số|no)\.?")
_UNIT = re.compile(r"\(?(?:đơn vị(?: tính)?|đvt|đ\.v\.t|đv tính|đvị tính)\.?\)?")
_HEAD = re.compile(
    r"(?:(?:tên|các|một số|nhóm|loại|danh mục|phân theo)(?: .{1,30})?|chỉ tiêu(?: chủ yếu| kinh tế.{0,20})?|nội dung"
    r"|(?:mặt hàng|sản phẩm|thị trường|ngành)(?: .{1,24})?"
    r"|(?:huyện|xã|tỉnh)(?:[,/ -]+(?:thị xã|thành phố|tp|huyện|phường|xã|thị trấn|đặc khu|tx)){0,4}|địa phương|địa bàn"
    r"|đơn vị hành chính|khu vực|cây trồng|vật nuôi|lĩnh vực|khoản mục|hạng mục|dự án|công trình|cửa khẩu|đối tượng"
    r"|diễn giải)"
)
_OF_PLACES = re.compile(r"địa phương|địa bàn|đơn vị hành chính|huyện|xã|phường|tỉnh|thành phố|thị xã|khu vực|cửa khẩu")
_NOTE = re.compile(r"ghi chú.{0,20}|nguồn.{0,20}")
_PLAN = re.compile(r"\b(?:kế hoạch|kh|dự toán|chỉ tiêu|mục tiêu|nghị quyết|nq)\b")
_AGAINST = re.compile(r"\bso\b|\bso sánh|\bbằng\b|\btỷ lệ\b|\btỉ lệ\b|\bđạt\b|%|/")
_GROWTH = re.compile(r"\btăng\b|\bgiảm\b|\btăng trưởng\b|\+/-|\(\+\)|±")
_SHARE = re.compile(r"\bcơ cấu\b|\btỷ trọng\b|\btỉ trọng\b|\bchiếm\b")
_BASE = re.compile(r"\bcùng kỳ\b|\bcùng kì\b|\bnăm trước\b|\bnăm ngoái\b|\bcùng tháng\b|\bcùng vụ\b")
_PREVIOUS = re.compile(r"\b(?:tháng|quý|kỳ) trước\b")
_YEAR_END = re.compile(r"\b(?:cuối|đầu) năm")
_LEVEL = re.compile(
    r"thực hiện|\bth\b|ước|chính thức|sơ bộ|báo cáo|tháng|quý|năm|kỳ|lũy kế|luỹ kế|cộng dồn|số liệu|giá trị|trị giá"
    r"|số lượng|lượng|kết quả|giải ngân|tổng số|dự kiến"
)
_DONE = re.compile(r"^(?:thực hiện|th|ước|chính thức|sơ bộ|lũy kế|luỹ kế|cộng dồn)\b")
_COMPARING = re.compile(r"\b(?:so với|so|bằng|/)(?: |$)|/")
_YEAR = re.compile(r"(?<![0-9.,])((?:19|20)[0-9]{2})(?![0-9]|[.,][0-9])")
_TARGETS = re.compile(r"\bmục tiêu\b")


@dataclass(slots=True)
class Column:
    """A column of a table.

    Attributes:
        kind: what its cells are; `relative` are percentages and differences said of a level.
        text: the words of its header cells, folded.
        tokens: those of its header that can name a series.
        unit: declared in its header.
        mention: the period of its figures.
        base: the period that they are compared with.
        measure: of relative figures: growth, ratio, plan_attainment, share, change; empty where the values must tell.
        basis: of relative figures; None where nothing names one.
        role: of levels: actual, plan, target or comparison.
        is_base: levels of the period before that the header does not date («cùng kỳ»).
        status: E, P or F where the header says so.
        periods: the periods that the header prints, for the ledger.
        of_places: whether a head column lists places.
        is_dated_above: whether the title tells which months of the printed year are meant.
        target: of a relative column: the index of the level column that it is said of.
    """

    kind: ColumnKind
    text: str
    tokens: list[Token] = field(default_factory=list)
    unit: Scale | None = None
    mention: Mention | None = None
    base: Mention | None = None
    measure: str = ""
    basis: str | None = None
    role: str = "actual"
    is_base: bool = False
    status: str | None = None
    periods: list[Mention] = field(default_factory=list)
    of_places: bool = False
    target: int | None = None
    is_dated_above: bool = False


def read_column(cells: Sequence[Cell], tokens_in: TokensIn, vocabulary: Vocabulary) -> Column:
    """Classify a column by its header cells, the upper before the lower."""
    text = " ".join(cell.text for cell in cells if cell.text)
    for kind, pattern in _FIXED:
        if pattern.fullmatch(text):
            return Column(kind, text, of_places=kind == "head" and _OF_PLACES.search(text) is not None)
    column = Column("unknown", text)
    for cell in cells:
        column.tokens += [token for token in tokens_in(cell.start, cell.end) if token.kind == "word"]
        column.periods += periods_in(cell)
        column.unit = declared_unit(cell, vocabulary) or column.unit
    return _value_column(column, vocabulary)


_FIXED: tuple[tuple[ColumnKind, re.Pattern[str]], ...] = (
    ("number", _NUMBER), ("unit", _UNIT), ("note", _NOTE), ("head", _HEAD),
)  # fmt: skip


def kind_of_line(cell: Cell, tokens_in: TokensIn, vocabulary: Vocabulary) -> str:
    """What a lone line can be in a header; «series» where only its words name one, as those of row heads do too."""
    column = read_column((cell,), tokens_in, vocabulary)
    if column.kind != "level" or column.periods or column.role != "actual" or _DONE.search(column.text):
        return column.kind
    return "series"


def periods_in(cell: Cell) -> list[Mention]:
    """The periods that a header cell prints, bare years («Ước 2020», «2020/2019 (%)») included."""
    found = find_mentions(cell.text)
    for match in _YEAR.finditer(cell.text):
        if not any(mention.start < match.end() and match.start() < mention.end for mention in found):
            year = int(match.group(1))
            found.append(
                Mention(match.start(), match.end(), "year", "table.year", year, (1, 1), (12, 31), kind_before="year")
            )
    found.sort(key=lambda mention: mention.start)
    return [replace(m, start=m.start + cell.start, end=m.end + cell.start) for m in found]


def _value_column(column: Column, vocabulary: Vocabulary) -> Column:
    text = column.text
    percent = "%" in text or (column.unit is not None and column.unit.unit == "percent")
    against = _AGAINST.search(text) is not None
    if percent and (against or _GROWTH.search(text)):
        if not _takes_percent(column, vocabulary):
            return _relative(column)
    elif re.search(r"\bso\b|\bso sánh", text) or (_GROWTH.search(text) and not _names_series(column)):
        return _relative(column)
    return _level(column, vocabulary)


def _takes_percent(column: Column, vocabulary: Vocabulary) -> bool:
    """«Tỷ lệ che phủ rừng (%)»: the indicator itself is a percentage."""
    codes = [entry.value for token in column.tokens for entry in token.of("indicator")]
    return any("percent" in vocabulary.indicators[code].units for code in codes) and not _COMPARING.search(column.text)


def _names_series(column: Column) -> bool:
    return any(token.entry("indicator") or token.entry("facet") for token in column.tokens)


def _relative(column: Column) -> Column:
    """Percentages and differences: of which period, against which."""
    text = column.text
    column.kind = "relative"
    years = [m for m in column.periods if m.kind != "plan_year"]
    if _PLAN.search(text) and not _BASE.search(text):
        column.measure, column.basis = "plan_attainment", "plan"
        column.mention = next((m for m in years if m.kind not in ("base", "target")), None)
        return column
    column.mention, column.base = _compared_periods(column, years)
    column.basis = _basis(column)
    if _SHARE.search(text):
        column.measure, column.basis = "share", None
    elif (column.unit is not None or "%" in text) and _GROWTH.search(text):
        column.measure = "growth"
    return column


def _compared_periods(column: Column, periods: Sequence[Mention]) -> tuple[Mention | None, Mention | None]:
    """«6 tháng 2025 so với 6 tháng 2024», «2020/2019 (%)», «so với năm 2019»: the base stands last."""
    if len(periods) > 1:
        return periods[0], periods[-1]
    if periods and (periods[0].kind == "base" or re.search(r"(?:so|với|bằng)(?: \w+)? ?$", _words_before(column))):
        return None, periods[0]
    return (periods[0] if periods else None), None


def _words_before(column: Column) -> str:
    first = column.periods[0]
    words = column.text
    year = str(first.year or "")
    return words[: words.find(year)] if year and year in words else ""


def _basis(column: Column) -> str | None:
    text, base, mention = column.text, column.base, column.mention
    if _BASE.search(text):
        return SAME_PERIOD
    if _PREVIOUS.search(text):
        return PREVIOUS
    if _YEAR_END.search(text):
        return YEAR_END
    if base is None:
        return None
    if mention is not None and (mention.first, mention.last) != (base.first, base.last):
        return PREVIOUS if base.kind_before == "month" else "other"
    if mention is not None and mention.year is not None and base.year is not None and mention.year - base.year != 1:
        return "other"
    return SAME_PERIOD


def _level(column: Column, vocabulary: Vocabulary) -> Column:
    text = column.text
    column.kind = "level" if _LEVEL.search(text) or column.periods or _names_series(column) else "unknown"
    status = next((value for token in column.tokens if (value := token.value("status"))), None)
    column.mention = next((m for m in column.periods if m.kind not in ("base", "event")), None)
    if _PLAN.search(text) and not re.search(r"thực hiện|\bth\b|ước", text):
        column.kind = "level"
        column.role = "target" if _TARGETS.search(text) else "plan"
        return column
    column.status = status
    if _BASE.search(text):
        column.kind, column.role = "level", "comparison"
        column.mention = column.mention or next((m for m in column.periods if m.kind == "base"), None)
        column.is_base = column.mention is None or column.mention.year is None
    elif _PREVIOUS.search(text) and column.mention is None:
        column.kind = "unknown"  # which month it is only the report knows
    elif column.kind == "unknown" and read_unit(text, vocabulary) is not None:
        column.kind = "level"
    return column
