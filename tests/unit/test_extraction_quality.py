"""The extractor does not fall below what it once reached on labelled passages, and the measure itself is sound."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.support.floors import BOUNDS, FLOORS, Floor, raise_floors, read_floors
from tests.support.labelled import PASSAGE_SETS, SETS, Passage, passages
from tests.support.scoring import Rows, Score, compare, read, score

TEXT = "Quý I/2024, kim ngạch xuất khẩu ước đạt hơn 25 triệu USD, tăng 5% so với cùng kỳ năm trước.\n"
FACT = {
    "quote_value": "25 triệu USD", "start": TEXT.index("25"), "domain": "trade", "indicator": "export_turnover",
    "value": Decimal(25_000_000), "unit": "USD", "hedge": "more_than", "estimate": True, "role": "actual",
    "item": None, "measure": "level", "basis": None, "period": "2024-Q1", "period_start": "2024-01-01",
    "period_end": "2024-03-31", "yoy_pct": Decimal(5), "mom_pct": None, "pct_of_plan": None,
}  # fmt: skip
PASSAGE = Passage("small", TEXT, (FACT,), ())


@cache
def scored(name: str) -> Score:
    return score(passages(name))


def floor_ids() -> list[object]:
    return [
        pytest.param(floor, id=f"{floor.set}: {floor.measure} {floor.bound} {floor.value}") for floor in read_floors()
    ]


@pytest.mark.parametrize("floor", floor_ids())
def test_no_measure_falls_below_its_floor(floor: Floor) -> None:
    measures = scored(floor.set).measures()
    wrong = [mistake for mistake in scored(floor.set).mistakes if floor.measure in mistake.name]
    assert floor.holds(measures), f"{floor.measure} is {measures[floor.measure]}; " + "; ".join(map(str, wrong[:8]))


def test_every_floor_bounds_a_measure_of_a_set() -> None:
    names = set(scored("seeds").measures())
    floors = read_floors()
    assert floors
    assert all(floor.set in SETS and floor.measure in names and floor.bound in BOUNDS for floor in floors)
    assert len({(floor.set, floor.measure) for floor in floors}) == len(floors)


@pytest.mark.parametrize("name", PASSAGE_SETS)
def test_labels_stand_on_the_words_that_they_name(name: str) -> None:
    for passage in passages(name):
        for fact in passage.facts:
            assert passage.text.startswith(fact["quote_value"], fact["start"]), (passage.name, fact["quote_value"])


def test_floors_only_rise(tmp_path: Path) -> None:
    path = tmp_path / "floors.csv"
    path.write_text(
        "set,measure,bound,value\ndev,recall,at_least,0.9\ndev,value,at_least,0.9\ndev,overlapping,at_most,3\n"
    )
    moved = raise_floors("dev", {"recall": Decimal("0.95"), "value": Decimal("0.8"), "overlapping": 1}, path)
    assert [floor.value for floor in read_floors(path)] == [Decimal("0.95"), Decimal("0.9"), Decimal(1)]
    assert len(moved) == 2
    assert path != FLOORS


def test_a_right_reading_has_no_mistake() -> None:
    result = score([PASSAGE])
    assert result.mistakes == []
    assert result.measures()["fact_exact"] == 1


def drop_the_level(rows: Rows) -> None:
    rows.figures.pop(0)


def drop_the_growth(rows: Rows) -> None:
    rows.figures.pop()


def repeat_the_level(rows: Rows) -> None:
    rows.figures.insert(0, rows.figures[0])


def drop_a_numeral(rows: Rows) -> None:
    rows.numerals.pop()


def invent_a_figure(rows: Rows) -> None:
    rows.figures.append(rows.figures[0] | {"observation_id": "other", "start": 0, "end": 3, "quote": "Quý"})


def change(column: str, value: object) -> Callable[[Rows], None]:
    def changed(rows: Rows) -> None:
        rows.figures[0][column] = value

    return changed


@pytest.mark.parametrize(
    ("spoil", "mistake"),
    [
        (drop_the_level, "missed"),
        (drop_the_growth, "yoy_pct"),
        (repeat_the_level, "overlap"),
        (drop_a_numeral, "ledger"),
        (invent_a_figure, "spurious"),
        (change("quote", "26 triệu USD"), "span"),
        (change("value", "25000001"), "value"),
        (change("unit", "VND"), "value"),
        (change("hedge", None), "hedge"),
        (change("obs_status", "A"), "estimate"),
        (change("role", "plan"), "role"),
        (change("period_end", "2024-06-30"), "period"),
        (change("indicator", "import_turnover"), "series"),
        (change("item", "rice"), "series"),
        (change("measure", "share"), "measure"),
    ],
)  # fmt: skip
def test_a_wrong_reading_is_told(spoil: Callable[[Rows], None], mistake: str) -> None:
    rows = copy.deepcopy(read(TEXT))
    spoil(rows)
    result = Score()
    compare(PASSAGE, rows, result)
    assert mistake in {one.name for one in result.mistakes}


def test_a_project_is_found_by_its_words_and_its_status_compared() -> None:
    labels = ({"name_vi": "cao tốc Đồng Đăng - Trà Lĩnh", "status": "in_operation"},)
    told = {"project_name": "Cao tốc Đồng Đăng – Trà Lĩnh", "status": "planning"}
    result = Score()
    compare(
        Passage("small", "", (), labels), Rows([], [told, {"project_name": "cầu", "status": "planning"}], []), result
    )
    assert [one.name for one in result.mistakes] == ["event status", "event spurious"]
    assert result.measures()["event_recall"] == 1
    assert result.measures()["event_precision"] == Decimal("0.5")
