"""The folded view leads back to the printed text; sentences and page furniture."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.bulletins.layout import boilerplate_rule, split_sentences
from orchestration.bulletins.text import bare, make_view

PIECES = st.lists(
    st.sampled_from(["Đạt", " ", "\u00a0", "25,2", " tỷ", "hoá", "\u200b", "–", "ế", "İ", "\n", "  ", "\u00ad", "ǅ"]),
    max_size=40,
).map("".join)


@given(PIECES, st.sampled_from(["NFC", "NFD"]))
def test_every_folded_span_leads_back_to_the_text(text: str, form: str) -> None:
    printed = unicodedata.normalize(form, text)
    view = make_view(printed)
    assert len(view.folded) == len(view.printed)
    assert view.span(0, len(view.folded))[1] <= len(printed)
    for start in range(len(view.folded)):
        first, last = view.span(start, start + 1)
        assert 0 <= first <= last <= len(printed)
        printed_letter = unicodedata.normalize("NFC", view.text[first:last])
        if view.folded[start].isalnum() and len(printed_letter.lower()) == 1:
            assert printed_letter.lower() == view.folded[start]


def test_decomposed_text_folds_to_the_same_words() -> None:
    text = "Tổng kim ngạch đạt 25,2 tỷ USD"
    assert make_view(unicodedata.normalize("NFD", text)).folded == make_view(text).folded


@pytest.mark.parametrize(
    ("one", "other"), [("hàng hóa", "hàng hoá"), ("hoàn thành", "hòan thành"), ("thủy sản", "thuỷ sản"), ("quý", "qúy")]
)
def test_the_tone_mark_has_one_place_whatever_is_printed(one: str, other: str) -> None:
    assert make_view(one).folded == make_view(other).folded


def test_bare_letters() -> None:
    assert bare("Đường Hữu Nghị") == "duong huu nghi"


def test_a_newline_ends_a_sentence_and_a_label_or_decimal_point_does_not() -> None:
    folded = "1. trồng trọt đạt 3.5 ha. lúa tp. lạng sơn tăng.\nngô"
    pieces = [folded[sentence.start : sentence.end] for sentence in split_sentences(folded)]
    assert pieces == ["1. trồng trọt đạt 3.5 ha.", "lúa tp. lạng sơn tăng.", "ngô"]


@pytest.mark.parametrize(
    "line", ["0:00 / 0:00", "cửa khẩu tân thanh. (ảnh minh họa).", "đọc thêm", "thứ năm - 27/07/2023 22:26"]
)
def test_page_furniture_is_recognised(line: str) -> None:
    assert boilerplate_rule(line) is not None


@pytest.mark.parametrize("line", ["kim ngạch đạt 25 tỷ usd", "thứ trưởng cho biết năm 2023 tăng 5%"])
def test_prose_is_not_furniture(line: str) -> None:
    assert boilerplate_rule(line) is None
