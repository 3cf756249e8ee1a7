"""The readers that `extraction_speed.py` sets side by side: Bantin, a plain scan for numerals, Duckling, quantulum3.

A reader is prepared once in a process of its own. It then takes texts, one bulletin each, and says how many figures,
numerals or entities it found in them. Duckling and quantulum3 are the optional dependency group `bench`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

Read = Callable[[Sequence[str]], int]
"""Reads texts; returns how many things it found."""

NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
DIMENSIONS = [
    "amount-of-money", "quantity", "number", "ordinal", "distance", "volume", "temperature", "time", "duration"
]  # fmt: skip
ZONES = Path("/usr/share/zoneinfo")
REFERENCE_TIME = 1_720_000_000
"""Duckling reads «năm nay» as of 2024-07-03."""


class NotInstalled(Exception):  # noqa: N818 - it says what is the matter
    """A reader's package is not there, or not what it was; the message says how to get it."""


def bantin_extraction() -> Read:
    """Text to `Extraction`: figures, numerals, events and situations as Python rows."""
    from orchestration.bulletins.extract import extract_text
    from orchestration.bulletins.vocabulary import load_vocabulary
    from orchestration.extractor import settle

    vocabulary = load_vocabulary()
    settle()
    return lambda texts: sum(len(extract_text(text, vocabulary=vocabulary).observations) for text in texts)


def bantin_arrow() -> Read:
    """Text to Arrow tables of all four kinds of rows: what a process of the batch path does with its tasks."""
    from orchestration.extractor import Task, default_extractor, read
    from orchestration.reading_queue import TASK_BULLETINS
    from orchestration.settings import Settings
    from tests.support.golden import document_of

    extractor = default_extractor(Settings.from_environment())

    def read_all(texts: Sequence[str]) -> int:
        found = 0
        for start in range(0, len(texts), TASK_BULLETINS):
            documents = tuple(document_of(text, "-") for text in texts[start : start + TASK_BULLETINS])
            answer = read(extractor, Task("-", documents, ("-",) * len(documents)), lambda _: None)
            errors = [outcome.error for outcome in answer.outcomes if outcome.error is not None]
            if errors:
                raise RuntimeError(f"{len(errors)} bulletins were not read, the first of them: {errors[0]}")
            found += answer.tables["observations"].num_rows
        return found

    return read_all


def numeral_scan() -> Read:
    """A plain `re` scan for numerals, each match taken up: what any reader in Python pays at least."""
    return lambda texts: sum(1 for text in texts for match in NUMERAL.finditer(text) if match.group())


def duckling() -> Read:
    """Duckling's Vietnamese rules with the dimensions that bulletins have."""
    try:
        import duckling as library
    except ImportError:
        raise NotInstalled("pyduckling-native-phihos is not installed") from None
    if not ZONES.is_dir():
        raise NotInstalled(f"Duckling needs the time zones in {ZONES}, which are not installed")
    library.init()
    zones = library.load_time_zones(str(ZONES))
    language = library.parse_lang("VI")
    locale = library.parse_locale("VI", library.default_locale_lang(language))
    context = library.Context(library.parse_ref_time(zones, "Asia/Ho_Chi_Minh", REFERENCE_TIME), locale)
    dimensions = library.parse_dimensions(DIMENSIONS)
    # Its answer is JSON text; counting a key spares it the parsing that a caller would still have to do.
    return lambda texts: sum(library.parse_text(text, context, dimensions, False).count('"dim":') for text in texts)


def quantulum3() -> Read:
    """quantulum3 (English rules, without its classifier)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from quantulum3 import parser
    except ImportError:
        raise NotInstalled("quantulum3 is not installed") from None
    return lambda texts: sum(len(parser.parse(text)) for text in texts)


READERS: dict[str, Callable[[], Read]] = {
    "Bantin, text to Arrow rows": bantin_arrow,
    "Bantin, text to Extraction": bantin_extraction,
    "plain re scan for numerals": numeral_scan,
    "Duckling (Vietnamese)": duckling,
    "quantulum3": quantulum3,
}
