"""The quality site as a steward opens it: answers, counts, safety, and pages in a browser without a network."""

from __future__ import annotations

import csv
import html
import io
import re
import shlex
import shutil
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from orchestration.settings import REPOSITORY, Settings
from orchestration.site.page import LANGUAGES, table_path
from tests.support.browser import DESK, PHONE, look
from tests.support.bulletins import PNG_IMAGE, contradicted, write_inbox
from tests.support.command import bantin, fresh_home, query

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

pytestmark = pytest.mark.integration

ATTACK = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    "<style>body{display:none}</style><svg onload=\"document.title='owned'\"><a href='javascript:alert(1)'>x</a></svg>"
    "</p></section><base href='//example.invalid/'><link rel=stylesheet href='//example.invalid/x.css'>"
)
HOSTILE_NAME = "doi-so <img src=x onerror=alert(1)>.txt"
LONG_LINE = "một dòng dài <b>vô tận</b> " * 80_000
"""Two megabytes without an end of line."""
SIDECAR = f"""\
title: "{ATTACK.replace('"', "'")}"
publisher: "{ATTACK.replace('"', "'")}"
ref_area: VN-09
published_on: 2024-06-25
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The half-year bulletin with 1,24 for 1,42 among hostile words, the bulletin of the year before, a bad file."""
    settings = fresh_home(tmp_path_factory.mktemp("site"))
    hostile = f"\n{ATTACK}\nSản lượng muối {ATTACK} đạt 5 nghìn tấn \u202e javascript:alert(1).\n{LONG_LINE}\n"
    before = (REPOSITORY / "data" / "bulletins" / "lang-son-2023-q2.txt").read_text(encoding="utf-8")
    write_inbox(
        settings.inbox,
        {
            HOSTILE_NAME: contradicted() + hostile,
            HOSTILE_NAME.replace(".txt", ".yml"): SIDECAR,
            "lang-son-2023-q2.txt": before,
            "hong.txt": PNG_IMAGE,
            HOSTILE_NAME.replace("doi-so", "hong"): PNG_IMAGE,
        },
    )
    shutil.copy(REPOSITORY / "data" / "bulletins" / "lang-son-2023-q2.yml", settings.inbox)
    done = bantin("run", settings=settings)
    assert done.returncode == 0, done.stderr
    return settings


@pytest.fixture(scope="module")
def site(settings: Settings) -> Path:
    return settings.quality / "site"


def words(page: Path) -> str:
    """The words of a page, without its tags."""
    bare = re.sub(r"<[^>]*>", " ", page.read_text(encoding="utf-8"))
    return " ".join(html.unescape(bare).split())


def every_page(site: Path) -> list[Path]:
    return sorted(page for language in LANGUAGES for page in (site / language).rglob("*.html"))


class TestAReaderWithNothingButTheReport:
    """A bulletin in which 1,42 was printed as 1,24: what is wrong, which figure, what it should be, where it stands."""

    @pytest.mark.parametrize(
        ("language", "wrong", "perhaps"),
        [
            ("vi", "mâu thuẫn chưa giải quyết", "Có thể là «1,42 tỷ» (hai chữ số đổi chỗ)"),
            ("en", "open conflicts", "Perhaps «1,42 tỷ» (two digits swapped)"),
        ],
    )
    def test_finds_the_answers(self, site: Path, language: str, wrong: str, perhaps: str) -> None:
        overview = site / language / "index.html"
        assert f"1 {wrong}" in words(overview)
        (link,) = set(re.findall(r'href="(conflicts/\w+\.html)"', overview.read_text(encoding="utf-8")))
        conflict = site / language / link
        told = words(conflict)
        assert perhaps in told
        first_suspect = re.search(
            r'<ol class="suspects">.*?href="([^"]+)">«([^»]+)»', conflict.read_text(encoding="utf-8"), re.S
        )
        assert first_suspect is not None
        assert first_suspect.group(2) == "1,24 tỷ USD"
        page, _, anchor = first_suspect.group(1).partition("#")
        bulletin = (conflict.parent / page).resolve()
        assert f'id="{anchor}"' in bulletin.read_text(encoding="utf-8")
        assert "nhập khẩu đạt 1,24 tỷ USD, đạt 67,6%" in words(bulletin).replace(" ,", ",")
        assert "bantin review correct" in told
        assert "--new 1420000000" in told

    def test_finds_the_row_to_add(self, site: Path) -> None:
        (conflict,) = (site / "vi" / "conflicts").iterdir()
        rows = [
            html.unescape(row)
            for row in re.findall(r"<code>(correction-[^<]*)</code>", conflict.read_text(encoding="utf-8"))
        ]
        cells = next(csv.reader(io.StringIO(rows[0])))
        assert cells[2:5] == ["value", "1240000000", "1420000000"]


