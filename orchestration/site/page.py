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


def bulletin_path(bulletin_id: str) -> str:
    """The page of a bulletin."""
    return f"bulletins/{bulletin_id}.html"


def figure_path(observation_id: str) -> str:
    """The place of a figure in the page of its bulletin."""
    bulletin_id, _, start = observation_id.partition(":")
    return f"{bulletin_path(bulletin_id)}#f{start}"


def conflict_path(conflict_id: str) -> str:
    """The page of a conflict."""
    return f"conflicts/{conflict_id}.html"


def suggestion_path(suggestion_id: str) -> str:
    """The page of a suggested series link."""
    return f"links/{suggestion_id}.html"


def series_path(indicator: str, ref_area: str | None) -> str:
    """The page of an indicator in an area."""
    return f"series/{indicator}-{ref_area or 'unstated'}.html"
