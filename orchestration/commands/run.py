"""`bantin run`: everything, from the inbox to the report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.settings import Settings

if TYPE_CHECKING:
    from dagster import DagsterInstance, ExecuteInProcessResult

CONTRADICTED = 3
EPILOG = """\b
Examples:
  bantin run                        the inbox (BANTIN_INBOX, default: the bundled bulletins)
  bantin run --inbox ~/bulletins    another folder
  bantin run --strict               for a script: exit 3 on an unwaived fatal contradiction
"""


@click.command(epilog=EPILOG)
@click.option(
    "--inbox",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of bulletins to read, instead of BANTIN_INBOX.",
)
@click.option("--strict", is_flag=True, help="Exit with 3 when a fatal contradiction is not waived.")
@click.option("--full", is_flag=True, help="Build and check everything, even where nothing is new.")
@click.option("--verbose", is_flag=True, help="Show what Dagster and dbt say, instead of progress bars.")
def command(inbox: Path | None, strict: bool, full: bool, verbose: bool) -> None:
    """Do everything, from the inbox to the data-quality report.

    This is Dagster's job «everything», run in this process: the run and its checks show in `bantin ui`.
    Where nothing is new, only the inbox is looked at, and warehouse and report stay as they are.

    Exits with 0 when the pipeline worked, whatever the bulletins say; with 1 when it failed.
    """
    from orchestration.commands.terminal import machinery_logs_to, progress_bars
    from orchestration.progress import listening

    settings = Settings.from_environment()
    inbox = inbox.resolve() if inbox else settings.inbox
    _require(inbox)
    log = settings.home / "dagster" / "last-run.log"
    with (
        machinery_logs_to(None if verbose else log) as terminal,
        progress_bars(terminal) as listener,
        listening(listener),
    ):
        listener("start", 0, 1, "Dagster")
        results = _run(settings, inbox, full=full)
    if not all(result.success for result in results):
        raise click.ClickException(f"{_reason(results[-1])}\nAll messages: {log}")
    _close(settings, results, strict=strict)


def _require(inbox: Path) -> None:
    """Tell at once, as wrong usage, that BANTIN_INBOX names no folder; the option is checked by click."""
    from orchestration.inbox import NoInbox, require_inbox

    try:
        require_inbox(inbox)
    except NoInbox as problem:
        raise click.UsageError(str(problem)) from None


def _run(settings: Settings, inbox: Path, *, full: bool) -> list[ExecuteInProcessResult]:
    """Run the job: whole, or in two parts of which the second is left out where nothing is new."""
    from orchestration.instance import close_orphaned_runs, open_instance
    from orchestration.quality import is_up_to_date

    with open_instance(settings) as instance:
        close_orphaned_runs(instance)
        if full or not is_up_to_date(settings):
            return [_execute(instance, inbox)]
        results = [_execute(instance, inbox, groups=("ingest", "extract"))]
        if results[0].success and not is_up_to_date(settings):
            results.append(_execute(instance, inbox, groups=("warehouse", "quality", "publish")))
        return results


def _execute(
    instance: DagsterInstance, inbox: Path, *, groups: tuple[str, ...] | None = None
) -> ExecuteInProcessResult:
    from orchestration.definitions import definitions
    from orchestration.instance import PROCESS_TAG, this_process
    from orchestration.progress import stage

    stage("start")(1, 1, "")

    job = definitions.resolve_job_def("everything")
    graph = definitions.resolve_asset_graph()
    keys = graph.materializable_asset_keys
    chosen = None if groups is None else [key for key in keys if graph.get(key).group_name in groups]
    reads_inbox = groups is None or "ingest" in groups
    return job.execute_in_process(
        instance=instance,
        asset_selection=chosen,
        run_config={"ops": {"ingest": {"config": {"inbox": str(inbox)}}}} if reads_inbox else None,
        tags={PROCESS_TAG: this_process(), "bantin/command": "bantin run"},
        raise_on_error=False,
    )


def _reason(result: ExecuteInProcessResult) -> str:
    """Say for people why a run failed: the innermost cause of each failed step."""
    reasons = []
    for event in result.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        words = event.step_failure_data.user_failure_data
        what = words.description if words and words.description else error.message if error else "no reason given"
        reasons.append(f"{event.step_key}: {what.strip()}")
    return "\n".join(reasons) or "the run ended early; it may have been stopped."


def _close(settings: Settings, results: list[ExecuteInProcessResult], *, strict: bool) -> None:
    """Print the closing table; under --strict end with 3 on an open fatal contradiction."""
    from orchestration.commands.summary import print_overview
    from orchestration.commands.warehouse_access import open_warehouse
    from orchestration.overview import read_overview

    with open_warehouse(settings) as connection:
        overview = read_overview(connection)
    print_overview(settings, overview, first=[("This run", _this_run(results))])
    if strict and overview.open_fatal_conflicts:
        click.echo(
            f"{overview.open_fatal_conflicts} fatal contradictions are not waived: "
            "bantin query \"from quality.conflicts where severity = 'fatal' and status = 'open'\"",
            err=True,
        )
        raise SystemExit(CONTRADICTED)


def _this_run(results: list[ExecuteInProcessResult]) -> str:
    """Say what ingest and extract did, from the metadata that they gave to Dagster."""
    metadata = {
        event.asset_key.to_user_string(): event.materialization.metadata
        for event in results[0].get_asset_materialization_events()
        if event.asset_key is not None
    }
    documents = {name: value.value for name, value in metadata.get("raw/documents", {}).items()}
    names = ("new", "read again", "unchanged", "in quarantine")
    bulletins = " · ".join(f"{documents.get(name, 0)} {name}" for name in names)
    figures = metadata.get("raw/observations", {}).get("rows written now")
    return f"{bulletins}; {figures.value if figures else 0} figures extracted"
