"""`bantin report`: where the data-quality report is."""

from __future__ import annotations

import webbrowser

import click

from orchestration.settings import Settings

EPILOG = """\b
Examples:
  bantin report            print where the pages are
  bantin report --open     open them in the browser
"""


@click.command(epilog=EPILOG)
@click.option("--open", "open_it", is_flag=True, help="Open the report in the default browser.")
def command(open_it: bool) -> None:
    """Tell where the data-quality report is. Its pages need no server and no network."""
    settings = Settings.from_environment()
    page = settings.quality / "index.html"
    if not page.exists():
        raise click.ClickException(f"there is no report at {page} yet. Run `bantin run` first.")
    click.echo(f"report      {page.as_uri()}")
    click.echo(f"Data Docs   {(settings.quality / 'data_docs' / 'index.html').as_uri()}")
    if open_it and not webbrowser.open(page.as_uri()):
        click.echo("No browser could be opened here; open the first address in one.", err=True)
