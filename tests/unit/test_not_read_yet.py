"""What docs/reference/language.md lists as not read yet: each case fails here, and must leave both lists together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.bulletins.extract import extract_text

not_read_yet = pytest.mark.xfail(strict=True, raises=AssertionError, reason="docs/reference/language.md")


def values(text: str) -> list[Decimal | None]:
    return [row.value for row in extract_text(text).observations]


@not_read_yet
def test_five_before_a_noun_is_a_count() -> None:
    assert values("Trong quý, tỉnh đã cấp mới năm dự án.") == [5]


@not_read_yet
def test_a_numeral_half_in_digits_and_half_in_words_is_one() -> None:
    assert values("Kinh phí là 2 tỷ ba trăm triệu đồng.") == [2_300_000_000]


@not_read_yet
def test_half_behind_a_unit_belongs_to_the_figure() -> None:
    assert values("Mỗi hộ thu hơn 2 tấn rưỡi.") == [Decimal("2.5")]
