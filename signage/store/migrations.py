"""The format of the store's file: its tables, how a file of a release before is moved forward, and which is newer."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from signage.errors import StoreNewer
from signage.store.permissions import create_private

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 2
"""The format of the file. 1 had no records."""
MARK = 0x5347_0000
"""What a file's `application_id` is beyond its format, which it tells a second time."""
SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS snapshot (
  id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, kind TEXT NOT NULL, sessions INTEGER NOT NULL, taken_at TEXT NOT NULL,
  confirmed_at TEXT NOT NULL, pulled_at TEXT, cursor TEXT, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS note (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS record (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (kind, key)
);
PRAGMA application_id = {MARK | VERSION};
PRAGMA user_version = {VERSION};
COMMIT;
"""
"""It takes the right to write at once, and waits for it: a transaction that begins by reading fails without waiting if
another process, say a server beside a command, writes before its first change."""

log = logging.getLogger(__name__)


class DamageError(Exception):
    """The file is no database that this version can use; never leaves this package."""


def sound(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """The same, if it is one that this release can use; else it is closed, and the reason raised.

    That is StoreNewer for a file of a newer release; for damage a DamageError, SQLite's own, or a UnicodeDecodeError
    where SQLite's own quotes what is damaged.
    """
    try:
        version = version_of(db)
        if version > VERSION:
            if _number(db, "application_id") == MARK | version:
                raise StoreNewer(_newer(path, version))
            raise DamageError(f"its format is {version}, and known here is {VERSION}")
        if (state := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise DamageError(state)
    except BaseException:
        db.close()
        raise
    return db


def version_of(db: sqlite3.Connection) -> int:
    """The format that a file says it has; 0 for one that is new."""
    return _number(db, "user_version")


def move_forward(db: sqlite3.Connection, path: Path) -> None:
    """Bring the file at `path` to this format; one of a format before is copied first, for whoever goes back."""
    version = version_of(db)
    kept = copy_of(path, version)
    if 0 < version < VERSION and not kept.exists():
        copy(db, kept)
        log.info("%s is moved to format %d; as it was it is kept as %s", path, VERSION, kept.name)
    db.executescript(SCHEMA)


def copy(db: sqlite3.Connection, to: Path) -> None:
    """A database copied into a file for this user alone, all of it or nothing; others may write to it meanwhile."""
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    create_private(part)
    with closing(sqlite3.connect(part)) as copied:
        db.backup(copied)
    part.replace(to)


def copy_of(path: Path, version: int) -> Path:
    """Where a file is kept as it was in an earlier format."""
    return path.with_name(f"{path.name}.format-{version}")


def _newer(path: Path, version: int) -> str:
    """Why a newer file is not used, and the two ways out."""
    kept = copy_of(path, VERSION)
    back = f"put {kept.name}, which that release kept, in its place (what was written since is not in it)"
    other = back if kept.exists() else "name another folder with --data"
    return (
        f"{path} was written by a newer signage (its format is {version}, this release knows {VERSION}),"
        f" and stays as it is: run that release again, or {other}"
    )


def _number(db: sqlite3.Connection, pragma: str) -> int:
    return int(db.execute(f"PRAGMA {pragma}").fetchone()[0])
