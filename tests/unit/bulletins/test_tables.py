"""Tables within bulletins: each layout that flattening leaves is read like the table that it was."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.records import Extraction, Observation

HERDS = """Tình hình chăn nuôi tỉnh Bắc Giang 6 tháng đầu năm 2024
STT
Chỉ tiêu
ĐVT
2023
2024
So sánh (%)
I
Chăn nuôi
1
Đàn lợn
1000 con
845,2
870,4
103,0
2
Đàn trâu
Con
31.200
30.150
96,6
Các địa phương tiếp tục phòng, chống dịch bệnh trên đàn vật nuôi."""


def figure(text: str | Extraction, value_text: str) -> Observation:
    """The one figure that is printed so."""
    extraction = extract_text(text) if isinstance(text, str) else text
    found = [row for row in extraction.observations if row.value_text == value_text]
    assert len(found) == 1, f"{value_text}: read {len(found)} times"
    return found[0]


def roles(text: str) -> dict[str, str]:
    """The role of each numeral that is no figure, by its digits."""
    return {row.text: row.role for row in extract_text(text).numerals if row.role != "observation"}


def said_of(extraction: Extraction, value_text: str) -> list[tuple[str, str | None, Decimal | None]]:
    """Measure, basis and value of what the statement of a level says beside it."""
    level = figure(extraction, value_text)
    rows = [row for row in extraction.observations if row.statement_id == level.statement_id and row is not level]
    return [(row.measure, row.basis, row.value) for row in rows]


@pytest.mark.parametrize(
    "separator", [pytest.param(" | ", id="bars"), pytest.param("\t", id="tabs"), pytest.param("    ", id="spaces")]
)
def test_a_row_a_line(separator: str) -> None:
    rows = [
        ("TT", "Cây trồng", "ĐVT", "Năm 2021", "Ước 2022", "2022/2021 (%)"),
        ("1", "Diện tích lạc", "ha", "1.250", "1.310", "104,8"),
        ("2", "Năng suất lạc", "tạ/ha", "24,5", "25,1", "102,4"),
    ]
    text = "Kết quả sản xuất năm 2022\n" + "\n".join(separator.join(row) for row in rows)
    extraction = extract_text(text)
    area = figure(extraction, "1.310")
    assert (area.value, area.unit, area.indicator, area.item) == (1310, "ha", "sown_area", "peanut")
    assert (area.time_period, area.period_source, area.obs_status, area.role) == ("2022", "stated", "E", "actual")
    assert (area.unit_source, area.quote) == ("inherited", "1.310")
    assert said_of(extraction, "1.310") == [("ratio", "same_period_previous_year", Decimal("104.8"))]
    before = figure(extraction, "24,5")
    assert (before.value, before.unit, before.role, before.time_period) == (
        Decimal("2.45"),
        "t/ha",
        "comparison",
        "2021",
    )
    assert (before.low, before.high) == (Decimal("2.445"), Decimal("2.455"))
    assert {row.text: row.role for row in extraction.numerals}["1"] == "list_label"


def test_one_cell_a_line_with_sections_and_numbered_rows() -> None:
    extraction = extract_text(HERDS)
    pigs = figure(extraction, "870,4")
    assert (pigs.value, pigs.unit, pigs.indicator, pigs.item) == (870400, "head", "livestock_head", "pig")
    assert (pigs.low, pigs.high) == (870350, 870450), "printed in thousands it is rounded"
    buffaloes = figure(extraction, "30.150")
    assert (buffaloes.item, buffaloes.low, buffaloes.high) == ("buffalo", 30150, 30150), "a count is exact"
    assert said_of(extraction, "30.150") == [("ratio", "same_period_previous_year", Decimal("96.6"))]


def test_a_title_tells_which_months_of_a_bare_year_are_meant() -> None:
    assert figure(HERDS, "870,4").time_period == "2024-S1"
    assert figure(HERDS, "845,2").time_period == "2023-S1"
    assert figure(HERDS, "845,2").period_source == "inherited"


def test_numerals_of_a_table_that_are_no_figures_have_a_role() -> None:
    found = roles(HERDS)
    assert found == {
        "6": "period",
        "2024": "period",
        "2023": "period",
        "1": "list_label",
        "2": "list_label",
        "1000": "name",
    }


def test_prose_behind_a_table_is_read_as_prose() -> None:
    text = HERDS.replace("Các địa phương", "Sản lượng thịt lợn hơi đạt 98.300 tấn. Các địa phương")
    assert figure(text, "98.300").indicator == "meat_output"


EXPORTS = """Tình hình kinh tế tháng 9 và 9 tháng năm 2024
Biểu 4. Kim ngạch xuất khẩu hàng hóa
Đơn vị tính: Triệu USD
| Chỉ tiêu | Chính thức tháng 8 năm 2024 | Ước tháng 9 năm 2024 | Lũy kế 9 tháng năm 2024 | Tháng 9 so với (%) |  |
|  |  |  |  | Tháng trước | Cùng kỳ |
| A | 1 | 2 | 3 | 4 | 5 |
| TỔNG SỐ | 140,2 | 145,5 | 1.260,8 | 103,8 | 108,1 |
| Phân theo mặt hàng |  |  |  |  |  |
| Hàng thủy sản | 12,4 | 13,1 | 110,2 | 105,6 | 110,0 |
| Hàng chưa ai biết | 1,4 | 3,1 | 10,2 | 221,4 | 117,0 |"""


def test_a_title_gives_series_and_unit() -> None:
    total = figure(EXPORTS, "145,5")
    assert (total.value, total.unit, total.indicator, total.item) == (145_500_000, "USD", "export_turnover", None)
    assert (total.indicator_source, total.time_period, total.obs_status) == ("inherited", "2024-09", "E")
    seafood = figure(EXPORTS, "110,2")
    assert (seafood.indicator, seafood.item, seafood.time_period) == ("export_turnover", "seafood", "2024-01-01/P274D")


def test_a_header_of_two_rows_tells_what_each_percentage_is_against() -> None:
    assert said_of(extract_text(EXPORTS), "145,5") == [
        ("ratio", "previous_period", Decimal("103.8")),
        ("ratio", "same_period_previous_year", Decimal("108.1")),
    ]


def test_a_row_that_is_not_known_stays_without_series() -> None:
    unknown = figure(EXPORTS, "3,1")
    assert (unknown.indicator, unknown.value, unknown.unit) == (None, 3_100_000, "USD")
    assert unknown.indicator_phrase == "Hàng chưa ai biết"


def test_the_row_that_counts_the_columns_holds_no_figures() -> None:
    labels = [row for row in extract_text(EXPORTS).numerals if row.rule_id == "table.column_number"]
    assert [row.text for row in labels] == ["1", "2", "3", "4", "5"]


def test_parts_belong_to_the_row_above() -> None:
    text = """Thủy sản năm 2023
