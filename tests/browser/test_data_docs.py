"""Data Docs as a steward opens them: from disk, in Chromium, with no network."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from expectations.suites import all_suites
from tests.support.browser import DESK, PHONE, look
from tests.support.quality_tables import (
    lang_son_figures,
    observations,
    reconciliation,
    reconciliation_row,
    waivers,
)

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

pytestmark = [pytest.mark.browser, pytest.mark.integration]

WITHIN = "suites/reconciliation_within_bulletin.html"

CONTRAST = """
const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255)
  .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
const parse = text => text.match(/[\\d.]+/g).map(Number);
const mix = (top, alpha, under) => top.slice(0, 3).map((v, i) => v * alpha + under[i] * (1 - alpha));
const ground = element => {
  for (let e = element; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3);
  }
  return [255, 255, 255];
};
const weak = [];
for (const element of document.querySelectorAll('body *')) {
  if (![...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
  const under = ground(element), style = getComputedStyle(element);
  const ink = mix(parse(style.color), Number(style.opacity), under);
  const [a, b] = [luminance(ink), luminance(under)].sort((x, y) => y - x);
  const ratio = (a + .05) / (b + .05);
  const name = `${element.tagName}.${element.className} «${element.textContent.slice(0, 40)}»`;
  if (ratio < 4.5) weak.push(`${name} ${ratio.toFixed(2)}`);
}
return weak;
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs over bulletin A: as printed, then with 1,42 changed to 1,24; agriculture has nothing to check."""
    from expectations.data_docs import build_data_docs
    from expectations.validation import validate

    folder = tmp_path_factory.mktemp("quality")
    figures = observations(*lang_son_figures())
    for hour, imports in enumerate(("1.42", "1.24")):
        validate(
            {
                "marts.observations": figures,
                "marts.trade_turnover": figures,
                "marts.agriculture_production": observations(),
                "quality.reconciliation": reconciliation(*[reconciliation_row(imports)] * 30),
                "quality.waivers": waivers(),
            },
            expected_counts={"observations": 3, "trade_turnover": 3, "agriculture_production": 0},
            context_dir=folder / "gx",
            run_name=f"run {hour}",
            now=datetime(2026, 1, 2, hour, tzinfo=UTC) + timedelta(minutes=5),
        )
        build_data_docs(folder / "gx", folder / "data_docs")
    return folder / "data_docs"


def text_of(browser: WebDriver, selector: str = "body") -> str:
    return str(browser.execute_script("return document.querySelector(arguments[0]).innerText", selector))


def every_page(pages: Path) -> list[Path]:
    return sorted(pages.rglob("*.html"))


def test_no_page_asks_for_anything_outside_itself(browser: WebDriver, pages: Path) -> None:
    for page in every_page(pages):
        source = page.read_text(encoding="utf-8")
        assert not re.search(r"(?:https?:)?//[a-z]", source), page
        assert "<script" not in source
        look(browser, page)
        resources = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
        assert [name for name in resources if not name.startswith("data:")] == []
        logged = [entry["message"] for entry in browser.get_log("browser")]
        assert logged == [], page


def test_the_index_lists_every_suite_without_script(browser: WebDriver, pages: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    look(browser, pages / "index.html")
    table = text_of(browser, "table.suites")
    for suite in all_suites():
        assert suite.title_vietnamese in table
        assert suite.table in table
    assert "2026-01-02 01:05 UTC" in table


def test_the_index_begins_with_what_needs_attention(browser: WebDriver, pages: Path) -> None:
    look(browser, pages / "index.html")
    attention = text_of(browser, ".attention")
    assert "The reported total meets the sum of its components" in attention
    assert "Tổng được báo cáo khớp với tổng các thành phần" in attention
    assert "critical nghiêm trọng" in attention
    assert "30 of 30 rows" in attention
    assert "[2700000000, 2800000000]" in attention
    assert "quality.figure_verdicts could not be read" in attention


def test_every_link_leads_to_a_page_and_a_place_on_it(browser: WebDriver, pages: Path) -> None:
    for page in every_page(pages):
        look(browser, page)
        links = browser.execute_script("return [...document.links].map(link => link.href)")
        assert (pages.parent / "index.html").as_uri() in links
        for link in links:
            address, _, anchor = link.partition("#")
            target = Path(address.removeprefix("file://"))
            if target == pages.parent / "index.html":
                continue  # the report, which is made elsewhere
            assert target.is_file(), f"{page} leads to {link}"
            assert not anchor or f'id="{anchor}"' in target.read_text(encoding="utf-8")


def test_a_failing_row_shows_its_quotes_and_both_intervals(browser: WebDriver, pages: Path) -> None:
    look(browser, pages / WITHIN)
    row = text_of(browser, "#total_equals_components .failing li")
    for words in ("2,7 tỷ USD", "1,3 tỷ USD", "1,24 tỷ USD", "Tổng được báo cáo"):
        assert words in row
    for interval in ("[2700000000, 2800000000]", "[2485000000, 2595000000]", "105000000"):
        assert interval in row
    assert "First 20 of 30 rows that failed" in text_of(browser, "#total_equals_components")
    quotes = browser.execute_script(
        "return [...document.querySelectorAll('#total_equals_components li:first-child q')].map(q => q.innerText)"
    )
    assert quotes == ["2,7 tỷ USD", "1,3 tỷ USD", "1,24 tỷ USD"]


def test_what_was_not_evaluated_is_grey_and_says_so(browser: WebDriver, pages: Path) -> None:
    look(browser, pages / "suites" / "agriculture_production.html")
    assert "3 not evaluated chưa đánh giá" in text_of(browser, ".tally")
    red, green, blue = browser.execute_script(
        "return getComputedStyle(document.querySelector('.outcome')).color.match(/\\d+/g).slice(0, 3).map(Number)"
    )
    assert max(red, green, blue) - min(red, green, blue) < 25


def test_a_check_that_could_not_run_is_no_failure_of_the_data(browser: WebDriver, pages: Path) -> None:
    look(browser, pages / "suites" / "figure_verdicts.html")
    assert "3 did not run không chạy được" in text_of(browser, ".tally")
    assert "failed" not in text_of(browser, ".tally")


def test_the_suite_page_leads_to_the_run_before(browser: WebDriver, pages: Path) -> None:
    look(browser, pages / WITHIN)
    link = browser.find_element("css selector", ".earlier a")
    assert link.text == "2026-01-02 00:05 UTC"
    link.click()
    assert "0 failed" not in text_of(browser, ".tally")
    assert "✕" not in text_of(browser, "#total_equals_components")
    browser.find_element("link text", "Data Docs").click()
    assert "Data quality checks" in text_of(browser, "h1")


@pytest.mark.parametrize("width", [PHONE, 768, DESK])
def test_no_page_is_wider_than_its_window(browser: WebDriver, pages: Path, width: int) -> None:
    for page in (pages / "index.html", *sorted((pages / "suites").iterdir())):
        look(browser, page, width=width)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(browser: WebDriver, pages: Path, scheme: str) -> None:
    for page in (pages / "index.html", pages / WITHIN):
        look(browser, page, scheme=scheme)
        assert browser.execute_script(CONTRAST) == []


def test_dark_is_dark(browser: WebDriver, pages: Path) -> None:
    grounds = set()
    for scheme in ("light", "dark"):
        look(browser, pages / "index.html", scheme=scheme)
        grounds.add(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
    assert len(grounds) == 2
