"""Several processes read what one would read: the same rows in the same batches, and no trouble that one had not."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from orchestration import reading_queue, reading_workers
from orchestration.bulletins.records import Document, Extraction
from orchestration.extractor import Extractor, Found, Task, default_extractor
from orchestration.ingest import ingest_inbox
from orchestration.reading_queue import ExtractReport, extract_stale
from orchestration.settings import REPOSITORY, Settings
from orchestration.tables import EXTRACTED_TABLES, count_raw, read_raw
from tests.support.bulletins import write_inbox
from tests.support.corpus import corpus
from tests.support.digit_reader import DigitReader

pytestmark = pytest.mark.integration

FIRST_DAY = datetime(2024, 7, 1, 8, 0, tzinfo=UTC)


def digits(document: Document) -> Extraction:
    """Digit runs; raises on «hỏng», and on «giết» ends its process where it is not the tests' own."""
    if "giết" in document.text and multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return DigitReader(fails_on="hỏng")(document)


def digit_extractor(vocabulary: str = "v1") -> Extractor:
    return Extractor(digits, "1", vocabulary, again=partial(digit_extractor, vocabulary))


def broken_elsewhere() -> Extractor:
    raise FileNotFoundError("units.csv is not there")


@pytest.fixture(autouse=True)
def _small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_queue, "TASK_BULLETINS", 4)


def home(folder: Path, texts: list[str]) -> Settings:
    """A home that has ingested the texts."""
    settings = Settings(home=folder / "home", inbox=folder / "inbox")
    write_inbox(settings.inbox, {f"{number:03}.txt": text for number, text in enumerate(texts)})
    ingest_inbox(settings, now=lambda: FIRST_DAY)
    return settings


def read_all(settings: Settings, extractor: Extractor, workers: int | None, **options: int) -> ExtractReport:
    """Extract with a clock that goes a second a call, in batches of ten."""
    times = iter(FIRST_DAY + timedelta(seconds=second) for second in range(1, 10_000))
    return extract_stale(
        settings, now=lambda: next(times), extractor=extractor, workers=workers, batch_bulletins=10, **options
    )


def written(settings: Settings) -> dict[str, list[dict[str, object]]]:
    return {name: read_raw(settings.raw, name).to_pylist() for name in (*EXTRACTED_TABLES, "readings", "quarantine")}


def texts(number: int, **special: str) -> list[str]:
    return [special.get(f"_{place}", f"Số {place} tỷ, thuận lợi") for place in range(number)]


def test_two_processes_write_the_tables_that_one_writes(tmp_path: Path) -> None:
    bulletins = texts(43, _7="hỏng 12", _30="hỏng 13")
    one, two = home(tmp_path / "one", bulletins), home(tmp_path / "two", bulletins)
    reports = [read_all(one, digit_extractor(), 1), read_all(two, digit_extractor(), 2)]
    assert reports[0] == reports[1]
    assert (reports[0].read, len(reports[0].failed)) == (41, 2)
    assert written(one) == written(two)
    assert len(list((two.raw / "readings").glob("2024*.parquet"))) == 5


def test_the_projects_own_extractor_reads_the_same_in_other_processes(tmp_path: Path) -> None:
    bulletins = corpus(20_000, texts_of="bundled")
    one, two = home(tmp_path / "one", bulletins), home(tmp_path / "two", bulletins)
    read_all(one, default_extractor(one), 1)
    read_all(two, default_extractor(two), 2)
    assert count_raw(one.raw, "observations") > 50
    assert written(one) == written(two)


def test_a_bulletin_on_which_the_extractor_fails_stops_no_other(tmp_path: Path) -> None:
    settings = home(tmp_path, texts(9, _5="hỏng 12"))
    report = read_all(settings, digit_extractor(), 2)
    (failure,) = report.failed
    assert (report.read, failure.source_name) == (8, "005.txt")
    assert failure.message.startswith("ValueError: the word 'hỏng' is not understood (digit_reader.py, line")


