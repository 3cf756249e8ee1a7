"""The command as its users meet it: help, formats, errors with a way out, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import READER_IS_GONE, SUBCOMMANDS, bantin
from orchestration.settings import Settings
from tests.support.bulletins import contradicted, unreadable_files, write_inbox


def call(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(bantin, [str(argument) for argument in arguments], input=stdin)


def lines(done: Result) -> list[dict[str, object]]:
    return [json.loads(line, parse_float=Decimal) for line in done.stdout.splitlines()]


class TestHelp:
    def test_it_names_every_subcommand_and_the_exit_codes(self) -> None:
        done = call("--help")
        assert done.exit_code == 0
        for words in (*SUBCOMMANDS, "Exit codes", "BANTIN_HOME"):
            assert words in done.stdout

    @pytest.mark.parametrize("name", SUBCOMMANDS)
    def test_every_subcommand_has_examples(self, name: str) -> None:
        done = call(name, "--help")
        assert done.exit_code == 0
        assert "Examples:" in done.stdout
        assert f"bantin {name}" in done.stdout

    def test_an_unknown_subcommand_is_wrong_usage(self) -> None:
        assert call("publish").exit_code == 2


class TestExtract:
    def test_json_lines_carry_kind_source_and_every_column(self, bulletins: Path) -> None:
        done = call("extract", bulletins / "lang-son-2023-q2.txt", "--format", "jsonl", "--kind", "all")
        rows = lines(done)
        assert done.exit_code == 0
        assert {row["kind"] for row in rows} >= {"observation", "numeral", "event"}
        assert {row["source_name"] for row in rows} == {"lang-son-2023-q2.txt"}
        (turnover,) = [row for row in rows if row.get("quote") == "2.285 triệu USD"]
        assert turnover["value"] == 2285000000
        assert turnover["low"] == 2284500000
        assert turnover["period_end"] == "2023-06-30"

    def test_csv_has_one_kind_with_a_header(self, bulletins: Path) -> None:
        done = call("extract", bulletins / "lang-son-2023-q2.txt", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        assert len(rows) == 14
        assert rows[5]["quote"] == "48.232ha"
        assert call("extract", bulletins / "lang-son-2023-q2.txt", "--format", "csv", "--kind", "all").exit_code == 2

    def test_a_table_is_headed_by_the_file(self, bulletins: Path) -> None:
        done = call("extract", bulletins / "lang-son-2024-h1.txt")
        assert done.stdout.startswith("lang-son-2024-h1.txt: 17 observations")
        assert not any(line.endswith(" ") for line in done.stdout.splitlines())

    def test_standard_input_is_a_bulletin_too(self, bulletins: Path) -> None:
        text = (bulletins / "lang-son-2023-q2.txt").read_bytes()
        rows = lines(call("extract", "-", "--format", "jsonl", stdin=text))
        assert len(rows) == 14
        assert {row["source_name"] for row in rows} == {"stdin"}

    def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(self, bulletins: Path, tmp_path: Path) -> None:
        folder = write_inbox(tmp_path, unreadable_files())
        done = call("extract", *sorted(folder.iterdir()), bulletins / "lang-son-2023-q2.txt", "--format", "jsonl")
        assert done.exit_code == 1
        assert len(lines(done)) == 14
        for name in unreadable_files():
            assert name in done.stderr

    def test_a_missing_file_or_a_folder_is_wrong_usage_and_nothing_is_read(self, bulletins: Path) -> None:
        done = call("extract", "nowhere.txt", bulletins / "lang-son-2023-q2.txt")
        assert (done.exit_code, done.stdout) == (2, "")
        assert "nowhere.txt" in done.stderr
        assert call("extract", bulletins).exit_code == 2

    def test_a_pipe_is_wrong_usage_and_is_never_opened(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.txt")
        done = call("extract", tmp_path / "pipe.txt")
        assert done.exit_code == 2
        assert "it is a pipe, a socket or a device" in done.stderr

    def test_a_name_that_is_not_utf8_is_written_out(self, bulletins: Path, tmp_path: Path) -> None:
        good, empty = (Path(os.fsdecode(os.fsencode(tmp_path) + name)) for name in (b"/b\xe0i.txt", b"/c\xe0i.txt"))
        good.write_bytes((bulletins / "lang-son-2023-q2.txt").read_bytes())
        empty.touch()
        done = call("extract", good, empty, "--format", "jsonl")
        assert {row["source_name"] for row in lines(done)} == {"b\\xe0i.txt"}
        assert "c\\xe0i.txt: the file has 0 bytes (empty_file)" in done.stderr
        assert "b\\xe0i.txt" in call("extract", good).stdout
        assert call("extract", tmp_path / "no\udce0.txt").exit_code == 2

    def test_a_wrong_sidecar_is_told_by_key(self, bulletins: Path, tmp_path: Path) -> None:
        text = (bulletins / "lang-son-2023-q2.txt").read_text(encoding="utf-8")
        write_inbox(tmp_path, {"a.txt": text, "a.yml": "ref_area: VN-99\n"})
        done = call("extract", tmp_path / "a.txt")
        assert done.exit_code == 1
        assert "ref_area" in done.stderr

    def test_a_file_without_figures_is_named(self, tmp_path: Path, bulletins: Path) -> None:
        write_inbox(tmp_path, {"bare.txt": "Hội nghị đã diễn ra tốt đẹp.\n"})
        done = call("extract", tmp_path / "bare.txt", bulletins / "lang-son-2024-h1.txt")
        assert "bare.txt: (nothing found)" in done.stdout
        assert "lang-son-2024-h1.txt: (nothing found)" not in done.stdout


class TestExplain:
    def test_the_text_is_shown_with_its_figures_marked_and_explained(self, bulletins: Path) -> None:
        done = call("explain", bulletins / "lang-son-2024-h1.txt")
        assert done.exit_code == 0
        assert "ước đạt hơn [7: 2,7 tỷ USD], đạt [8: 53,3%] so với kế hoạch" in done.stdout
        for words in ("interval    [2700000000, 2800000000]", "hedge «hơn»", "restates    [4]", "report period"):
            assert words in done.stdout

    def test_each_line_is_followed_by_what_was_read_in_it(self, bulletins: Path) -> None:
        printed = call("explain", bulletins / "lang-son-2024-h1.txt").stdout
        headline, first, lead = (
            printed.index(words) for words in ("[1: 25 tỷ USD]", "[1] «25 tỷ USD»", "[2: 25 tỷ USD]")
        )
        assert headline < first < lead

    def test_events_situations_and_the_ledger_are_told_too(self, bulletins: Path) -> None:
        printed = call("explain", bulletins / "lang-son-2024-h1.txt").stdout
        assert "[E1] «hoàn thiện dự thảo Đề án thí điểm" in printed
        assert "    event       submitted" in printed
        assert "[S1] «kinh tế cửa khẩu tiếp tục có những đóng góp tích cực" in printed
        assert "    assessment  improved" in printed
        assert "numerals: 17 observation, " in printed

    def test_what_is_inherited_is_told_with_its_words_and_their_place(self, tmp_path: Path) -> None:
        text = (
            "Quý I/2024, xuất khẩu sang Trung Quốc đạt 19,5 tỷ USD, tăng 17,4%; Nhật Bản đạt 9,4 tỷ USD, giảm 2,3%.\n"
        )
        write_inbox(tmp_path, {"a.txt": text})
        printed = call("explain", tmp_path / "a.txt").stdout
        assert f"export_turnover / JP (inherited) from «xuất khẩu» at {text.index('xuất khẩu')}" in printed
        assert "statement   of [3]" in printed

    def test_one_figure_can_be_asked_for(self, bulletins: Path) -> None:
        done = call("explain", bulletins / "lang-son-2024-h1.txt", "--at", "1986")
        assert "[7] «2,7 tỷ USD» at 1985" in done.stdout
        assert "[8]" not in done.stdout

    def test_what_is_no_figure_is_said_to_be_none(self, bulletins: Path) -> None:
        assert "its role is date" in call("explain", bulletins / "lang-son-2023-q2.txt", "--at", "1103").stdout

    def test_an_event_can_be_asked_for(self, bulletins: Path) -> None:
        assert "[E1]" in call("explain", bulletins / "lang-son-2024-h1.txt", "--at", "830").stdout

    def test_where_nothing_was_read_it_says_so_and_fails(self, bulletins: Path) -> None:
        done = call("explain", bulletins / "lang-son-2023-q2.txt", "--at", "0")
        assert done.exit_code == 1
        assert "lang-son-2023-q2.txt: nothing was read at 0" in done.stderr
        assert call("explain", bulletins / "lang-son-2023-q2.txt", "--at", "99999").exit_code == 2


class TestAReaderThatEnds:
    @pytest.mark.parametrize("arguments", [("extract", "--format", "jsonl"), ("explain",), ("reconcile",)])
    def test_it_is_no_failure_and_nothing_is_complained_of(self, arguments: tuple[str, ...], bulletins: Path) -> None:
        """`bantin explain FILE | head -1` ends as other programs do."""
        file = bulletins / "lang-son-2024-h1.txt"
        command = [sys.executable, "-m", "orchestration", arguments[0], str(file), *arguments[1:]]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.close()
            complaint = process.stderr.read() if process.stderr else b""
            assert (process.wait(), complaint) == (READER_IS_GONE, b"")


class TestReconcile:
    def test_the_bundled_bulletins_reconcile(self, bulletins: Path) -> None:
        done = call("reconcile", *sorted(bulletins.glob("*.txt")), "--format", "jsonl")
        rows = lines(done)
        assert done.exit_code == 0
        assert {row["kind"] for row in rows} == {"identity", "verdict", "series_link"}
        statuses = {row["status"] for row in rows if row["kind"] == "identity"}
        assert statuses <= {"reconciled", "reconciled_tight", "revised", "unverified", "not_evaluated"}
        assert "reconciled" in statuses

    def test_a_contradiction_shows_both_intervals_and_the_three_quotes(self, tmp_path: Path) -> None:
        write_inbox(tmp_path, {"a.txt": contradicted()})
        table = call("reconcile", tmp_path / "a.txt")
        assert table.exit_code == 0
        for words in (
            "contradicted", "2,7 tỷ USD", "1,3 tỷ USD; 1,24 tỷ USD",
            "[2700000000, 2800000000]", "[2485000000, 2595000000]",
        ):  # fmt: skip
            assert words in table.stdout
        rows = lines(call("reconcile", tmp_path / "a.txt", "--format", "jsonl"))
        assert "conflict" in {row["kind"] for row in rows}

    def test_the_same_file_twice_is_one_bulletin(self, bulletins: Path) -> None:
        file = bulletins / "lang-son-2024-h1.txt"
        once, twice = call("reconcile", file, "--format", "jsonl"), call("reconcile", file, file, "--format", "jsonl")
        assert once.stdout == twice.stdout


class TestAFreshHome:
    @pytest.mark.parametrize("arguments", [("query", "select 1"), ("status",), ("report",)])
    def test_it_says_what_to_run(self, home: Settings, arguments: tuple[str, ...]) -> None:
        done = call(*arguments)
        assert done.exit_code == 1
        assert "bantin run" in done.stderr
        assert str(home.home) in done.stderr

    def test_an_inbox_that_is_not_there_is_wrong_usage(self, home: Settings) -> None:
        done = call("run", "--inbox", home.home / "nowhere")
        assert done.exit_code == 2
        assert "nowhere" in done.stderr

    def test_an_inbox_of_the_environment_that_is_not_there_is_wrong_usage(
        self, home: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BANTIN_INBOX", str(home.home / "nope"))
        done = call("run")
        assert done.exit_code == 2
        assert "nope does not exist; make it, or name another with --inbox or BANTIN_INBOX" in done.stderr
