"""The folder `media` beside screens.yaml: images and fonts, checked and made fit for walls before any TV sees them.

Decoding takes time, so that it is asked for by itself: what is named and not decoded yet is not there, or is as it was,
until `prepare` has had it. A bad file raises `MediaError`, whose text tells staff what is wrong with it.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from cachetools import LRUCache

from signage.agenda import natural
from signage.characters import normal
from signage.errors import MediaError
from signage.layout.fields import did_you_mean
from signage.phrase import N_, WRITTEN_LIKE, Phrase
from signage.venue.decoder import decode, stop, too_large
from signage.venue.picture import Picture
from signage.venue.symlinks import inside

MB = 1_000_000
LARGEST = 40 * MB
LARGEST_FONT = 10 * MB
CACHE_BYTES = 100 * MB
"""Bytes of decoded files in memory; of more than that, those asked for least are decoded anew when a TV asks."""
CACHED_FILES = 10_000
"""Files of which the result of decoding, good or bad, is remembered."""
FONTS = {b"wOF2": "font/woff2", b"wOFF": "font/woff", b"OTTO": "font/otf", b"\0\1\0\0": "font/ttf", b"true": "font/ttf"}
IGNORED_FILES = {"thumbs.db", "desktop.ini"}
OF_FILE = N_("'%(name)s' %(what)s")
_State = tuple[str, int, int]
"""A file's name, time of change and size: when one of them differs, the file is decoded anew."""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that is fit for TVs. Its URL changes with its content; a font has no size."""

    name: str
    url: str
    media_type: str
    width: int
    height: int


