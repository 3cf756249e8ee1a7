"""Releases: every form says what the warehouse says, exactly; hashes hold; nothing foreign is overwritten."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import jsonschema
import pyarrow.parquet as pq
import pytest
from pysdmx.io import read_sdmx

from orchestration.published import connect_published
from orchestration.release.build import Release, make_release
from orchestration.release.sdmx.structures import DIMENSIONS, SDMX_ML, component_rows
from orchestration.release.shelf import UnknownRelease, UnusableFolder, read_index
from orchestration.settings import Settings
from orchestration.warehouse import build
from tests.integration.conftest import Built
from tests.support.command import bantin
from tests.support.raw_home import Bulletin, home_settings, labelled, write_bulletin
from tests.support.releases import (
    DESCRIPTOR_SCHEMA,
    csv_rows,
    descriptor,
    hashes,
    parquet_rows,
    pysdmx_rows,
    sdmx_csv_rows,
    sdmx_ml_files,
    sdmx_ml_rows,
    sdmx_value,
    sqlite_rows,
)

pytestmark = pytest.mark.integration
DAY = date(2024, 7, 1)
LARGE, SUM = Decimal("9007199254740993"), Decimal("0.1") + Decimal("0.2")
NO_BOUNDS = {"low": None, "high": None, "low_wide": None, "high_wide": None}
HOSTILE = "xã \"Tân Thanh\", <b>'A'</b> & \\n\u00a0\u202e |`x`"
FIGURES = "marts.observations"


def exact_home(folder: Path, *, read_after: timedelta = timedelta()) -> Settings:
    """Both bulletins as labelled, with numbers that binary floats cannot hold and a place with every odd character."""
    settings = home_settings(folder)
    write_bulletin(settings, labelled("lang-son-2023-q2"), read_after=read_after)
    write_bulletin(settings, odd_bulletin(), read_after=read_after)
    assert build(settings).published
    return settings


def odd_bulletin() -> Bulletin:
    bulletin = labelled("lang-son-2024-h1")
    bulletin.change(2161, value=LARGE, value_text=f"{LARGE}", **{**NO_BOUNDS, "low": LARGE, "high": LARGE})
    bulletin.change(2179, value=SUM, value_text="0,3", decimals=1, **NO_BOUNDS)
    bulletin.change(2095, place=HOSTILE, value_candidates=(LARGE, Decimal("0.1")))
    return bulletin


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return exact_home(tmp_path_factory.mktemp("exact") / "home")


@pytest.fixture(scope="module")
def release(exact: Settings, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The first release of a home of its own."""
    return make_release(replace(exact, home=copied_home(exact, tmp_path_factory.mktemp("first"))), DAY)


@pytest.fixture(scope="module", params=["bundled", "contradicted", "exact"])
def any_release(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Path]:
    """A release of each home: its settings, its folder."""
    fixture = {"bundled": "built", "contradicted": "contradicted_home", "exact": "exact"}[request.param]
    home = request.getfixturevalue(fixture)
    settings: Settings = home.settings if isinstance(home, Built) else home
    folder = tmp_path_factory.mktemp("release") / "folder"
    elsewhere = replace(settings, home=copied_home(settings, tmp_path_factory.mktemp("copy")))
    return elsewhere, make_release(elsewhere, DAY, folder).folder


def copied_home(settings: Settings, folder: Path) -> Path:
    """The parts of a home that a release reads; the raw tables stay where the warehouse finds them."""
    shutil.copyfile(settings.warehouse, folder / "warehouse.duckdb")
    shutil.copytree(settings.home / "build" / "dbt", folder / "build" / "dbt")
    return folder


def tables(folder: Path) -> list[str]:
    return [resource["name"] for resource in descriptor(folder)["resources"] if "schema" in resource]


