"""Records in the file: restarts, all or nothing, damage, and a file of the format before."""

from __future__ import annotations

import sqlite3

import pytest

from signage.errors import StoreError
from signage.store import Record
from tests.disk import Disk

from .samples import ASIDE, opened, rows, snapshot

COPY = "signage.db.format-1"


def make_old(folder):
    """A file as the release before wrote it, with a snapshot and a note."""
    store = opened(folder)
    store.save(snapshot())
    store.put("key", "value")
    store.close()
    rows(folder, "DROP TABLE record")
    rows(folder, "PRAGMA user_version = 1")


def test_outlive_a_restart(tmp_path):
    store = opened(tmp_path)
    store.write([Record("account", "ana", "1"), Record("account", "rui", "2")])
    store.close()
    store = opened(tmp_path)
    assert store.records("account") == {"ana": "1", "rui": "2"}
    store.close()


def test_are_written_all_or_none(tmp_path):
    disk = Disk()
    store = opened(tmp_path, connect=disk.connect)
    store.write([Record("account", "ana", "1")])
    disk.fill()
    large = "".join(chr(0x4E00 + n * n % 20_000) for n in range(50_000))
    with pytest.raises(StoreError, match="full"):
        store.write([Record("account", "ana", None), Record("account", "rui", large)])
    disk.mend()
    assert store.records("account") == {"ana": "1"}
    store.close()


def test_a_command_beside_the_server_writes_what_that_reads(tmp_path):
    server, command = opened(tmp_path), opened(tmp_path, sole=False)
    command.write([Record("account", "ana", "1")])
    assert server.records("account") == {"ana": "1"}
    command.close()
    server.close()


def test_damage_while_running_loses_none_that_were_read_or_written(tmp_path):
    store = opened(tmp_path)
    store.write([Record("account", "ana", "1"), Record("account", "rui", "2")])
    store.close()
    disk = Disk()
    store = opened(tmp_path, connect=disk.connect)
    store.records("account")
    store.write([Record("account", "rui", None), Record("token", "t", "3")])
    disk.connection.execute("PRAGMA cache_size = 0")
    (tmp_path / "signage.db").write_bytes(b"\xff" * 8192)
    store.save(snapshot())
    assert (store.records("account"), store.records("token")) == ({"ana": "1"}, {"t": "3"})
    assert (tmp_path / ASIDE).exists()
    store.close()


def test_what_is_readable_of_a_newer_file_is_carried_over(tmp_path):
    store = opened(tmp_path)
    store.write([Record("account", "ana", "1")])
    store.close()
    rows(tmp_path, "PRAGMA user_version = 99")
    store = opened(tmp_path)
    assert store.records("account") == {"ana": "1"}
    store.close()


def test_a_file_of_the_format_before_is_moved_forward_and_kept_as_it_was(tmp_path):
    make_old(tmp_path)
    store = opened(tmp_path)
    store.write([Record("account", "ana", "1")])
    assert (store.load("evt"), store.get("key"), store.records("account")) == (snapshot(), "value", {"ana": "1"})
    store.close()
    assert (tmp_path / COPY).stat().st_mode & 0o777 == 0o600
    db = sqlite3.connect(tmp_path / COPY)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert db.execute("SELECT value FROM note").fetchall() == [("value",)]
    assert db.execute("SELECT name FROM sqlite_master WHERE name = 'record'").fetchall() == []
    db.close()
    assert not (tmp_path / ASIDE).exists()


def test_a_command_that_only_reads_leaves_a_file_of_the_format_before_as_it_is(tmp_path):
    make_old(tmp_path)
    before = (tmp_path / "signage.db").read_bytes()
    command = opened(tmp_path, sole=False, writes=False)
    assert (command.records("account"), command.get("key")) == ({}, "value")
    command.close()
    assert (tmp_path / "signage.db").read_bytes() == before
    assert not (tmp_path / COPY).exists()
