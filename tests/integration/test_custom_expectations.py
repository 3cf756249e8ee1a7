"""Each expectation of our own, on one frame that passes and one that fails, in real Great Expectations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from expectations.frames import to_frame
from expectations.suites.reconciliation import COLUMNS
from tests.support.quality_tables import (
    AMOUNT,
    lang_son_figures,
    observation,
    observations,
    reconciliation,
    reconciliation_row,
    waivers,
)

pytestmark = pytest.mark.integration

Expect = Callable[[pa.Table, str, Mapping[str, Any]], Any]


@pytest.fixture(scope="module")
def expect() -> Expect:
    """Run one expectation over an Arrow table and return GX's result."""
    from expectations.gx import load

    gx = load()
    context = gx.get_context(mode="ephemeral")
    source = context.data_sources.add_pandas("frames")
    number = iter(range(10_000))

    def run(table: pa.Table, expectation: str, arguments: Mapping[str, Any]) -> Any:
        from great_expectations.expectations.registry import get_expectation_impl

        asset = source.add_dataframe_asset(f"table {next(number)}")
        batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": to_frame(table)})
        result = batch.validate(get_expectation_impl(expectation)(**arguments), result_format="SUMMARY")
        assert not result.exception_info.get("raised_exception"), result.exception_info
        return result

    return run


RECONCILES = "expect_reported_total_to_reconcile_with_components"


class TestReportedTotalReconcilesWithComponents:
    def test_lang_son_2024_passes(self, expect: Expect) -> None:
        # [2.7e9, 2.8e9] meets [2.665e9, 2.775e9]
        result = expect(reconciliation(reconciliation_row("1.42")), RECONCILES, {"column_list": COLUMNS})
        assert result.success
        assert result.result["element_count"] == 1

    def test_one_digit_changed_fails_and_gives_the_row_with_intervals_and_quotes(self, expect: Expect) -> None:
        result = expect(reconciliation(reconciliation_row("1.24")), RECONCILES, {"column_list": COLUMNS})
        assert not result.success
        (row,) = result.result["partial_unexpected_list"]
        assert (row["total_low_wide"], row["total_high_wide"]) == (Decimal(2_700_000_000), Decimal(2_800_000_000))
        assert (row["components_low_wide"], row["components_high_wide"]) == (
            Decimal(2_485_000_000),
            Decimal(2_595_000_000),
        )
        assert row["gap"] == Decimal(105_000_000)
        assert row["total_quote"] == "2,7 tỷ USD"
        assert list(row["component_quotes"]) == ["1,3 tỷ USD", "1,24 tỷ USD"]
        assert row["series"].startswith("trade_turnover")

    def test_great_expectations_can_name_the_failing_rows_by_their_quote(self, expect: Expect) -> None:
        from great_expectations.expectations.registry import get_expectation_impl

        from expectations.gx import load

        source = load().get_context(mode="ephemeral").data_sources.add_pandas("frames")
        whole = source.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("whole")
        table = reconciliation(reconciliation_row("1.42"), reconciliation_row("1.24"))
        result = whole.get_batch({"dataframe": to_frame(table)}).validate(
            get_expectation_impl(RECONCILES)(column_list=COLUMNS),
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": ["reconciliation_id", "total_quote"],
            },
        )
        (row,) = result.result["unexpected_index_list"]
        assert (row["reconciliation_id"], row["total_quote"]) == ("a1", "2,7 tỷ USD")

    def test_parts_may_fall_short_of_the_total_but_not_exceed_it(self, expect: Expect) -> None:
        arguments = {"column_list": COLUMNS, "components_at_most_total": ["subset"]}
        short = reconciliation(reconciliation_row("0.2", method="subset"))
        long = reconciliation(reconciliation_row("2.9", method="subset"))
        assert expect(short, RECONCILES, arguments).success
        assert not expect(long, RECONCILES, arguments).success

    def test_the_other_way_round_for_a_total_that_may_fall_short(self, expect: Expect) -> None:
        arguments = {"column_list": COLUMNS, "total_at_most_components": ["product_limit"]}
        short = reconciliation(reconciliation_row("0.2", method="product_limit"))
        long = reconciliation(reconciliation_row("2.9", method="product_limit"))
        assert not expect(short, RECONCILES, arguments).success
        assert expect(long, RECONCILES, arguments).success

    @pytest.mark.parametrize(("status", "success"), [("waived", True), ("revised", True), ("contradicted", False)])
    def test_a_waiver_or_a_revision_settles_a_row(self, expect: Expect, status: str, success: bool) -> None:
        arguments = {"column_list": COLUMNS, "settled_by": ["waived", "revised"]}
        table = reconciliation(reconciliation_row("1.24", status=status))
        assert expect(table, RECONCILES, arguments).success is success

    def test_intervals_that_only_touch_meet(self, expect: Expect) -> None:
        touching = reconciliation_row("1.345")  # components end at 2.7e9, where the total begins
        assert touching["components_high"] == touching["total_low"]
        assert expect(reconciliation(touching), RECONCILES, {"column_list": COLUMNS}).success

    def test_a_gap_that_a_binary_float_does_not_see_is_seen(self, expect: Expect) -> None:
        below, above = Decimal("9007199254740992"), Decimal("9007199254740993")
        assert float(below) == float(above)
        apart = reconciliation_row(
            "1.42",
            total_low_wide=above,
            total_high_wide=above,
            components_low_wide=below,
            components_high_wide=below,
        )
        assert not expect(reconciliation(apart), RECONCILES, {"column_list": COLUMNS}).success

    def test_a_missing_bound_is_no_bound(self, expect: Expect) -> None:
        open_ended = reconciliation_row("1.24", components_high_wide=None)
        assert expect(reconciliation(open_ended), RECONCILES, {"column_list": COLUMNS}).success

    def test_too_few_columns_are_refused_with_the_roles_named(self, expect: Expect) -> None:
        with pytest.raises(ValueError, match="must begin with total_low, total_high"):
            expect(reconciliation(), RECONCILES, {"column_list": COLUMNS[:3]})