Chỉ tiêu | ĐVT | Thực hiện 2022 | Ước thực hiện 2023
Sản lượng nuôi trồng | tấn | 9.100 | 9.450
Trong đó: Cá tra | tấn | 6.000 | 6.200
Diện tích nuôi trồng | ha | 2.100 | 2.080"""
    part, other = figure(text, "6.200"), figure(text, "2.080")
    assert (part.indicator, part.item) == ("aquaculture_output", "pangasius")
    assert (other.indicator, other.item) == ("aquaculture_area", None)


def test_plan_paid_out_and_their_quotient() -> None:
    text = """Giải ngân vốn đầu tư công năm 2024
Đơn vị tính: tỷ đồng
TT   Nội dung   Kế hoạch năm 2024   Giải ngân đến 30/9/2024   Tỷ lệ (%)
1   Tổng vốn đầu tư công   12.500   7.250   58,0
2   Vốn ngân sách trung ương   5.000   3.100   62,0"""
    extraction = extract_text(text)
    plan, paid = figure(extraction, "12.500"), figure(extraction, "7.250")
    assert (plan.indicator, plan.role, plan.time_period) == ("public_investment_plan", "plan", "2024")
    assert (paid.indicator, paid.role, paid.value) == ("public_investment_disbursed", "actual", 7_250_000_000_000)
    assert figure(extraction, "3.100").coverage == "central_budget"
    assert said_of(extraction, "7.250") == [("plan_attainment", "plan", 58)]


def test_columns_that_name_the_series_of_rows_that_name_the_goods() -> None:
    text = """Sản xuất trồng trọt năm 2023
Cây trồng | Diện tích (ha) | Năng suất (tạ/ha) | Sản lượng (tấn) | Sản lượng so với năm 2022 (%)
Ngô | 3.215 | 52,0 | 16.718 | -3,4
Khoai lang | 1.020 | 98,7 | 10.067 | 0,8"""
    extraction = extract_text(text)
    read = [
        (figure(extraction, shown).indicator, figure(extraction, shown).item) for shown in ("3.215", "52,0", "10.067")
    ]
    assert read == [("sown_area", "maize"), ("crop_yield", "maize"), ("crop_output", "sweet_potato")]
    assert said_of(extraction, "16.718") == [("growth", "same_period_previous_year", Decimal("-3.4"))]


def test_differences_are_told_from_percentages_by_arithmetic() -> None:
    text = """Xuất khẩu thủy sản 6 tháng năm 2023
