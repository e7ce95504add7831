"""What only a file can meet: restarts, other processes, kills, and folders and disks that cannot be written."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from signage.errors import StoreError
from signage.store.sqlite import FILE, SQLiteStore, open_file
from tests.clock import FakeClock
from tests.disk import Disk

from .samples import T0, opened, rows, snapshot


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
    kept = rows(tmp_path, "SELECT event_id, count(*), max(id) - min(id) FROM snapshot GROUP BY event_id ORDER BY 1")
    assert kept == [("evt", 10, 9), ("other", 1, 0)]


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


def test_a_command_begins_while_a_server_writes(tmp_path):
    server = opened(tmp_path)

    tried = []

    def write(statement: str) -> None:
        """Before the first change of whoever opens the file, the server makes one, if it may."""
        if "PRAGMA application_id =" in statement:
            tried.append(statement)
            with closing(sqlite3.connect(tmp_path / FILE, timeout=0)) as db, suppress(sqlite3.OperationalError), db:
                db.execute("INSERT INTO note VALUES ('held', 'much')")

    def connect(path: Path) -> sqlite3.Connection:
        db = open_file(path)
        db.set_trace_callback(write)
        return db

    command = opened(tmp_path, sole=False, connect=connect)
    command.put("accept", "abc")
    assert (server.get("accept"), len(tried)) == ("abc", 1)
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


@pytest.fixture
def public():
    """A folder that everybody may enter. Those above `tmp_path` are closed to others whenever a pytest starts."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


READ_ONLY = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from signage.errors import StoreError
from signage.store.sqlite import FILE, SQLiteStore, open_file
from tests.clock import FakeClock
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
    folder.chmod(0o555)
    for path in folder.iterdir():
        path.chmod(0o644)
    command = [sys.executable, "-c", READ_ONLY, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    folder.chmod(0o755)
    return done.stdout.splitlines(), done.stderr


def test_a_read_only_folder_still_shows_what_is_in_it(public):
    folder = public / "data"
    store = opened(folder)
    store.save(snapshot(7))
    store.close()
    (folder / "signage.lock").unlink()
    said, logged = read_only(folder)
    assert said == ["Talk 7", "cannot be used"]
    assert "a restart will not know" in logged


@pytest.mark.parametrize("left", [("", "-wal", "-shm"), ("", "-wal")], ids=["with its index", "without it"])
def test_a_read_only_folder_shows_what_was_saved_last_before_a_kill(tmp_path, public, left):
    store = opened(tmp_path / "live")
    store.save(snapshot(7))
    store.close()
    store = opened(tmp_path / "live")
    store.save(snapshot(8))  # is in the log only, as SQLite empties that at 4 MB or at the end
    folder = public / "data"
    folder.mkdir()
    for suffix in left:
        shutil.copy(tmp_path / f"live/signage.db{suffix}", folder)
    store.close()
    assert read_only(folder)[0] == ["Talk 8", "cannot be used"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"signage.db{suffix}" for suffix in left)


SAVER = """
import sys
sys.path.insert(0, sys.argv[2])
from tests.store.samples import opened, snapshot
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


def test_numbers_rise_in_an_emptied_folder_too(tmp_path):
    store = opened(tmp_path / "a")
    before = store.save(snapshot())
    store.close()
    store = SQLiteStore(tmp_path / "b", clock=FakeClock(T0 + timedelta(seconds=1)))
    assert store.save(snapshot()) > before
    store.close()
