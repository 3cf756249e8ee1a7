"""Rows come into a steward's table and leave it: what else stands there stays, byte for byte, and nothing is lost."""

from __future__ import annotations

import multiprocessing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.review.correctable import (
    BOUNDS,
    COLUMNS,
    DATES,
    NUMBERS,
    WORDS,
    UnfitValue,
    applied,
    as_text,
    corrected,
    parsed,
)
from orchestration.review.table_file import NoSuchRow, add_row, read_log, remove_row, rows_of
from orchestration.settings import REPOSITORY, Settings
from orchestration.steward import STEWARD_TABLES, UnreadableStewardTable, parse_steward

HEADER = ",".join(STEWARD_TABLES["waivers"])


def waiver(row_id: str, reason: str = "báo đã đính chính") -> dict[str, str | None]:
    return {
        "waiver_id": row_id,
        "conflict_id": "0123456789abcdef",
        "reason": reason,
        "author": "Lan",
        "waived_on": "2024-07-01",
        "expires_on": None,
    }


def home(folder: Path, content: bytes | None = None) -> Settings:
    settings = Settings(home=folder, inbox=folder / "inbox")
    if content is not None:
        settings.steward.mkdir(parents=True)
        (settings.steward / "waivers.csv").write_bytes(content)
    return settings


def anything(rows: list[dict[str, str | None]]) -> None:
    """No objection."""


def add(settings: Settings, row_id: str, reason: str = "báo đã đính chính") -> None:
    add_row(settings, "waivers", waiver(row_id, reason), anything)


KEPT = {
    "plain": (HEADER + "\nw0,a,r,Lan,2024-01-01,\n").encode(),
    "no line end at the end": (HEADER + "\nw0,a,r,Lan,2024-01-01,").encode(),
    "windows": b"\xef\xbb\xbf" + (HEADER + "\r\nw0,a,r,Lan,2024-01-01,\r\n").encode(),
    "spaces and odd quotes": (HEADER + '\n "w0" ,a,"r, ""s""", Lan ,2024-01-01,\n\n').replace(' "w0" ', "w0").encode(),
    "lines in a cell": (HEADER + '\nw0,a,"one\ntwo\n",Lan,2024-01-01,\n').encode(),
    "other order, more columns": b"note,author,reason,waiver_id,conflict_id,expires_on,waived_on\nn,Lan,r,w0,a,,\n",
}


@pytest.mark.parametrize("content", KEPT.values(), ids=KEPT.keys())
def test_what_stands_in_the_file_stays_byte_for_byte(tmp_path: Path, content: bytes) -> None:
    settings = home(tmp_path, content)
    path = settings.steward / "waivers.csv"
    add(settings, "w1", 'ba dòng\n"trích", và dấu phẩy')
    added = path.read_bytes()
    assert added.startswith(content)
    first, second = rows_of(settings, "waivers")
    assert first["waiver_id"] == "w0"
    assert second == waiver("w1", 'ba dòng\n"trích", và dấu phẩy')
    assert added.count(b"\r\n") in (0, content.count(b"\r\n") + 1)
    remove_row(settings, "waivers", "w1", author="Minh", reason="nhầm")
    assert path.read_bytes().rstrip(b"\r\n") == content.rstrip(b"\r\n")


def test_a_row_of_several_lines_leaves_with_all_of_them(tmp_path: Path) -> None:
    settings = home(tmp_path, KEPT["lines in a cell"])
    add(settings, "w1")
    remove_row(settings, "waivers", "w0", author="Minh", reason="nhầm")
    assert [row["waiver_id"] for row in rows_of(settings, "waivers")] == ["w1"]
    assert (settings.steward / "waivers.csv").read_text(encoding="utf-8").count("\n") == 2


def test_what_was_removed_stays_in_the_log_with_who_and_why(tmp_path: Path) -> None:
    settings = home(tmp_path)
    add(settings, "w1")
    remove_row(settings, "waivers", "w1", author="Minh", reason="báo không đính chính")
    added, removed = read_log(settings)
    assert (added["action"], added["author"]) == ("added", "Lan")
    assert (removed["action"], removed["author"], removed["reason"]) == ("removed", "Minh", "báo không đính chính")
    assert removed["row"] == waiver("w1")


def test_an_id_stands_once_and_a_row_that_is_not_there_cannot_leave(tmp_path: Path) -> None:
    settings = home(tmp_path)
    add(settings, "w1")
    before = (settings.steward / "waivers.csv").read_bytes()
    with pytest.raises(UnreadableStewardTable, match="'w1' stands in row 2 too"):
        add(settings, "w1")
    with pytest.raises(NoSuchRow, match="has no row w2"):
        remove_row(settings, "waivers", "w2", author="Minh", reason="nhầm")
    assert (settings.steward / "waivers.csv").read_bytes() == before
    assert len(read_log(settings)) == 1


def test_an_objection_leaves_everything_as_it_was(tmp_path: Path) -> None:
    def object_to(rows: list[dict[str, str | None]]) -> None:
        raise ValueError(f"{len(rows)} rows")

    settings = home(tmp_path, KEPT["plain"])
    with pytest.raises(ValueError, match="1 rows"):
        add_row(settings, "waivers", waiver("w1"), object_to)
    assert (settings.steward / "waivers.csv").read_bytes() == KEPT["plain"]
    assert read_log(settings) == []


