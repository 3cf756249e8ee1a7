"""The archive keeps bytes under their hash, once, unchanged, and notices damage."""

import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orchestration.archive import Archive, ArchiveDamaged, NotArchived

BULLETIN = "Xuất khẩu đạt 1,3 tỷ USD".encode()
HASH = hashlib.sha256(BULLETIN).hexdigest()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def files(archive: Archive) -> list[Path]:
    return [path for path in archive.root.rglob("*") if path.is_file()]


def test_what_was_put_can_be_got_by_its_hash(archive: Archive) -> None:
    assert archive.put(BULLETIN) == HASH
    assert HASH in archive
    assert archive.get(HASH) == BULLETIN


def test_files_lie_two_levels_deep_and_are_read_only(archive: Archive) -> None:
    archive.put(BULLETIN)
    path = archive.path(HASH)
    assert path.relative_to(archive.root).parts[:2] == (HASH[:2], HASH[2:4])
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_putting_twice_is_putting_once(archive: Archive) -> None:
    archive.put(BULLETIN)
    before = archive.path(HASH).stat().st_mtime_ns
    archive.put(BULLETIN)
    assert files(archive) == [archive.path(HASH)]
    assert archive.path(HASH).stat().st_mtime_ns == before


def test_eight_writers_at_once_leave_one_whole_file(archive: Archive) -> None:
    data = BULLETIN * 10_000
    with ThreadPoolExecutor(8) as pool:
        (sha256,) = set(pool.map(archive.put, [data] * 8))
    assert files(archive) == [archive.path(sha256)]
    assert archive.get(sha256) == data


def test_damage_is_noticed_at_reading_and_mended_by_putting_again(archive: Archive) -> None:
    path = archive.path(archive.put(BULLETIN))
    path.chmod(0o644)
    path.write_bytes(BULLETIN.replace(b"1,3", b"1,4"))
    with pytest.raises(ArchiveDamaged, match="put the bulletin into the inbox again"):
        archive.get(HASH)
    archive.put(BULLETIN)
    assert archive.get(HASH) == BULLETIN


def test_unknown_bytes_say_where_they_were_looked_for(archive: Archive) -> None:
    with pytest.raises(NotArchived, match=HASH):
        archive.get(HASH)


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", HASH.upper(), HASH + "0"])
def test_only_a_hash_is_a_name(archive: Archive, name: str) -> None:
    with pytest.raises(ValueError, match="is not a SHA-256"):
        archive.path(name)


def test_a_failed_put_leaves_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", broken)
        with pytest.raises(OSError, match="No space"):
            archive.put(BULLETIN)
    assert files(archive) == []
    assert HASH not in archive
