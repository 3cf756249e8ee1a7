"""`bantin report`: where the data-quality report is, built anew where the warehouse is newer."""

from __future__ import annotations

import sys
import webbrowser

import click

from orchestration.settings import Settings

EPILOG = """\b
Examples:
  bantin report            print where the pages are
  bantin report --open     open them in the browser
  bantin report --build    write the site anew from the published warehouse
"""


@click.command(epilog=EPILOG)
@click.option("--open", "open_it", is_flag=True, help="Open the report in the default browser.")
@click.option("--build", "build_it", is_flag=True, help="Write the site anew, even where it is up to date.")
def command(open_it: bool, build_it: bool) -> None:
    """Tell where the data-quality report is. Its pages need no server and no network.

    `bantin run` writes it. Where it is missing or older than the published warehouse (after a `dbt build` in a shell),
    it is written now.
    """
    settings = Settings.from_environment()
    if build_it or _is_stale(settings):
        _build(settings)
    page = settings.quality / "index.html"
    click.echo(f"report      {page.as_uri()}")
    click.echo(f"Data Docs   {(settings.quality / 'data_docs' / 'index.html').as_uri()}")
    if open_it and not webbrowser.open(page.as_uri()):
        click.echo("No browser could be opened here; open the first address in one.", err=True)


def _is_stale(settings: Settings) -> bool:
    from orchestration.site.build import site_folder

    entrance = site_folder(settings) / "index.html"
    if not entrance.exists() or not settings.warehouse.exists():
        return True
    return entrance.stat().st_mtime_ns < settings.warehouse.stat().st_mtime_ns


def _build(settings: Settings) -> None:
    from orchestration.commands.terminal import progress_bars
    from orchestration.commands.warehouse_access import open_warehouse
    from orchestration.progress import listening, stage
    from orchestration.site.build import build_site

    with open_warehouse(settings) as connection, progress_bars(sys.stderr) as listener, listening(listener):
        build_site(settings, connection, stage("publish"))