class TestWhatItSaysToDo:
    @pytest.mark.parametrize("kind", ["conflicts", "links"])
    def test_the_commands_to_copy_are_understood(self, settings: Settings, site: Path, kind: str) -> None:
        pages = [*(site / "en" / kind).iterdir()]
        commands = {
            html.unescape(command)
            for page in pages
            for command in re.findall(r"<code>(bantin review (?:correct|waive|link) [^<]*)</code>", page.read_text())
        }
        assert commands
        for command in commands:
            words_of = shlex.split(
                command.replace('"…"', '"A reason or a name"').replace("YEAR-MONTH-DAY", "2027-06-30")
            )
            done = bantin(*words_of[1:], "--dry-run", "--date", "2026-12-01", settings=settings)
            assert done.returncode == 0, (command, done.stderr)


class TestWhatItCounts:
    def test_counts_are_those_of_the_tables(self, settings: Settings, site: Path) -> None:
        (counts,) = query(
            "select (select count(*) from marts.observations) as figures,"
            " (select count(*) from quality.review_queue) as review,"
            " (select count(*) from quality.figure_verdicts where status = 'contradicted') as contradicted",
            settings,
        )
        overview = words(site / "en" / "index.html")
        assert f"{counts['figures']} figures" in overview
        assert f"{counts['review']} items to review" in overview
        assert f"{counts['contradicted']} contradicted" in overview
        assert (site / "en" / "review.html").read_text(encoding="utf-8").count('<li class="item') == counts["review"]

    def test_checks_are_those_of_data_docs(self, settings: Settings, site: Path) -> None:
        outcomes = query(
            "select outcome, count(*) as n from (from quality.check_history qualify row_number() over "
            "(partition by check_id order by recorded_at desc) = 1) group by 1",
            settings,
        )
        page = (site / "en" / "checks.html").read_text(encoding="utf-8")
        data_docs = words(settings.quality / "data_docs" / "index.html")
        for row in outcomes:
            name = {"not_evaluated": "not evaluated"}.get(row["outcome"], row["outcome"])
            assert re.search(rf"{name}</span> <b>{row['n']}</b>", page)
            assert str(row["n"]) in data_docs
        for link in re.findall(r'href="\.\./\.\./data_docs/([^"#]+)"', page):
            assert (settings.quality / "data_docs" / link).is_file()

    def test_each_mart_is_whole_on_its_page_and_in_its_file(self, settings: Settings, site: Path) -> None:
        for domain, marts in (
            ("trade", ("trade_turnover", "trade_flows")),
            ("agriculture", ("agriculture_production",)),
        ):
            ids = {
                row["observation_id"]
                for mart in marts
                for row in query(f"select observation_id from marts.{mart}", settings)
            }
            with (site / "vi" / f"{domain}.csv").open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            assert {row["observation_id"] for row in rows} == ids
            page = (site / "vi" / f"{domain}.html").read_text(encoding="utf-8")
            assert page.count('class="quote"') >= len(ids)

    def test_every_figure_stands_in_its_bulletin_with_a_card(self, settings: Settings, site: Path) -> None:
        for row in query('select bulletin_id, start, "end", quote from marts.observations', settings):
            page = (site / "vi" / "bulletins" / f"{row['bulletin_id']}.html").read_text(encoding="utf-8")
            assert f'id="t{row["start"]}"' in page
            assert f'id="f{row["start"]}"' in page

    def test_every_project_has_its_ladder(self, settings: Settings, site: Path) -> None:
        page = (site / "en" / "infrastructure.html").read_text(encoding="utf-8")
        for row in query("select project_id from marts.infrastructure_projects", settings):
            assert f'id="{row["project_id"]}"' in page

    def test_quarantine_says_what_to_do(self, site: Path) -> None:
        assert "hong.txt" in words(site / "vi" / "index.html")
        assert "Cần làm" in words(site / "vi" / "index.html")


class TestBuiltAgain:
    def test_without_news_the_same_files_stand_there(self, settings: Settings, site: Path) -> None:
        before = {page: (page.read_bytes(), page.stat().st_ino) for page in every_page(site)}
        done = bantin("report", "--build", settings=settings)
        assert done.returncode == 0, done.stderr
        assert {page: (page.read_bytes(), page.stat().st_ino) for page in every_page(site)} == before

    def test_limits_keep_what_is_urgent(self, settings: Settings, site: Path, tmp_path: Path) -> None:
        few = shutil.copytree(settings.home, tmp_path / "home")
        limited = Settings(home=few, inbox=settings.inbox)
        done = bantin("report", "--build", settings=limited, BANTIN_SITE_BULLETINS="1", BANTIN_SITE_SERIES="2")
        assert done.returncode == 0, done.stderr
        kept = {page.stem.partition("-")[0] for page in (few / "quality" / "site" / "vi" / "bulletins").iterdir()}
        (open_conflict,) = query("select bulletin_ids[1] as id from quality.conflicts where status = 'open'", settings)
        assert open_conflict["id"] in kept
        assert len(kept) == 1
        assert "1 / 2" in words(few / "quality" / "site" / "vi" / "index.html")
        assert len([*(few / "quality" / "site" / "vi" / "series").glob("*.html")]) == 2


