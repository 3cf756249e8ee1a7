"""Finds faults of the reference tables before they mislead the reader.

Duplicate and clashing phrases, codes that no table has, and rows that no text can reach; each finding names the rows
by file and line.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.bulletins.vocabulary import REFERENCE, compile_vocabulary, read_tables
from orchestration.bulletins.vocabulary_lint.codes import dangling_codes, duplicate_codes
from orchestration.bulletins.vocabulary_lint.findings import Finding, Row, ragged_rows, read_rows
from orchestration.bulletins.vocabulary_lint.phrases import malformed_phrases, repeated_phrases
from orchestration.bulletins.vocabulary_lint.reach import unreachable_rows

__all__ = ["Finding", "Row", "lint", "read_rows"]


def lint(folder: Path = REFERENCE) -> list[Finding]:
    """All faults of the tables in `folder`, in the order of tables and lines.

    What phrases mean and what can be reached is asked of the compiled tables, and so only where they compile.

    Raises:
        VocabularyError: a table is missing.
    """
    strings = read_tables(folder)
    tables = read_rows(folder)
    found = [
        *ragged_rows(tables),
        *malformed_phrases(tables),
        *duplicate_codes(tables),
        *dangling_codes(tables),
    ]
    if not any(finding.kind in ("malformed", "dangling") for finding in found):
        vocabulary = compile_vocabulary(strings)
        found += [*repeated_phrases(tables, vocabulary), *unreachable_rows(tables, vocabulary)]
    return sorted(found, key=lambda finding: (finding.rows[0].table, finding.rows[0].line))
