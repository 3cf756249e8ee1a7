"""A steward's day: look at the queue, decide, run, and find the decision in the tables; all through the command."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from orchestration.cli import bantin as cli
from orchestration.published import connect_published
from orchestration.review import decisions
from orchestration.review.case import Case
from orchestration.review.correctable import applied, corrected
from orchestration.review.decisions import Decision, with_row
from orchestration.review.effects import Effect, effect_of
from orchestration.review.signature import Signature
from orchestration.settings import REPOSITORY, Settings
from tests.support.bulletins import contradicted
from tests.support.command import bantin, environment, fresh_home, query
from tests.support.pseudo_terminal import on_a_terminal

pytestmark = pytest.mark.integration

TODAY = datetime.now(UTC).date()
NEXT_YEAR = (TODAY + timedelta(days=365)).isoformat()
FIGURE = "b4daee14c7082615:2095"
QUARTER = "d52a6306d6693544"
LINK = "s3218e7633cd28e3"
COUNTED = (
    "marts.observations",
    "marts.infrastructure_project_events",
    "marts.situations",
    "quality.numeral_ledger",
    "quality.figure_verdicts",
    "intermediate.figures",
    "intermediate.bulletins",
)
KEPT = ("raw.observations", "raw.documents", "staging.observations", "staging.documents", "staging.project_events")
SIGNED = Signature("Lan", "vì sao", TODAY)
VERDICTS = "select observation_id, status from quality.figure_verdicts"


@dataclass
class Stage:
    """What a home said after a run, and what the decisions before it were said to change."""

    run: str
    verdicts: dict[str, str]
    conflicts: list[dict[str, Any]]
    waivers: list[dict[str, Any]]
    queue: list[dict[str, Any]]
    figure: list[dict[str, Any]]
    history: list[dict[str, Any]]
    status: str
    pages: str
    rows_of_quarter: dict[str, int]
    expected: Effect | None = None


def look(settings: Settings, ran: str, expected: Effect | None = None) -> Stage:
    """Ask a home everything that the tests ask."""
    conflict_pages = sorted((settings.quality / "site").rglob("conflict*/*.html"))
    return Stage(
        run=ran,
        verdicts={row["observation_id"]: row["status"] for row in query(VERDICTS, settings)},
        conflicts=query("from quality.conflicts", settings),
        waivers=query("from quality.waivers", settings),
        queue=json.loads(said("review", "--format", "json", settings=settings)),
        figure=query(f"from marts.observations where observation_id = '{FIGURE}'", settings),
        history=json.loads(said("review", "history", "--format", "json", settings=settings)),
        status=said("status", settings=settings),
        pages="\n".join(page.read_text(encoding="utf-8") for page in conflict_pages),
        rows_of_quarter={
            name: query(f"select count(*) as n from {name} where bulletin_id = '{QUARTER}'", settings)[0]["n"]
            for name in (*COUNTED, *KEPT)
        },
        expected=expected,
    )


def said(*arguments: str, settings: Settings, stdin: str | None = None) -> str:
    """What the command prints when all goes well."""
    done = bantin(*arguments, settings=settings, stdin=stdin, BANTIN_AUTHOR="Lan")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(*arguments: str, settings: Settings, reason: str = "vì sao") -> str:
    """What the command says when it is used wrongly, in this process; it exits with 2."""
    done = CliRunner().invoke(
        cli, [*arguments, "--reason", reason, "--author", "Lan", "--yes"], env=environment(settings)
    )
    assert done.exit_code == 2, done.output
    return done.stderr


def foreseen(settings: Settings, make: Any) -> Effect:
    """What the library says that a decision would change."""
    with connect_published(settings) as connection:
        case = Case(connection, settings, TODAY)
        decision: Decision = make(case)
        before = case.tables()
        return effect_of(case, decision.table, decision.row, before, with_row(before, decision))


def steward_file(settings: Settings, table: str) -> list[dict[str, str]]:
    with (settings.steward / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The two bulletins, the newer with imports of 1,24 instead of 1,42, read and checked."""
    settings = fresh_home(tmp_path_factory.mktemp("review"))
    shutil.copytree(REPOSITORY / "data" / "bulletins", settings.inbox)
    (settings.inbox / "lang-son-2024-h1.txt").write_text(contradicted(), encoding="utf-8")
    said("run", settings=settings)
    return settings


