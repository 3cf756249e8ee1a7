"""The kinds and severities of items in the review queue, without what computes them."""

from __future__ import annotations

KINDS = (
    "series_link",
    "conflict",
    "reading",
    "ledger",
    "quarantine",
    "correction",
    "waiver",
    "withdrawal",
    "revision",
    "ambiguous",
    "unclassified",
)
SEVERITIES = ("fatal", "query", "info")
