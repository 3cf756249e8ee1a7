"""The corpus of the benchmarks: as many bulletins as are wanted, all different, in the shape of the true ones."""

import re
from itertools import islice

import pytest

from orchestration.bulletins.extract import extract_text
from tests.support.corpus import CHARACTERS, Texts, bulletins, corpus


@pytest.mark.parametrize("texts_of", ["bundled", "all"])
def test_it_has_the_size_that_is_asked_for_and_no_bulletin_twice(texts_of: Texts) -> None:
    texts = corpus(200_000, texts_of=texts_of)
    sizes = [len(text.encode()) for text in texts]
    assert sum(sizes[:-1]) < 200_000 <= sum(sizes)
    assert len(set(texts)) == len(texts) > 40
    assert all(len(text) >= CHARACTERS[0] for text in texts)


def test_a_seed_gives_the_same_bulletins_and_another_seed_others() -> None:
    first = list(islice(bulletins(7), 5))
    assert first == list(islice(bulletins(7), 5))
    assert not set(first) & set(islice(bulletins(8), 5))


def test_the_calendar_stays_the_calendar() -> None:
    text = "\n".join(islice(bulletins(texts_of="bundled"), 50))
    months = {int(month) for month in re.findall(r"tháng (\d\d?)/20", text)}
    assert months
    assert months <= set(range(1, 13))


def test_figures_are_read_in_the_made_bulletins_as_often_as_in_the_bundled_ones() -> None:
    text = "\n".join(islice(bulletins(texts_of="bundled"), 10))
    bytes_a_figure = len(text.encode()) / len(extract_text(text).observations)
    assert 120 < bytes_a_figure < 400
