"""The data folder and its files are for this user alone."""

from __future__ import annotations

import logging
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from signage.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""What a mode may allow to the group and to everybody else."""
NAME = "signage."
"""How the names of our own files begin."""

log = logging.getLogger(__name__)


def make_private(folder: Path) -> None:
    """Make the folder, or close it and our files in it to other users, which is told.

    Raises StoreError for a folder that is meant for all users, and OSError where it cannot be made.
    """
    folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    if folder.stat().st_mode & stat.S_ISVTX:
        raise StoreError(f"{folder} is a folder for all users: name one for the data alone with --data")
    ours = [path for path in folder.iterdir() if path.name.startswith(NAME)]
    wide = [path for path in (folder, *ours) if _narrowed(path)]
    if wide:
        log.warning("%s was open to other users: now it is for this one alone", ", ".join(map(str, wide)))


def _narrowed(path: Path) -> bool:
    """Whether the mode of a file or folder was wider than this user, and could be changed; links are left alone."""
    with suppress(OSError):
        mode = path.lstat().st_mode
        if mode & OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
            return True
    return False


def create_private(path: Path) -> None:
    """Make an empty file for this user alone, if there is none; what prevents that is found by whoever opens it."""
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR))
