"""Finding commands in pages, and comparing what they print."""

from __future__ import annotations

from pathlib import Path

from tests.support.shown import misses, plain_lines, shown_in


def test_a_command_and_its_output_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Text\n```console\n$ one two\n a   b\n ────\n\n$ three\n```\n```sh\nmake\n```\n", encoding="utf-8")
    first, second = shown_in(page, tmp_path)
    assert (first.command, first.lines) == ("one two", ("a b",))
    assert (second.command, second.lines) == ("three", ())


def test_widths_rules_and_empty_lines_do_not_matter() -> None:
    assert plain_lines("  a    b\n ─────\n\n  1    2\n") == ["a b", "1 2"]


def test_a_line_that_differs_is_missed_and_one_left_out_is_not() -> None:
    printed = ["a", "b", "c", "d"]
    assert misses(("a", "…", "d"), printed) == []
    assert misses(("a", "c"), printed) == ["c"]
    assert misses(("a", "…", "x"), printed) == ["x"]
