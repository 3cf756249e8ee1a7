"""The sensor asks for a run when the inbox has come to rest, once for each state of it."""

import json
import os
from pathlib import Path

from orchestration.inbox_sensor import decide, inbox_state


def look(inbox: Path, cursor: str | None) -> tuple[str | None, list[str], str]:
    now = inbox_state(inbox)
    run_key, moving = decide(cursor, now)
    return run_key, moving, json.dumps(now)


def test_the_first_look_only_remembers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("một")
    run_key, moving, _ = look(tmp_path, None)
    assert run_key is None
    assert moving == ["a.txt"]


def test_a_file_that_still_grows_is_waited_for(tmp_path: Path) -> None:
    bulletin = tmp_path / "a.txt"
    bulletin.write_text("một")
    _, _, cursor = look(tmp_path, None)
    bulletin.write_text("một hai")
    run_key, moving, cursor = look(tmp_path, cursor)
    assert (run_key, moving) == (None, ["a.txt"])
    run_key, moving, _ = look(tmp_path, cursor)
    assert run_key is not None
    assert moving == []


def test_an_inbox_at_rest_keeps_its_run_key_and_a_changed_one_gets_another(tmp_path: Path) -> None:
    bulletin = tmp_path / "a.txt"
    bulletin.write_text("một")
    _, _, cursor = look(tmp_path, None)
    first, _, cursor = look(tmp_path, cursor)
    again, _, cursor = look(tmp_path, cursor)
    assert first is not None
    assert first == again
    bulletin.write_text("hai")
    os.utime(bulletin, ns=(1, 1))
    _, _, cursor = look(tmp_path, cursor)
    changed, _, _ = look(tmp_path, cursor)
    assert changed not in (None, first)


def test_hidden_files_and_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "a.txt").write_text("một")
    (tmp_path / ".a.txt.part").write_text("một")
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "b.txt").write_text("hai")
    assert list(inbox_state(tmp_path)) == ["2024/b.txt"]


def test_an_empty_or_missing_inbox_asks_for_nothing(tmp_path: Path) -> None:
    assert decide("{}", inbox_state(tmp_path)) == (None, [])
    assert decide("{}", inbox_state(tmp_path / "nowhere")) == (None, [])
