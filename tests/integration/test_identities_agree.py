"""SQL and Python say the same of every figure: on the golden bulletins, and on random ones of every kind."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import duckdb
import pytest

from expectations.reconciliation import (
    Figure,
    LinkedKey,
    Reconciliation,
    SeriesLink,
    figure_from_columns,
    reconcile,
)
from expectations.reconciliation.intervals import decimal_of
from orchestration.bulletins.records import Observation
from orchestration.settings import REPOSITORY, Settings
from orchestration.steward import STEWARD_TABLES
from tests.support.golden import NAMES
from tests.support.identities import differences, plain, python_reconciliation, reference_rules, table_rows
from tests.support.random_figures import bulletin, observation, rounded
from tests.support.raw_home import Bulletin, labelled, write_bulletin, write_labelled_home

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
AREAS = ("VN-04", "VN-05", "VN-01", "VN-53")
"""Other provinces than that of the golden bulletins."""
FIGURES = 14


def built(settings: Settings) -> duckdb.DuckDBPyConnection:
    """What dbt wrote of a home: only a whole build is published."""
    places = ("--project-dir", str(settings.dbt_project), "--profiles-dir", str(settings.dbt_project))
    target = ("--target-path", str(settings.home / "build" / "dbt"))
    environment = os.environ | {"BANTIN_HOME": str(settings.home)}
    done = subprocess.run(
        [*DBT, *UNTESTED, *places, *target], env=environment, capture_output=True, text=True, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
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
    """One of a few provinces: figures of one province and period are linked, and random ones seldom agree."""
    template = labelled("lang-son-2024-h1")
    identifier = f"{number:016x}"
    document = dataclasses.replace(
        template.document,
        bulletin_id=identifier,
        text=f"bản tin {number}",
        published_on=random.choice((None, date(2024, 7, 1) + timedelta(days=random.randint(-400, 30)))),
    )
    rows = bulletin(random, identifier, FIGURES, AREAS[number % len(AREAS)])
    return Bulletin(document, f"{number}.txt", rows, [], [], [])


def chosen_bulletins() -> list[Bulletin]:
    """What random figures seldom come to: a value that is revised, and a share of which several can be the whole."""
    traded = {"indicator": "export_turnover", "measure": "level", "role": "actual", "unit": "USD", "ref_area": "VN-06",
              "period_start": date(2024, 1, 1), "period_end": date(2024, 6, 30), "time_period": "2024-S1"}  # fmt: skip
    declared = traded | {"coverage": "declared_at_provincial_customs"}
    estimate, final, mixed = f"{'e' * 16}", f"{'f' * 16}", f"{'d' * 16}"
    part = observation(mixed, 1, rounded(Decimal(30), 2), **traded, item="coffee", partner="CN")
    share = traded | {"item": "coffee", "partner": "CN", "measure": "share", "unit": "percent"}
    return [
        chosen_bulletin(estimate, date(2024, 6, 20), [
            observation(estimate, 1, rounded(Decimal(1001), 4), **declared, obs_status="E")]),
        chosen_bulletin(final, date(2024, 7, 20), [observation(final, 1, rounded(Decimal(1012), 4), **declared)]),
        chosen_bulletin(mixed, date(2024, 7, 20), [
            part,
            observation(mixed, 2, rounded(Decimal(50), 2), **share, statement_id=part.observation_id),
            observation(mixed, 21, rounded(Decimal(60), 2), **traded, item="coffee"),
            observation(mixed, 41, rounded(Decimal(100), 3), **traded),
        ]),
    ]  # fmt: skip


def chosen_bulletin(identifier: str, published_on: date, rows: list[Observation]) -> Bulletin:
    document = dataclasses.replace(
        labelled("lang-son-2024-h1").document, bulletin_id=identifier, text=identifier, published_on=published_on
    )
    return Bulletin(document, f"{identifier}.txt", rows, [], [], [])


def figures_of(bulletins: Iterable[Bulletin]) -> list[Figure]:
    names = Observation.__dataclass_fields__
    return [
        figure_from_columns(
            {name: getattr(row, name) for name in names} | {"published_on": found.document.published_on}
        )
        for found in bulletins
        for row in found.observations
    ]


LINKED = "0" * 15
L1 = SeriesLink(
    "L1",
    LinkedKey(None, "VN-04", "trade_turnover", None, None, "declared_at_provincial_customs", None),
    LinkedKey(f"{LINKED}8", "VN-04", "trade_turnover", None, None, None, None),
)
L2 = SeriesLink(
    "L2",
    LinkedKey(f"{LINKED}4", "VN-04", "export_turnover", None, None, None, None),
    LinkedKey(None, "VN-04", "import_turnover", None, None, "transit", None),
)


@dataclasses.dataclass(frozen=True)
class Decided:
    """What a steward decided of the random bulletins: ids of conflicts, and of a corrected figure."""

    waived: str
    expired: str
    corrected: str


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Decided]:
    """The golden bulletins and many random ones of other provinces, with links, waivers and corrections."""
    random = Random(15)
    settings = write_labelled_home(tmp_path_factory.mktemp("home"))
    bulletins = [random_bulletin(random, number) for number in range(BULLETINS)]
    bulletins += chosen_bulletins()
    for number, found in enumerate(bulletins):
        write_bulletin(settings, found, read_after=timedelta(seconds=number))
    for link in (L1, L2):
        keys = {f.name: getattr(link.series, f.name) or "" for f in dataclasses.fields(LinkedKey)}
        linked = {f"linked_{f.name}": getattr(link.linked, f.name) or "" for f in dataclasses.fields(LinkedKey)}
        steward_row(settings, "series_links", series_link_id=link.series_link_id, **keys, **linked)
    return settings, _decide(settings, figures_of(bulletins))


@pytest.fixture(scope="module")
def agreeing(home: tuple[Settings, Decided]) -> Reconciliation:
    """What SQL and Python say alike of all of them, from one build."""
    return agreed(built(home[0]))


def test_the_golden_bulletins(agreeing: Reconciliation) -> None:
    own = {labelled(name).document.bulletin_id for name in NAMES}
    rows = [row for row in agreeing.rows if own >= set(row.bulletin_ids) and row.identity_id == "trade_sum_declared"]
    by_method = {row.method: row for row in rows}
    assert {row.status for row in by_method.values()} == {"reconciled"}
    total = by_method["exhaustive"]
    assert (total.total_low, total.total_high) == (2_700_000_000, 2_800_000_000)
    assert (total.components_low, total.components_high) == (2_665_000_000, 2_775_000_000)
    assert (total.overlap_low, total.overlap_high) == (2_700_000_000, 2_775_000_000)


def test_random_bulletins_with_links_waivers_and_corrections(
    agreeing: Reconciliation, home: tuple[Settings, Decided]
) -> None:
    decided = home[1]
    statuses = {row.conflict_id: row for row in agreeing.rows}
    assert statuses[decided.waived].status == "waived"
    assert statuses[decided.expired].status == "contradicted"
    assert any(row.status != row.status_as_printed and decided.corrected in row.member_observation_ids
               for row in agreeing.rows)  # fmt: skip
    _everything_happened(agreeing)


def _decide(settings: Settings, figures: Sequence[Figure]) -> Decided:
    """A waiver that holds, one whose day has passed, and a correction that ends a contradiction."""
    found = reconcile(figures, reference_rules(), links=[L1, L2])
    waived, expired, *_ = (conflict.conflict_id for conflict in found.conflicts if conflict.status == "open")
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
    corrected = next(f for f in figures if f.observation_id == row.component_observation_ids[0])
    for column, value in (("low", row.total_low), ("high", row.total_high)):
        old = decimal_of(getattr(corrected.printed.hard, column))
        steward_row(settings, "corrections", correction_id=f"C-{column}", observation_id=corrected.observation_id,
                    column_name=column, old_value="" if old is None else str(old),
                    new_value=str(value), reason="x", author="y", corrected_on="2024-07-01")  # fmt: skip
    return Decided(waived, expired, corrected.observation_id)


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
    assert {row.reason for row in found.rows} >= {
        "component_missing", "unbounded", "key_too_coarse", "whole_missing", "whole_unclear",
    }  # fmt: skip
    reasons = {verdict.reason for verdict in found.verdicts}
    assert reasons >= {None, "unclassified", "no_unit", "no_identity", "inequality_only", "component_missing"}