| Tỉnh | Cùng kỳ (triệu USD) | Thực hiện (triệu USD) | Tăng, giảm |
| Cà Mau | 520,1 | 470,3 | -49,8 |
| Cả nước | 5.100 | 4.130 | -970 |"""
    extraction = extract_text(text)
    base, nation = figure(extraction, "520,1"), figure(extraction, "4.130")
    assert (base.role, base.time_period, base.ref_area) == ("comparison", "2022-S1", "VN-59")
    assert (nation.ref_area, nation.indicator, nation.item) == (None, "export_turnover", "seafood")
    assert said_of(extraction, "470,3") == [("change", "same_period_previous_year", -49_800_000)]


def test_the_first_corner_may_be_empty_and_values_missing() -> None:
    text = """Kết quả năm 2022
Đơn vị: triệu USD
Năm 2021
Kế hoạch 2022
Ước TH 2022
TH/KH (%)
So với năm 2021 (%)
Xuất khẩu
2.500
2.700
2.850
105,6
114,0
Nhập khẩu
3.000
-
3.150
-
105,0"""
    extraction = extract_text(text)
    assert (figure(extraction, "2.700").role, figure(extraction, "2.500").role) == ("plan", "comparison")
    assert said_of(extraction, "2.850") == [
        ("plan_attainment", "plan", Decimal("105.6")),
        ("ratio", "same_period_previous_year", Decimal("114.0")),
    ]
    assert said_of(extraction, "3.150") == [("ratio", "same_period_previous_year", Decimal("105.0"))]


def test_a_sector_is_a_cut_and_a_district_a_place() -> None:
    text = """Kim ngạch xuất khẩu năm 2023
Chỉ tiêu | ĐVT | Năm 2022 | Năm 2023
Kim ngạch xuất khẩu | Triệu USD | 1.720 | 1.800
- Khu vực FDI | " | 1.250 | 1.300
Huyện Long Thành | " | 310 | 330"""
    sector, district = figure(text, "1.300"), figure(text, "330")
    assert (sector.coverage, sector.place, sector.value) == ("fdi_sector", None, 1_300_000_000)
    assert (district.coverage, district.place, district.indicator) == (None, "Huyện Long Thành", "export_turnover")


def test_rows_of_one_width_are_no_wrapped_lines() -> None:
    rows = [f"Diện tích gieo trồng {crop} năm nay | ha | 1.100.{n}00 | 1.200.{n}00" for n, crop in enumerate(CROPS, 1)]
    extraction = extract_text("\n".join(["Chỉ tiêu | ĐVT | Năm 2022 | Năm 2023", *rows]))
    assert [figure(extraction, f"1.200.{n}00").item for n in (1, 2, 3, 4)] == ["rice", "maize", "peanut", "sugarcane"]


CROPS = ("lúa", "ngô", "lạc", "mía")


def test_rows_that_do_not_fit_their_header_are_not_guessed() -> None:
    text = """Trồng trọt năm 2023
Chỉ tiêu | ĐVT | Năm 2022 | Năm 2023
Diện tích lúa | ha | 1.100 | 1.200
Diện tích ngô | ha | 900"""
    extraction = extract_text(text)
    assert figure(extraction, "1.200").indicator == "sown_area"
    assert [row.role for row in extraction.numerals if row.text == "900"] == ["unresolved"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Kinh tế | 06/09/2024 14:32\nXuất khẩu đạt 12 tỷ USD.", id="a bar in a line"),
        pytest.param("Xuất  khẩu  đạt 12 tỷ USD.\nNhập  khẩu  đạt 9 tỷ USD.", id="slips of the space bar"),
        pytest.param("1\n2\n3\nXuất khẩu đạt 12 tỷ USD.", id="numbers of pages"),
    ],
)
def test_what_only_looks_like_a_table_is_left_to_prose(text: str) -> None:
    assert figure(text, "12 tỷ").rule_ids[0] == "measure.level"


def test_a_unit_declared_in_brackets_holds_for_the_bare_numbers_of_its_line() -> None:
    text = """Xuất khẩu 8 tháng năm 2023
- Kim ngạch nhập khẩu (triệu USD): ước 8 tháng 2.950,4; so kế hoạch 68,7%; so cùng kỳ 104,2%
- Diện tích lúa (ha): đông xuân 120.500, hè thu 98.300.
- Đàn bò (con): 120.400; đàn lợn (nghìn con): 310,5 - tăng 2,1%.
Đợt 2 gồm 37 loại."""
    extraction = extract_text(text)
    imports = figure(extraction, "2.950,4")
    assert (imports.value, imports.unit, imports.unit_source) == (2_950_400_000, "USD", "inherited")
    assert (imports.quote, imports.obs_status) == ("2.950,4", "E")
    assert said_of(extraction, "2.950,4") == [
        ("plan_attainment", "plan", Decimal("68.7")),
        ("ratio", "same_period_previous_year", Decimal("104.2")),
    ]
    assert [figure(extraction, shown).season for shown in ("120.500", "98.300")] == ["winter_spring", "summer_autumn"]
    assert [figure(extraction, shown).value for shown in ("120.400", "310,5")] == [120_400, 310_500]
    assert [row.role for row in extraction.numerals if row.text == "37"] == ["unresolved"]
