"""Periods: inclusive dates and the SDMX form."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.bulletins.periods import (
    Anchor,
    base_period,
    document_year,
    find_mentions,
    read_period,
    report_period,
    sdmx_time_period,
)
from orchestration.bulletins.text import make_view

PUBLISHED = date(2024, 6, 20)


@pytest.mark.parametrize(
    ("words", "start", "end", "time_period"),
    [
        ("6 tháng đầu năm 2024", "2024-01-01", "2024-06-30", "2024-S1"),
        ("6 tháng đầu năm", "2024-01-01", "2024-06-30", "2024-S1"),
        ("sáu tháng đầu năm", "2024-01-01", "2024-06-30", "2024-S1"),
        ("nửa đầu năm nay", "2024-01-01", "2024-06-30", "2024-S1"),
        ("6 tháng cuối năm 2023", "2023-07-01", "2023-12-31", "2023-S2"),
        ("9 tháng năm 2023", "2023-01-01", "2023-09-30", "2023-01-01/P273D"),
        ("quý II/2023", "2023-04-01", "2023-06-30", "2023-Q2"),
        ("tháng 6/2024", "2024-06-01", "2024-06-30", "2024-06"),
        ("tháng Sáu", "2024-06-01", "2024-06-30", "2024-06"),
        ("tháng 12", "2023-12-01", "2023-12-31", "2023-12"),
        ("năm 2023", "2023-01-01", "2023-12-31", "2023"),
        ("tính đến giữa tháng 6/2024", "2024-01-01", "2024-06-15", "2024-01-01/P167D"),
        ("tính đến ngày 13/6/2024", "2024-01-01", "2024-06-13", "2024-01-01/P165D"),
        ("đến hết tháng 5/2025", "2025-01-01", "2025-05-31", "2025-01-01/P151D"),
        ("ngày 8/1/2023", "2023-01-08", "2023-01-08", "2023-01-08"),
        ("mùng một tháng một năm một chín chín chín", "1999-01-01", "1999-01-01", "1999-01-01"),
        ("ngày hai mươi lăm tháng mười hai năm hai nghìn không trăm hai mươi mốt", *["2021-12-25"] * 3),
        ("ngày mười tháng năm", "2024-05-10", "2024-05-10", "2024-05-10"),
        ("tháng mười năm hai ngàn linh chín", "2009-10-01", "2009-10-31", "2009-10"),
        ("tháng năm năm hai nghìn lẻ năm", "2005-05-01", "2005-05-31", "2005-05"),
        ("tháng mười một năm một nghìn tám trăm năm hai", "1852-11-01", "1852-11-30", "1852-11"),
        ("quý ba năm hai không hai hai", "2022-07-01", "2022-09-30", "2022-Q3"),
        ("Thứ Năm, ngày 8 tháng 1 năm 2015", "2015-01-08", "2015-01-08", "2015-01-08"),
        ("9 Tháng 1 2015 lúc 15:08", "2015-01-09", "2015-01-09", "2015-01-09"),
        ("3/9/91", "1991-09-03", "1991-09-03", "1991-09-03"),
        ("3-3-17", "2017-03-03", "2017-03-03", "2017-03-03"),
        ("2015/03/31", "2015-03-31", "2015-03-31", "2015-03-31"),
        ("từ ngày 1/3 đến ngày 15/4/2024", "2024-03-01", "2024-04-15", "2024-03-01/P46D"),
    ],
)
def test_a_period_is_read(words: str, start: str, end: str, time_period: str) -> None:
    period = read_period(words, PUBLISHED)
    assert period is not None
    assert (period.start.isoformat(), period.end.isoformat(), period.time_period) == (start, end, time_period)


@pytest.mark.parametrize(
    "words", ["", "13 tháng", "ngày 31/2/2024", "quý V/2023", "năm sau", "kế hoạch", "tháng 13 năm 15", "30/2/15"]
)
def test_what_is_no_period_is_refused(words: str) -> None:
    assert read_period(words, PUBLISHED) is None


@pytest.mark.parametrize(
    "words", ["năm " * 5_000, "tháng hai " * 5_000, "ngày hai năm hai không " * 2_000, "3/" * 5_000]
)
def test_long_nonsense_is_no_period(words: str) -> None:
    assert read_period(words, PUBLISHED) is None


def test_a_period_without_a_year_needs_an_anchor() -> None:
    assert read_period("6 tháng đầu năm") is None
    assert read_period("6 tháng đầu năm", Anchor(year=2021)) == read_period("6 tháng đầu năm 2021")


def _mentions(text: str):
    return find_mentions(make_view(text).folded)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("tăng 5% so với cùng kỳ năm 2022", "base"),
        ("quy hoạch đến năm 2045", "target"),
        ("Họp báo thường kỳ quý II/2023", "event"),
        ("Từ ngày 8/1/2023, chính sách thay đổi", "since"),
    ],
)
def test_some_mentions_are_no_period_of_a_figure(text: str, kind: str) -> None:
    (mention,) = _mentions(text)
    assert mention.kind == kind
    assert not mention.is_period


def test_the_report_period_is_the_cumulative_period_most_often_stated() -> None:
    mentions = _mentions(
        "6 tháng đầu năm. Tính đến giữa tháng 6/2024. Trong nửa đầu năm nay. Tính đến ngày 13/6/2024. Quý I/2024."
    )
    assert document_year(mentions) == 2024
    period = report_period(mentions, Anchor(year=2024))
    assert period is not None
    assert period.time_period == "2024-S1"


def test_the_base_is_the_same_window_a_year_before() -> None:
    base = base_period(date(2024, 1, 1), date(2024, 2, 29), "same_period_previous_year")
    assert base is not None
    assert (base.start, base.end) == (date(2023, 1, 1), date(2023, 2, 28))


def test_the_previous_period_of_a_month_is_the_month_before() -> None:
    base = base_period(date(2024, 1, 1), date(2024, 1, 31), "previous_period")
    assert base is not None
    assert base.time_period == "2023-12"


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 800))
def test_the_sdmx_form_names_every_window(start: date, days: int) -> None:
    end = date.fromordinal(start.toordinal() + days)
    form = sdmx_time_period(start, end)
    assert form.startswith(str(start.year))
    if "/P" in form:
        assert int(form.split("/P")[1].rstrip("D")) == days + 1
