"""How long the identities take on many bulletins, in SQL (dbt on DuckDB) and in Python.

    python benchmarks/identities.py [BULLETINS] [SEED]

Writes synthetic bulletins (turnover, exports and imports with plans and growths, a crop, and figures at
random) into a temporary home, builds the models with dbt, and reconciles the same figures in Python. Prints a
table and keeps nothing.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from orchestration.bulletins.records import Document, DocumentSource, Observation, Reading
from orchestration.settings import REPOSITORY, Settings
from orchestration.tables import rows_to_table, write_batch
from tests.support.identities import python_reconciliation
from tests.support.random_figures import bulletin
from tests.support.raw_home import READ_AT, home_settings, labelled

AREAS = ("VN-09", "VN-56", "VN-13", "VN-18", "VN-21", "VN-35", "VN-44", "VN-59")


def write_home(settings: Settings, bulletins: int, seed: int) -> int:
    """Write all bulletins as one batch; returns the number of figures."""
    random = Random(seed)
    template = labelled("lang-son-2024-h1")
    documents: list[Document] = []
    figures: list[Observation] = []
    for number in range(bulletins):
        identifier = f"{number:016x}"
        rows = [_elsewhere(row, number) for row in bulletin(random, identifier, 6)]
        published = date(2024, 7, 1) + timedelta(days=number % 400)
        documents.append(
            dataclasses.replace(
                template.document, bulletin_id=identifier, text=f"bản tin {number}", published_on=published
            )
        )
        figures.extend(rows)
    _write(settings, documents, figures)
    return len(figures)


def _elsewhere(row: Observation, number: int) -> Observation:
    """Spread the bulletins over provinces and years, so that links stay as rare as they are."""
    years = number // len(AREAS) % 40
    moved = {
        name: None if getattr(row, name) is None else _years_back(getattr(row, name), years)
        for name in ("period_start", "period_end", "base_period_start", "base_period_end")
    }
    return dataclasses.replace(row, ref_area=AREAS[number % len(AREAS)], **moved)


def _years_back(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _write(settings: Settings, documents: list[Document], figures: list[Observation]) -> None:
    counts = Counter(figure.bulletin_id for figure in figures)
    keys = [document.bulletin_id for document in documents]
    sources = [DocumentSource(key, key * 4, f"{key}.txt", None, "label", READ_AT) for key in keys]
    readings = [
        Reading("one", "one", key, "x", "x", "x", "label", None, None, None, counts[key], 0, 0, 0, 0, None, READ_AT)
        for key in keys
    ]
    tables: dict[str, Sequence[object]] = {
        "documents": documents, "document_sources": sources, "readings": readings, "observations": figures,
    }  # fmt: skip
    for table, rows in tables.items():
        keyed = {"reading_id": "one", "batch_id": "one"} if table == "observations" else {}
        write_batch(settings.raw, table, rows_to_table(table, rows, **keyed), READ_AT)


def build(settings: Settings) -> dict[str, float]:
    """Build the models of the identities; seconds by model, of those that took longest."""
    project = str(settings.dbt_project)
    command = [
        sys.executable, "-m", "dbt.cli.main", "build", "--project-dir", project, "--profiles-dir", project,
        "--target-path", str(settings.home / "target"), "--exclude-resource-type", "test",
        "--exclude-resource-type", "unit_test", "--select", "+figure_verdicts", "+conflicts",
    ]  # fmt: skip
    environment = os.environ | {"BANTIN_HOME": str(settings.home)}
    done = subprocess.run(command, env=environment, cwd=REPOSITORY, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout[-4000:])
    results = json.loads((settings.home / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    return {result["unique_id"].split(".")[-1]: result["execution_time"] for result in results}


def main() -> None:
    """Run the benchmark."""
    bulletins = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        settings = home_settings(Path(folder))
        figures = write_home(settings, bulletins, seed)
        began = time.perf_counter()
        seconds = build(settings)
        dbt_seconds = time.perf_counter() - began
        with duckdb.connect(str(settings.build_warehouse), read_only=True) as connection:
            began = time.perf_counter()
            found = python_reconciliation(connection)
            python_seconds = time.perf_counter() - began
        print(f"{bulletins:,} bulletins, {figures:,} figures, {len(found.rows):,} identities (seed {seed})")
        for name, taken in sorted(seconds.items(), key=lambda pair: -pair[1])[:12]:
            print(f"  {name:28} {taken:8.2f} s")
        print(f"  {'dbt, whole command':28} {dbt_seconds:8.2f} s")
        print(f"  {'Python library':28} {python_seconds:8.2f} s")


if __name__ == "__main__":
    main()
