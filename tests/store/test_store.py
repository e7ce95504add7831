"""One suite for every store, and what only a file can suffer."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import gettempdir

import pytest

from signage.agenda import Agenda, Room, Session, Speaker, carry_history
from signage.errors import StoreError
from signage.store.snapshot import Snapshot
from signage.store.sqlite import SQLiteStore
from tests.clock import FakeClock
from tests.disk import Disk
from tests.memory import MemoryStore

T0 = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
ASIDE = "signage.db.20260207T090000Z"


def snapshot(version=0, event_id="evt", **changes):
    hall = Room("room_a", "Hall A")
    times = {"starts_at": T0, "ends_at": T0 + timedelta(minutes=45), "updated_at": T0 + timedelta(microseconds=1)}
    session = Session("ses_1", f"Talk {version}", room=hall, speakers=(Speaker("Alex", "ExampleCo"),), **times)
    first = carry_history(None, Agenda.of([session]), T0)
    return replace(Snapshot(event_id, first, "full", T0, T0, pulled_at=T0, cursor=T0), **changes)


def opened(folder, **options):
    return SQLiteStore(folder, clock=FakeClock(T0), **options)


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    made = MemoryStore() if request.param == "memory" else opened(tmp_path)
    yield made
    made.close()


# Every store ----------------------------------------------------------------------------------------------------------


def test_empty(store):
    assert store.load("evt") is None
    assert store.get("anything") == ""


def test_loads_the_newest_as_it_was_saved(store):
    store.save(snapshot(1))
    store.save(snapshot(2, kind="delta", pulled_at=None, cursor=None))
    assert store.load("evt") == snapshot(2, kind="delta", pulled_at=None, cursor=None)


def test_events_do_not_mix(store):
    store.save(snapshot(1, "a"))
    store.save(snapshot(2, "b"))
    assert store.load("a") == snapshot(1, "a")


def test_confirming_keeps_the_agenda_and_moves_its_times(store):
    later = T0 + timedelta(minutes=1)
    store.save(snapshot(1))
    assert store.confirm(snapshot(2, kind="window", confirmed_at=later, pulled_at=later, cursor=None))
    assert store.load("evt") == snapshot(1, confirmed_at=later, pulled_at=later, cursor=None)


def test_only_what_is_there_is_confirmed(store):
    later = T0 + timedelta(minutes=1)
    assert not store.confirm(snapshot())
    assert store.load("evt") is None
    store.save(snapshot(1))
    assert not store.confirm(snapshot(2, taken_at=later, confirmed_at=later))
    assert store.load("evt") == snapshot(1)


def test_notes(store):
    store.put("accept", "yes")
    store.put("accept", "ключ 🔑")
    store.put("other", "")
    assert (store.get("accept"), store.get("other")) == ("ключ 🔑", "")


# Files ----------------------------------------------------------------------------------------------------------------


def rows(folder, sql):
    db = sqlite3.connect(folder / "signage.db")
    found = db.execute(sql).fetchall()
    db.commit()
    db.close()
    return found


def test_outlives_a_restart(tmp_path):
    first = opened(tmp_path / "new" / "folder")
    first.save(snapshot())
    first.put("key", "value")
    first.close()
    second = opened(tmp_path / "new" / "folder")
    assert (second.load("evt"), second.get("key")) == (snapshot(), "value")
    second.close()


def test_keeps_the_last_ten_of_each_event(tmp_path):
    store = opened(tmp_path)
    store.save(snapshot(99, "other"))
    for version in range(12):
        store.save(snapshot(version))
    store.close()
    kept = rows(tmp_path, "SELECT event_id, count(*), min(id), max(id) FROM snapshot GROUP BY event_id ORDER BY 1")
    assert kept == [("evt", 10, 4, 13), ("other", 1, 1, 1)]


def test_an_unreadable_snapshot_falls_back_to_the_one_before(tmp_path, caplog):
    store = opened(tmp_path)
    for version in range(3):
        store.save(snapshot(version))
    rows(tmp_path, "UPDATE snapshot SET body = x'00' WHERE id = 3")
    rows(tmp_path, "UPDATE snapshot SET taken_at = 'noon' WHERE id = 2")
    assert store.load("evt") == snapshot(0)
    assert len(caplog.records) == 2
    store.close()


@pytest.mark.parametrize("damaged", ["confirmed_at = CAST(confirmed_at AS BLOB)", "cursor = x'ff'", "body = 'text'"])
def test_a_value_of_another_kind_falls_back_to_the_one_before(tmp_path, damaged):
    store = opened(tmp_path)
    store.save(snapshot(1))
    store.save(snapshot(2))
    rows(tmp_path, f"UPDATE snapshot SET {damaged} WHERE id = 2")  # noqa: S608 - not from outside
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
    assert [record.levelname for record in caplog.records] == ["WARNING"]
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


def test_a_newer_format_is_set_aside_untouched_and_its_agenda_taken_over(tmp_path, caplog):
    store = opened(tmp_path)
    store.save(snapshot())
    store.close()
    rows(tmp_path, "PRAGMA user_version = 99")
    store = opened(tmp_path)
    assert store.load("evt") == snapshot()
    assert "newer signage" in caplog.text
    db = sqlite3.connect(tmp_path / ASIDE)
    assert db.execute("PRAGMA user_version").fetchone() == (99,)
    db.close()
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


def test_a_second_server_is_refused_and_told_by_whom(tmp_path):
    store = opened(tmp_path)
    with pytest.raises(StoreError) as refusal:
        opened(tmp_path)
    assert f"another signage server (process {os.getpid()})" in str(refusal.value)
    store.close()
    opened(tmp_path).close()


def test_a_command_works_beside_a_server(tmp_path):
    server = opened(tmp_path)
    server.save(snapshot())
    command = opened(tmp_path, sole=False)
    command.put("accept", "abc")
    assert (server.get("accept"), command.load("evt")) == ("abc", snapshot())
    command.close()
    server.close()


@pytest.mark.parametrize("left", [(), ("", "-wal"), ("", "-wal", "-shm")], ids=["empty", "left", "live"])
def test_a_command_that_only_reads_leaves_everything_as_it_is(tmp_path, left):
    server, folder = opened(tmp_path / "live"), tmp_path / "data"
    server.save(snapshot(8))
    folder.mkdir()
    for suffix in left:
        shutil.copy(tmp_path / f"live/signage.db{suffix}", folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".db-shm"}
    command = opened(folder, sole=False, writes=False)
    assert command.load("evt") == (snapshot(8) if left else None)
    assert command.get("accept") == ""
    with pytest.raises(StoreError, match="readonly"):
        command.put("accept", "abc")
    command.close()
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".db-shm"} == before
    server.close()


def test_a_command_never_replaces_a_file(tmp_path):
    (tmp_path / "signage.db").write_bytes(b"damaged " * 100)
    with pytest.raises(StoreError, match="not a database"):
        opened(tmp_path, sole=False).get("accept")
    assert (tmp_path / "signage.db").read_bytes() == b"damaged " * 100


def test_a_full_disk_is_said_and_got_over(tmp_path):
    disk = Disk()
    store = opened(tmp_path, connect=disk.connect)
    store.save(snapshot(1))
    large = "".join(chr(0x4E00 + n * n % 20_000) for n in range(50_000))
    disk.fill()
    with pytest.raises(StoreError, match=r"signage\.db cannot be used: database or disk is full"):
        store.put("large", large)
    assert store.load("evt") == snapshot(1)
    disk.mend()
    store.put("large", large)
    assert store.get("large") == large
    store.close()


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="is no folder"):
        opened(tmp_path / "data")


READ_ONLY = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from signage.errors import StoreError
from signage.store.sqlite import SQLiteStore
if os.geteuid() == 0:
    os.seteuid(65534)
store = SQLiteStore(Path(sys.argv[1]))
found = store.load("evt")
print(found.agenda.sessions[0].title)
try:
    store.save(found)
except StoreError as error:
    print(str(error).partition("cannot be used")[1])
"""


