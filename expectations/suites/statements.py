"""The marts with one row a statement: trade turnover, agriculture production, infrastructure projects."""

from __future__ import annotations

from expectations.checks import Check, Shown, Suite
from expectations.suites.shown import (
    BULLETIN,
    INDICATOR,
    ITEM,
    PERIOD,
    QUOTE,
    REPORTED,
    SOURCE,
    UNIT,
    VALUE,
)

STATEMENT = (BULLETIN, SOURCE, QUOTE, INDICATOR, ITEM, VALUE, REPORTED, UNIT, PERIOD)
MONEY_INDICATORS = ("trade_turnover", "export_turnover", "import_turnover", "trade_balance")
CURRENCIES = ["USD", "VND", "CNY", "EUR"]


def trade_turnover() -> Suite:
    """Checks of the statements on exports, imports and their sum."""
    return Suite(
        name="trade_turnover",
        table="marts.trade_turnover",
        english="Statements on exports, imports and total turnover.",
        vietnamese="Phát biểu về kim ngạch xuất khẩu, nhập khẩu và tổng kim ngạch.",
        title_vietnamese="Kim ngạch xuất nhập khẩu",
        shown=STATEMENT,
        checks=(
            *_statement_checks("trade_turnover"),
            Check(
                "unit_is_money",
                "expect_column_values_to_match_regex",
                {"column": "unit", "regex": f"^(?:{'|'.join(CURRENCIES)})(?:/|$)"},
                "critical",
                f"A turnover is given in money ({', '.join(CURRENCIES)}), if need be per day or month.",
                f"Kim ngạch phải tính bằng tiền ({', '.join(CURRENCIES)}), có thể theo ngày hay tháng.",
                where={"measure": ("level",), "indicator": MONEY_INDICATORS},
            ),
        ),
    )


def agriculture_production() -> Suite:
    """Checks of the statements on crops, livestock, forestry and fishery."""
    return Suite(
        name="agriculture_production",
        table="marts.agriculture_production",
        english="Statements on crops, livestock, forestry and fishery.",
        vietnamese="Phát biểu về trồng trọt, chăn nuôi, lâm nghiệp và thủy sản.",
        title_vietnamese="Sản xuất nông nghiệp",
        shown=STATEMENT,
        checks=_statement_checks("agriculture_production"),
    )


def infrastructure_projects() -> Suite:
    """Checks of the projects and their latest status."""
    return Suite(
        name="infrastructure_projects",
        table="marts.infrastructure_projects",
        english="Infrastructure projects and the latest status that a bulletin reported.",
        vietnamese="Dự án hạ tầng và tình trạng mới nhất theo bản tin.",
        title_vietnamese="Dự án hạ tầng",
        shown=(
            Shown("project", ("project_name",), "Project", "Dự án"),
            Shown("stage", ("stage",), "Stage", "Giai đoạn"),
            Shown("condition", ("condition",), "Condition", "Tình trạng"),
            BULLETIN,
            QUOTE,
        ),
        checks=(
            Check(
                "rows_as_announced",
                "expect_row_count_to_be_as_announced",
                {},
                "critical",
                "Each project that an event names has one row.",
                "Mỗi dự án được nêu trong sự kiện có đúng một dòng.",
                expected="projects",
            ),
            Check(
                "one_row_a_project",
                "expect_column_values_to_be_unique",
                {"column": "project_id"},
                "critical",
                "No project stands in the table twice.",
                "Không dự án nào xuất hiện hai lần.",
                expected="projects",
            ),
            Check(
                "source_is_named",
                "expect_columns_to_be_filled",
                {"column_list": ["project_name", "bulletin_id", "quote"]},
                "critical",
                "Every project has a name, a bulletin and the words that tell its status.",
                "Mỗi dự án có tên, bản tin và câu chữ nêu tình trạng.",
                expected="projects",
            ),
        ),
    )


def _statement_checks(expected: str) -> tuple[Check, ...]:
    return (
        Check(
            "rows_as_announced",
            "expect_row_count_to_be_as_announced",
            {},
            "critical",
            "As many statements reach the table as the figures form.",
            "Số dòng bằng số phát biểu mà các số liệu tạo thành.",
            expected=expected,
        ),
        Check(
            "source_is_named",
            "expect_columns_to_be_filled",
            {"column_list": ["statement_id", "bulletin_id", "source_name", "quote"]},
            "critical",
            "Every statement says which file and which words it comes from.",
            "Mỗi phát biểu nêu rõ tệp và nguyên văn mà nó dựa vào.",
            expected=expected,
        ),
        Check(
            "interval_holds_the_value",
            "expect_value_within_interval",
            {"column_list": ["value", "low", "high", "low_wide", "high_wide"]},
            "critical",
            "The printed value lies within its interval.",
            "Giá trị in nằm trong khoảng của nó.",
        ),
    )
