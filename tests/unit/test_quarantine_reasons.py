"""Every reason for quarantine has a name and advice in both languages, and every row of the table is a reason."""

import csv

from orchestration.bulletins.reading import reasons
from orchestration.settings import REPOSITORY

TABLE = REPOSITORY / "dbt_project" / "seeds" / "reference" / "quarantine_reasons.csv"


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_table_and_the_code_know_the_same_reasons() -> None:
    known = {value for name, value in vars(reasons).items() if name.isupper()}
    assert [row["code"] for row in rows()] == list(dict.fromkeys(row["code"] for row in rows()))
    assert {row["code"] for row in rows()} == known


def test_each_reason_says_what_to_do_in_both_languages() -> None:
    for row in rows():
        assert all(row.values()), row["code"]
        assert row["what_to_do_en"].endswith(".")
        assert row["what_to_do_vi"].endswith(".")
        assert row["name_vi"] != row["name_en"]
