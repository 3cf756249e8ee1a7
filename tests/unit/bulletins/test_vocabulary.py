"""The reference tables compile into one matcher, and a broken row is named."""

import random
from pathlib import Path

import pytest

from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.matcher import Matcher
from orchestration.bulletins.vocabulary import (
    REFERENCE,
    VocabularyError,
    compile_vocabulary,
    load_vocabulary,
    read_tables,
)


def test_the_longest_phrase_wins_on_word_boundaries() -> None:
    matcher = Matcher({"xuất khẩu": 1, "kim ngạch xuất khẩu": 2, "ha": 3})
    assert matcher.find("kim ngạch xuất khẩu hai xuất khẩu 5ha") == [(0, 19, 2), (24, 33, 1), (35, 37, 3)]


def test_automaton_and_plain_walk_agree(bulletin_texts: list[str]) -> None:
    phrases = {phrase: phrase for phrase in load_vocabulary().matcher._phrases}
    automaton, walk = Matcher(phrases, use_automaton=True), Matcher(phrases, use_automaton=False)
    rng = random.Random(7)
    words = sorted(phrases)
    texts = [*bulletin_texts, *(" ".join(rng.choices(words, k=60)) for _ in range(20))]
    for text in texts:
        assert automaton.find(text.lower()) == walk.find(text.lower())


def test_an_alias_of_an_unknown_indicator_is_named_with_file_and_line() -> None:
    tables = read_tables(REFERENCE)
    row = dict(tables["aliases"][0]) | {"kind": "indicator", "code": "no_such"}
    with pytest.raises(VocabularyError, match=r"aliases.csv line 2: .*no_such"):
        compile_vocabulary(tables | {"aliases": (row, *tables["aliases"])})


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="the reference table is missing"):
        read_tables(tmp_path)


def test_a_new_alias_changes_the_version_and_what_is_read() -> None:
    tables = read_tables(REFERENCE)
    text = "Mậu dịch cửa ngõ đạt 3 tỷ USD."
    assert extract_text(text).observations[0].indicator is None
    row = dict(tables["aliases"][0]) | {"alias": "mậu dịch cửa ngõ", "kind": "indicator", "code": "trade_turnover"}
    grown = compile_vocabulary(tables | {"aliases": (*tables["aliases"], row)})
    assert grown.version != load_vocabulary().version
    assert extract_text(text, vocabulary=grown).observations[0].indicator == "trade_turnover"
