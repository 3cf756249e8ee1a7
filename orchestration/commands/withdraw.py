"""`bantin withdraw`: a bulletin is kept, and counts nowhere."""

from __future__ import annotations

import click

from orchestration.commands.deciding import Given, decide, decision_options, take_out

EPILOG = """\b
Examples:
  bantin withdraw d52a6306d6693544 --reason "Cơ quan ban hành đã thu hồi" --author "Nguyễn Thị Lan"
  bantin withdraw lang-son-2023-q2.txt --reason "Bản nháp" --dry-run
  bantin withdraw d52a6306d6693544 --undo --reason "Đã ban hành lại"
"""


@click.command(epilog=EPILOG)
@click.argument("bulletin")
@click.option("--undo", is_flag=True, help="Take the withdrawal back.")
@decision_options
def command(bulletin: str, undo: bool, given: Given) -> None:
    """Withdraw BULLETIN, by its id or a file name it came under: a row of withdrawals.csv.

    Its figures, project events and statements leave marts, network and review queue with the next `bantin run`.
    Nothing is deleted: its bytes stay in the archive and what was read of them in raw and staging; quality.withdrawals
    lists it. The same bytes coming again stay withdrawn.
    """
    if not undo:
        from orchestration.review.decisions import withdraw

        decide(lambda case, signed: withdraw(case, bulletin, signed), given)
        return
    take_out(_withdrawal_of(bulletin), given, tables=("withdrawals",))


def _withdrawal_of(bulletin: str) -> str:
    """The id of the row that withdraws a bulletin."""
    from orchestration.commands.deciding import open_case
    from orchestration.review.decisions import NotDecided, bulletin_of

    with open_case() as case:
        rows = case.tables()["withdrawals"]
        by_name = {str(row["withdrawal_id"]): row for row in rows} | {str(row["bulletin_id"]): row for row in rows}
        found = by_name.get(bulletin) or by_name.get(bulletin_of(case, bulletin))
        if found is None:
            raise NotDecided(f"bulletin «{bulletin}» is not withdrawn.")
        return str(found["withdrawal_id"])
