"""Writes screens.yaml: whole or not at all, and with the owner, mode and links that the file has."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

from signage.atomic_file import atomic_file
from signage.errors import Finding, LayoutError
from signage.phrase import NO_HINT, Phrase

if TYPE_CHECKING:
    from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""Errors of a disk that would break off a write in place, too, and leave half of the file."""


def write(file: Path, raw: bytes) -> None:
    """Replace what the file holds. Raises `LayoutError` where it cannot be written.

    A link is followed. A file that cannot be replaced as a whole is written in place: one that is mounted by itself
    into a container, has other names, or belongs to somebody whose file we cannot make.
    """
    try:
        target = file.resolve()
        if not _replaced(target, raw):
            _write_in_place(target, raw)
    except OSError as error:
        what, hint = (
            Phrase("cannot be written: %(why)s", why=error.strerror),
            Phrase("let the server write this file and its folder"),
        )
        raise LayoutError(Finding(what, hint=hint, where=str(file))) from None


def why_read_only(file: Path) -> Phrase:
    """Why the file cannot be written, as a sentence; empty where it seems that it can. Writes nothing."""
    target = file.resolve()
    able = os.access(target, os.W_OK) if target.exists() else os.access(target.parent, os.W_OK | os.X_OK)
    return NO_HINT if able else Phrase("This server may read %(file)s, but not write it.", file=file.name)


def encoded(text: str, like: bytes) -> bytes:
    """A text in the encoding of a file: UTF-16 or UTF-8, with its mark where that has one."""
    if like[:2] in (b"\xff\xfe", b"\xfe\xff"):
        little = like[:1] == b"\xff"
        return like[:2] + text.encode("utf-16-le" if little else "utf-16-be")
    return text.encode("utf-8-sig" if like.startswith(b"\xef\xbb\xbf") else "utf-8")


def _replaced(target: Path, raw: bytes) -> bool:
    """Whether another file with these bytes could take its place, as its owner's and with its mode.

    Raises OSError where these bytes cannot be written anywhere: in place they would be no whole file either.
    """
    before = target.stat() if target.exists() else None
    if before and (before.st_nlink > 1 or not os.access(target, os.W_OK)):
        return False
    try:
        with atomic_file(target) as made:
            made.write(raw)
            made.flush()
            if before:
                os.chown(made.name, before.st_uid, before.st_gid)
                shutil.copystat(target, made.name)
                os.utime(made.name)
            else:
                os.chmod(made.name, 0o644)  # noqa: PTH101 - the name of an open file is no path
    except OSError as error:
        if error.errno in NO_ROOM:
            raise
        return False
    return True


def _write_in_place(target: Path, raw: bytes) -> None:
    with target.open("r+b" if target.exists() else "wb") as file:
        file.write(raw)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
