"""The folder `media` beside screens.yaml: images and fonts, checked and made fit for walls before any TV sees them.

A bad file raises `MediaError`, whose text tells staff what is wrong with it.
"""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from cachetools import LRUCache

from signage.agenda import natural
from signage.errors import MediaError
from signage.layout.fields import did_you_mean
from signage.venue import picture, svg

MB = 1_000_000
LARGEST = 40 * MB
LARGEST_TEXT = 2 * MB
"""Of an SVG: TVs draw it themselves, from memory they hardly have."""
LARGEST_FONT = 10 * MB
KEPT = 100 * MB
KEPT_REFUSALS = 1_000
FONTS = {b"wOF2": "font/woff2", b"wOFF": "font/woff", b"OTTO": "font/otf", b"\0\1\0\0": "font/ttf", b"true": "font/ttf"}
IGNORED_FILES = {"thumbs.db", "desktop.ini"}
_State = tuple[str, int, int]
"""A file's name, time of change and size: with another state it is another file."""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file as TVs get it. Its URL changes with its content; a font has no size."""

    name: str
    url: str
    media_type: str
    width: int
    height: int
    body: bytes = field(repr=False)


class Media:
    """The files of a folder. Reading and decoding take a second for a large one: call it from a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()  # also one decoder at a time: the largest PNG takes half a GB
        self._good: LRUCache[_State, MediaFile] = LRUCache(KEPT, lambda file: len(file.body))
        self._bad: LRUCache[_State, MediaError] = LRUCache(KEPT_REFUSALS)

    def image(self, name: str) -> MediaFile:
        """The image of that name. Raises `MediaError` as `find`, and for a font."""
        found = self.find(name)
        if not found.media_type.startswith("image/"):
            raise MediaError(f"'{name}' is a font", "expected an image")
        return found

    def font(self, name: str) -> MediaFile:
        """The font of that name. Raises `MediaError` as `find`, and for an image."""
        found = self.find(name)
        if not found.media_type.startswith("font/"):
            raise MediaError(f"'{name}' is an image", "expected a font (woff2, woff, ttf or otf)")
        return found

    def find(self, name: str) -> MediaFile:
        """The file of that name (`/` between folders), checked once for each state it is in.

        Raises `MediaError` where there is none, or none that is fit to be shown.
        """
        try:
            path = self._locate(name)
            status = path.stat()
            with self._lock:
                return self._checked(path, (name, status.st_mtime_ns, status.st_size))
        except MediaError as error:
            raise MediaError(f"'{name}' {error.what}", error.hint) from None
        except (OSError, ValueError) as error:  # ValueError of names that no file can have
            raise MediaError(f"'{name}' cannot be read: {getattr(error, 'strerror', None) or error}") from None

    def _checked(self, path: Path, state: _State) -> MediaFile:
        if refusal := self._bad.get(state):
            raise MediaError(refusal.what, refusal.hint)
        if (known := self._good.get(state)) is None:
            try:
                known = _prepared(state[0], path)
            except MediaError as refusal:
                self._bad[state] = refusal
                raise
            with suppress(ValueError):  # larger than all that is kept
                self._good[state] = known
        return known

    def names(self, name: str) -> tuple[str, ...]:
        """The files of the folder of that name, Room 2 before Room 10; of anything else, its own name."""
        try:
            folder = self._locate(name)
            if not folder.is_dir():
                return (name,)
            found = [file.name for file in folder.iterdir() if file.is_file() and not _litter(file.name)]
        except (MediaError, OSError, ValueError):
            return (name,)
        return tuple(f"{name}/{file}" for file in sorted(found, key=natural))

    def serve(self, path: str) -> MediaFile | None:
        """The file at `/media/<hash>/<name>`, a decoded path; also one shown until now that has since changed."""
        url = quote(path, errors="replace")
        with self._lock:
            shown = [file for file in self._good.values() if file.url == url]
        if shown:
            return shown[0]
        try:
            found = self.find(path.split("/", 3)[-1])
        except MediaError:
            return None
        return found if found.url == url else None

    def signature(self) -> object:
        """Equal to an earlier one while nothing in the folder has changed; looks at no content."""
        state = []
        for name in self._all():
            try:
                status = (self._folder / name).stat()
            except OSError:
                continue
            state.append((name, status.st_mtime_ns, status.st_size))
        return tuple(state)

    def _all(self) -> list[str]:
        """Every file's name, those of inner folders with the folder's."""
        found = []
        for root, folders, files in os.walk(self._folder):
            folders[:] = [folder for folder in folders if not _litter(folder)]
            found += [(Path(root) / file).relative_to(self._folder).as_posix() for file in files if not _litter(file)]
        return sorted(found)

    def _locate(self, name: str) -> Path:
        """Where a name leads, symbolic links followed, if that is inside the folder."""
        if not name.isprintable() or any(not part or part.startswith(".") for part in re.split(r"[/\\]", name)):
            raise MediaError("is no name of a file in the folder media", "write it like map.png")
        try:
            path = (self._folder / name).resolve(strict=True)
        except (FileNotFoundError, NotADirectoryError):
            raise MediaError("is no file of the folder media", did_you_mean(name, self._all())) from None
        except RuntimeError:  # up to Python 3.12, of links in a circle
            raise MediaError("is a link that leads nowhere") from None
        if not path.is_relative_to(self._folder.resolve()):
            raise MediaError("leads out of the folder media", "put the file itself there")
        return path


def _litter(name: str) -> bool:
    """Whether nobody put it there to be shown: an operating system's own, or a name that can't be written."""
    return name.startswith(".") or name.casefold() in IGNORED_FILES or not name.isprintable()


def _prepared(name: str, path: Path) -> MediaFile:
    """The file as TVs get it. Raises `MediaError`."""
    if not path.is_file():
        raise MediaError("is a folder", "expected a file")
    body, media_type, width, height = _read(path)
    digest = hashlib.sha256(body).hexdigest()[:16]
    return MediaFile(name, f"/media/{digest}/{quote(name)}", media_type, width, height, body)


def _read(path: Path) -> tuple[bytes, str, int, int]:
    """Content, media type, width and height. What a file is, its content tells, not its name."""
    _fits(path.stat().st_size, LARGEST)
    raw = path.read_bytes()
    if media_type := FONTS.get(raw[:4]):
        _fits(len(raw), LARGEST_FONT)
        if raw[:3] == b"wOF" and int.from_bytes(raw[8:12]) != len(raw):
            raise MediaError("is cut off", "save it again")
        return raw, media_type, 0, 0
    if raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        _fits(len(raw), LARGEST_TEXT)
        return raw, "image/svg+xml", *svg.size(raw)
    return picture.prepare(raw)


def _fits(size: int, largest: int) -> None:
    if size > largest:
        raise MediaError(f"is {size / MB:.1f} MB large", f"expected at most {largest // MB} MB")
