"""Dagster's extraction step with reading processes of its own: the step ends well and leaves none behind."""

from __future__ import annotations

import multiprocessing
from itertools import islice
from pathlib import Path

import pytest

from orchestration import reading_queue, reading_workers
from orchestration.commands.run import _execute
from orchestration.instance import open_instance
from orchestration.settings import Settings
from orchestration.tables import count_raw
from tests.support.bulletins import write_inbox
from tests.support.command import fresh_home
from tests.support.corpus import bulletins

pytestmark = pytest.mark.integration
BULLETINS = 12


def test_the_extraction_step_reads_in_other_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = fresh_home(tmp_path)
    texts = islice(bulletins(texts_of="bundled", characters=(200, 400)), BULLETINS)
    write_inbox(settings.inbox, {f"{number}.txt": text for number, text in enumerate(texts)})
    monkeypatch.setenv("BANTIN_HOME", str(settings.home))
    monkeypatch.setenv("DAGSTER_HOME", str(settings.dagster_home))
    monkeypatch.setenv("BANTIN_WORKERS", "2")
    monkeypatch.setattr(reading_queue, "WORKERS_FROM", BULLETINS)
    monkeypatch.setattr(reading_queue, "TASK_BULLETINS", 4)
    answered: list[int] = []
    real = reading_workers._Worker.ask

    def ask(worker: reading_workers._Worker, task: reading_workers.Task) -> reading_workers.Found:
        answer = real(worker, task)
        answered.append(len(answer.outcomes))
        return answer

    monkeypatch.setattr(reading_workers._Worker, "ask", ask)
    with open_instance(Settings.from_environment()) as instance:
        result = _execute(instance, settings.inbox, groups=("ingest", "extract"))
    assert result.success
    assert sorted(answered) == [4, 4, 4]
    assert count_raw(settings.raw, "readings") == BULLETINS
    assert multiprocessing.active_children() == []