INTERVAL = {"column_list": ["value", "low", "high", "low_wide", "high_wide"]}


class TestValueWithinInterval:
    def test_printed_figures_pass(self, expect: Expect) -> None:
        assert expect(observations(*lang_son_figures()), "expect_value_within_interval", INTERVAL).success

    @pytest.mark.parametrize(
        "wrong",
        [
            {"value": Decimal(3_000_000_000)},
            {"value": Decimal("2699999999.999999")},
            {"low_wide": Decimal(2_750_000_000)},  # the wide interval must hold the narrow one
        ],
    )
    def test_a_value_outside_or_a_wide_interval_that_is_narrower_fails(
        self, expect: Expect, wrong: dict[str, Decimal]
    ) -> None:
        row = observation(1827, "2,7 tỷ USD", "2700000000", "2700000000", "2800000000") | wrong
        result = expect(observations(row), "expect_value_within_interval", INTERVAL)
        assert result.result["unexpected_count"] == 1

    def test_a_third_of_a_tenth_is_not_a_float(self, expect: Expect) -> None:
        row = observation(1, "0,3 %", "0.3", "0.3", "0.3") | {"value": Decimal("0.1") + Decimal("0.2")}
        assert expect(observations(row), "expect_value_within_interval", INTERVAL).success


class TestLedgerAddsUp:
    @pytest.mark.parametrize(
        ("counts", "success"),
        [
            ((44, 44, 44, 0), True),
            ((0, 0, 0, 0), True),
            ((44, 44, 43, 0), False),  # one was dropped
            ((44, 44, 45, 0), False),  # one was entered twice
            ((44, 43, 44, 0), False),  # the reading counted another text
            ((44, 44, 44, 1), False),  # one stands elsewhere
            ((44, 44, None, 0), False),
        ],
    )
    def test_counts_must_be_there_and_equal(
        self, expect: Expect, counts: tuple[int | None, ...], success: bool
    ) -> None:
        names = ["counted", "announced", "entered", "faulty"]
        table = pa.table({name: pa.array([count], pa.int32()) for name, count in zip(names, counts, strict=True)})
        result = expect(table, "expect_ledger_to_add_up", {"column_list": names})
        assert result.success is success


class TestColumnsFilled:
    columns = {"column_list": ["waiver_id", "conflict_id", "author", "reason"]}  # noqa: RUF012

    def test_a_signed_waiver_passes(self, expect: Expect) -> None:
        signed = waivers({"waiver_id": "w1", "conflict_id": "c1", "author": "Lan", "reason": "gõ nhầm"})
        assert expect(signed, "expect_columns_to_be_filled", self.columns).success

    @pytest.mark.parametrize("author", [None, "", "  "])
    def test_one_without_author_fails(self, expect: Expect, author: str | None) -> None:
        unsigned = waivers({"waiver_id": "w1", "conflict_id": "c1", "author": author, "reason": "gõ nhầm"})
        assert not expect(unsigned, "expect_columns_to_be_filled", self.columns).success

    def test_an_empty_row_is_not_passed_over(self, expect: Expect) -> None:
        assert not expect(waivers({}), "expect_columns_to_be_filled", self.columns).success


class TestQuoteFitsItsSpan:
    columns = {"column_list": ["start", "end", "quote"]}  # noqa: RUF012

    @pytest.mark.parametrize("quote", ["2,7 tỷ USD", "2,7 ty\u0309 USD"])  # composed and decomposed Vietnamese
    def test_code_points_are_counted(self, expect: Expect, quote: str) -> None:
        figure = observation(10, quote, "1", "1", "1")
        assert expect(observations(figure), "expect_quote_to_fit_its_span", self.columns).success

    @pytest.mark.parametrize("wrong", [{"end": 99}, {"quote": None}, {"quote": "", "end": 10}])
    def test_a_quote_of_another_length_or_none_fails(self, expect: Expect, wrong: dict[str, Any]) -> None:
        figure = observation(10, "2,7 tỷ USD", "1", "1", "1") | wrong
        assert not expect(observations(figure), "expect_quote_to_fit_its_span", self.columns).success


class TestRowCountAsAnnounced:
    @pytest.mark.parametrize(
        ("announced", "at_least", "success"),
        [(3, False, True), (2, False, False), (4, False, False), (2, True, True), (4, True, False)],
    )
    def test_the_number_of_rows_is_compared(
        self, expect: Expect, announced: int, at_least: bool, success: bool
    ) -> None:
        table = pa.table({"value": pa.array([Decimal(1), None, None], AMOUNT)})
        arguments = {"announced": announced, "at_least": at_least}
        result = expect(table, "expect_row_count_to_be_as_announced", arguments)
        assert result.success is success
        assert result.result["observed_value"] == 3
