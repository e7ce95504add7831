"""Takes a backup back: everything is checked before anything is changed, and what was there is kept aside."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from signage.backup import archive
from signage.backup.collect import event_of, kept_from
from signage.errors import BackupError, StoreError
from signage.nodes.server_store import shared_by
from signage.store.lock import FolderLock
from signage.store.permissions import make_private
from signage.store.sqlite import FILE, SQLiteStore
from signage.store.transfer import carry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from signage.store.shared import Shared

ASIDE = "before-restore-"
"""How folders are named that hold what was there; the time follows."""
BESIDE = (f"{FILE}-wal", f"{FILE}-shm")
"""What SQLite has beside the file, and would take for a part of another one."""


LASTS = timedelta(minutes=10)
"""For how long no node may pull while one restores; a restore that is killed keeps them waiting for no longer."""


class Restored(NamedTuple):
    """What was restored, and the folders in which what was there is kept."""

    manifest: archive.Manifest
    aside: tuple[Path, ...]


def restore(file: Path, config: Path, data: Path, now: datetime) -> Restored:
    """Put a backup in place of what there is. Raises BackupError and StoreError; then all is as it was.

    A server that runs on the data folder is in the way, and so is another event than the backup's.
    """
    with archive.opened(file) as backup, ExitStack() as around:
        _same_event(backup.manifest, file, config)
        try:
            config.parent.mkdir(parents=True, exist_ok=True)
            make_private(data)
            around.callback(FolderLock(data).release)
            stores, files = (Path(around.enter_context(_stage(folder))) for folder in (data, config.parent))
            archive.room_for(backup.manifest, stores)
            archive.room_for(backup.manifest, files)
            backup.extract(files)
            shutil.move(files / archive.STORE, stores / FILE)
            _check_store(stores / FILE, backup.manifest.event)
            shared = shared_by(config, backup.manifest.event) if backup.manifest.event else None
            if shared:
                around.enter_context(_leased(shared))
            moves = [] if shared else [(stores / name, data / name) for name in (FILE, *BESIDE)]
            moves += [(files / archive.LAYOUT, config)]
            moves += [(files / name, config.parent / name) for name in archive.FOLDERS]
            for new, old in moves:
                _belong(new, old)
            name = f"{ASIDE}{now:%Y%m%dT%H%M%SZ}"
            aside = _exchange(moves, name)
            if shared:
                aside = (*aside, _give(stores, shared, backup.manifest.event, data / name))
        except OSError as error:
            raise BackupError(f"{error.filename} cannot be written: {error.strerror}; all is as it was") from None
        return Restored(backup.manifest, aside)


@contextmanager
def _leased(shared: Shared) -> Iterator[None]:
    """Hold the lease of the nodes that share a store. Raises BackupError where one of them is at work."""
    token = shared.claim(LASTS)
    if token is None:
        raise BackupError(f"the node {shared.holder()} is at work on what is to be restored: stop all nodes first")
    shared.fence = token
    try:
        yield
    finally:
        shared.release()
        shared.close()


def _give(folder: Path, shared: Shared, event: str, aside: Path) -> Path:
    """Have the shared store hold what the store in a folder does; where what it held is kept."""
    aside.mkdir(mode=0o700, exist_ok=True)
    kept_from(shared, event, aside)
    with closing(SQLiteStore(folder, sole=False)) as store:
        try:
            carry(store, shared, event)
        except StoreError as error:
            raise BackupError(f"restored in part, so restore it again: {error}") from None
    return aside


def _stage(folder: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder in that folder, so that what is put into it is on the same disk."""
    return tempfile.TemporaryDirectory(dir=folder, prefix=".restore-")


def _same_event(manifest: archive.Manifest, file: Path, config: Path) -> None:
    there = event_of(config) if config.exists() else ""
    if there and manifest.event and there != manifest.event:
        raise BackupError(
            f"{file} is of the event {manifest.event!r}, and {config} of {there!r}:"
            " name that event's --config and --data, or folders of its own"
        )


def _check_store(file: Path, event: str) -> None:
    """Raise BackupError or StoreError for a store that this release cannot use; an older one is moved forward."""
    try:
        with closing(sqlite3.connect(file)) as db:
            if db.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchall():
                raise BackupError(f"the backup's {archive.STORE} has parts that no store of signage has")
    except sqlite3.Error as error:
        raise BackupError(f"the backup's {archive.STORE} cannot be used: {error}") from None
    with closing(SQLiteStore(file.parent, sole=False)) as store:
        store.load(event)
        store.get("")
        store.records("")


def _belong(new: Path, old: Path) -> None:
    """Have what was restored belong to whom that belongs in whose place it comes, or its folder, with usual modes."""
    if not new.exists():
        return
    like = (old if old.exists() else old.parent).stat()
    private = old.name == FILE
    for path in (new, *new.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o600 if private else 0o644)
        with suppress(PermissionError):  # who is not root makes files of their own alone
            os.chown(path, like.st_uid, like.st_gid)


def _exchange(moves: list[tuple[Path, Path]], name: str) -> tuple[Path, ...]:
    """Move each new path to its place, and what is there into a folder beside it; all of them or none."""
    done: list[tuple[Path, Path]] = []
    kept: dict[Path, None] = {}

    def move(path: Path, to: Path) -> None:
        path.rename(to)
        done.append((path, to))

    try:
        for new, old in moves:
            if os.path.lexists(old):
                aside = old.parent / name
                aside.mkdir(mode=0o700, exist_ok=True)
                kept[aside] = None
                move(old, aside / old.name)
            if new.exists():
                move(new, old)
    except OSError as error:
        for path, to in reversed(done):
            to.rename(path)
        raise BackupError(f"{error.filename} cannot be moved ({error.strerror}): all is as it was") from None
    return tuple(kept)
