"""One server for each data folder."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from signage.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path


class FolderLock:
    """A lock on a folder that dies with its process, however that ends. Raises StoreError if another has it."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / "signage.lock", os.O_RDWR | os.O_CREAT, 0o644)
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
        os.close(self._file)