@pytest.fixture(scope="module")
def before(home: Settings) -> Stage:
    """Nothing is decided yet."""
    return look(home, "")


@pytest.fixture(scope="module")
def conflict_id(before: Stage) -> str:
    (conflict,) = before.conflicts
    return str(conflict["conflict_id"])


@pytest.fixture
def trial(home: Settings, before: Stage, tmp_path: Path) -> Settings:
    """A home whose steward's tables a test may fill; no run is made in it."""
    settings = fresh_home(tmp_path)
    settings.home.mkdir()
    shutil.copyfile(home.warehouse, settings.warehouse)
    return settings


@pytest.fixture(scope="module")
def walked(home: Settings, conflict_id: str) -> str:
    """A steward at a terminal looks at the link, skips it, and waives the conflict."""
    with on_a_terminal("review", "walk", settings=home, BANTIN_AUTHOR="Lan") as terminal:
        terminal.wait_for("[q] thoát / quit")
        terminal.press("z")
        terminal.wait_for("«z» is none of these keys")
        terminal.wait_for("[q] thoát / quit")
        terminal.press("s")
        terminal.wait_for(f"conflict {conflict_id}")
        terminal.wait_for("[q] thoát / quit")
        terminal.press("w")
        terminal.wait_for("Until")
        terminal.type(NEXT_YEAR)
        terminal.wait_for("Reason")
        terminal.type("Báo in nhầm, chờ bản gốc")
        terminal.wait_for("open → waived")
        terminal.wait_for("[y/N]")
        terminal.type("y")
        assert terminal.end() == 0, terminal.screen
        return terminal.screen


@pytest.fixture(scope="module")
def waived(home: Settings, conflict_id: str, walked: str) -> Stage:
    """The run after the waiver, which the walk wrote."""
    (home.steward / "waivers.csv").rename(kept := home.home / "waivers.csv")
    expected = foreseen(home, lambda case: decisions.waive(case, conflict_id, SIGNED, date.fromisoformat(NEXT_YEAR)))
    kept.rename(home.steward / "waivers.csv")
    return look(home, said("run", settings=home), expected)


@pytest.fixture(scope="module")
def settled(home: Settings, conflict_id: str, waived: Stage) -> Stage:
    """The run after the misprint is corrected all the same, and the older bulletin withdrawn.

    The older bulletin comes again, the same bytes under another name.
    """
    expected = foreseen(home, lambda case: decisions.correct(case, FIGURE, "value", "1240000000", "1420000000", SIGNED))
    said("review", "correct", conflict_id, "--repair", "1", "--reason", "Bản gốc in 1,42", "--yes", settings=home)
    said("withdraw", "lang-son-2023-q2.txt", "--reason", "Cơ quan ban hành thu hồi", "--yes", settings=home)
    shutil.copyfile(home.inbox / "lang-son-2023-q2.txt", home.inbox / "gui-lai.txt")
    return look(home, said("run", settings=home), expected)


@pytest.fixture(scope="module")
def restored(home: Settings, settled: Stage) -> Stage:
    """The withdrawal is taken back, and the run that follows is asked for at once."""
    undone = said("withdraw", QUARTER, "--undo", "--reason", "Ban hành lại", "--yes", "--run", settings=home)
    return look(home, undone)


