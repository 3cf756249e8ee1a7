"""The review queue: what a steward should look at, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.site.page import Page, Text
from orchestration.site.pages.listing import paged
from orchestration.site.pages.source import Source
from orchestration.site.rows import Row

QUEUE = "select * from quality.review_queue order by position limit 3000"
"""Of a longer queue the table has the rest."""
ON_A_PAGE = 200


def pages(source: Source) -> Iterator[Page]:
    """As many pages as the queue takes."""
    items = [_told(item) for item in source.warehouse.rows(QUEUE)]
    for path, number, shown, parts in paged("review.html", items, ON_A_PAGE):
        yield Page(
            path=path,
            template="review.html.j2",
            title=Text("Cần xem xét", "To review"),
            section="review.html",
            context={
                "items": shown,
                "number": number,
                "first": number * ON_A_PAGE + 1,
                "parts": parts,
                "listed": len(items),
                "total": source.counts["review"],
                "with_page": sorted({row["bulletin_id"] for row in shown if row["bulletin_id"] in source.with_page}),
            },
        )


def _told(item: Row) -> Row:
    """An item without the row for the steward's table, which the page of a suggested link has to copy."""
    if item["kind"] != "series_link":
        return item
    return item | {name: (item[name] or "").partition("\n")[0] for name in ("detail_vi", "detail_en")}
