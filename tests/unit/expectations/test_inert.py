"""Words of strangers stay readable and do nothing."""

from __future__ import annotations

from expectations.inert import in_markdown, inert


def test_a_turned_direction_is_told_by_its_name() -> None:
    assert inert("đạt \u202e52\u202c tỷ") == "đạt ⟨RLO⟩52⟨PDF⟩ tỷ"
    assert inert("a\x00b\x1bc") == "a\ufffdb\ufffdc"


def test_what_is_no_text_stays_what_it_is() -> None:
    assert inert(12) == 12


def test_markup_is_shown_and_words_stay_words() -> None:
    assert in_markdown("<b>*x*</b>\n| [y](javascript:z) `q`") == (r"\<b\>\*x\*\</b\> \| [y]\(javascript:z) \`q\`")
    assert in_markdown("trade_turnover, [2, 3] USD (+3,3%)") == "trade_turnover, [2, 3] USD (+3,3%)"
    assert in_markdown("_nghiêng_") == r"\_nghiêng\_"