def test_the_queue_tells_since_when_each_item_is_open(before: Stage) -> None:
    assert [(item["kind"], item["subject_id"]) for item in before.queue] == [
        ("series_link", LINK),
        ("conflict", before.conflicts[0]["conflict_id"]),
    ]
    assert {item["age_days"] for item in before.queue} <= {0, 1}
    assert {item["decided_by"] for item in before.queue} == {None}


@pytest.mark.parametrize(
    ("narrower", "kinds"),
    [
        (["--kind", "conflict"], ["conflict"]),
        (["--severity", "query"], ["series_link"]),
        (["--bulletin", QUARTER], ["series_link"]),
        (["--bulletin", "lang-son-2024-h1.txt", "--kind", "conflict", "--kind", "ambiguous"], ["conflict"]),
        (["--kind", "quarantine"], []),
    ],
)
def test_the_queue_is_narrowed(home: Settings, before: Stage, narrower: list[str], kinds: list[str]) -> None:
    printed = said("review", *narrower, "--format", "csv", settings=home)
    assert [row["kind"] for row in csv.DictReader(printed.splitlines())] == kinds


def test_an_item_is_shown_with_proof_sentence_suspect_repairs_and_ways_out(home: Settings, conflict_id: str) -> None:
    shown = said("review", "show", conflict_id[:6], settings=home)
    for words in (
        "total equals its components",
        "tổng bằng các thành phần",
        "nhập khẩu đạt 1,24 tỷ USD, đạt 67,6%, tăng 43,1%",
        "perhaps «1,42 tỷ» = 1,420,000,000 (two digits swapped)",
        f"bantin review correct {conflict_id} --repair 1",
        f"bantin review waive {conflict_id} --expires",
    ):
        assert words in shown
    assert said("review", "show", "2", settings=home) == shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["waive", "0000", "--expires", NEXT_YEAR], "there is no conflict «0000»"),
        (["waive", "CONFLICT", "--expires", TODAY.isoformat()], "a waiver ends on a day after"),
        (["waive", "CONFLICT", "--expires", "2099-01-01"], "three years"),
        (["waive", "CONFLICT", "--expires", "9999-99-99"], "does not match the format"),
        (["waive", "CONFLICT"], "Missing option '--expires'"),
        (["waive", "CONFLICT", "--expires", NEXT_YEAR, "--date", "2099-01-01"], "is still to come"),
        (["accept", "CONFLICT"], "there are 2 suggested repairs; choose one"),
        (["correct", "CONFLICT", "--repair", "7"], "there is no repair 7"),
        (["correct", "CONFLICT", "--column", "value"], "are for a figure"),
        (["correct", FIGURE, "--column", "value"], "takes --column, --old and --new"),
        (
            ["correct", "b4daee14c7082615:1", "--column", "value", "--old", "1", "--new", "2"],
            "no bulletin has a figure",
        ),
        (["correct", FIGURE, "--column", "quote", "--old", "1", "--new", "2"], "quote cannot be corrected"),
        (["correct", FIGURE, "--column", "value", "--old", "1", "--new", "2"], "is «1240000000»"),
        (["correct", FIGURE, "--column", "value", "--old", "1240000000", "--new", "1,42"], "«1,42» is none"),
        (["correct", FIGURE, "--column", "value", "--old", "1240000000", "--new", "1240000000.0"], "already"),
        (
            ["correct", FIGURE, "--column", "low", "--old", "1235000000", "--new", "1300000000"],
            "low would be above high",
        ),
        (["correct", FIGURE, "--column", "unit", "--old", "USD", "--new", "dollars"], "a code of reference.units"),
        (["correct", FIGURE, "--column", "measure", "--old", "level", "--new", ""], "measure is never empty"),
        (
            ["correct", FIGURE, "--column", "obs_status", "--old", "E", "--new", "Z"],
            "obs_status is a code of A, E, P, F",
        ),
        (["link", "s999"], "there is no suggested series link «s999»"),
        (["undo", "w-1"], "has a row w-1"),
    ],
)
def test_what_cannot_be_decided_says_why_and_writes_nothing(
    trial: Settings, conflict_id: str, arguments: list[str], message: str
) -> None:
    told = refused("review", *(conflict_id if word == "CONFLICT" else word for word in arguments), settings=trial)
    assert message in told
    assert not any(len(path.read_bytes().splitlines()) > 1 for path in trial.steward.glob("*.csv"))


