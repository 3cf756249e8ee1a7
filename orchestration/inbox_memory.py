"""What was seen of an inbox when it was last read: which files were set aside, and which can be passed over next time.

- Names in quarantine are relative to their inbox and do not say which one that was. Without this memory a file that
  its owner has thrown away would stay in quarantine for ever.
- A file whose size, times and inode are as they were has the bytes that it had. So only new and changed files are
  opened, and an inbox of a million files costs one look at each.

Losing the memory costs no more than that: files are opened again, and found to be known.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.inbox import InboxFile

SEEN = pa.schema(
    [
        pa.field("name", pa.string(), nullable=False),
        pa.field("stem", pa.string(), nullable=False),
        pa.field("size", pa.int64(), nullable=False),
        pa.field("modified", pa.int64(), nullable=False),
        pa.field("changed", pa.int64(), nullable=False),
        pa.field("inode", pa.int64(), nullable=False),
    ]
)
"""One row a file: its name, that without its ending (which its sidecar shares), and what its content hangs on."""
REMEMBERED = SEEN.append(pa.field("sha256", pa.string()))
"""And the hash of its bytes; null for a sidecar."""
RACE_NANOSECONDS = 2_000_000_000
"""A file that was changed this shortly before it was read may be changed again without a sign: clocks are coarse."""
SAME = " and ".join(f"now.{column} = before.{column}" for column in SEEN.names)


@dataclass(frozen=True, slots=True)
class InboxMemory:
    """The memory of one inbox: two small files in the home.

    Attributes:
        home: `BANTIN_HOME`.
        inbox: the folder that is remembered.
    """

    home: Path
    inbox: Path

    @property
    def path(self) -> Path:
        """Where the memory of what was set aside is kept."""
        name = hashlib.sha256(os.fsencode(self.inbox.resolve())).hexdigest()[:16]
        return self.home / "inboxes" / f"{name}.json"

    @property
    def seen_path(self) -> Path:
        """Where the memory of what was read is kept."""
        return self.path.with_suffix(".parquet")

    def set_aside(self) -> list[str]:
        """The names that were set aside last time; none where nothing can be remembered."""
        try:
            names = json.loads(self.path.read_text(encoding="utf-8"))["set_aside"]
        except (OSError, ValueError, KeyError, TypeError):
            return []
        return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []

    def remember(self, names: Collection[str]) -> None:
        """Keep the names that are set aside now; writes only where that has changed."""
        if sorted(names) == self.set_aside():
            return
        inbox = os.fsencode(self.inbox.resolve()).decode("utf-8", "backslashreplace")
        text = json.dumps({"inbox": inbox, "set_aside": sorted(names)}, ensure_ascii=False, indent=2)
        _replace(self.path, text.encode())

    # --- what was read ----------------------------------------------------------------------------

    def changed(self, seen: pa.Table, rules: str, elsewhere: Iterable[str]) -> set[str]:
        """Compare what is there with what was read last time, and name the files to open.

        Those are the new and the changed ones, those whose sidecar is new, changed or gone, and every file with the
        bytes of one of these or of one that has gone.

        Args:
            seen: `seen_of` the inbox.
            rules: what else decides how a file is read; under other rules every file is to be opened.
            elsewhere: hashes of bytes of which something new is known since, from another inbox.
        """
        with duckdb.connect(":memory:") as connection:
            connection.register("now", seen)
            connection.register("before", self._remembered(rules))
            connection.register("elsewhere", pa.table({"sha256": pa.array(list(elsewhere), pa.string())}))
            names = connection.execute(f"""
                with stirred as (
                    select now.stem from now left join before on {SAME} where before.name is null
                    union
                    select before.stem from before left join now on {SAME} where now.name is null
                ),
                bytes as (
                    select sha256 from before where stem in (from stirred)
                    union
                    from elsewhere
                )
                select now.name
                from now left join before on now.name = before.name
                where now.stem in (from stirred) or before.sha256 in (select sha256 from bytes where sha256 is not null)
            """).fetchall()  # noqa: S608 - names of columns
        return {name for (name,) in names}

    def of_bytes(self, hashes: Iterable[str], rules: str) -> set[str]:
        """The remembered files that have the bytes of one of these hashes."""
        before = self._remembered(rules)
        chosen = before.filter(pc.is_in(before["sha256"], value_set=pa.array(list(hashes), pa.string())))
        return set(chosen["name"].to_pylist())

    def bulletins_besides(self, names: Collection[str], rules: str) -> int:
        """How many bulletins are remembered of which no file is among `names`."""
        before = self._remembered(rules)
        among = pc.is_in(before["name"], value_set=pa.array(list(names), pa.string()))
        touched = before.filter(among)["sha256"].combine_chunks()
        rest = before.filter(pc.and_(pc.invert(among), pc.invert(pc.is_in(before["sha256"], value_set=touched))))
        return int(pc.count_distinct(rest["sha256"]).as_py())

    def newest_document(self, rules: str) -> str | None:
        """The name of the newest batch of documents when the inbox was last read; None where that is not known."""
        known = self._remembered(rules).schema.metadata or {}
        return known[b"newest_document"].decode() if b"newest_document" in known else None

    def keep(
        self,
        seen: pa.Table,
        hashes: dict[str, str],
        *,
        bad: Collection[str],
        opened: Collection[str],
        rules: str,
        read_at: int,
        newest_document: str,
    ) -> None:
        """Remember the files that were read well.

        Args:
            seen: `seen_of` the inbox, as it was when reading began.
            hashes: of the bulletins that were opened, by name.
            bad: names that were set aside; they are looked at again next time.
            opened: names of all files that were looked at.
            rules: as for `changed`.
            read_at: when reading began, in nanoseconds of the system's clock.
            newest_document: the name of the newest batch of documents.
        """
        before = self._remembered(rules)
        if not opened and before.num_rows == seen.num_rows and self.newest_document(rules) == newest_document:
            return
        found = pa.table({"name": pa.array(hashes, pa.string()), "sha256": pa.array(hashes.values(), pa.string())})
        with duckdb.connect(":memory:") as connection:
            connection.register("now", seen)
            connection.register("before", before)
            connection.register("opened", found)
            connection.register("bad", pa.table({"name": pa.array(list(bad), pa.string())}))
            known = connection.execute(f"""
                select now.*, coalesce(opened.sha256, before.sha256) as sha256
                from now
                left join opened on now.name = opened.name
                left join before on now.name = before.name
                where now.stem not in (select regexp_replace(name, '\\.[^./]*$', '') from bad)
                    and greatest(now.modified, now.changed) < {read_at - RACE_NANOSECONDS}
                order by now.name
            """).to_arrow_table()  # noqa: S608 - a number
        table = known.cast(REMEMBERED).replace_schema_metadata({"rules": rules, "newest_document": newest_document})
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        _replace(self.seen_path, sink.getvalue())

    def _remembered(self, rules: str) -> pa.Table:
        try:
            table = pq.read_table(self.seen_path)
        except (OSError, pa.ArrowException):
            return REMEMBERED.empty_table()
        known = (table.schema.metadata or {}).get(b"rules", b"").decode()
        return table if known == rules and table.schema.equals(REMEMBERED) else REMEMBERED.empty_table()


def seen_of(files: Iterable[InboxFile]) -> pa.Table:
    """What can be remembered of the files of an inbox: those that can be opened."""
    rows = [(file.name, _stem(file.name), file.size, *file.state) for file in files if file.problem is None]
    columns = zip(*rows, strict=True) if rows else ([] for _ in SEEN)
    return pa.table([pa.array(list(column), field.type) for column, field in zip(columns, SEEN, strict=True)], SEEN)


def _stem(name: str) -> str:
    """A name without its ending, as a bulletin shares it with its sidecar."""
    head, dot, tail = name.rpartition(".")
    return head if dot and "/" not in tail else name


def _replace(path: Path, content: bytes | pa.Buffer) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_bytes(content)
    temporary.replace(path)
