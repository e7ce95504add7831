"""The tables of the store's file: how their rows are listed, read and written, and a snapshot as a row."""

from __future__ import annotations

import sqlite3
import zlib
from datetime import datetime
from typing import Any, NamedTuple

from signage.store.snapshot import Snapshot, pack, unpack


class Table(NamedTuple):
    """How to list the rows of a table, read one of them, and write one."""

    ids: str
    read: str
    write: str


SNAPSHOT = Table(
    "SELECT rowid FROM snapshot ORDER BY rowid",
    "SELECT rowid, event_id, kind, sessions, taken_at, confirmed_at, pulled_at, cursor, body"
    " FROM snapshot WHERE rowid = ?",
    "INSERT INTO snapshot (id, event_id, kind, sessions, taken_at, confirmed_at, pulled_at, cursor, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
)
NOTE = Table(
    "SELECT rowid FROM note ORDER BY rowid",
    "SELECT key, value FROM note WHERE rowid = ?",
    "INSERT OR REPLACE INTO note (key, value) VALUES (?, ?)",
)
RECORD = Table(
    "SELECT rowid FROM record ORDER BY rowid",
    "SELECT kind, key, value FROM record WHERE rowid = ?",
    "INSERT INTO record (kind, key, value) VALUES (?, ?, ?)"
    " ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
)
ONE_RECORD = "SELECT 1 FROM record WHERE kind = ? AND key = ?"
DELETE_RECORD = "DELETE FROM record WHERE kind = ? AND key = ?"
NEWEST_FIRST = "SELECT rowid FROM snapshot WHERE event_id = ? ORDER BY rowid DESC"  # damage cannot rename rowid
UNREADABLE = (sqlite3.Error, zlib.error, ValueError, TypeError)
"""What reading a damaged row may raise."""


def row_of(snapshot: Snapshot) -> tuple[Any, ...]:
    """A snapshot as `SNAPSHOT` writes it, but for its number."""
    times = (snapshot.taken_at, snapshot.confirmed_at, snapshot.pulled_at, snapshot.cursor)
    agenda = snapshot.agenda
    return snapshot.event_id, snapshot.kind, len(agenda.sessions), *map(text_of, times), pack(agenda, snapshot.reading)


def snapshot_of(row: tuple[Any, ...]) -> Snapshot:
    """The snapshot of a row that `SNAPSHOT` has read. Raises one of `UNREADABLE` where that is damaged."""
    number, event_id, kind, _, taken_at, confirmed_at, pulled_at, cursor, body = row
    at = datetime.fromisoformat(taken_at)
    agenda, reading = unpack(body, at)
    return Snapshot(
        event_id,
        agenda,
        kind,
        at,
        datetime.fromisoformat(confirmed_at),
        datetime.fromisoformat(pulled_at) if pulled_at else None,
        datetime.fromisoformat(cursor) if cursor else None,
        reading,
        number,
    )


def text_of(time: datetime | None) -> str | None:
    """A time as tables have it."""
    return time.isoformat() if time else None
