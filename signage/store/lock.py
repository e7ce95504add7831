"""One server for each data folder."""

from __future__ import annotations

import errno
import fcntl
import os
from typing import TYPE_CHECKING

from signage.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path


class FolderLock:
    """A lock on a folder that dies with its process, however that ends. Raises StoreError if another has it.

    Its file is for this user alone: whoever may open it, if only to read, could hold the lock.
    """

    def __init__(self, folder: Path) -> None:
        self._file = _opened(folder / "signage.lock", folder.stat().st_uid)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(self._file, 20, 0).decode("ascii", "replace").strip()
            os.close(self._file)
            raise StoreError(
                f"{folder} is in use by another signage server (process {owner or 'unknown'}):"
                " stop that one, or give this one a folder of its own with --data"
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let another process have the folder. To be called once."""
        os.close(self._file)


def _opened(path: Path, owner: int) -> int:
    """The lock's file, made if there is none. Raises StoreError for a link, and for one that another user made."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise StoreError(f"{path} is a link, and signage writes through none: remove it") from None
        raise
    if os.geteuid() == 0 == os.fstat(file).st_uid:
        os.fchown(file, owner, -1)  # what an administrator's command makes is for the server, too
    if os.fstat(file).st_uid not in (owner, os.geteuid()):
        os.close(file)
        raise StoreError(f"{path} belongs to another user, who could keep this server from starting: remove it")
    return file
