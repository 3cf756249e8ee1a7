"""The lint of the reference tables: sound tables pass, and every sort of fault is told with its rows."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.bulletins.vocabulary import REFERENCE, TABLES
from orchestration.bulletins.vocabulary_lint import lint
from orchestration.commands.vocabulary import command

Rows = Mapping[str, Sequence[Mapping[str, str]]]

SOUND: Rows = {
    "units": [{"code": code, "dimension": dimension} for code, dimension in (("USD", "money"), ("t", "mass"))],
    "unit_aliases": [{"alias": "usd", "unit": "USD", "factor": "1"}, {"alias": "tấn", "unit": "t", "factor": "1"}],
    "indicators": [
        {"code": "export_turnover", "domain": "trade", "unit": "USD"},
        {"code": "export_quantity", "domain": "trade", "unit": "t"},
        {"code": "local_quantity", "domain": "trade", "unit": "t"},
    ],
    "items": [
        {"code": "rice", "group": "product", "name_vi": "Gạo"},
        {"code": "tea", "group": "product", "name_vi": "Chè"},
    ],
    "item_defaults": [{"item_group": "product", "unit": "USD", "indicator": "export_turnover"}],
    "coverages": [{"code": "local_goods"}],
    "areas": [{"code": "VN-09", "name_vi": "Lạng Sơn"}],
    "cues": [
        {"alias": "hơn", "kind": "hedge", "value": "more_than"},
        {"alias": "đạt", "kind": "verb", "value": "reach"},
    ],
    "aliases": [
        {"alias": "xuất khẩu", "kind": "indicator", "code": "export_turnover"},
        {"alias": "xuất khẩu", "kind": "indicator", "code": "export_quantity"},
        {"alias": "[hàng ]qua cảng", "kind": "indicator", "code": "local_quantity", "requires": "tỉnh"},
        {"alias": "hàng qua cảng", "kind": "indicator", "code": "export_quantity"},
        {"alias": "hàng địa phương", "kind": "indicator", "code": "export_turnover", "coverage": "local_goods"},
        {"alias": "hàng địa phương", "kind": "coverage", "code": "local_goods"},
        {"alias": "gạo", "kind": "item", "code": "rice"},
        {"alias": "gạo", "kind": "indicator", "code": "export_quantity", "item": "rice"},
    ],
    "numeral_contexts": [{"prefix": "nghị quyết", "role": "identifier", "rule_id": "mask.legal"}],
    "topics": [{"code": "weather", "domain": "agriculture"}],
    "assessments": [{"code": "none"}],
    "situation_phrases": [{"alias": "thời tiết", "kind": "topic", "value": "weather"}],
}  # fmt: skip
"""Small tables in which words have several meanings, and something decides between them each time."""


def write(folder: Path, rows: Rows) -> Path:
    """Tables with the columns of the project's own and these rows; the head is line 1."""
    folder.mkdir(exist_ok=True)
    for table in TABLES:
        with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(table, ()))
    return folder


def with_row(table: str, row: Mapping[str, str]) -> Rows:
    return {**SOUND, table: [*SOUND.get(table, ()), row]}


def last_line(table: str) -> int:
    """The line of a row added to `SOUND`."""
    return len(SOUND.get(table, ())) + 2


def told(folder: Path) -> list[str]:
    return [str(finding) for finding in lint(folder)]


def test_sound_tables_have_no_fault(tmp_path: Path) -> None:
    assert told(write(tmp_path, SOUND)) == []


FAULTS = {
    "the same alias again": ("aliases", {"alias": "Xuất khẩu", "kind": "indicator", "code": "export_turnover"},
        "duplicate", "aliases.csv:2"),
    "the same alias in a wider notation": ("aliases", {"alias": "{xuất khẩu|gạo}", "kind": "item", "code": "tea"},
        "clash", "aliases.csv:8"),
    "another indicator of the same unit": ("aliases",
        {"alias": "xuất khẩu", "kind": "indicator", "code": "local_quantity"}, "clash", "aliases.csv:3"),
    "another item": ("aliases", {"alias": "gạo", "kind": "item", "code": "tea"}, "clash", "aliases.csv:8"),
    "another kind": ("aliases", {"alias": "xuất khẩu", "kind": "coverage", "code": "local_goods"}, "clash",
        "aliases.csv:2"),
    "a word of the grammar": ("aliases", {"alias": "đạt", "kind": "item", "code": "tea"}, "clash", "cues.csv:3"),
    "a unit with another factor": ("unit_aliases", {"alias": "TẤN", "unit": "t", "factor": "2"}, "clash",
        "unit_aliases.csv:3"),
    "a topic with two meanings": ("situation_phrases", {"alias": "thời tiết", "kind": "assessment", "value": "none"},
        "clash", "situation_phrases.csv:2"),
    "a code given twice": ("items", {"code": "rice", "group": "product", "name_vi": "Lúa gạo"}, "duplicate",
        "items.csv:2"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "row", "kind", "other"), FAULTS.values(), ids=FAULTS)
