"""Files written whole or not at all: who reads one has what was there before or all that is new, also after a crash."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO


@contextmanager
def atomic_file(path: Path, *, replace: bool = True) -> Iterator[IO[bytes]]:
    """A file to write in the block, for its owner alone, which is at `path` once the block has ended.

    Where the block raises, nothing has changed. `name` of the file is its path until then, for who wants to give it
    another mode. Raises OSError; without `replace` that is FileExistsError where something is at `path` already.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        part = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if replace:
                part.replace(path)
            else:
                path.hardlink_to(part)
        finally:
            part.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Have the folder's own entry on the disk, where its file system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
