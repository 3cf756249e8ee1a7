"""Text files: every encoding that Vietnamese bulletins come in gives the same text, and nothing gives a wrong one."""

import unicodedata

import pytest

from orchestration.bulletins.reading import legacy
from orchestration.bulletins.reading.reader import ReadText, read_bytes
from orchestration.bulletins.reading.reasons import Unreadable
from orchestration.bulletins.reading.vietnamese import is_syllable, likeness
from tests.support import bulletins
from tests.support.golden import NAMES, bulletin_text

LIMIT = 20_000_000


def read(data: bytes, name: str = "bulletin.txt") -> ReadText:
    return read_bytes(data, name, max_bytes=LIMIT)


def refused(data: bytes, name: str = "bulletin.txt", *, max_bytes: int = LIMIT) -> Unreadable:
    with pytest.raises(Unreadable) as raised:
        read_bytes(data, name, max_bytes=max_bytes)
    return raised.value


def single_bytes(text: str, encoding: str) -> bytes:
    """The text as a file in one of the single-byte encodings; a character that it lacks becomes a question mark."""
    if encoding == "windows-1258":
        return bulletins.cp1258_bytes(text)
    text = text.replace("\u00a0", " ")  # which VISCII lacks
    codes = {chr(letter): code for code, letter in legacy._TABLES[encoding].items()}
    return bytes(codes.get(char, ord("?")) for char in unicodedata.normalize("NFC", text))


TEXTS = [bulletin_text(name) for name in NAMES] + [bulletins.other_province(name) for name in bulletins.OTHER_PROVINCES]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:20])
@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_unicode_files_with_and_without_a_mark_give_the_text_itself(text: str, codec: str, encoding: str) -> None:
    found = read(text.encode(codec))
    assert (found.text, found.encoding, found.media_type) == (text, encoding, "text/plain")


def test_utf16_big_endian_with_a_mark_is_read() -> None:
    assert read(b"\xfe\xff" + TEXTS[0].encode("utf-16-be")).text == TEXTS[0]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:20])
@pytest.mark.parametrize("encoding", legacy.ENCODINGS)
def test_single_byte_files_are_read_as_the_right_vietnamese(text: str, encoding: str) -> None:
    found = read(single_bytes(text, encoding))
    assert found.encoding == encoding
    words = unicodedata.normalize("NFC", found.text).split()
    wrong = [word for word, right in zip(words, text.split(), strict=True) if word != right and "?" not in word]
    assert wrong == []


def test_windows_1258_keeps_its_tones_as_characters_of_their_own() -> None:
    found = read(bulletins.cp1258_bytes("Lạng Sơn đạt 25 tỷ đồng"))
    assert found.text == "La\u0323ng Sơn đa\u0323t 25 ty\u0309 đồng".replace("đồng", "đô\u0300ng")


def test_a_text_in_separate_marks_stays_so() -> None:
    text = bulletins.nfd(TEXTS[0])
    assert read(text.encode()).text == text


def test_all_newlines_become_one_kind_and_nothing_else_is_touched() -> None:
    text = "\tMột  \r\nhai\rba\u00a0\u200b\u2028bốn\n\n năm \x0c"
    assert read(text.encode()).text == "\tMột  \nhai\nba\u00a0\u200b\u2028bốn\n\n năm \x0c"


def test_only_the_first_byte_order_mark_is_dropped() -> None:
    assert read("\ufeffMột\ufeff hai".encode()).text == "Một\ufeff hai"


def test_a_text_without_any_accent_is_utf8() -> None:
    assert read(b"Kim ngach dat 25 ty USD").encoding == "utf-8"


def test_a_dash_alone_outside_ascii_does_not_make_a_text_unreadable() -> None:
    found = read("Dong Dang – Lang Son: “25 ty USD”".encode("cp1258"))
    assert (found.encoding, found.text) == ("windows-1258", "Dong Dang – Lang Son: “25 ty USD”")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("出口额达到25亿美元，同比增长37%，广西壮族自治区".encode("gb18030"), "it looks like"),
        ("Le café, l'été, où l'on fête les élèves français".encode("cp1252"), "neither UTF-8"),
        (bulletins.BROKEN_UTF8, "neither UTF-8"),
        (TEXTS[1].encode()[:-2].rstrip(b".") + "ệ".encode()[:2], "was it cut off while copied?"),
        (TEXTS[0].encode().replace("tỷ".encode(), b"t\xff", 1), "line 1) fits no character"),
        (b"Xu\xe1\xba\xa5t kh\xe1\xba\xa9u \xed\xa0\x80", "half of a surrogate pair"),
        ("Lạng Sơn \ud800 a".encode("utf-16", "surrogatepass"), "marked as utf-16-le"),
        ("Lạng Sơn".encode("utf-16")[:-1], "was it cut off"),
        ("\ufeffLạng".encode()[:-2] + b"\xff", "marked as utf-8"),
    ],
    ids=[
        "chinese",
        "french",
        "garbage",
        "cut",
        "one bad byte",
        "surrogate",
        "utf-16 surrogate",
        "utf-16 cut",
        "marked",
    ],
)
def test_what_cannot_be_decoded_says_why(data: bytes, said: str) -> None:
    problem = refused(data)
    assert problem.reason_code == "undecodable"
    assert said in problem.detail


