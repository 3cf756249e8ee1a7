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
