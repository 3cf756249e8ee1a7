"""How long a release takes and how much memory, for a warehouse of many figures.

python benchmarks/release.py [--home DIR] [--times N]

The figures of a built home (default: BANTIN_HOME) are written N times over, as figures of other bulletins, into a
warehouse of its own in a temporary folder. The release runs in a process of its own, whose largest memory is told.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

COPIES = """
create table copies as select figures.* replace (
    md5(bulletin_id || copy)[:16] as bulletin_id,
    md5(bulletin_id || copy)[:16] || ':' || start as observation_id,
    md5(bulletin_id || copy)[:16] || ':' || split_part(statement_id, ':', 2) as statement_id
) from marts.observations as figures, range({times}) as numbers (copy)
"""
RELEASE = """
import json, resource
from datetime import date
from orchestration.release.build import make_release
from orchestration.settings import Settings
release = make_release(Settings.from_environment(), date(2024, 7, 1))
size = sum(path.stat().st_size for path in release.folder.rglob("*") if path.is_file())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"figures": release.rows["marts.observations"], "sdmx": release.sdmx.written, "mb": size >> 20,
                  "peak_mb": peak >> 10}))
"""


def multiply(home: Path, folder: Path, times: int) -> None:
    """Make a home in `folder` whose warehouse holds the figures of `home` so many times."""
    shutil.copytree(home / "build" / "dbt", folder / "build" / "dbt")
    shutil.copyfile(home / "warehouse.duckdb", folder / "warehouse.duckdb")
    with duckdb.connect(str(folder / "warehouse.duckdb")) as warehouse:
        warehouse.execute(COPIES.format(times=times))
        warehouse.execute("drop table marts.observations")
        warehouse.execute("create table marts.observations as from copies")
        warehouse.execute("drop table copies")


def main() -> None:
    """Print one row: figures, seconds, memory, size of the release."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("BANTIN_HOME", "var")))
    parser.add_argument("--times", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        multiply(options.home, Path(scratch), options.times)
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", RELEASE],
            env={**os.environ, "BANTIN_HOME": scratch},
            check=True,
            capture_output=True,
            text=True,
        )
        seconds = time.monotonic() - began
    found = json.loads(done.stdout.splitlines()[-1])
    print("| figures | SDMX observations | seconds | largest memory, MB | release, MB |\n|---|---|---|---|---|")
    print(f"| {found['figures']:,} | {found['sdmx']:,} | {seconds:.0f} | {found['peak_mb']:,} | {found['mb']:,} |")


if __name__ == "__main__":
    main()
