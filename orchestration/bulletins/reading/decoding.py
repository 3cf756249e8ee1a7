"""Which characters the bytes of a text file stand for.

UTF-8 and UTF-16 are recognised by their marks and their strictness, the single-byte encodings of Vietnamese
by the syllables that they give. What none of them turns into Vietnamese is refused: a wrong letter would be
read as a fact.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from orchestration.bulletins.reading import legacy
from orchestration.bulletins.reading.reasons import BINARY_FILE, EMPTY_FILE, NOT_TEXT, UNDECODABLE, Unreadable
from orchestration.bulletins.reading.vietnamese import likeness

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF document: give it the ending .pdf"),
    (b"PK\x03\x04", "a ZIP archive or an Office document (.xlsx, .odt; a Word document needs the ending .docx)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc, .xls)"),
    (b"{\\rtf", "a rich-text document (.rtf)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
)
_SAMPLE = 65_536
_CONTROL_SHARE = 0.02
_PLAIN_CONTROLS = frozenset("\t\n\v\f\r\x85")
_BROKEN_SHARE = 0.1
_SHORTEST_UTF16 = 8


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters and the encoding that gave them (IANA name, lower case)."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    r"""Turn the bytes of a text file into characters: newlines become ``\n``, the mark goes, nothing else.

    Raises:
        Unreadable: `empty_file`, `binary_file`, `undecodable` or `not_text`.
    """
    if not data:
        raise Unreadable(EMPTY_FILE, "the file has 0 bytes")
    _refuse_known_binaries(data)
    decoded = _decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_what_is_no_text(text)
    return Decoded(text, decoded.encoding)


def _refuse_known_binaries(data: bytes) -> None:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise Unreadable(BINARY_FILE, f"its first bytes are those of {kind}")


def _refuse_what_is_no_text(text: str) -> None:
    if not text:
        raise Unreadable(EMPTY_FILE, "the file holds a byte-order mark and nothing else")
    zero = text.find("\0")
    if zero >= 0:
        raise Unreadable(BINARY_FILE, f"a NUL character at offset {zero}: texts hold none")
    sample = text[:_SAMPLE]
    controls = sum(1 for char in sample if (char < " " or "\x7f" <= char < "\xa0") and char not in _PLAIN_CONTROLS)
    if controls > _CONTROL_SHARE * len(sample):
        raise Unreadable(BINARY_FILE, f"{controls} of the first {len(sample)} characters are control characters")
    if not any(char.isalpha() for char in text):
        raise Unreadable(NOT_TEXT, f"there is no letter in its {len(text)} characters")


def _decode(data: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_decode_strictly(data[len(mark) :], encoding), encoding)
    if b"\0" in data:
        return _decode_unmarked_utf16(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_broken_utf8(data, error)
        return _decode_legacy(data)
    refuse_misread(text)
    return Decoded(text, "utf-8")


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(UNDECODABLE, _describe(error, f"marked as {encoding}, but")) from None


def _describe(error: UnicodeDecodeError, beginning: str) -> str:
    data = error.object
    line = data.count(b"\n", 0, error.start) + 1
    place = f"{beginning} byte {error.start} (0x{data[error.start]:02x}, line {line}) fits no character"
    cut = error.end >= len(data) and ("end of data" in error.reason or "truncated" in error.reason)
    return f"{place}: the file ends in the middle of one, was it cut off while copied?" if cut else place


def _decode_unmarked_utf16(data: bytes) -> Decoded:
    """Half the bytes of Vietnamese UTF-16 are NUL (the high bytes of ASCII letters), all on one side."""
    sample = data[:_SAMPLE]
    half = max(len(sample) // 2, 1)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    for encoding, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high >= 0.3 and low <= 0.02 and len(data) >= _SHORTEST_UTF16:
            return Decoded(_decode_strictly(data, encoding), encoding)
    raise Unreadable(BINARY_FILE, f"a NUL byte at offset {data.find(0)}: texts hold none")


def _refuse_broken_utf8(data: bytes, error: UnicodeDecodeError) -> None:
    """Tell UTF-8 with a fault from another encoding, where nearly every letter would be a fault."""
    if data[error.start] == 0xED and data[error.start + 1 : error.start + 2] >= b"\xa0":
        raise Unreadable(UNDECODABLE, _describe(error, "half of a surrogate pair:"))
    start = max(0, error.start - _SAMPLE // 2)
    lenient = data[start : start + _SAMPLE].decode("utf-8", errors="replace")
    foreign = sum(1 for char in lenient if char > "\x7f")
    broken = lenient.count("\ufffd")
    whole = foreign - broken
    if whole and broken <= max(_BROKEN_SHARE * foreign, 1):
        raise Unreadable(UNDECODABLE, _describe(error, "UTF-8 elsewhere, but"))


def _decode_legacy(data: bytes) -> Decoded:
    ways = legacy.candidates(data)
    signs_only = next((way for way in ways if way.encoding == "windows-1258" and not way.likeness.words), None)
    if signs_only and _detected(data, ["cp1258"]):
        # Only signs such as – and “ lie outside ASCII: no letter speaks for another encoding.
        return Decoded(signs_only.text, signs_only.encoding)
    if ways and ways[0].likeness.share >= legacy.SURE_SHARE:
        return Decoded(ways[0].text, ways[0].encoding)
    detected = _detected(data)
    guess = f"; it looks like {detected}" if detected else ""
    tried = "neither UTF-8 nor UTF-16, Windows-1258, TCVN 5712 or VISCII gives Vietnamese words"
    raise Unreadable(UNDECODABLE, f"{tried}{guess}")


def _detected(data: bytes, only: list[str] | None = None) -> str | None:
    """What the detection library takes the bytes for, of all encodings or some only."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=only).best()
    return best.encoding if best else None


def refuse_misread(text: str) -> None:
    """Find a text that was decoded wrongly before it was saved as UTF-8 («xuáº¥t kháº©u», «xuÊt khÈu»).

    Documents whose fonts draw other letters than they name (.VnTime) are found in the same way.

    Raises:
        Unreadable: `undecodable`.
    """
    sample = text[: _SAMPLE // 4]
    plain = likeness(sample)
    if plain.words < 3 or plain.share >= legacy.SURE_SHARE:
        return
    data = _as_single_bytes(sample)
    if data is None:
        return
    ways = [(way.encoding, way.likeness.share) for way in legacy.candidates(data)]
    ways.append(("utf-8", likeness(data.decode("utf-8", errors="replace")).share))
    encoding, share = max(ways, key=lambda way: way[1])
    if share >= legacy.SURE_SHARE:
        raise Unreadable(
            UNDECODABLE,
            f"its letters were saved wrongly before: bytes of {encoding} were taken for Latin letters",
        )


def _as_single_bytes(text: str) -> bytes | None:
    """The bytes that a Western European program took this text for, or None where they cannot have been."""
    data = bytearray()
    for char in text:
        try:
            data += char.encode("cp1252")
        except UnicodeEncodeError:
            if char > "\xff":
                return None
            data.append(ord(char))
    return bytes(data)
