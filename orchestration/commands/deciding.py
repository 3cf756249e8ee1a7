"""How a decision is taken at the terminal: signed, shown with what it would change, confirmed, written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from orchestration.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestration.review.case import Case
    from orchestration.review.decisions import Decision
    from orchestration.review.effects import Effect
    from orchestration.review.signature import Signature


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says about a decision.

    Attributes:
        reason, author: asked where they are not given.
        day: of the decision.
        yes: write without asking.
        dry_run: show only.
        run: do `bantin run` afterwards.
    """

    reason: str | None = None
    author: str | None = None
    day: date | None = None
    yes: bool = False
    dry_run: bool = False
    run: bool = False


def decision_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every decision; the command gets them as one `given`."""

    def with_given(
        *arguments: Any,
        reason: str | None,
        author: str | None,
        day: datetime | None,
        yes: bool,
        dry_run: bool,
        run: bool,
        **others: Any,
    ) -> Any:
        given = Given(reason, author, day.date() if day else None, yes, dry_run, run)
        return command(*arguments, given=given, **others)

    with_given.__name__, with_given.__doc__ = command.__name__, command.__doc__
    with_given.__dict__.update(command.__dict__)
    options = [
        click.option("--reason", help="Why; asked where it is not given."),
        click.option("--author", help="Who decides. [default: BANTIN_AUTHOR, else git's user.name, else asked]"),
        click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="When. [default: today, in UTC]"),
        click.option("--yes", is_flag=True, help="Write without asking."),
        click.option("--dry-run", is_flag=True, help="Only show what it would change."),
        click.option("--run", is_flag=True, help="Do `bantin run` afterwards."),
    ]
    decorated: Callable[..., Any] = with_given
    for option in reversed(options):
        decorated = option(decorated)
    return decorated


@contextmanager
def open_case() -> Iterator[Case]:
    """The published warehouse and the steward's tables; problems are told as what they are: usage or failure."""
    import duckdb

    from orchestration.commands.warehouse_access import open_warehouse
    from orchestration.review.case import Case
    from orchestration.review.decisions import NotDecided
    from orchestration.review.table_file import NoSuchRow, StewardBusy
    from orchestration.steward import UnreadableStewardTable

    settings = Settings.from_environment()
    try:
        with open_warehouse(settings) as connection:
            yield Case(connection, settings, datetime.now(UTC).date())
    except (NotDecided, NoSuchRow) as problem:
        raise click.UsageError(str(problem)) from None
    except (UnreadableStewardTable, StewardBusy) as problem:
        raise click.ClickException(str(problem)) from None
    except (duckdb.CatalogException, duckdb.BinderException) as problem:
        raise click.ClickException(
            f"another version of Bantin built the warehouse ({str(problem).splitlines()[0]}). Run `bantin run --full`."
        ) from None


def decide(make: Callable[[Case, Signature], Decision], given: Given) -> None:
    """Take one decision, and run the pipeline where that is asked for."""
    with open_case() as case:
        written = settle(case, make, given)
    finish(given, written=written)


def settle(case: Case, make: Callable[[Case, Signature], Decision], given: Given) -> bool:
    """Sign, show, ask, write.

    Returns:
        Whether the row was written.

    Raises:
        NotDecided: the decision cannot be taken.
    """
    from orchestration.review.decisions import with_row
    from orchestration.review.effects import effect_of
    from orchestration.review.table_file import add_row

    decision = make(case, _signature(case, given))
    before = case.tables()
    decision.check(before[decision.table])
    effect = effect_of(case, decision.table, decision.row, before, with_row(before, decision))
    _require_conflict(decision, effect)
    _show(decision.title, decision.table, decision.row, effect)
    if not _confirmed("Ghi dòng này? / Write this row?", given):
        return False
    path = add_row(case.settings, decision.table, decision.row, decision.check)
    click.echo(f"{decision.row_id} stands in {path}.")
    return True


def take_out(row_id: str, given: Given, tables: tuple[str, ...] = ()) -> None:
    """Take a row out of its table again, as `settle` puts it in."""
    with open_case() as case:
        written = undo(case, row_id, given, tables)
    finish(given, written=written)


def undo(case: Case, row_id: str, given: Given, tables: tuple[str, ...] = ()) -> bool:
    """Show a row and what its absence would change, ask, log, remove.

    Raises:
        NotDecided: no table (of those named) has the row.
    """
    from orchestration.review.decisions import NotDecided, row_of, without
    from orchestration.review.effects import effect_of
    from orchestration.review.table_file import LOG, remove_row

    table, row = row_of(case, row_id)
    if tables and table not in tables:
        raise NotDecided(f"{row_id} stands in {table}.csv: bantin review undo {row_id}")
    signature = _signature(case, given)
    before = case.tables()
    _show(f"take out {row_id}", table, row, effect_of(case, table, row, before, without(before, table, row_id)))
    if not _confirmed("Bỏ dòng này? / Take this row out?", given):
        return False
    path = remove_row(case.settings, table, row_id, author=signature.author, reason=signature.reason)
    click.echo(f"{row_id} is out of {path}; {path.with_name(LOG)} keeps it, with who took it out and why.")
    return True


def finish(given: Given, *, written: bool) -> None:
    """Say what is next, or do it."""
    if not written:
        return
    if not given.run:
        click.echo("Run `bantin run` to take it up. / Chạy `bantin run` để áp dụng.")
        return
    from orchestration.commands.run import command as run

    click.get_current_context().invoke(run, inbox=None, strict=False, full=False, verbose=False)


def _signature(case: Case, given: Given) -> Signature:
    from orchestration.review.decisions import NotDecided
    from orchestration.review.signature import Signature, usual_author

    reason = given.reason if given.reason is not None else click.prompt("Lý do / Reason", type=str)
    author = given.author if given.author is not None else usual_author(case.settings)
    author = author if author is not None else click.prompt("Người quyết định / Author", type=str)
    if given.day is not None and given.day > case.today:
        raise NotDecided(f"--date {given.day} is still to come.")
    signature = Signature(author.strip(), reason.strip(), given.day or case.today)
    if not signature.author or not signature.reason:
        raise NotDecided("every decision has an author and a reason, which whoever reads the report is told.")
    return signature


def _require_conflict(decision: Decision, effect: Effect) -> None:
    """Refuse to waive what rows that wait for the next run settle already."""
    from orchestration.review.decisions import NotDecided

    if decision.table != "waivers":
        return
    conflict_id = str(decision.row["conflict_id"])
    if effect.conflicts.get(conflict_id) not in ("open", "revised"):
        raise NotDecided(
            f"with the rows that wait for the next run, conflict {conflict_id} is no longer open. "
            "Run `bantin run` first."
        )


def _show(title: str, table: str, row: Mapping[str, str | None], effect: Effect) -> None:
    from orchestration.reconciling.page import print_lines
    from orchestration.review.telling import effect_lines, row_lines

    click.echo(title)
    print_lines(row_lines(table, row))
    print_lines(effect_lines(effect))


def _confirmed(question: str, given: Given) -> bool:
    if given.dry_run:
        click.echo("Nothing was written (--dry-run). / Chưa ghi gì.")
        return False
    if given.yes or click.confirm(question):
        return True
    click.echo("Nothing was written. / Chưa ghi gì.")
    return False
