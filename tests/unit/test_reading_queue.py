"""The reading queue: what is stale is read, what is not is left alone, and a failing bulletin stops no other."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration import reading_queue as queue_module
from orchestration.bulletins.records import (
    Document,
    Extraction,
    QuarantinedFile,
    Reading,
)
from orchestration.ingest import ingest_inbox
from orchestration.reading_queue import Extractor, ExtractReport, extract_stale
from orchestration.settings import Settings
from orchestration.tables import EXTRACTED_TABLES, read_raw, table_to_rows
from tests.support.bulletins import write_inbox
from tests.support.digit_reader import DigitReader
from tests.support.raw_home import labelled

FIRST_DAY = datetime(2024, 7, 1, 8, 0, tzinfo=UTC)


@dataclass
class Warehouse:
    """A home with an inbox, and an extractor whose versions a test can change."""

    settings: Settings
    reader: DigitReader = field(default_factory=DigitReader)
    version: str = "1"
    vocabulary: str = "v1"
    clock: datetime = FIRST_DAY

    def put(self, **files: str) -> None:
        """Put files into the inbox (`a__txt` for `a.txt`) and ingest it."""
        write_inbox(self.settings.inbox, {name.replace("__", "."): text for name, text in files.items()})
        ingest_inbox(self.settings, now=self.now)

    def now(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock

    def extract(self, **options: int) -> ExtractReport:
        self.reader.texts.clear()
        extractor = Extractor(self.reader, self.version, self.vocabulary)
        return extract_stale(self.settings, now=self.now, extractor=extractor, **options)  # type: ignore[arg-type]

    def readings(self) -> list[Reading]:
        return table_to_rows(read_raw(self.settings.raw, "readings"), Reading)

    def numerals(self) -> list[str]:
        """The numerals that a view shows: those of each bulletin's newest good reading."""
        newest: dict[str, Reading] = {}
        for reading in sorted(self.readings(), key=lambda row: row.read_at):
            if reading.error is None:
                newest[reading.bulletin_id] = reading
        current = {(row.reading_id, row.batch_id) for row in newest.values()}
        rows = read_raw(self.settings.raw, "numerals").to_pylist()
        return sorted(row["text"] for row in rows if (row["reading_id"], row["batch_id"]) in current)

    def quarantine(self) -> list[tuple[str, str, bool]]:
        rows = table_to_rows(read_raw(self.settings.raw, "quarantine"), QuarantinedFile)
        return [(row.source_name, row.reason_code, row.resolved) for row in rows]


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    environment = {"BANTIN_HOME": str(tmp_path / "home"), "BANTIN_INBOX": str(tmp_path / "inbox")}
    return Warehouse(Settings.from_environment(environment))


# --- what is stale --------------------------------------------------------------------------------------


def test_new_bulletins_are_read_and_counted(warehouse: Warehouse) -> None:
    warehouse.put(a__txt="Xuất khẩu 12 tỷ, nhập khẩu 345 triệu, thuận lợi")
    report = warehouse.extract()
    assert (report.read, report.unchanged, report.reused, report.failed) == (1, 0, 0, ())
    assert report.rows == {
        "observations": 0, "numerals": 2, "project_events": 0, "situations": 1, "readings": 1,
    }  # fmt: skip
    (reading,) = warehouse.readings()
    assert (reading.numeral_count, reading.situation_count, reading.digit_run_count) == (2, 1, 2)
    assert (reading.report_period_start, reading.report_period_source) == (date(2024, 1, 1), "stated")
    assert (reading.extractor_version, reading.vocabulary_version) == ("1", "v1")
    assert warehouse.numerals() == ["12", "345"]


def test_what_was_read_is_not_read_again(warehouse: Warehouse) -> None:
    warehouse.put(a__txt="12 tỷ")
    warehouse.extract()
    report = warehouse.extract()
    assert (report.unchanged, report.wrote, warehouse.reader.texts) == (1, False, [])
    assert len(warehouse.readings()) == 1


def test_only_the_new_bulletin_is_read(warehouse: Warehouse) -> None:
    warehouse.put(a__txt="12 tỷ")
    warehouse.extract()
    warehouse.put(b__txt="34 tỷ")
    assert warehouse.extract().unchanged == 1
    assert warehouse.reader.texts == ["34 tỷ"]
    assert warehouse.numerals() == ["12", "34"]