def test_a_decision_needs_a_reason_and_an_author(trial: Settings, conflict_id: str) -> None:
    told = refused("review", "waive", conflict_id, "--expires", NEXT_YEAR, settings=trial, reason=" ")
    assert "an author and a reason" in told


def test_what_is_not_confirmed_is_not_written(trial: Settings, conflict_id: str) -> None:
    waive = ["review", "waive", conflict_id, "--expires", NEXT_YEAR, "--reason", "vì sao"]
    for ending in (["--dry-run"], []):
        printed = said(*waive, *ending, settings=trial, stdin="n\n")
        assert "open → waived" in printed
        assert "Nothing was written" in printed
    assert steward_file(trial, "waivers") == []


def test_a_suggestion_is_accepted_once(trial: Settings) -> None:
    printed = said("review", "accept", LINK[:4], "--reason", "Cùng một chuỗi", "--yes", settings=trial)
    assert "«2.285 triệu USD» d52a6306d6693544:1531: unverified → contradicted" in printed
    (row,) = steward_file(trial, "series_links")
    assert (row["series_link_id"], row["author"], row["linked_bulletin_id"]) == (LINK, "Lan", QUARTER)
    assert "series_links.csv already has it" in refused("review", "link", LINK, settings=trial)
    queue = json.loads(said("review", "--format", "json", settings=trial))
    assert queue[0]["decided_by"] == LINK


def test_what_a_waiting_row_settles_is_not_waived_as_well(trial: Settings, conflict_id: str) -> None:
    said("review", "correct", conflict_id, "--repair", "1", "--reason", "Bản gốc", "--yes", settings=trial)
    assert "no longer open" in refused("review", "waive", conflict_id, "--expires", NEXT_YEAR, settings=trial)
    assert "corrections.csv already has it" in refused(
        "review", "correct", conflict_id, "--repair", "2", settings=trial
    )


def test_a_decision_is_taken_back_and_stays_in_the_history(trial: Settings, conflict_id: str) -> None:
    said("review", "correct", conflict_id, "--repair", "2", "--reason", "Bản gốc", "--yes", settings=trial)
    row = f"correction-{FIGURE.replace(':', '-')}"
    printed = said("review", "undo", row, "--reason", "Nhầm bản", "--yes", settings=trial)
    assert "reconciled → contradicted" in printed
    assert steward_file(trial, "corrections") == []
    (told,) = json.loads(said("review", "history", "--format", "json", settings=trial))
    assert (told["id"], told["state"], told["removed_by"], told["removed_because"]) == (
        row,
        "taken out",
        "Lan",
        "Nhầm bản",
    )


def test_the_queue_is_walked_with_piped_input(trial: Settings, conflict_id: str) -> None:
    keys = f"a\nCùng một chuỗi\ny\nc\n{FIGURE}\n\n1420000000\nBản gốc in 1,42\ny\n"
    printed = said("review", "walk", settings=trial, stdin=keys)
    assert "2 decided, 2 of 2 seen" in printed
    (row,) = steward_file(trial, "corrections")
    assert (row["old_value"], row["new_value"], row["reason"]) == ("1240000000", "1420000000", "Bản gốc in 1,42")
    again = said("review", "walk", settings=trial, stdin="")
    assert f"{LINK} decides it already" in again
    assert "0 decided, 2 of 2 seen" in again


def test_the_end_of_the_input_ends_the_walk(trial: Settings) -> None:
    assert "0 decided, 1 of 2 seen" in said("review", "walk", settings=trial, stdin="")
    assert "0 decided, 2 of 2 seen" in said("review", "walk", settings=trial, stdin="s\nq\n")


