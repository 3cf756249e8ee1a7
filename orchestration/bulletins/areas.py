"""Provinces: their codes in force at a date, and the one that a document is about (ISO 3166-2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from orchestration.bulletins.lexer import Token
from orchestration.bulletins.vocabulary import Vocabulary


@lru_cache(maxsize=4)
def _codes(vocabulary: Vocabulary) -> dict[str, tuple[tuple[str, str, str], ...]]:
    codes: dict[str, list[tuple[str, str, str]]] = {}
    for row in vocabulary.rows("areas"):
        codes.setdefault(row["name_vi"], []).append((row["code"], row["valid_from"], row["valid_to"]))
    return {name: tuple(rows) for name, rows in codes.items()}


@lru_cache(maxsize=4096)
def area_code(name: str, on: date | None, vocabulary: Vocabulary) -> str | None:
    """The code of the province `name` in force on that day; without a day, the newest."""
    rows = _codes(vocabulary).get(name, ())
    if on is None:
        return rows[-1][0] if rows else None
    day = on.isoformat()
    for code, valid_from, valid_to in rows:
        if (not valid_from or valid_from <= day) and (not valid_to or day <= valid_to):
            return code
    return rows[-1][0] if rows else None


def document_area(tokens: Iterable[Token], on: date | None, vocabulary: Vocabulary) -> str | None:
    """The province most often named, the first of equals; None if the text names none."""
    names = Counter(name for token in tokens if (name := token.value("area")) is not None)
    if not names:
        return None
    most = max(names.values())
    return area_code(next(name for name, count in names.items() if count == most), on, vocabulary)
