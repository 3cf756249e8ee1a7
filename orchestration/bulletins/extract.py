"""The one public function of the library: a document in, all that it says out."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime

from orchestration.bulletins.areas import document_area
from orchestration.bulletins.clauses import ClauseReader
from orchestration.bulletins.declared_units import read_declared_units
from orchestration.bulletins.layout import Sentence, head_length, split_sentences
from orchestration.bulletins.ledger import build_ledger, count_digit_runs
from orchestration.bulletins.lexer import Lexed, Token, lex
from orchestration.bulletins.observations import Frame, build_observations
from orchestration.bulletins.periods import Anchor, document_year, report_period, year_after_base
from orchestration.bulletins.projects import read_events
from orchestration.bulletins.records import Document, Extraction, ReportPeriod
from orchestration.bulletins.scope import Draft
from orchestration.bulletins.situations import read_situations
from orchestration.bulletins.tables import Tables, read_tables
from orchestration.bulletins.text import make_view
from orchestration.bulletins.vocabulary import Vocabulary, load_vocabulary

EXTRACTOR_VERSION = "4"
"""Raised by hand whenever the rules change what is read; part of the key of a reading."""


def extract(document: Document, vocabulary: Vocabulary | None = None) -> Extraction:
    """Read a document: its figures, numerals, project events and situations.

    Args:
        document: text and the sidecar's facts; `ref_area`, `published_on` and the report period guide the reading.
        vocabulary: the compiled reference tables (default: the project's own).

    Returns:
        Rows whose spans are code points of `document.text`; equal input gives equal output.
    """
    vocabulary = vocabulary or load_vocabulary()
    view = make_view(document.text)
    lexed = lex(view, vocabulary)
    sentences = split_sentences(view.folded)
    head = head_length(sentences, view.folded)
    year = document_year(lexed.mentions, head) or year_after_base(lexed.mentions, view.folded)
    anchor = Anchor(document.published_on, year)
    report = _report_period(document, lexed, anchor, head)
    ref_area = document.ref_area or document_area(lexed.tokens, report.end if report else None, vocabulary)
    frame = Frame(document.bulletin_id, view, vocabulary, anchor, report, ref_area)
    declared = read_declared_units(lexed.tokens, view, vocabulary)
    tables = read_tables(declared.tokens, frame)
    by_sentence = _tokens_by_sentence(tables.tokens, sentences)
    drafts = _with_tables(_read_figures(sentences, by_sentence, frame, tables), tables)
    declared.note(drafts, vocabulary)
    observations = build_observations(drafts, frame)
    ids = {draft.quantity: row.observation_id for draft, row in zip(drafts, observations, strict=True)}
    return Extraction(
        report_period=report,
        observations=observations,
        numerals=build_ledger(document.bulletin_id, view, tables.tokens, sentences, ids),
        events=read_events(sentences, by_sentence, frame, observations),
        situations=read_situations(sentences, by_sentence, frame),
        digit_run_count=count_digit_runs(document.text),
    )


def extract_text(
    text: str,
    *,
    published_on: date | None = None,
    ref_area: str | None = None,
    title: str | None = None,
    vocabulary: Vocabulary | None = None,
) -> Extraction:
    """Read a bare text; see `extract`. The bulletin id is that of the text's UTF-8 bytes."""
    digest = hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()
    document = Document(
        bulletin_id=digest[:16],
        sha256=digest,
        media_type="text/plain",
        encoding="utf-8",
        text=text,
        title=title,
        publisher=None,
        issuing_authority=None,
        ref_area=ref_area,
        language=None,
        published_on=published_on,
        report_period_start=None,
        report_period_end=None,
        reader_version="",
        context_hash="",
        ingested_at=datetime.min.replace(tzinfo=UTC),
    )
    return extract(document, vocabulary)


def _report_period(document: Document, lexed: Lexed, anchor: Anchor, head: int) -> ReportPeriod | None:
    if document.report_period_start is not None and document.report_period_end is not None:
        return ReportPeriod(document.report_period_start, document.report_period_end, "sidecar")
    found = report_period(lexed.mentions, anchor, head)
    return ReportPeriod(found.start, found.end, "document") if found else None


def _tokens_by_sentence(tokens: Sequence[Token], sentences: Sequence[Sentence]) -> list[list[Token]]:
    starts = [token.start for token in tokens]
    return [
        list(tokens[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]) for sentence in sentences
    ]


def _read_figures(
    sentences: Sequence[Sentence], by_sentence: Sequence[list[Token]], frame: Frame, tables: Tables
) -> list[Draft]:
    reader = ClauseReader(frame.view, frame.vocabulary, frame.anchor, frame.reported[0])
    drafts: list[Draft] = []
    for sentence, tokens in zip(sentences, by_sentence, strict=True):
        if sentence.boilerplate is None and sentence.line not in tables.lines:
            drafts.extend(reader.read(sentence, tokens))
    return drafts


def _with_tables(drafts: list[Draft], tables: Tables) -> list[Draft]:
    """The figures of prose and tables in text order."""
    if not tables.drafts:
        return drafts
    return sorted([*drafts, *tables.drafts], key=lambda draft: draft.quantity.start)
