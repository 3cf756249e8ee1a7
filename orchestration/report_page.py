"""The first page of the data-quality report: one HTML file that needs no server and no network."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.data_docs import OUTCOME_NAMES
from orchestration.overview import Overview
from orchestration.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TEMPLATES = Path(__file__).parent / "templates"
TONES = {
    "reconciled": "good",
    "reconciled_tight": "good",
    "revised": "warn",
    "waived": "warn",
    "contradicted": "bad",
    "passed": "good",
    "failed": "bad",
    "error": "bad",
}
"""Status or outcome → class of the style sheet; what is not named here is neither good nor bad."""

Names = Mapping[str, tuple[str, str]]
"""Code → its names in English and Vietnamese."""

NAMES = "select code, name_en, name_vi from reference.reconciliation_codes where kind in ('status', 'severity')"
CONFLICTS = """
    select severity, status, explanation_vi, explanation_en, quotes
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
    names = {code: (english, vietnamese) for code, english, vietnamese in connection.execute(NAMES).fetchall()}
    temporary.write_text(render(overview, _conflicts(connection), names), encoding="utf-8")
    temporary.replace(page)
    return page


def render(overview: Overview, conflicts: list[Mapping[str, Any]], names: Names) -> str:
    """Return the page as HTML.

    Args:
        overview: What is counted.
        conflicts: Rows of quality.conflicts, each with its `quotes`.
        names: Names of the statuses and severities.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("report.html.j2").render(
        overview=overview,
        cards=_cards(overview),
        charts=_charts(overview, names),
        conflicts=conflicts,
        names=names,
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


def _charts(overview: Overview, names: Names) -> list[Chart]:
    return [
        _chart("Số liệu theo kết luận", "Figures by verdict", overview.verdicts, names),
        _chart("Đẳng thức", "Identities by status", overview.identities, names),
        _chart("Phép kiểm tra", "Checks by outcome", overview.checks, OUTCOME_NAMES),
    ]


def _chart(vietnamese: str, english: str, counts: Mapping[str, int], names: Names) -> Chart:
    total = sum(counts.values())
    parts = []
    for status, count in sorted(counts.items(), key=lambda item: -item[1]):
        in_english, in_vietnamese = names.get(status, (status, status))
        parts.append(Part(count, 100 * count / total, in_vietnamese, in_english, TONES.get(status, "idle")))
    return Chart(vietnamese, english, tuple(parts))
