"""Where releases stand: their index, the folder that a new one may take, the one that it is compared with."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.release.changes import FIGURES, Base, parquet
from orchestration.release.data_package import RELEASE
from orchestration.settings import Settings

INDEX = "index.json"


class UnusableFolder(RuntimeError):  # noqa: N818 - it says what is the matter
    """A release cannot stand in this folder; the message says why and what to do."""


class UnknownRelease(RuntimeError):  # noqa: N818 - it says what is the matter
    """There is no release of this name or in this folder."""


class ReleaseBusy(RuntimeError):  # noqa: N818 - it says what is the matter
    """Another release of this home is being made."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A release in the index. Folders under `releases/` are named relative to it."""

    version: str
    released_on: str
    folder: str
    fingerprint: str
    since: str | None


def read_index(settings: Settings) -> list[Entry]:
    """The releases of this home, oldest first."""
    path = settings.releases / INDEX
    if not path.exists():
        return []
    return [Entry(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]


def add_to_index(settings: Settings, entry: Entry) -> None:
    """Add a release; one that stood in the same folder is no more."""
    kept = [known for known in read_index(settings) if known.folder != entry.folder]
    path = settings.releases / INDEX
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{INDEX}.{os.getpid()}.tmp")
    text = json.dumps([asdict(known) for known in (*kept, entry)], ensure_ascii=False, indent=1)
    temporary.write_text(f"{text}\n", encoding="utf-8")
    temporary.replace(path)


def shelf_name(settings: Settings, folder: Path) -> str:
    """How the index names a folder."""
    return folder.name if folder.parent == settings.releases else str(folder)


def is_release(folder: Path) -> bool:
    """Whether a release of Bantin stands here."""
    return (folder / RELEASE).is_file() and parquet(folder, FIGURES).is_file()


def new_version(settings: Settings, released_on: date) -> str:
    """The day, and a number where there was a release on that day: 2026.12.01, then 2026.12.01.2."""
    taken = {entry.version for entry in read_index(settings)}
    day = f"{released_on:%Y.%m.%d}"
    names = [day, *(f"{day}.{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken and not (settings.releases / name).exists())


def find_base(settings: Settings, since: str | None, target: Path) -> Base | None:
    """The release to compare with.

    Args:
        settings: of the home.
        since: a version of the index or the folder of a release; None takes the newest that still stands.
        target: where the new release is to stand; what it replaces there is no base unless named.

    Raises:
        UnknownRelease: `since` names none.
    """
    entries = read_index(settings)
    if since is None:
        folders = [settings.releases / entry.folder for entry in entries]
        standing = [folder for folder in folders if is_release(folder) and folder != target]
        return _base(standing[-1]) if standing else None
    named = [settings.releases / entry.folder for entry in entries if entry.version == since]
    for folder in (*named, Path(since).expanduser().resolve()):
        if is_release(folder):
            return _base(folder)
    known = ", ".join(entry.version for entry in entries) or "none yet"
    raise UnknownRelease(
        f"there is no release «{since}» in {settings.releases} or in a folder of that name. Known: {known}."
    )


def _base(folder: Path) -> Base:
    about = json.loads((folder / RELEASE).read_text(encoding="utf-8"))
    return Base(about["version"], folder, about["fingerprint"])


def require_usable(target: Path, *, replace: bool) -> None:
    """Check that a release may stand in `target`.

    Raises:
        UnusableFolder: there is a file, or a folder with files that are not a release, or a release to keep.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise UnusableFolder(f"{target} is a file; name a folder that is new or empty.")
    if is_release(target):
        if not replace:
            raise UnusableFolder(
                f"{target} holds a release already, and releases are kept. Name another folder, or say --replace."
            )
    elif any(target.iterdir()):
        raise UnusableFolder(
            f"{target} holds files that are no release of Bantin, and they are left alone. "
            f"Name a folder that is new or empty, such as {target / 'bantin'}."
        )


@contextmanager
def built_beside(target: Path) -> Iterator[Path]:
    """Yield a folder beside `target` to build in; it becomes `target` when the block ends well, else it is removed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for left_behind in target.parent.glob(f".{target.name}.building-*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    building = target.parent / f".{target.name}.building-{os.getpid()}"
    building.mkdir()
    try:
        yield building
        _put(building, target)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _put(building: Path, target: Path) -> None:
    if not target.exists():
        building.rename(target)
        return
    aside = target.parent / f".{target.name}.replaced-{os.getpid()}"
    target.rename(aside)
    try:
        building.rename(target)
    except OSError:
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def one_at_a_time(settings: Settings) -> Iterator[None]:
    """Hold the lock of this home's releases.

    Raises:
        ReleaseBusy: another release did not end in time.
    """
    path = settings.home / "locks" / "release.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=settings.lock_timeout_seconds)
    try:
        lock.acquire()
    except Timeout:
        raise ReleaseBusy(
            f"another release of {settings.home} is being made and did not end within "
            f"{settings.lock_timeout_seconds:.0f} s (BANTIN_LOCK_TIMEOUT)."
        ) from None
    try:
        yield
    finally:
        lock.release()
