"""What docs/reference/language.md lists as not read yet: each case fails here, and must leave both lists together."""

from __future__ import annotations

import pytest

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.records import Observation

not_read_yet = pytest.mark.xfail(strict=True, raises=AssertionError, reason="docs/reference/language.md")


def figures(text: str) -> tuple[Observation, ...]:
    return extract_text(text).observations


@not_read_yet
def test_numerals_in_words_count_what_follows() -> None:
    assert [row.value for row in figures("Trong quý, tỉnh đã cấp mới ba dự án.")] == [3]
