"""Ingest: each bulletin once, each name once, nothing lost, and one bad file stops no other."""

import multiprocessing
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from orchestration import inbox_memory
from orchestration import ingest as ingest_module
from orchestration.archive import Archive
from orchestration.bulletins.reading import word
from orchestration.bulletins.records import Document, DocumentSource, QuarantinedFile
from orchestration.inbox import InboxFile
from orchestration.ingest import IngestReport, ingest_inbox
from orchestration.raw_lock import RawBusy, raw_lock
from orchestration.settings import Settings
from orchestration.tables import RECORD_TYPES, read_raw, table_to_rows
from tests.support import bulletins
from tests.support.bulletins import write_inbox

FIRST_DAY = datetime(2024, 7, 1, 8, 0, tzinfo=UTC)
LANG_SON = "Xuất khẩu qua Lạng Sơn đạt 1,3 tỷ USD.\n"
CAO_BANG = "Xuất khẩu qua Cao Bằng đạt 0,4 tỷ USD.\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    environment = {"BANTIN_HOME": str(tmp_path / "home"), "BANTIN_INBOX": str(inbox)}
    return replace(Settings.from_environment(environment), lock_timeout_seconds=60.0)


def ingest(settings: Settings, day: int = 0, **files: str | bytes) -> IngestReport:
    """Put files into the inbox (`a__txt` for `a.txt`) and ingest it on a day of July."""
    write_inbox(settings.inbox, {name.replace("__", "."): content for name, content in files.items()})
    return ingest_inbox(settings, now=lambda: FIRST_DAY + timedelta(days=day))


def documents(settings: Settings) -> list[Document]:
    return table_to_rows(read_raw(settings.raw, "documents"), Document)


def sources(settings: Settings) -> list[DocumentSource]:
    return table_to_rows(read_raw(settings.raw, "document_sources"), DocumentSource)


def quarantine(settings: Settings) -> list[tuple[str, str, bool]]:
    rows = table_to_rows(read_raw(settings.raw, "quarantine"), QuarantinedFile)
    return [(row.source_name, row.reason_code, row.resolved) for row in rows]


def every_file(settings: Settings) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in settings.raw.rglob("*") if path.is_file()}


# --- the ordinary way ---------------------------------------------------------------------------------


def test_the_bundled_bulletins_arrive_with_their_facts(home: Settings) -> None:
    report = ingest_inbox(home, now=lambda: FIRST_DAY)
    assert (report.new, report.unchanged, report.quarantined) == (2, 0, ())
    by_id = {row.bulletin_id: row for row in documents(home)}
    half_year = by_id["ddcbd82d5eefc042"]
    assert half_year.publisher == "Báo Pháp luật Việt Nam"
    assert half_year.issuing_authority == "UBND tỉnh Lạng Sơn"
    assert half_year.title == "6 tháng đầu năm, tổng kim ngạch xuất nhập khẩu qua Lạng Sơn đạt hơn 25 tỷ USD"
    assert (half_year.encoding, half_year.media_type, half_year.ref_area) == ("utf-8", "text/plain", "VN-09")
    assert half_year.ingested_at == FIRST_DAY
    quarter = by_id["d52a6306d6693544"]
    assert (quarter.publisher, quarter.title, quarter.published_on) == (None, None, None)


def test_the_archive_has_the_bytes_as_they_came(settings: Settings) -> None:
    data = bulletins.utf16_bytes(LANG_SON)
    ingest(settings, a__txt=data)
    (document,) = documents(settings)
    assert Archive(settings.archive).get(document.sha256) == data
    assert document.bulletin_id == document.sha256[:16]


def test_a_second_ingest_writes_nothing(home: Settings) -> None:
    ingest_inbox(home)
    before = every_file(home)
    report = ingest_inbox(home)
    assert (report.new, report.unchanged, report.wrote) == (0, 2, False)
    assert every_file(home) == before


def test_one_batch_a_table_a_run(settings: Settings) -> None:
    ingest(settings, a__txt=LANG_SON, b__txt=CAO_BANG, c__txt=b"")
    for name in ("documents", "document_sources", "quarantine"):
        assert len(list((settings.raw / name).glob("2024*.parquet"))) == 1


def test_many_bulletins_are_written_in_parts(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_module, "FLUSH_BULLETINS", 3)
    ingest(settings, **{f"b{number}__txt": f"Bản tin số {number}" for number in range(7)})
    assert len(list((settings.raw / "documents").glob("2024*.parquet"))) == 3
    assert len(documents(settings)) == len(sources(settings)) == 7


