"""The warehouse for the rest of the program: build it in this process, open it, know if it is stale."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from orchestration.publication import noted_fingerprint
from orchestration.published import NotPublished, connect_published
from orchestration.settings import Settings
from orchestration.sources import build_inputs, fingerprint, project_folder, project_hash, require_ingested

__all__ = [
    "BuildResult",
    "NodeResult",
    "NotPublished",
    "UnreadableProject",
    "build",
    "build_fingerprint",
    "connect_published",
    "ensure_manifest",
    "published_fingerprint",
]

READER = {"autoinstall_known_extensions": "false", "python_enable_replacements": "false"}
FAILED = frozenset({"error", "fail", "runtime error", "partial success"})


class UnreadableProject(RuntimeError):  # noqa: N818 - it says what is the matter
    """dbt can't parse the project; the message is dbt's."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What became of one node of the build.

    Attributes:
        unique_id: dbt's id, `model.bantin.observations`.
        resource_type: model, seed, test, unit_test.
        table: schema.table for models and seeds, else None.
        status: success, pass, warn, fail, error, skipped.
        message: dbt's message, if any.
        failures: rows that a test returned.
        seconds: how long it took.
    """

    unique_id: str
    resource_type: str
    table: str | None
    status: str
    message: str | None
    failures: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What became of a build.

    Attributes:
        success: every model was built and every test of severity error passed.
        nodes: one result a node, in the order in which they ended.
        elapsed: seconds.
        error: why the build could not even begin, if it could not.
        published: whether readers see it: a part of the tables is not published after a build that failed.
    """

    success: bool
    nodes: tuple[NodeResult, ...]
    elapsed: float
    error: str | None = None
    published: bool = False

    @property
    def problems(self) -> tuple[NodeResult, ...]:
        """The nodes that make this build a failure."""
        return tuple(node for node in self.nodes if node.status in FAILED)

    def explain(self) -> str:
        """Say for people what went wrong, a line a problem; empty for a success."""
        lines = [self.error] if self.error else []
        lines += [f"{node.unique_id}: {node.status}: {node.message or ''}".rstrip(": ") for node in self.problems]
        return "\n".join(lines)


def build(
    settings: Settings,
    *,
    select: Sequence[str] | None = None,
    full_refresh: bool = False,
    unit_tests: bool = False,
    on_event: Callable[[Any], None] | None = None,
) -> BuildResult:
    """Run `dbt build` in this process, with the lock and the publication that a shell's `dbt build` has.

    Args:
        settings: the home.
        select: dbt selectors; None builds and tests everything.
        full_refresh: dbt's `--full-refresh`.
        unit_tests: run dbt's unit tests too. They test the SQL and not the data, so a pipeline needs none.
        on_event: receives every event of dbt.

    Raises:
        NothingIngested: no bulletin was ever read in this home.
    """
    from orchestration import dbt_plugin

    require_ingested(settings)
    arguments = ["build", *_places(settings), "--log-level", "none", "--no-write-json"]
    arguments += ["--select", *select] if select else []
    arguments += ["--full-refresh"] if full_refresh else []
    arguments += [] if unit_tests else ["--exclude-resource-type", "unit_test"]
    outcome = _invoke(settings, arguments, on_event)
    results = getattr(outcome.result, "results", None) or ()
    return BuildResult(
        success=bool(outcome.success),
        nodes=tuple(_node_result(result) for result in results),
        elapsed=float(getattr(outcome.result, "elapsed_time", 0.0)),
        error=str(outcome.exception) if outcome.exception else None,
        published=dbt_plugin.has_published(),
    )


def _invoke(settings: Settings, arguments: Sequence[str], on_event: Callable[[Any], None] | None = None) -> Any:
    from dbt.cli.main import dbtRunner

    from orchestration import dbt_plugin

    with _home(settings):
        try:
            return dbtRunner(callbacks=[on_event] if on_event else []).invoke(list(arguments))
        finally:
            dbt_plugin.end_session(success=False)  # only where dbt did not even say that it ended


@contextmanager
def _home(settings: Settings) -> Iterator[None]:
    """Let dbt's plugin, which reads the environment, see these settings."""
    wanted = {
        "BANTIN_HOME": str(settings.home),
        "BANTIN_LOCK_TIMEOUT": str(settings.lock_timeout_seconds),
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _target(settings: Settings) -> Path:
    return settings.home / "build" / "dbt"


def _places(settings: Settings) -> list[str]:
    project = str(project_folder(settings))
    target = _target(settings)
    return [
        *("--project-dir", project),
        *("--profiles-dir", project),
        *("--target-path", str(target)),
        *("--log-path", str(target / "logs")),
    ]


def _node_result(result: Any) -> NodeResult:
    node = result.node
    has_table = node.resource_type in ("model", "seed")
    return NodeResult(
        unique_id=node.unique_id,
        resource_type=str(node.resource_type),
        table=f"{node.schema}.{node.alias}" if has_table else None,
        status=str(result.status),
        message=result.message,
        failures=result.failures,
        seconds=float(result.execution_time or 0.0),
    )


def ensure_manifest(settings: Settings) -> Path:
    """Parse the dbt project where its manifest is missing or older than the project.

    Returns:
        The path of `manifest.json`, under `BANTIN_HOME/build/dbt/`.

    Raises:
        UnreadableProject: dbt can't parse the project.
    """
    target = _target(settings)
    target.mkdir(parents=True, exist_ok=True)
    manifest, mark = target / "manifest.json", target / "manifest.project-hash"
    with FileLock(target / "manifest.lock"):
        current = project_hash(settings)
        if manifest.exists() and mark.exists() and mark.read_text(encoding="utf-8") == current:
            return manifest
        outcome = _invoke(settings, ["parse", *_places(settings), "--log-level", "none"])
        if not outcome.success:
            raise UnreadableProject(f"dbt can't parse {project_folder(settings)}: {outcome.exception}")
        mark.write_text(current, encoding="utf-8")
    return manifest


def build_fingerprint(settings: Settings) -> str:
    """Fingerprint of all that a build would depend on now: raw files, steward's tables, the dbt project."""
    return fingerprint(build_inputs(settings))


def published_fingerprint(settings: Settings) -> str | None:
    """Fingerprint of what the published warehouse was built from; None where there is none or it is mixed."""
    if not settings.warehouse.exists():
        return None
    with connect_published(settings) as connection:
        return noted_fingerprint(connection)
