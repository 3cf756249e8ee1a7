"""The made-up bulletins are what they claim to be."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from tests.support import bulletins
from tests.support.golden import bulletin_text


@pytest.mark.parametrize("name", bulletins.OTHER_PROVINCES)
def test_labels_of_other_provinces_show_their_words(name: str) -> None:
    text = bulletins.other_province(name)
    lines = (bulletins.EXTRA / f"{name}.observations.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    assert len(labels) > 10
    for label in labels:
        assert text[label["start"] : label["end"]] == label["quote"]


def test_the_contradicted_bulletin_differs_in_two_digits() -> None:
    before, after = bulletin_text("lang-son-2024-h1"), bulletins.contradicted()
    assert len(before) == len(after)
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
        ("4", "2"),
        ("2", "4"),
    ]


def test_a_change_that_is_not_unique_is_refused() -> None:
    with pytest.raises(ValueError, match="3 times"):
        bulletins.with_one_change("7 7 7", "7", "8")


def test_windows_1258_keeps_every_letter() -> None:
    text = bulletin_text("lang-son-2024-h1")
    again = unicodedata.normalize("NFC", bulletins.cp1258_bytes(text).decode("cp1258"))
    assert again == unicodedata.normalize("NFC", text)


def test_every_encoding_is_another_file() -> None:
    files = bulletins.encodings(bulletin_text("lang-son-2023-q2"))
    assert len(set(files.values())) == len(files)


def test_an_inbox_is_written_with_its_folders(tmp_path: Path) -> None:
    bulletins.write_inbox(tmp_path / "inbox", {"a.txt": "một", "2024/b.txt": b"\x00"})
    assert (tmp_path / "inbox" / "a.txt").read_text(encoding="utf-8") == "một"
    assert (tmp_path / "inbox" / "2024" / "b.txt").read_bytes() == b"\x00"
