"""The quality tables beside the reconciliation: verdicts, numeral ledger, quarantine, waivers."""

from __future__ import annotations

from expectations.checks import Beside, Check, Shown, Suite
from expectations.suites.shown import BULLETIN, INDICATOR, OBSERVATION, QUOTE, SOURCE, STATUS

# Where the reading failed, `ok` is missing and there is no ledger to add up.
LEDGER = [
    "digit_run_count", "announced_digit_run_count", "entered_digit_run_count", "faulty_numeral_count",
]  # fmt: skip


def figure_verdicts() -> Suite:
    """Checks of the verdict on each figure."""
    return Suite(
        name="figure_verdicts",
        table="quality.figure_verdicts",
        english="What the other figures say about each figure.",
        vietnamese="Các số liệu khác nói gì về từng số liệu.",
        title_vietnamese="Kết luận về từng số liệu",
        beside=Beside("marts.observations", "observation_id", ("quote", "indicator", "source_name")),
        shown=(
            INDICATOR,
            QUOTE,
            Shown("reason", ("reason",), "Reason", "Lý do"),
            Shown("reported", ("reported_low", "reported_high"), "Reported", "Được báo cáo"),
            Shown("implied", ("implied_low", "implied_high"), "Implied by the others", "Suy ra từ số khác"),
            STATUS,
            SOURCE,
            OBSERVATION,
        ),
        checks=(
            Check(
                "rows_as_announced",
                "expect_row_count_to_be_as_announced",
                {},
                "critical",
                "Every figure has one verdict.",
                "Mỗi số liệu có đúng một kết luận.",
                expected="observations",
            ),
            Check(
                "nothing_is_contradicted",
                "expect_column_values_to_not_be_in_set",
                {"column": "status", "value_set": ["contradicted"]},
                "warning",
                "No figure is contradicted by the others without a waiver.",
                "Không số liệu nào mâu thuẫn với số khác mà chưa được chấp nhận.",
                expected="observations",
            ),
            Check(
                "much_is_verified",
                "expect_column_values_to_not_be_in_set",
                {"column": "status", "value_set": ["unverified"], "mostly": 0.25},
                "info",
                "At least a quarter of the figures can be held against another figure.",
                "Ít nhất một phần tư số liệu có thể đối chiếu với số liệu khác.",
                expected="observations",
            ),
        ),
    )


def numeral_ledger() -> Suite:
    """Checks that no number of a text was dropped in silence."""
    return Suite(
        name="numeral_ledger",
        table="quality.numeral_ledger",
        english="Each digit run of a text is entered exactly once, and said to be something.",
        vietnamese="Mỗi dãy chữ số trong văn bản được ghi đúng một lần và có vai trò rõ ràng.",
        title_vietnamese="Sổ cái chữ số",
        shown=(
            BULLETIN,
            SOURCE,
            Shown("reason", ("reason",), "Reason", "Lý do"),
            Shown("counted", ("digit_run_count",), "Digit runs in the text", "Dãy chữ số trong văn bản"),
            Shown("entered", ("entered_digit_run_count",), "Entered in the ledger", "Đã ghi vào sổ"),
            Shown("unresolved", ("unresolved_count",), "Unresolved", "Chưa rõ vai trò"),
        ),
        checks=(
            Check(
                "rows_as_announced",
                "expect_row_count_to_be_as_announced",
                {},
                "critical",
                "Every bulletin has its line in the ledger.",
                "Mỗi bản tin có một dòng trong sổ cái.",
                expected="readings",
            ),
            Check(
                "every_bulletin_is_read",
                "expect_column_values_to_not_be_null",
                {"column": "ok"},
                "critical",
                "The extractor could read every bulletin.",
                "Bộ trích xuất đọc được mọi bản tin.",
                expected="readings",
            ),
            Check(
                "ledger_adds_up",
                "expect_ledger_to_add_up",
                {"column_list": [*LEDGER, "ok"], "ignore_row_if": "any_value_is_missing"},
                "critical",
                "As many digit runs are entered, each once and in its place, as the text has: none was dropped.",
                "Số dãy chữ số đã ghi, mỗi dãy một lần và đúng chỗ, bằng số dãy trong văn bản: không bỏ sót.",
                expected="bulletins",
            ),
            Check(
                "every_numeral_is_resolved",
                "expect_column_values_to_be_in_set",
                {"column": "unresolved_count", "value_set": [0]},
                "warning",
                "The role of every numeral is known.",
                "Vai trò của mọi chữ số đều đã rõ.",
                expected="bulletins",
            ),
        ),
    )


def quarantine() -> Suite:
    """Checks of the files that could not be read."""
    return Suite(
        name="quarantine",
        table="quality.quarantine",
        english="Files that could not be read.",
        vietnamese="Các tệp không đọc được.",
        title_vietnamese="Tệp bị cách ly",
        shown=(
            Shown("source", ("source_name",), "File", "Tệp"),
            Shown("reason", ("reason_en",), "Reason", "Lý do"),
            Shown("reason_vi", ("reason_vi",), "Reason in Vietnamese", "Lý do (tiếng Việt)"),
            Shown("detail", ("detail",), "Detail", "Chi tiết"),
            Shown("what_to_do", ("what_to_do_en",), "What to do", "Cách xử lý"),
            Shown("what_to_do_vi", ("what_to_do_vi",), "What to do, in Vietnamese", "Cách xử lý (tiếng Việt)"),
        ),
        checks=(
            Check(
                "every_file_can_be_read",
                "expect_column_values_to_be_in_set",
                {"column": "resolved", "value_set": [True]},
                "warning",
                "Every file that was set aside has been mended or removed.",
                "Mọi tệp bị cách ly đã được sửa hoặc gỡ bỏ.",
            ),
            Check(
                "reason_is_given",
                "expect_columns_to_be_filled",
                {"column_list": ["source_name", "reason_code"]},
                "critical",
                "Each file that was set aside has a name and a reason.",
                "Mỗi tệp bị cách ly có tên và lý do.",
            ),
        ),
    )


def waivers() -> Suite:
    """Checks of the steward's waivers."""
    return Suite(
        name="waivers",
        table="quality.waivers",
        english="The steward's waivers: who accepted which contradiction, when and why.",
        vietnamese="Quyết định chấp nhận mâu thuẫn: ai, khi nào, vì sao.",
        title_vietnamese="Mâu thuẫn được chấp nhận",
        shown=(
            Shown("waiver", ("waiver_id",), "Waiver", "Quyết định"),
            Shown("conflict", ("conflict_id",), "Conflict", "Mâu thuẫn"),
            Shown("author", ("author",), "Author", "Người quyết định"),
            Shown("reason", ("reason",), "Reason", "Lý do"),
            Shown("expires", ("expires_on",), "Ends on", "Hết hạn"),
        ),
        checks=(
            Check(
                "waiver_is_signed",
                "expect_columns_to_be_filled",
                {"column_list": ["waiver_id", "conflict_id", "author", "reason", "waived_on"]},
                "critical",
                "Each waiver names its conflict and has an author, a reason and a date.",
                "Mỗi quyết định nêu mâu thuẫn, người quyết định, lý do và ngày.",
            ),
            Check(
                "waiver_is_in_force",
                "expect_column_values_to_be_in_set",
                {"column": "is_in_force", "value_set": [True]},
                "critical",
                "No waiver has ended while its conflict still stands.",
                "Không quyết định nào hết hạn khi mâu thuẫn vẫn còn.",
            ),
        ),
    )
