"""Ids that outlive a rebuild: short hashes of what a thing is made of, not of its values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

LENGTH = 16
"""Hexadecimal digits, as a bulletin's id has."""


def short_hash(*parts: str) -> str:
    """A hash of texts in their order."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:LENGTH]


def reconciliation_id(identity_id: str, method: str, qualifier: str | None, total: str, members: Iterable[str]) -> str:
    """The id of an identity met in figures: of the rule, the total's figure, and all figures whatever their order."""
    return short_hash(identity_id, method, qualifier or "", total, *sorted(members))
