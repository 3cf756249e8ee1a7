"""quality.reconciliation: what is reported adds up, within a bulletin and from one bulletin to the next."""

from __future__ import annotations

from expectations.checks import Check, Severity, Shown, Suite
from expectations.suites.shown import STATUS, UNIT

STATUSES = [
    "reconciled", "reconciled_tight", "unverified", "revised", "contradicted", "waived", "not_evaluated",
]  # fmt: skip
METHODS_WITHIN = [
    "exhaustive", "difference", "product", "subset", "product_limit", "monotone", "plan_subset",
    "base_subset", "repeat", "plan_total", "base_total", "plan_level", "base_level", "change_growth",
    "share",
]  # fmt: skip
METHODS_ACROSS = ["growth_link", "plan_link", "level_link", "monotone_link"]
COMPONENTS_AT_MOST_TOTAL = ("subset", "monotone", "plan_subset", "base_subset", "monotone_link")
TOTAL_AT_MOST_COMPONENTS = ("product_limit",)
ALL_SEVERITIES = ("fatal", "query", "info")
SETTLED_BY = ["waived", "revised"]
EVALUATED = tuple(status for status in STATUSES if status != "not_evaluated")

SHOWN = (
    Shown("series", ("series",), "Series", "Chuỗi số liệu"),
    Shown("total", ("total_low", "total_high"), "Reported total", "Tổng được báo cáo"),
    Shown("components", ("components_low", "components_high"), "From the components", "Tính từ thành phần"),
    Shown("gap", ("gap",), "Gap", "Chênh lệch"),
    Shown("total_quote", ("total_quote",), "Total as printed", "Nguyên văn số tổng"),
    Shown("component_quotes", ("component_quotes",), "Components as printed", "Nguyên văn thành phần"),
    STATUS,
    UNIT,
    Shown("bulletins", ("bulletin_ids",), "Bulletins", "Bản tin"),
    Shown("identity", ("expression",), "Identity", "Đồng nhất thức"),
)
COLUMNS = [
    "total_low_wide", "total_high_wide", "components_low_wide", "components_high_wide", "status", "method",
    "rule_severity", "series", "gap", "total_quote", "component_quotes",
]  # fmt: skip


def reconciliation_within_bulletin() -> Suite:
    """Identities between figures of one bulletin."""
    return Suite(
        name="reconciliation_within_bulletin",
        table="quality.reconciliation",
        english="Totals, parts, plans, bases and repeats inside one bulletin.",
        vietnamese="Tổng, thành phần, kế hoạch, gốc so sánh và số nhắc lại trong cùng một bản tin.",
        title_vietnamese="Đối chiếu trong bản tin",
        shown=SHOWN,
        where={"level": (1,)},
        checks=(
            _reconciles(
                "total_equals_components",
                ("exhaustive", "difference", "product"),
                "critical",
                "The reported total meets the sum of its components, both as the intervals that their printed"
                " digits allow.",
                "Tổng được báo cáo khớp với tổng các thành phần, xét theo khoảng mà chữ số in ra cho phép.",
                expected="exhaustive_totals",
            ),
            _reconciles(
                "limits_are_kept",
                ("subset", "product_limit", "monotone", "plan_subset", "base_subset"),
                "critical",
                "Parts named by «trong đó» are not larger than the total, and a flow to a later date is not smaller.",
                "Các phần nêu sau «trong đó» không lớn hơn tổng; số lũy kế đến ngày sau không nhỏ hơn.",
            ),
            _reconciles(
                "repeats_agree",
                ("repeat",),
                "critical",
                "A figure that repeats another, such as the headline, agrees with it.",
                "Số liệu nhắc lại, ví dụ ở tiêu đề, khớp với số liệu gốc.",
            ),
            _reconciles(
                "implied_plans_and_bases_agree",
                ("plan_total", "base_total", "plan_level", "base_level", "change_growth"),
                "critical",
                "Plans and bases that value, attainment and growth imply add up and agree with printed ones.",
                "Kế hoạch và số kỳ gốc suy ra từ giá trị, tỷ lệ đạt và tăng trưởng cộng lại khớp nhau và khớp"
                " với số đã in.",
            ),
            _reconciles(
                "doubtful_identities_hold",
                tuple(METHODS_WITHIN),
                "warning",
                "Comparisons that hold only as a rule, such as those over nearly equal periods, hold too.",
                "Các phép đối chiếu chỉ đúng theo thông lệ, ví dụ giữa hai kỳ gần trùng nhau, cũng khớp.",
                rule_severities=("query", "info"),
            ),
            Check(
                "method_is_known",
                "expect_column_values_to_be_in_set",
                {"column": "method", "value_set": [*METHODS_WITHIN, *METHODS_ACROSS]},
                "critical",
                "Each comparison is made by a method that one of these checks judges.",
                "Mỗi phép đối chiếu dùng một phương pháp mà các kiểm tra này có xét đến.",
            ),
            Check(
                "status_is_known",
                "expect_column_values_to_be_in_set",
                {"column": "status", "value_set": STATUSES},
                "critical",
                f"Each comparison ends as one of {', '.join(STATUSES)}.",
                f"Mỗi phép đối chiếu có một trong các kết quả: {', '.join(STATUSES)}.",
            ),
        ),
    )


def reconciliation_across_bulletins() -> Suite:
    """Identities between bulletins: this year's base and last year's report."""
    return Suite(
        name="reconciliation_across_bulletins",
        table="quality.reconciliation",
        english="What one bulletin implies about another: plans and last year's values.",
        vietnamese="Điều một bản tin suy ra về bản tin khác: kế hoạch và số cùng kỳ.",
        title_vietnamese="Đối chiếu giữa các bản tin",
        shown=SHOWN,
        where={"level": (2, 3, 4, 5)},
        checks=(
            _reconciles(
                "growth_matches_last_year",
                ("growth_link",),
                "warning",
                "The base that value and growth imply meets what was reported a year before, within the band"
                " of revision.",
                "Số kỳ gốc suy ra từ giá trị và tăng trưởng khớp với số báo cáo năm trước, trong biên điều chỉnh.",
                rule_severities=ALL_SEVERITIES,
            ),
            _reconciles(
                "reports_agree",
                ("plan_link", "level_link", "monotone_link"),
                "warning",
                "Two bulletins on one series agree on its plan and its value, within the band of revision.",
                "Hai bản tin về cùng một chuỗi số liệu khớp nhau về kế hoạch và giá trị, trong biên điều chỉnh.",
                rule_severities=ALL_SEVERITIES,
            ),
        ),
    )


def _reconciles(
    name: str,
    methods: tuple[str, ...],
    severity: Severity,
    english: str,
    vietnamese: str,
    *,
    rule_severities: tuple[str, ...] = ("fatal",),
    expected: str | None = None,
) -> Check:
    return Check(
        name,
        "expect_reported_total_to_reconcile_with_components",
        {
            "column_list": COLUMNS,
            "components_at_most_total": [m for m in methods if m in COMPONENTS_AT_MOST_TOTAL],
            "total_at_most_components": [m for m in methods if m in TOTAL_AT_MOST_COMPONENTS],
            "settled_by": SETTLED_BY,
        },
        severity,
        english,
        vietnamese,
        expected=expected,
        where={"method": methods, "rule_severity": rule_severities, "status": EVALUATED},
    )