def test_the_library_corrects_figures_as_the_warehouse_does(settled: Stage, home: Settings) -> None:
    with connect_published(home) as connection:
        case = Case(connection, home, TODAY)
        printed = {row["observation_id"]: row for row in case.figures(["b4daee14c7082615"])}
        new = applied(case.tables()["corrections"], printed)
        assert new == {FIGURE: {"value": "1420000000"}}
        columns = ("value_used", "low_used", "high_used", "low_wide_used", "high_wide_used", "unit", "period_end")
        stored = {
            row["observation_id"]: tuple(row[name] for name in columns)
            for row in case.rows("from intermediate.figures where bulletin_id = ?", ["b4daee14c7082615"])
        }
    assert stored == {
        key: tuple(corrected(row, new.get(key, {}))[name] for name in columns) for key, row in printed.items()
    }


def test_a_waiver_from_the_terminal_is_signed(walked: str, home: Settings, waived: Stage, conflict_id: str) -> None:
    assert "1 decided, 2 of 2 seen" in walked
    (row,) = waived.waivers
    assert row["conflict_id"] == conflict_id
    assert (row["author"], row["reason"], row["expires_on"]) == ("Lan", "Báo in nhầm, chờ bản gốc", NEXT_YEAR)


def test_the_next_run_shows_the_conflict_waived_by_whom_and_why(waived: Stage, conflict_id: str) -> None:
    (conflict,) = waived.conflicts
    assert (conflict["status"], conflict["waiver_id"]) == ("waived", f"waiver-{conflict_id}")
    assert "waived" in waived.verdicts[FIGURE]
    assert "1 waived fatal" in waived.run
    assert [item["kind"] for item in waived.queue] == ["series_link"]
    (told,) = waived.history
    assert (told["state"], told["author"], told["reason"]) == ("waived", "Lan", "Báo in nhầm, chờ bản gốc")
    assert "Báo in nhầm, chờ bản gốc" in waived.pages


def test_what_was_foreseen_of_the_waiver_came(waived: Stage, before: Stage) -> None:
    assert waived.expected is not None
    changes = {change.observation_id: change.after for change in waived.expected.figure_changes}
    assert {key: status for key, status in waived.verdicts.items() if before.verdicts[key] != status} == changes
    assert len(changes) == 9


def test_a_correction_changes_what_is_used_and_not_what_is_printed(settled: Stage, before: Stage) -> None:
    (old,), (new,) = before.figure, settled.figure
    for column in ("value", "quote", "value_text", "low", "high"):
        assert new[column] == old[column]
    assert (old["value_used"], new["value_used"]) == (1240000000, 1420000000)
    assert (new["low_used"], new["high_used"]) == (1415000000, 1425000000)
    assert new["correction_id"] == f"correction-{FIGURE.replace(':', '-')}"


def test_what_was_foreseen_of_the_correction_came(settled: Stage, waived: Stage) -> None:
    assert settled.expected is not None
    changes = {change.observation_id: change.after for change in settled.expected.figure_changes}
    came = {key: status for key, status in settled.verdicts.items() if waived.verdicts[key] != status}
    assert came == changes
    assert set(changes.values()) == {"reconciled"}
    assert settled.conflicts == []


def test_a_waiver_whose_conflict_is_gone_is_reported_as_without_effect(settled: Stage, conflict_id: str) -> None:
    (item,) = [item for item in settled.queue if item["kind"] == "waiver"]
    assert item["subject_id"] == f"waiver-{conflict_id}"
    assert f"there is no contradiction {conflict_id}" in item["detail_en"]
    (waiver,) = settled.waivers
    assert waiver["conflict_status"] is None
    assert {told["id"]: told["state"] for told in settled.history}[item["subject_id"]] == "no such conflict"


