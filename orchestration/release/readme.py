"""README.md of a release: what it is, table by table, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.release.contract import Table
from orchestration.release.forms import sqlite_name
from orchestration.release.sdmx.publish import SdmxCounts
from orchestration.settings import Settings

TEMPLATES = Path(__file__).resolve().parent / "templates"


def write_readme(
    folder: Path, settings: Settings, tables: Sequence[Table], rows: Mapping[str, int], sdmx: SdmxCounts
) -> None:
    """Write README.md; it names no day, so that the same warehouse gives the same file."""
    environment = Environment(  # noqa: S701 - Markdown, of the project's own words and the settings'
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True
    )
    template = environment.get_template("readme.md.j2")
    text = template.render(settings=settings, tables=tables, rows=rows, sdmx=sdmx, sqlite_name=sqlite_name)
    (folder / "README.md").write_text(text, encoding="utf-8")