class TestTables:
    def test_csv_parquet_and_sqlite_say_the_same(self, any_release: tuple[Settings, Path]) -> None:
        _, folder = any_release
        assert {"marts.trade_turnover", FIGURES, "quality.conflicts", "quality.review_queue"} <= set(tables(folder))
        for table in tables(folder):
            rows = csv_rows(folder, table)
            assert rows == parquet_rows(folder, table), table
            assert rows == sqlite_rows(folder, table), table

    def test_sums_and_counts_are_those_of_the_warehouse(self, any_release: tuple[Settings, Path]) -> None:
        settings, folder = any_release
        columns = "count(*), sum(value), sum(low), sum(high), count(distinct quote)"
        with connect_published(settings) as warehouse:
            counts = {table: warehouse.execute(f"select count(*) from {table}").fetchone() for table in tables(folder)}
            sums = warehouse.execute(f"select {columns} from {FIGURES}").fetchone()
        for table, count in counts.items():
            assert count == (len(csv_rows(folder, table)),), table
        assert sums is not None and sums[0] >= 16
        with duckdb.connect() as reader:
            assert reader.execute(f"select {columns} from '{folder}/parquet/{FIGURES}.parquet'").fetchone() == sums
            as_text = f"read_csv('{folder}/csv/{FIGURES}.csv', all_varchar = true)"
            number = "decimal(38, 6)"
            added = ", ".join(f"sum({column}::{number})" for column in ("value", "low", "high"))
            found = reader.execute(f"select count(*), {added}, count(distinct quote) from {as_text}").fetchone()
            assert found == sums

    def test_rows_stand_in_the_order_of_their_key(self, any_release: tuple[Settings, Path]) -> None:
        _, folder = any_release
        found = [row["observation_id"] or "" for row in csv_rows(folder, FIGURES)]
        assert found == sorted(found)

    def test_no_column_tells_the_time_of_a_run(self, release: Release) -> None:
        named = {field["name"] for table in descriptor(release.folder)["resources"] for field in fields(table)}
        assert "quote" in named
        assert not named & {"seen_at", "recorded_at", "read_at", "ingested_at", "run_name"}


def fields(resource: dict) -> list[dict]:
    found: list[dict] = resource.get("schema", {}).get("fields", [])
    return found


class TestExactness:
    """9007199254740993 is no binary double, and 0.1 + 0.2 is 0.3 in decimals only."""

    def values(self, rows: list[dict[str, str | None]]) -> dict[str, str | None]:
        return {row["value_text"] or "": row["value"] for row in rows if row["value_text"] in (str(LARGE), "0,3")}

    @pytest.mark.parametrize("reader", [csv_rows, parquet_rows, sqlite_rows])
    def test_tables(self, release: Release, reader: object) -> None:
        assert callable(reader)
        assert self.values(reader(release.folder, FIGURES)) == {str(LARGE): str(LARGE), "0,3": "0.3"}

    def test_parquet_has_decimals_and_sqlite_has_text(self, release: Release) -> None:
        kind = pq.read_schema(release.folder / "parquet" / f"{FIGURES}.parquet").field("value").type
        assert str(kind) == "decimal128(38, 6)"
        with closing(sqlite3.connect(release.folder / "bantin.sqlite")) as file:
            sql = f"select value, typeof(value) from marts_observations where value_text = '{LARGE}'"
            assert file.execute(sql).fetchall() == [(str(LARGE), "text")]

    def test_numbers_in_lists_are_exact_too(self, release: Release) -> None:
        for reader in (csv_rows, sqlite_rows):
            (lists,) = [row["value_candidates"] for row in reader(release.folder, FIGURES) if row["place"] == HOSTILE]
            assert json.loads(lists or "") == [str(LARGE), "0.1"]

    def test_sdmx(self, release: Release) -> None:
        forms = [
            sdmx_csv_rows(release.folder),
            *(sdmx_ml_rows(release.folder, standard) for standard in SDMX_ML),
            *(list(pysdmx_rows(sdmx_ml_files(release.folder, standard))) for standard in SDMX_ML),
        ]
        for rows in forms:
            printed = [row["OBS_VALUE"] for row in rows]
            assert str(LARGE) in printed
            assert "0.3" in printed
            assert str(LARGE) in [row.get("OBS_LOWER") for row in rows]

    def test_text_comes_back_as_it_was(self, release: Release) -> None:
        for reader in (csv_rows, parquet_rows, sqlite_rows):
            assert HOSTILE in [row["place"] for row in reader(release.folder, FIGURES)]
        places = read_sdmx(release.folder / "sdmx" / "structures-3.0.xml").get_codelists()
        (names,) = [[code.name for code in one.items] for one in places if one.id == "CL_PLACE"]
        assert " ".join(HOSTILE.split()) in names


