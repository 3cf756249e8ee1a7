"""A built home held against the truth of its corpus: facts recovered, planted errors found, false alarms."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.published import connect_published
from orchestration.settings import Settings
from tests.support.golden import Row
from tests.support.labelled import Passage
from tests.support.scoring import Rows, Score, compare

NUMBERS = ("value", "yoy_pct", "mom_pct", "pct_of_plan")
FIGURES = """
    select sources.source_name, figures.* exclude (rule_ids, flags, evidence, reading_id, batch_id)
    from staging.observations as figures
    inner join temp.chosen as sources on figures.bulletin_id = sources.bulletin_id
"""
EVENTS = """
    select sources.source_name, events.*
    from staging.project_events as events
    inner join temp.chosen as sources on events.bulletin_id = sources.bulletin_id
"""
NUMERALS = """
    select sources.source_name, numerals.*
    from staging.numerals as numerals
    inner join temp.chosen as sources on numerals.bulletin_id = sources.bulletin_id
"""
OPEN_CONFLICTS = "select conflict_id, observation_ids from quality.conflicts where status = 'open'"
CHUNK = 1000


def read_truth(corpus: Path) -> Iterator[Row]:
    """The lines of a corpus's truth, numbers exact."""
    with (corpus / "truth.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line, parse_float=Decimal)
            for fact in row["facts"]:
                fact |= {name: Decimal(fact[name]) for name in NUMBERS if fact.get(name) is not None}
            yield row


def recovered(settings: Settings, corpus: Path, sample: int) -> Mapping[str, Any]:
    """How well the figures of the warehouse answer the truth, over every n-th bulletin, about `sample` in all.

    The measures are those of `benchmarks/extraction_quality.py`.
    """
    truth = list(read_truth(corpus))
    chosen = truth[:: max(1, len(truth) // sample)]
    score = Score()
    with connect_published(settings) as connection:
        for start in range(0, len(chosen), CHUNK):
            some = chosen[start : start + CHUNK]
            names = ", ".join(f"'{row['doc']}.txt'" for row in some)
            connection.execute(
                f"create or replace temp table chosen as select bulletin_id, source_name "
                f"from warehouse.staging.document_sources where source_name in ({names})"
            )
            rows = [_by_name(connection, query) for query in (FIGURES, EVENTS, NUMERALS)]
            for row in some:
                text = (corpus / "inbox" / f"{row['doc']}.txt").read_bytes().decode()
                passage = Passage(row["doc"], text, tuple(row["facts"]), tuple(row["infrastructure_events"]))
                compare(passage, Rows(*(table.get(f"{row['doc']}.txt", []) for table in rows)), score)
    return {"bulletins": len(chosen), **score.measures()}


def _by_name(connection: Any, query: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    table = connection.sql(query).to_arrow_table()
    for row in table.to_pylist():
        plain = {key: value if not hasattr(value, "isoformat") else value.isoformat() for key, value in row.items()}
        found.setdefault(row["source_name"], []).append(plain)
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the planted errors, and what else was said to be wrong.

    Attributes:
        planted: misprinted figures.
        noticed: those in a conflict that is open and not merely revised.
        suspect: those in one of its smallest sets.
        first: those in the likeliest one.
        repaired: those whose first repair is what was meant.
        conflicts: open conflicts in all.
        unfounded: those without a misprinted figure.
        by_kind: (planted, noticed) by kind of misprint.
    """

    planted: int
    noticed: int
    suspect: int
    first: int
    repaired: int
    conflicts: int
    unfounded: int
    by_kind: Mapping[str, tuple[int, int]]


def errors_found(settings: Settings, corpus: Path) -> Found:
    """Look for every planted error among the conflicts of the warehouse."""
    planted = {row["doc"] + ".txt": row["planted"] for row in read_truth(corpus) if row["planted"]}
    with connect_published(settings) as connection:
        names = dict(connection.execute("select source_name, bulletin_id from staging.document_sources").fetchall())
        conflicts = connection.execute(OPEN_CONFLICTS).fetchall()
        suspects = connection.execute("""
            select observation_id, min(set_rank), arg_min(repair_value, set_rank)
            from quality.conflict_suspects
            where conflict_id in (select conflict_id from quality.conflicts where status = 'open')
            group by observation_id
        """).fetchall()
    wrong = {_observation(names, name, row["start"]): row for name, row in planted.items()}
    accused = {observation_id: (rank, repair) for observation_id, rank, repair in suspects}
    told = {member for _, members in conflicts for member in members}
    kinds: Counter[str] = Counter(row["kind"] for row in wrong.values())
    noticed = Counter(row["kind"] for key, row in wrong.items() if key in told)
    return Found(
        planted=len(wrong),
        noticed=sum(noticed.values()),
        suspect=sum(key in accused for key in wrong),
        first=sum(accused.get(key, (0, None))[0] == 1 for key in wrong),
        repaired=sum(
            key in accused and accused[key][0] == 1 and _same(accused[key][1], row["right"])
            for key, row in wrong.items()
        ),
        conflicts=len(conflicts),
        unfounded=sum(not set(members) & set(wrong) for _, members in conflicts),
        by_kind={kind: (count, noticed[kind]) for kind, count in sorted(kinds.items())},
    )


def _observation(names: Mapping[str, str], name: str, start: int) -> str:
    return f"{names.get(name)}:{start}"


def _same(repair: Decimal | None, right: Any) -> bool:
    return repair is not None and Decimal(repair) == Decimal(str(right))
