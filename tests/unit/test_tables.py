"""Raw tables: schemas come from the row types, numbers stay exact, a batch is written whole or not at all."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from orchestration import tables
from orchestration.bulletins.records import DocumentSource, Numeral, Observation
from orchestration.tables import (
    EMPTY_FILE,
    RECORD_TYPES,
    SCHEMAS,
    UnstorableRow,
    count_raw,
    ensure_raw,
    newest_rows,
    read_raw,
    rows_to_table,
    table_to_rows,
    write_batch,
)
from tests.support.raw_home import record_of

NOON = datetime(2024, 6, 13, 12, 0, 0, 123456, tzinfo=UTC)
KEYS = {"reading_id": "r", "batch_id": "b"}


def source(name: str = "a.txt", first_seen: datetime = NOON) -> DocumentSource:
    return DocumentSource("ddcbd82d5eefc042", "0" * 64, name, None, "44136fa355b3678a", first_seen)


def observation(**columns: object) -> Observation:
    texts = dict.fromkeys(
        (
            "bulletin_id",
            "observation_id",
            "statement_id",
            "quote",
            "domain",
            "measure",
            "role",
            "value_text",
            "obs_status",
        ),
        "x",
    )
    numbers = dict.fromkeys(("start", "end", "sentence_start", "sentence_end", "decimals"), 0)
    row = record_of(Observation, {**texts, **numbers})
    return Observation(**{**{name: getattr(row, name) for name in row.__dataclass_fields__}, **columns})  # type: ignore[arg-type]


def test_every_raw_table_has_a_schema_and_extracted_ones_name_their_reading() -> None:
    assert set(SCHEMAS) == {
        "documents", "document_sources", "quarantine", "readings",
        "observations", "numerals", "project_events", "situations",
    }  # fmt: skip
    for name in ("observations", "numerals", "project_events", "situations"):
        assert SCHEMAS[name].names[:2] == ["reading_id", "batch_id"]


@pytest.mark.parametrize(
    ("table", "column", "arrow_type", "nullable"),
    [
        ("observations", "value", pa.decimal128(38, 6), True),
        ("observations", "start", pa.int32(), False),
        ("observations", "period_start", pa.date32(), True),
        ("observations", "rule_ids", pa.list_(pa.field("element", pa.string(), nullable=False)), False),
        (
            "observations",
            "value_candidates",
            pa.list_(pa.field("element", pa.decimal128(38, 6), nullable=False)),
            False,
        ),
        ("documents", "text", pa.string(), False),
        ("documents", "ingested_at", pa.timestamp("us", tz="UTC"), False),
        ("quarantine", "resolved", pa.bool_(), False),
    ],
)
def test_columns_take_their_type_from_the_row_type(
    table: str, column: str, arrow_type: pa.DataType, nullable: bool
) -> None:
    assert SCHEMAS[table].field(column) == pa.field(column, arrow_type, nullable=nullable)


def test_a_fresh_home_has_a_typed_empty_file_of_every_table(tmp_path: Path) -> None:
    ensure_raw(tmp_path)
    for name, schema in SCHEMAS.items():
        assert pq.read_schema(tmp_path / name / EMPTY_FILE).equals(schema)
        assert read_raw(tmp_path, name).num_rows == 0


def test_the_empty_file_sorts_before_every_batch_and_batches_by_their_time(tmp_path: Path) -> None:
    ensure_raw(tmp_path)
    later = write_batch(tmp_path, "document_sources", rows_to_table("document_sources", [source("b")]), NOON)
    earlier = write_batch(
        tmp_path,
        "document_sources",
        rows_to_table("document_sources", [source("a")]),
        NOON - timedelta(days=1),
    )
    assert later and earlier
    assert sorted(path.name for path in (tmp_path / "document_sources").iterdir()) == [
        EMPTY_FILE, earlier.name, later.name,
    ]  # fmt: skip
    assert read_raw(tmp_path, "document_sources")["source_name"].to_pylist() == ["a", "b"]


def test_the_newest_rows_come_first_and_all_are_counted(tmp_path: Path) -> None:
    ensure_raw(tmp_path)
    assert (count_raw(tmp_path, "document_sources"), newest_rows(tmp_path, "document_sources", 3, ["sha256"])) == (
        0,
        [],
    )
    for day, names in enumerate(["ab", "cd", "e"]):
        table = rows_to_table("document_sources", [source(name) for name in names])
        write_batch(tmp_path, "document_sources", table, NOON + timedelta(days=day))
    assert count_raw(tmp_path, "document_sources") == 5
    newest = newest_rows(tmp_path, "document_sources", 2, ["source_name"])
    assert newest == [{"source_name": "e"}, {"source_name": "d"}]
    assert len(newest_rows(tmp_path, "document_sources", 9, ["source_name"])) == 5


def test_chosen_files_alone_are_read(tmp_path: Path) -> None:
    paths = [
        write_batch(tmp_path, "document_sources", rows_to_table("document_sources", [source(name)]), NOON)
        for name in "abc"
    ]
    chosen = [path.name for path in paths[1:] if path]
    rows = read_raw(tmp_path, "document_sources", files=chosen)
    assert sorted(rows["source_name"].to_pylist()) == ["b", "c"]


def test_batches_are_compressed_with_zstandard(tmp_path: Path) -> None:
    path = write_batch(tmp_path, "document_sources", rows_to_table("document_sources", [source()]), NOON)
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_batch_without_rows_writes_no_file(tmp_path: Path) -> None:
    assert write_batch(tmp_path, "numerals", rows_to_table("numerals", [], **KEYS), NOON) is None
    assert not (tmp_path / "numerals").exists()


@pytest.mark.parametrize(
    "number",
    [
        "9007199254740993",
        "0.1",
        "-5",
        "0.000001",
        "9" * 32,
        "99999999999999999999999999999999.999999",
        "2.7E+9",
    ],
)
def test_numbers_come_back_exactly(tmp_path: Path, number: str) -> None:
    rows = [observation(value=Decimal(number), value_candidates=(Decimal(number), Decimal(1)))]
    write_batch(tmp_path, "observations", rows_to_table("observations", rows, **KEYS), NOON)
    (back,) = table_to_rows(read_raw(tmp_path, "observations"), Observation)
    assert back.value == Decimal(number)
    assert back.value_candidates == (Decimal(number), Decimal(1))


def test_keys_can_be_one_for_all_rows_or_one_for_each() -> None:
    rows = [source("a"), source("b")]
    table = rows_to_table("document_sources", rows, sidecar="{}", source_name=["c", "d"])
    assert table.select(["source_name", "sidecar"]).to_pylist() == [
        {"source_name": "c", "sidecar": "{}"},
        {"source_name": "d", "sidecar": "{}"},
    ]


def test_a_tenth_and_two_tenths_are_three_tenths(tmp_path: Path) -> None:
    rows = [observation(value=Decimal(text)) for text in ("0.1", "0.2", "0.3")]
    write_batch(tmp_path, "observations", rows_to_table("observations", rows, **KEYS), NOON)
    tenth, fifth, sum_of_both = read_raw(tmp_path, "observations")["value"].to_pylist()
    assert tenth + fifth == sum_of_both


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("value", Decimal("0.0000001"), "row 1, column value"),
        ("value", Decimal("1e33"), "row 1, column value"),
        ("value", Decimal("47000120710081008041020138013001.2603066"), "row 1, column value"),
        ("value", Decimal("NaN"), "row 1, column value"),
        ("value", Decimal("Infinity"), "row 1, column value"),
        ("value", 0.1, "expected Decimal, got float"),
        ("value", 3, "expected Decimal, got int"),
        ("start", 2**31, "row 1, column start"),
        ("start", True, "expected int, got bool"),
        ("start", "7", "expected int, got str"),
        ("quote", None, "column quote: a value is required here"),
        ("quote", "half a pair \ud800", "row 1, column quote"),
        ("period_start", datetime(2024, 1, 1, tzinfo=UTC), "expected date, got datetime"),
        ("rule_ids", ["a"], "expected a tuple, got list"),
        ("rule_ids", ("a", None), "column rule_ids: a value is required here"),
        ("value_candidates", (Decimal("0.0000001"),), "row 1, column value_candidates"),
    ],
)
def test_what_does_not_fit_names_table_row_and_column(column: str, value: object, said: str) -> None:
    with pytest.raises(UnstorableRow, match="table observations, row 1") as raised:
        rows_to_table("observations", [observation(), observation(**{column: value})], **KEYS)
    assert said in str(raised.value)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(UnstorableRow, match="time zone"):
        rows_to_table("document_sources", [source(first_seen=datetime(2024, 6, 13))])


def test_times_of_any_zone_come_back_as_the_same_moment(tmp_path: Path) -> None:
    hanoi = NOON.astimezone(timezone(timedelta(hours=7)))
    write_batch(tmp_path, "document_sources", rows_to_table("document_sources", [source(first_seen=hanoi)]), NOON)
    (back,) = table_to_rows(read_raw(tmp_path, "document_sources"), DocumentSource)
    assert back.first_seen == NOON
    assert back.first_seen.utcoffset() == timedelta()


def test_only_the_schema_of_the_table_is_written(tmp_path: Path) -> None:
    with pytest.raises(UnstorableRow, match="table numerals"):
        write_batch(tmp_path, "numerals", rows_to_table("document_sources", [source()]), NOON)


def test_columns_and_rows_can_be_chosen(tmp_path: Path) -> None:
    write_batch(tmp_path, "document_sources", rows_to_table("document_sources", [source("a"), source("b")]), NOON)
    table = read_raw(tmp_path, "document_sources", columns=["source_name"], where=ds.field("source_name") == "b")
    assert table.to_pydict() == {"source_name": ["b"]}


@pytest.fixture
def _fails_at_the_rename(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def broken(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", broken)
        yield


@pytest.mark.usefixtures("_fails_at_the_rename")
def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        write_batch(tmp_path, "document_sources", rows_to_table("document_sources", [source()]), NOON)
    assert list((tmp_path / "document_sources").iterdir()) == []


def test_a_writer_killed_before_the_rename_leaves_no_row_to_read(tmp_path: Path) -> None:
    pid = os.fork()
    if pid == 0:  # the child dies as by a power cut: no handler runs
        tables._hash_of = lambda path: os._exit(9)  # type: ignore[assignment]
        write_batch(tmp_path, "document_sources", rows_to_table("document_sources", [source()]), NOON)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    left = list((tmp_path / "document_sources").iterdir())
    assert len(left) == 1
    assert left[0].name.startswith(".writing-")
    assert read_raw(tmp_path, "document_sources").num_rows == 0


def test_what_a_killed_writer_left_is_removed_a_day_later(tmp_path: Path) -> None:
    ensure_raw(tmp_path)
    fresh, old = (tmp_path / "numerals" / f".writing-{name}.tmp" for name in ("1", "2"))
    for path in (fresh, old):
        path.write_bytes(b"half")
    two_days_ago = old.stat().st_mtime - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    ensure_raw(tmp_path)
    assert fresh.exists()
    assert not old.exists()


def test_dates_and_lists_come_back_as_they_were(tmp_path: Path) -> None:
    row = observation(period_start=date(2024, 1, 1), rule_ids=("a", "b"), flags=())
    write_batch(tmp_path, "observations", rows_to_table("observations", [row], **KEYS), NOON)
    assert table_to_rows(read_raw(tmp_path, "observations"), Observation) == [row]


def test_every_row_type_can_be_stored_empty_and_read_back(tmp_path: Path) -> None:
    ensure_raw(tmp_path)
    for name, record_type in RECORD_TYPES.items():
        assert table_to_rows(read_raw(tmp_path, name), record_type) == []


def test_the_table_of_numerals_carries_its_reading(tmp_path: Path) -> None:
    numeral = Numeral("x", "x:1", 1, 2, "5", "ordinal", None, "rule")
    table = rows_to_table("numerals", [numeral], reading_id="r1", batch_id="b1")
    assert table.select(["reading_id", "batch_id", "text"]).to_pylist() == [
        {"reading_id": "r1", "batch_id": "b1", "text": "5"}
    ]
