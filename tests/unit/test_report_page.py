"""The report's first page: complete, in two languages, with nothing from the network and nothing unescaped."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from orchestration.overview import Bulletin, Overview, Quarantined, ReadIndicator
from orchestration.report_page import render

NAMES = {
    "contradicted": ("contradicted", "mâu thuẫn"),
    "reconciled": ("reconciled", "khớp"),
    "fatal": ("fatal", "nghiêm trọng"),
    "waived": ("waived", "đã chấp nhận"),
}
CONFLICT = {
    "severity": "fatal",
    "status": "open",
    "explanation_vi": "Tổng «2,7 tỷ USD» lớn hơn các phần.",
    "explanation_en": "The total is more than its parts.",
    "quotes": ["2,7 tỷ USD", "1,3 tỷ USD", "1,24 tỷ USD"],
}


@pytest.fixture
def overview() -> Overview:
    return Overview(
        bulletins=(Bulletin("0" * 16, "Kinh tế <cửa khẩu>", "Báo", date(2024, 7, 1), "VN-09", "a.txt", 17),),
        quarantine=(Quarantined("hong.txt", "binary_file", "a picture"),),
        indicators=(ReadIndicator("export_turnover", "Kim ngạch <xuất khẩu>", "Export turnover", 9, 1),),
        statements=8,
        domains={"trade": 17},
        numerals={"observation": 17, "date": 3, "unresolved": 2},
        events=4,
        situations=5,
        identities={"reconciled": 3, "contradicted": 1},
        verdicts={"reconciled": 13, "contradicted": 4},
        conflicts={"open fatal": 1},
        checks={"passed": 30, "not_evaluated": 5},
    )


def test_it_counts_in_both_languages(overview: Overview) -> None:
    page = render(overview, [CONFLICT], NAMES)
    for words in (
        "Kim ngạch &lt;xuất khẩu&gt;",
        "Export turnover",
        "13 khớp",
        "contradicted",
        "30 đạt",
        "not evaluated",
        "<b>22</b>",
        "<b>2</b>",
    ):
        assert words in page


def test_a_contradiction_is_explained_with_its_quotes(overview: Overview) -> None:
    page = render(overview, [CONFLICT], NAMES)
    for words in ("nghiêm trọng", "Tổng «2,7 tỷ USD» lớn hơn các phần.", *CONFLICT["quotes"]):
        assert words in page


def test_a_waived_one_says_so(overview: Overview) -> None:
    assert "đã chấp nhận" in render(overview, [CONFLICT | {"status": "waived"}], NAMES)
    assert "đã chấp nhận" not in render(overview, [CONFLICT], NAMES)


def test_quarantine_names_file_and_reason(overview: Overview) -> None:
    page = render(overview, [], NAMES)
    assert "hong.txt" in page
    assert "a picture" in page
    assert "None found." in page


def test_words_of_bulletins_are_escaped_and_nothing_comes_from_elsewhere(overview: Overview) -> None:
    page = render(overview, [CONFLICT], NAMES)
    assert "Kinh tế &lt;cửa khẩu&gt;" in page
    assert "http" not in page
    assert "<script" not in page


def test_a_warehouse_without_figures_has_a_page_too(overview: Overview) -> None:
    empty = dataclasses.replace(overview, bulletins=(), quarantine=(), verdicts={}, identities={}, checks={})
    page = render(empty, [], NAMES)
    assert page.count("Nothing to check yet.") == 3
    assert "Every file could be read." in page
