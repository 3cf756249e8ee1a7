"""What a page of the site is, and the languages in which it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

LANGUAGES = ("vi", "en")
"""Folders of the site; the first is the one that people see first."""


class Text(NamedTuple):
    """The same words in both languages."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """The words in `language`."""
        return self.vi if language == "vi" else self.en


SECTIONS: tuple[tuple[str, Text], ...] = (
    ("index.html", Text("Tổng quan", "Overview")),
    ("review.html", Text("Cần xem xét", "Review")),
    ("bulletins.html", Text("Bản tin", "Bulletins")),
    ("trade.html", Text("Thương mại", "Trade")),
    ("agriculture.html", Text("Nông nghiệp", "Agriculture")),
    ("infrastructure.html", Text("Hạ tầng", "Infrastructure")),
    ("series.html", Text("Chuỗi số liệu", "Series")),
    ("checks.html", Text("Phép kiểm tra", "Checks")),
    ("dictionary.html", Text("Từ điển dữ liệu", "Dictionary")),
)
"""Path and name of what stands in the navigation, in its order."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, in both languages.

    Attributes:
        path: Below the folder of a language, with `/`: `bulletins/ID.html`.
        template: Name of its template.
        title: What the browser calls it.
        section: Path of the navigation's entry that it belongs to.
        context: What the template is given. What it shows is told apart by `repr`, so values have one that says all.
        files: Other files of the page, by path below the language's folder: for downloads.
    """

    path: str
    template: str
    title: Text
    section: str
    context: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The way from this page up to the folder of its language, such as `../`; empty for a page at the top."""
        return "../" * self.path.count("/")


def bulletin_path(bulletin_id: str, number: int = 0) -> str:
    """A page of a bulletin; only long texts have more than the first."""
    return f"bulletins/{bulletin_id}{f'-{number + 1}' if number else ''}.html"


def conflict_path(conflict_id: str) -> str:
    """The page of a conflict."""
    return f"conflicts/{conflict_id}.html"


def suggestion_path(suggestion_id: str) -> str:
    """The page of a suggested series link."""
    return f"links/{suggestion_id}.html"


def series_path(indicator: str, ref_area: str | None) -> str:
    """The page of an indicator in an area."""
    return f"series/{indicator}-{ref_area or 'unstated'}.html"


_PAGES_OF_TABLES = {
    "marts.observations": "bulletins.html",
    "marts.trade_turnover": "trade.html",
    "marts.trade_flows": "trade.html",
    "marts.agriculture_production": "agriculture.html",
    "marts.infrastructure_investment": "infrastructure.html",
    "marts.infrastructure_projects": "infrastructure.html",
    "marts.infrastructure_project_events": "infrastructure.html",
    "quality.figure_verdicts": "index.html#verdicts",
    "quality.conflicts": "review.html",
    "quality.conflict_suspects": "review.html",
    "quality.review_queue": "review.html",
    "quality.series_link_suggestions": "review.html",
    "quality.quarantine": "index.html#quarantine",
    "quality.check_history": "checks.html",
}


def table_path(table: str) -> str:
    """Where `schema.table` is shown, below the folder of a language; else where its columns are described."""
    schema, _, name = table.partition(".")
    return _PAGES_OF_TABLES.get(table, f"dictionary/{schema}.html#{name}")


def site_url(report_url: str, path: str) -> str:
    """The address of a page where the report is served, in the first language."""
    return f"{report_url}/site/{LANGUAGES[0]}/{path}"
