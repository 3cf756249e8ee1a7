"""The clause machine, sentence by sentence: what each figure is said to be."""

from decimal import Decimal

import pytest

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.records import Observation


def figures(text: str) -> dict[str, Observation]:
    """The figures of a text by quote."""
    return {row.quote: row for row in extract_text(text, ref_area="VN-09").observations}


def test_level_plan_and_growth_are_one_statement() -> None:
    rows = figures("Kim ngạch xuất khẩu 6 tháng năm 2023 đạt 3 tỷ USD, đạt 60,1% kế hoạch, tăng 5% so với cùng kỳ.")
    assert [row.measure for row in rows.values()] == ["level", "plan_attainment", "growth"]
    assert {row.statement_id for row in rows.values()} == {rows["3 tỷ USD"].observation_id}
    assert [row.basis for row in rows.values()] == [None, "plan", "same_period_previous_year"]
    assert [row.basis_source for row in rows.values()] == [None, "stated", "stated"]


def test_growth_said_before_its_level_joins_it() -> None:
    rows = figures("Kim ngạch xuất khẩu tăng 20,8 % so với cùng kỳ, ước đạt hơn 2,7 tỷ USD.")
    assert rows["20,8 %"].statement_id == rows["2,7 tỷ USD"].observation_id
    assert (rows["2,7 tỷ USD"].obs_status, rows["20,8 %"].obs_status) == ("E", "A")


def test_parts_behind_trong_do_inherit_scope_status_plan_and_basis() -> None:
    rows = figures(
        "Tổng kim ngạch xuất nhập khẩu mở tờ khai tại Cục Hải quan tỉnh ước đạt 2,7 tỷ USD, đạt 53,3% kế hoạch, "
        "tăng 20,8% so với cùng kỳ, trong đó xuất khẩu đạt 1,3 tỷ USD, đạt 43,3%, tăng 3,3%."
    )
    part, plan, growth = rows["1,3 tỷ USD"], rows["43,3%"], rows["3,3%"]
    assert (part.indicator, part.coverage, part.obs_status) == (
        "export_turnover",
        "declared_at_provincial_customs",
        "E",
    )
    assert (plan.measure, plan.basis_source) == ("plan_attainment", "inherited")
    assert (growth.basis, growth.basis_source) == ("same_period_previous_year", "inherited")


def test_an_index_is_a_ratio_and_never_rewritten() -> None:
    row = figures("Tổng diện tích gieo trồng 48.232ha, bằng 99,6% cùng kỳ.")["99,6%"]
    assert (row.measure, row.value, row.basis) == ("ratio", Decimal("99.6"), "same_period_previous_year")


def test_a_fall_is_negative_and_its_interval_mirrored() -> None:
    row = figures("Kim ngạch xuất khẩu đạt 3 tỷ USD, giảm hơn 5%.")["5%"]
    assert (row.value, row.low, row.high, row.hedge) == (Decimal(-5), Decimal(-6), Decimal(-5), "more_than")


def test_a_repeated_verb_is_a_slip_of_the_pen() -> None:
    row = figures("Tổng kim ngạch xuất nhập khẩu đạt hơn 25 tỷ USD, tăng hơn tăng 37%.")["37%"]
    assert (row.hedge, row.flags) == ("more_than", ("typo_repeat",))


def test_a_plan_exceeded_is_an_attainment_above_one_hundred() -> None:
    assert figures("Kim ngạch xuất khẩu đạt 3 tỷ USD, vượt 2% kế hoạch.")["2%"].value == Decimal(102)


def test_a_share_of_a_whole_is_exact_and_takes_the_place_named_before_it() -> None:
    row = figures("Tại cửa khẩu quốc tế Hữu Nghị và cửa khẩu Tân Thanh, 100% các xe hàng khai báo trực tuyến.")["100%"]
    assert (row.measure, row.low, row.high) == ("share", Decimal(100), Decimal(100))
    assert row.place == "Hữu Nghị; Tân Thanh"


@pytest.mark.parametrize(
    ("sentence", "indicator"),
    [
        ("Xuất khẩu đạt 3 tỷ USD.", "export_turnover"),
        ("Xuất khẩu đạt 3 nghìn tấn.", "export_quantity"),
        ("Xuất khẩu đạt 300 xe/ngày.", "export_vehicles"),
        ("Xuất khẩu đạt 30 toa/ngày.", "export_rail_wagons"),
    ],
)
def test_the_unit_decides_what_a_bare_word_means(sentence: str, indicator: str) -> None:
    (row,) = figures(sentence).values()
    assert row.indicator == indicator