def test_a_broken_file_is_told_and_not_touched(tmp_path: Path) -> None:
    settings = home(tmp_path, b"waiver;conflict\n")
    with pytest.raises(UnreadableStewardTable, match="the first line lacks"):
        add(settings, "w1")
    assert (settings.steward / "waivers.csv").read_bytes() == b"waiver;conflict\n"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    settings = home(tmp_path / "home", KEPT["plain"])
    shared = tmp_path / "waivers.csv"
    (settings.steward / "waivers.csv").rename(shared)
    (settings.steward / "waivers.csv").symlink_to(shared)
    add(settings, "w1")
    assert (settings.steward / "waivers.csv").is_symlink()
    assert shared.read_bytes().startswith(KEPT["plain"])
    assert len(rows_of(settings, "waivers")) == 2


def add_some(folder: Path, who: str) -> None:
    for number in range(10):
        add(home(folder), f"{who}-{number}")


def test_two_stewards_at_once_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    others = [context.Process(target=add_some, args=(tmp_path, who)) for who in ("lan", "minh", "hoa")]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert len(rows_of(home(tmp_path), "waivers")) == len(read_log(home(tmp_path))) == 30


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip))
def test_any_text_can_be_a_reason(tmp_path_factory: pytest.TempPathFactory, reason: str) -> None:
    settings = home(tmp_path_factory.mktemp("home"), KEPT["plain"])
    add(settings, "w1", reason)
    content = (settings.steward / "waivers.csv").read_bytes()
    assert parse_steward(Path("waivers.csv"), content, "waivers").to_pylist()[1]["reason"] == reason.strip()
    remove_row(settings, "waivers", "w1", author="Minh", reason="nhầm")
    assert (settings.steward / "waivers.csv").read_bytes() == KEPT["plain"]


def sql_list(name: str) -> tuple[str, ...]:
    """A list of columns as `int_corrections.sql` has it."""
    text = (REPOSITORY / "dbt_project" / "models" / "intermediate" / "int_corrections.sql").read_text(encoding="utf-8")
    inside = text.partition("set " + name + " = [")[2].partition("]")[0]
    return tuple(cell.strip().strip("'") for cell in inside.split(",") if cell.strip())


@pytest.mark.parametrize(("name", "columns"), [("words", WORDS), ("numbers", NUMBERS), ("dates", DATES)])
def test_the_warehouse_takes_corrections_of_the_same_columns(name: str, columns: tuple[str, ...]) -> None:
    assert sql_list(name) == columns


FIGURE = {
    **dict.fromkeys(COLUMNS),
    "value": Decimal("1240000000.000000"),
    "low": Decimal(1_235_000_000),
    "high": Decimal(1_245_000_000),
    "low_wide": None,
    "high_wide": Decimal(1_250_000_000),
    "period_end": date(2024, 6, 30),
}


def test_bounds_move_with_a_corrected_value_and_the_printed_one_stays() -> None:
    row = corrected(FIGURE, {"value": "1420000000"})
    assert (row["value"], row["value_used"]) == (Decimal("1240000000.000000"), Decimal(1_420_000_000))
    assert [row[f"{bound}_used"] for bound in BOUNDS] == [1_415_000_000, 1_425_000_000, None, 1_430_000_000]


def test_a_stated_bound_goes_before_a_moved_one() -> None:
    row = corrected(FIGURE, {"value": "1420000000", "low": "1400000000.5", "period_end": "2024-07-31", "item": "rice"})
    assert (row["low_used"], row["high_used"]) == (Decimal("1400000000.5"), Decimal(1_425_000_000))
    assert (row["period_end"], row["item"]) == (date(2024, 7, 31), "rice")


def a_correction(column: str, old: str | None, new: str | None) -> dict[str, str | None]:
    return {"observation_id": "a:1", "column_name": column, "old_value": old, "new_value": new}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([a_correction("value", "1240000000", "2")], {"a:1": {"value": "2"}}),
        ([a_correction("value", "1240000000.00", "2")], {"a:1": {"value": "2"}}),
        ([a_correction("item", None, "rice")], {"a:1": {"item": "rice"}}),
        ([a_correction("value", "1240000001", "2")], {}),
        ([a_correction("value", "1240000000", "two")], {}),
        ([a_correction("quote", None, "x")], {}),
        ([a_correction("value", "1240000000", "2"), a_correction("value", "1240000000", "3")], {}),
        ([{**a_correction("value", "1240000000", "2"), "observation_id": "b:1"}], {}),
    ],
)
def test_a_correction_applies_where_the_warehouse_applies_it(
    rows: list[dict[str, str | None]], found: dict[str, dict[str, str]]
) -> None:
    assert applied(rows, {"a:1": FIGURE}) == found


@pytest.mark.parametrize("text", ["1.420.000.000", "1,42", "", "NaN", "1e40", "0.0000001", "inf"])
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(UnfitValue):
        parsed("value", text)


@pytest.mark.parametrize("text", ["30/6/2024", "2024-6-30", "2024-02-30"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UnfitValue, match="2024-06-30"):
        parsed("period_end", text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**31), max_value=10**31))
def test_a_number_as_text_is_the_same_number(value: Decimal) -> None:
    text = as_text(value)
    assert text is not None
    assert parsed("value", text) == value
    assert "E" not in text
