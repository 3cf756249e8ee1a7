"""`bantin reconcile` as its users meet it: proofs, suspects, repairs, links, the ESS report, exit codes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest
from click.testing import CliRunner, Result

from expectations.reconciliation import load_rules
from orchestration.cli import bantin
from orchestration.commands.files import read_files
from orchestration.commands.reconcile import MANY_FILES
from orchestration.reconciling.ess import ess_report
from orchestration.reconciling.findings import COLUMNS, Findings
from orchestration.reconciling.of_files import findings_of_files
from orchestration.reconciling.telling import closing_line, conflict_lines
from orchestration.reconciling.words import ENGLISH, VIETNAMESE
from orchestration.settings import REFERENCE, REPOSITORY, Settings
from tests.support.bulletins import contradicted, with_one_change, write_inbox
from tests.support.golden import bulletin_text

Row = dict[str, Any]

SCHEMA = json.loads((REPOSITORY / "orchestration/schemas/ess_validation_report.json").read_text(encoding="utf-8"))
SWAPPED = ("1,42 tỷ USD", "1,24 tỷ USD")
COMMA_LOST = ("1,42 tỷ USD", "142 tỷ USD")
WRONG_SIGN = ("tăng 43,1%", "giảm 43,1%")


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(bantin, ["reconcile", *map(str, arguments)])


def rows_of(done: Result) -> list[Row]:
    return [json.loads(line, parse_float=Decimal) for line in done.stdout.splitlines()]


def of_kind(kind: str, *arguments: str | Path) -> list[Row]:
    return [row for row in rows_of(call(*arguments, "--format", "jsonl")) if row["kind"] == kind]


def broken(folder: Path, change: tuple[str, str]) -> Path:
    """The half-year bulletin with one misprint."""
    write_inbox(folder, {"a.txt": with_one_change(bulletin_text("lang-son-2024-h1"), *change)})
    return folder / "a.txt"


def bundled(bulletins: Path) -> list[Path]:
    return sorted(bulletins.glob("*.txt"))


def findings(*files: Path) -> Findings:
    return findings_of_files(read_files([str(file) for file in files]).sources, load_rules(REFERENCE))


class TestAMisprint:
    @pytest.mark.parametrize(
        ("change", "printed", "implied", "first"),
        [
            (SWAPPED, "[1,235,000,000; 1,245,000,000]", "[1,399,375,136; 1,465,645,148]",
             "perhaps «1,42 tỷ» = 1,420,000,000 (two digits swapped)"),
            (COMMA_LOST, "[141,500,000,000; 142,500,000,000]", "[1,399,375,136; 1,465,645,148]",
             "perhaps «1,42 tỷ» = 1,420,000,000 (decimal comma lost, added or moved)"),
            (WRONG_SIGN, "[-43.15; -43.05]", "[42.318963; 43.677602]",
             "perhaps «tăng 43,1» = 43.1 (rise printed as fall, or the other way round)"),
        ],
    )  # fmt: skip
    def test_it_ends_in_a_conflict_with_its_proof_and_the_repair_first(
        self, tmp_path: Path, change: tuple[str, str], printed: str, implied: str, first: str
    ) -> None:
        done = call(broken(tmp_path, change), "--language", "en")
        assert done.exit_code == 0, done.stderr
        told = done.stdout[done.stdout.index("fatal · open · conflict") :]
        total = "«20,8 %»" if change is WRONG_SIGN else "«2,7 tỷ USD»"
        assert "That is impossible." in told
        for words in (total, printed, implied, "cannot all be right", "Suspects, likeliest first:", "strain"):
            assert words in told
        assert told.index("1. «") < told.index(first)
        repairs = [line.strip() for line in told.splitlines() if "perhaps" in line and "Suspects" not in line]
        assert repairs[0].startswith(first)
        assert done.stdout.splitlines()[-1].endswith("conflicts: 1 (1 fatal open); suggested series links: 0")

    @pytest.mark.parametrize(
        ("change", "quote", "repair"),
        [(SWAPPED, "1,24 tỷ USD", "1,42 tỷ"), (COMMA_LOST, "142 tỷ USD", "1,42 tỷ"), (WRONG_SIGN, "43,1%", None)],
    )
    def test_json_lines_have_conflict_and_suspects(
        self, tmp_path: Path, change: tuple[str, str], quote: str, repair: str | None
    ) -> None:
        rows = rows_of(call(broken(tmp_path, change), "--format", "jsonl"))
        (conflict,) = [row for row in rows if row["kind"] == "conflict"]
        suspects = [row for row in rows if row["kind"] == "suspect"]
        assert (conflict["severity"], conflict["status"]) == ("fatal", "open")
        assert conflict["certificate"]["verified"] is True
        assert conflict["suspect_ids"] == [suspects[0]["observation_id"]]
        assert suspects[0]["quote"] == quote
        assert suspects[0]["implied_low"] is not None
        assert suspects[0]["repair_value"] == {"43,1%": Decimal("43.1")}.get(quote, 1_420_000_000)
        assert repair is None or suspects[0]["repair_text"] == repair

    def test_a_tie_lists_every_suspect(self, tmp_path: Path) -> None:
        suspects = of_kind("suspect", broken(tmp_path, WRONG_SIGN))
        assert [(row["set_rank"], row["quote"]) for row in suspects] == [(1, "43,1%"), (2, "20,8 %")]

    def test_the_text_comes_in_the_language_asked_for(self, tmp_path: Path) -> None:
        file = broken(tmp_path, SWAPPED)
        vietnamese, english, both = (call(file, "--language", name).stdout for name in ("vi", "en", "both"))
        assert "không thể cùng đúng" in vietnamese
        assert "hai chữ số đổi chỗ" in vietnamese
        assert "cannot all be right" not in vietnamese
        assert "không thể cùng đúng" not in english
        assert "Merchandise import turnover" in english
        assert both.index("không thể cùng đúng") < both.index("cannot all be right")
        assert call(file).stdout == both

    def test_the_table_of_identities_fits_into_a_hundred_columns(self, tmp_path: Path) -> None:
        table = call(broken(tmp_path, SWAPPED)).stdout.partition("fatal · open")[0]
        assert max(map(len, table.splitlines())) <= 100
        assert "gap 105000000" in table
        assert table.index("contradicted") < table.index("reconciled")


class TestTheBundledBulletins:
    def test_no_conflict_and_one_suggested_link(self, bulletins: Path) -> None:
        rows = rows_of(call(*bundled(bulletins), "--format", "jsonl"))
        (link,) = [row for row in rows if row["kind"] == "series_link"]
        assert not any(row["kind"] in ("conflict", "suspect") for row in rows)
        assert link["status"] == "revised"
        assert round(link["revision_needed"] * 100, 2) == Decimal("0.33")
        assert round(link["strain"], 2) == Decimal("1.36")
        assert "7,529,857" in link["proof_en"]
        assert link["csv_row"].startswith(f"{link['suggestion_id']},,VN-09,trade_turnover")

    def test_the_link_is_told_with_its_proof_and_the_row_that_accepts_it(self, bulletins: Path) -> None:
        printed = call(*bundled(bulletins), "--language", "en").stdout
        (link,) = of_kind("series_link", *bundled(bulletins))
        for words in (
            "query · revised · suggested series link",
            "strain 1.36",
            "revision needed 0.3297 % of 3 % allowed",
            "at least 7,529,857 USD",
            "series_link_id,bulletin_id",
            "lang-son-2023-q2.txt (d52a6306d6693544)",
        ):
            assert words in printed  # fmt: skip
        assert link["csv_row"] in printed.splitlines()
        last = "figures: 31 (14 reconciled, 17 unverified); conflicts: 0; suggested series links: 1"
        assert printed.splitlines()[-1] == last

    def test_every_kind_has_the_columns_of_its_table(self, bulletins: Path, tmp_path: Path) -> None:
        calls = (bundled(bulletins), [broken(tmp_path, SWAPPED)])
        rows = [row for files in calls for row in rows_of(call(*files, "--format", "jsonl"))]
        for kind, columns in COLUMNS.items():
            own = [row for row in rows if row["kind"] == kind]
            names = ["kind", *("identity_kind" if name == "kind" else name for name in columns)]
            assert own
            assert all(list(row) == names for row in own)


class TestNarrowing:
    def test_by_status_and_severity(self, tmp_path: Path) -> None:
        file = broken(tmp_path, SWAPPED)
        rows = rows_of(call(file, "--status", "contradicted", "--severity", "fatal", "--format", "jsonl"))
        assert {row["kind"] for row in rows} == {"identity", "verdict", "conflict", "suspect"}
        assert {row["status"] for row in rows if row["kind"] != "suspect"} == {"contradicted", "open"}
        assert rows_of(call(file, "--status", "waived", "--format", "jsonl")) == []

    def test_several_statuses(self, bulletins: Path) -> None:
        rows = rows_of(call(*bundled(bulletins), "--status", "revised", "--status", "unverified", "--format", "jsonl"))
        assert {(row["kind"], row["status"]) for row in rows} == {("series_link", "revised"), ("verdict", "unverified")}

    def test_by_bulletin(self, bulletins: Path) -> None:
        rows = rows_of(call(*bundled(bulletins), "--bulletin", "d52a6306d6693544", "--format", "jsonl"))
        assert {row["kind"] for row in rows} == {"verdict", "series_link"}
        assert len(rows) == 15

    def test_a_suspect_keeps_its_interval_where_its_verdict_is_left_out(self, tmp_path: Path) -> None:
        found = findings(broken(tmp_path, SWAPPED))
        narrowed = replace(found.of(["contradicted"], ["fatal"]), verdicts=[])
        told = "\n".join(
            line.text for line in conflict_lines(found.conflicts[0], found.suspects, narrowed, [VIETNAMESE])
        )
        assert "«1,24 tỷ USD»: bản tin in [1.235.000.000; 1.245.000.000]" in told

    def test_a_bulletin_that_is_not_there_is_wrong_usage(self, bulletins: Path) -> None:
        done = call(*bundled(bulletins), "--bulletin", "nowhere")
        assert done.exit_code == 2
        assert "d52a6306d6693544 (lang-son-2023-q2.txt)" in done.stderr


class TestTheEssReport:
    def report(self, *arguments: str | Path) -> list[Row]:
        done = call(*arguments, "--format", "ess")
        assert done.exit_code == 0, done.stderr
        report: list[Row] = json.loads(done.stdout)
        jsonschema.validate(report, SCHEMA)
        return report

    def test_the_schema_is_a_schema_and_refuses_what_is_none(self) -> None:
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate([{"id": "a", "type": "validation"}], SCHEMA)

    def test_one_entry_an_identity(self, bulletins: Path) -> None:
        report = self.report(*bundled(bulletins))
        identities = of_kind("identity", *bundled(bulletins))
        values = {"reconciled": "1", "not_evaluated": "NA"}
        expected = {row["reconciliation_id"]: values[row["status"]] for row in identities}
        assert {entry["id"]: entry["value"] for entry in report} == expected
        assert len(report) == len(identities)

    def test_a_conflict_of_the_network_is_an_entry_with_its_proof(self, tmp_path: Path) -> None:
        file = broken(tmp_path, SWAPPED)
        report, (conflict,) = self.report(file), of_kind("conflict", file)
        (entry,) = [found for found in report if found["id"] == conflict["conflict_id"]]
        assert entry["data"]["description"] == conflict["proof_en"]
        assert entry["data"]["target"] == conflict["suspect_ids"]
        assert (entry["value"], entry["rule"]["severity"]) == ("0", "error")
        assert "trade_turnover[declared_at_provincial_customs] = export_turnover" in entry["rule"]["expression"]
        failed = [found for found in report if found["value"] == "0"]
        assert len(failed) == 4
        assert len({found["id"] for found in report}) == len(report)

    def test_nothing_found_is_an_empty_report(self, tmp_path: Path) -> None:
        write_inbox(tmp_path, {"bare.txt": "Hội nghị đã diễn ra tốt đẹp.\n"})
        assert self.report(tmp_path / "bare.txt") == []

    def test_severity_and_value_of_every_status(self, tmp_path: Path) -> None:
        found = findings(broken(tmp_path, SWAPPED))
        identity = next(row for row in found.identities if row["status"] == "contradicted")
        waiver = {"waiver_id": "w-1", "reason": "đã hỏi", "author": "Lan", "waived_on": date(2024, 7, 1),
                  "expires_on": None}  # fmt: skip
        band = {"revision_needed": Decimal("0.003297"), "revision_band": Decimal("0.03")}
        blank = {"status": "not_evaluated", "reason": "unbounded", "rule_severity": "info"}
        cases: list[tuple[Row, str, str, str]] = [
            ({"status": "reconciled_tight"}, "error", "1", ""),
            ({"status": "contradicted", "rule_severity": "query"}, "warning", "0", "Contradicted: the gap is"),
            ({"status": "waived", "waiver_id": "w-1"}, "error", "0", "Waived (w-1): đã hỏi; Lan, 2024-07-01."),
            ({"status": "revised", **band}, "warning", "0", "band of 3 % they agree"),
            (blank, "information", "NA", "Not evaluated: unbounded."),
        ]  # fmt: skip
        for change, severity, value, words in cases:
            changed = replace(found, identities=[identity | change], conflicts=[], waivers={"w-1": waiver})
            (entry,) = ess_report(
                changed, load_rules(REFERENCE), at=datetime(2024, 7, 1, 8, tzinfo=UTC), agent="a", trigger="t"
            )
            jsonschema.validate([entry], SCHEMA)
            assert (entry["rule"]["severity"], entry["value"]) == (severity, value)
            assert words in entry["data"]["description"]
            assert entry["event"]["time"] == "2024-07-01T08:00:00+00:00"


class TestTelling:
    def test_a_waived_conflict_names_its_waiver(self, tmp_path: Path) -> None:
        found = findings(broken(tmp_path, SWAPPED))
        waiver = {"waiver_id": "w-1", "reason": "đã hỏi", "author": "Lan", "waived_on": date(2024, 7, 1),
                  "expires_on": date(2024, 12, 31)}  # fmt: skip
        conflict = found.conflicts[0] | {"status": "waived", "waiver_id": "w-1"}
        waived = replace(found, conflicts=[conflict], waivers={"w-1": waiver})
        told = [line.text for line in conflict_lines(conflict, found.suspects, waived, [ENGLISH])]
        assert told[0].startswith("fatal · waived · conflict")
        assert "Waived (w-1): đã hỏi; Lan, 2024-07-01 … 2024-12-31" in told
        assert "conflicts: 1 (1 fatal waived)" in closing_line(waived)
        assert waived.open_fatal_conflicts == 0

    def test_suspects_that_are_wrong_together_stand_together(self, tmp_path: Path) -> None:
        found = findings(broken(tmp_path, WRONG_SIGN))
        pair = [row | {"set_rank": 1, "set_size": 2} for row in found.suspects]
        told = [line.text for line in conflict_lines(found.conflicts[0], pair, found, [ENGLISH])]
        assert "1. these 2 are wrong together:" in told
        assert sum(text.startswith("- «") for text in told) == 2

    def test_a_conflict_without_a_small_set_says_so(self, tmp_path: Path) -> None:
        found = findings(broken(tmp_path, SWAPPED))
        conflict = found.conflicts[0] | {"min_sets": None, "strain": None, "gap": None}
        told = [line.text for line in conflict_lines(conflict, [], found, [ENGLISH])]
        assert "No small set of figures explains it." in told


class TestExitCodes:
    def test_strict_tells_a_fatal_contradiction(self, tmp_path: Path, bulletins: Path) -> None:
        file = broken(tmp_path, SWAPPED)
        done = call(file, "--strict", "--status", "reconciled", "--format", "jsonl")
        assert done.exit_code == 3
        assert "1 fatal" in done.stderr
        assert call(file).exit_code == 0
        assert call(*bundled(bulletins), "--strict").exit_code == 0

    def test_a_file_that_cannot_be_read_comes_before_the_figures(self, tmp_path: Path) -> None:
        write_inbox(tmp_path, {"a.txt": contradicted(), "empty.txt": ""})
        done = call(tmp_path / "a.txt", tmp_path / "empty.txt", "--strict")
        assert done.exit_code == 1
        assert "empty.txt" in done.stderr
        assert "fatal · open" in done.stdout

    @pytest.mark.parametrize(
        "arguments", [("nowhere.txt",), ("--status", "wrong"), ("--format", "csv"), ("--language", "fr")]
    )
    def test_wrong_usage(self, arguments: tuple[str, ...]) -> None:
        assert call(*arguments).exit_code == 2

    def test_files_and_the_warehouse_exclude_each_other(self, bulletins: Path) -> None:
        done = call(*bundled(bulletins), "--warehouse")
        assert done.exit_code == 2
        assert "either files or --warehouse" in done.stderr

    @pytest.mark.parametrize("arguments", [(), ("--warehouse",), ("--format", "ess")])
    def test_without_a_warehouse_it_says_what_to_run(self, home: Settings, arguments: tuple[str, ...]) -> None:
        done = call(*arguments)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "bantin run" in done.stderr

    def test_a_warehouse_of_another_version_says_what_to_run(self, home: Settings) -> None:
        home.home.mkdir(parents=True)
        duckdb.connect(str(home.warehouse)).close()
        done = call()
        assert done.exit_code == 1
        assert "bantin run --full" in done.stderr


def test_progress_is_told_for_many_files_only(bulletins: Path, tmp_path: Path) -> None:
    text = (bulletins / "lang-son-2023-q2.txt").read_text(encoding="utf-8")
    write_inbox(tmp_path, {f"{number}.txt": text for number in range(MANY_FILES)})
    many = call(*sorted(tmp_path.iterdir()), "--format", "jsonl")
    assert many.stderr.splitlines() == ["read …", "reconcile …", "links …"]
    assert call(*bundled(bulletins), "--format", "jsonl").stderr == ""
