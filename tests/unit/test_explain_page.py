"""The page of `bantin explain --html`: safe, alone, and saying what was read."""

from __future__ import annotations

import base64
import hashlib
import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from orchestration.bulletins.extract import extract
from orchestration.explaining.lines import lines_of
from orchestration.explaining.names import Name, name_of, read_names
from orchestration.explaining.page import render, vietnamese_number
from orchestration.settings import REFERENCE
from tests.support.golden import NAMES, bulletin_text, document, document_of
from tests.support.labelled import passages

HOSTILE = 'Xuất khẩu <script>alert("1")</script> & "hàng" đạt 3 tỷ USD, tăng 5%.\n<img src=x onerror=alert(2)>\n'


def page(text: str) -> str:
    found = document_of(text, "0" * 16)
    return render("a <b>.txt", found, extract(found), read_names(REFERENCE))


class Tags(HTMLParser):
    """Start tags with their attributes, ids, links, and the text between."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, attribute: str) -> list[str]:
        return [str(attributes[attribute]) for _, attributes in self.tags if attribute in attributes]


@pytest.mark.parametrize("name", NAMES)
def test_parts_of_the_lines_make_up_the_text(name: str) -> None:
    text = bulletin_text(name)
    found = extract(document(name))
    lines = list(lines_of(text, found))
    assert "\n".join("".join(part.text for part in line.parts) for line in lines).split() == text.split()
    marked = [part.figure for line in lines for part in line.parts if part.figure is not None]
    assert sorted(set(marked)) == list(range(1, len(found.observations) + 1))
    assert sum(len(line.figures) for line in lines) == len(found.observations)
    assert sum(len(line.events) for line in lines) == len(found.events)


def test_the_text_of_a_bulletin_is_no_markup() -> None:
    tags = Tags(page(HOSTILE))
    assert {tag for tag, _ in tags.tags}.isdisjoint({"script", "img"})
    assert '<script>alert("1")</script>' in tags.text
    assert not any(attribute.startswith("on") for _, attributes in tags.tags for attribute in attributes)


def test_the_policy_allows_the_one_style_and_nothing_else() -> None:
    html = page(HOSTILE)
    tags = Tags(html)
    (policy,) = (a["content"] for _, a in tags.tags if a.get("http-equiv") == "Content-Security-Policy")
    (style,) = re.findall("<style>(.*?)</style>", html, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert tags.values("style") == tags.values("src") == []
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_places_on_the_page(name: str) -> None:
    found = document(name)
    tags = Tags(render(name, found, extract(found), read_names(REFERENCE)))
    ids = tags.values("id")
    assert len(ids) == len(set(ids))
    links = tags.values("href")
    assert links
    assert all(link.startswith("#") and link[1:] in ids for link in links)


def test_a_figure_is_told_in_both_languages_with_what_was_not_said_on_the_spot() -> None:
    tags = Tags(
        page("Quý I/2024, xuất khẩu sang Trung Quốc đạt hơn 19,5 tỷ USD, tăng 17,4%; Nhật Bản đạt 9,4 tỷ USD.\n")
    )
    words = " ".join(tags.text.split())
    for said in (
        "hơn 19.500.000.000\xa0USD", "Merchandise export turnover", "01/01/2024 – 31/03/2024", "2024-Q1",
        "theo mệnh đề trước inherited", "measure.growth",
    ):  # fmt: skip
        assert " ".join(said.split()) in words


def test_labelled_passages_can_be_shown() -> None:
    for passage in passages("dev"):
        words = " ".join(Tags(page(passage.text)).text.split())
        assert words.count("Vì sao") == words.count("why")


def test_numbers_have_vietnamese_separators() -> None:
    written = [vietnamese_number(Decimal(text)) for text in ("2700000000", "-20.8", "0.305", "1E+3", "-0.5")]
    assert written == ["2.700.000.000", "−20,8", "0,305", "1.000", "−0,5"]


def test_names_are_those_of_the_tables_and_an_unknown_code_is_itself() -> None:
    names = read_names(REFERENCE)
    assert name_of("export_turnover", names).english == "Merchandise export turnover"
    assert name_of("more_than", names) == Name("hơn", "more than")
    assert name_of("no_such_code", names) == Name("no_such_code", "no_such_code")


def test_a_text_without_figures_has_a_page() -> None:
    assert "chưa biết" in page("Hội nghị đã diễn ra tốt đẹp.\n")
