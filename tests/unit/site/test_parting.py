"""Long texts are cut into pages: nothing is lost, no figure is cut, and every figure is found on its page."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.site.pages.texts import leaves_of
from orchestration.site.parting import PAGE_WEIGHT, Leaf, leaf_of


def text_of(leaves: list[Leaf]) -> str:
    return "\n".join("".join(part.text for part in parts) for leaf in leaves for parts in leaf.lines)


def figures_in(text: str, word: str) -> list[dict[str, object]]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append({"start": at, "end": at + len(word), "observation_id": f"b:{at}"})
        at = text.find(word, at + len(word))
    return found


def test_a_bulletin_of_a_newspaper_is_one_page() -> None:
    text = "Xuất khẩu đạt 1,3 tỷ USD, tăng 3,3%.\n\nNhập khẩu đạt 1,42 tỷ USD.\n" * 15
    leaves = leaves_of(text, figures_in(text, "tỷ USD"), [], [], [])
    assert len(leaves) == 1
    assert len(leaves[0].lines) == 30


def test_an_empty_text_has_a_page_too() -> None:
    assert leaves_of("\n \n", [], [], [], []) == [Leaf(0, ())]


def test_one_line_of_two_megabytes_is_cut_and_nothing_is_lost() -> None:
    text = "Tổng kim ngạch đạt 25,2 tỷ USD, tăng 37% so với cùng kỳ năm trước; " * 28_000
    figures = figures_in(text, "25,2 tỷ USD")
    leaves = leaves_of(text, figures, [], [], [])
    assert "".join(part.text for leaf in leaves for parts in leaf.lines for part in parts) == text
    starts = [leaf.start for leaf in leaves]
    for number, leaf in enumerate(leaves):
        shown = [part for parts in leaf.lines for part in parts if part.figure is not None]
        assert {part.text for part in shown} == {"25,2 tỷ USD"}
        assert {leaf_of(starts, part.start) for part in shown} == {number}


def test_a_text_without_a_space_or_a_figure_is_cut_as_well() -> None:
    text = "x" * 3 * PAGE_WEIGHT
    leaves = leaves_of(text, [], [], [], [])
    assert len(leaves) > 2
    assert "".join(part.text for leaf in leaves for parts in leaf.lines for part in parts) == text


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["12 tấn", "a ", "dài " * 900, "x" * 30_000]), st.booleans()), max_size=120))
def test_every_figure_is_whole_and_where_it_is_looked_for(words: list[tuple[str, bool]]) -> None:
    text = "".join(word + ("\n" if breaks else "") for word, breaks in words)
    figures = figures_in(text, "12 tấn")
    leaves = leaves_of(text, figures, [], [], [])
    lines = [line for line in text.split("\n") if line.strip()]
    assert text_of(leaves).replace("\n", "") == "".join(lines)
    starts = [leaf.start for leaf in leaves]
    seen = {
        (part.figure, leaf_of(starts, part.start) == number)
        for number, leaf in enumerate(leaves)
        for parts in leaf.lines
        for part in parts
        if part.figure is not None
    }
    assert seen == {(number, True) for number in range(1, len(figures) + 1)}
