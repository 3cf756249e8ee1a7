"""The parts of a release that need no warehouse."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Context, Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from orchestration.release.changes import _plain
from orchestration.release.sdmx.codes import partner_names, place_code, unit_code
from orchestration.release.sdmx.rows import _text, multiplier_of, scaled
from orchestration.release.shelf import Entry, add_to_index, new_version, read_index
from orchestration.release.text_forms import copy_csv
from orchestration.settings import REFERENCE, Settings

DECIMALS = st.decimals(min_value=Decimal("-1e31"), max_value=Decimal("1e31"), places=6)
SDMX_ID = r"[A-Za-z0-9_@$-]+"


class TestMultiplier:
    @pytest.mark.parametrize(
        ("value_text", "value", "power"),
        [
            ("2,7 tỷ", "2700000000", 9),
            ("2.285 triệu", "2285000000", 6),
            ("48.232", "48232", 0),
            ("500 nghìn", "500000", 3),
            ("5", "-5", 0),
            ("2 tỷ 300 triệu", "2300000000", 0),
            ("9007199254740993", "9007199254740993", 0),
            ("bốn", "400", 0),
            ("0", "0", 0),
            ("61,5 tạ", "6.15", 0),
        ],
    )
    def test_it_is_that_of_the_words_behind_the_numeral(self, value_text: str, value: str, power: int) -> None:
        assert multiplier_of(value_text, Decimal(value)) == power

    @given(DECIMALS, st.integers(0, 15), st.integers(0, 6))
    def test_scaling_loses_nothing(self, number: Decimal, power: int, decimals: int) -> None:
        text = scaled(number, power, decimals)
        assert Decimal(text).scaleb(power, Context(prec=80)) == number
        assert "E" not in text

    def test_printed_decimals_are_kept(self) -> None:
        assert scaled(Decimal("43.000000"), 0, 1) == "43.0"
        assert scaled(Decimal("-0.500000"), 0) == "-0.5"


class TestCodes:
    def test_units_and_places_have_sdmx_ids(self) -> None:
        with (REFERENCE / "units.csv").open(encoding="utf-8", newline="") as file:
            units = [unit_code(row["code"]) for row in csv.DictReader(file)]
        assert len(set(units)) == len(units)
        for code in (*units, place_code("cửa khẩu Hữu Nghị"), place_code("«…»")):
            assert duckdb.execute("select regexp_full_match(?, ?)", [code, SDMX_ID]).fetchone() == (True,)

    def test_places_that_differ_by_an_accent_are_two_and_by_case_or_spaces_one(self) -> None:
        assert place_code("Tân Thanh") != place_code("Tân Thành")
        assert place_code("Tân Thanh") == place_code("tân  thanh")

    def test_every_partner_that_the_reader_knows_has_a_name(self) -> None:
        with (REFERENCE / "aliases.csv").open(encoding="utf-8", newline="") as file:
            partners = {row["code"] for row in csv.DictReader(file) if row["kind"] == "partner"}
        assert partners
        assert partners <= set(partner_names())


@given(st.text())
def test_any_text_can_stand_in_an_attribute_and_comes_back(text: str) -> None:
    element = etree.fromstring(etree.tostring(etree.Element("Obs", QUOTE=_text(text)), encoding="UTF-8"))
    assert element.get("QUOTE") == _text(text)
    assert len(_text(text)) == len(text)


@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))))
def test_csv_tells_no_value_from_an_empty_text(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str | None]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "texts.csv"
    with duckdb.connect() as connection:
        connection.execute("create table texts (position integer, text varchar)")
        for row in enumerate(texts):
            connection.execute("insert into texts values (?, ?)", list(row))
        assert copy_csv(connection, "select * from texts order by position", path) == len(texts)
        with path.open(encoding="utf-8", newline="") as file:
            assert [row[1] for row in csv.reader(file)][1:] == [text or "" for text in texts]
    lines = path.read_text(encoding="utf-8")
    assert lines.count(',""\n') >= sum(text == "" for text in texts)


def test_text_of_a_bulletin_is_one_harmless_line_of_markdown() -> None:
    assert _plain("a\n# <script>|[x](javascript:1)`") == "a # &lt;script&gt;\\|\\[x\\](javascript:1)\\`"


class TestTheShelf:
    def settings(self, folder: Path) -> Settings:
        return Settings(home=folder, inbox=folder / "inbox")

    def test_a_second_release_of_a_day_has_a_number(self, tmp_path: Path) -> None:
        settings = self.settings(tmp_path)
        for expected in ("2024.07.01", "2024.07.01.2", "2024.07.01.3"):
            version = new_version(settings, date(2024, 7, 1))
            assert version == expected
            add_to_index(settings, Entry(version, "2024-07-01", version, "0" * 64, None))
        assert [entry.version for entry in read_index(settings)][-1] == "2024.07.01.3"

    def test_an_agency_that_sdmx_would_not_take_is_refused(self) -> None:
        assert Settings.from_environment({"BANTIN_AGENCY": "VN.GSO"}).agency == "VN.GSO"
        with pytest.raises(ValueError, match="BANTIN_AGENCY is «Cục Thống kê»"):
            Settings.from_environment({"BANTIN_AGENCY": "Cục Thống kê"})
