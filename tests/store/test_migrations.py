"""Files of other releases: moved forward from every format that there ever was, and refused where they are newer.

`formats/` has what earlier releases wrote of one small conference, as SQL: `serve` ran on it in a release of each
format and of each form that a snapshot had within format 1, and one session went to another room and time meanwhile.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from signage.agenda import Room
from signage.errors import StoreError, StoreNewer
from signage.staff.accounts import Accounts
from signage.store import Record
from signage.store.migrations import MARK, SCHEMA, VERSION
from tests.disk import Disk

from .samples import ASIDE, opened, rows, snapshot

FORMATS = {file.stem: file for file in sorted(Path(__file__).with_name("formats").glob("*.sql"))}
KEPT = {name: f"signage.db.format-{name[0]}" for name in FORMATS}
OLD = [name for name in FORMATS if int(name[0]) < VERSION]
TABLES = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
NEWER = "SELECT user_version, application_id FROM pragma_user_version, pragma_application_id"


def made(folder: Path, name: str) -> Path:
    """A data folder with the file of an earlier release."""
    folder.mkdir(mode=0o700, exist_ok=True)
    with closing(sqlite3.connect(folder / "signage.db")) as db:
        db.executescript(FORMATS[name].read_text(encoding="utf-8"))
    return folder


def made_newer(folder: Path) -> None:
    """A data folder whose file a release after this one has moved to its own format, with a copy of what it found."""
    store = opened(folder)
    store.save(snapshot())
    store.close()
    (folder / f"signage.db.format-{VERSION}").write_bytes((folder / "signage.db").read_bytes())
    rows(folder, f"PRAGMA application_id = {MARK | VERSION + 1}")
    rows(folder, f"PRAGMA user_version = {VERSION + 1}")


def tables(db: sqlite3.Connection) -> list[tuple[str, str]]:
    return [(name, " ".join(sql.split())) for name, sql in db.execute(TABLES).fetchall()]


def test_there_is_a_file_of_every_format_and_the_last_has_the_tables_of_today() -> None:
    assert {int(name[0]) for name in FORMATS} == set(range(1, VERSION + 1))
    with closing(sqlite3.connect(":memory:")) as last, closing(sqlite3.connect(":memory:")) as today:
        last.executescript(FORMATS[max(FORMATS)].read_text(encoding="utf-8"))
        today.executescript(SCHEMA)
        assert tables(last) == tables(today)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_every_earlier_release_is_moved_forward(tmp_path: Path, name: str) -> None:
    store = opened(made(tmp_path, name))
    store.write([Record("token", "t", "1")])
    last = store.load("evt_1")
    assert last
    assert sorted(session.id for session in last.agenda.sessions) == [f"ses_{number}" for number in range(1, 6)]
    moved = next(session for session in last.agenda.sessions if session.id == "ses_2")
    assert (moved.title, moved.room) == ("Grids — 電力網", Room("room_b", "Hall B"))
    (before,) = moved.past  # its doors still tell where it went
    assert (before.room, before.starts_at.hour, before.until) == (Room("room_a", "Hall A"), 10, last.taken_at)
    assert [session.id for session in last.agenda.sessions if session.past] == ["ses_2"]
    assert '"hall-a"' in store.get("layout")
    assert store.records("token") == {"t": "1"}
    store.close()
    assert rows(tmp_path, "PRAGMA user_version") == [(VERSION,)]
    assert not (tmp_path / ASIDE).exists()


@pytest.mark.parametrize("name", OLD)
def test_a_file_of_an_earlier_format_is_kept_as_it_was(tmp_path: Path, name: str) -> None:
    with closing(sqlite3.connect(made(tmp_path, name) / "signage.db")) as db:
        before = list(db.iterdump())
    for _ in range(2):
        opened(tmp_path).close()
    assert (tmp_path / KEPT[name]).stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(tmp_path / KEPT[name])) as db:
        assert (list(db.iterdump()), db.execute("PRAGMA user_version").fetchone()) == (before, (int(name[0]),))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["signage.db", KEPT[name], "signage.lock"]


def test_where_no_copy_can_be_made_the_file_stays_as_it_was_and_is_read(tmp_path: Path) -> None:
    made(tmp_path, "1-first")
    disk = Disk()
    disk.protect()
    store = opened(tmp_path, connect=disk.connect)
    assert store.load("evt_1")
    store.close()
    assert rows(tmp_path, "PRAGMA user_version") == [(1,)]


@pytest.mark.parametrize("name", OLD)
def test_a_command_that_only_reads_moves_nothing(tmp_path: Path, name: str) -> None:
    before = (made(tmp_path, name) / "signage.db").read_bytes()
    command = opened(tmp_path, sole=False, writes=False)
    assert command.load("evt_1")
    assert command.records("account") == {}
    command.close()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"signage.db": before}


def test_what_staff_did_under_earlier_releases_is_there(tmp_path: Path) -> None:
    store = opened(made(tmp_path, "2-records"))
    accounts = Accounts(store)
    asyncio.run(accounts.shelf.refresh())
    assert [(account.name, account.role) for account in accounts.all] == [("ana", "editor"), ("rui", "viewer")]
    versions = store.records("layout version")
    assert [key[-1] for key in versions] == ["1", "2"]
    store.close()


def test_a_newer_file_is_refused_with_the_ways_out_and_stays_as_it_is(tmp_path: Path) -> None:
    made_newer(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name != "signage.lock"}
    for _ in range(2):  # the lock is released, too
        with pytest.raises(StoreNewer, match=rf"newer signage \(its format is {VERSION + 1}.*put signage\.db\.format-"):
            opened(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name != "signage.lock"} == before


@pytest.mark.parametrize("writes", [True, False])
def test_a_command_refuses_a_newer_file(tmp_path: Path, writes: bool) -> None:
    made_newer(tmp_path)
    (tmp_path / f"signage.db.format-{VERSION}").unlink()
    command = opened(tmp_path, sole=False, writes=writes)
    with pytest.raises(StoreError, match=r"newer signage .*name another folder with --data"):
        command.get("accept")
    command.close()
    assert rows(tmp_path, NEWER) == [(VERSION + 1, MARK | VERSION + 1)]


@pytest.mark.parametrize("bit", range(8))
def test_a_bit_that_makes_a_file_seem_newer_is_damage_and_stops_no_start(tmp_path: Path, bit: int) -> None:
    store = opened(tmp_path)
    store.save(snapshot())
    store.write([Record("account", "ana", "1")])
    store.close()
    content = bytearray((tmp_path / "signage.db").read_bytes())
    assert int.from_bytes(content[60:64]) == VERSION
    content[63] ^= 1 << bit
    (tmp_path / "signage.db").write_bytes(content)
    store = opened(tmp_path)
    assert (store.load("evt"), store.records("account")) == (snapshot(), {"ana": "1"})
    store.close()
