"""`bantin explain`: a text with its figures marked, and why each was read so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from orchestration.commands.output import console

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from orchestration.bulletins.records import Observation, ProjectEvent, Situation
    from orchestration.commands.files import Source
    from orchestration.explaining.lines import Part
    from orchestration.explaining.notes import Fact, Notes
    from orchestration.explaining.page import ReadLine

COLOURS = {"trade": "cyan", "agriculture": "green", "infrastructure": "magenta"}
OTHER_COLOUR = "yellow"
Told = TypeVar("Told", "ProjectEvent", "Situation")
EPILOG = """\b
Examples:
  bantin explain data/bulletins/lang-son-2024-h1.txt
  bantin explain data/bulletins/lang-son-2024-h1.txt --at 1830     one figure, by its place in the text
  bantin explain bulletin.txt --html bulletin.html                 a page to look at and to pass on
"""


@click.command(epilog=EPILOG)
@click.argument("file")
@click.option("--at", type=click.IntRange(min=0), metavar="OFFSET", help="Only what was read at this code point.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page instead of printing.")
def command(file: str, at: int | None, html: Path | None) -> None:
    """Show the text of FILE with each figure marked, and below each line why it was read so.

    Figures are numbered and in the colour of their domain; numerals that are no figure are grey, project events and
    statements without a figure underlined. Offsets count Unicode code points of the text as stored, as in every
    table. With --at, exit code 1 where nothing was read at that place.
    """
    from orchestration.commands.files import read_files

    if at is not None and html is not None:
        raise click.UsageError("--html shows the whole text: leave out --at.")
    reading = read_files((file,))
    reading.exit_if_any_failed()
    (source,) = reading.sources
    if html is not None:
        _write_page(source, html)
    elif at is not None:
        _explain_at(source, at)
    else:
        _explain_all(source)


def _write_page(source: Source, path: Path) -> None:
    from orchestration.explaining.names import read_names
    from orchestration.explaining.page import render
    from orchestration.settings import Settings

    names = read_names(Settings.from_environment().reference)
    try:
        path.write_text(render(source.name, source.document, source.extraction, names), encoding="utf-8")
    except OSError as problem:
        raise click.UsageError(f"{path} cannot be written: {problem.strerror}") from None
    click.echo(f"{path}: {len(source.extraction.observations)} figures explained")


def _explain_all(source: Source) -> None:
    from orchestration.explaining.lines import lines_of
    from orchestration.explaining.notes import Notes, role_counts

    found, notes, out = source.extraction, Notes(source.document.text, source.extraction), console()
    domains = {number: row.domain for number, row in enumerate(found.observations, start=1)}
    for line in lines_of(source.document.text, found):
        out.print(_marked(line.parts, domains), soft_wrap=True)
        for block in _blocks(line, notes):
            out.print(block, soft_wrap=True)
        out.print()
    if found.report_period is not None:
        period = found.report_period
        out.print(f"report period: {period.start} to {period.end} ({period.source})", markup=False)
    counts = ", ".join(f"{count} {role}" for role, count in role_counts(found).items())
    out.print(f"numerals: {counts or 'none'}", markup=False)
    if not found.observations:
        out.print(f"No figure was found in {source.name}.", markup=False)


def _explain_at(source: Source, at: int) -> None:
    """Explain the figure, the other numeral, the event or the situation at an offset.

    Raises:
        SystemExit: With code 1 where nothing was read there.
    """
    from orchestration.explaining.notes import Notes

    text, found = source.document.text, source.extraction
    if at >= len(text):
        raise click.UsageError(f"{source.name} has {len(text)} code points; --at {at} lies behind its end.")
    notes = Notes(text, found)
    for number, row in enumerate(found.observations, start=1):
        if row.start <= at < row.end:
            _print_one(text, number, row, notes)
            return
    for numeral in found.numerals:
        if numeral.start <= at < numeral.end:
            said = f"«{numeral.text}» is no figure: its role is {numeral.role} (rule {numeral.rule_id})."
            console().print(said, markup=False)
            return
    blocks = [
        *(_block(f"E{n}", row.quote, row.start, notes.event(row)) for n, row in _at(found.events, at)),
        *(_block(f"S{n}", row.quote, row.start, notes.situation(row)) for n, row in _at(found.situations, at)),
    ]
    if not blocks:
        around = " ".join(text[max(0, at - 20) : at + 20].split())
        click.echo(f"{source.name}: nothing was read at {at} («…{around}…»): no numeral, event or situation.", err=True)
        raise SystemExit(1)
    for block in blocks:
        console().print(block, soft_wrap=True)


def _at(rows: tuple[Told, ...], at: int) -> list[tuple[int, Told]]:
    return [(number, row) for number, row in enumerate(rows, start=1) if row.start <= at < row.end]


def _print_one(text: str, number: int, row: Observation, notes: Notes) -> None:
    """The sentence of a figure with this figure alone marked, and its explanation."""
    from orchestration.explaining.lines import Part

    parts = (
        Part(row.sentence_start, text[row.sentence_start : row.start]),
        Part(row.start, row.quote, figure=number),
        Part(row.end, text[row.end : row.sentence_end]),
    )
    console().print(_marked(parts, {number: row.domain}), soft_wrap=True)
    console().print()
    console().print(_block(str(number), row.quote, row.start, notes.figure(row)), soft_wrap=True)


def _marked(parts: tuple[Part, ...], domains: dict[int, str]) -> Text:
    """Return a line with figures as «[number: quote]» in the colour of their domain."""
    from rich.text import Text

    marked = Text()
    for part in parts:
        told = " underline" if part.told else ""
        if part.figure is not None:
            colour = COLOURS.get(domains[part.figure], OTHER_COLOUR)
            marked.append(f"[{part.figure}: {part.text}]", style=f"bold {colour}{told}")
        elif part.role == "unresolved":
            marked.append(part.text, style=f"bold red{told}")
        else:
            marked.append(part.text, style=f"{'dim' if part.role else 'none'}{told}")
    return marked


def _blocks(line: ReadLine, notes: Notes) -> Iterator[Text]:
    for number, figure in line.figures:
        yield _block(str(number), figure.quote, figure.start, notes.figure(figure))
    for number, event in line.events:
        yield _block(f"E{number}", event.quote, event.start, notes.event(event))
    for number, situation in line.situations:
        yield _block(f"S{number}", situation.quote, situation.start, notes.situation(situation))


def _block(name: str, quote: str, start: int, facts: Iterator[Fact]) -> Text:
    """Say how one thing was read, a fact a line."""
    from rich.text import Text

    from orchestration.explaining.notes import shown

    lines = Text()
    lines.append(f"[{name}] «{quote}» at {start}\n", style="bold")
    for fact in shown(facts):
        lines.append(f"    {fact.label:<12}", style="dim")
        lines.append(f"{_said(fact)}\n")
    lines.rstrip()
    return lines


def _said(fact: Fact) -> str:
    """The fact, how it is known and from which words; where these stand is told of what is not said on the spot."""
    source = f" ({fact.source})" if fact.source else ""
    if fact.origin is None:
        return fact.text + source
    place = "" if fact.source == "stated" else f" at {fact.origin.start}"
    return f"{fact.text}{source} from «{fact.origin.words}»{place}"