class TestSdmx:
    def test_every_figure_with_a_period_is_there_once_with_its_value(self, any_release: tuple[Settings, Path]) -> None:
        settings, folder = any_release
        sql = f"select observation_id, value, low, high from {FIGURES} where time_period is not null"
        with connect_published(settings) as warehouse:
            figures = {name: numbers for name, *numbers in warehouse.execute(sql).fetchall()}
            (others,) = warehouse.execute(f"select count(*) from {FIGURES} where time_period is null").fetchone() or ()
        rows = sdmx_csv_rows(folder)
        numbers = ("OBS_VALUE", "OBS_LOWER", "OBS_UPPER")
        assert {row["OBSERVATION_ID"]: [sdmx_value(row, number) for number in numbers] for row in rows} == figures
        assert len(rows) == len(figures)
        left_out = (folder / "sdmx" / "left_out.csv").read_text(encoding="utf-8").splitlines()
        assert len(left_out) == 1 + others

    def test_keys_are_unique(self, any_release: tuple[Settings, Path]) -> None:
        _, folder = any_release
        keys = Counter(tuple(row[dimension] for dimension in DIMENSIONS) for row in sdmx_csv_rows(folder))
        assert max(keys.values()) == 1

    @pytest.mark.parametrize("standard", SDMX_ML)
    def test_pysdmx_reads_valid_sdmx_ml_with_the_same_rows(
        self, any_release: tuple[Settings, Path], standard: str
    ) -> None:
        _, folder = any_release
        rows = sdmx_csv_rows(folder)
        assert list(pysdmx_rows(sdmx_ml_files(folder, standard))) == rows
        assert sdmx_ml_rows(folder, standard) == rows

    def test_pysdmx_reads_sdmx_csv(self, any_release: tuple[Settings, Path]) -> None:
        _, folder = any_release
        found = {row["OBSERVATION_ID"]: row for row in pysdmx_rows([folder / "sdmx" / "observations.csv"])}
        for row in sdmx_csv_rows(folder):
            assert {name: found[row["OBSERVATION_ID"]][name] for name in (*DIMENSIONS, "QUOTE")} == {
                name: row[name] for name in (*DIMENSIONS, "QUOTE")
            }

    @pytest.mark.parametrize("standard", SDMX_ML)
    def test_every_code_is_in_its_list(self, any_release: tuple[Settings, Path], standard: str) -> None:
        _, folder = any_release
        message = read_sdmx(folder / "sdmx" / f"structures-{standard}.xml", validate=True)
        lists = {one.id: {code.id for code in one.items} for one in message.get_codelists()}
        rows = sdmx_csv_rows(folder)
        for component in component_rows():
            if component.code_list:
                used = {row[component.component] for row in rows if component.component in row}
                assert used <= lists[component.code_list], component.component
        (definition,) = message.get_data_structure_definitions()
        assert [one.id for one in definition.components] == [one.component for one in component_rows()]

    def test_names_are_in_both_languages(self, release: Release) -> None:
        text = (release.folder / "sdmx" / "structures-3.0.xml").read_text(encoding="utf-8")
        assert '<com:Name xml:lang="en">Merchandise export turnover</com:Name>' in text
        assert '<com:Name xml:lang="vi">Kim ngạch (trị giá, giá trị) xuất khẩu</com:Name>' in text

    def test_the_declared_exports_of_lang_son(self, any_release: tuple[Settings, Path]) -> None:
        """«xuất khẩu ước đạt 1,3 tỷ USD», as an analyst finds it by its key."""
        _, folder = any_release
        key = {
            "REF_AREA": "VN-09",
            "INDICATOR": "export_turnover",
            "COVERAGE": "declared_at_provincial_customs",
            "MEASURE": "level",
            "TIME_PERIOD": "2024-S1",
            "VARIANT": "0",
        }
        (row,) = [row for row in sdmx_csv_rows(folder) if key.items() <= row.items()]
        assert row["UNIT_MEASURE"] == "USD"
        assert row["OBS_STATUS"] == "E"
        if "1,3" in row["QUOTE"]:
            assert (row["OBS_VALUE"], row["UNIT_MULT"], row["DECIMALS"]) == ("1.3", "9", "1")
            assert (row["OBS_LOWER"], row["OBS_UPPER"]) == ("1.25", "1.35")

    def test_what_is_contradicted_is_marked_unvalidated_with_its_reason(
        self, contradicted_home: Built, tmp_path: Path
    ) -> None:
        settings = replace(contradicted_home.settings, home=copied_home(contradicted_home.settings, tmp_path))
        rows = sdmx_csv_rows(make_release(settings, DAY).folder)
        doubted = [row for row in rows if row["VERDICT"] == "contradicted"]
        assert "1,24 tỷ USD" in [row["QUOTE"] for row in doubted]
        assert all(row["COMMENT_OBS"].startswith("V (unvalidated): mâu thuẫn / contradicted") for row in doubted)
        assert all("COMMENT_OBS" not in row for row in rows if row["VERDICT"] == "reconciled")