class Media:
    """The files of a folder; `decoder` makes a picture of an image's bytes, or raises `MediaError`.

    `kept` bytes of decoded files stay in memory.

    May be used from several threads. `prepare` takes seconds, the rest as long as the folder's disk.
    """

    def __init__(self, folder: Path, decoder: Callable[[bytes], Picture] = decode, kept: int = CACHE_BYTES) -> None:
        self.folder, self._decode = folder, decoder
        self._lock = Lock()
        self._preparing = Lock()  # one picture at a time: the largest PNG takes half a GB
        self._good: LRUCache[_State, MediaFile] = LRUCache(CACHED_FILES)
        self._bad: LRUCache[_State, MediaError] = LRUCache(CACHED_FILES)
        self._unprepared: dict[_State, Path] = {}
        self._latest: LRUCache[str, MediaFile] = LRUCache(CACHED_FILES)
        self._offered: LRUCache[str, MediaFile] = LRUCache(CACHED_FILES)
        self._bodies: LRUCache[str, bytes] = LRUCache(kept, len)
        self._closed = False

    # What views ask for -----------------------------------------------------------------------------------------------

    def image(self, name: str) -> MediaFile | None:
        """The image of that name. As `find`, and raises `MediaError` for a font."""
        found = self.find(name)
        if found and not found.media_type.startswith("image/"):
            raise MediaError(Phrase(OF_FILE, name=name, what=Phrase("is a font")), Phrase("expected an image"))
        return found

    def font(self, name: str) -> MediaFile | None:
        """The font of that name. As `find`, and raises `MediaError` for an image."""
        found = self.find(name)
        if found and not found.media_type.startswith("font/"):
            hint = Phrase("expected a font (woff2, woff, ttf or otf)")
            raise MediaError(Phrase(OF_FILE, name=name, what=Phrase("is an image")), hint)
        return found

    def find(self, name: str) -> MediaFile | None:
        """The file of that name (`/` between folders): as it was, or None, while `prepare` has yet to see it as it is.

        Raises `MediaError` where there is none, or none that is fit to be shown.
        """
        try:
            path = self._locate(name)
            status = path.stat()
            with self._lock:
                return self._known(path, (name, status.st_mtime_ns, status.st_size))
        except MediaError as error:
            raise MediaError(Phrase(OF_FILE, name=name, what=error.what), error.hint) from None
        except (OSError, ValueError) as error:  # ValueError of names that no file can have
            raise MediaError(Phrase(OF_FILE, name=name, what=_unreadable(error))) from None

    def _known(self, path: Path, state: _State) -> MediaFile | None:
        if refusal := self._bad.get(state):
            raise MediaError(refusal.what, refusal.hint)
        if (file := self._good.get(state)) is None:
            self._unprepared[state] = path
            return self._latest.get(state[0])
        return file

    def names(self, name: str) -> tuple[str, ...]:
        """The files of the folder of that name, Room 2 before Room 10; of anything else, its own name."""
        try:
            folder = self._locate(name)
            if not folder.is_dir():
                return (name,)
            found = {normal(file.name) for file in folder.iterdir() if file.is_file() and not _ignored(file.name)}
        except (MediaError, OSError, ValueError):
            return (name,)
        return tuple(f"{name}/{file}" for file in sorted(found, key=natural))

    @property
    def unprepared(self) -> bool:
        """Whether there is anything for `prepare` to do."""
        return bool(self._unprepared)

    # Decoding ---------------------------------------------------------------------------------------------------------

    def prepare(self, seconds: float = math.inf) -> bool:
        """Decode what was asked for and is not decoded yet, beginning none after so long; whether any of it is left."""
        until = time.monotonic() + seconds
        with self._preparing:
            while self._unprepared and not self._closed and time.monotonic() < until:
                with self._lock:
                    state, path = next(iter(self._unprepared.items()))
                self._prepare(state, path)
        return bool(self._unprepared)

    def close(self) -> None:
        """Decode nothing any more, and end what is under way."""
        self._closed = True
        stop()

    def _prepare(self, state: _State, path: Path) -> None:
        try:
            file, body = self._read(state[0], path)
        except (MediaError, OSError) as error:
            told = error if isinstance(error, MediaError) else MediaError(_unreadable(error))
            with self._lock:
                self._unprepared.pop(state, None)
                self._bad[state] = told
            return
        with self._lock:
            self._unprepared.pop(state, None)
            self._good[state] = self._latest[file.name] = self._offered[file.url] = file
            self._bodies[file.url] = body

    def _read(self, name: str, path: Path) -> tuple[MediaFile, bytes]:
        """A file and its bytes as TVs get them. What it is, its content tells. Raises `MediaError` and `OSError`."""
        if not path.is_file():
            raise MediaError(Phrase("is a folder"), Phrase("expected a file"))
        _fits(path.stat().st_size, LARGEST)
        raw = path.read_bytes()
        if media_type := FONTS.get(raw[:4]):
            _fits(len(raw), LARGEST_FONT)
            if raw[:3] == b"wOF" and int.from_bytes(raw[8:12]) != len(raw):
                raise MediaError(Phrase("is cut off"), Phrase("save it again"))
            prepared = Picture(raw, media_type, 0, 0)
        else:
            prepared = self._decode(raw)
        url = f"/media/{hashlib.sha256(prepared.body).hexdigest()[:16]}/{quote(name)}"
        return MediaFile(name, url, prepared.media_type, prepared.width, prepared.height), prepared.body

    # What TVs ask for -------------------------------------------------------------------------------------------------

    def offered(self, path: str) -> tuple[MediaFile, bytes | None] | None:
        """The file at `/media/<hash>/<name>`, a decoded path, if a page has named it; and its bytes, if in memory.

        Nothing else is looked for: whoever guesses names costs no more than this look-up.
        """
        with self._lock:
            file = self._offered.get(quote(path, errors="replace"))
            return (file, self._bodies.get(file.url)) if file else None

    def serve(self, path: str) -> tuple[MediaFile, bytes] | None:
        """That file with its bytes, which may have to be made anew; None where it is no longer the same."""
        file, body = self.offered(path) or (None, None)
        if file and body is None:
            body = self._again(file)
        return (file, body) if file and body is not None else None

    def _again(self, file: MediaFile) -> bytes | None:
        """The bytes of a file for which there was no memory meanwhile, if it is still the same and nobody decodes."""
        if not self._preparing.acquire(blocking=False):  # a request must not wait for another's
            return None
        try:
            found, body = self._read(file.name, self._locate(file.name))
        except (MediaError, OSError):
            return None
        finally:
            self._preparing.release()
        with self._lock:
            self._bodies[found.url] = body
        return body if found == file else None

    # The folder -------------------------------------------------------------------------------------------------------

    def signature(self) -> object:
        """Equal to an earlier one while nothing in the folder has changed; looks at no content."""
        state = []
        for name in self._all():
            try:
                status = (self.folder / name).stat()
            except OSError:
                continue
            state.append((name, status.st_mtime_ns, status.st_size))
        return tuple(state)

    def all_names(self) -> list[str]:
        """Every file's name, those of inner folders with the folder's: Room 2 before Room 10."""
        return sorted(map(normal, self._all()), key=natural)

    def _all(self) -> list[str]:
        """Every file's name as the disk has it, those of inner folders with the folder's."""
        found = []
        for root, folders, files in os.walk(self.folder):
            folders[:] = [folder for folder in folders if not _ignored(folder)]
            found += [(Path(root) / file).relative_to(self.folder).as_posix() for file in files if not _ignored(file)]
        return sorted(found)

    def _locate(self, name: str) -> Path:
        """Where a name leads, symbolic links followed, if that is inside the folder. Raises `MediaError`."""
        parts = re.split(r"[/\\]", name)
        if not name.isprintable() or any(not part or part.startswith(".") for part in parts) or "\\" in name:
            what = Phrase("is no name of a file in the folder media")
            raise MediaError(what, Phrase(WRITTEN_LIKE, like="map.png"))
        try:
            return inside(self.folder, _on_disk(self.folder, parts))
        except (FileNotFoundError, NotADirectoryError):
            known = map(normal, self._all())
            what = Phrase("is no file of the folder media")
            add = Phrase("add the file first, or name one that is there")
            raise MediaError(what, did_you_mean(name, list(known)) or add) from None


def _on_disk(folder: Path, parts: list[str]) -> Path:
    """The path of these parts, each as the disk has it: Apple's write an accent as a character of its own."""
    path = folder
    for part in parts:
        exact = path / part
        if not os.path.lexists(exact) and path.is_dir():
            exact = next((entry for entry in path.iterdir() if normal(entry.name) == part), exact)
        path = exact
    return path


def _ignored(name: str) -> bool:
    """Whether nobody put it there to be shown: an operating system's own, or a name that can't be written."""
    return name.startswith(".") or name.casefold() in IGNORED_FILES or not normal(name).isprintable()


def _unreadable(error: Exception) -> Phrase:
    return Phrase("cannot be read: %(why)s", why=getattr(error, "strerror", None) or error)


def _fits(size: int, largest: int) -> None:
    if size > largest:
        raise too_large(size, largest)
