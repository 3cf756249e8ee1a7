"""The steward's CSV files: made with headers, read strictly, errors that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.steward import (
    STEWARD_TABLES,
    UnreadableStewardTable,
    ensure_steward,
    read_steward,
    steward_hashes,
)

HEADER = ",".join(STEWARD_TABLES["corrections"])


def test_the_first_run_writes_headers_and_never_touches_what_is_there(tmp_path: Path) -> None:
    ensure_steward(tmp_path)
    path = tmp_path / "corrections.csv"
    assert path.read_text(encoding="utf-8") == HEADER + "\n"
    path.write_text(HEADER + "\nc1,a:1,value,1,2,misprint,Lan,2024-07-01\n", encoding="utf-8")
    ensure_steward(tmp_path)
    assert read_steward(tmp_path, "corrections").num_rows == 1


def test_cells_are_text_and_blank_cells_are_null(tmp_path: Path) -> None:
    line = f'\ufeff{HEADER}\r\n c1 ,a:1,coverage,,all_types,"a, b",Lan,2024-07-01\r\n\r\n'
    (tmp_path / "corrections.csv").write_text(line, encoding="utf-8", newline="")
    (row,) = read_steward(tmp_path, "corrections").to_pylist()
    assert row == {
        "correction_id": "c1",
        "observation_id": "a:1",
        "column_name": "coverage",
        "old_value": None,
        "new_value": "all_types",
        "reason": "a, b",
        "author": "Lan",
        "corrected_on": "2024-07-01",
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the first line lacks correction_id"),
        (b"correction_id;observation_id\n", "the first line lacks correction_id"),
        ((HEADER + "\nc1,a:1\n").encode(), "row 2: 2 cells where the header has 8"),
        ((HEADER + "\n").encode("utf-16"), "UTF-8"),
        ((HEADER + "\nc1,a:1,value,1,2,r,Lan,2024-07-01" * 2 + "\n").encode(), "'c1' stands in row 2 too"),
        ((HEADER + "\n,a:1,value,1,2,,Lan,2024-07-01\n").encode(), "correction_id and reason must be filled in"),
        ((HEADER + "\nc1,a:1,value,1,2,r,Lan,1/7/2024\n").encode(), "a date is written like 2024-07-01"),
        ((HEADER + '\n"c1" x,a:1,value,1,2,r,Lan,2024-07-01\n').encode(), "commas"),
    ],
)
def test_a_broken_file_is_named_with_the_way_out(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "corrections.csv").write_bytes(content)
    with pytest.raises(UnreadableStewardTable, match=message) as error:
        read_steward(tmp_path, "corrections")
    assert str(tmp_path / "corrections.csv") in str(error.value)


def test_an_absent_table_hashes_like_an_empty_one_and_an_edit_changes_its_hash(tmp_path: Path) -> None:
    absent = steward_hashes(tmp_path)
    ensure_steward(tmp_path)
    assert steward_hashes(tmp_path) == absent
    (tmp_path / "waivers.csv").write_text("waiver_id\n", encoding="utf-8")
    changed = steward_hashes(tmp_path)
    assert changed["waivers"] != absent["waivers"]
    assert changed["corrections"] == absent["corrections"]
