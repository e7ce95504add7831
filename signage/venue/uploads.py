"""Pictures that staff add to the folder `media` and take away again, made fit for walls before they are written.

What is written is what the decoder made of a file, never the file itself: a picture without metadata, of a size that
TVs can show, or a drawing that the sanitiser has passed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signage.atomic_file import atomic_file
from signage.characters import normal
from signage.errors import MediaError
from signage.phrase import WRITTEN_LIKE, Phrase
from signage.venue.decoder import decode, too_large
from signage.venue.media import FONTS, IGNORED_FILES, LARGEST, MB
from signage.venue.symlinks import inside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signage.venue.picture import Picture

SUFFIXES = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/svg+xml": (".svg",),
}
"""What files of each type are called; the first is given to those that are called otherwise."""
LONGEST_NAME = 100
MOST_FILES = 1_000
MOST_BYTES = 2_000 * MB
"""What the folder may hold for another picture to be added."""


@dataclass(frozen=True)
class Uploads:
    """The folder `media` as staff change it; `decoder` makes a picture of a file's bytes. Blocks: for threads."""

    folder: Path
    decoder: Callable[[bytes], Picture] = decode

    def add(self, name: str, raw: bytes, *, replace: bool = False) -> str:
        """Write a picture; the name that it has there, with the suffix of what it is.

        Raises `MediaError` for what is no picture, a name that cannot be, or one that is taken, unless `replace`.
        """
        if len(raw) > LARGEST:
            raise too_large(len(raw), LARGEST)
        if raw[:4] in FONTS:
            hint = Phrase("fonts are put into the folder media by whoever runs the server")
            raise MediaError(Phrase("is a font"), hint)
        stem = checked(name)
        self._check_room()
        picture = self.decoder(raw)
        name = _named(stem, picture.media_type)
        self._write(name, picture.body, replace=replace)
        return name

    def put(self, name: str, body: bytes) -> None:
        """Write a picture that another server has made fit for walls, under its name there. Raises `MediaError`."""
        self._check_room()
        self._write(checked(name), body, replace=True)

    def remove(self, name: str) -> None:
        """Delete a picture of the folder itself. Raises `MediaError` where there is none, or it cannot be deleted."""
        path = self.folder / checked(name)
        try:
            if path.is_dir():
                raise MediaError(Phrase("is a folder"), Phrase("expected an image"))
            inside(self.folder, path)
            path.unlink()
        except FileNotFoundError:
            raise MediaError(Phrase("is no file of the folder media")) from None
        except OSError as error:
            raise MediaError(Phrase("cannot be deleted: %(why)s", why=error.strerror)) from None

    def _check_room(self) -> None:
        """Raise `MediaError` where the folder holds as much as it may."""
        if not self.folder.exists():
            return
        sizes = [file.stat().st_size for file in self.folder.rglob("*") if file.is_file()]
        if len(sizes) >= MOST_FILES or sum(sizes) >= MOST_BYTES:
            what = Phrase("is one too many: the folder media is full")
            raise MediaError(what, Phrase("remove pictures that no screen shows"))

    def _write(self, name: str, body: bytes, *, replace: bool) -> None:
        """Write a file whole, or not at all."""
        try:
            self.folder.mkdir(exist_ok=True)
            with atomic_file(self.folder / name, replace=replace) as file:
                file.write(body)
                os.chmod(file.name, 0o644)  # noqa: PTH101 - the name of an open file is no path
        except FileExistsError:
            what = Phrase("'%(name)s' is there already", name=name)
            raise MediaError(what, Phrase("give it another name, or replace that one")) from None
        except OSError as error:
            raise MediaError(Phrase("cannot be written: %(why)s", why=error.strerror)) from None


def checked(name: str) -> str:
    """A name that a file of the folder may have. Raises `MediaError` for paths, hidden files and what is invisible."""
    name = normal(name.strip())
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or name.casefold() in IGNORED_FILES:
        raise _no_name(name)
    if name.startswith(".") or any(char in name for char in '/\\:*?"<>|') or len(name.encode()) > 200:
        raise _no_name(name)
    return name


def _no_name(name: str) -> MediaError:
    what = Phrase("'%(name)s' cannot be a name", name=name[:LONGEST_NAME])
    return MediaError(what, Phrase(WRITTEN_LIKE, like="map.png"))


def _named(name: str, media_type: str) -> str:
    suffixes = SUFFIXES.get(media_type)
    if suffixes is None:
        raise MediaError(Phrase("is of a type that walls cannot show"), Phrase("expected PNG, JPEG, WebP, GIF or SVG"))
    if name.casefold().endswith(suffixes):
        return name
    stem, dot, _ = name.rpartition(".")
    return f"{stem if dot and stem else name}{suffixes[0]}"
