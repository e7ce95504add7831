"""What is kept of an event: a copy of its store, screens.yaml, and the files of the folders beside it."""

from __future__ import annotations

import logging
import os
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from signage.backup import archive
from signage.errors import BackupError, LayoutError, MediaError
from signage.layout import load, read
from signage.nodes.server_store import store_of
from signage.store.sqlite import FILE, SQLiteStore
from signage.store.transfer import carry
from signage.venue.symlinks import inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from signage.store import Listed

log = logging.getLogger(__name__)


def back_up(to: Path, config: Path, data: Path, made_at: datetime) -> archive.Manifest:
    """Write a backup into a file, beside a running server or without one. Raises a SignageError."""
    if not config.is_file():
        raise BackupError(f"there is no {config}: name the server's with --config")
    if not to.parent.is_dir():
        raise BackupError(f"there is no folder {to.parent} to write {to.name} into")
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=f".{to.name}.") as folder:
        copy = Path(folder, FILE)
        with closing(store_of(config, data, writes=False)) as store:
            if isinstance(store, SQLiteStore):
                store.copy_to(copy)
            else:
                kept_from(store, event_of(config), copy.parent)
        # The store first: a layout that is saved meanwhile is then newer than it, which a server takes for an edit.
        first = archive.Source(archive.STORE, copy), archive.Source(archive.LAYOUT, config)
        return archive.write(to, event_of(config), made_at, [*first, *_beside(config)])


def kept_from(shared: Listed, event_id: str, folder: Path) -> None:
    """Keep what nodes share of an event as the file of a store in a folder. Raises StoreError."""
    with closing(SQLiteStore(folder, sole=False)) as kept:
        carry(shared, kept, event_id)


def event_of(config: Path) -> str:
    """The id of the event that a layout is of; empty where it cannot be read at all."""
    try:
        return load(read(config), where=str(config)).layout.event.id
    except LayoutError:
        return ""


def _beside(config: Path) -> Iterator[archive.Source]:
    """The files of the folders beside screens.yaml; links are followed inside their folder only."""
    for name in archive.FOLDERS:
        folder = config.parent / name
        for root, folders, files in os.walk(folder):
            folders.sort()
            for path in (Path(root, file) for file in sorted(files)):
                try:
                    found = inside(folder, path)
                except (MediaError, OSError) as error:
                    log.warning("%s is left out: %s", path, error)
                    continue
                if found.is_file():
                    yield archive.Source(f"{name}/{path.relative_to(folder).as_posix()}", found)
