"""The smallest sets of the network against Banff, the error localisation of Statistics Canada (GPL-3).

Banff lives in an environment of its own (`make oracles`), because it needs older libraries than the project, and is
run as another program. It shows one of the smallest sets, chosen at random; the network lists them all.
`ORACLE_RECORDS` says how many random records both are given.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from orchestration.settings import REPOSITORY
from tests.oracles.random_records import MOST_ERRORS, Batch, Record, batches
from tests.support.linear_systems import linear_system

PYTHON = REPOSITORY / ".venv-oracles" / "bin" / "python"
SCRIPT = Path(__file__).with_name("banff_errorloc.py")
RECORDS = int(os.environ.get("ORACLE_RECORDS", "1000"))
SEED = 20240613
MOST_SHOWN = 5

pytestmark = pytest.mark.oracles


@dataclass(frozen=True)
class Answer:
    """A record, all smallest sets of the network, and the one that Banff chose."""

    rules: Sequence[str]
    record: Record
    ours: set[frozenset[str]]
    chosen: frozenset[str]

    def __str__(self) -> str:
        """All that is needed to look at it."""
        found = f"Banff {sorted(self.chosen)}, ours {sorted(map(sorted, self.ours))}"
        return f"{'; '.join(self.rules)} with {self.record}: {found}"


@pytest.fixture(scope="module")
def given() -> list[Batch]:
    return list(batches(RECORDS, SEED))


@pytest.fixture(scope="module")
def answers(given: list[Batch], tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    return [
        Answer(batch.rules, record, linear_system(batch.rules, record).minimal_sets(), frozenset(chosen))
        for batch, fields in zip(given, banff(given, tmp_path_factory.mktemp("banff")), strict=True)
        for record, chosen in zip(batch.records, fields, strict=True)
    ]


def banff(given: Sequence[Batch], folder: Path) -> list[list[list[str]]]:
    """The fields that Banff would impute, by batch and record."""
    source, target = folder / "records.json", folder / "chosen.json"
    source.write_text(json.dumps([asdict(batch) for batch in given]), encoding="utf-8")
    run = subprocess.run([PYTHON, SCRIPT, source, target], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    chosen: list[list[list[str]]] = json.loads(target.read_text(encoding="utf-8"))
    return chosen


def none_of(answers: Sequence[Answer]) -> None:
    """Fail with the first few, if there are any."""
    assert not answers, f"{len(answers)} of {RECORDS} differ:\n" + "\n".join(map(str, answers[:MOST_SHOWN]))


def test_the_random_records_have_errors_of_every_number(given: list[Batch]) -> None:
    assert sum(len(batch.records) for batch in given) == RECORDS
    assert {number for batch in given for number in batch.errors} == set(range(MOST_ERRORS + 1))


def test_banff_needs_as_many_fields_as_the_network(answers: list[Answer]) -> None:
    assert len(answers) == RECORDS
    none_of([answer for answer in answers if {len(answer.chosen)} != set(map(len, answer.ours))])


def test_what_banff_chooses_is_among_the_sets_of_the_network(answers: list[Answer]) -> None:
    none_of([answer for answer in answers if answer.chosen not in answer.ours])


def test_every_set_of_the_network_explains_its_record(answers: list[Answer]) -> None:
    none_of([answer for answer in answers if not all(map(explains(answer), answer.ours))])


def explains(answer: Answer) -> Callable[[frozenset[str]], bool]:
    return linear_system(answer.rules, answer.record).is_feasible
