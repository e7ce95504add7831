"""The data folder belongs to one user: nobody else reads it, or keeps the server from starting."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import pytest

from signage.errors import StoreError

from .samples import opened, snapshot


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_what_is_made_is_for_this_user_alone_whatever_the_umask(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = os.umask(0)
    try:
        store = opened(folder)
        store.save(snapshot())
        found = modes(folder)
        store.close()
    finally:
        os.umask(before)
    private = {"signage.db": 0o600, "signage.db-shm": 0o600, "signage.db-wal": 0o600, "signage.lock": 0o600}
    assert found == {"data": 0o700, **private}
    assert caplog.messages == []


def test_what_was_open_to_others_is_closed_and_told(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = opened(folder)
    store.save(snapshot())
    store.close()
    folder.chmod(0o777)
    (folder / "signage.db").chmod(0o644)
    (folder / "others.txt").touch(0o644)
    caplog.set_level(logging.WARNING)
    opened(folder).close()
    names = ("data", "others.txt", "signage.db", "signage.lock")
    assert [modes(folder)[name] for name in names] == [0o700, 0o644, 0o600, 0o600]
    assert caplog.messages == [f"{folder}, {folder}/signage.db was open to other users: now it is for this one alone"]
    caplog.clear()
    opened(folder).close()
    assert caplog.messages == []


def test_the_lock_goes_through_no_link(folder: Path) -> None:
    folder.mkdir(0o700)
    victim = folder.with_name("victim")
    victim.write_text("precious")
    (folder / "signage.lock").symlink_to(victim)
    with pytest.raises(StoreError, match=r"signage\.lock is a link, and signage writes through none: remove it"):
        opened(folder)
    assert victim.read_text() == "precious"


def test_a_lock_of_another_user_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir(0o700)
    status = os.fstat

    def of_another(file: int) -> os.stat_result:
        found = list(status(file))
        found[stat.ST_UID] += 1
        return os.stat_result(found)

    monkeypatch.setattr("signage.store.lock.os.fstat", of_another)
    with pytest.raises(StoreError, match="belongs to another user"):
        opened(folder)


def test_a_folder_for_all_users_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(StoreError, match="is a folder for all users: name one for the data alone with --data"):
        opened(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777
