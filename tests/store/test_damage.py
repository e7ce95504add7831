"""What a damaged file does: as little as can be, and it never stops a start."""

from __future__ import annotations

import os

import pytest

from tests.disk import Disk

from .samples import ASIDE, opened, rows, snapshot


def test_a_file_that_is_none_is_set_aside_and_said_to_be_damaged(tmp_path):
    (tmp_path / "signage.db").write_bytes(b"no database at all" * 100)
    store = opened(tmp_path)
    assert store.records("display") == {}
    assert store.was_damaged
    store.close()
    again = opened(tmp_path)
    assert again.records("display") == {}
    assert not again.was_damaged
    again.close()


def test_an_unreadable_snapshot_falls_back_to_the_one_before(tmp_path, caplog):
    store = opened(tmp_path)
    _, second, third = (store.save(snapshot(version)) for version in range(3))
    rows(tmp_path, f"UPDATE snapshot SET body = x'00' WHERE id = {third}")  # noqa: S608 - not from outside
    rows(tmp_path, f"UPDATE snapshot SET taken_at = 'noon' WHERE id = {second}")  # noqa: S608 - not from outside
    assert store.load("evt") == snapshot(0)
    assert len(caplog.records) == 2
    store.close()


@pytest.mark.parametrize("damaged", ["confirmed_at = CAST(confirmed_at AS BLOB)", "cursor = x'ff'", "body = 'text'"])
def test_a_value_of_another_kind_falls_back_to_the_one_before(tmp_path, damaged):
    store = opened(tmp_path)
    store.save(snapshot(1))
    number = store.save(snapshot(2))
    rows(tmp_path, f"UPDATE snapshot SET {damaged} WHERE id = {number}")  # noqa: S608 - not from outside
    assert store.load("evt") == snapshot(1)
    store.close()


@pytest.mark.parametrize("renamed", ["sessions", "event_id", "id", "snapshot"])
def test_a_schema_of_another_name_is_set_aside_by_the_next_save(tmp_path, renamed):
    store = opened(tmp_path)
    store.save(snapshot(1))
    store.close()
    file = tmp_path / "signage.db"
    content = file.read_bytes()
    at = content.index(renamed.encode(), content.index(b"CREATE TABLE snapshot")) + 1
    file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    store = opened(tmp_path)
    store.load("evt")
    store.save(snapshot(2))
    assert store.load("evt") == snapshot(2)
    store.close()
    store = opened(tmp_path)
    assert store.load("evt") == snapshot(2)
    store.close()


def test_a_schema_that_cannot_be_quoted_is_set_aside(tmp_path):
    store = opened(tmp_path)
    store.save(snapshot(1))
    store.close()
    file = tmp_path / "signage.db"
    file.write_bytes(file.read_bytes().replace(b"CREATE TABLE snapshot", b"CREATE TABLE \xf3napshot"))
    store = opened(tmp_path)
    assert store.load("evt") is None
    assert (tmp_path / ASIDE).exists()
    store.close()


def test_what_is_no_database_is_set_aside(tmp_path, caplog):
    (tmp_path / "signage.db").write_bytes(b"not a database at all" * 100)
    store = opened(tmp_path)
    assert store.load("evt") is None
    store.save(snapshot())
    assert store.load("evt") == snapshot()
    assert (tmp_path / ASIDE).read_bytes() == b"not a database at all" * 100
    assert [record.levelname for record in caplog.records if record.name.endswith("sqlite")] == ["WARNING"]
    store.close()


def test_what_is_readable_in_a_damaged_file_is_carried_over(tmp_path):
    store = opened(tmp_path)
    for version in range(30):
        store.put(f"key {version:02}", "x" * 3000)
    store.save(snapshot())
    store.close()
    file = tmp_path / "signage.db"
    content = bytearray(file.read_bytes())
    page = content.index(b"key 15") // 4096 * 4096
    content[page : page + 4096] = os.urandom(4096)
    file.write_bytes(content)
    store = opened(tmp_path)
    assert store.load("evt") == snapshot()
    assert (tmp_path / ASIDE).exists()
    store.close()


def test_a_truncated_file_never_stops_the_start(tmp_path):
    store = opened(tmp_path)
    for version in range(10):
        store.save(snapshot(version))
    store.close()
    whole = (tmp_path / "signage.db").read_bytes()
    for size in range(0, len(whole), 4096 * 2 + 123):
        (tmp_path / "signage.db").write_bytes(whole[:size])
        store = opened(tmp_path)
        store.load("evt")
        store.save(snapshot(77))
        assert store.load("evt") == snapshot(77)
        store.close()


def test_damage_while_running_is_mended_by_the_next_save(tmp_path):
    store = opened(tmp_path)
    store.save(snapshot(1))
    store.put("layout", "as it was")
    store.close()
    disk = Disk()
    store = opened(tmp_path, connect=disk.connect)
    assert store.get("layout") == "as it was"
    disk.connection.execute("PRAGMA cache_size = 0")
    (tmp_path / "signage.db").write_bytes(b"\xff" * 8192)
    store.save(snapshot(2))
    assert (store.load("evt"), store.get("layout")) == (snapshot(2), "as it was")
    store.close()
