"""Names of codes in Vietnamese and English: those of the reference tables, and those that are no rows of a table."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TABLES = (
    "indicators", "items", "seasons", "coverages", "units", "areas", "topics", "assessments",
    "project_types", "project_statuses",
)  # fmt: skip

FIXED: Mapping[str, tuple[str, str]] = {
    # hedges
    "more_than": ("hơn", "more than"),
    "nearly": ("gần", "nearly"),
    "about": ("khoảng", "about"),
    "at_least": ("ít nhất", "at least"),
    "at_most": ("nhiều nhất", "at most"),
    "less_than": ("dưới", "less than"),
    # measures and bases
    "level": ("mức", "level"),
    "growth": ("tăng/giảm", "growth"),
    "ratio": ("tỷ lệ so sánh", "ratio"),
    "share": ("tỷ trọng", "share"),
    "change": ("mức thay đổi", "change"),
    "plan_attainment": ("thực hiện kế hoạch", "plan attainment"),
    "contribution": ("đóng góp", "contribution"),
    "same_period_previous_year": ("so với cùng kỳ năm trước", "on the same period of the previous year"),
    "previous_period": ("so với kỳ trước", "on the previous period"),
    "previous_year_end": ("so với cuối năm trước", "on the end of the previous year"),
    "plan": ("kế hoạch", "plan"),
    "other": ("khác", "other"),
    # status and role
    "A": ("thực tế", "actual"),
    "E": ("ước tính", "estimate"),
    "P": ("sơ bộ", "provisional"),
    "F": ("dự kiến", "forecast"),
    "actual": ("thực hiện", "actual"),
    "target": ("mục tiêu", "target"),
    "forecast": ("dự báo", "forecast"),
    "threshold": ("ngưỡng", "threshold"),
    "comparison": ("đối chiếu", "comparison"),
    "before": ("trước", "before"),
    "after": ("sau", "after"),
    "capacity": ("công suất", "capacity"),
    "expected": ("dự kiến", "expected"),
    # how a part is known
    "stated": ("nêu trong câu", "stated"),
    "inherited": ("theo mệnh đề trước", "inherited"),
    "document": ("theo kỳ báo cáo", "from the report period"),
    "sidecar": ("theo tệp kèm", "from the sidecar"),
    "inferred": ("suy ra", "inferred"),
    # domains and roles of numerals
    "trade": ("Thương mại", "Trade"),
    "agriculture": ("Nông, lâm, thủy sản", "Agriculture"),
    "infrastructure": ("Hạ tầng, đầu tư", "Infrastructure"),
    "observation": ("số liệu", "figure"),
    "period": ("kỳ", "period"),
    "date": ("ngày", "date"),
    "identifier": ("số hiệu", "identifier"),
    "ordinal": ("thứ hạng", "rank"),
    "list_label": ("đánh số mục", "list label"),
    "clock": ("giờ", "clock"),
    "name": ("tên riêng", "name"),
    "boilerplate": ("phần cố định của trang", "boilerplate"),
    "unresolved": ("chưa rõ", "unresolved"),
}

LABELS: Mapping[str, tuple[str, str]] = {
    "value": ("Giá trị", "value"),
    "interval": ("Khoảng", "interval"),
    "series": ("Chỉ tiêu", "series"),
    "measure": ("Loại", "measure"),
    "basis": ("Gốc so sánh", "basis"),
    "period": ("Kỳ", "period"),
    "area": ("Địa bàn", "area"),
    "status": ("Trạng thái", "status"),
    "statement": ("Thuộc về", "belongs to"),
    "restates": ("Nhắc lại", "restates"),
    "flags": ("Lưu ý", "flags"),
    "rules": ("Quy tắc", "rules"),
    "evidence": ("Căn cứ", "evidence"),
    "project": ("Dự án", "project"),
    "event": ("Sự kiện", "event"),
    "amounts": ("Số tiền", "amounts"),
    "topic": ("Chủ đề", "topic"),
    "assessment": ("Đánh giá", "assessment"),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages."""

    vietnamese: str
    english: str


Names = Mapping[str, Name]


def read_names(folder: Path) -> Names:
    """Names by code; a code that two tables have keeps the name of the first.

    Args:
        folder: The reference tables.
    """
    names = {code: Name(*pair) for code, pair in FIXED.items()}
    for table in TABLES:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                names.setdefault(row["code"], Name(row["name_vi"], row["name_en"]))
    return names


def name_of(code: str, names: Names) -> Name:
    """The name of a code, or the code itself."""
    return names.get(code, Name(code, code))