class TestDataPackage:
    def test_it_is_as_promised(self, any_release: tuple[Settings, Path]) -> None:
        jsonschema.validate(descriptor(any_release[1]), DESCRIPTOR_SCHEMA)

    def test_it_hashes_every_file(self, any_release: tuple[Settings, Path]) -> None:
        _, folder = any_release
        resources = descriptor(folder)["resources"]
        said = {resource["path"]: resource["hash"].removeprefix("sha256:") for resource in resources}
        found = hashes(folder)
        about = json.loads((folder / "release.json").read_text(encoding="utf-8"))
        assert about["descriptor"]["hash"] == f"sha256:{found.pop('datapackage.json')}"
        del found["release.json"]
        assert said == found
        assert {resource["path"]: resource["bytes"] for resource in resources} == {
            path: (folder / path).stat().st_size for path in found
        }

    def test_keys_hold(self, any_release: tuple[Settings, Path]) -> None:
        _, folder = any_release
        schemas = {one["name"]: one["schema"] for one in descriptor(folder)["resources"] if "schema" in one}
        assert len([name for name, schema in schemas.items() if "primaryKey" in schema]) > 25
        for name, schema in schemas.items():
            rows = csv_rows(folder, name)
            key = schema.get("primaryKey", [])
            assert not key or len({tuple(row[column] for column in key) for row in rows}) == len(rows), name
            for foreign in schema.get("foreignKeys", []):
                (column,), (other,) = foreign["fields"], foreign["reference"]["fields"]
                known = {row[other] for row in csv_rows(folder, foreign["reference"]["resource"])}
                assert {row[column] for row in rows} - {None} <= known, (name, column)

    def test_it_names_what_the_figures_were_made_from(self, built: Built, tmp_path: Path) -> None:
        settings = replace(built.settings, home=copied_home(built.settings, tmp_path))
        inputs = descriptor(make_release(settings, DAY).folder)["bantin:inputs"]
        archived = {path.name for path in (built.settings.home / "archive").rglob("*") if path.is_file()}
        for bulletin in inputs["bulletins"]:
            assert any(name.startswith(bulletin["sha256"]) for name in archived)
            assert bulletin["vocabulary_version"]
        assert {"reference.indicators", "steward.waivers"} <= {table["name"] for table in inputs["tables"]}
        assert len(inputs["dbt_project"]) == 64

    def test_licence_and_citation_come_from_the_settings(self, exact: Settings, tmp_path: Path) -> None:
        assert "licenses" not in descriptor(make_release(exact, DAY, tmp_path / "without").folder)
        terms = {"licence": "CC-BY-4.0", "citation": "Cục Thống kê, 2024", "agency": "LSO"}
        settings = replace(exact, licence_url="https://creativecommons.org/licenses/by/4.0/", **terms)
        folder = make_release(settings, DAY, tmp_path / "with").folder
        assert descriptor(folder)["licenses"] == [{"name": "CC-BY-4.0", "path": settings.licence_url}]
        assert "Cục Thống kê, 2024" in (folder / "README.md").read_text(encoding="utf-8")
        assert "LSO:OBSERVATIONS(1.0.0)" in (folder / "sdmx" / "observations.csv").read_text(encoding="utf-8")


class TestTheSameAgain:
    def test_the_same_warehouse_gives_the_same_bytes_on_another_day(self, exact: Settings, tmp_path: Path) -> None:
        since = make_release(exact, DAY, tmp_path / "base").version
        first = make_release(exact, DAY, tmp_path / "first", since)
        second = make_release(exact, DAY + timedelta(days=400), tmp_path / "second", since)
        one, other = hashes(first.folder), hashes(second.folder)
        assert one.pop("release.json") != other.pop("release.json")
        assert one == other
        assert first.fingerprint == second.fingerprint

    def test_another_home_with_the_same_inputs_says_the_same(self, release: Release, tmp_path: Path) -> None:
        elsewhere = exact_home(tmp_path / "home", read_after=timedelta(days=3))
        again = make_release(elsewhere, DAY)
        differing = {path for path, digest in hashes(release.folder).items() if hashes(again.folder)[path] != digest}
        assert differing <= {"release.json"}


