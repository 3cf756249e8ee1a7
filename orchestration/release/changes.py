"""What changed since an earlier release: figures, verdicts, conflicts.

A figure is the same figure where bulletin and first code point are the same; a conflict where its id is, which is a
hash of identity and members. Both releases are read from their Parquet files.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.release.text_forms import copy_csv, literal, quoted, text_form

FIGURES, CONFLICTS = "marts.observations", "quality.conflicts"
MOST_TOLD = 50
"""Rows of one kind that changes.md tells; changes.csv has all."""

COMPARED = (
    "end", "quote", "value_text", "value", "value_used", "unit", "hedge", "low", "high", "indicator", "item", "season",
    "coverage", "partner", "measure", "basis", "role", "obs_status", "ref_area", "place", "time_period", "restates",
    "is_preferred",
)  # fmt: skip

KINDS: Mapping[str, tuple[str, str]] = {
    "figure_new": ("Số liệu mới", "New figures"),
    "figure_changed": ("Số liệu đọc khác trước", "Figures read or corrected otherwise"),
    "figure_gone": ("Số liệu không còn", "Figures that are gone"),
    "verdict_changed": ("Kết quả đối chiếu thay đổi", "Verdicts that changed"),
    "conflict_new": ("Mâu thuẫn mới", "New conflicts"),
    "conflict_settled": ("Mâu thuẫn đã xử lý", "Conflicts settled"),
    "conflict_reopened": ("Mâu thuẫn mở lại", "Conflicts opened again"),
    "conflict_gone": ("Mâu thuẫn không còn", "Conflicts that are gone"),
}

_EMPTY = """select
    null::varchar as kind, null::varchar as bulletin_id, null::integer as "start", null::integer as "end",
    null::varchar as id, null::varchar as "column", null::varchar as "before", null::varchar as "after",
    null::varchar as quote, null::varchar as source_name
where false"""


@dataclass(frozen=True, slots=True)
class Base:
    """The release that this one is compared with."""

    version: str
    folder: Path
    fingerprint: str


def parquet(folder: Path, table: str) -> Path:
    """Where a release holds a table as Parquet."""
    return folder / "parquet" / f"{table}.parquet"


def write_changes(release: Path, base: Base | None) -> dict[str, int]:
    """Write `changes/changes.csv` and `changes/changes.md` into a release whose Parquet files are there.

    Args:
        release: the folder of the new release.
        base: the release before; None where this is the first.

    Returns:
        Kind of change → how many rows.
    """
    folder = release / "changes"
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"create temp table changes as {_changes(connection, release, base)}")
        order = 'kind, bulletin_id, "start", id, "column"'
        copy_csv(connection, f"select * from changes order by {order}", folder / "changes.csv")  # noqa: S608
        found = connection.execute("select kind, count(*) from changes group by kind").fetchall()
        counts = {kind: dict(found).get(kind, 0) for kind in KINDS}
        (folder / "changes.md").write_text("\n".join(_page(connection, base, counts)), encoding="utf-8")
    return counts


def _changes(connection: duckdb.DuckDBPyConnection, release: Path, base: Base | None) -> str:
    if base is None:
        return _EMPTY
    for name, folder in (("old", base.folder), ("new", release)):
        for table in (FIGURES, CONFLICTS):
            source = literal(parquet(folder, table))
            view = f"{name}_{table.partition('.')[2]}"
            connection.execute(f"create view {view} as from read_parquet({source})")
    parts = [_EMPTY, *_figures(connection), *_conflicts()]
    return " union all ".join(f"({part})" for part in parts)


def _figures(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for kind, here, there in (("figure_new", "new", "old"), ("figure_gone", "old", "new")):
        before, after = ("null", "here.value_text") if here == "new" else ("here.value_text", "null")
        yield (
            f"select '{kind}', here.bulletin_id, here.start, here.\"end\", here.observation_id, null, "  # noqa: S608
            f"{before}, {after}, here.quote, here.source_name from {here}_observations as here "
            f"anti join {there}_observations as there on here.observation_id = there.observation_id"
        )
    types = {name: kind for name, kind, *_ in connection.execute("from new_observations limit 0").description or ()}
    known = {name for name, *_ in connection.execute("from old_observations limit 0").description or ()}
    for column in (*COMPARED, "verdict"):
        if column in types and column in known:
            yield _changed(column, types[column])


def _changed(column: str, kind: object) -> str:
    name = "verdict_changed" if column == "verdict" else "figure_changed"
    before, after = (text_form(f"{side}.{quoted(column)}", kind) for side in ("old", "new"))
    return (
        f"select '{name}', new.bulletin_id, new.start, new.\"end\", new.observation_id, {literal(column)}, "  # noqa: S608
        f"cast({before} as varchar), cast({after} as varchar), new.quote, new.source_name "
        "from new_observations as new join old_observations as old on new.observation_id = old.observation_id "
        f"where new.{quoted(column)} is distinct from old.{quoted(column)}"
    )


def _conflicts() -> Iterator[str]:
    columns = "null, null, null, coalesce(new.conflict_id, old.conflict_id)"
    yield (
        "select case when old.conflict_id is null then 'conflict_new' "  # noqa: S608
        "when new.conflict_id is null then 'conflict_gone' "
        f"when new.status = 'open' then 'conflict_reopened' else 'conflict_settled' end, {columns}, 'status', "
        "old.status, new.status, array_to_string(coalesce(new.quotes, old.quotes), ' · '), null "
        "from new_conflicts as new full join old_conflicts as old on new.conflict_id = old.conflict_id "
        "where new.status is distinct from old.status"
    )


def _page(connection: duckdb.DuckDBPyConnection, base: Base | None, counts: Mapping[str, int]) -> Iterator[str]:
    yield "# Thay đổi so với bản phát hành trước / Changes since the last release\n"
    if base is None:
        yield "Đây là bản phát hành đầu tiên: chưa có gì để so sánh.\n"
        yield "This is the first release: there is nothing to compare it with."
        return
    yield f"So với / since: **{base.version}** (`{base.fingerprint}`)\n"
    if not any(counts.values()):
        yield "Không có thay đổi nào. / Nothing changed."
        return
    yield "| | | |\n|---|---|---:|"
    yield from (f"| {KINDS[kind][0]} | {KINDS[kind][1]} | {count} |" for kind, count in counts.items())
    for kind, count in counts.items():
        if count:
            yield f"\n## {KINDS[kind][0]} / {KINDS[kind][1]}\n"
            yield from _told(connection, kind, count)


def _told(connection: duckdb.DuckDBPyConnection, kind: str, count: int) -> Iterator[str]:
    rows = connection.execute(
        'select id, source_name, "column", "before", "after", quote from changes where kind = ? '  # noqa: S608
        f'order by bulletin_id, "start", id, "column" limit {MOST_TOLD}',
        [kind],
    ).fetchall()
    yield from (_line(row) for row in rows)
    if count > MOST_TOLD:
        yield f"\n… {count - MOST_TOLD} dòng nữa trong / more in `changes.csv`"


def _line(row: Sequence[str | None]) -> str:
    identifier, source, column, before, after, quote = (_plain(part) for part in row)
    where = f"{source}, " if source else ""
    step = f": {column} {before or '–'} → {after or '–'}" if column else ""
    return f"- {where}`{identifier}` «{quote}»{step}"


def _plain(text: str | None) -> str:
    """Text of a bulletin as one harmless line of Markdown."""
    escaped = html.escape(" ".join((text or "").split()), quote=False)
    return "".join(f"\\{mark}" if mark in "\\`*_[]|" else mark for mark in escaped)
