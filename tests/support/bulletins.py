"""Bulletins made for tests: other provinces, broken ones, and the same text in other clothes.

Texts are `str` with plain newlines; functions that end in bytes give a file's content.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from html import escape
from pathlib import Path

from tests.support.golden import GOLDEN, bulletin_text

EXTRA = GOLDEN / "extra"
OTHER_PROVINCES = ("quang-ninh-2024-9m", "lao-cai-2024-q1")

EMPTY = b""
ONLY_SPACES = b" \n\t\n"
PNG_IMAGE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
ZIP_FILE = b"PK\x03\x04" + bytes(range(256)) * 4
BROKEN_UTF8 = "Tổng kim ngạch xuất nhập khẩu đạt ".encode() + b"\xff\xfe\x80\x81\x9d\xc3(" * 20
NO_FIGURES = "Hội nghị đã diễn ra tốt đẹp. Các đại biểu đã trao đổi nhiều nội dung.\n"

TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
"""Grave, acute, tilde, hook above and dot below: Windows-1258 writes them as characters of their own."""


def other_province(name: str) -> str:
    """The text of one of `OTHER_PROVINCES`; the first is on trade alone."""
    return (EXTRA / f"{name}.txt").read_text(encoding="utf-8")


def other_sidecar(name: str) -> str | None:
    """The sidecar of one of `OTHER_PROVINCES`, where it has one."""
    path = EXTRA / f"{name}.yml"
    return path.read_text(encoding="utf-8") if path.exists() else None


def with_one_change(text: str, before: str, after: str) -> str:
    """The text with `before`, which must stand in it exactly once, written as `after`."""
    if text.count(before) != 1:
        raise ValueError(f"«{before}» stands {text.count(before)} times in the text, not once")
    return text.replace(before, after)


def contradicted() -> str:
    """The half-year bulletin with two digits of imports swapped: 1,3 + 1,24 can no longer be hơn 2,7."""
    return with_one_change(bulletin_text("lang-son-2024-h1"), "1,42 tỷ USD", "1,24 tỷ USD")


def quang_ninh_contradicted() -> str:
    """The Quảng Ninh bulletin with imports of 11,51 instead of 11,15: the parts are more than the total."""
    return with_one_change(other_province("quang-ninh-2024-9m"), "11,15 tỷ USD", "11,51 tỷ USD")


def nfd(text: str) -> str:
    """The text with every mark as a character of its own, as some editors save it."""
    return unicodedata.normalize("NFD", text)


def cp1258_bytes(text: str) -> bytes:
    """The text as a Windows-1258 file; a character that this code page lacks raises UnicodeEncodeError."""
    return "".join(_tones_apart(char) for char in text).encode("cp1258")


def _tones_apart(char: str) -> str:
    """«ậ» as «â» and the dot below; letters without a tone stay."""
    parts = unicodedata.normalize("NFD", char)
    tones = "".join(part for part in parts if part in TONE_MARKS)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONE_MARKS)) + tones


def utf8_with_mark(text: str) -> bytes:
    """UTF-8 with a byte-order mark."""
    return text.encode("utf-8-sig")


def utf16_bytes(text: str) -> bytes:
    """UTF-16 with a byte-order mark, as Notepad's «Unicode»."""
    return text.encode("utf-16")


def windows_newlines(text: str) -> bytes:
    r"""UTF-8 with \r\n."""
    return text.replace("\n", "\r\n").encode()


def encodings(text: str) -> dict[str, bytes]:
    """The same text as files in every encoding that is read, by a name for each."""
    return {
        "utf-8": text.encode(),
        "utf-8 with a mark": utf8_with_mark(text),
        "utf-16": utf16_bytes(text),
        "windows-1258": cp1258_bytes(text),
        "utf-8 in NFD": nfd(text).encode(),
        "windows newlines": windows_newlines(text),
    }


def html_page(text: str, title: str) -> str:
    """A newspaper's page around the text: menu, related articles, footer, script."""
    paragraphs = "\n".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>
<script>window.visits = 12345;</script></head>
<body>
<header><nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/kinh-te">Kinh tế</a></li></ul></nav></header>
<main><article><h1>{escape(title)}</h1>
{paragraphs}
</article></main>
<aside><h2>Tin liên quan</h2><ul><li><a href="/a">Giá xăng giảm 350 đồng mỗi lít</a></li></ul></aside>
<footer><p>Giấy phép số 123/GP-BTTTT. Điện thoại: 024 3999 9999</p></footer>
</body></html>
"""


def unreadable_files() -> dict[str, bytes]:
    """Files that end in quarantine, by a name that says why."""
    return {
        "empty.txt": EMPTY,
        "only-spaces.txt": ONLY_SPACES,
        "image.txt": PNG_IMAGE,
        "archive.docx": ZIP_FILE,
        "broken.txt": BROKEN_UTF8,
    }


def write_inbox(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files into `folder` (made where missing) and return it; names may contain folders."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
