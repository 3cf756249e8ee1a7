"""An extractor that is real, if small, for tests of what is around the extractor."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from orchestration.bulletins.records import Document, Extraction, Numeral, ReportPeriod, Situation


@dataclass
class DigitReader:
    """A real, if small, extractor: each run of digits is a numeral, each line with «thuận lợi» a situation.

    It remembers which texts it read; a text with the word in `fails_on` makes it raise.
    """

    fails_on: str = "\0"
    texts: list[str] = field(default_factory=list)

    def __call__(self, document: Document) -> Extraction:
        self.texts.append(document.text)
        if self.fails_on in document.text:
            raise ValueError(f"the word {self.fails_on!r} is not understood")
        runs = tuple(
            Numeral(
                bulletin_id=document.bulletin_id,
                numeral_id=f"{document.bulletin_id}:{run.start()}",
                start=run.start(),
                end=run.end(),
                text=run[0],
                role="unresolved",
                observation_id=None,
                rule_id="digits",
            )
            for run in re.finditer("[0-9]+", document.text)
        )
        situations = tuple(
            _situation(document, match.start(), match[0]) for match in re.finditer("thuận lợi", document.text)
        )
        period = ReportPeriod(date(2024, 1, 1), date(2024, 6, 30), "stated")
        return Extraction(period, (), runs, (), situations, digit_run_count=len(runs))


def _situation(document: Document, start: int, quote: str) -> Situation:
    return Situation(
        bulletin_id=document.bulletin_id,
        situation_id=f"{document.bulletin_id}:{start}",
        domain="trade",
        topic="trade",
        assessment="good",
        place=None,
        ref_area=document.ref_area,
        period_start=None,
        period_end=None,
        time_period=None,
        period_source=None,
        start=start,
        end=start + len(quote),
        quote=quote,
        sentence_start=start,
        sentence_end=start + len(quote),
        rule_ids=("word",),
    )
