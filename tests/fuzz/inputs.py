"""Texts that nobody would write: random Unicode, mutated bulletins, soups of terms, extreme digits.

The number and the seed of an input decide it: `make(seed, number)` is the same on every machine.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from orchestration.bulletins.phrases import expand
from orchestration.bulletins.vocabulary import load_vocabulary
from tests.support.labelled import SETS, passages, unlabelled_texts

WINDOW = 500
"""Characters of a bulletin that are mutated at once."""

ODD_DIGITS = "٣५๓３²½Ⅳ①〇"
HOT = [
    *"0123456789,./%-–:;()[]+×~≈$₫¥ \n\t\u00a0\u200b\u0301\u0323\ufeff",
    "tỷ",
    "triệu",
    " USD",
    " ha",
    "năm ",
    "quý ",
    " so với ",
]
SPACES = " \u00a0\u2009\u3000\n\r\t"
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x300, 0x36F),
    (0x1E00, 0x1EFF),
    (0x2000, 0x206F),
    (0x3040, 0x30FF),
    (0x1F300, 0x1F6FF),
)


def make(seed: int, number: int) -> str:
    """The input of that number; the kinds take turns."""
    draw = random.Random(f"{seed}:{number}")
    return KINDS[number % len(KINDS)](draw)


def random_unicode(draw: random.Random) -> str:
    """Characters of some scripts, of all of Unicode, digits of other scripts, marks without letters."""
    return "".join(_character(draw) for _ in range(draw.randint(0, 200)))


def _character(draw: random.Random) -> str:
    choice = draw.random()
    if choice < 0.15:
        return draw.choice(ODD_DIGITS)
    if choice < 0.3:
        return draw.choice(HOT)
    if choice < 0.9:
        return chr(draw.randint(*draw.choice(RANGES)))
    code = draw.randint(0, 0x10FFFF)
    return " " if 0xD800 <= code <= 0xDFFF else chr(code)  # a file holds no half of a surrogate pair


def mutated_bulletin(draw: random.Random) -> str:
    """A window of a bulletin with some characters deleted, doubled, exchanged or put in."""
    text = draw.choice(_bulletins())
    start = draw.randrange(max(1, len(text) - WINDOW))
    characters = list(text[start : start + draw.randint(20, WINDOW)])
    for _ in range(draw.randint(1, 12)):
        place = draw.randrange(len(characters) or 1)
        draw.choice((_delete, _double, _exchange, _insert, _swap_case))(characters, place, draw)
    mutated = "".join(characters)
    return unicodedata.normalize(draw.choice(("NFC", "NFD")), mutated)


def _delete(characters: list[str], place: int, draw: random.Random) -> None:
    del characters[place : place + draw.choice((1, 1, 2, 10))]


def _double(characters: list[str], place: int, draw: random.Random) -> None:
    characters[place:place] = characters[place : place + draw.choice((1, 3, 30))]


def _exchange(characters: list[str], place: int, draw: random.Random) -> None:
    characters[place : place + 1] = [draw.choice(HOT)]


def _insert(characters: list[str], place: int, draw: random.Random) -> None:
    characters.insert(place, draw.choice(HOT))


def _swap_case(characters: list[str], place: int, draw: random.Random) -> None:
    piece = "".join(characters[place : place + 40])
    characters[place : place + 40] = list(draw.choice((piece.upper(), piece.lower(), piece.title())))


def soup_of_terms(draw: random.Random) -> str:
    """Words that the reader knows, numbers and marks in any order."""
    words = [draw.choice(_terms()) if draw.random() < 0.6 else _number(draw) for _ in range(draw.randint(1, 60))]
    return "".join(word + draw.choice(("", " ", " ", " ", ", ", "; ", ". ", ".\n", " (", ") ", ": ")) for word in words)


def extreme_digits(draw: random.Random) -> str:
    """Numbers that are too long, too grouped, too fractional, in words or in sentences."""
    parts = []
    for _ in range(draw.randint(1, 12)):
        parts += [
            draw.choice(("đạt ", "tăng ", "từ ", "hơn ", "- ", "ngày ", "")),
            _number(draw),
            draw.choice(_terms()),
            " ",
        ]
    return "".join(parts)


def _number(draw: random.Random) -> str:
    kind = draw.randrange(7)
    digits = "".join(draw.choice("0123456789") for _ in range(draw.choice((1, 2, 3, 4, 9, 20, 60, 400))))
    if kind == 0:
        return digits
    if kind == 1:
        return draw.choice(".,").join(digits[at : at + 3] for at in range(0, len(digits), 3))
    if kind == 2:
        return "".join(char + draw.choice(("", "", ".", ",", "/", "-", ":", " ")) for char in digits[:60])
    if kind == 3:
        return f"{digits[:30]}{draw.choice('.,')}{digits[:40]}"
    if kind == 4:
        return f"{digits[:12]}{draw.choice(('-', ' - ', '/', ' đến ', '–', ':'))}{digits[-12:]}"
    if kind == 5:
        return (
            draw.choice(("", "-", "+", "±", "~"))
            + digits[:9]
            + draw.choice(("e9", "^2", "m2", "%", "%%", "‰", " tỷ tỷ"))
        )
    return " ".join(draw.choice(_NUMERAL_WORDS) for _ in range(draw.randint(1, 20)))


_NUMERAL_WORDS = (
    "một", "hai", "ba", "bốn", "năm", "mười", "mươi", "lăm", "mốt", "trăm", "linh", "nghìn", "triệu", "tỷ", "rưỡi",
    "phẩy", "âm", "phần", "không",
)  # fmt: skip


@cache
def _bulletins() -> Sequence[str]:
    labelled = [passage.text for name in SETS for passage in passages(name)]
    return [*labelled, *unlabelled_texts().values()]


@cache
def _terms() -> Sequence[str]:
    tables = ("cues", "aliases", "unit_aliases", "project_nouns", "project_verbs", "situation_phrases")
    rows = [row["alias"] for table in tables for row in load_vocabulary().rows(table)]
    phrases = [phrase for row in rows for phrase in expand(row)[:4]]
    return [
        *phrases,
        "năm 2024",
        "6 tháng đầu năm",
        "quý III/2023",
        "ngày 13/6",
        "cùng kỳ",
        "%",
        "Lạng Sơn",
        "Hữu Nghị",
    ]


KINDS: tuple[Callable[[random.Random], str], ...] = (random_unicode, mutated_bulletin, soup_of_terms, extreme_digits)
"""Makers of inputs, taken in turn."""

LONG_PIECES = {
    "one digit": "1", "digits and dots": "1.", "digits and commas": "1,", "digits and slashes": "1/", "dashes": "1-",
    "letters": "a", "marks without letters": "\u0301", "words glued": "xuấtkhẩu", "numerals and units": "1tỷđồng;",
    "grouped number": "000.", "percentages": "5%", "brackets": "(", "closed brackets": "(1)", "colons": "0:0",
    "spaces": " ", "invisible characters": "\u200b", "newlines": "\n", "empty sentences": ". ", "list labels": "1)\n",
    "levels": "đạt 1 tỷ USD, ", "growths": "tăng 5%, ", "parts": "trong đó, gạo 5 tấn; ", "years": "năm 2024 ",
    "periods": "quý I/2024, ", "cues": "so với cùng kỳ ", "numeral words": "một trăm ", "projects": "dự án cao tốc ",
    "project verbs": "khởi công dự án Đồng Đăng, ", "situations": "thời tiết thuận lợi, ", "zipped": "lần lượt 1, ",
    "restated": "Xuất khẩu đạt 25 tỷ USD.\n", "provinces": "Lạng Sơn, ", "gates": "cửa khẩu Hữu Nghị ",
    "words without a cue": "một dòng dài ", "indicators": "kim ngạch xuất khẩu ", "counted things": "xe ô tô và ",
    "works": "dự án đường ",
    "fractions": "1/2 tấn ", "ranges": "từ 1 đến 2 tấn ", "dates": "ngày 13/6/2024 ", "months": "6 tháng đầu năm ",
}  # fmt: skip
"""What is repeated without an end: each could make a careless reader slow."""
FIGURE = " đạt 5 tỷ USD."


def long_text(piece: str, size: int) -> str:
    """The piece again and again, `size` characters long, and a figure behind it that looks for what it is of."""
    return (LONG_PIECES[piece] * (size // len(LONG_PIECES[piece]) + 1))[:size] + FIGURE
