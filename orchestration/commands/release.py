"""`bantin release`: the warehouse as files that can be cited, compared and read anywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.release.build import Release

EPILOG = """\b
Examples:
  bantin release                               into BANTIN_HOME/releases/<day>
  bantin release --out ~/so-lieu/2024-h1       into a new or empty folder
  bantin release --since 2026.11.02            compare with that release instead of the newest
  bantin release --list                        the releases of this home
"""


@click.command(epilog=EPILOG)
@click.option(
    "--out", type=click.Path(path_type=Path), help="A new or empty folder. [default: BANTIN_HOME/releases/<day>]"
)
@click.option(
    "--since", metavar="RELEASE", help="Version or folder of the release to compare with. [default: the newest]"
)
@click.option(
    "--date",
    "released_on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of the release, which names it. [default: today, in UTC]",
)
@click.option("--replace", is_flag=True, help="Replace the release that stands in --out.")
@click.option("--list", "list_them", is_flag=True, help="List the releases of this home and write nothing.")
def command(out: Path | None, since: str | None, released_on: datetime | None, replace: bool, list_them: bool) -> None:
    """Write marts and quality tables as Parquet, CSV and SQLite, and the figures as SDMX-CSV and SDMX-ML.

    With them go a data package descriptor with the hashes of inputs and outputs, and the changes since the last
    release. The folder appears whole or not at all. The same warehouse gives the same files: the day stands in
    release.json alone.

    Exits with 2 where the folder holds other things or --since names no release.
    """
    settings = Settings.from_environment()
    if list_them:
        _list(settings)
        return
    if not settings.warehouse.exists():
        raise click.ClickException(
            f"there is no warehouse at {settings.warehouse} yet. Run `bantin run` first, "
            "or set BANTIN_HOME to the folder that has one."
        )
    day = released_on.date() if released_on else datetime.now(UTC).date()
    _tell(_make(settings, day, out, since, replace=replace))


def _make(settings: Settings, day: date, out: Path | None, since: str | None, *, replace: bool) -> Release:
    from orchestration.commands.terminal import machinery_logs_to, progress_bars
    from orchestration.progress import listening
    from orchestration.release.build import make_release
    from orchestration.release.shelf import UnknownRelease, UnusableFolder

    try:
        with machinery_logs_to(None) as terminal, progress_bars(terminal) as listener, listening(listener):
            return make_release(settings, day, out, since, replace=replace)
    except (UnusableFolder, UnknownRelease) as problem:
        raise click.UsageError(str(problem)) from None


def _tell(release: Release) -> None:
    figures = release.rows["marts.observations"]
    click.echo(f"release      {release.version}")
    click.echo(f"folder       {release.folder}")
    click.echo(f"tables       {len(release.rows)}, {sum(release.rows.values())} rows; {figures} figures")
    click.echo(
        f"SDMX         {release.sdmx.written} observations; {release.sdmx.left_out} figures without a period left out"
    )
    if release.since is None:
        click.echo("changes      this is the first release")
    else:
        found = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in release.changes.items() if count)
        click.echo(f"changes      since {release.since}: {found or 'nothing changed'}")
    click.echo(f"fingerprint  {release.fingerprint}")


def _list(settings: Settings) -> None:
    from orchestration.release.shelf import read_index

    entries = read_index(settings)
    for entry in entries:
        since = f"since {entry.since}" if entry.since else "first"
        click.echo(f"{entry.version}  {entry.fingerprint[:16]}  {since}  {settings.releases / entry.folder}")
    if not entries:
        click.echo(f"There is no release in {settings.releases} yet. `bantin release` makes one.")
