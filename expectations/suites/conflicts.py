"""quality.conflicts and quality.identity_coverage: what all figures together say, and how much could be checked."""

from __future__ import annotations

from expectations.checks import Check, Shown, Suite
from expectations.suites.shown import STATUS, UNIT


def conflicts() -> Suite:
    """Checks of what the network of figures found."""
    return Suite(
        name="conflicts",
        table="quality.conflicts",
        english="Figures that cannot all be right, each with its proof.",
        vietnamese="Số liệu không thể cùng đúng, kèm chứng minh.",
        title_vietnamese="Mâu thuẫn của mạng lưới số liệu",
        shown=(
            Shown("series", ("series",), "Series", "Chuỗi số liệu"),
            Shown("quotes", ("quotes",), "As printed", "Nguyên văn"),
            Shown("gap", ("gap",), "Gap", "Chênh lệch"),
            UNIT,
            Shown("strain", ("strain",), "Strain", "Độ căng"),
            Shown("explanation", ("explanation_en",), "In short", "Tóm tắt (tiếng Anh)"),
            Shown("explanation_vi", ("explanation_vi",), "In short, in Vietnamese", "Tóm tắt"),
            Shown("proof", ("proof_en",), "Proof", "Chứng minh (tiếng Anh)"),
            Shown("proof_vi", ("proof_vi",), "Proof in Vietnamese", "Chứng minh"),
            STATUS,
            Shown("bulletins", ("bulletin_ids",), "Bulletins", "Bản tin"),
            Shown("conflict", ("conflict_id",), "Conflict", "Mã mâu thuẫn"),
        ),
        checks=(
            Check(
                "no_fatal_contradiction_is_open",
                "expect_column_values_to_not_be_in_set",
                {"column": "status", "value_set": ["open"]},
                "critical",
                "No bulletin contradicts itself without a waiver, whichever figures it takes to see it.",
                "Không bản tin nào tự mâu thuẫn mà chưa được chấp nhận, dù phải xét bao nhiêu số liệu.",
                where={"severity": ("fatal",)},
            ),
            Check(
                "no_query_is_open",
                "expect_column_values_to_not_be_in_set",
                {"column": "status", "value_set": ["open"]},
                "warning",
                "No contradiction between bulletins, or of uncertain windows, is left without a waiver.",
                "Không còn mâu thuẫn giữa các bản tin, hoặc giữa các kỳ chưa chắc, mà chưa được chấp nhận.",
                where={"severity": ("query",)},
            ),
            Check(
                "every_proof_is_verified",
                "expect_column_values_to_be_in_set",
                {"column": "certificate_verified", "value_set": [True]},
                "critical",
                "Every proof holds when its bounds are added up again in whole numbers.",
                "Mọi chứng minh đều đúng khi cộng lại các giới hạn bằng số nguyên.",
            ),
            Check(
                "revisions_stay_within_their_band",
                "expect_column_pair_values_a_to_be_greater_than_b",
                {
                    "column_A": "revision_band",
                    "column_B": "revision_needed",
                    "or_equal": True,
                    "ignore_row_if": "either_value_is_missing",
                },
                "warning",
                "What later bulletins revise stays within the band of its statuses.",
                "Mức điều chỉnh ở bản tin sau nằm trong biên của các trạng thái.",
                where={"status": ("revised",)},
            ),
        ),
    )


def identity_coverage() -> Suite:
    """Checks that no kind of identity is left out in silence."""
    return Suite(
        name="identity_coverage",
        table="quality.identity_coverage",
        english="How much each kind of identity could check.",
        vietnamese="Mỗi loại đồng nhất thức kiểm được bao nhiêu.",
        title_vietnamese="Độ phủ của đồng nhất thức",
        shown=(
            Shown("method", ("method",), "Kind", "Loại"),
            Shown("name", ("name_en",), "Name", "Tên (tiếng Anh)"),
            Shown("name_vi", ("name_vi",), "Name in Vietnamese", "Tên"),
            Shown("met", ("met_count",), "Meetings of figures", "Số lần gặp"),
            Shown("judged", ("judged_count",), "Judged", "Đã kết luận"),
            Shown("evaluated", ("evaluated_count",), "Evaluated", "Đã đánh giá"),
        ),
        checks=(
            Check(
                "every_meeting_is_judged",
                "expect_column_pair_values_to_be_equal",
                {"column_A": "judged_count", "column_B": "met_count"},
                "critical",
                "Wherever figures meet in an identity of any kind, something is said of it.",
                "Ở đâu số liệu gặp nhau trong một đồng nhất thức, ở đó có kết luận.",
            ),
        ),
    )
