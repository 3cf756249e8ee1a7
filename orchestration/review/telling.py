"""A decision in words: the row, and what it would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestration.reconciling.telling import Line
from orchestration.review.correctable import as_text
from orchestration.review.effects import ConflictChange, Effect, FigureChange

MOST = 40
"""Changed figures and conflicts that are told one by one."""


def row_lines(table: str, row: Mapping[str, str | None]) -> Iterator[Line]:
    """A row as it stands or will stand in its file, filled cells only."""
    yield Line(f"steward/{table}.csv")
    for column, cell in row.items():
        if cell is not None:
            yield Line(f"{column}: {cell}", 2)


def effect_lines(effect: Effect) -> Iterator[Line]:
    """What would change: conflicts, then figures, then the counts."""
    yield Line(f"Sẽ thay đổi / Would change ({effect.figures} figures of {effect.bulletins} bulletins solved anew):")
    if effect.is_nothing:
        yield Line("Không kết luận và mâu thuẫn nào thay đổi. / No verdict and no conflict.", 2)
        return
    for conflict in effect.conflict_changes[:MOST]:
        yield from _conflict(conflict)
    for figure in effect.figure_changes[:MOST]:
        yield Line(_figure(figure), 2)
    more = len(effect.conflict_changes[MOST:]) + len(effect.figure_changes[MOST:])
    if more:
        yield Line(f"… and {more} more", 2)
    before, after = (_counts(counts) for counts in effect.verdicts)
    yield Line(f"verdicts: {before} → {after}", 2)


def _conflict(change: ConflictChange) -> Iterator[Line]:
    yield Line(
        f"{change.severity} conflict {change.conflict_id}: {_status(change.before)} → {_status(change.after)}", 2
    )
    yield Line(change.explanation_vi, 4)
    yield Line(change.explanation_en, 4)


def _status(status: str | None) -> str:
    return status or "none"


def _figure(change: FigureChange) -> str:
    told = f"«{change.quote}» {change.observation_id}: {_verdict(change.before)}"
    if change.after != change.before:
        told += f" → {_verdict(change.after)}"
    if change.before is not None and change.after is not None and change.value_before != change.value_after:
        told += f"; value used {as_text(change.value_before)} → {as_text(change.value_after)}, printed as before"
    return told


def _verdict(status: str | None) -> str:
    return "not counted" if status is None else status.replace("_", " ")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {_verdict(status)}" for status, count in sorted(counts.items())) or "none"
