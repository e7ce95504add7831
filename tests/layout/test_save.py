"""screens.yaml written: whole or not at all, and all else about the file stays."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from signage.errors import LayoutError
from signage.layout import save


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "screens.yaml"
    file.write_bytes(b"before, and longer")
    return file


def test_a_file_is_replaced_with_its_mode(file: Path) -> None:
    file.chmod(0o640)
    inode = file.stat().st_ino
    save.write(file, b"after")
    assert file.read_bytes() == b"after"
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.stat().st_ino != inode  # another file took its place: nobody reads half of it
    assert [*file.parent.iterdir()] == [file]


def test_a_missing_file_is_made(tmp_path: Path) -> None:
    save.write(tmp_path / "screens.yaml", b"new")
    assert (tmp_path / "screens.yaml").read_bytes() == b"new"


def test_a_link_is_followed_and_stays(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    save.write(link, b"after")
    assert link.is_symlink()
    assert file.read_bytes() == b"after"


def test_a_file_with_two_names_keeps_both(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.hardlink_to(file)
    save.write(file, b"after")
    assert other.read_bytes() == b"after"


class Refusing:
    """Refuses what is asked of the disk, once it is used for that."""

    def __init__(self, number: int) -> None:
        self.error = OSError(number, os.strerror(number))

    def __call__(self, *_: object, **__: object) -> None:
        raise self.error


REPLACING = {
    "mkstemp": "signage.atomic_file.NamedTemporaryFile",
    "replace": "pathlib.Path.replace",
    "chown": "os.chown",
}


@pytest.mark.parametrize("refused", REPLACING)
def test_a_file_that_cannot_be_replaced_is_written_in_place(
    file: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """As where a container has the file itself mounted, or it is another user's."""
    monkeypatch.setattr(REPLACING[refused], Refusing(errno.EBUSY))
    inode = file.stat().st_ino
    save.write(file, b"after")
    assert (file.read_bytes(), file.stat().st_ino) == (b"after", inode)
    assert [*file.parent.iterdir()] == [file]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_without_room_leaves_the_file_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """In place there would be no room either: half of the new text would stand before half of the old one."""
    monkeypatch.setattr("signage.atomic_file.os.fsync", Refusing(number))
    with pytest.raises(LayoutError, match=os.strerror(number)):
        save.write(file, b"after")
    assert file.read_bytes() == b"before, and longer"
    assert [*file.parent.iterdir()] == [file]


def test_a_file_that_cannot_be_written_says_so(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert save.why_read_only(file) == "This server may read screens.yaml, but not write it."
    monkeypatch.setattr(Path, "open", Refusing(errno.EROFS))
    with pytest.raises(LayoutError, match="cannot be written: Read-only file system; let the server write"):
        save.write(file, b"after")
    monkeypatch.undo()
    assert file.read_bytes() == b"before, and longer"
    assert save.why_read_only(file) == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_edited_text_has_the_encoding_that_the_file_had(encoding: str) -> None:
    assert save.encoded("é", "x".encode(encoding)) == "é".encode(encoding)
    assert save.encoded("é", b"\xfe\xff\0x") == b"\xfe\xff\0\xe9"
