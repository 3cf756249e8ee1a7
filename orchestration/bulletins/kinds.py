"""What a token is and can mean, as bits: whether it is one of several things is a single «and».

The rules ask every token of a clause many times over; a set of words would be built and compared at each question.
"""

from __future__ import annotations

from collections.abc import Iterable

_BITS: dict[str, int] = {}


def bits_of(kinds: Iterable[str]) -> int:
    """The bits of kinds of tokens («quantity»), of meanings («indicator») and of marks («;»), joined."""
    joined = 0
    for kind in kinds:
        joined |= _BITS.setdefault(kind, 1 << len(_BITS))
    return joined


QUANTITY = bits_of(["quantity"])
PUNCTUATION = bits_of(["punctuation"])
PERIOD = bits_of(["period"])
SEMICOLON = bits_of([";"])
CLOSING = bits_of([")"])
CUT = bits_of(["item", "season", "coverage", "partner"])
"""Names a cut of a series."""
NAMING = bits_of(["indicator", "facet"])
"""Names an indicator, or a side of one."""
SUBJECT = NAMING | bits_of(["item", "coverage", "partner"])
"""Can name what a figure is about."""
INDICATOR = bits_of(["indicator"])
FACET = bits_of(["facet"])
ITEM = bits_of(["item"])
PARTNER = bits_of(["partner"])
SEASON = bits_of(["season"])
COVERAGE = bits_of(["coverage"])
VERB = bits_of(["verb"])
HEDGE = bits_of(["hedge"])
STATUS = bits_of(["status"])
ROLE = bits_of(["role"])
COMPARATOR = bits_of(["comparator"])
CONNECTOR = bits_of(["connector"])
PLAN_AUTHORITY = bits_of(["plan_authority"])
DETERMINER = bits_of(["determiner"])
PREPOSITION = bits_of(["preposition"])
FILLER = bits_of(["determiner", "filler"])
AREA = bits_of(["area", "area_scope"])
GATE = bits_of(["gate"])
PLACE_WORD = bits_of(["place_word"])
PROJECT_NOUN = bits_of(["project_noun"])
PROJECT = PROJECT_NOUN | bits_of(["project_verb"])
RATE = bits_of(["rate"])
