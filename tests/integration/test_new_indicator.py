"""An indicator with two aliases is added by CSV alone: read, in the marts, in the report; a clash is refused.

What docs/how-to/add-an-indicator.md tells, done.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.settings import REFERENCE, REPOSITORY, Settings
from tests.support.bulletins import write_inbox
from tests.support.command import bantin, environment, fresh_home, query

pytestmark = pytest.mark.integration

HOW_TO = (REPOSITORY / "docs" / "how-to" / "add-an-indicator.md").read_text(encoding="utf-8")
BULLETIN = (
    "Đến hết tháng 6/2024, sức chứa kho lạnh toàn tỉnh Lạng Sơn đạt 12.500 tấn, tăng 8% so với cùng kỳ năm trước.\n"
    "Trong quý I/2024, năng lực kho lạnh đạt 11.800 tấn, bằng 96% kế hoạch năm.\n"
)
CLASH = "sức chứa kho lạnh,indicator,port_cargo_throughput,,,,,,"


def rows_of_the_guide(pattern: str) -> list[str]:
    """The lines of the guide that are rows of a table."""
    rows = re.findall(f"^{pattern}$", HOW_TO, flags=re.MULTILINE)
    assert rows
    return rows


def add(table: Path, rows: list[str]) -> None:
    with table.open("a", encoding="utf-8") as file:
        file.write("".join(f"{row}\n" for row in rows))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("indicator")
    tables = folder / "my-tables"
    shutil.copytree(REFERENCE, tables)
    add(tables / "indicators.csv", rows_of_the_guide("cold_storage_capacity,.*"))
    add(tables / "aliases.csv", rows_of_the_guide(".* kho lạnh,indicator,cold_storage_capacity,.*"))
    write_inbox(folder / "inbox", {"kho-lanh.txt": BULLETIN})
    return replace(fresh_home(folder), reference=tables)


def test_the_guide_adds_one_indicator_with_two_aliases() -> None:
    assert len(rows_of_the_guide("cold_storage_capacity,.*")) == 1
    assert len(rows_of_the_guide(".* kho lạnh,indicator,cold_storage_capacity,.*")) == 2


def test_its_words_are_read(settings: Settings) -> None:
    file = settings.inbox / "kho-lanh.txt"
    printed = bantin("extract", file, settings=settings, BANTIN_REFERENCE=str(settings.reference))
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout.count("cold_storage_capacity") == 4
    assert "cold_storage_capacity" not in bantin("extract", file, settings=settings).stdout


def test_it_reaches_the_marts_and_the_report_and_the_tables_stay(settings: Settings) -> None:
    before = contents(settings.reference)
    done = bantin("run", settings=settings, BANTIN_REFERENCE=str(settings.reference))
    assert done.returncode == 0, done.stderr
    values = "select value, indicator_name_vi from marts.infrastructure_investment order by value"
    assert query(values, settings) == [
        {"value": 11800, "indicator_name_vi": "Sức chứa kho lạnh"},
        {"value": 12500, "indicator_name_vi": "Sức chứa kho lạnh"},
    ]
    figures = "select count(*) as n from marts.observations where indicator = 'cold_storage_capacity'"
    assert query(figures, settings) == [{"n": 4}]
    for language, name in (("vi", "Sức chứa kho lạnh"), ("en", "Cold storage capacity")):
        assert name in (settings.quality / "site" / language / "infrastructure.html").read_text(encoding="utf-8")
    assert contents(settings.reference) == before


def test_the_lint_has_nothing_against_it(settings: Settings) -> None:
    told = bantin("vocabulary", "check", settings.reference, settings=settings).stdout
    assert "kho lạnh" not in told
    assert "cold_storage_capacity" not in told


def test_a_clashing_alias_is_refused_with_both_rows(settings: Settings, tmp_path: Path) -> None:
    tables = tmp_path / "clashing"
    shutil.copytree(settings.reference, tables)
    add(tables / "aliases.csv", [CLASH])
    done = bantin("vocabulary", "check", tables, settings=settings)
    assert done.returncode == 1
    (told,) = (line for line in done.stdout.splitlines() if "kho lạnh" in line)
    lines = (tables / "aliases.csv").read_text(encoding="utf-8").splitlines()
    assert told.startswith(f"aliases.csv:{len(lines)}: clash: «sức chứa kho lạnh» stands for indicator port_cargo")
    assert f"at aliases.csv:{len(lines) - 2};" in told


def test_dbt_in_a_shell_does_not_build_with_other_tables_than_were_read_with(settings: Settings) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "dbt"), "run", "--select", "observations"],
        cwd=REPOSITORY / "dbt_project",
        env=environment(settings, BANTIN_REFERENCE=str(settings.reference), DBT_LOG_PATH=str(settings.home / "logs"),
                        DBT_TARGET_PATH=str(settings.home / "target")),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "--project-dir" in done.stdout + done.stderr
