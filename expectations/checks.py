"""What a check is and what came of it: plain values, free of Great Expectations.

Suites are written in these types, so that the code location can list every check without importing
Great Expectations (which takes seconds); `expectations.validation` turns them into GX suites.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["critical", "warning", "info"]
"""GX's severities. Critical: do not use the table so. Warning: a steward has to look. Info: to know."""

Outcome = Literal["passed", "failed", "not_evaluated", "error"]
"""`not_evaluated`: there was nothing to check and nothing was expected. `error`: the check did not run;
that says nothing about the data."""

SEVERITY_VIETNAMESE: Mapping[str, str] = {
    "critical": "nghiêm trọng",
    "warning": "cảnh báo",
    "info": "thông tin",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One column of the table of failing rows that people read.

    Attributes:
        name: Key in `CheckResult.failing_rows`.
        columns: One column of the table, or two: the lower and the upper bound of an interval.
        english: Heading in English.
        vietnamese: Heading in Vietnamese.
    """

    name: str
    columns: tuple[str, ...]
    english: str
    vietnamese: str


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation over one table.

    Attributes:
        name: Unique in its suite, snake_case.
        expectation: GX expectation type, built in or of `expectations.custom`.
        arguments: Its arguments, without severity, description and row condition.
        severity: How bad a failure is.
        english: The method in one sentence.
        vietnamese: The same sentence in Vietnamese.
        expected: Key of the announced count: how many rows the check should see. None: not announced.
        where: Only the rows whose columns have one of the given values.
    """

    name: str
    expectation: str
    arguments: Mapping[str, Any]
    severity: Severity
    english: str
    vietnamese: str
    expected: str | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def description(self) -> str:
        """Severity and method in both languages: GX shows the severity nowhere else."""
        return f"[{self.severity}] {self.english} / [{SEVERITY_VIETNAMESE[self.severity]}] {self.vietnamese}"


@dataclass(frozen=True, slots=True)
class Beside:
    """Columns of another table that are laid beside a suite's rows, so that people see them.

    Attributes:
        table: schema.table.
        key: Column that both tables have, unique in the other one.
        columns: What is taken from it.
    """

    table: str
    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """All checks of one table, or of the part of it that `where` selects.

    Attributes:
        name: Unique, snake_case; also the name of its page.
        table: schema.table as the table provider knows it.
        english: What the suite guards, in one sentence.
        vietnamese: The same in Vietnamese.
        title_vietnamese: Short Vietnamese title.
        shown: What is shown of a failing row.
        checks: The checks.
        where: Only the rows of the table whose columns have one of the given values.
        beside: Columns of another table that are shown too.
    """

    name: str
    table: str
    english: str
    vietnamese: str
    title_vietnamese: str
    shown: tuple[Shown, ...]
    checks: tuple[Check, ...]
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    beside: Beside | None = None

    @property
    def rules_hash(self) -> str:
        """Hash of everything that decides what the suite checks."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of one check.

    Attributes:
        check_id: "suite.check", stable over time.
        suite: Name of the suite.
        check_name: Name of the check.
        table: schema.table.
        expectation_type: GX expectation type.
        severity: How bad a failure is.
        outcome: passed, failed, not_evaluated or error.
        rows_expected: How many rows the check should see; None where nobody announced it.
        rows_seen: How many rows it judged.
        rows_failed: How many of them failed.
        failing_rows: The first of them, as text exactly as stored, by the names of `Suite.shown`.
        description_en: Severity and method.
        description_vi: The same in Vietnamese.
        message: Why the check failed beyond its rows, or why it did not run; else None.
        page: Path of the suite's page in Data Docs, relative to their folder.
        input_hash: Hash of the rows and the announced counts, whatever the order of the rows.
        rules_hash: Hash of the suite.
        run_name: The run that made this result.
    """

    check_id: str
    suite: str
    check_name: str
    table: str
    expectation_type: str
    severity: Severity
    outcome: Outcome
    rows_expected: int | None
    rows_seen: int
    rows_failed: int
    failing_rows: tuple[Mapping[str, str], ...]
    description_en: str
    description_vi: str
    message: str | None
    page: str
    input_hash: str
    rules_hash: str
    run_name: str

    def to_json(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        plain = asdict(self)
        plain["failing_rows"] = [dict(row) for row in self.failing_rows]
        return plain


def suite_page(suite: str) -> str:
    """Path of the newest page of a suite, relative to the Data Docs folder; the same in every run."""
    return f"suites/{suite}.html"
