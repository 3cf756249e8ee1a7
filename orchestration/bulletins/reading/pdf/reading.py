"""The text of a PDF file, read in a child process.

A PDF file is a program: it can loop, unpack without end or be damaged so that a parser never returns. So it is
read by a child that may use so much time and memory and no more; the parent only hears its answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from orchestration.bulletins.reading.pdf.limits import MOST_CPU_SECONDS, MOST_SECONDS
from orchestration.bulletins.reading.reasons import BROKEN_DOCUMENT, EXTRACTOR_FAILED, TOO_COMPLEX, Unreadable

_CHILD = "orchestration.bulletins.reading.pdf.child"
_MARK = b"%PDF-"
_MARK_WITHIN = 1024
"""Bytes that may stand before the mark, as most programs allow."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF file says.

    Attributes:
        title: of a report the line below «BÁO CÁO», else None.
        text: a line a paragraph or table row.
        pages: (offset, page number) wherever another page begins in `text`.
    """

    title: str | None
    text: str
    pages: tuple[tuple[int, int], ...]


def read_pdf(data: bytes, *, cpu_seconds: int = MOST_CPU_SECONDS) -> PdfText:
    """Read the text layer of a PDF file.

    Args:
        data: the bytes.
        cpu_seconds: how long the processor may work on it.

    Raises:
        Unreadable: `scanned_document`, `encrypted_document`, `broken_document`, `undecodable` (its fonts do
            not say which letters they draw), `too_complex` or `not_text`.
    """
    if _MARK not in data[:_MARK_WITHIN]:
        raise Unreadable(BROKEN_DOCUMENT, f"a PDF file begins with %PDF-, this file with {data[:5]!r}")
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-X", "utf8", "-m", _CHILD, str(cpu_seconds)],
            input=data,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _took_too_long(cpu_seconds) from None
    if child.returncode != 0:
        raise _failed(child.returncode, child.stderr, cpu_seconds)
    answer = json.loads(child.stdout)
    if "reason_code" in answer:
        raise Unreadable(answer["reason_code"], answer["detail"])
    return PdfText(answer["title"], answer["text"], tuple((offset, page) for offset, page in answer["pages"]))


def _took_too_long(cpu_seconds: int) -> Unreadable:
    detail = f"reading it took longer than {cpu_seconds} seconds of the processor or {MOST_SECONDS} of the clock"
    return Unreadable(TOO_COMPLEX, detail)


def _failed(code: int, errors: bytes, cpu_seconds: int) -> Unreadable:
    """Tell the end by a limit (a signal, no memory) from a fault of ours."""
    last = errors.decode("utf-8", "replace").strip().split("\n")[-1][:200]
    if "MemoryError" in last:
        return Unreadable(TOO_COMPLEX, "reading it takes more memory than a report needs")
    if code < 0:
        return _took_too_long(cpu_seconds)
    return Unreadable(EXTRACTOR_FAILED, f"the reader of PDF files failed: {last or f'it ended with code {code}'}")
