"""Conflicts and suggested links as lines of text: what contradicts what, the proof, whom to doubt, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import groupby
from typing import Any

from expectations.reconciliation.wording import in_words
from orchestration.commands.output import plain_number
from orchestration.reconciling.codes import LINK_SEVERITY, SEVERITIES, STATUSES
from orchestration.reconciling.findings import Findings, Rows
from orchestration.reconciling.words import Words
from orchestration.steward import STEWARD_TABLES

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; `severity` makes it a heading, `verbatim` is there to be copied."""

    text: str
    indent: int = 0
    severity: str | None = None
    verbatim: bool = False


def conflict_lines(row: Row, suspects: Rows, findings: Findings, languages: Iterable[Words]) -> Iterator[Line]:
    """Everything about a conflict: heading, proof, its suspects, waiver; once in each language."""
    facts = [row["severity"], row["status"], f"conflict {row['conflict_id']}", *_measures(row)]
    yield Line(" · ".join(facts), severity=row["severity"])
    yield from _bulletins(row, findings)
    for words in languages:
        yield from _said(row[f"explanation_{words.suffix}"], row[f"proof_{words.suffix}"])
        yield from _suspects(row, suspects, findings, words)
        waiver = findings.waivers.get(row["waiver_id"] or "")
        if waiver is not None:
            yield Line(waiver_text(waiver, words), 2)


def link_lines(row: Row, findings: Findings, languages: Iterable[Words]) -> Iterator[Line]:
    """Everything about a suggested series link: why, its proof, what else it could be, and how to accept it."""
    facts = [LINK_SEVERITY, row["status"], f"suggested series link {row['suggestion_id']}", *_measures(row)]
    yield Line(" · ".join(facts), severity=LINK_SEVERITY)
    yield from _bulletins(row, findings)
    for words in languages:
        yield from _said(row[f"explanation_{words.suffix}"], row[f"proof_{words.suffix}"])
        for line in row[f"rejected_{words.suffix}"].splitlines():
            yield Line(line, 4)
        yield Line(words.accept, 2)
    yield Line(",".join(STEWARD_TABLES["series_links"]), verbatim=True)
    yield Line(row["csv_row"], verbatim=True)


def _measures(row: Row) -> Iterator[str]:
    """Gap, strain and revision bands, where there are any."""
    if row.get("gap"):
        yield f"gap {plain_number(in_words(row['gap'], ROUND_FLOOR) or Decimal(0))} {row['unit'] or ''}".rstrip()
    if row["strain"] is not None:
        yield f"strain {row['strain']:.2f}"
    if row["revision_needed"] is not None:
        band = "" if row["revision_band"] is None else f" of {_percent(row['revision_band'])} % allowed"
        yield f"revision needed {_percent(row['revision_needed'])} %{band}"


def _percent(fraction: Decimal) -> str:
    return plain_number(fraction * 100)


def _bulletins(row: Row, findings: Findings) -> Iterator[Line]:
    names = [f"{findings.bulletins.get(known) or 'bulletin'} ({known})" for known in row["bulletin_ids"]]
    yield Line("; ".join(names), 2)


def _said(explanation: str, proof: str) -> Iterator[Line]:
    yield Line(explanation, 2)
    for line in proof.splitlines() if proof != explanation else ():
        yield Line(line, 4)


def _suspects(conflict: Row, suspects: Rows, findings: Findings, words: Words) -> Iterator[Line]:
    yield Line(words.suspects if suspects else words.no_set, 2)
    for rank, found in groupby(suspects, key=lambda row: row["set_rank"]):
        members = list(found)
        if len(members) > 1:
            yield Line(f"{rank}. {words.together.format(count=len(members))}", 4)
        for row in members:
            yield from _suspect(row, f"{rank}. " if len(members) == 1 else "- ", findings, words)
            yield Line(_repairs(row, conflict, words), 7)


def _suspect(row: Row, mark: str, findings: Findings, words: Words) -> Iterator[Line]:
    reported = words.interval(*findings.reported.get(row["observation_id"], (None, None)))
    implied = words.interval(row["implied_low"], row["implied_high"])
    yield Line(mark + words.suspect.format(quote=row["quote"], reported=reported, implied=implied), 4)


def _repairs(row: Row, conflict: Row, words: Words) -> str:
    """The misprints that would let the figures agree, likeliest first."""
    own = [
        words.repaired(repair["value_text"], Decimal(repair["value"]), repair["kind"])
        for found in conflict["min_sets"] or ()
        for repair in found["repairs"]
        if found["rank"] == row["set_rank"] and repair["observation_id"] == row["observation_id"]
    ]
    return words.perhaps + words.otherwise.join(own) if own else words.no_repair


def waiver_text(waiver: Row, words: Words) -> str:
    """Who accepted a contradiction, why, and until when."""
    until = "" if waiver["expires_on"] is None else f" … {waiver['expires_on'].isoformat()}"
    waived = f", {waiver['waived_on'].isoformat()}" if waiver["waived_on"] is not None else ""
    return words.waived.format(
        waiver=waiver["waiver_id"], reason=waiver["reason"], author=waiver["author"], until=waived + until
    )


def closing_line(findings: Findings) -> str:
    """The counts: identities, figures by verdict, conflicts by severity, suggested links."""
    verdicts = Counter(row["status"] for row in findings.verdicts)
    conflicts = Counter((row["severity"], row["status"]) for row in findings.conflicts)
    in_order = sorted(conflicts, key=lambda found: (SEVERITIES.index(found[0]), found[1]))
    parts = [
        _counted(
            "figures", verdicts.total(), [f"{verdicts[s]} {s.replace('_', ' ')}" for s in STATUSES if verdicts[s]]
        ),
        _counted("conflicts", conflicts.total(), [f"{conflicts[found]} {' '.join(found)}" for found in in_order]),
        f"suggested series links: {len(findings.links)}",
    ]
    return "; ".join(parts)


def _counted(name: str, total: int, parts: list[str]) -> str:
    return f"{name}: {total} ({', '.join(parts)})" if parts else f"{name}: {total}"