def test_a_killed_process_is_told_and_its_bulletins_are_read_here(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = home(tmp_path, texts(30, _5="giết 12", _20="giết 13"))
    report = read_all(settings, digit_extractor(), 2)
    assert (report.read, report.failed) == (30, ())
    assert count_raw(settings.raw, "numerals") == 30
    told = capfd.readouterr().err
    assert "A reading process was killed, as the system does where memory runs out" in told
    assert "bulletins that it had are read in this process." in told


def test_when_one_process_of_two_is_killed_the_other_reads_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    read_here: list[int] = []
    real = reading_workers.read

    def noted(extractor: Extractor, task: Task, tell: Callable[[str], None]) -> Found:
        read_here.append(len(task.documents))
        return real(extractor, task, tell)

    monkeypatch.setattr(reading_workers, "read", noted)
    settings = home(tmp_path, texts(60, _20="giết 12"))
    assert read_all(settings, digit_extractor(), 2).read == 60
    assert len(read_here) == 1
    assert capfd.readouterr().err.count("A reading process was killed") == 1


@pytest.mark.parametrize(
    ("again", "why"),
    [
        (broken_elsewhere, "FileNotFoundError: units.csv is not there"),
        (partial(digit_extractor, "v2"), "the reference tables or the rules changed meanwhile"),
    ],
)
def test_processes_that_cannot_begin_are_told_and_not_needed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], again: Callable[[], Extractor], why: str
) -> None:
    settings = home(tmp_path, texts(12))
    report = read_all(settings, Extractor(digits, "1", "v1", again=again), 2)
    assert report.read == 12
    assert why in capfd.readouterr().err


def test_few_bulletins_are_read_here_and_many_by_the_processes_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = reading_queue.reader

    def noted(extractor: Extractor, workers: int):  # type: ignore[no-untyped-def]
        asked.append(workers)
        return real(extractor, 1)

    monkeypatch.setattr(reading_queue, "reader", noted)
    settings = Settings.from_environment(
        {"BANTIN_HOME": str(tmp_path / "home"), "BANTIN_INBOX": str(tmp_path / "inbox"), "BANTIN_WORKERS": "3"}
    )
    home(tmp_path, texts(20))
    read_all(settings, digit_extractor(), None)
    monkeypatch.setattr(reading_queue, "WORKERS_FROM", 20)
    read_all(settings, digit_extractor("v2"), None)
    assert asked == [1, 3]


def test_progress_counts_every_bulletin_once_and_in_order(tmp_path: Path) -> None:
    settings = home(tmp_path, texts(25))
    seen: list[tuple[int, int, str]] = []
    extract_stale(
        settings,
        extractor=digit_extractor(),
        progress=lambda done, total, name: seen.append((done, total, name)),
        workers=2,
    )
    assert [step[:2] for step in seen] == [(done, 25) for done in range(26)]
    assert len({step[2] for step in seen[:-1]}) == 25


def test_no_process_is_left_when_the_reading_is_interrupted(tmp_path: Path) -> None:
    settings = home(tmp_path, texts(40))

    def interrupt(done: int, total: int, name: str) -> None:
        if done == 15:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract_stale(settings, extractor=digit_extractor(), progress=interrupt, workers=2, batch_bulletins=10)
    assert multiprocessing.active_children() == []
    assert count_raw(settings.raw, "readings") == 10


SCRIPT = """
import sys
from pathlib import Path
from orchestration import reading_queue, reading_workers
from orchestration.settings import Settings
from tests.integration.test_reading_workers import digit_extractor, processes_told
reading_queue.TASK_BULLETINS = 4
settings = Settings(home=Path(sys.argv[1]) / "home", inbox=Path(sys.argv[1]) / "inbox")
reading_queue.extract_stale(settings, extractor=digit_extractor(), progress=processes_told, workers=2)
"""


def processes_told(done: int, total: int, name: str) -> None:
    """Say which processes read, and stay there."""
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(60)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at /proc for processes")
def test_no_process_outlives_the_one_that_started_it_even_if_that_is_killed(tmp_path: Path) -> None:
    home(tmp_path, texts(40))
    first = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    readers = [int(number) for number in first.stdout.readline().split()]
    first.kill()
    first.wait()
    assert len(readers) == 2
    deadline = time.monotonic() + 30
    while any(_runs(number) for number in readers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [number for number in readers if _runs(number)] == []


def _runs(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5"])
def test_a_wrong_number_of_processes_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=f"BANTIN_WORKERS is «{text}»; it takes a whole number of processes"):
        Settings.from_environment({"BANTIN_WORKERS": text})


def test_by_default_there_is_a_process_for_each_processor_up_to_eight() -> None:
    assert 1 <= Settings.from_environment({}).workers <= 8