def test_hostile_words_are_there_to_be_read(site: Path) -> None:
    told = [words(page) for page in (site / "vi" / "bulletins").iterdir()]
    assert any("document.title='owned'" in page for page in told)
    assert any("\u27e8RLO\u27e9 javascript:alert(" in page for page in told)


def test_a_line_of_two_megabytes_is_there_in_pages_of_readable_size(settings: Settings, site: Path) -> None:
    pages = every_page(site)
    assert (
        sum(words(page).count("một dòng dài <b>vô tận</b>") for page in (site / "vi" / "bulletins").iterdir()) >= 79_990
    )
    assert max(page.stat().st_size for page in pages) < 300_000
    for page in sorted((settings.quality / "data_docs").rglob("*.html")):
        assert page.stat().st_size < 300_000, page


def test_data_docs_show_hostile_words_and_take_none_for_markup(settings: Settings) -> None:
    pages = [page.read_text(encoding="utf-8") for page in sorted((settings.quality / "data_docs").rglob("*.html"))]
    assert any(html.escape(HOSTILE_NAME) in page for page in pages)
    for page in pages:
        for opening in ("<img", "<base", "<svg onload", "<a href='", "<link rel=stylesheet", "<script"):
            assert opening not in page
        assert not re.search(r'(?:href|src)="\s*(?:javascript:|https?:|//)', page)


def test_each_table_has_a_place_in_the_site(settings: Settings, site: Path) -> None:
    tables = query(
        "select table_schema || '.' || table_name as name from information_schema.tables "
        "where table_schema in ('marts', 'quality', 'staging', 'intermediate', 'reference')",
        settings,
    )
    assert len(tables) > 40
    for table in tables:
        path, _, anchor = table_path(table["name"]).partition("#")
        page = (site / "vi" / path).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in page, table["name"]


def test_nothing_of_a_bulletin_is_taken_for_markup(site: Path) -> None:
    for page in every_page(site):
        source = page.read_text(encoding="utf-8")
        assert "document.title='owned'</script>" not in source, page
        for opening in ("<img", "<base", "<svg onload", "<a href='", "<link rel=stylesheet"):
            assert opening not in source, page
        assert "\u202e" not in source, page
        assert not re.search(r'(?:href|src)="\s*(?:javascript:|https?:|//)', source), page
        assert "default-src 'none'" in source
        assert not re.search(r"<script(?! src=)|<style| style=| on\w+=\"", source), page


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_fits_its_window_and_asks_for_nothing_else(browser: WebDriver, site: Path, width: int) -> None:
    own = (site.as_uri() + "/", "data:")
    for page in every_page(site):
        look(browser, page, width=width)
        assert browser.get_log("browser") == [], page
        assert browser.title.endswith(" · Bantin")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, page
        asked = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
        assert [name for name in asked if not name.startswith(own)] == [], page
        assert browser.execute_script("return getComputedStyle(document.querySelector('.bar')).display") == "flex"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(browser: WebDriver, site: Path, scheme: str) -> None:
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    run = "axe.run(document, {resultTypes: ['violations']}).then(found => arguments[0](found.violations));"
    for page in every_page(site)[:: 1 if scheme == "light" else 3]:
        look(browser, page, width=DESK, scheme=scheme)
        browser.execute_script(axe)
        grave = [
            (found["id"], found["nodes"][0]["html"][:120])
            for found in browser.execute_async_script(run)
            if found["impact"] in ("serious", "critical")
        ]
        assert grave == [], page


@pytest.mark.browser
def test_a_figure_shows_its_card_and_the_other_language_is_the_same_page(browser: WebDriver, site: Path) -> None:
    pages = sorted((site / "vi" / "bulletins").iterdir())
    page = next(page for page in pages if "<mark" in page.read_text(encoding="utf-8").partition('class="reader"')[2])
    look(browser, page, width=DESK)
    mark = browser.find_element("css selector", ".text mark a")
    browser.execute_script("arguments[0].click()", mark)
    card = browser.find_element("css selector", ".card:target")
    assert card.is_displayed()
    assert mark.text in card.text
    browser.find_element("css selector", "a.language").click()
    assert browser.current_url.split("#")[0].endswith(f"/en/bulletins/{page.name}")
    assert browser.find_element("tag name", "html").get_attribute("lang") == "en"


@pytest.mark.browser
def test_the_entrance_leads_to_the_site(browser: WebDriver, settings: Settings) -> None:
    from tests.support.browser import wait_for

    look(browser, settings.quality / "index.html", width=DESK)
    wait_for("the overview", lambda: browser.current_url.endswith("/site/vi/index.html") or None, seconds=10)


@pytest.mark.browser
def test_without_script_nothing_is_missing(browser: WebDriver, site: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    (conflict,) = (site / "en" / "conflicts").iterdir()
    look(browser, conflict, width=DESK)
    assert "bantin review correct" in browser.find_element("tag name", "main").text