@pytest.mark.parametrize("encoding", ["utf-8", *legacy.ENCODINGS])
def test_letters_that_were_saved_wrongly_are_not_read_as_text(encoding: str) -> None:
    data = TEXTS[0].encode() if encoding == "utf-8" else single_bytes(TEXTS[0], encoding)
    problem = refused(data.decode("latin-1").encode())
    assert problem.reason_code == "undecodable"
    assert f"bytes of {encoding} were taken for Latin letters" in problem.detail


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\xff\xfe", "empty_file"),
        (b" \r\n\t ", "not_text"),
        ("\ufeff \u00a0\u3000".encode(), "not_text"),
        (b"12 345 --- 67%", "not_text"),
        (bulletins.PNG_IMAGE, "binary_file"),
        (bulletins.ZIP_FILE, "binary_file"),
        (b"%PDF-1.7 ...", "binary_file"),
        (b"{\\rtf1\\ansi Xin ch\\'e0o}", "binary_file"),
        ("Xuất khẩu\0 đạt".encode(), "binary_file"),
        (b"a\x01\x02\x03\x04" * 50, "binary_file"),
        ("Lạng Sơn".encode("utf-16") + b"\0\0", "binary_file"),
        (bytes(range(256)) * 20, "binary_file"),
    ],
)
def test_what_is_no_text_goes_by_its_own_reason(data: bytes, reason: str) -> None:
    assert refused(data).reason_code == reason


def test_the_size_limit_is_named_with_its_setting() -> None:
    problem = refused(b"x" * 11, max_bytes=10)
    assert problem.reason_code == "too_large"
    assert "11 bytes; the limit is 10 (BANTIN_MAX_FILE_BYTES)" in problem.detail


def test_a_file_of_just_the_limit_is_read() -> None:
    assert read_bytes(b"x" * 10, "a.txt", max_bytes=10).text == "x" * 10


@pytest.mark.parametrize("name", ["a.rtf", "a.xlsx", "a.zip", "a.png", "a", "a.txt.gz", "a.yml"])
def test_other_formats_say_which_are_read(name: str) -> None:
    problem = refused(b"x", name)
    assert problem.reason_code == "unknown_format"
    assert ".txt, .htm, .html, .xhtml" in problem.detail


def test_the_ending_may_be_in_capitals() -> None:
    assert read(b"Lang Son", "BULLETIN.TXT").media_type == "text/plain"


def test_one_line_of_millions_of_characters_is_read() -> None:
    line = "Xuất khẩu đạt 1,3 tỷ USD. " * 200_000
    assert read(line.encode()).text == line


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "6 tháng đầu năm, xuất khẩu đạt hơn 25 tỷ USD\n\n(PLVN) - Tính đến",
            "6 tháng đầu năm, xuất khẩu đạt hơn 25 tỷ USD",
        ),
        ("\n\n  Tiêu đề  \nThân bài.", "Tiêu đề"),
        ("Đây là một câu.\nĐây là câu khác.", None),
        ("Một dòng", None),
        ("rất dài " * 30 + "\nThân bài", None),
    ],
)
def test_a_short_first_line_that_is_no_sentence_is_the_title(text: str, title: str | None) -> None:
    assert read(text.encode()).title == title


@pytest.mark.parametrize("word", ["Lạng", "nghiêng", "khuỷu", "đẩy", "ươm", "QUYỀN", "giữa", "uống", "Huế", "yếu"])
def test_vietnamese_syllables_are_known_in_either_normal_form(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", ["xuÊt", "khÈu", "xuáº", "tỷỷ", "café", "đạtt", "cac̉", "wầ"])
def test_other_letters_are_not(word: str) -> None:
    assert not is_syllable(word)


def test_abbreviations_do_not_count_for_or_against() -> None:
    assert likeness("HĐND, QĐ-UBND, NĐ-CP").words == 0
