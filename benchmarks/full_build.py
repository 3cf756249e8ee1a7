"""From a generated inbox to the report, stage by stage, at several sizes; then one new bulletin, and queries.

Every stage runs in a process of its own, as a cold start does, and is watched: seconds, processor seconds, bytes on the
disk, memory of all its processes. The result is held against the truth of the corpus. With --keep the homes stay, and a
later run with the same folder begins after the stages that are done. Linux only.

Examples:
    python -m benchmarks.full_build 1000
    python -m benchmarks.full_build 1000 10000 --keep /tmp/homes --json /tmp/build.json
    python -m benchmarks.full_build 100000 --stages ingest extract
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpus.__main__ import write_corpus
from benchmarks.corpus.bulletins import Corpus
from benchmarks.leaving_out import PARTS, leave_out
from benchmarks.truth import errors_found, recovered
from benchmarks.watching import Seen, disk_bytes, watch, watch_command
from orchestration.settings import REPOSITORY, Settings

MEGABYTE = 1_000_000
NETWORK = ("int_reconciliation_network", "int_series_link_suggestions")
SCORED = 2000
QUERIES = {
    "one series over time": """
        select time_period, value_used, verdict from marts.trade_turnover
        where ref_area = 'VN-63' and indicator = 'export_turnover' order by period_end""",
    "exports by province and year": """
        select ref_area, year(period_end) as y, max(value_used) from marts.trade_turnover
        where indicator = 'export_turnover' and is_preferred group by all order by all""",
    "figures of one bulletin": """
        select quote, indicator, value, verdict from marts.observations
        where bulletin_id = (select min(bulletin_id) from staging.documents) order by "start" """,
    "open conflicts, gravest first": """
        select conflict_id, severity, explanation_vi from quality.conflicts
        where status = 'open' order by severity, gap desc limit 50""",
    "review queue": "select * from quality.review_queue limit 100",
    "verdicts counted": "select status, count(*) from quality.figure_verdicts group by status",
    "who says it, by publisher": "select publisher, count(*) from marts.observations group by all order by 2 desc",
    "words of a sentence": "select quote, sentence from marts.observations where sentence like '%lúa%' limit 100",
}


def _ingest(settings: Settings) -> dict[str, Any]:
    from orchestration.ingest import ingest_inbox

    report = ingest_inbox(settings)
    return {"new": report.new, "quarantined": len(report.quarantined)}


def _extract(settings: Settings) -> dict[str, Any]:
    from orchestration.reading_queue import extract_stale

    report = extract_stale(settings)
    return {"read": report.read, "failed": len(report.failed), **report.rows}


def _build(settings: Settings, without: tuple[str, ...]) -> dict[str, Any]:
    from orchestration.warehouse import build

    leave_out(without)

    began = time.process_time()
    result = build(settings)
    if not result.success:
        raise RuntimeError(result.explain())
    models = {node.unique_id.split(".")[2]: node.seconds for node in result.nodes}
    return {"models": models, "cpu": time.process_time() - began}


def _validate(settings: Settings) -> dict[str, Any]:
    from orchestration.quality import validate_warehouse

    results = validate_warehouse(settings, run_name="benchmark", now=datetime.now(UTC), progress=lambda *_: None)
    outcomes = [result.outcome for result in results]
    return {name: outcomes.count(name) for name in sorted(set(outcomes))}


def _report(settings: Settings) -> dict[str, Any]:
    from orchestration.report_page import write_report

    from orchestration.overview import read_overview
    from orchestration.published import connect_published

    with connect_published(settings) as connection:
        overview = read_overview(connection)
        write_report(settings, overview, connection)
    return {"figures": overview.figures}


def _query(settings: Settings) -> dict[str, float]:
    """The median of five readings of each query, in milliseconds."""
    from orchestration.published import connect_published

    found = {}
    for name, query in QUERIES.items():
        times = []
        for _ in range(5):
            with connect_published(settings) as connection:
                began = time.perf_counter()
                connection.execute(query).fetchall()
                times.append(time.perf_counter() - began)
        found[name] = sorted(times)[2] * 1000
    return found


STAGES: dict[str, Callable[..., dict[str, Any]]] = {
    "ingest": _ingest,
    "extract": _extract,
    "dbt": _build,
    "GX": _validate,
    "report": _report,
}
WRITES = {
    "ingest": ("archive", "raw/documents", "raw/document_sources"),
    "extract": ("raw/observations", "raw/numerals", "raw/project_events", "raw/situations", "raw/readings"),
    "dbt": ("build/warehouse.duckdb", "warehouse.duckdb"),
    "GX": ("quality",),
    "report": (),
}
"""Where each stage writes, within the home."""


class Bench:
    """One size: its corpus, its home, what was measured."""

    def __init__(self, folder: Path, count: int, seed: int, without: tuple[str, ...]) -> None:
        self.count = count
        self._without = without
        self.corpus = folder / f"corpus-{seed}-{count}"
        self.settings = Settings(
            home=folder / f"home-{seed}-{count}",
            inbox=self.corpus / "inbox",
            workers=max(1, len(os.sched_getaffinity(0))),
        )
        self._made = Corpus(seed)
        self._results = self.settings.home / "benchmark.json"
        self.results: dict[str, Any] = json.loads(self._results.read_text()) if self._results.exists() else {}

    def done(self, name: str, job: Callable[[], Any]) -> Any:
        """Do a job once, and keep what it found."""
        if name not in self.results:
            self.results[name] = job()
            self._results.parent.mkdir(parents=True, exist_ok=True)
            self._results.write_text(json.dumps(self.results, indent=1, default=str))
            tell(f"{self.count:,}: {name}: {_short(self.results[name])}")
        return self.results[name]

    def run(self, stages: list[str]) -> None:
        """Make the corpus, take it through the stages, add a bulletin, ask, and compare with the truth."""
        self.done("corpus", lambda: {"bytes": write_corpus(self.corpus, self._made, 0, self.count)})
        for stage in stages:
            self.done(stage, lambda stage=stage: self._stage(stage))
        if set(stages) != set(STAGES):
            return
        self.done("again", lambda: _facts(self._bantin("run")))
        for number in range(3):
            self.done(f"one more, {number + 1}", lambda number=number: self._one_more(self.count + number))
        self.done("status", lambda: _facts(self._bantin("status")))
        self.done("queries", lambda: watch(_query, self.settings).answer)
        self.done("facts", lambda: dict(recovered(self.settings, self.corpus, SCORED)))
        self.done("errors", lambda: asdict(errors_found(self.settings, self.corpus)))

    def _stage(self, name: str) -> dict[str, Any]:
        arguments = (self.settings, self._without) if name == "dbt" else (self.settings,)
        seen = watch(STAGES[name], *arguments)
        places = (self.settings.home / place for place in WRITES[name])
        size = sum(disk_bytes(place) if place.is_dir() else _size(place) for place in places)
        return _facts(seen) | {"disk": size, "answer": seen.answer}

    def _one_more(self, number: int) -> dict[str, Any]:
        self._made.bulletin(number).write(self.settings.inbox)
        return _facts(self._bantin("run"))

    def _bantin(self, *arguments: str) -> Seen:
        environment = {**os.environ, "BANTIN_HOME": str(self.settings.home), "BANTIN_INBOX": str(self.settings.inbox)}
        return watch_command(
            [sys.executable, "-m", "benchmarks.leaving_out", *self._without, "--", *arguments], environment
        )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _facts(seen: Seen) -> dict[str, Any]:
    return {"wall": round(seen.wall, 2), "cpu": round(seen.cpu, 2), "peak": seen.peak}


def _short(result: Any) -> str:
    if isinstance(result, dict) and "wall" in result:
        return f"{result['wall']:.1f} s, {result['cpu']:.1f} processor s, {result['peak'] / MEGABYTE:.0f} MB"
    return str(result)[:300]


def tell(words: str) -> None:
    """Progress, on standard error."""
    print(words, file=sys.stderr, flush=True)


def tables(benches: list[Bench]) -> list[str]:
    """What was measured, as Markdown."""
    lines = [
        "| bulletins | stage | seconds | processor seconds | peak MB | disk MB | processor ms a bulletin |",
        "|---|---|---|---|---|---|---|",
    ]
    for bench in benches:
        for stage, found in _rows(bench):
            cells = [f"{bench.count:,}", stage, *(f"{found[name]:,.1f}" for name in ("wall", "cpu"))]
            peak, disk = found.get("peak"), found.get("disk")
            cells += [f"{peak / MEGABYTE:,.0f}" if peak else "", f"{disk / MEGABYTE:,.1f}" if disk else ""]
            lines.append("| " + " | ".join([*cells, f"{1000 * found['cpu'] / bench.count:,.2f}"]) + " |")
    for name in ("queries", "facts", "errors"):
        lines += ["", f"{name}:"]
        lines += [
            f"  {bench.count:,}: {json.dumps(bench.results[name], default=str)}"
            for bench in benches
            if name in bench.results
        ]
    return lines


def _rows(bench: Bench) -> list[tuple[str, dict[str, Any]]]:
    rows = []
    for name in (*STAGES, "again", "one more, 1", "one more, 2", "one more, 3", "status"):
        found = bench.results.get(name)
        if found is None:
            continue
        rows.append((name, found))
        if name == "dbt":
            models = found["answer"]["models"]
            network = sum(models.get(model, 0) for model in NETWORK)
            rows.append(("  of which network (seconds of its models)", {"wall": network, "cpu": network}))
    return rows


def main() -> None:
    """Measure each size and print the tables."""
    assert __doc__ is not None
    summary, _, rest = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.full_build", description=summary, epilog=rest,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("bulletins", type=int, nargs="+", help="sizes to measure")
    parser.add_argument("--seed", type=int, default=1, help="of the corpus (1)")
    parser.add_argument("--keep", type=Path, help="folder for corpora and homes, which stay there")
    parser.add_argument("--stages", nargs="+", choices=list(STAGES), default=list(STAGES), help="only these")
    parser.add_argument("--without", nargs="+", choices=PARTS, default=(), help="parts of the network to leave out")
    options = parser.parse_args()
    if Path.cwd() != REPOSITORY:
        os.chdir(REPOSITORY)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        benches = [Bench(folder, count, options.seed, tuple(options.without)) for count in options.bulletins]
        for bench in benches:
            bench.run(options.stages)
        print("\n".join(tables(benches)))


if __name__ == "__main__":
    main()
