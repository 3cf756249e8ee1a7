"""The notation of the alias tables."""

import pytest

from orchestration.bulletins.phrases import PhraseError, expand


def test_a_plain_phrase_stands_for_itself():
    assert expand("đàn  trâu") == ["đàn trâu"]


def test_square_brackets_may_be_left_out():
    assert expand("[tổng] đàn [trâu|bò]") == [
        "đàn", "đàn trâu", "đàn bò", "tổng đàn", "tổng đàn trâu", "tổng đàn bò",
    ]  # fmt: skip


def test_braces_need_one_of_their_alternatives():
    assert expand("{tỷ lệ|độ} che phủ") == ["tỷ lệ che phủ", "độ che phủ"]


def test_forms_that_come_out_equal_count_once():
    assert expand("[số] [số] xe") == ["xe", "số xe", "số số xe"]


@pytest.mark.parametrize("broken", ["[tổng đàn", "tổng] đàn", "{a|[b]}"])
def test_a_bracket_without_partner_is_named(broken):
    with pytest.raises(PhraseError, match="bracket"):
        expand(broken)