def test_a_phrase_behind_a_preposition_is_not_the_subject() -> None:
    rows = figures("Sản lượng lúa phục vụ xuất khẩu đạt 3 nghìn tấn.")
    assert rows["3 nghìn tấn"].indicator == "crop_output"


def test_an_unknown_indicator_stays_unclassified_with_its_unit() -> None:
    (row,) = figures("Số lượng gì đó đạt 3 tỷ USD.").values()
    assert (row.indicator, row.domain, row.unit) == (None, "other", "USD")


def test_a_cut_off_date_of_the_sentence_wins_over_the_report_period() -> None:
    text = (
        "6 tháng đầu năm 2024, kinh tế phát triển. 6 tháng đầu năm 2024 ổn định.\n"
        "Tính đến ngày 13/6/2024, kim ngạch xuất khẩu đạt 3 tỷ USD.\nNhập khẩu đạt 2 tỷ USD."
    )
    rows = figures(text)
    assert (rows["3 tỷ USD"].time_period, rows["3 tỷ USD"].period_source) == ("2024-01-01/P165D", "stated")
    assert (rows["2 tỷ USD"].time_period, rows["2 tỷ USD"].period_source) == ("2024-S1", "document")


def test_the_more_precise_of_two_statements_is_kept() -> None:
    rows = extract_text(
        "6 tháng đầu năm 2024, tổng kim ngạch xuất nhập khẩu đạt hơn 25 tỷ USD\n"
        "Tính đến ngày 13/6/2024, tổng kim ngạch xuất nhập khẩu tất cả các loại hình đạt hơn 25,2 tỷ USD.",
        ref_area="VN-09",
    ).observations
    assert [row.restates for row in rows] == [rows[1].observation_id, None]


def test_the_province_named_is_the_area_where_no_sidecar_tells() -> None:
    (row,) = extract_text("Tỉnh Quảng Ninh xuất khẩu đạt 3 tỷ USD năm 2024.").observations
    assert row.ref_area == "VN-13"


def test_numerals_that_are_no_figures_keep_a_role() -> None:
    text = (
        "Ngày 27/7/2023, Nghị quyết số 16/2021/QH15, Quốc lộ 4B, mốc 1088/2-1089, lần thứ 12, 08:30, bão số 3, 7 điều."
    )
    extraction = extract_text(text)
    assert extraction.observations == ()
    roles = {numeral.text: numeral.role for numeral in extraction.numerals}
    assert roles["27/7/2023"] == "date"
    assert roles["4"] == roles["1088/2-1089"] == "identifier"
    assert roles["12"] == "ordinal"
    assert roles["08:30"] == "clock"
    assert roles["3"] == "name"
    assert roles["7"] == "unresolved"


@pytest.mark.parametrize(("words", "ratio"), [("gấp 4 lần", 400), ("gấp đôi", 200)])
def test_times_are_a_ratio(words: str, ratio: int) -> None:
    read = extract_text(f"Xuất khẩu 6 tháng năm 2024 đạt 80 triệu USD, {words} cùng kỳ.").observations
    assert [(row.measure, row.value) for row in read[1:]] == [("ratio", Decimal(ratio))]


def test_a_fraction_of_a_count_is_two_counts() -> None:
    assert [row.value for row in extract_text("Hoàn thành 9/11 nhóm chỉ tiêu.").observations] == [9, 11]


def test_two_subjects_and_two_figures_pair_in_order() -> None:
    read = extract_text("Xuất khẩu và nhập khẩu lần lượt đạt 1,2 tỷ USD và 3,4 tỷ USD.").observations
    assert [row.indicator for row in read] == ["export_turnover", "import_turnover"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Kế hoạch xuất khẩu năm 2024 là 5 tỷ USD.", "plan"),
        ("Mục tiêu xuất khẩu năm 2025 đạt 3 tỷ USD.", "target"),
    ],
)
def test_a_plan_named_before_its_subject_is_no_actual_figure(text: str, role: str) -> None:
    assert [row.role for row in extract_text(text).observations] == [role]


