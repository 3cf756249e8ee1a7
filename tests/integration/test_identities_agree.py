"""SQL and Python say the same of every figure: on the golden bulletins, and on random ones of every kind."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import duckdb
import pytest

from expectations.reconciliation import Reconciliation
from orchestration.settings import REPOSITORY, Settings
from orchestration.steward import STEWARD_TABLES
from tests.support.identities import differences, plain, python_reconciliation, table_rows
from tests.support.random_figures import bulletin
from tests.support.raw_home import Bulletin, home_settings, labelled, write_bulletin, write_labelled_home

pytestmark = pytest.mark.integration

TABLES = {
    "quality.reconciliation": ("rows", "reconciliation_id"),
    "quality.figure_verdicts": ("verdicts", "observation_id"),
    "quality.conflicts": ("conflicts", "conflict_id"),
    "quality.conflict_suspects": ("suspects", "conflict_id, set_rank, observation_id"),
}
DBT = (
    sys.executable,
    "-m",
    "dbt.cli.main",
    "build",
    "--select",
    "+figure_verdicts",
    "+conflicts",
    "+conflict_suspects",
)
UNTESTED = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
"""Without dbt's tests: random figures are in no text, and some of their codes are unknown on purpose."""
BULLETINS = 60
FIGURES = 14


