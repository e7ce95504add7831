"""The file of a backup: a ZIP with a manifest that names every other file in it, by size and SHA-256.

Whoever made an archive is not trusted: what it says is bounded and checked, and nothing of it is a path to write to.
"""

from __future__ import annotations

import hashlib
import shutil
import stat
import struct
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from signage import __version__
from signage.atomic_file import atomic_file
from signage.errors import BackupError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

FORMAT = 1
"""The format of the archive. The store in it has one of its own."""
MANIFEST = "manifest.json"
STORE = "signage.db"
LAYOUT = "screens.yaml"
FOLDERS = ("media", "theme")
MAX_FILES = 20_000
MAX_BYTES = 8 * 2**30
TOO_MUCH = f"there are more than {MAX_FILES} files or {MAX_BYTES >> 30} GB"
SPARE = 64 * 2**20
"""Bytes that a disk has left after a backup was put on it."""
MAX_MANIFEST = 8 * 2**20
CHUNK = 2**20
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What `zipfile` raises for a file that is no sound archive."""


class Source(NamedTuple):
    """A file to be kept, and its name in the archive: `STORE`, `LAYOUT`, or a path in one of `FOLDERS`."""

    name: str
    path: Path


class Entry(BaseModel):
    """What the manifest says of a file: its size in bytes, and the SHA-256 of what it holds, in hexadecimal."""

    size: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What an archive is: its format, the release that made it, of which event and when, and all files in it."""

    format: int
    signage: str
    event: str
    made_at: datetime
    files: dict[str, Entry]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.size for entry in self.files.values())


class _Format(BaseModel):
    format: int
    signage: str = ""


_manifest = TypeAdapter(Manifest)


def write(to: Path, event: str, made_at: datetime, sources: Iterable[Source]) -> Manifest:
    """An archive of these files, for this user alone: all of it or nothing. What vanishes meanwhile is left out.

    Raises BackupError where it cannot be written or would be larger than any that is read.
    """
    made = Manifest(format=FORMAT, signage=__version__, event=event, made_at=made_at, files={})
    try:
        with atomic_file(to) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            size = 0
            for source in sources:
                size += _add(archive, made, source)
                if len(made.files) > MAX_FILES or size > MAX_BYTES:
                    raise BackupError(f"{TOO_MUCH}: clear the folder media")
            archive.writestr(MANIFEST, made.model_dump_json(indent=1))
    except OSError as error:
        raise BackupError(f"{to} cannot be written: {error.filename or to}: {error.strerror}") from None
    return made


def _add(archive: zipfile.ZipFile, made: Manifest, source: Source) -> int:
    """Add a file to the archive and what it is to the manifest; its bytes."""
    try:
        file = source.path.open("rb")
    except FileNotFoundError:
        return 0
    digest, size = hashlib.sha256(), 0
    with file, archive.open(source.name, "w", force_zip64=True) as kept:
        while piece := file.read(CHUNK):
            digest.update(piece)
            size += len(piece)
            kept.write(piece)
    made.files[source.name] = Entry(size=size, sha256=digest.hexdigest())
    return size


class Archive:
    """A backup that is open to be read, whose manifest and names have been checked."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.manifest = manifest
        self._archive = archive

    def extract(self, folder: Path) -> None:
        """Write all files into a folder that is empty. Raises BackupError where one is not as the manifest has it."""
        for name, entry in self.manifest.files.items():
            to = folder.joinpath(*name.split("/"))
            to.parent.mkdir(parents=True, exist_ok=True)
            with _told(str(self._archive.filename)), self._archive.open(name) as kept, to.open("xb") as file:
                found = _copied(kept, file, entry.size)
            if found != entry:
                raise BackupError(f"{self._archive.filename} is damaged: {name} is not as the manifest has it")


def _copied(kept: IO[bytes], file: IO[bytes], most: int) -> Entry:
    """Copy no more than one byte beyond what there should be; what was copied."""
    digest, size = hashlib.sha256(), 0
    while size <= most and (piece := kept.read(min(CHUNK, most + 1 - size))):
        digest.update(piece)
        size += len(piece)
        file.write(piece)
    return Entry(size=size, sha256=digest.hexdigest())


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """A backup to be read. Raises BackupError for what is none, is damaged, or is a newer release's."""
    with ExitStack() as around:
        with _told(str(path)):
            archive = around.enter_context(zipfile.ZipFile(path))
            manifest = _checked(path, archive)
        yield Archive(archive, manifest)


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Turn what reading an archive raises into a BackupError."""
    try:
        yield
    except OSError as error:
        raise BackupError(f"{error.filename or path}: {error.strerror or error}") from None
    except BROKEN as error:
        raise BackupError(f"{path} is no backup, or is damaged: {error}") from None


def _checked(path: Path, archive: zipfile.ZipFile) -> Manifest:
    """The manifest, if it and what else is in the archive agree, and nothing in it is more or other than it may be."""
    infos = archive.infolist()
    named = {info.filename: info for info in infos}
    about = named.pop(MANIFEST, None)
    if about is None or about.file_size > MAX_MANIFEST:
        raise BackupError(f"{path} is no backup: {MANIFEST} is not in it, or too large")
    manifest = _read(path, archive.read(about))
    if len(named) + 1 != len(infos) or named.keys() != manifest.files.keys():
        raise BackupError(f"{path} is damaged: what is in it is not what its manifest names")
    if len(named) > MAX_FILES or manifest.size > MAX_BYTES:
        raise BackupError(f"{path} is larger than any backup: {TOO_MUCH}")
    for name, info in named.items():
        if not _is_ours(name) or not _is_plain(info):
            raise BackupError(f"{path} holds {name!r}, which is no file of a backup: nothing was taken from it")
    if STORE not in named or LAYOUT not in named:
        raise BackupError(f"{path} is damaged: {STORE} or {LAYOUT} is missing")
    return manifest


def _read(path: Path, text: bytes) -> Manifest:
    try:
        made = _Format.model_validate_json(text)
        if made.format > FORMAT:
            raise BackupError(
                f"{path} was made by a newer signage ({made.signage}; its format is {made.format}, this release knows"
                f" {FORMAT}): restore it with that release"
            )
        return _manifest.validate_json(text)
    except ValidationError:
        raise BackupError(f"{path} is no backup: its {MANIFEST} cannot be read") from None


def _is_ours(name: str) -> bool:
    """Whether a name is one that a backup gives: nothing that leads out of a folder, or is another file's name."""
    if name in (STORE, LAYOUT):
        return True
    folder, *parts = name.split("/")
    sound = all(part not in ("", ".", "..") and len(part.encode()) <= 255 for part in parts)
    return folder in FOLDERS and bool(parts) and sound and "\\" not in name and name.isprintable()


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """Whether it is a file as any other: no link, no device, not encrypted, and packed in a way that we have."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind in (0, stat.S_IFREG) and info.compress_type in PLAIN and not info.flag_bits & ENCRYPTED


def room_for(manifest: Manifest, folder: Path) -> None:
    """Raise BackupError where a folder's disk has no room for what is in an archive."""
    free = shutil.disk_usage(folder).free
    if manifest.size + SPARE > free:
        raise BackupError(f"{folder} has {free >> 20} MB left, and the backup takes {manifest.size >> 20} MB")