def test_figures_that_cannot_be_paired_are_left_without_a_subject() -> None:
    rows = extract_text("Xuất khẩu và nhập khẩu lần lượt đạt 1,2 tỷ USD, 3,4 tỷ USD và 5,6 tỷ USD.").observations
    assert [(row.indicator, row.flags) for row in rows] == [(None, ("unpaired_list",))] * 3


def test_an_unknown_subject_keeps_its_words() -> None:
    (row,) = figures("Trong năm, thu phí bến bãi đạt 3 tỷ đồng.").values()
    assert (row.indicator, row.indicator_phrase) == (None, "thu phí bến bãi")


def test_the_year_of_a_plan_does_not_date_the_figures_of_the_report() -> None:
    text = (
        "Tháng 9/2024, kinh tế phát triển. Lũy kế 9 tháng đầu năm, kim ngạch xuất khẩu đạt 1.250 triệu USD. "
        "Năm 2025, tỉnh phấn đấu xuất khẩu đạt 2 tỷ USD."
    )
    rows = figures(text)
    assert rows["1.250 triệu USD"].time_period == "2024-01-01/P274D"
    assert (rows["2 tỷ USD"].role, rows["2 tỷ USD"].time_period) == ("target", "2025")


def test_a_year_in_brackets_dates_nothing_outside_them() -> None:
    rows = figures("Năm 2023, xuất khẩu đạt 2,85 tỷ USD (năm 2022 đạt 3 tỷ USD). Nhập khẩu đạt 1,25 tỷ USD.")
    assert [row.time_period for row in rows.values()] == ["2023", "2022", "2023"]


def test_a_clause_that_turns_to_another_province_is_about_it() -> None:
    rows = extract_text(
        "Cả nước, xuất khẩu đạt 355,5 tỷ USD. Tỉnh Lạng Sơn, xuất khẩu đạt 650 triệu USD. Xuất khẩu đạt 3 tỷ USD.",
        ref_area="VN-13",
    ).observations
    assert [row.ref_area for row in rows] == [None, "VN-09", "VN-13"]


def test_damaged_area_is_not_sown_area() -> None:
    rows = figures("Bão số 3 làm thiệt hại 1.450 ha lúa. Diện tích lúa bị ngập 500 ha.")
    assert {(row.indicator, row.item) for row in rows.values()} == {("crop_damaged_area", "rice")}


@pytest.mark.parametrize(
    ("sentence", "quote", "role"),
    [
        ("Xuất khẩu đạt 2 tỷ USD, tăng từ 1,8 tỷ USD của cùng kỳ.", "1,8 tỷ USD", "comparison"),
        ("Xuất khẩu không đạt 3 tỷ USD như kế hoạch.", "3 tỷ USD", "threshold"),
    ],
)
def test_a_level_that_is_not_the_reported_one_has_another_role(sentence: str, quote: str, role: str) -> None:
    row = figures(sentence)[quote]
    assert (row.measure, row.role) == ("level", role)


def test_a_printed_sign_is_growth() -> None:
    rows = figures("Xuất khẩu -5,2%, nhập khẩu (+3,1%).")
    assert [(row.measure, row.value) for row in rows.values()] == [
        ("growth", Decimal("-5.2")),
        ("growth", Decimal("3.1")),
    ]


def test_a_percentage_equal_to_a_change_is_growth() -> None:
    row = figures("Nhập khẩu đạt 500 triệu USD, giảm 20 triệu USD, tương đương 4,2%.")["4,2%"]
    assert (row.measure, row.value) == ("growth", Decimal("-4.2"))


def test_what_was_weighed_may_be_valued_next() -> None:
    rows = figures("Xuất khẩu đạt 1.200 tấn, trị giá 2,3 triệu USD.")
    assert [row.indicator for row in rows.values()] == ["export_quantity", "export_turnover"]


def test_in_a_bulletin_that_repeats_itself_the_first_of_equals_is_kept() -> None:
    sentence = "Năm 2023, xuất khẩu đạt 1,5 tỷ USD, tăng 10%. "
    rows = extract_text(sentence * 300).observations
    assert {row.restates for row in rows[2:]} == {rows[0].observation_id, rows[1].observation_id}
    assert rows[0].restates is None
