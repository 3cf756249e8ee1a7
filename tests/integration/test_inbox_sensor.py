"""The sensor asks for a run when the inbox has come to rest in a state that no run has read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import (
    AssetMaterialization,
    DagsterInstance,
    DagsterRunStatus,
    RunRequest,
    SensorResult,
    SkipReason,
    build_sensor_context,
    job,
    op,
)
from dagster._core.test_utils import create_run_for_test

from orchestration.inbox_sensor import STATE_METADATA, inbox_sensor, inbox_state, state_digest
from orchestration.settings import Settings

pytestmark = pytest.mark.integration


class Looks:
    """Looks at an inbox again and again, as Dagster's daemon does."""

    def __init__(self, instance: DagsterInstance) -> None:
        self.instance = instance
        self.cursor: str | None = None

    def look(self) -> SkipReason | RunRequest:
        with build_sensor_context(instance=self.instance, cursor=self.cursor) as context:
            said = inbox_sensor(context)
            self.cursor = context.cursor
        if isinstance(said, SensorResult):
            (request,) = said.run_requests or ()
            return request
        assert isinstance(said, SkipReason)
        return said


@pytest.fixture
def looks() -> Iterator[Looks]:
    with DagsterInstance.ephemeral() as instance:
        yield Looks(instance)


def ingest_notes(instance: DagsterInstance, inbox: Path) -> None:
    """Materialize raw/documents as the ingest asset does, with the state that it read."""
    state = state_digest(inbox_state(inbox))

    @op
    def read(context) -> None:
        context.log_event(AssetMaterialization(["raw", "documents"], metadata={STATE_METADATA: state}))

    @job
    def run() -> None:
        read()

    assert run.execute_in_process(instance=instance).success


def test_the_first_look_only_remembers_and_the_second_asks(home: Settings, looks: Looks) -> None:
    assert isinstance(looks.look(), SkipReason)
    assert isinstance(looks.look(), RunRequest)


def test_a_file_that_still_grows_is_waited_for(home: Settings, looks: Looks) -> None:
    looks.look()
    (home.inbox / "a.txt").write_text("một")
    waiting = looks.look()
    assert isinstance(waiting, SkipReason)
    assert "a.txt" in str(waiting.skip_message)
    (home.inbox / "a.txt").write_text("một hai")
    assert isinstance(looks.look(), SkipReason)
    assert isinstance(looks.look(), RunRequest)


def test_the_same_state_has_the_same_key_so_dagster_runs_it_once(home: Settings, looks: Looks) -> None:
    looks.look()
    first, again = looks.look(), looks.look()
    assert isinstance(first, RunRequest)
    assert isinstance(again, RunRequest)
    assert first.run_key == again.run_key


def test_what_a_run_has_read_is_not_asked_for_whoever_started_it(home: Settings, looks: Looks) -> None:
    ingest_notes(looks.instance, home.inbox)
    looks.look()
    said = looks.look()
    assert isinstance(said, SkipReason)
    assert "has read" in str(said.skip_message)


def test_a_run_under_way_is_waited_for(home: Settings, looks: Looks) -> None:
    run = create_run_for_test(looks.instance, status=DagsterRunStatus.STARTED)
    looks.look()
    said = looks.look()
    assert isinstance(said, SkipReason)
    assert run.run_id[:8] in str(said.skip_message)
    looks.instance.report_run_failed(run)
    assert isinstance(looks.look(), RunRequest)


def test_a_file_put_back_as_it_was_is_asked_for_again(home: Settings, looks: Looks) -> None:
    looks.look()
    first = looks.look()
    kept = (home.inbox / "lang-son-2023-q2.txt").rename(home.home.parent / "kept.txt")
    ingest_notes(looks.instance, home.inbox)
    kept.rename(home.inbox / "lang-son-2023-q2.txt")
    looks.look()
    back = looks.look()
    assert isinstance(first, RunRequest)
    assert isinstance(back, RunRequest)
    assert first.run_key != back.run_key


def test_an_empty_or_missing_inbox_asks_for_nothing(
    tmp_path: Path, looks: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    for inbox in (tmp_path, tmp_path / "nowhere"):
        monkeypatch.setenv("BANTIN_INBOX", str(inbox))
        looks.look()
        assert isinstance(looks.look(), SkipReason)
