"""The codes by which findings are narrowed; importing them takes no time."""

STATUSES = (
    "contradicted", "revised", "waived", "reconciled_tight", "reconciled", "unverified", "not_evaluated"
)  # fmt: skip
"""Worst first."""
SEVERITIES = ("fatal", "query", "info")
LINK_SEVERITY = "query"
"""A suggested link is a question to the steward."""
LANGUAGES = ("vi", "en", "both")
FORMATS = ("table", "jsonl", "ess")
