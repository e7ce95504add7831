"""The store's file, read by a command that leaves it and its folder as they are."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from signage.store.migrations import SCHEMA, VERSION, sound, version_of


def open_read_only(path: Path) -> sqlite3.Connection:
    """The database in a file, with the write-ahead log that a killed server leaves beside it; empty where none is."""
    if beside(path, "-shm").exists():
        with suppress(sqlite3.OperationalError):
            uri = f"{path.absolute().as_uri()}?mode=ro"
            db = sound(sqlite3.connect(uri, uri=True, timeout=5, check_same_thread=False), path)
            if version_of(db) == VERSION:
                return db
            db.close()  # an older file lacks tables: its copy gets them
    with TemporaryDirectory() as folder:  # SQLite reads no log without an index, and makes none here
        copy = Path(folder, path.name)
        for suffix in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(beside(path, suffix), beside(copy, suffix))
        with closing(sound(sqlite3.connect(copy), path)) as db:
            memory = sqlite3.connect(":memory:", check_same_thread=False)
            db.backup(memory)
    memory.executescript(SCHEMA)
    memory.execute("PRAGMA query_only = ON")
    return memory


def beside(path: Path, suffix: str) -> Path:
    """The file that SQLite keeps beside another one under its name with this suffix."""
    return path.with_name(path.name + suffix)