@pytest.mark.parametrize("changed", ["version", "vocabulary"])
def test_a_new_extractor_or_vocabulary_reads_everything_again(warehouse: Warehouse, changed: str) -> None:
    warehouse.put(a__txt="12 tỷ", b__txt="34 tỷ")
    warehouse.extract()
    setattr(warehouse, changed, "next")
    assert warehouse.extract().read == 2
    assert len({row.reading_id for row in warehouse.readings()}) == 4
    assert warehouse.numerals() == ["12", "34"]


def test_a_mended_sidecar_reads_its_bulletin_again_and_no_other(warehouse: Warehouse) -> None:
    warehouse.put(a__txt="12 tỷ, thuận lợi", b__txt="34 tỷ")
    warehouse.extract()
    warehouse.put(a__yml="ref_area: VN-09")
    assert (warehouse.extract().read, warehouse.reader.texts) == (1, ["12 tỷ, thuận lợi"])
    assert read_raw(warehouse.settings.raw, "situations")["ref_area"].to_pylist() == [None, "VN-09"]


def test_a_reverted_vocabulary_takes_up_its_earlier_rows(warehouse: Warehouse) -> None:
    warehouse.put(a__txt="12 tỷ")
    warehouse.extract()
    warehouse.vocabulary = "v2"
    warehouse.extract()
    warehouse.vocabulary = "v1"
    report = warehouse.extract()
    assert (report.reused, report.read, warehouse.reader.texts) == (1, 0, [])
    first, _, third = warehouse.readings()
    assert replace(third, read_at=first.read_at) == first
    assert third.read_at > first.read_at
    assert warehouse.numerals() == ["12"]
    assert not warehouse.extract().wrote


# --- failures -------------------------------------------------------------------------------------------


def test_a_bulletin_on_which_the_extractor_fails_stops_no_other(warehouse: Warehouse) -> None:
    warehouse.reader.fails_on = "hỏng"
    warehouse.put(a__txt="hỏng 12", b__txt="34 tỷ")
    report = warehouse.extract()
    (failure,) = report.failed
    assert (report.read, failure.source_name) == (1, "a.txt")
    assert failure.message.startswith("ValueError: the word 'hỏng' is not understood (digit_reader.py, line")
    assert warehouse.quarantine() == [("a.txt", "extractor_failed", False)]
    assert [row.error is None for row in sorted(warehouse.readings(), key=lambda row: row.numeral_count)] == [
        False,
        True,
    ]
    assert warehouse.numerals() == ["34"]


def test_a_failure_is_tried_again_only_when_its_key_changes(warehouse: Warehouse) -> None:
    warehouse.reader.fails_on = "hỏng"
    warehouse.put(a__txt="hỏng 12")
    warehouse.extract()
    assert not warehouse.extract().wrote
    warehouse.version = "2"
    assert len(warehouse.extract().failed) == 1
    warehouse.reader.fails_on = "\0"
    warehouse.version = "3"
    assert warehouse.extract().read == 1
    assert warehouse.quarantine()[-1] == ("a.txt", "extractor_failed", True)
    assert warehouse.numerals() == ["12"]


def test_a_failed_rereading_leaves_the_last_good_one_in_place(warehouse: Warehouse) -> None:
    warehouse.put(a__txt="12 tỷ")
    warehouse.extract()
    warehouse.version, warehouse.reader.fails_on = "2", "tỷ"
    warehouse.extract()
    assert warehouse.numerals() == ["12"]


def test_the_next_ingest_leaves_a_failed_extraction_in_quarantine(warehouse: Warehouse) -> None:
    warehouse.reader.fails_on = "hỏng"
    warehouse.put(a__txt="hỏng 12")
    warehouse.extract()
    warehouse.put()
    assert warehouse.quarantine() == [("a.txt", "extractor_failed", False)]


@pytest.mark.parametrize("value", [Decimal("1e40"), Decimal("0.0000001")])
def test_a_figure_that_no_column_holds_is_a_failure_of_its_bulletin_alone(warehouse: Warehouse, value: Decimal) -> None:
    broken = dataclasses.replace(labelled("lang-son-2024-h1").observations[0], value=value)

    def extract(document: Document) -> Extraction:
        found = DigitReader()(document)
        return replace(found, observations=(broken,)) if "lớn" in document.text else found

    warehouse.put(a__txt="số lớn 12", b__txt="34 tỷ")
    report = extract_stale(warehouse.settings, now=warehouse.now, extractor=Extractor(extract, "1", "v1"))
    (failure,) = report.failed
    assert "table observations, row 0, column value" in failure.message
    assert warehouse.numerals() == ["34"]


