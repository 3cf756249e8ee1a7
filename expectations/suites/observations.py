"""marts.observations: every figure is where it says, says where it is, and is what the codes allow."""

from __future__ import annotations

from expectations.checks import Check, Suite
from expectations.suites.shown import BULLETIN, INDICATOR, OBSERVATION, PERIOD, QUOTE, REPORTED, UNIT, VALUE

DOMAINS = ["trade", "agriculture", "infrastructure", "other"]
MEASURES = ["level", "growth", "ratio", "share", "change", "plan_attainment", "contribution"]
HEDGES = ["more_than", "nearly", "about", "at_least", "at_most", "less_than"]
OBS_STATUSES = ["A", "E", "P", "F"]
SEEN = "observations"


def observations() -> Suite:
    """Checks of the long table of figures."""
    return Suite(
        name="observations",
        table="marts.observations",
        english="Every printed figure: its place in the text, its codes, its interval.",
        vietnamese="Mỗi số liệu in trong bản tin: vị trí trong văn bản, mã, khoảng giá trị.",
        title_vietnamese="Số liệu",
        shown=(BULLETIN, OBSERVATION, QUOTE, INDICATOR, VALUE, REPORTED, UNIT, PERIOD),
        checks=(*_presence(), *_codes(), *_values()),
    )


def _presence() -> tuple[Check, ...]:
    return (
        Check(
            "rows_as_announced",
            "expect_row_count_to_be_as_announced",
            {},
            "critical",
            "As many figures reach the table as the extractor counted in the bulletins.",
            "Số dòng trong bảng bằng số số liệu mà bộ trích xuất đã đếm trong các bản tin.",
            expected=SEEN,
        ),
        Check(
            "one_row_a_figure",
            "expect_column_values_to_be_unique",
            {"column": "observation_id"},
            "critical",
            "No figure stands in the table twice.",
            "Không số liệu nào xuất hiện hai lần trong bảng.",
            expected=SEEN,
        ),
        Check(
            "source_is_named",
            "expect_columns_to_be_filled",
            {"column_list": ["bulletin_id", "observation_id", "statement_id", "quote", "value_text"]},
            "critical",
            "Every figure names its bulletin, its statement and its words as printed.",
            "Mỗi số liệu nêu rõ bản tin, câu phát biểu và nguyên văn.",
            expected=SEEN,
        ),
        Check(
            "quote_fits_its_span",
            "expect_quote_to_fit_its_span",
            {"column_list": ["start", "end", "quote"]},
            "critical",
            "The quote has as many characters as its span in the text.",
            "Độ dài trích dẫn đúng bằng đoạn văn bản mà nó chỉ tới.",
            expected=SEEN,
        ),
    )


def _codes() -> tuple[Check, ...]:
    lists = (
        ("domain", DOMAINS, "lĩnh vực"),
        ("measure", MEASURES, "loại số đo"),
        ("hedge", HEDGES, "từ ước lượng"),
        ("obs_status", OBS_STATUSES, "trạng thái số liệu"),
    )
    return tuple(
        Check(
            f"{column}_is_a_code",
            "expect_column_values_to_be_in_set",
            {"column": column, "value_set": codes},
            "critical",
            f"Where it is given, {column} is one of {', '.join(codes)}.",
            f"Nếu có, {vietnamese} ({column}) thuộc danh mục: {', '.join(codes)}.",
            expected=SEEN if column != "hedge" else None,
        )
        for column, codes, vietnamese in lists
    )


def _values() -> tuple[Check, ...]:
    return (
        Check(
            "interval_holds_the_value",
            "expect_value_within_interval",
            {"column_list": ["value", "low", "high", "low_wide", "high_wide"]},
            "critical",
            "The value lies within its printed interval, and that within the wide one.",
            "Giá trị nằm trong khoảng theo số in, và khoảng này nằm trong khoảng rộng.",
            expected=SEEN,
        ),
        Check(
            "period_runs_forward",
            "expect_column_pair_values_a_to_be_greater_than_b",
            {
                "column_A": "period_end",
                "column_B": "period_start",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            "critical",
            "Where the period is known, it does not end before it starts.",
            "Nếu biết kỳ báo cáo, ngày cuối không trước ngày đầu.",
        ),
        Check(
            "figures_are_classified",
            "expect_column_values_to_not_be_null",
            {"column": "indicator", "mostly": 0.9},
            "info",
            "At least nine figures in ten belong to an indicator of the catalogue.",
            "Ít nhất chín trên mười số liệu gắn được với một chỉ tiêu trong danh mục.",
        ),
    )
