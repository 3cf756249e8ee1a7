"""The code location: every asset, the job that makes them all, and what starts it."""

from __future__ import annotations

from dagster import (
    AssetSelection,
    DefaultScheduleStatus,
    Definitions,
    ScheduleDefinition,
    define_asset_job,
    in_process_executor,
)

from orchestration.assets.extract import extract
from orchestration.assets.ingest import ingest
from orchestration.assets.publish import quality_site
from orchestration.assets.quality import quality
from orchestration.assets.warehouse import warehouse
from orchestration.inbox_sensor import inbox_sensor
from orchestration.notifying.sensors import failed_checks, failed_runs
from orchestration.notifying.webhook import Webhook

everything = define_asset_job(
    "everything",
    selection=AssetSelection.all(),
    description="From the inbox to the report: ingest, extract, warehouse, quality, publish.",
)

daily = ScheduleDefinition(
    name="daily",
    job=everything,
    cron_schedule="0 6 * * *",
    execution_timezone="Asia/Ho_Chi_Minh",
    default_status=DefaultScheduleStatus.STOPPED,
    description="Everything at six in the morning, file or no file: new rules re-read old bulletins.",
)

definitions = Definitions(
    assets=[ingest, extract, warehouse, quality, quality_site],
    jobs=[everything],
    schedules=[daily],
    sensors=[inbox_sensor, failed_runs, failed_checks],
    resources={"webhook": Webhook()},
    # The steps follow one another, and a process for each would import everything five times.
    executor=in_process_executor,
)