def test_an_error_message_of_any_characters_can_be_stored(warehouse: Warehouse) -> None:
    def extract(document: Document) -> Extraction:
        raise ValueError("nửa cặp \ud800" + "x" * 10_000)

    warehouse.put(a__txt="12 tỷ")
    report = extract_stale(warehouse.settings, extractor=Extractor(extract, "1", "v1"))
    assert "nửa cặp \\ud800" in report.failed[0].message
    assert len(report.failed[0].message) < 2100


# --- batches and crashes --------------------------------------------------------------------------------


def test_bulletins_are_written_in_batches(warehouse: Warehouse) -> None:
    warehouse.put(**{f"b{number}__txt": f"Số {number}" for number in range(7)})
    warehouse.extract(batch_bulletins=3)
    assert len({row.batch_id for row in warehouse.readings()}) == 3
    assert len(list((warehouse.settings.raw / "numerals").glob("2024*.parquet"))) == 3
    assert warehouse.numerals() == [str(number) for number in range(7)]


def dies_before(table: str) -> Callable[..., Path | None]:
    def write_batch(raw: Path, name: str, *rest: object) -> Path | None:
        if name == table:
            raise KeyboardInterrupt
        return real(raw, name, *rest)  # type: ignore[arg-type]

    real = queue_module.write_batch
    return write_batch


@pytest.mark.parametrize("table", ["observations", "numerals", "situations", "quarantine", "readings"])
def test_rows_of_a_run_that_died_are_never_shown(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    warehouse.put(a__txt="12 tỷ")
    with monkeypatch.context() as patched:
        patched.setattr(queue_module, "write_batch", dies_before(table))
        with pytest.raises(KeyboardInterrupt):
            warehouse.extract()
    assert warehouse.readings() == []
    assert warehouse.numerals() == []
    assert warehouse.extract().read == 1
    assert warehouse.numerals() == ["12"]


def test_batches_that_were_whole_before_a_crash_stay(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.put(a__txt="12 tỷ", b__txt="34 tỷ", c__txt="chết 56")
    seen: list[str] = []

    def extract(document: Document) -> Extraction:
        seen.append(document.text)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return DigitReader()(document)

    with pytest.raises(KeyboardInterrupt):
        extract_stale(warehouse.settings, now=warehouse.now, extractor=Extractor(extract, "1", "v1"), batch_bulletins=1)
    assert len(warehouse.readings()) == 2
    assert warehouse.extract().read == 1
    assert warehouse.numerals() == ["12", "34", "56"]


def test_a_clock_that_stands_still_still_orders_the_readings(warehouse: Warehouse) -> None:
    warehouse.put(a__txt="12 tỷ")
    for vocabulary in ("v1", "v2", "v1", "v2"):
        extractor = Extractor(DigitReader(), "1", vocabulary)
        extract_stale(warehouse.settings, now=lambda: FIRST_DAY, extractor=extractor)
    readings = warehouse.readings()
    assert [row.vocabulary_version for row in sorted(readings, key=lambda row: row.read_at)] == ["v1", "v2"] * 2
    assert len({row.read_at for row in readings}) == 4


def test_rows_carry_the_keys_of_their_reading(warehouse: Warehouse) -> None:
    warehouse.put(a__txt="12 tỷ, thuận lợi")
    warehouse.extract()
    (reading,) = warehouse.readings()
    for table in EXTRACTED_TABLES:
        for row in read_raw(warehouse.settings.raw, table).to_pylist():
            assert (row["reading_id"], row["batch_id"]) == (reading.reading_id, reading.batch_id)


def test_nothing_ingested_is_nothing_to_read(warehouse: Warehouse) -> None:
    assert not warehouse.extract().wrote
    assert read_raw(warehouse.settings.raw, "readings").num_rows == 0


def test_progress_names_the_files_and_ends_at_their_number(warehouse: Warehouse) -> None:
    warehouse.put(a__txt="12 tỷ", b__txt="34 tỷ")
    seen: list[tuple[int, int, str]] = []
    extract_stale(
        warehouse.settings,
        extractor=Extractor(DigitReader(), "1", "v1"),
        progress=lambda done, total, name: seen.append((done, total, name)),
    )
    assert [step[:2] for step in seen] == [(0, 2), (1, 2), (2, 2)]
    assert {step[2] for step in seen[:2]} == {"a.txt", "b.txt"}
