"""Dagster's sensors that notify: one hears of runs that failed, one of runs that ended well with failed checks.

They look at every run of the instance, also those that `bantin run` executes itself, and run only where
`BANTIN_WEBHOOK_URL` was set when Dagster started. Whatever becomes of a message, no run fails of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from dagster import (
    AssetCheckEvaluation,
    AssetCheckSeverity,
    DagsterEventType,
    DagsterRunStatus,
    DefaultSensorStatus,
    RunFailureSensorContext,
    RunStatusSensorContext,
    SkipReason,
    run_failure_sensor,
    run_status_sensor,
)

from orchestration.notifying.messages import Failed, message, plain
from orchestration.notifying.webhook import Webhook
from orchestration.settings import DAGSTER_POSTGRES_URL, WEBHOOK_URL, Settings

PAGE = "page in Data Docs"
"""Metadata of a check's evaluation: where its rows are shown."""
SECRETS = (WEBHOOK_URL, DAGSTER_POSTGRES_URL)
_STATUS = DefaultSensorStatus.RUNNING if Settings.from_environment().webhook else DefaultSensorStatus.STOPPED
_OFF = "BANTIN_WEBHOOK_URL is not set."


@run_failure_sensor(
    name="notify_of_failed_runs",
    monitor_all_code_locations=True,
    default_status=_STATUS,
    description="Posts each run that failed, with its failed steps and checks, to BANTIN_WEBHOOK_URL.",
)
def failed_runs(context: RunFailureSensorContext, webhook: Webhook) -> SkipReason | None:
    """Send one message about a run that failed."""
    if not webhook.is_configured:
        return SkipReason(_OFF)
    failed = [*_steps(context), *_checks(context)]
    _send(context, webhook, failed, run_failed=True)
    return None


@run_status_sensor(
    run_status=DagsterRunStatus.SUCCESS,
    name="notify_of_failed_checks",
    monitor_all_code_locations=True,
    default_status=_STATUS,
    description="Posts the failed checks of each run that ended well to BANTIN_WEBHOOK_URL, one message a run.",
)
def failed_checks(context: RunStatusSensorContext, webhook: Webhook) -> SkipReason | None:
    """Send one message about the failed checks of a run, where there are any."""
    if not webhook.is_configured:
        return SkipReason(_OFF)
    failed = _checks(context)
    if not failed:
        return SkipReason(f"No check of run {context.dagster_run.run_id[:8]} failed.")
    _send(context, webhook, failed, run_failed=False)
    return None


def _send(context: RunStatusSensorContext, webhook: Webhook, failed: list[Failed], *, run_failed: bool) -> None:
    body = message(
        run_id=context.dagster_run.run_id,
        job=context.dagster_run.job_name,
        at=_ended(context),
        run_failed=run_failed,
        failed=failed,
        report_url=Settings.from_environment().report_url,
    )
    webhook.send(body, context.log)


def _ended(context: RunStatusSensorContext) -> datetime:
    record = context.instance.get_run_record_by_id(context.dagster_run.run_id)
    return datetime.fromtimestamp(record.end_time if record and record.end_time else 0, UTC)


def _steps(context: RunFailureSensorContext) -> Iterator[Failed]:
    """The failed steps, each with its innermost cause; where none failed, why the run ended."""
    page = f"{Settings.from_environment().report_url}/index.html"
    steps = list(context.get_step_failure_events())
    for event in steps:
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        words = event.step_failure_data.user_failure_data
        detail = words.description if words and words.description else error.message if error else event.message or ""
        yield Failed("step", str(event.step_key), "critical", plain(detail, _hidden()), page)
    if not steps:
        yield Failed(
            "run", context.dagster_run.job_name, "critical", plain(context.failure_event.message or "", _hidden()), page
        )


def _checks(context: RunStatusSensorContext) -> list[Failed]:
    """The failed checks of the run, critical ones first."""
    entries = context.instance.all_logs(context.dagster_run.run_id, of_type=DagsterEventType.ASSET_CHECK_EVALUATION)
    found = _failed(
        entry.dagster_event.asset_check_evaluation_data for entry in entries if entry.dagster_event is not None
    )
    return sorted(found, key=lambda one: (one.severity != "critical", one.name))


def _failed(evaluations: Iterable[AssetCheckEvaluation]) -> Iterator[Failed]:
    report = f"{Settings.from_environment().report_url}/index.html"
    for check in evaluations:
        if check.passed:
            continue
        page = check.metadata.get(PAGE)
        yield Failed(
            kind="check",
            name=f"{'.'.join(check.asset_key.path)} {check.check_name}",
            severity="critical" if check.severity == AssetCheckSeverity.ERROR else "warning",
            detail=plain((check.description or "").partition("\n")[0], _hidden()),
            page=str(page.value) if page else report,
        )


def _hidden() -> list[str]:
    return [os.environ.get(name, "") for name in SECRETS]
