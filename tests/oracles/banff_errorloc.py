"""Error localisation by Banff, run by the Python of `.venv-oracles`: ``python banff_errorloc.py in.json out.json``.

In: a list of batches of rules and records. Out: of each record the fields that Banff would impute. Banff chooses
one of the smallest sets at random, and writes its own notes to standard output, which is why results go to a file.
It imports nothing of the project.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import banff
import pandas

SECONDS_A_RECORD = 60.0


def chosen_fields(batch: dict[str, Any], seed: int) -> list[list[str]]:
    """The fields to impute of each record of a batch."""
    units = [f"{number:06d}" for number in range(len(batch["records"]))]
    table = pandas.DataFrame(batch["records"], dtype=float)
    table.insert(0, "unit", units)
    found = banff.errorloc(
        unit_id="unit",
        edits=" ".join(f"{rule};" for rule in batch["rules"]),
        indata=table,
        outstatus="pandas",
        outreject="pandas",
        seed=seed,
        time_per_obs=SECONDS_A_RECORD,
    )
    if len(found.outreject):
        raise RuntimeError(f"Banff gave no answer for {found.outreject.to_dict('records')} under {batch['rules']}")
    fields: dict[str, list[str]] = {unit: [] for unit in units}
    for unit, field in zip(found.outstatus["unit"], found.outstatus["FIELDID"], strict=True):
        fields[unit].append(field)
    return list(fields.values())


def main(source: str, target: str) -> None:
    """Read batches, write what was chosen."""
    batches = json.loads(Path(source).read_text(encoding="utf-8"))
    chosen = [chosen_fields(batch, seed) for seed, batch in enumerate(batches, start=1)]
    Path(target).write_text(json.dumps(chosen), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
