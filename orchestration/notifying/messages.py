"""What is sent when a run or checks of a run failed: what, how grave, where to look, in Vietnamese and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

MOST_NAMED = 50
"""Failed checks and steps that one message names."""
LONGEST = 500
_CREDENTIALS = re.compile(r"(?<=://)[^\s/@]+@")


@dataclass(frozen=True, slots=True)
class Failed:
    """A step or a check that failed.

    Attributes:
        kind: step or check.
        name: the step's key, or table and check.
        severity: critical or warning.
        detail: why, in a few words.
        page: where people see more.
    """

    kind: str
    name: str
    severity: str
    detail: str
    page: str


def message(
    *, run_id: str, job: str, at: datetime, run_failed: bool, failed: Sequence[Failed], report_url: str
) -> dict[str, Any]:
    """The body of a message about one run.

    `text` is Vietnamese and English together, as chat programs take it; `id` is the same when a message is sent again.

    Args:
        run_id: Dagster's id of the run.
        job: the job's name.
        at: when it ended.
        run_failed: whether the run failed, or only checks of it.
        failed: what failed, the gravest first.
        report_url: where the report is served.
    """
    event = "run_failed" if run_failed else "checks_failed"
    named = failed[:MOST_NAMED]
    page = f"{report_url}/index.html"
    vietnamese, english = _texts(run_failed, job, failed, page)
    return {
        "source": "bantin",
        "event": event,
        "id": f"{event}/{run_id}",
        "at": at.isoformat(timespec="seconds"),
        "severity": "critical" if run_failed or any(one.severity == "critical" for one in failed) else "warning",
        "run_id": run_id,
        "job": job,
        "failed": [asdict(one) for one in named],
        "failed_count": len(failed),
        "report": page,
        "text_vi": vietnamese,
        "text_en": english,
        "text": f"{vietnamese}\n\n{english}",
    }


def _texts(run_failed: bool, job: str, failed: Sequence[Failed], page: str) -> tuple[str, str]:
    checks = sum(one.kind == "check" for one in failed)
    if run_failed:
        heads = (f"Bantin: lần chạy «{job}» không thành công.", f"Bantin: the run of «{job}» failed.")
    else:
        heads = (f"Bantin: {checks} kiểm tra không đạt.", f"Bantin: {checks} checks failed.")
    lines = [f"• {one.name} ({one.severity}): {one.detail}" for one in failed[:MOST_NAMED]]
    more = len(failed) - MOST_NAMED
    endings = (f"… và {more} nữa", f"… and {more} more") if more > 0 else ("", "")
    reports = (f"Báo cáo: {page}", f"Report: {page}")
    vietnamese, english = (
        "\n".join(line for line in (head, *lines, ending, report) if line)
        for head, ending, report in zip(heads, endings, reports, strict=True)
    )
    return vietnamese, english


def plain(text: str, hidden: Sequence[str] = ()) -> str:
    """A message of an error on one line, cut short, without credentials of addresses and without `hidden` words."""
    for word in hidden:
        text = text.replace(word, "…") if word else text
    text = " ".join(_CREDENTIALS.sub("…@", text).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
