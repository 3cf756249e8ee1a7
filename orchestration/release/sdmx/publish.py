"""All SDMX files of a release."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from orchestration.release.sdmx.codes import code_lists
from orchestration.release.sdmx.files import sdmx_csv, sdmx_ml
from orchestration.release.sdmx.rows import LEFT_OUT, groups, most_variants, prepare
from orchestration.release.sdmx.structures import SDMX_ML, write_structures
from orchestration.release.text_forms import copy_csv


@dataclass(frozen=True, slots=True)
class SdmxCounts:
    """How many figures stand in the SDMX files, and how many have no period and cannot."""

    written: int
    left_out: int


def publish_sdmx(
    connection: DuckDBPyConnection,
    folder: Path,
    agency: str,
    prepared: date,
    tell: Callable[[str], None],
) -> SdmxCounts:
    """Write structures and data into `folder`.

    Args:
        connection: the published warehouse.
        folder: exists and is empty.
        agency: the SDMX id of the maintenance agency.
        prepared: the day that the heads of the messages carry.
        tell: is told which file comes next.
    """
    prepare(connection)
    lists = code_lists(connection, most_variants(connection))
    for standard in SDMX_ML:
        write_structures(folder / f"structures-{standard}.xml", standard, agency, lists, prepared)
        (folder / f"data-{standard}").mkdir()
    written = 0
    with sdmx_csv(folder / "observations.csv", agency) as write_csv:
        for name, group in groups(connection):
            tell(f"sdmx {name}")
            with ExitStack() as open_files:
                writers = [write_csv] + [
                    open_files.enter_context(
                        sdmx_ml(folder / f"data-{standard}" / f"{name}.xml", standard, agency, name, prepared)
                    )
                    for standard in SDMX_ML
                ]
                for row in group:
                    written += 1
                    for write in writers:
                        write(row)
    left_out = copy_csv(connection, LEFT_OUT, folder / "left_out.csv")
    return SdmxCounts(written, left_out)