def read_only(folder):
    """What a server finds in a folder that it cannot write, says of a save, and logs."""
    for path in (folder.parent, *folder.parent.parents):
        if Path(gettempdir()) in path.parents:
            path.chmod(0o755)
    folder.chmod(0o555)
    command = [sys.executable, "-c", READ_ONLY, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    folder.chmod(0o755)
    return done.stdout.splitlines(), done.stderr


def test_a_read_only_folder_still_shows_what_is_in_it(tmp_path):
    folder = tmp_path / "data"
    store = opened(folder)
    store.save(snapshot(7))
    store.close()
    (folder / "signage.lock").unlink()
    said, logged = read_only(folder)
    assert said == ["Talk 7", "cannot be used"]
    assert "a restart will not know" in logged


@pytest.mark.parametrize("left", [("", "-wal", "-shm"), ("", "-wal")], ids=["with its index", "without it"])
def test_a_read_only_folder_shows_what_was_saved_last_before_a_kill(tmp_path, left):
    store = opened(tmp_path / "live")
    store.save(snapshot(7))
    store.close()
    store = opened(tmp_path / "live")
    store.save(snapshot(8))  # is in the log only, as SQLite empties that at 4 MB or at the end
    folder = tmp_path / "data"
    folder.mkdir()
    for suffix in left:
        shutil.copy(tmp_path / f"live/signage.db{suffix}", folder)
    store.close()
    assert read_only(folder)[0] == ["Talk 8", "cannot be used"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"signage.db{suffix}" for suffix in left)


SAVER = """
import sys
sys.path.insert(0, sys.argv[2])
from tests.store.test_store import opened, snapshot
from pathlib import Path
store = opened(Path(sys.argv[1]))
last = store.load("evt")
version = int(last.agenda.sessions[0].title.split()[1]) if last else 0
while True:
    version += 1
    store.save(snapshot(version))
    print(version, flush=True)
"""


def test_a_kill_while_saving_loses_nothing_that_was_saved(tmp_path):
    root = str(Path(__file__).parents[2])
    told = 0
    for lines in range(1, 6):
        saver = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(SAVER), str(tmp_path), root], stdout=subprocess.PIPE, text=True
        )
        for _ in range(lines * 7):
            told = int(saver.stdout.readline())
        saver.send_signal(signal.SIGKILL)
        told = max([told, *map(int, saver.stdout.read().split())])
        saver.wait()
        saver.stdout.close()
        store = opened(tmp_path)
        assert store.load("evt").agenda.sessions[0].title in (f"Talk {told}", f"Talk {told + 1}")
        store.close()
