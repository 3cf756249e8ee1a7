"""`bantin review`: the review queue, and the decisions that settle its items."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from orchestration.commands.deciding import Given, decide, decision_options, finish, open_case, take_out
from orchestration.review.kinds import KINDS, SEVERITIES

LANGUAGES = ("vi", "en", "both")
EPILOG = """\b
Examples:
  bantin review                                     the queue, the most urgent first
  bantin review --kind conflict --format json
  bantin review show 1                              one item: proof, sentences, ways out
  bantin review walk                                one by one, with keys
  bantin review link s3218e7633cd28e3 --reason "Cùng một chuỗi"
  bantin review waive ee3c8aabbcf075cf --expires 2027-06-30 --reason "Báo đã đính chính ngày 20/6"
  bantin review correct ee3c8aabbcf075cf --repair 1 --reason "Bản gốc in 1,42" --dry-run
"""


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that narrow the queue."""
    options = [
        click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only these; can be repeated."),
        click.option("--severity", "severities", type=click.Choice(SEVERITIES), multiple=True, help="Only these."),
        click.option("--bulletin", metavar="ID", help="Only what this bulletin takes part in: its id or file name."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.group(epilog=EPILOG, invoke_without_command=True)
@_filters
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="both", show_default=True, help="Of the table.")
@click.pass_context
def command(
    context: click.Context,
    kinds: tuple[str, ...],
    severities: tuple[str, ...],
    bulletin: str | None,
    form: str,
    language: str,
) -> None:
    """List the review queue, and settle its items.

    Without a subcommand: what a steward should look at, the most urgent first, with its age in days. A subcommand
    writes a row into BANTIN_HOME/steward/*.csv, with author, reason and day; before it does, it checks the row, solves
    the affected figures with and without it, and shows what would change. The next `bantin run` takes the row up.
    """
    if context.invoked_subcommand is not None:
        return
    from orchestration.commands import output
    from orchestration.review.decisions import bulletin_of
    from orchestration.review.queue import COLUMNS, queue

    with open_case() as case:
        items = queue(case, kinds, severities, bulletin and bulletin_of(case, bulletin))
    if form == "json":
        click.echo(output.to_json(items))
    elif form == "csv":
        output.print_csv(COLUMNS, items)
    else:
        _print_queue(items, language)


def _print_queue(items: list[dict[str, object]], language: str) -> None:
    from orchestration.commands import output

    languages = ("vi", "en") if language == "both" else (language,)
    rows = [
        item
        | {
            "#": item["position"],
            "item": f"{item['subject_id']}\n{item['source_name'] or ''}".strip(),
            "days": item["age_days"],
            "what": "\n".join(str(item[f"detail_{one}"]).splitlines()[0] for one in languages),
            "decided by": item["decided_by"],
        }
        for item in items
    ]
    columns = ["#", "kind", "severity", "days", "item", "quote", "what"]
    decided = [] if all(item["decided_by"] is None for item in items) else ["decided by"]
    if not rows:
        click.echo("Không có việc nào cần xem. / Nothing to review.")
        return
    output.print_table([*columns, *decided], rows)
    click.echo("bantin review show ITEM: everything about one; bantin review walk: one by one.")


@command.command()
@click.argument("item")
@click.option("--language", type=click.Choice(LANGUAGES), default="both", show_default=True)
def show(item: str, language: str) -> None:
    """Show one ITEM: its proof, sentences, suspects, repairs, and the ways out as commands.

    ITEM is the id of a conflict, suggestion, figure, row or bulletin, the beginning of it, or its place in the queue.
    """
    from orchestration.reconciling.page import print_lines
    from orchestration.reconciling.words import words_of
    from orchestration.review.queue import item_of
    from orchestration.review.showing import item_lines

    with open_case() as case:
        print_lines(item_lines(case, item_of(case, item), words_of(language)))


@command.command()
@_filters
@click.option("--language", type=click.Choice(LANGUAGES), default="both", show_default=True)
@click.option("--author", help="Who decides. [default: BANTIN_AUTHOR, else git's user.name, else asked]")
@click.option("--run", is_flag=True, help="Do `bantin run` at the end, where something was decided.")
def walk(
    kinds: tuple[str, ...],
    severities: tuple[str, ...],
    bulletin: str | None,
    language: str,
    author: str | None,
    run: bool,
) -> None:
    """Go through the queue one by one: accept or link, waive, correct, undo, skip, quit.

    Keys on a terminal, lines of input elsewhere. Every decision is shown with what it would change, and confirmed.
    """
    from orchestration.commands.walking import Walk
    from orchestration.reconciling.words import words_of
    from orchestration.review.decisions import bulletin_of
    from orchestration.review.queue import queue

    with open_case() as case:
        items = queue(case, kinds, severities, bulletin and bulletin_of(case, bulletin))
        written = Walk(case, words_of(language), Given(author=author)).through(items)
    finish(Given(run=run), written=written)


@command.command()
@click.argument("item")
@decision_options
def accept(item: str, given: Given) -> None:
    """Accept what is suggested: the series link ITEM, or the repair of the conflict ITEM where there is only one."""
    from orchestration.review.decisions import link, repair
    from orchestration.review.queue import is_suggestion

    decide(
        lambda case, signed: (
            link(case, item, signed) if is_suggestion(case, item) else repair(case, item, None, signed)
        ),
        given,
    )


@command.command(name="link")
@click.argument("suggestion")
@decision_options
def link_series(suggestion: str, given: Given) -> None:
    """Say that two series are one, as SUGGESTION proposes: a row of series_links.csv."""
    from orchestration.review.decisions import link

    decide(lambda case, signed: link(case, suggestion, signed), given)


@command.command()
@click.argument("conflict")
@click.option(
    "--expires",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day of the waiver: three years at most.",
)
@decision_options
def waive(conflict: str, expires: datetime, given: Given) -> None:
    """Accept a contradiction that was looked at, until a day: a row of waivers.csv."""
    from orchestration.review.decisions import waive as waived

    decide(lambda case, signed: waived(case, conflict, signed, expires.date()), given)


@command.command()
@click.argument("target")
@click.option("--repair", "number", type=click.IntRange(min=1), help="Of a conflict: take this suggested repair.")
@click.option("--column", help="Of a figure: the column to correct, such as value, unit, indicator, period_start.")
@click.option("--old", help="The present value, repeated exactly; '' for none.")
@click.option("--new", help="The value that it should have; '' for none.")
@decision_options
def correct(
    target: str, number: int | None, column: str | None, old: str | None, new: str | None, given: Given
) -> None:
    """Correct one column of a figure: a row of corrections.csv. What is printed stays as it is.

    TARGET is the id of a figure (b4daee14c7082615:2095), with --column, --old and --new; or of a conflict, with
    --repair.
    """
    from orchestration.review.decisions import correct as corrected
    from orchestration.review.decisions import repair

    of_figure = ":" in target
    if of_figure and (number is not None or None in (column, old, new)):
        raise click.UsageError("a figure takes --column, --old and --new. --repair N is for a conflict.")
    if not of_figure and (column, old, new) != (None, None, None):
        raise click.UsageError("--column, --old and --new are for a figure, by its id. A conflict takes --repair N.")
    if of_figure:
        assert column is not None
        decide(lambda case, signed: corrected(case, target, column, old or None, new or None, signed), given)
    else:
        decide(lambda case, signed: repair(case, target, number, signed), given)


@command.command()
@click.argument("row")
@decision_options
def undo(row: str, given: Given) -> None:
    """Take a decision back: ROW, the id of a row of a steward's table, is shown, logged and taken out.

    What was taken out, by whom and why stands in BANTIN_HOME/steward/log.jsonl.
    """
    take_out(row, given)


@command.command()
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def history(form: str) -> None:
    """List all decisions: the rows that stand, and what was taken out again."""
    from orchestration.commands import output
    from orchestration.review.history import COLUMNS, decisions

    with open_case() as case:
        rows = decisions(case)
    if form == "json":
        click.echo(output.to_json(rows))
    elif form == "csv":
        output.print_csv(COLUMNS, rows)
    elif rows:
        output.print_table(COLUMNS, rows)
    else:
        click.echo("Chưa có quyết định nào. / Nothing was decided yet.")
