"""Whatever bytes a file holds, it is read or refused with a reason; and a text survives its way through a file."""

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.bulletins.reading import reasons
from orchestration.bulletins.reading.reader import read_bytes
from orchestration.bulletins.reading.reasons import Unreadable
from tests.reports.make_reports import FOLDER
from tests.support.golden import bulletin_text

KNOWN = {value for name, value in vars(reasons).items() if name.isupper()}
BULLETIN = bulletin_text("lang-son-2024-h1").encode()
PAGE_PIECES = st.sampled_from(
    [
        "<html>",
        "<body>",
        "<p>",
        "</p>",
        "<table>",
        "<tr>",
        "<td>",
        "<div hidden>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<![CDATA[",
        "&#0;",
        "&#xD800;",
        "&nbsp;",
        "<svg>",
        "<frameset>",
        "<?php ?>",
        "<p style='display:none'>",
        "<br/>",
        "Xuất khẩu đạt 1,3 tỷ USD. ",
        "<h1>",
        "</h1>",
        "<title>",
        "</title>",
        "<meta charset=utf-7>",
        "\u0000",
        "\u2028",
    ]
)


WORD_DOCUMENT = (FOLDER / "report.docx").read_bytes()
PDF_FILE = (FOLDER / "report.pdf").read_bytes()
PATCHES = st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=30)), min_size=1, max_size=8)
"""Where (as a share of the file) and what."""


def patched(data: bytes, patches: list[tuple[float, bytes]]) -> bytes:
    for share, patch in patches:
        place = int(share * (len(data) - len(patch)))
        data = data[:place] + patch + data[place + len(patch) :]
    return data


def read_or_refuse(data: bytes, name: str) -> str | None:
    try:
        found = read_bytes(data, name, max_bytes=1_000_000)
    except Unreadable as problem:
        assert problem.reason_code in KNOWN
        assert problem.reason_code != reasons.EXTRACTOR_FAILED, problem.detail
        assert problem.detail
        return None
    assert "\r" not in found.text
    assert "\0" not in found.text
    found.text.encode()  # no half of a surrogate pair
    return found.text


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00\x00")
@example(b"\x00\xd8" * 9)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(data, "a.txt")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(BULLETIN)), st.binary(min_size=1, max_size=3))
def test_a_bulletin_with_some_bytes_overwritten_is_read_or_refused(place: int, patch: bytes) -> None:
    read_or_refuse(BULLETIN[:place] + patch + BULLETIN[place + len(patch) :], "a.txt")


@settings(max_examples=60, deadline=None)
@given(PATCHES)
def test_a_word_document_with_some_bytes_overwritten_is_read_or_refused(patches: list[tuple[float, bytes]]) -> None:
    read_or_refuse(patched(WORD_DOCUMENT, patches), "a.docx")


@settings(max_examples=12, deadline=None)
@given(PATCHES)
def test_a_pdf_file_with_some_bytes_overwritten_is_read_or_refused(patches: list[tuple[float, bytes]]) -> None:
    text = read_or_refuse(patched(PDF_FILE, patches), "a.pdf")
    assert text is None or "\n\n" not in text


@settings(max_examples=60, deadline=None)
@given(st.lists(PAGE_PIECES, max_size=25).map("".join))
def test_any_page_is_read_or_refused(page: str) -> None:
    read_or_refuse(page.encode(), "a.html")


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1), st.sampled_from(["utf-8-sig", "utf-16"])
)
def test_a_marked_text_comes_back_as_it_was(text: str, codec: str) -> None:
    found = read_or_refuse(text.encode(codec), "a.txt")
    assert found == text or not any(char.isalpha() for char in text) or text.lower().lstrip().startswith("<")


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(BULLETIN.decode().split("\n")).filter(lambda line: len(line) > 60), st.integers(0, 40))
def test_pieces_of_bulletins_in_windows_1258_are_never_read_as_something_else(line: str, start: int) -> None:
    from tests.support.bulletins import cp1258_bytes

    found = read_or_refuse(cp1258_bytes(line[start:]), "a.txt")
    assert found is not None
    assert unicodedata.normalize("NFC", found) == line[start:]
