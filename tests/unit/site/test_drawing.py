"""What the site draws: intervals, charts and the map say in lines what the numbers say."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from orchestration.site.axis import bars
from orchestration.site.charts import CountsChart, Reported, SeriesChart
from orchestration.site.gate_map import HEIGHT, LABEL_HEIGHT, gate_map
from orchestration.site.page import Text
from orchestration.site.pages.projects import projects_at_gates
from orchestration.site.pages.series import over_time

numbers = st.decimals(min_value=-(10**15), max_value=10**15, places=2)
HOSTILE = '<script>alert(1)</script>" onload="x'


@given(st.lists(st.tuples(numbers, numbers).map(lambda ends: (min(ends), max(ends))), min_size=1, max_size=6))
def test_bars_keep_the_order_of_their_ends(intervals: list[tuple[Decimal, Decimal]]) -> None:
    drawn = bars(intervals)
    assert drawn is not None
    for one, bar in zip(intervals, drawn, strict=True):
        assert 0 <= bar.left <= 100
        assert bar.left + bar.width <= 100.5
        for other, beside in zip(intervals, drawn, strict=True):
            if one[0] <= other[0]:
                assert bar.left <= beside.left


def test_an_open_side_reaches_the_end_of_the_axis() -> None:
    drawn = bars([(Decimal(1), Decimal(2)), (None, None), (None, Decimal(1))])
    assert drawn is not None
    assert (drawn[1].left, drawn[1].width) == (0, 100)
    assert drawn[2].is_open_left
    assert bars([(None, None)]) is None


def test_parts_of_a_bar_are_as_wide_as_their_counts() -> None:
    chart = CountsChart(Text("đếm", "count"), ((Text("a", "a"), "bad", 9), (Text("b", "b"), "good", 18)))
    svg = chart.svg("vi")
    widths = [float(width) for width in re.findall(r"h(\d+(?:\.\d+)?)v", svg) if float(width) > 0]
    assert any(abs(2 * one - other) < 1 for one in widths for other in widths)
    assert 'aria-label="đếm"' in svg


def test_charts_hold_no_style_of_their_own_and_are_the_same_each_time() -> None:
    values = (
        Reported(date(2023, 6, 30), Decimal("2285000000"), Decimal("2284500000"), Decimal("2285500000"), "actual"),
        Reported(date(2024, 6, 30), Decimal("2700000000"), Decimal("2700000000"), Decimal("2800000000"), "plan"),
    )
    chart = SeriesChart(Text(HOSTILE, HOSTILE), values)
    svg = chart.svg("en")
    assert svg == SeriesChart(Text(HOSTILE, HOSTILE), values).svg("en")
    assert " style=" not in svg
    assert "<style" not in svg
    assert "<script" not in svg
    assert 'onload="x' not in svg
    assert "#0103" not in svg
    assert "billion" in svg
    assert "tỷ" in chart.svg("vi")


def gate(name: str, latitude: float | None, longitude: float | None) -> dict[str, object]:
    return {"name_vi": name, "kind": "main", "lat": latitude, "lon": longitude}


def test_gates_keep_their_directions_and_names_stand_apart() -> None:
    crowded = [gate(f"Gate {n}", 22 + n / 1000, 106.7) for n in range(20)]
    drawn = gate_map([*crowded, gate("South", 10.6, 105), gate("Unknown", None, None)], {"South": ["A bridge"]})
    assert drawn is not None
    assert len(drawn.marks) == 21
    by_name = {mark.name: mark for mark in drawn.marks}
    assert by_name["South"].y > by_name["Gate 0"].y
    assert by_name["South"].x < by_name["Gate 0"].x
    assert by_name["South"].projects == ("A bridge",)
    heights = sorted(mark.label_y for mark in drawn.marks)
    assert all(above + LABEL_HEIGHT <= below + 0.2 for above, below in pairwise(heights))
    assert heights[-1] <= HEIGHT
    assert gate_map([gate("Unknown", None, None)], {}) is None


def project(name: str, place: str | None, area: str | None) -> dict[str, object]:
    return {"project_id": name, "project_name": name, "place": place, "ref_area": area}


def test_a_project_stands_at_the_gate_that_it_names_in_its_own_province() -> None:
    gates = [{"name_vi": "Tân Thanh", "area_code": "VN-09"}]
    here = project("Bãi xe Tân Thanh", None, "VN-09")
    placed = project("Bãi xe", "cửa khẩu Tân Thanh", None)
    elsewhere = project("Đường Tân Thanh", None, "VN-13")
    longer = project("Đường Tân Thanhs", None, "VN-09")
    assert projects_at_gates(gates, [here, placed, elsewhere, longer]) == {"Tân Thanh": [here, placed]}


def statement(day: date | None, value: str, **others: object) -> dict[str, object]:
    return {
        "period_end": day,
        "low_used": Decimal(value),
        "high_used": Decimal(value) + 1,
        "value_used": Decimal(value),
        "role": "actual",
        "is_preferred": True,
        "implied_base_low": None,
        "implied_base_high": None,
        "base_period_end": None,
        "indicator_name_vi": "Xuất khẩu",
        "indicator_name_en": "Exports",
    } | others


def test_a_chart_over_time_needs_two_days() -> None:
    first, second = statement(date(2023, 6, 30), "1"), statement(date(2024, 6, 30), "2", role="plan")
    assert over_time([first, first]) is None
    assert over_time([statement(None, "1"), first]) is None
    chart = over_time([first, second])
    assert chart is not None
    assert [value.kind for value in chart.values] == ["actual", "plan"]
    base = {"implied_base_low": Decimal(3), "implied_base_high": Decimal(4), "base_period_end": date(2022, 6, 30)}
    implied = over_time([statement(date(2023, 6, 30), "1", **base)])
    assert implied is not None
    assert [(value.kind, value.value) for value in implied.values] == [("actual", Decimal(1)), ("base", None)]


@given(st.lists(numbers, min_size=3, max_size=6, unique=True))
def test_a_chart_is_given_each_number_as_it_is(values: list[Decimal]) -> None:
    reported = tuple(Reported(date(2020 + n, 6, 30), v, v, v, "actual") for n, v in enumerate(values))
    drawn = SeriesChart(Text("a", "a"), reported).specification("en")
    (rows,) = drawn["datasets"].values() if "datasets" in drawn else (drawn["data"]["values"],)
    assert [row["value"] for row in rows] == [float(value) for value in values]


def test_greater_values_stand_higher() -> None:
    days = [date(2021, 6, 30), date(2022, 6, 30), date(2023, 6, 30)]
    amounts = [Decimal(10), Decimal(30), Decimal(20)]
    svg = SeriesChart(
        Text("a", "a"), tuple(Reported(day, v, v, v, "actual") for day, v in zip(days, amounts, strict=True))
    ).svg("en")
    marks = re.findall(r'transform="translate\(([\d.]+),([\d.]+)\)"[^>]*fill="var\(--accent\)"', svg)
    assert len(marks) == 3
    across, down = zip(*[(float(x), float(y)) for x, y in marks], strict=True)
    assert list(across) == sorted(across)
    assert down[1] < down[2] < down[0]
    assert abs((down[0] - down[2]) - (down[2] - down[1])) < 0.1
