"""The processes of the speed benchmark: each reader in one of its own, asked for slices of a file of texts."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.readers import NotInstalled, Read, numeral_scan
from benchmarks.side_by_side import Process, TextFile, TooSlow

TEXTS = ["Xuất khẩu đạt 1.234,5 tấn và 7 xe.", "Không có số.", "Nhập khẩu\nđạt 20,8 tỷ."]


def sleeper() -> Read:
    def read(texts: Sequence[str]) -> int:
        time.sleep(60)
        return 0

    return read


def absent() -> Read:
    raise NotInstalled("the reader of this test is not installed")


@contextmanager
def process_of(make, folder: Path, limit: float = 60) -> Iterator[Process]:  # type: ignore[no-untyped-def]
    process = Process(make, TextFile(folder / "texts.jsonl", TEXTS), limit)
    try:
        yield process
    finally:
        process.close()


def test_a_reader_reads_the_slice_that_it_is_asked_for(tmp_path: Path) -> None:
    with process_of(numeral_scan, tmp_path) as process:
        all_of_it, the_last = process.read(0, 3), process.read(2, 3)
    assert (all_of_it.found, the_last.found) == (3, 1)
    assert (all_of_it.size, the_last.size) == (sum(len(text.encode()) for text in TEXTS), len(TEXTS[2].encode()))
    assert all_of_it.seconds > 0
    assert 1_000_000 < all_of_it.peak < 1_000_000_000


def test_a_reader_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    with process_of(sleeper, tmp_path, limit=10) as process:
        process._limit = 0.2
        with pytest.raises(TooSlow):
            process.read(0, 1)


def test_a_reader_that_is_not_installed_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotInstalled, match="the reader of this test is not installed"), process_of(absent, tmp_path):
        pass


def test_slices_hold_as_many_texts_as_fit_and_at_least_one(tmp_path: Path) -> None:
    file = TextFile(tmp_path / "texts.jsonl", TEXTS)
    assert file.slice(0, 1) == (0, 1)
    assert file.slice(0, sum(file.sizes[:2])) == (0, 2)
    assert file.slice(1, 10**9) == (1, 3)
