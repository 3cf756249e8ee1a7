"""`bantin review walk`: the queue item by item, with a key for each way out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from orchestration.commands.deciding import Given, settle, undo
from orchestration.reconciling.page import print_lines
from orchestration.review import decisions
from orchestration.review.correctable import as_text
from orchestration.review.decisions import Decision, NotDecided
from orchestration.review.queue import decided_by
from orchestration.review.repairs import repairs_of
from orchestration.review.showing import item_lines

if TYPE_CHECKING:
    from orchestration.reconciling.words import Words
    from orchestration.review.case import Case
    from orchestration.review.signature import Signature

WORDS = {
    "a": "[a] chấp nhận / accept",
    "l": "[l] nối / link",
    "w": "[w] bỏ qua có thời hạn / waive",
    "c": "[c] sửa / correct",
    "u": "[u] bỏ quyết định / undo",
    "d": "[d] rút bản tin / withdraw",
    "s": "[s] để sau / skip",
    "q": "[q] thoát / quit",
}
KEYS = {
    "series_link": "al",
    "conflict": "awc",
    "revision": "wac",
    "ambiguous": "c",
    "unclassified": "c",
    "correction": "u",
    "waiver": "u",
    "withdrawal": "u",
    "reading": "d",
    "ledger": "d",
}
"""The keys of each kind of item, beside skip and quit."""

Item = Mapping[str, Any]


class Quit(Exception):  # noqa: N818 - no error
    """The steward has enough."""


class Walk:
    """One way through the queue.

    Args:
        case: what decisions are judged by.
        languages: of proofs.
        given: author, where the command line names one.
    """

    def __init__(self, case: Case, languages: Sequence[Words], given: Given) -> None:
        self._case = case
        self._languages = languages
        self._given = given
        self._written = 0

    def through(self, items: Sequence[Item]) -> bool:
        """Go from item to item until the end or `q`.

        Returns:
            Whether anything was decided.
        """
        seen = 0
        try:
            for seen, item in enumerate(items, start=1):
                self._at(item, seen, len(items))
        except (Quit, click.Abort):
            click.echo()
        click.echo(f"{self._written} decided, {seen} of {len(items)} seen. / {self._written} quyết định.")
        return self._written > 0

    def _at(self, item: Item, place: int, of: int) -> None:
        decided = decided_by(self._case)
        row = item["decided_by"] or decided.get(item["subject_id"]) or decided.get(item["bulletin_id"])
        if row:
            click.echo(f"({place}/{of}) {item['kind']} {item['subject_id']}: {row} decides it already.")
            return
        click.echo(f"({place}/{of}) " + "─" * 60)
        print_lines(item_lines(self._case, item, self._languages))
        while not self._answered(item):
            pass

    def _answered(self, item: Item) -> bool:
        """Take one key; whether the item is done with."""
        keys = KEYS.get(item["kind"], "") + "sq"
        key = _key("  ".join(WORDS[known] for known in keys))
        if key not in keys or not key:
            click.echo(f"«{key}» is none of these keys.")
            return False
        if key == "q":
            raise Quit
        if key == "s":
            return True
        try:
            done = self._settled(key, item)
        except NotDecided as problem:
            click.echo(str(problem))
            return False
        self._written += done
        return done

    def _settled(self, key: str, item: Item) -> bool:
        if key == "u":
            return undo(self._case, item["subject_id"], self._given)
        asked: dict[str, Callable[[Item], Callable[[Case, Signature], Decision]]] = {
            "a": self._accepted,
            "l": self._accepted,
            "w": self._waived,
            "c": self._corrected,
            "d": self._withdrawn,
        }
        return settle(self._case, asked[key](item), replace(self._given, reason=None))

    def _accepted(self, item: Item) -> Callable[[Case, Signature], Decision]:
        subject = item["subject_id"]
        if item["kind"] == "series_link":
            return lambda case, signed: decisions.link(case, subject, signed)
        found = repairs_of(decisions.conflict_of(self._case, subject))
        number = 1
        if len(found) > 1:
            click.echo(decisions.repair_lines(self._case, found))
            number = click.prompt("Số mấy / Which number", type=click.IntRange(1, len(found)))
        return lambda case, signed: decisions.repair(case, subject, number, signed)

    def _waived(self, item: Item) -> Callable[[Case, Signature], Decision]:
        subject = item["subject_id"]
        ends: date = click.prompt("Đến ngày / Until (2027-06-30)", type=click.DateTime(["%Y-%m-%d"])).date()
        return lambda case, signed: decisions.waive(case, subject, signed, ends)

    def _corrected(self, item: Item) -> Callable[[Case, Signature], Decision]:
        known = item["observation_id"]
        figure = known or click.prompt("Số liệu nào / Which figure (its id)", type=str)
        usual = "indicator" if item["kind"] == "unclassified" else "value"
        column = click.prompt("Cột / Column", default=usual, type=str)
        printed = self._case.figure(figure) or {}
        old = as_text(printed.get(column))
        new = click.prompt(f"{column}: {old or 'nothing'} → (- for nothing)", type=str)
        new = None if new == "-" else new
        return lambda case, signed: decisions.correct(case, figure, column, old, new, signed)

    def _withdrawn(self, item: Item) -> Callable[[Case, Signature], Decision]:
        return lambda case, signed: decisions.withdraw(case, item["bulletin_id"], signed)


def _key(question: str) -> str:
    """One key on a terminal, the first letter of a line elsewhere; the end of the input quits."""
    click.echo(question + ": ", nl=False)
    if sys.stdin.isatty():
        try:
            key = click.getchar()
        except EOFError:
            raise Quit from None
        click.echo(key if key.isprintable() else "")
        if key in ("\x03", "\x04"):
            raise Quit
        return key.lower()
    line = sys.stdin.readline()
    click.echo(line.strip())
    if not line:
        raise Quit
    return line.strip()[:1].lower()
