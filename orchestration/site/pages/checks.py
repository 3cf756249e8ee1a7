"""All checks as of the last validation, each with its way to Data Docs."""

from __future__ import annotations

from collections.abc import Iterator

from expectations.checks import suite_page
from orchestration.site.page import Page, Text
from orchestration.site.pages.source import OUTCOMES, Source

CHECKS = """
    select * from quality.check_history
    qualify row_number() over (partition by check_id order by recorded_at desc) = 1
    order by outcome not in ('failed', 'error'), outcome = 'not_evaluated', suite, check_name
"""


def pages(source: Source) -> Iterator[Page]:
    """One page."""
    rows = source.warehouse.rows(CHECKS)
    yield Page(
        path="checks.html",
        template="checks.html.j2",
        title=Text("Phép kiểm tra", "Checks"),
        section="checks.html",
        context={
            "checks": [row | {"data_docs": suite_page(row["suite"]), "tone": OUTCOMES[row["outcome"]]} for row in rows],
            "outcomes": {one: sum(row["outcome"] == one for row in rows) for one in OUTCOMES},
        },
    )
