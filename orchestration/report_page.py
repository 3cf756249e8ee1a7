"""The first page of the data-quality report: one HTML file that needs no server and no network."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.overview import Overview
from orchestration.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TEMPLATES = Path(__file__).parent / "templates"
WORDS = {
    "reconciled": ("khớp", "reconciled", "good"),
    "reconciled_tight": ("khớp sát biên", "reconciled, only just", "good"),
    "unverified": ("chưa có gì để đối chiếu", "unverified: nothing to compare with", "idle"),
    "revised": ("đã điều chỉnh", "revised", "warn"),
    "contradicted": ("mâu thuẫn", "contradicted", "bad"),
    "waived": ("mâu thuẫn đã được chấp nhận", "waived", "warn"),
    "not_evaluated": ("không đánh giá", "not evaluated", "idle"),
    "passed": ("đạt", "passed", "good"),
    "failed": ("không đạt", "failed", "bad"),
    "error": ("không chạy được", "did not run", "bad"),
}
"""Status or outcome → Vietnamese, English, tone."""

CONFLICTS = """
    select severity, status, explanation_vi, explanation_en, [total_quote] || component_quotes as quotes
    from quality.conflicts
    order by status, severity, conflict_id
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One colour of a chart."""

    count: int
    percent: float
    vietnamese: str
    english: str
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar of counts by status."""

    vietnamese: str
    english: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """All that is counted."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Card:
    """A number with its name."""

    count: int
    vietnamese: str
    english: str


def write_report(settings: Settings, overview: Overview, connection: DuckDBPyConnection) -> Path:
    """Write the page, replacing the one before.

    Args:
        settings: The home.
        overview: What the page counts.
        connection: The published warehouse.

    Returns:
        Its path.
    """
    page = settings.quality / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    temporary = page.with_name(f".{page.name}.{os.getpid()}")
    temporary.write_text(render(overview, _conflicts(connection)), encoding="utf-8")
    temporary.replace(page)
    return page


def render(overview: Overview, conflicts: list[Mapping[str, Any]]) -> str:
    """Return the page as HTML."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("report.html.j2").render(
        overview=overview, cards=_cards(overview), charts=_charts(overview), conflicts=conflicts
    )


def _conflicts(connection: DuckDBPyConnection) -> list[Mapping[str, Any]]:
    cursor = connection.execute(CONFLICTS)
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _cards(overview: Overview) -> list[Card]:
    return [
        Card(len(overview.bulletins), "bản tin", "bulletins"),
        Card(overview.figures, "số liệu", "figures"),
        Card(sum(overview.numerals.values()), "con số trong văn bản", "numerals in the ledger"),
        Card(overview.numerals.get("unresolved", 0), "con số chưa rõ vai trò", "unresolved numerals"),
        Card(overview.events, "sự kiện dự án", "project events"),
        Card(len(overview.quarantine), "tệp bị cách ly", "files in quarantine"),
    ]


def _charts(overview: Overview) -> list[Chart]:
    return [
        _chart("Số liệu theo kết luận", "Figures by verdict", overview.verdicts),
        _chart("Đồng nhất thức", "Identities by status", overview.identities),
        _chart("Phép kiểm tra", "Checks by outcome", overview.checks),
    ]


def _chart(vietnamese: str, english: str, counts: Mapping[str, int]) -> Chart:
    total = sum(counts.values())
    parts = tuple(
        Part(count, 100 * count / total, *WORDS.get(status, (status, status, "idle")))
        for status, count in sorted(counts.items(), key=lambda item: -item[1])
    )
    return Chart(vietnamese, english, parts)
