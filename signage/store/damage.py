"""A damaged file of the store: how it is told from other trouble, and what of it can still be read."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from signage.store.migrations import DamageError
from signage.store.tables import NOTE, RECORD, SNAPSHOT, UNREADABLE, Table

NO_DAMAGE = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""SQLite's codes for causes outside the file: rights, locks, a full disk. Any other error counts as damage of the file:
a sound one gives no cause for it, since all SQL here is fixed and tested."""


def is_damage(error: Exception) -> bool:
    """Whether the file itself is the cause of an error."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF not in NO_DAMAGE
    return isinstance(error, (DamageError, UnicodeDecodeError))


def readable_rows(path: Path) -> list[tuple[Table, tuple[Any, ...]]]:
    """The rows of a damaged file that can still be read, each with its table."""
    found = []
    with closing(sqlite3.connect(path, timeout=5)) as db:
        for table in (SNAPSHOT, NOTE, RECORD):
            with suppress(*UNREADABLE):
                for row_id in db.execute(table.ids).fetchall():
                    with suppress(*UNREADABLE):
                        found += [(table, row) for row in db.execute(table.read, row_id).fetchall()]
    return found