def test_two_rows_that_do_not_go_together_are_both_named(
    tmp_path: Path, table: str, row: Mapping[str, str], kind: str, other: str
) -> None:
    found = told(write(tmp_path, with_row(table, row)))
    assert any(
        finding.startswith(f"{table}.csv:{last_line(table)}: {kind}: ") and other in finding for finding in found
    )


DANGLING = {
    "an indicator": ("aliases", {"alias": "cao su", "kind": "indicator", "code": "no_such"}),
    "a cut": ("aliases", {"alias": "cao su", "kind": "indicator", "code": "export_turnover", "item": "no_such"}),
    "a partner": ("aliases", {"alias": "cao su", "kind": "indicator", "code": "export_turnover", "partner": "XX"}),
    "a unit": ("unit_aliases", {"alias": "thùng", "unit": "no_such", "factor": "1"}),
    "an assessment": ("situation_phrases", {"alias": "rét đậm", "kind": "alone", "value": "weather/no_such"}),
    "a hedge": ("cues", {"alias": "ngót", "kind": "hedge", "value": "no_such"}),
    "an area": ("border_gates", {"name_vi": "Chi Ma", "area_code": "VN-99"}),
}


@pytest.mark.parametrize(("table", "row"), DANGLING.values(), ids=DANGLING)
def test_a_code_that_no_table_has_is_named(tmp_path: Path, table: str, row: Mapping[str, str]) -> None:
    (finding,) = told(write(tmp_path, with_row(table, row)))
    assert finding.startswith(f"{table}.csv:{last_line(table)}: dangling: ")
    assert "no_such" in finding or "XX" in finding or "VN-99" in finding


UNREACHABLE = {
    "part of a period": ("aliases", {"alias": "quý i/2024", "kind": "coverage", "code": "local_goods"}),
    "an indicator without a word": ("indicators", {"code": "unnamed", "domain": "trade", "unit": "t"}),
    "an item whose name is another's": ("items", {"code": "exports", "group": "product", "name_vi": "Xuất khẩu"}),
    "a condition with a capital": (
        "aliases",
        {"alias": "cao su", "kind": "indicator", "code": "export_turnover", "requires": "Hải quan"},
    ),
    "a rate of no unit": ("unit_denominators", {"alias": "/thùng", "denominator": "barrel", "factor": "1"}),
}


@pytest.mark.parametrize(("table", "row"), UNREACHABLE.values(), ids=UNREACHABLE)
def test_a_row_that_no_text_can_reach_is_named(tmp_path: Path, table: str, row: Mapping[str, str]) -> None:
    (finding,) = told(write(tmp_path, with_row(table, row)))
    assert finding.startswith(f"{table}.csv:{last_line(table)}: unreachable: ")


def test_a_broken_notation_and_a_line_with_too_many_cells_are_named(tmp_path: Path) -> None:
    folder = write(tmp_path, with_row("aliases", {"alias": "cao [su", "kind": "item", "code": "tea"}))
    with (folder / "cues.csv").open("a", encoding="utf-8") as file:
        file.write("độ, chừng,hedge,about,,,,,,,,\n")
    found = told(folder)
    assert any(line.startswith(f"aliases.csv:{last_line('aliases')}: malformed: «cao [su»") for line in found)
    assert any(line.startswith(f"cues.csv:{last_line('cues')}: malformed: ") for line in found)


def test_the_tables_of_the_project_have_no_fault() -> None:
    assert told(REFERENCE) == []


class TestTheCommand:
    def test_it_ends_well_on_sound_tables(self, tmp_path: Path) -> None:
        done = CliRunner().invoke(command, ["check", str(write(tmp_path / "sound", SOUND))])
        assert (done.exit_code, "no fault" in done.stdout) == (0, True)

    def test_it_refuses_a_clashing_alias_with_both_rows(self, tmp_path: Path) -> None:
        clashing = with_row("aliases", {"alias": "xuất khẩu", "kind": "indicator", "code": "local_quantity"})
        done = CliRunner().invoke(command, ["check", str(write(tmp_path / "clash", clashing))])
        assert done.exit_code == 1
        assert f"aliases.csv:{last_line('aliases')}: clash: «xuất khẩu»" in done.stdout
        assert "aliases.csv:3" in done.stdout
        assert "1 fault" in done.stderr

    def test_it_tells_of_a_missing_table(self, tmp_path: Path) -> None:
        folder = write(tmp_path / "missing", SOUND)
        (folder / "cues.csv").unlink()
        done = CliRunner().invoke(command, ["check", str(folder)])
        assert done.exit_code == 1
        assert "cues.csv: the reference table is missing" in done.stderr
