"""Why a file cannot be read. The codes are those of the reference table `quarantine_reasons`."""

from __future__ import annotations


class Unreadable(ValueError):  # noqa: N818 - it names what the file is
    """A file that cannot become a bulletin.

    Attributes:
        reason_code: a code of `quarantine_reasons.csv`, which holds its name and what to do about it.
        detail: what was found in this file, and where, in a sentence for people.
    """

    def __init__(self, reason_code: str, detail: str) -> None:
        super().__init__(f"{reason_code}: {detail}")
        self.reason_code = reason_code
        self.detail = detail


EMPTY_FILE = "empty_file"
TOO_LARGE = "too_large"
BINARY_FILE = "binary_file"
NOT_TEXT = "not_text"
UNKNOWN_FORMAT = "unknown_format"
UNDECODABLE = "undecodable"
NO_MAIN_TEXT = "no_main_text"
WRONG_SIDECAR = "wrong_sidecar"
ORPHAN_SIDECAR = "orphan_sidecar"
UNREADABLE_FILE = "unreadable_file"
EXTRACTOR_FAILED = "extractor_failed"
SCANNED_DOCUMENT = "scanned_document"
ENCRYPTED_DOCUMENT = "encrypted_document"
BROKEN_DOCUMENT = "broken_document"
TOO_COMPLEX = "too_complex"
