"""The review queue: what a steward should look at, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.site.page import Page, Text
from orchestration.site.pages.source import Source

QUEUE = "select * from quality.review_queue order by position limit ?"
MOST = 1000
"""Items on the page; the table has all."""


def pages(source: Source) -> Iterator[Page]:
    """One page."""
    items = source.warehouse.rows(QUEUE, [MOST])
    yield Page(
        path="review.html",
        template="review.html.j2",
        title=Text("Cần xem xét", "To review"),
        section="review.html",
        context={
            "items": items,
            "total": source.counts["review"],
            "with_page": sorted({row["bulletin_id"] for row in items if row["bulletin_id"] in source.with_page}),
        },
    )
