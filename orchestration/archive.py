"""The archive: every bulletin's bytes as they came, under their SHA-256, never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

READ_ONLY = 0o444


class ArchiveDamaged(RuntimeError):  # noqa: N818 - it names what happened
    """The stored bytes are no longer those that their name promises."""


class NotArchived(KeyError):  # noqa: N818 - it names what happened
    """The archive has no bytes of this hash."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Archive:
    """A content-addressed store: `<root>/ab/cd/abcd….bin`, read-only files.

    Putting the same bytes twice is putting them once. Bytes are written to a temporary name and renamed, so
    several processes may put at once and no reader sees half a file.

    Attributes:
        root: the folder of the archive; made at the first `put`.
    """

    root: Path

    def path(self, sha256: str) -> Path:
        """Where the bytes of this hash are or would be.

        Raises:
            ValueError: `sha256` is not 64 lower-case hexadecimal digits.
        """
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"{sha256!r} is not a SHA-256 (64 lower-case hexadecimal digits)")
        return self.root / sha256[:2] / sha256[2:4] / f"{sha256}.bin"

    def __contains__(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def put(self, data: bytes) -> str:
        """Keep `data` and return its SHA-256; a damaged copy of the same bytes is replaced."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if target.exists() and _hash_of(target) == sha256:
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".putting-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(READ_ONLY)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes of this hash, verified.

        Raises:
            NotArchived: there are none.
            ArchiveDamaged: the file's bytes have another hash (disk fault, or someone edited it).
        """
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            message = f"the archive has no bytes {sha256} (looked in {path}); put the bulletin into the inbox again"
            raise NotArchived(message) from None
        found = hashlib.sha256(data).hexdigest()
        if found != sha256:
            message = (
                f"{path} is damaged: its bytes have the hash {found}; put the bulletin into the inbox again, "
                "the archive then replaces its copy"
            )
            raise ArchiveDamaged(message)
        return data


def _hash_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
