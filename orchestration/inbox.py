"""What lies in an inbox: its files in a stable order, and what keeps one from being read.

- Folders are walked to the bottom, links to folders too (a loop of links is walked once).
- Hidden files and folders and what programs leave while they write (`~$x`, `x~`, `.tmp`, `.part`, `.swp` and
  the like) are not looked at: they are no bulletins yet.
- A link counts as what it leads to, as long as that lies in the inbox too. A link out of the inbox, a link to
  nothing, a pipe, a device or a folder without the right to list it is reported, never opened: who may put
  files into the inbox may not thereby publish others of this machine.
- A folder called `x.txt` is a folder.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.bulletins.reading.reader import byte_limit, refuse_large
from orchestration.bulletins.reading.reasons import UNREADABLE_FILE, Unreadable

_TEMPORARY_ENDINGS = (
    "~",
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".swp",
    ".swo",
    ".swx",
)
_TEMPORARY_STARTS = (".", "~$", "#")
_DESKTOP_FILES = frozenset({"thumbs.db", "desktop.ini"})


class NoInbox(FileNotFoundError):  # noqa: N818 - it says what is the matter
    """The inbox is not there, or is no folder."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class InboxFile:
    r"""A file of an inbox.

    Attributes:
        name: path relative to the inbox, with forward slashes; bytes that are not UTF-8 are written ``\xNN``.
        place: where it is.
        size: bytes.
        state: what the file system says of its content: time of last change, time of last change of anything, inode.
            While it and the size are the same, so are the bytes.
        problem: why it cannot be opened, where that is known already.
    """

    name: str
    place: str
    size: int = 0
    state: tuple[int, int, int] = (0, 0, 0)
    problem: Unreadable | None = None

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.place)


def passed_over(name: str) -> bool:
    """Tell whether a name is none of ours: hidden, temporary, or the desktop's own."""
    lower = name.lower()
    return lower.startswith(_TEMPORARY_STARTS) or lower.endswith(_TEMPORARY_ENDINGS) or lower in _DESKTOP_FILES


def require_inbox(inbox: Path) -> None:
    """See that an inbox is there.

    Raises:
        NoInbox: `inbox` is not a folder.
    """
    if not inbox.is_dir():
        what = "is not a folder" if inbox.exists() else "does not exist"
        raise NoInbox(f"the inbox {inbox} {what}; make it, or name another with --inbox or BANTIN_INBOX")


def walk_inbox(inbox: Path) -> list[InboxFile]:
    """List the files of an inbox, sorted by name.

    Raises:
        NoInbox: `inbox` is not a folder.
    """
    require_inbox(inbox)
    return sorted(_walk(inbox), key=lambda file: file.name)


def _walk(inbox: Path) -> Iterator[InboxFile]:
    denied: list[OSError] = []
    root = inbox.resolve()
    seen: set[tuple[int, int]] = set()
    for folder, subfolders, names in os.walk(inbox, followlinks=True, onerror=denied.append):
        place = Path(folder)
        facts = place.stat()
        if (facts.st_dev, facts.st_ino) in seen:
            subfolders.clear()
            continue
        seen.add((facts.st_dev, facts.st_ino))
        prefix = "" if place == inbox else f"{_source_name(inbox, place)}/"
        subfolders[:] = sorted(name for name in subfolders if not passed_over(name))
        for name in [name for name in subfolders if _leads_out(place / name, root)]:
            subfolders.remove(name)
            yield InboxFile(prefix + printable_name(name), f"{folder}/{name}", problem=_link_out(place / name))
        yield from (_inbox_file(prefix, folder, name, root) for name in names if not passed_over(name))
    for error in denied:
        path = Path(error.filename)
        yield InboxFile(_source_name(inbox, path), str(path), problem=_unreadable(error, "the folder cannot be listed"))


def _leads_out(path: Path, root: Path) -> bool:
    return path.is_symlink() and not path.resolve().is_relative_to(root)


def _link_out(path: Path) -> Unreadable:
    target = printable_name(str(path.resolve()))
    return Unreadable(UNREADABLE_FILE, f"it is a link out of the inbox, to {target}; copy the file here")


def _inbox_file(prefix: str, folder: str, name: str, root: Path) -> InboxFile:
    """One look at a file. An inbox can hold a million: what few need is done for those only."""
    place = f"{folder}/{name}"
    shown = prefix + printable_name(name)
    try:
        facts = os.lstat(place)
        if is_link := stat.S_ISLNK(facts.st_mode):
            facts = os.stat(place)  # noqa: PTH116 - a path object a file takes a third of the walk
    except OSError as error:
        what = "it is a link to nothing" if Path(place).is_symlink() else "it cannot be looked at"
        return InboxFile(shown, place, problem=_unreadable(error, what))
    if is_link and _leads_out(Path(place), root):
        return InboxFile(shown, place, problem=_link_out(Path(place)))
    if not stat.S_ISREG(facts.st_mode):
        problem = Unreadable(UNREADABLE_FILE, "it is a pipe, a socket or a device, not a file")
        return InboxFile(shown, place, problem=problem)
    return InboxFile(shown, place, facts.st_size, (facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino))


def _unreadable(error: OSError, what: str) -> Unreadable:
    return Unreadable(UNREADABLE_FILE, f"{what} ({error.strerror})")


def _source_name(inbox: Path, path: Path) -> str:
    return printable_name(path.relative_to(inbox).as_posix())


def printable_name(name: str) -> str:
    r"""A file's name as text that can be printed and stored: bytes that are not UTF-8 are written ``\xNN``."""
    if name.isascii():
        return name
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def read_file(file: InboxFile, max_bytes: int) -> bytes:
    """Read the bytes of a file.

    Raises:
        Unreadable: `unreadable_file` (no right to read it, gone or grown since it was listed) or `too_large`.
    """
    refuse_large(file.size, byte_limit(file.name, max_bytes))
    try:
        with file.path.open("rb") as stream:
            data = stream.read(file.size + 1)
    except OSError as error:
        raise _unreadable(error, "it cannot be opened") from None
    if len(data) != file.size:
        raise Unreadable(UNREADABLE_FILE, "it is still being written; the next ingest takes it")
    return data
