"""Records in the file: restarts, all or nothing, damage."""

from __future__ import annotations

import pytest

from signage.errors import StoreError
from signage.store import Record
from tests.disk import Disk

from .samples import ASIDE, opened, snapshot


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
