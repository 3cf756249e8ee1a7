"""How Vietnamese a text looks: the measure that tells a right decoding from a wrong one.

A Vietnamese word is one syllable of a closed shape: onset, nucleus, coda, at most one tone, and a syllable
that ends in a stop (c, ch, p, t) takes only the acute or the dot below. Bytes read in the wrong encoding give
letters, but hardly ever syllables («xuÊt khÈu» for «xuất khẩu»).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOP_TONES = frozenset("\u0301\u0323")
_WORD = re.compile(r"[^\W\d_]+")
_ONSET = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x"
_NUCLEUS = (
    "iêu|yêu|oai|oay|oao|oeo|uây|uôi|uya|uyê|uyu|ươi|ươu|uao|uêu|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|"
    "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})(?P<coda>ch|ng|nh|c|m|n|p|t)?")
_STOPS = frozenset({"c", "ch", "p", "t"})
_SAMPLE_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Likeness:
    """How many of the words with a letter outside ASCII are Vietnamese syllables.

    Attributes:
        words: words with a letter outside ASCII that were looked at (at most a few thousand).
        syllables: those of them that are Vietnamese syllables.
    """

    words: int
    syllables: int

    @property
    def share(self) -> float:
        """Syllables per word; 0 where there is no word to judge by."""
        return self.syllables / self.words if self.words else 0.0


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Tell whether `word` (any normalisation form, any case) has the shape of a Vietnamese syllable."""
    word = unicodedata.normalize("NFC", word)
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    marks = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in marks if mark in _TONES]
    base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    match = _SYLLABLE.fullmatch(base)
    if match is None or len(tones) > 1:
        return False
    return match["coda"] not in _STOPS or any(tone in _STOP_TONES for tone in tones)


def _is_acronym(word: str) -> bool:
    """«HĐND», «QĐ»: capitals without a vowel."""
    return word.isupper() and not any(unicodedata.normalize("NFD", char)[0] in "AEIOUYƯƠ" for char in word)


def _telling_words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(unicodedata.normalize("NFC", text)):
        word = match[0]
        if not word.isascii() and not _is_acronym(word):
            yield word


def likeness(text: str) -> Likeness:
    """Measure how Vietnamese `text` looks, by its first few thousand words with letters outside ASCII."""
    words = syllables = 0
    for word in _telling_words(text):
        words += 1
        syllables += is_syllable(word)
        if words == _SAMPLE_WORDS:
            break
    return Likeness(words, syllables)