def built(settings: Settings) -> duckdb.DuckDBPyConnection:
    places = ("--project-dir", str(settings.dbt_project), "--profiles-dir", str(settings.dbt_project))
    target = ("--target-path", str(settings.home / "build" / "dbt"))
    environment = os.environ | {"BANTIN_HOME": str(settings.home)}
    done = subprocess.run(
        [*DBT, *UNTESTED, *places, *target], env=environment, capture_output=True, text=True, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    return build_file(settings)


def build_file(settings: Settings) -> duckdb.DuckDBPyConnection:
    """What dbt wrote: only a whole build is published."""
    return duckdb.connect(str(settings.build_warehouse), read_only=True)


def agreed(connection: duckdb.DuckDBPyConnection) -> Reconciliation:
    """Compare the three tables with the library, and hand over the library's."""
    with connection:
        python = python_reconciliation(connection)
        for table, (attribute, key) in TABLES.items():
            found = differences(plain(getattr(python, attribute)), table_rows(connection, table, key), key)
            assert not found, f"{table}: {len(found)} differences\n" + "\n".join(found[:5])
    return python


def steward_row(settings: Settings, table: str, **cells: str) -> None:
    """Add a row to a steward's table, as a person with an editor does."""
    settings.steward.mkdir(parents=True, exist_ok=True)
    path = settings.steward / f"{table}.csv"
    header = STEWARD_TABLES[table]
    lines = path.read_text(encoding="utf-8") if path.exists() else ",".join(header) + "\n"
    cells = {"reason": "seen in the annex", "author": "a steward"} | cells
    path.write_text(lines + ",".join(cells.get(name, "") for name in header) + "\n", encoding="utf-8")


def random_bulletin(random: Random, number: int) -> Bulletin:
    template = labelled("lang-son-2024-h1")
    identifier = f"{number:016x}"
    document = dataclasses.replace(
        template.document,
        bulletin_id=identifier,
        text=f"bản tin {number}",
        published_on=random.choice((None, date(2024, 7, 1) + timedelta(days=random.randint(-400, 30)))),
    )
    rows = bulletin(random, identifier, FIGURES)
    return Bulletin(document, f"{number}.txt", rows, [], [], [])


@pytest.fixture(scope="module")
def random_home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    random = Random(10)
    settings = home_settings(tmp_path_factory.mktemp("random"))
    for number in range(BULLETINS):
        write_bulletin(settings, random_bulletin(random, number), read_after=timedelta(seconds=number))
    steward_row(
        settings, "series_links", series_link_id="L1", ref_area="VN-09", indicator="trade_turnover",
        coverage="declared_at_provincial_customs", linked_bulletin_id=f"{7:016x}", linked_ref_area="VN-09",
        linked_indicator="trade_turnover",
    )  # fmt: skip
    steward_row(
        settings, "series_links", series_link_id="L2", bulletin_id=f"{3:016x}", ref_area="VN-09",
        indicator="export_turnover", linked_ref_area="VN-09", linked_indicator="import_turnover",
        linked_coverage="transit",
    )  # fmt: skip
    return settings


def test_the_golden_bulletins(tmp_path: Path) -> None:
    python = agreed(built(write_labelled_home(tmp_path)))
    by_method = {row.method: row for row in python.rows if row.identity_id == "trade_sum_declared"}
    assert {row.status for row in by_method.values()} == {"reconciled"}
    total = by_method["exhaustive"]
    assert (total.total_low, total.total_high) == (2_700_000_000, 2_800_000_000)
    assert (total.components_low, total.components_high) == (2_665_000_000, 2_775_000_000)
    assert (total.overlap_low, total.overlap_high) == (2_700_000_000, 2_775_000_000)


def test_random_bulletins_with_links_waivers_and_corrections(random_home: Settings) -> None:
    first = agreed(built(random_home))
    waived, expired, corrected = _decide(random_home, first)
    second = agreed(built(random_home))
    statuses = {row.conflict_id: row for row in second.rows}
    assert statuses[waived].status == "waived"
    assert statuses[expired].status == "contradicted"
    assert any(row.status != row.status_as_printed and corrected in row.member_observation_ids
               for row in second.rows)  # fmt: skip
    _everything_happened(second)


def _decide(settings: Settings, found: Reconciliation) -> tuple[str, str, str]:
    """A waiver that holds, one whose day has passed, and a correction that ends a contradiction."""
    waived, expired, *_ = (conflict.conflict_id for conflict in found.conflicts)
    steward_row(settings, "waivers", waiver_id="W1", conflict_id=waived, reason="x", author="y",
                waived_on="2024-07-01")  # fmt: skip
    steward_row(settings, "waivers", waiver_id="W2", conflict_id=expired, reason="x", author="y",
                waived_on="2024-06-01", expires_on="2024-06-30")  # fmt: skip
    row = next(
        row
        for row in found.rows
        if row.status == "contradicted"
        and row.method in ("repeat", "level_link")
        and row.total_low is not None
        and row.conflict_id not in (waived, expired)
    )
    corrected = row.component_observation_ids[0]
    for column, value in (("low", row.total_low), ("high", row.total_high)):
        steward_row(settings, "corrections", correction_id=f"C-{column}", observation_id=corrected,
                    column_name=column, old_value=str(_bound(settings, corrected, column)),
                    new_value=str(value), reason="x", author="y", corrected_on="2024-07-01")  # fmt: skip
    return waived, expired, corrected


def _bound(settings: Settings, observation_id: str, column: str) -> Decimal | str:
    with build_file(settings) as connection:
        (value,) = connection.execute(
            f"select {column} from intermediate.figures where observation_id = ?", [observation_id]
        ).fetchone()  # type: ignore[misc]
    return "" if value is None else value


def _everything_happened(found: Reconciliation) -> None:
    """The random bulletins exercise every method and every status; else the comparison proves little."""
    methods = Counter(row.method for row in found.rows)
    expected = {
        "exhaustive", "subset", "difference", "product", "product_limit", "plan_total", "base_total",
        "plan_subset", "base_subset", "repeat", "plan_level", "base_level", "change_growth", "monotone",
        "growth_link", "plan_link", "level_link", "monotone_link", "share",
    }  # fmt: skip
    assert expected <= set(methods), expected - set(methods)
    statuses = {row.status for row in found.rows}
    assert statuses >= {"reconciled", "reconciled_tight", "revised", "contradicted", "waived", "not_evaluated"}
    assert {row.reason for row in found.rows} >= {"component_missing", "unbounded", "key_too_coarse", "whole_missing", "whole_unclear"}
    reasons = {verdict.reason for verdict in found.verdicts}
    assert reasons >= {None, "unclassified", "no_unit", "no_identity", "inequality_only", "component_missing"}