def test_files_that_leave_the_inbox_stay_in_the_warehouse(settings: Settings) -> None:
    ingest(settings, a__txt=LANG_SON)
    (settings.inbox / "a.txt").unlink()
    report = ingest(settings, 1, b__txt=CAO_BANG)
    assert report.new == 1
    assert {row.text for row in documents(settings)} == {LANG_SON, CAO_BANG}


def test_a_changed_file_is_another_bulletin_and_the_first_one_stays(settings: Settings) -> None:
    ingest(settings, a__txt=LANG_SON)
    ingest(settings, 1, a__txt=LANG_SON.replace("1,3", "1,4"))
    assert [row.source_name for row in sources(settings)] == ["a.txt", "a.txt"]
    assert len({row.bulletin_id for row in documents(settings)}) == 2


def test_progress_reaches_the_number_of_files(settings: Settings) -> None:
    seen: list[tuple[int, int]] = []
    write_inbox(settings.inbox, {"a.txt": LANG_SON, "b.txt": LANG_SON, "c.txt": b""})
    ingest_inbox(settings, progress=lambda done, total, name: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (3, 3)


# --- several names ------------------------------------------------------------------------------------


def test_the_same_bytes_under_another_name_are_one_bulletin_with_two_sources(settings: Settings) -> None:
    ingest(settings, a__txt=LANG_SON)
    report = ingest(settings, 1, b__txt=LANG_SON)
    assert (report.new, report.unchanged, report.new_sources) == (0, 1, 1)
    assert len(documents(settings)) == 1
    assert [(row.source_name, row.first_seen.day) for row in sources(settings)] == [("a.txt", 1), ("b.txt", 2)]


def test_of_two_sidecars_that_of_the_first_name_counts(settings: Settings) -> None:
    ingest(settings, b__txt=LANG_SON, b__yml="publisher: B", a__txt=LANG_SON, a__yml="publisher: A")
    assert [row.publisher for row in documents(settings)] == ["A"]
    assert not ingest(settings, 1).wrote


def test_a_copy_without_sidecar_takes_nothing_away(settings: Settings) -> None:
    ingest(settings, b__txt=LANG_SON, b__yml="publisher: B")
    report = ingest(settings, 1, a__txt=LANG_SON)
    assert report.reread == 0
    assert [row.publisher for row in documents(settings)] == ["B"]


def test_a_renamed_file_with_a_mended_sidecar_says_what_is_true_now(settings: Settings) -> None:
    ingest(settings, a__txt=LANG_SON, a__yml="publisher: Old")
    for name in ("a.txt", "a.yml"):
        (settings.inbox / name).unlink()
    ingest(settings, 1, b__txt=LANG_SON, b__yml="publisher: New")
    assert [row.publisher for row in documents(settings)] == ["Old", "New"]


# --- sidecars -----------------------------------------------------------------------------------------


def test_a_changed_sidecar_writes_a_new_row_of_the_same_bulletin(settings: Settings) -> None:
    ingest(settings, a__txt=LANG_SON, a__yml="ref_area: VN-09")
    report = ingest(settings, 1, a__yml="ref_area: VN-04")
    assert (report.new, report.reread, report.new_sources) == (0, 1, 1)
    old, new = documents(settings)
    assert (old.bulletin_id, old.ref_area) == (new.bulletin_id, "VN-09")
    assert new.ref_area == "VN-04"
    assert old.context_hash != new.context_hash
    assert new.ingested_at > old.ingested_at


def test_a_comment_in_a_sidecar_changes_nothing(settings: Settings) -> None:
    ingest(settings, a__txt=LANG_SON, a__yml="ref_area: VN-09")
    assert not ingest(settings, 1, a__yml="# checked\nref_area: VN-09").wrote


def test_a_sidecar_that_is_removed_takes_its_facts_along(settings: Settings) -> None:
    ingest(settings, a__txt=LANG_SON, a__yml="ref_area: VN-09")
    (settings.inbox / "a.yml").unlink()
    assert ingest(settings, 1).reread == 1
    assert documents(settings)[-1].ref_area is None


def test_a_wrong_sidecar_holds_its_bulletin_back_until_it_is_mended(settings: Settings) -> None:
    report = ingest(settings, a__txt=LANG_SON, a__yml="ref_area: VN-9", b__txt=CAO_BANG)
    (bad,) = report.quarantined
    assert (bad.source_name, bad.reason_code) == ("a.txt", "wrong_sidecar")
    assert "sidecar a.yml: ref_area" in bad.detail
    assert [row.text for row in documents(settings)] == [CAO_BANG]
    report = ingest(settings, 1, a__yml="ref_area: VN-09")
    assert (report.new, report.resolved, report.quarantined) == (1, 1, ())
    assert quarantine(settings) == [("a.txt", "wrong_sidecar", False), ("a.txt", "wrong_sidecar", True)]


def test_a_sidecar_broken_later_leaves_the_bulletin_with_its_old_facts(settings: Settings) -> None:
    ingest(settings, a__txt=LANG_SON, a__yml="ref_area: VN-09")
    ingest(settings, 1, a__yml="ref_area: [")
    assert [row.ref_area for row in documents(settings)] == ["VN-09"]
    assert quarantine(settings) == [("a.txt", "wrong_sidecar", False)]


def test_a_sidecar_without_its_bulletin_is_reported_until_the_bulletin_comes(settings: Settings) -> None:
    report = ingest(settings, a__yml="ref_area: VN-09")
    assert report.quarantined[0].reason_code == "orphan_sidecar"
    assert "expected one of a.txt, a.htm" in report.quarantined[0].detail
    report = ingest(settings, 1, a__txt=LANG_SON)
    assert (report.resolved, documents(settings)[0].ref_area) == (1, "VN-09")


# --- quarantine ---------------------------------------------------------------------------------------


def test_a_file_that_was_given_up_is_tried_again_only_by_another_reader(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(9):
            archive.writestr(f"{number}.xml", "")
    write_inbox(settings.inbox, {"report.docx": stream.getvalue()})
    monkeypatch.setattr(word, "MOST_PARTS", 8)
    (given_up,) = ingest(settings).quarantined
    assert given_up.reason_code == "too_complex"
    monkeypatch.setattr(word, "MOST_PARTS", 9)
    assert ingest(settings, day=1).quarantined == (given_up,)
    monkeypatch.setattr(ingest_module, "READER_VERSION", "next")
    assert [row.reason_code for row in ingest(settings, day=2).quarantined] == ["broken_document"]


def test_links_out_of_the_inbox_give_neither_a_bulletin_nor_its_facts(settings: Settings, tmp_path: Path) -> None:
    elsewhere = write_inbox(tmp_path / "elsewhere", {"secret.txt": LANG_SON, "facts.yml": "publisher: x\n"})
    write_inbox(settings.inbox, {"good.txt": CAO_BANG})
    (settings.inbox / "link.txt").symlink_to(elsewhere / "secret.txt")
    (settings.inbox / "good.yml").symlink_to(elsewhere / "facts.yml")
    report = ingest(settings)
    assert documents(settings) == []
    assert {row.source_name: row.reason_code for row in report.quarantined} == {
        "good.txt": "wrong_sidecar",
        "good.yml": "unreadable_file",
        "link.txt": "unreadable_file",
    }


def test_hostile_files_are_set_aside_with_a_reason_and_the_rest_goes_on(settings: Settings) -> None:
    settings = replace(settings, max_file_bytes=2000)
    write_inbox(settings.inbox, bulletins.unreadable_files())
    write_inbox(
        settings.inbox,
        {
            "good.txt": LANG_SON,
            "huge.txt": "x" * 2001,
            "page.html": "<html><script>1</script></html>",
            "nul.txt": b"a\0b",
            "cut.txt": (CAO_BANG * 3).encode()[:-5] + b"\xe1\xba",
            "surrogate.txt": b"\xed\xa0\x80",
            "report.pdf": b"%PDF",
        },
    )
    (settings.inbox / "gone.txt").symlink_to("nowhere")
    report = ingest(settings)
    assert [row.text for row in documents(settings)] == [LANG_SON]
    assert {row.source_name: row.reason_code for row in report.quarantined} == {
        "empty.txt": "empty_file",
        "only-spaces.txt": "not_text",
        "image.txt": "binary_file",
        "archive.docx": "broken_document",
        "broken.txt": "undecodable",
        "huge.txt": "too_large",
        "page.html": "no_main_text",
        "nul.txt": "binary_file",
        "cut.txt": "undecodable",
        "surrogate.txt": "undecodable",
        "report.pdf": "broken_document",
        "gone.txt": "unreadable_file",
    }


def test_a_bad_file_is_reported_each_time_and_written_once(settings: Settings) -> None:
    ingest(settings, a__txt=b"\0")
    report = ingest(settings, 1)
    assert (len(report.quarantined), report.newly_quarantined, report.wrote) == (1, 0, False)
    assert quarantine(settings) == [("a.txt", "binary_file", False)]


def test_a_mended_file_ends_its_stay(settings: Settings) -> None:
    ingest(settings, a__txt=b"\0")
    report = ingest(settings, 1, a__txt=LANG_SON)
    assert (report.new, report.resolved) == (1, 1)
    first, second = table_to_rows(read_raw(settings.raw, "quarantine"), QuarantinedFile)
    assert (first.resolved, second.resolved) == (False, True)
    assert (first.sha256, first.reason_code) == (second.sha256, second.reason_code)


def test_a_bad_file_that_is_thrown_away_ends_its_stay(settings: Settings) -> None:
    ingest(settings, a__txt=b"\0", b__txt=b"\0")
    (settings.inbox / "a.txt").unlink()
    report = ingest(settings, 1)
    assert (report.resolved, [row.source_name for row in report.quarantined]) == (1, ["b.txt"])
    assert quarantine(settings)[-1] == ("a.txt", "binary_file", True)
    assert not ingest(settings, 2).wrote


def test_looking_at_another_inbox_ends_no_stay_in_this_one(settings: Settings, tmp_path: Path) -> None:
    ingest(settings, a__txt=b"\0")
    other = write_inbox(tmp_path / "other", {"b.txt": LANG_SON})
    assert ingest_inbox(settings, inbox=other).resolved == 0
    assert not ingest(settings, 1).wrote


def test_another_fault_takes_the_place_of_the_first(settings: Settings) -> None:
    ingest(settings, a__txt=b"\0")
    ingest(settings, 1, a__txt=b"")
    assert quarantine(settings) == [
        ("a.txt", "binary_file", False),
        ("a.txt", "empty_file", False),
        ("a.txt", "binary_file", True),
    ]


def test_a_fault_that_comes_back_is_written_again(settings: Settings) -> None:
    for day, content in enumerate((b"\0", LANG_SON, b"\0")):
        ingest(settings, day, a__txt=content)
    assert [row[2] for row in quarantine(settings)] == [False, True, False]


def test_bytes_that_cannot_be_read_are_kept_all_the_same(settings: Settings) -> None:
    (bad,) = ingest(settings, a__txt=b"a\0b").quarantined
    assert bad.sha256 is not None
    assert Archive(settings.archive).get(bad.sha256) == b"a\0b"


# --- faults of the machine ----------------------------------------------------------------------------


def test_a_newer_reader_reads_everything_again_even_what_has_left_the_inbox(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(settings, a__txt=LANG_SON, a__yml="ref_area: VN-09", b__txt=CAO_BANG)
    for name in ("a.txt", "a.yml"):
        (settings.inbox / name).unlink()
    monkeypatch.setattr(ingest_module, "READER_VERSION", "next")
    monkeypatch.setattr("orchestration.documents.READER_VERSION", "next")
    assert ingest(settings, 1).reread == 2
    again = [row for row in documents(settings) if row.reader_version == "next"]
    assert {(row.text, row.ref_area) for row in again} == {(LANG_SON, "VN-09"), (CAO_BANG, None)}
    assert not ingest(settings, 2).wrote


def test_a_damaged_archive_is_mended_from_the_inbox(settings: Settings) -> None:
    ingest(settings, a__txt=LANG_SON)
    archive = Archive(settings.archive)
    path = archive.path(documents(settings)[0].sha256)
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    ingest(settings, 1, a__yml="ref_area: VN-09")
    assert archive.get(documents(settings)[0].sha256) == LANG_SON.encode()
    assert documents(settings)[-1].text == LANG_SON


def test_a_clock_set_back_does_not_make_new_rows_old(settings: Settings) -> None:
    ingest(settings, 5, a__txt=LANG_SON, a__yml="ref_area: VN-09")
    ingest(settings, 0, a__yml="ref_area: VN-04")
    old, new = documents(settings)
    assert new.ingested_at > old.ingested_at
    assert not ingest(settings, 0).wrote


def dies_after(table: str) -> Callable[..., Path | None]:
    def write_batch(raw: Path, name: str, *rest: object) -> Path | None:
        written = real(raw, name, *rest)  # type: ignore[arg-type]
        if name == table:
            raise KeyboardInterrupt
        return written

    real = ingest_module.write_batch
    return write_batch


@pytest.mark.parametrize("table", ["documents", "document_sources"])
def test_an_ingest_that_dies_between_two_tables_is_completed_by_the_next(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(ingest_module, "write_batch", dies_after(table))
        with pytest.raises(KeyboardInterrupt):
            ingest(settings, a__txt=LANG_SON, b__txt=b"\0")
    ingest(settings, 1)
    assert len(documents(settings)) == len(sources(settings)) == len(quarantine(settings)) == 1
    assert not ingest(settings, 2).wrote


def _ingest_in_a_process(settings: Settings) -> None:
    ingest_inbox(settings)


def test_two_ingests_at_once_write_each_row_once(settings: Settings) -> None:
    write_inbox(settings.inbox, {f"{number}.txt": f"Bản tin số {number}" for number in range(50)})
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=_ingest_in_a_process, args=(settings,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(documents(settings)) == len(sources(settings)) == 50


def test_waiting_for_another_ingest_ends_with_who_it_is(settings: Settings) -> None:
    impatient = replace(settings, lock_timeout_seconds=0.2)
    told: list[str] = []
    with (
        raw_lock(settings, "ingest"),
        pytest.raises(RawBusy, match=r"the ingest of process \d+ still writes"),
        raw_lock(impatient, "ingest", told.append),
    ):
        pass
    assert told[0].startswith("Waiting for the ingest of process")


def test_every_raw_table_exists_after_ingesting_an_empty_inbox(settings: Settings) -> None:
    assert not ingest(settings).wrote
    for name in RECORD_TYPES:
        assert read_raw(settings.raw, name).num_rows == 0


# --- what need not be opened again --------------------------------------------------------------------


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that ingest opens; files count as at rest at once."""
    names: list[str] = []
    real = ingest_module.read_file

    def read_file(file: InboxFile, max_bytes: int) -> bytes:
        names.append(file.name)
        return real(file, max_bytes)

    monkeypatch.setattr(ingest_module, "read_file", read_file)
    monkeypatch.setattr(inbox_memory, "RACE_NANOSECONDS", -(10**9))
    return names


def test_a_file_that_has_not_changed_is_not_opened_again(settings: Settings, opened: list[str]) -> None:
    ingest(settings, a__txt=LANG_SON, a__yml="ref_area: VN-09", b__txt=CAO_BANG)
    opened.clear()
    report = ingest(settings, 1, c__txt="Bản tin mới")
    assert (opened, report.new, report.unchanged, report.files) == (["c.txt"], 1, 2, 4)


@pytest.mark.parametrize("name, words", [("a.txt", CAO_BANG), ("a.yml", "ref_area: VN-04")])
def test_a_changed_file_or_sidecar_is_seen(settings: Settings, opened: list[str], name: str, words: str) -> None:
    ingest(settings, a__txt=LANG_SON, a__yml="ref_area: VN-09")
    opened.clear()
    write_inbox(settings.inbox, {name: words})
    report = ingest(settings, 1)
    assert opened == ["a.txt"]
    assert report.new + report.reread == 1


def test_a_copy_is_taken_with_the_file_that_it_is_a_copy_of(settings: Settings, opened: list[str]) -> None:
    ingest(settings, b__txt=LANG_SON, b__yml="ref_area: VN-09")
    opened.clear()
    report = ingest(settings, 1, a__txt=LANG_SON)
    assert (sorted(opened), report.reread, report.new_sources) == (["a.txt", "b.txt"], 0, 1)
    (settings.inbox / "b.yml").unlink()
    ingest(settings, 2)
    assert documents(settings)[-1].ref_area is None


def test_a_bulletin_that_another_inbox_described_otherwise_is_looked_at_again(
    settings: Settings, opened: list[str], tmp_path: Path
) -> None:
    ingest(settings, a__txt=LANG_SON, a__yml="ref_area: VN-09")
    other = write_inbox(tmp_path / "other", {"a.txt": LANG_SON, "a.yml": "ref_area: VN-04"})
    ingest_inbox(settings, inbox=other, now=lambda: datetime(2024, 7, 2, tzinfo=UTC))
    ingest(settings, 5)
    assert [row.ref_area for row in documents(settings)] == ["VN-09", "VN-04", "VN-09"]


def test_a_file_in_quarantine_is_told_of_though_nothing_has_changed(settings: Settings, opened: list[str]) -> None:
    ingest(settings, a__txt=LANG_SON, b__txt=b"\0")
    (settings.inbox / "c.txt").symlink_to("nowhere")
    ingest(settings, 1)
    report = ingest(settings, 2)
    assert sorted(row.source_name for row in report.quarantined) == ["b.txt", "c.txt"]
    assert not report.wrote
