"""`bantin explain`: a text with its figures marked, and why each was read so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from orchestration.commands.output import console, plain_number

if TYPE_CHECKING:
    from decimal import Decimal

    from rich.text import Text

    from orchestration.bulletins.records import Numeral, Observation
    from orchestration.commands.files import Source

COLOURS = {"trade": "cyan", "agriculture": "green", "infrastructure": "magenta"}
EPILOG = """\b
Examples:
  bantin explain data/bulletins/lang-son-2024-h1.txt
  bantin explain data/bulletins/lang-son-2024-h1.txt --at 1830     one figure, by its place in the text
"""


@click.command(epilog=EPILOG)
@click.argument("file")
@click.option("--at", type=click.IntRange(min=0), metavar="OFFSET", help="Only the figure at this code point.")
def command(file: str, at: int | None) -> None:
    """Show the text of FILE with each figure marked, and below it why each was read so.

    Offsets count Unicode code points of the text as stored, as in every table.
    """
    from orchestration.commands.files import read_files

    reading = read_files((file,))
    reading.exit_if_any_failed()
    (source,) = reading.sources
    if at is None:
        _explain_all(source)
    else:
        _explain_at(source, at)


def _explain_all(source: Source) -> None:
    observations = source.extraction.observations
    out = console()
    out.print(marked_text(source.document.text, observations), soft_wrap=True)
    period = source.extraction.report_period
    out.print()
    if period is not None:
        out.print(f"report period: {period.start} to {period.end} ({period.source})", markup=False)
    for number, observation in enumerate(observations, start=1):
        out.print()
        out.print(explanation(number, observation, source.document.text), soft_wrap=True)
    if not observations:
        out.print("No figure was found in this text.")


def _explain_at(source: Source, at: int) -> None:
    text = source.document.text
    if at >= len(text):
        raise click.UsageError(f"{source.name} has {len(text)} code points; --at {at} lies behind its end.")
    for number, observation in enumerate(source.extraction.observations, start=1):
        if observation.start <= at < observation.end:
            sentence = slice(observation.sentence_start, observation.sentence_end)
            console().print(marked_text(text, [observation], first=number, window=sentence), soft_wrap=True)
            console().print()
            console().print(explanation(number, observation, text))
            return
    console().print(_other_numeral(source.extraction.numerals, at), markup=False)


def _other_numeral(numerals: tuple[Numeral, ...], at: int) -> str:
    for numeral in numerals:
        if numeral.start <= at < numeral.end:
            return f"«{numeral.text}» is no figure: its role is {numeral.role} (rule {numeral.rule_id})."
    return f"There is no numeral at {at}."


def marked_text(
    text: str,
    observations: tuple[Observation, ...] | list[Observation],
    *,
    first: int = 1,
    window: slice | None = None,
) -> Text:
    """Return the text, or a window of it, with figures as «[number: quote]» in the colour of their domain."""
    from rich.text import Text

    begin, end = (window.start, window.stop) if window else (0, len(text))
    marked = Text()
    position = begin
    for number, observation in enumerate(observations, start=first):
        marked.append(text[position : observation.start])
        colour = COLOURS.get(observation.domain, "yellow")
        marked.append(f"[{number}: {text[observation.start : observation.end]}]", style=f"bold {colour}")
        position = observation.end
    marked.append(text[position:end])
    return marked


def explanation(number: int, observation: Observation, text: str) -> Text:
    """Say how one figure was read: value, series, period, status, rules, inheritance, evidence."""
    from rich.text import Text

    lines = Text()
    lines.append(f"[{number}] «{observation.quote}» at {observation.start}\n", style="bold")
    for label, value in _facts(observation, text):
        if value:
            lines.append(f"    {label:<12}", style="dim")
            lines.append(f"{value}\n")
    lines.rstrip()
    return lines


def _facts(observation: Observation, text: str) -> list[tuple[str, str]]:
    return [
        ("value", _value(observation)),
        ("interval", _interval(observation.low, observation.high)),
        ("series", _series(observation)),
        ("measure", _measure(observation)),
        ("period", _sourced(_period(observation), observation.period_source)),
        ("area", " · ".join(part for part in (observation.ref_area, observation.place) if part)),
        ("status", f"{observation.obs_status}, {observation.role}"),
        ("restates", observation.restates or ""),
        ("flags", ", ".join(observation.flags)),
        ("rules", ", ".join(observation.rule_ids)),
        ("evidence", "; ".join(_evidence(item, text) for item in observation.evidence)),
    ]


def _value(observation: Observation) -> str:
    hedge = f"{observation.hedge} " if observation.hedge else ""
    if observation.value is None:
        candidates = " or ".join(plain_number(value) for value in observation.value_candidates)
        return f"{hedge}{candidates} (undecided)"
    unit = _sourced(observation.unit or "no unit", observation.unit_source)
    return f"{hedge}{plain_number(observation.value)} {unit}"


def _interval(low: Decimal | None, high: Decimal | None) -> str:
    lower = "−∞" if low is None else plain_number(low)
    upper = "∞" if high is None else plain_number(high)
    return f"[{lower}, {upper}]"


def _series(observation: Observation) -> str:
    key = [
        observation.indicator,
        observation.item,
        observation.season,
        observation.coverage,
        observation.partner,
    ]
    series = " / ".join(part for part in key if part) or "not classified"
    phrase = f" from «{observation.indicator_phrase}»" if observation.indicator_phrase else ""
    return _sourced(series, observation.indicator_source) + phrase


def _measure(observation: Observation) -> str:
    if observation.basis is None:
        return observation.measure
    base = ""
    if observation.base_period_start and observation.base_period_end:
        base = f", base {observation.base_period_start} to {observation.base_period_end}"
    return f"{observation.measure} on " + _sourced(observation.basis, observation.basis_source) + base


def _period(observation: Observation) -> str:
    if observation.period_start is None:
        return "unknown"
    return f"{observation.time_period}: {observation.period_start} to {observation.period_end}"


def _sourced(value: str, source: str | None) -> str:
    return f"{value} ({source})" if source else value


def _evidence(item: str, text: str) -> str:
    """Resolve «part start end» to the words that it points at."""
    part, *span = item.split()
    if len(span) == 2 and all(number.isdigit() for number in span):
        return f"{part} «{text[int(span[0]) : int(span[1])]}»"
    return item
