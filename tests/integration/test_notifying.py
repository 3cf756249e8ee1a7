"""Failed runs and failed checks reach a webhook; nothing goes wrong where it does not answer, or there is none."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    DagsterInstance,
    DefaultSensorStatus,
    Definitions,
    SensorDefinition,
    asset,
    asset_check,
    build_sensor_context,
    define_asset_job,
)

from orchestration.notifying.messages import MOST_NAMED, Failed, message, plain
from orchestration.notifying.sensors import failed_checks, failed_runs
from orchestration.notifying.webhook import Webhook
from orchestration.settings import WEBHOOK_URL
from tests.support.http_receiver import Receiver, receiving

pytestmark = pytest.mark.integration

QUICK = Webhook(timeout_seconds=1, attempts=3, pause_seconds=0.01)
LOG = logging.getLogger("test of the webhook")


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving() as found:
        monkeypatch.setenv(WEBHOOK_URL, found.url)
        monkeypatch.setenv("BANTIN_REPORT_URL", "http://reports.test:3001")
        yield found


@pytest.fixture
def instance() -> Iterator[DagsterInstance]:
    with DagsterInstance.ephemeral() as found:
        yield found


@asset(key=["marts", "observations"])
def good() -> None:
    """An asset."""


@asset(key=["raw", "documents"])
def bad() -> None:
    """An asset that cannot be made."""
    raise ValueError("no access to postgresql://lan:pa55@db/bantin")


def check_that(passed: bool, severity: AssetCheckSeverity, name: str):
    @asset_check(asset=good, name=name, description="Every figure stands in its text.\n\nMọi số liệu có trong văn bản.")
    def check() -> AssetCheckResult:
        metadata = {"page in Data Docs": "http://reports.test:3001/data_docs/x.html"} if name == "quotes" else {}
        return AssetCheckResult(passed=passed, severity=severity, metadata=metadata)

    return check


CHECKS = [
    check_that(False, AssetCheckSeverity.WARN, "intervals"),
    check_that(False, AssetCheckSeverity.ERROR, "quotes"),
    check_that(True, AssetCheckSeverity.ERROR, "spans"),
]
PLACE = Definitions(
    assets=[good, bad],
    asset_checks=CHECKS,
    jobs=[
        define_asset_job("everything", selection=["raw/documents"]),
        define_asset_job("checked", selection=["marts/observations"]),
    ],
    resources={"webhook": QUICK},
)


class Ticks:
    """Ticks of one sensor, as Dagster's daemon makes them."""

    def __init__(self, sensor: SensorDefinition, instance: DagsterInstance) -> None:
        self.sensor, self.instance = sensor, instance
        self.cursor: str | None = None
        self.tick()  # the first only notes where the log of events ends

    def tick(self) -> None:
        with build_sensor_context(
            instance=self.instance, cursor=self.cursor, definitions=PLACE, resources={"webhook": QUICK}
        ) as context:
            self.cursor = self.sensor.evaluate_tick(context).cursor


def run(name: str, instance: DagsterInstance) -> str:
    return PLACE.resolve_job_def(name).execute_in_process(instance=instance, raise_on_error=False).run_id


def test_a_failed_run_is_told_with_its_cause_and_without_passwords(
    receiver: Receiver, instance: DagsterInstance
) -> None:
    ticks = Ticks(failed_runs, instance)
    run_id = run("everything", instance)
    ticks.tick()
    (body,) = receiver.bodies
    assert receiver.types == ["application/json"]
    assert (body["event"], body["severity"], body["run_id"]) == ("run_failed", "critical", run_id)
    (failed,) = body["failed"]
    assert (failed["kind"], failed["name"]) == ("step", "raw__documents")
    assert "no access to postgresql://…@db/bantin" in failed["detail"]
    assert body["report"] == "http://reports.test:3001/index.html"
    assert "không thành công" in body["text_vi"]
    assert "the run of «everything» failed" in body["text_en"]
    assert "pa55" not in str(body)


def test_failed_checks_of_a_run_that_ended_well_are_one_message(receiver: Receiver, instance: DagsterInstance) -> None:
    ticks = Ticks(failed_checks, instance)
    run_id = run("checked", instance)
    ticks.tick()
    (body,) = receiver.bodies
    assert (body["event"], body["id"]) == ("checks_failed", f"checks_failed/{run_id}")
    assert [(one["name"], one["severity"]) for one in body["failed"]] == [
        ("marts.observations quotes", "critical"),
        ("marts.observations intervals", "warning"),
    ]
    assert body["failed"][0]["page"] == "http://reports.test:3001/data_docs/x.html"
    assert "2 kiểm tra không đạt" in body["text"]
    assert "2 checks failed" in body["text"]


def test_a_run_is_told_once(receiver: Receiver, instance: DagsterInstance) -> None:
    ticks = Ticks(failed_checks, instance)
    run("checked", instance)
    ticks.tick()
    ticks.tick()
    assert len(receiver.bodies) == 1


def test_a_run_that_failed_before_the_sensor_started_is_not_told(receiver: Receiver, instance: DagsterInstance) -> None:
    run("everything", instance)
    Ticks(failed_runs, instance).tick()
    assert receiver.bodies == []


def test_without_an_address_nothing_is_sent_and_nothing_fails(
    instance: DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(WEBHOOK_URL, raising=False)
    ticks = Ticks(failed_runs, instance)
    run("everything", instance)
    ticks.tick()
    assert not QUICK.send({"id": "x"}, LOG)
    assert failed_runs.default_status == failed_checks.default_status == DefaultSensorStatus.STOPPED


def test_a_receiver_that_recovers_gets_the_message(receiver: Receiver) -> None:
    receiver.answers = [503, None]
    assert QUICK.send({"id": "x"}, LOG)
    assert [body["id"] for body in receiver.bodies] == ["x", "x", "x"]


@pytest.mark.parametrize(("answers", "attempts"), [([503, 429, 500], 3), ([404], 1), ([302], 1)])
def test_what_is_refused_is_given_up_and_logged_without_the_address(
    receiver: Receiver, answers: list[int | None], attempts: int, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.answers = [*answers]
    with caplog.at_level(logging.DEBUG):
        assert not QUICK.send({"id": "x"}, LOG)
    assert len(receiver.bodies) == attempts
    assert "x was not delivered" in caplog.text
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x?token=s3cret", "ftp://host/s3cret", "no address s3cret", "http://[s3cret"]
)
def test_an_address_that_leads_nowhere_fails_nothing(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(WEBHOOK_URL, address)
    with caplog.at_level(logging.INFO):
        assert not QUICK.send({"id": "x"}, LOG)
    assert "s3cret" not in caplog.text


def test_many_failures_are_counted_and_some_named() -> None:
    from datetime import UTC, datetime

    failed = [Failed("check", f"t {number}", "warning", "d", "p") for number in range(MOST_NAMED + 7)]
    body = message(
        run_id="r", job="j", at=datetime(2024, 7, 1, tzinfo=UTC), run_failed=False, failed=failed, report_url="u"
    )
    assert (len(body["failed"]), body["failed_count"], body["severity"]) == (MOST_NAMED, MOST_NAMED + 7, "warning")
    assert "… and 7 more" in body["text_en"]


def test_long_messages_are_cut_and_secrets_hidden() -> None:
    assert plain("at https://h/t0ken failed", ["https://h/t0ken", ""]) == "at … failed"
    assert len(plain("x" * 5000)) == 500