class TestChanges:
    def test_the_first_release_says_so(self, release: Release) -> None:
        assert release.since is None
        assert "This is the first release" in (release.folder / "changes" / "changes.md").read_text(encoding="utf-8")
        assert (release.folder / "changes" / "changes.csv").read_text(encoding="utf-8").startswith("kind,bulletin_id,")

    def test_new_changed_and_gone_figures_and_conflicts_are_told(self, tmp_path: Path) -> None:
        settings = home_settings(tmp_path / "home")
        before = labelled("lang-son-2024-h1")
        write_bulletin(settings, before)
        assert build(settings).published
        first = make_release(settings, DAY)
        after = labelled("lang-son-2024-h1")
        after.observations = [row for row in after.observations if row.start != 68]
        after.numerals = [row for row in after.numerals if row.observation_id != f"{after.bulletin_id}:68"]
        bounds = {"low": Decimal(1_235_000_000), "high": Decimal(1_245_000_000)}
        wide = {f"{name}_wide": bound for name, bound in bounds.items()}
        after.change(2095, value=Decimal(1_240_000_000), value_text="1,24 tỷ", **bounds, **wide)
        write_bulletin(settings, after, read_after=timedelta(hours=1))
        write_bulletin(settings, labelled("lang-son-2023-q2"))
        assert build(settings).published
        second = make_release(settings, DAY)
        assert (first.version, second.version, second.since) == ("2024.07.01", "2024.07.01.2", "2024.07.01")
        assert second.changes["figure_gone"] == 1
        assert second.changes["figure_new"] == len(labelled("lang-son-2023-q2").observations)
        assert second.changes["conflict_new"] >= 1
        assert second.changes["verdict_changed"] >= 1
        changed = [row for row in changes(second) if (row["kind"], row["column"]) == ("figure_changed", "value")]
        steps = [(row["start"], row["before"], row["after"]) for row in changed]
        assert steps == [("2095", "1420000000", "1240000000")]
        page = (second.folder / "changes" / "changes.md").read_text(encoding="utf-8")
        assert "value 1420000000 → 1240000000" in page
        back = make_release(settings, DAY, since=first.version)
        assert back.changes == second.changes
        same = make_release(settings, DAY)
        assert not any(same.changes.values())

    def test_an_unknown_release_is_told_with_those_that_are_known(self, exact: Settings, tmp_path: Path) -> None:
        known = make_release(exact, DAY, tmp_path / "known")
        with pytest.raises(UnknownRelease, match=f"no release «1999.01.01».*{known.version}"):
            make_release(exact, DAY, tmp_path / "other", since="1999.01.01")
        assert make_release(exact, DAY, tmp_path / "other", since=str(known.folder)).since == known.version


def changes(release: Release) -> list[dict[str, str | None]]:
    shutil.copyfile(release.folder / "changes" / "changes.csv", release.folder / "csv" / "changes.csv")
    try:
        return csv_rows(release.folder, "changes")
    finally:
        (release.folder / "csv" / "changes.csv").unlink()


class TestTheFolder:
    def test_a_foreign_folder_is_left_alone(self, exact: Settings, tmp_path: Path) -> None:
        (tmp_path / "letter.txt").write_text("of somebody else", encoding="utf-8")
        done = bantin("release", "--out", tmp_path, settings=exact)
        assert done.returncode == 2
        assert "no release of Bantin" in " ".join(done.stderr.split())
        assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]

    def test_a_release_is_kept_unless_it_is_to_be_replaced(self, exact: Settings, tmp_path: Path) -> None:
        folder = tmp_path / "out"
        folder.mkdir()
        first = make_release(exact, DAY, folder)
        with pytest.raises(UnusableFolder, match="--replace"):
            make_release(exact, DAY, folder)
        second = make_release(exact, DAY, folder, replace=True)
        assert second.version != first.version
        assert [entry.version for entry in read_index(exact) if entry.folder == str(folder)] == [second.version]

    def test_what_fails_leaves_nothing_behind(
        self, exact: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError("no space left on device")

        monkeypatch.setattr("orchestration.release.build.write_readme", full)
        known = read_index(exact)
        with pytest.raises(OSError, match="no space"):
            make_release(exact, DAY, tmp_path / "out")
        assert list(tmp_path.iterdir()) == []
        assert read_index(exact) == known

    def test_the_command_tells_where_it_is(self, built: Built, tmp_path: Path) -> None:
        settings = replace(built.settings, home=copied_home(built.settings, tmp_path))
        done = bantin("release", "--date", "2024-07-01", settings=settings)
        assert done.returncode == 0, done.stderr
        assert str(settings.releases / "2024.07.01") in done.stdout
        assert "31 figures" in done.stdout
        listed = bantin("release", "--list", settings=settings)
        assert listed.stdout.startswith("2024.07.01 ")

    def test_without_a_warehouse_it_tells_what_to_run(self, tmp_path: Path) -> None:
        done = bantin("release", settings=home_settings(tmp_path))
        assert done.returncode == 1
        assert "bantin run" in done.stderr
