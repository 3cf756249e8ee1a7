"""The suites as plain values: few, unique, bilingual, and every method of reconciliation judged."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from dataclasses import replace

from expectations.suites import MOST_EXPECTATIONS, all_suites
from expectations.suites.reconciliation import (
    COMPONENTS_AT_MOST_TOTAL,
    METHODS_ACROSS,
    METHODS_WITHIN,
    STATUSES,
    TOTAL_AT_MOST_COMPONENTS,
)
from orchestration.settings import REPOSITORY

REFERENCE = REPOSITORY / "dbt_project" / "seeds" / "reference"


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_at_most_forty_expectations() -> None:
    assert 0 < sum(len(suite.checks) for suite in all_suites()) <= MOST_EXPECTATIONS


def test_names_are_unique() -> None:
    suites = Counter(suite.name for suite in all_suites())
    checks = Counter((suite.name, check.name) for suite in all_suites() for check in suite.checks)
    assert suites.most_common(1)[0][1] == 1
    assert checks.most_common(1)[0][1] == 1


def test_every_check_says_its_severity_and_its_method_in_both_languages() -> None:
    for suite in all_suites():
        for check in suite.checks:
            english, _, vietnamese = check.description.partition(" / ")
            assert english.startswith(f"[{check.severity}] "), check.name
            assert vietnamese.startswith("["), check.name
            assert check.english.endswith("."), check.name
            assert check.vietnamese.endswith("."), check.name
            assert check.english != check.vietnamese


def test_the_rules_hash_follows_the_rules() -> None:
    suite = all_suites()[0]
    assert replace(suite).rules_hash == suite.rules_hash
    assert replace(suite, checks=suite.checks[:-1]).rules_hash != suite.rules_hash


def test_every_method_of_reconciliation_is_judged_by_some_check() -> None:
    methods = {row["method"] for row in rows("identity_methods.csv")}
    assert methods == {*METHODS_WITHIN, *METHODS_ACROSS}


def test_inequalities_are_the_methods_that_the_reference_table_calls_so() -> None:
    inequalities = {row["method"] for row in rows("identity_methods.csv") if row["strength"] == "inequality"}
    assert inequalities == {*COMPONENTS_AT_MOST_TOTAL, *TOTAL_AT_MOST_COMPONENTS}


def test_statuses_are_those_of_the_reference_table() -> None:
    codes = {row["code"] for row in rows("reconciliation_codes.csv") if row["kind"] == "status"}
    assert codes == set(STATUSES)


def test_listing_the_checks_does_not_import_great_expectations() -> None:
    program = (
        "import sys, expectations.suites as s; s.all_suites(); import expectations.data_docs;"
        "import expectations.validation; sys.exit('great_expectations' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, check=False).returncode == 0
