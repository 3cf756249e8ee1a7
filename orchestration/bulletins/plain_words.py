"""A phrase that is all figure in the form in which running text is read: numerals in digits, currency behind them."""

from __future__ import annotations

import re
from functools import lru_cache

from orchestration.bulletins.spelled import MAX_WORDS, NUMERAL_WORDS, SCALES, Spelled, read_scaled, read_spelled
from orchestration.bulletins.vocabulary import Vocabulary

_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_FRACTION_WORDS = NUMERAL_WORDS | {"phần", "trên"}
_SCALE_NAMES = {3: "nghìn", 4: "vạn", 6: "triệu", 9: "tỷ", 12: "nghìn tỷ", 15: "triệu tỷ"}
_FINEST = 6
"""Decimals of a fraction without an end («hai phần ba»)."""
_THOUSANDS = re.compile(r"(?<=[0-9])k(?!\w)")
_CENTS = re.compile(
    r"(?P<whole>[0-9]+) ?(?P<unit>\$|usd|đô(?: la)?(?: mỹ)?|euros?|€)(?: và)? (?P<cents>[0-9]{1,2}) (?:xu|cents?)"
)
_SIGNED = re.compile(r"(?:-|âm |trừ ) ?(?=[0-9])")
_BETWEEN = re.compile(r"(?:trong khoảng )?(?:giữa|từ|trong khoảng) (?P<low>.+?) (?:và|đến|tới) (?P<high>.+)")


def in_figures(folded: str) -> str:
    """Each numeral in words as digits: «hai trăm lẻ tư mét» is «204 mét», «bảy ngàn đồng» «7 nghìn đồng»."""
    return _WORDS.sub(lambda match: " ".join(_words_in_figures(match.group().split())), folded)


def _words_in_figures(words: list[str]) -> list[str]:
    done: list[str] = []
    at = 0
    while at < len(words):
        length, figure = _longest_numeral(words, at)
        done.append(figure if length else words[at])
        at += max(length, 1)
    return done


def _longest_numeral(words: list[str], at: int) -> tuple[int, str]:
    """The numeral that begins at a word: how many words it has, and its digits; (0, "") where none begins."""
    if words[at] in SCALES or words[at] not in NUMERAL_WORDS or (at and words[at:] == ["năm"]):
        return 0, ""
    end = at
    while end < min(len(words), at + MAX_WORDS) and words[end] in _FRACTION_WORDS:
        end += 1
    if end == len(words) and end - at > 1 and words[end - 1] == "năm":
        end -= 1  # «hai năm»: the unit, not a digit
    for stop in range(end, at, -1):
        figure = _figure(words[at:stop])
        if figure:
            return stop - at, figure
    return 0, ""


def _figure(words: list[str]) -> str:
    scaled = read_scaled(words)
    if scaled is not None:
        return _printed(scaled)
    value = read_spelled(words)
    return "" if value is None else f"{round(value, _FINEST):f}".rstrip("0").rstrip(".").replace(".", ",")


def _printed(numeral: Spelled) -> str:
    name = _SCALE_NAMES.get(numeral.exponent)
    if numeral.exponent and name is None:
        return f"{numeral.value:f}"
    digits = f"{numeral.coefficient:f}".replace(".", ",")
    return f"{digits} {name}" if name else digits


@lru_cache(maxsize=4)
def _currency_before(vocabulary: Vocabulary) -> re.Pattern[str]:
    """A sign or an ISO code before its amount: «$10», «VND 1000», «VN$1000 triệu»."""
    signs = set()
    for row in vocabulary.rows("unit_aliases"):
        alias = row["alias"].lower()
        is_sign = not any(map(str.isalpha, alias)) or alias.endswith("$") or alias in ("vnđ", row["unit"].lower())
        if is_sign and vocabulary.unit_dimension[row["unit"]] == "money":
            signs.add(re.escape(alias))
    amount = rf"[0-9]+(?:[.,][0-9]+)*(?: ?(?:{'|'.join((*SCALES, 'tr'))})(?!\w))*"
    return re.compile(
        rf"(?<!\w)(?P<sign>{'|'.join(sorted(signs, key=len, reverse=True))}) ?"
        rf"(?P<amount>-?{amount}(?: ?- ?{amount})?)"
    )


def currency_behind(folded: str, vocabulary: Vocabulary) -> str:
    """«$10» as «10 $»: the reader looks for units behind the figure."""
    return _currency_before(vocabulary).sub(r"\g<amount> \g<sign>", folded)


def with_short_scales(folded: str) -> str:
    """«100k» as «100 nghìn», «2 đô 50 xu» as «2,50 đô»."""
    match = _CENTS.fullmatch(folded)
    if match:
        return f"{match.group('whole')},{int(match.group('cents')):02d} {match.group('unit')}"
    return _THOUSANDS.sub(" nghìn", folded)


def in_range_form(folded: str) -> str:
    """«giữa 1000 đồng và 2000 đồng», «từ 1000 tới 2000 đồng» as «1000 đồng đến 2000 đồng»."""
    match = _BETWEEN.fullmatch(folded)
    return f"{match.group('low')} đến {match.group('high')}" if match else folded


def split_sign(folded: str) -> tuple[bool, str]:
    """Whether the figure is negative («trừ 66 kg», «-5%»), and the figure without its sign."""
    match = _SIGNED.match(folded)
    return (True, folded[match.end() :]) if match else (False, folded)
