"""Writes the quality site: a new folder beside the old one, renamed when it is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.settings import Settings
from orchestration.site.page import Page
from orchestration.site.pages import bulletins, checks, conflicts, dictionary, domains, overview, review, series
from orchestration.site.pages.source import Source
from orchestration.site.rows import Warehouse
from orchestration.site.writing import Writer

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KINDS: tuple[tuple[str, Callable[[Source], Iterator[Page]]], ...] = (
    ("overview", overview.pages),
    ("review", review.pages),
    ("bulletins", bulletins.pages),
    ("conflicts", conflicts.pages),
    ("series", series.pages),
    ("domains", domains.pages),
    ("checks", checks.pages),
    ("dictionary", dictionary.pages),
)
"""Every kind of page, in the order in which they are written."""

ENTRANCE = """\
<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta http-equiv="refresh" content="0; url=site/vi/index.html">
<title>Bantin</title>
<p><a href="site/vi/index.html">Tiếng Việt</a> · <a href="site/en/index.html" lang="en">English</a></p>
</html>
"""
"""The page before the site, beside Data Docs."""


Tell = Callable[[int, int, str], None]
"""Called with what is done, the total, and what is at hand."""


def _silent(done: int, total: int, label: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site that was written.

    Attributes:
        entrance: The file to open.
        pages: How many pages there are of each kind, in one language.
    """

    entrance: Path
    pages: Mapping[str, int]


def site_folder(settings: Settings) -> Path:
    """Where the site stands."""
    return settings.quality / "site"


def build_site(settings: Settings, connection: DuckDBPyConnection, tell: Tell = _silent) -> Site:
    """Write the site from the published warehouse, replacing the one before.

    Args:
        settings: The home, and how many pages of bulletins and series to write at most.
        connection: The published warehouse.
        tell: Hears of the progress.
    """
    folder = site_folder(settings)
    growing = folder.with_name(f".site.{os.getpid()}")
    shutil.rmtree(growing, ignore_errors=True)
    source = Source(Warehouse(connection), settings)
    try:
        shared = {"parted": dict(source.places.parted)}
        paths: dict[str, Callable[..., str]] = {"figure_path": source.figure_path, "event_path": source.event_path}
        writer = Writer(growing, folder, source.names, shared, paths)
        counts = {}
        for done, (kind, pages) in enumerate(KINDS):
            tell(done, len(KINDS), kind)
            counts[kind] = writer.write_all(pages(source))
        writer.finish()
        _replace(growing, folder)
    finally:
        shutil.rmtree(growing, ignore_errors=True)
    entrance = settings.quality / "index.html"
    entrance.write_text(ENTRANCE, encoding="utf-8")
    return Site(entrance, counts)


def _replace(growing: Path, folder: Path) -> None:
    """Put the new site in the place of the old; whoever reads meanwhile finds one or the other."""
    old = folder.with_name(f".site-before.{os.getpid()}")
    if folder.exists():
        folder.rename(old)
    growing.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
