"""The process in which a PDF file is read: bytes on standard input, one JSON object on standard output.

Its one argument is the seconds of the processor that it may use.
"""

from __future__ import annotations

import json
import logging
import sys

from orchestration.bulletins.reading.pdf.limits import MOST_MEMORY_BYTES
from orchestration.bulletins.reading.reasons import Unreadable


def main() -> None:
    """Answer with title, text and pages, or with reason_code and detail."""
    _limit_self(int(sys.argv[1]))
    logging.disable(logging.CRITICAL)  # pdfminer warns of every flaw that it gets over
    data = sys.stdin.buffer.read()
    from orchestration.bulletins.reading.pdf.layout import lay_out

    try:
        title, text, pages = lay_out(data)
        answer: dict[str, object] = {"title": title, "text": text, "pages": pages}
    except Unreadable as problem:
        answer = {"reason_code": problem.reason_code, "detail": problem.detail}
    sys.stdout.write(json.dumps(answer))


def _limit_self(cpu_seconds: int) -> None:
    """Bound time and memory where the system knows how; elsewhere the parent's clock alone holds."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