def test_a_withdrawn_bulletin_is_in_no_mart_and_no_queue_and_is_kept(
    home: Settings, settled: Stage, before: Stage
) -> None:
    assert all(before.rows_of_quarter[name] > 0 for name in (*COUNTED, *KEPT))
    assert {settled.rows_of_quarter[name] for name in COUNTED} == {0}
    assert [settled.rows_of_quarter[name] for name in KEPT] == [before.rows_of_quarter[name] for name in KEPT]
    assert not any(item["kind"] == "series_link" for item in settled.queue)
    assert any(QUARTER in path.name for path in home.archive.rglob("*") if path.is_file())


def test_withdrawn_bytes_that_come_again_stay_withdrawn(settled: Stage) -> None:
    line = f"Withdrawn    gui-lai.txt, lang-son-2023-q2.txt ({QUARTER}), by Lan: Cơ quan ban hành thu hồi"
    assert line in settled.run
    assert line in settled.status
    assert "Bulletins    1 in the warehouse" in settled.status


def test_a_withdrawal_is_taken_back_and_the_figures_return(home: Settings, restored: Stage, before: Stage) -> None:
    assert "Bulletins    2 in the warehouse" in restored.run
    assert restored.verdicts.keys() == before.verdicts.keys()
    assert {name: restored.rows_of_quarter[name] for name in COUNTED} == {
        name: before.rows_of_quarter[name] for name in COUNTED
    }
    assert steward_file(home, "withdrawals") == []
    (told,) = [told for told in restored.history if told["table"] == "withdrawals"]
    assert (told["state"], told["removed_because"]) == ("taken out", "Ban hành lại")


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Read, then the link accepted, run, the revision that it shows acknowledged, and run again."""
    settings = fresh_home(tmp_path_factory.mktemp("link"))
    shutil.copytree(REPOSITORY / "data" / "bulletins", settings.inbox)
    said("run", settings=settings)
    (first,) = json.loads(said("review", "--format", "json", settings=settings))
    said("review", "accept", first["subject_id"], "--reason", "Cùng tờ khai hải quan", "--yes", settings=settings)
    said("run", settings=settings)
    (revision,) = json.loads(said("review", "--format", "json", settings=settings))
    assert (revision["kind"], "2.285 triệu USD" in revision["quote"]) == ("revision", True)
    conflict, reason = revision["subject_id"], "Số ước 2023 được điều chỉnh sau"
    said("review", "waive", conflict, "--expires", NEXT_YEAR, "--reason", reason, "--yes", settings=settings)
    said("run", settings=settings)
    return settings


class TestASuggestedLinkThatDoesNotQuiteFit:
    """The bundled bulletins: the 2,285 of 2023 may be of the series whose growth of 2024 implies less."""

    def test_is_settled_with_author_and_reason(self, linked: Settings) -> None:
        assert json.loads(said("review", "--format", "json", settings=linked)) == []
        (waiver,) = query("from quality.waivers", linked)
        assert (waiver["author"], waiver["conflict_status"], waiver["is_in_force"]) == ("Lan", "revised", True)
        history = json.loads(said("review", "history", "--format", "json", settings=linked))
        assert {(row["table"], row["author"], row["reason"], row["state"]) for row in history} == {
            ("series_links", "Lan", "Cùng tờ khai hải quan", "in force"),
            ("waivers", "Lan", "Số ước 2023 được điều chỉnh sau", "acknowledged"),
        }
        (page,) = (linked.quality / "site" / "en" / "conflicts").iterdir()
        told = page.read_text(encoding="utf-8")
        assert "Revision acknowledged</b>: Số ước 2023 được điều chỉnh sau — Lan" in told
        assert "What to do" not in told

    def test_leaves_the_printed_figure_as_it_is(self, linked: Settings) -> None:
        (figure,) = query("from marts.observations where quote = '2.285 triệu USD'", linked)
        assert figure["value"] == figure["value_used"] == 2285000000
        assert figure["correction_id"] is None
