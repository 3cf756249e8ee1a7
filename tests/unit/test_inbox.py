"""The inbox: what is looked at, in which order, and what is reported instead of opened."""

import os
from pathlib import Path

import pytest

from orchestration.bulletins.reading.reasons import Unreadable
from orchestration.inbox import NoInbox, read_file, walk_inbox
from tests.support.bulletins import write_inbox


def names(inbox: Path) -> list[str]:
    return [file.name for file in walk_inbox(inbox)]


def problems(inbox: Path) -> dict[str, str]:
    return {file.name: file.problem.detail for file in walk_inbox(inbox) if file.problem}


def test_files_come_sorted_by_their_whole_name(tmp_path: Path) -> None:
    write_inbox(tmp_path, {"b.txt": "x", "a/z.txt": "x", "a.txt": "x", "Đ/ờ.txt": "x"})
    assert names(tmp_path) == sorted(["b.txt", "a/z.txt", "a.txt", "Đ/ờ.txt"])


def test_hidden_and_temporary_files_are_passed_over(tmp_path: Path) -> None:
    passed = [
        ".DS_Store", ".git/config.txt", "~$a.txt", "a.txt~", "#a.txt#", "a.txt.part", "a.txt.crdownload", "a.TMP",
        ".a.txt.swp", "a.swp", "Thumbs.db", "desktop.ini",
    ]  # fmt: skip
    write_inbox(tmp_path, dict.fromkeys([*passed, "a.txt"], "x"))
    assert names(tmp_path) == ["a.txt"]


def test_a_folder_called_like_a_file_is_a_folder(tmp_path: Path) -> None:
    write_inbox(tmp_path, {"a.txt/b.txt": "x"})
    assert names(tmp_path) == ["a.txt/b.txt"]


def test_links_to_files_and_folders_of_the_inbox_are_followed(tmp_path: Path) -> None:
    write_inbox(tmp_path, {"2024/a.txt": "x"})
    (tmp_path / "file.txt").symlink_to("2024/a.txt")
    (tmp_path / "b").symlink_to("2024")
    assert "file.txt" in names(tmp_path)
    assert problems(tmp_path) == {}
    assert len(names(tmp_path)) == 2  # the folder is walked under one of its two names


def test_links_out_of_the_inbox_are_reported_and_never_opened(tmp_path: Path) -> None:
    elsewhere = write_inbox(tmp_path / "elsewhere", {"a.txt": "x"})
    inbox = write_inbox(tmp_path / "inbox", {})
    inbox.mkdir()
    (inbox / "file.txt").symlink_to(elsewhere / "a.txt")
    (inbox / "folder").symlink_to(elsewhere)
    assert problems(inbox) == {
        "file.txt": f"it is a link out of the inbox, to {elsewhere}/a.txt; copy the file here",
        "folder": f"it is a link out of the inbox, to {elsewhere}; copy the file here",
    }
    assert names(inbox) == ["file.txt", "folder"]


def test_the_inbox_itself_may_be_a_link(tmp_path: Path) -> None:
    write_inbox(tmp_path / "real", {"a.txt": "x"})
    (tmp_path / "inbox").symlink_to(tmp_path / "real")
    assert (names(tmp_path / "inbox"), problems(tmp_path / "inbox")) == (["a.txt"], {})


def test_a_loop_of_links_is_walked_once(tmp_path: Path) -> None:
    write_inbox(tmp_path, {"a/b.txt": "x"})
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert names(tmp_path) == ["a/b.txt"]


def test_a_link_to_nothing_and_a_pipe_are_reported(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert problems(tmp_path) == {
        "gone.txt": "it is a link to nothing (No such file or directory)",
        "pipe.txt": "it is a pipe, a socket or a device, not a file",
    }


def test_a_name_that_is_not_utf8_is_written_out(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe0i.txt"))).write_bytes(b"x")
    assert names(tmp_path) == ["b\\xe0i.txt"]


def test_a_file_that_has_gone_or_grown_since_is_not_taken(tmp_path: Path) -> None:
    write_inbox(tmp_path, {"gone.txt": "x", "grown.txt": "x"})
    gone, grown = walk_inbox(tmp_path)
    gone.path.unlink()
    grown.path.write_bytes(b"xy")
    for file, said in ((gone, "cannot be opened"), (grown, "still being written")):
        with pytest.raises(Unreadable, match=said) as raised:
            read_file(file, 100)
        assert raised.value.reason_code == "unreadable_file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_and_folders_without_the_right_to_read_are_reported(tmp_path: Path) -> None:
    write_inbox(tmp_path, {"closed.txt": "x", "folder/a.txt": "x"})
    (tmp_path / "closed.txt").chmod(0)
    (tmp_path / "folder").chmod(0)
    try:
        assert "folder" in problems(tmp_path)
        (closed,) = [file for file in walk_inbox(tmp_path) if file.name == "closed.txt"]
        with pytest.raises(Unreadable, match="Permission denied"):
            read_file(closed, 100)
    finally:
        (tmp_path / "folder").chmod(0o755)


def test_an_inbox_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoInbox, match="does not exist; make it, or name another with --inbox"):
        walk_inbox(tmp_path / "nowhere")


def test_a_file_is_no_inbox(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(NoInbox, match="is not a folder"):
        walk_inbox(tmp_path / "a.txt")


def test_an_empty_inbox_has_no_files(tmp_path: Path) -> None:
    assert walk_inbox(tmp_path) == []
