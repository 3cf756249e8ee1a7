"""Suggested series links from Arrow to Arrow: figures and accepted links in, one row a suggestion out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pyarrow as pa

from expectations.network_schema import struct_of
from expectations.reconciliation.figures import figure_from_columns
from expectations.reconciliation.identities import LinkedKey, Rules, SeriesLink
from expectations.reconciliation.network.suggestions import Suggestion, suggested_links

KEY_COLUMNS = tuple(field.name for field in fields(LinkedKey))
LINK_COLUMNS = ("series_link_id", *KEY_COLUMNS, *(f"linked_{name}" for name in KEY_COLUMNS))
_TOLD = tuple(field.name for field in fields(Suggestion) if field.name not in ("suggestion_id", "series", "linked"))


def _schema() -> pa.Schema:
    told = struct_of(Suggestion, leave_out=("series", "linked"))
    keys = [(name, pa.string()) for name in LINK_COLUMNS[1:]]
    return pa.schema([("suggestion_id", pa.string()), *keys, *(told.field(name) for name in _TOLD)])


SUGGESTIONS = _schema()
"""One row a suggestion; the keys as in the steward's table of series links."""


def link_of(row: Mapping[str, Any]) -> SeriesLink:
    """A row of the steward's series links."""
    series, linked = (LinkedKey(*(row[prefix + name] for name in KEY_COLUMNS)) for prefix in ("", "linked_"))
    return SeriesLink(row["series_link_id"], series, linked)


def suggest_tables(figures: pa.Table, links: pa.Table, rules: Rules) -> pa.Table:
    """Find the series links that the figures suggest.

    Args:
        figures: `network_tables.FIGURE_COLUMNS`, a row a figure.
        links: `LINK_COLUMNS`, the steward's links.
        rules: the reference tables.

    Returns:
        A table of the schema `SUGGESTIONS`, ordered by id.
    """
    known = [figure_from_columns(row) for row in figures.to_pylist()]
    accepted = [link_of(row) for row in links.to_pylist()]
    return pa.Table.from_pylist([suggestion_row(s) for s in suggested_links(known, rules, accepted)], SUGGESTIONS)


def suggestion_row(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion as a row of `SUGGESTIONS`."""
    keys = {
        prefix + name: getattr(key, name)
        for prefix, key in (("", suggestion.series), ("linked_", suggestion.linked))
        for name in KEY_COLUMNS
    }
    return {"suggestion_id": suggestion.suggestion_id, **keys, **{name: getattr(suggestion, name) for name in _TOLD}}
