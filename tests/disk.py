"""A disk in the test's hand."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from signage.store.sqlite import open_file

if TYPE_CHECKING:
    from pathlib import Path

ROOM = 2**30  # pages, more than any test fills


class Disk:
    """What a store writes to: hand it `connect`. It has no room from `fill` on, and cannot be written from `protect`
    on, each until `mend`; that holds for the connection that is open and for each that is opened meanwhile.
    """

    def __init__(self) -> None:
        self._full = self._protected = False
        self.connection: sqlite3.Connection | None = None
        """The one that was opened last."""

    def connect(self, path: Path) -> sqlite3.Connection:
        self.connection = open_file(path)
        self._apply()
        return self.connection

    def fill(self) -> None:
        """No room for another page."""
        self._full = True
        self._apply()

    def protect(self) -> None:
        """As a folder that may be read alone: root may write to all."""
        self._protected = True
        self._apply()

    def mend(self) -> None:
        self._full = self._protected = False
        self._apply()

    def _apply(self) -> None:
        db = self.connection
        if db is None:
            return
        try:
            db.execute("PRAGMA query_only = OFF")
            if self._full:
                db.execute("VACUUM")
            pages = db.execute("PRAGMA page_count").fetchone()[0] if self._full else ROOM
            db.execute(f"PRAGMA max_page_count = {pages}")
            db.execute(f"PRAGMA query_only = {'ON' if self._protected else 'OFF'}")
        except sqlite3.ProgrammingError:
            self.connection = None  # the store has closed it, and opens another one when it needs to
