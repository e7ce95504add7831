"""The store in one SQLite file of the data folder. Damage never stops a start: what is readable is carried over."""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from signage.clock import SYSTEM
from signage.errors import StoreConflict, StoreError, StoreNewer
from signage.store import Names, Record
from signage.store.damage import is_damage, readable_rows
from signage.store.lock import FolderLock
from signage.store.migrations import copy, move_forward, sound, version_of
from signage.store.permissions import create_private, make_private
from signage.store.read_only import beside, open_read_only
from signage.store.snapshot import MAX_SNAPSHOTS, Snapshot
from signage.store.tables import (
    DELETE_RECORD,
    NEWEST_FIRST,
    NOTE,
    ONE_RECORD,
    RECORD,
    SNAPSHOT,
    UNREADABLE,
    Table,
    row_of,
    snapshot_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from signage.clock import Clock

T = TypeVar("T")

FILE = "signage.db"

log = logging.getLogger(__name__)


def open_file(path: Path) -> sqlite3.Connection:
    """A connection to the database in a file, which is made if there is none. Several threads may use it in turn."""
    return sqlite3.connect(path, timeout=5, check_same_thread=False)


class SQLiteStore:
    """Snapshots, notes and records in the file `FILE` of a folder.

    `sole`: hold the folder's lock (StoreError if another server has it), refuse a file of a newer release (StoreNewer)
    and mend what is damaged. A command that runs beside a server passes False.
    `writes`: False to leave folder and file as they are; what is not there is empty.
    `connect` opens the file for writing.
    """

    def __init__(
        self,
        folder: Path,
        *,
        sole: bool = True,
        writes: bool = True,
        connect: Callable[[Path], sqlite3.Connection] = open_file,
        clock: Clock = SYSTEM,
    ) -> None:
        self._path = folder / FILE
        self._sole, self._writes, self._open_file = sole, writes, connect
        self._clock = clock
        self.failures = 0
        self._mutex = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._notes: dict[str, str] = {}  # what was read or written, should the file be damaged
        self._records: dict[str, dict[str, str]] = {}  # the same, by kind
        self._lock: FolderLock | None = None
        self.was_damaged = False
        """Whether the file was found damaged since, and a new one begun with what could still be read."""
        if sole:
            try:
                make_private(folder)
                self._lock = FolderLock(folder)
            except (FileExistsError, NotADirectoryError):
                raise StoreError(f"{folder} is no folder: name one for the data with --data") from None
            except OSError as error:
                log.warning("%s cannot be written (%s): a restart will not know what was shown", folder, error.strerror)
            self._refuse_newer()

    def load(self, event_id: str) -> Snapshot | None:
        """The newest snapshot of an event that can be read; the log tells of each newer one that cannot."""

        def newest(db: sqlite3.Connection) -> Snapshot | None:
            for (row_id,) in db.execute(NEWEST_FIRST, (event_id,)).fetchall():
                try:
                    return snapshot_of(db.execute(SNAPSHOT.read, (row_id,)).fetchone())
                except UNREADABLE:
                    log.warning("%s: snapshot %d cannot be read, the one before is taken", self._path, row_id)
            return None

        return self._run(newest)

    def save(self, snapshot: Snapshot) -> int:
        """Keep a snapshot, and of its event the `MAX_SNAPSHOTS` newest, in one transaction; its number."""
        row = row_of(snapshot)
        least = max(snapshot.number, round(self._clock.now().timestamp() * 1_000_000))

        def insert(db: sqlite3.Connection) -> int:
            newest = db.execute("SELECT coalesce(max(rowid), 0) FROM snapshot").fetchone()[0]
            number = max(least, newest) + 1
            db.execute(SNAPSHOT.write, (number, *row))
            db.execute(
                "DELETE FROM snapshot WHERE event_id = ?1 AND rowid NOT IN"
                " (SELECT rowid FROM snapshot WHERE event_id = ?1 ORDER BY rowid DESC LIMIT ?2)",
                (snapshot.event_id, MAX_SNAPSHOTS),
            )
            return int(number)

        return self._run(insert)

    def confirm(self, snapshot: Snapshot) -> bool:
        """Write a saved snapshot's later times; False if the event's newest snapshot is another one."""
        times = [text_of(time) for time in (snapshot.confirmed_at, snapshot.pulled_at, snapshot.cursor)]
        done = self._run(
            lambda db: db.execute(
                "UPDATE snapshot SET confirmed_at = ?, pulled_at = ?, cursor = ?"
                " WHERE rowid = (SELECT max(rowid) FROM snapshot WHERE event_id = ?) AND taken_at = ?",
                (*times, snapshot.event_id, text_of(snapshot.taken_at)),
            )
        )
        return done.rowcount == 1

    def get(self, key: str) -> str:
        """The note under a key; empty if there is none."""
        row = self._run(lambda db: db.execute("SELECT value FROM note WHERE key = ?", (key,)).fetchone())
        self._notes[key] = str(row[0]) if row else ""
        return self._notes[key]

    def put(self, key: str, value: str, *, fenced: bool = False) -> None:  # noqa: ARG002 - one node holds the folder
        """Keep a note under a key, in place of any that is there."""
        self._run(lambda db: db.execute(NOTE.write, (key, value)))
        self._notes[key] = value

    def records(self, kind: str) -> dict[str, str]:
        """All records of a kind: their values by key, in the order in which they were first written."""
        sql = "SELECT key, value FROM record WHERE kind = ? ORDER BY rowid"
        rows = self._run(lambda db: db.execute(sql, (kind,)).fetchall())
        self._records[kind] = {str(key): str(value) for key, value in rows}
        return dict(self._records[kind])

    def write(self, records: Sequence[Record], *, new: bool = False) -> None:
        """Keep these records in place of those with the same kind and key: all of them or none."""

        def replace(db: sqlite3.Connection) -> None:
            for record in records:
                if new and db.execute(ONE_RECORD, record[:2]).fetchone():
                    raise StoreConflict(f"there is a record {record.key!r} of the kind {record.kind!r} already")
                if record.value is None:
                    db.execute(DELETE_RECORD, record[:2])
                else:
                    db.execute(RECORD.write, record)

        self._run(replace)
        for kind, key, value in records:
            known = self._records.setdefault(kind, {})
            if value is None:
                known.pop(key, None)
            else:
                known[key] = value

    def names(self) -> Names:
        """Which notes and which kinds of records there are."""

        def listed(db: sqlite3.Connection) -> Names:
            notes = db.execute("SELECT key FROM note ORDER BY rowid").fetchall()
            kinds = db.execute("SELECT kind FROM record GROUP BY kind ORDER BY min(rowid)").fetchall()
            return Names(tuple(str(key) for (key,) in notes), tuple(str(kind) for (kind,) in kinds))

        return self._run(listed)

    def copy_to(self, path: Path) -> None:
        """Copy everything, as it is at one moment, into a file for this user alone; a server may write meanwhile."""
        self._run(lambda db: copy(db, path))

    def close(self) -> None:
        """Close the file and release the folder's lock."""
        with self._mutex:
            self._drop()
            if self._lock:
                self._lock.release()
                self._lock = None

    def _refuse_newer(self) -> None:
        """Raise StoreNewer, with the folder's lock released; whatever else is wrong with the file stops no start."""
        try:
            self._run(version_of)
        except StoreNewer:
            self.close()
            raise
        except StoreError:
            pass  # told by whoever needs it first

    # The file ---------------------------------------------------------------------------------------------------------

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work in one transaction, on a new file if this one turns out to be damaged."""
        with self._mutex:
            try:
                try:
                    return self._transact(work)
                except Exception as error:
                    if not self._sole or not is_damage(error):
                        raise
                    self._replace(error)
                    return self._transact(work)
            except (StoreConflict, StoreNewer):
                raise  # each says all that there is to say
            except Exception as error:
                self.failures += 1
                self._drop()  # tried anew the next time: folders become writable, disks get room
                raise StoreError(f"{self._path} cannot be used: {error}") from error

    def _transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self._db = self._db or self._open()
        with self._db:
            return work(self._db)

    def _drop(self) -> None:
        if self._db:
            with suppress(sqlite3.Error):
                self._db.close()
        self._db = None

    def _open(self) -> sqlite3.Connection:
        if not self._writes:
            return open_read_only(self._path)
        try:
            return self._connect()
        except sqlite3.OperationalError as error:
            if is_damage(error) or not self._path.exists():
                raise
            return open_read_only(self._path)

    def _connect(self) -> sqlite3.Connection:
        create_private(self._path)
        db = sound(self._open_file(self._path), self._path)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            move_forward(db, self._path)
        except BaseException:
            db.close()
            raise
        return db

    def _replace(self, reason: Exception) -> None:
        """Set the file aside and begin a new one with all rows that can still be read."""
        self._drop()
        self.was_damaged = True
        rows = readable_rows(self._path)
        aside = self._path.with_name(f"{self._path.name}.{self._clock.now():%Y%m%dT%H%M%SZ}")
        log.warning("%s cannot be used (%s): set aside as %s", self._path, reason, aside.name)
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                beside(self._path, suffix).rename(aside.with_name(aside.name + suffix))
        self._db = self._connect()
        with self._db:
            for table, row in [*self._remembered(), *rows]:
                with suppress(sqlite3.IntegrityError):  # a damaged row may lack what it must have
                    self._db.execute(table.write, row)

    def _remembered(self) -> list[tuple[Table, tuple[Any, ...]]]:
        """What was read or written of notes and records, for rows that cannot be read from the file any more."""
        records = [(kind, key, value) for kind, known in self._records.items() for key, value in known.items()]
        return [*((NOTE, note) for note in self._notes.items()), *((RECORD, record) for record in records)]
