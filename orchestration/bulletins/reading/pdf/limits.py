"""How much a PDF file may cost. Measured: a page of a report takes some 0.1 s and 2,500 characters."""

from typing import Final

MOST_PAGES: Final = 1_000
MOST_MARKS: Final = 5_000_000
"""Characters and lines, drawn or not, on all pages together."""
MOST_CONTENT_BYTES: Final = 50_000_000
"""Drawing instructions of one page, unpacked; a dense map has a tenth of it."""
MOST_CPU_SECONDS: Final = 60
MOST_SECONDS: Final = 300
"""By the clock: on a busy machine the processor's seconds take longer."""
MOST_MEMORY_BYTES: Final = 2_000_000_000
"""Of address space, the interpreter's own included."""
