"""screens.yaml as staff edit it: read, tried, saved as a version of its own, and never over somebody else's edit."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from signage.errors import Finding, LayoutError
from signage.layout import Loaded
from signage.layout.save import encoded, why_read_only
from signage.layout.text import decode
from signage.phrase import Phrase
from signage.staff.problems import Examined, added_takeovers, examine
from signage.staff.threads import LAYOUT
from signage.staff.versions import FILE, Version, Versions

if TYPE_CHECKING:
    from signage.clock import Clock
    from signage.layout.watch import Reload

MISSING = "missing"
"""The tag of a file that cannot be read."""


class File(NamedTuple):
    """What screens.yaml holds: its text, and the tag by which an edit of just this text can be told from others.

    `content` is its bytes, or why there are none; the text is then that of the newest version, and empty without one.
    """

    content: bytes | Finding
    text: str
    tag: str


class Saved(NamedTuple):
    """An edit that was written and applied: its version, the new tag, and what was to be said to it."""

    version: Version
    tag: str
    examined: Examined


class Edited(Exception):
    """Somebody else's edit is in the file; nothing was written. `version` is theirs, None where it is not known yet."""

    def __init__(self, file: File, version: Version | None) -> None:
        super().__init__("the file was changed meanwhile")
        self.file, self.version = file, version


class Faulty(Exception):
    """The edit adds errors; nothing was written."""

    def __init__(self, examined: Examined) -> None:
        super().__init__("the edit adds errors")
        self.examined = examined


class NoRight(Exception):
    """The edit adds a takeover, which takes a right that its author does not have; nothing was written."""


@dataclass(frozen=True)
class Layouts:
    """The layout in the hands of staff.

    `apply` shows a layout on the walls; `check` tells what the agenda and the venue's files have to say to one. It may
    take long and is called in a thread.
    """

    reload: Reload
    versions: Versions
    clock: Clock
    apply: Callable[[Loaded], Awaitable[None]]
    check: Callable[[Loaded], Iterable[Finding]]

    async def read_only(self) -> Phrase:
        """Why the file cannot be written, as a sentence; empty where it can."""
        return await LAYOUT.run(why_read_only, self.reload.file)

    async def start(self) -> None:
        """Take note of what the file holds at a start, for it may have been edited while no server ran."""
        content = await LAYOUT.run(self.reload.content)
        if isinstance(content, bytes):
            await self.noticed(content)

    async def noticed(self, content: bytes) -> Version | None:
        """The file holds this now, and nobody here wrote it; the new version, None if it is none."""
        before = self.versions.newest
        await self.versions.found(content, self.clock.now())
        after = self.versions.newest
        return after if after is not before else None

    async def settle(self) -> Version | None:
        """Take over what another node has saved, where there are any; what is new here. Raises StoreError."""
        return None

    async def file(self) -> File:
        """What the file holds now."""
        return self._file(await LAYOUT.run(self.reload.content))

    def _file(self, content: bytes | Finding) -> File:
        newest = self.versions.newest
        kept = newest.text if newest else ""
        if isinstance(content, Finding):
            return File(content, kept, MISSING)
        try:
            text = decode(content)
        except LayoutError:
            text = kept
        return File(content, text, tag_of(content))

    async def examine(self, text: str, file: File) -> Examined:
        """What an edit of this file's text would come to."""
        before = file.content if isinstance(file.content, bytes) else b""
        tree, where = self.reload.loaded.tree, self.reload.file.name
        return await LAYOUT.run(examine, encoded(text, before), before, tree, self.check, where)

    async def save(self, text: str, tag: str, who: str, why: str = "", *, emergency: bool = False) -> Saved:
        """Write an edit of the text with this tag, and show it on the walls; `emergency`: it may add takeovers.

        Raises `Edited`, `Faulty` and `NoRight`, and `LayoutError` where the file cannot be written.
        """
        file = await self.file()
        if file.tag != tag:
            raise self._edited(file)
        examined = await self.examine(text, file)
        if examined.errors or examined.loaded is None:
            raise Faulty(examined)
        if not emergency and added_takeovers(self.reload.loaded.layout, examined.loaded.layout):
            raise NoRight
        raw = encoded(text, file.content if isinstance(file.content, bytes) else b"")
        if isinstance(file.content, bytes):
            await self.noticed(file.content)  # an edit on the disk that the watcher is yet to notice
        return Saved(await self._write(text, raw, file, who, why), tag_of(raw), examined)

    async def _write(self, text: str, raw: bytes, file: File, who: str, why: str) -> Version:
        """Write the file and show it, and keep it as a version."""
        held = await self.reload.save(raw, file.content, self.apply)
        if held != file.content:
            raise self._edited(self._file(held))
        return await self.versions.add(text, who, self.clock.now(), why)

    async def restore(self, number: int, who: str, why: str, *, emergency: bool = False) -> Saved | None:
        """Write the text of a version again, as a new one; None where it is not kept. Raises as `save` does."""
        version = self.versions.find(number)
        if version is None:
            return None
        return await self.save(version.text, (await self.file()).tag, who, why, emergency=emergency)

    def _edited(self, file: File) -> Edited:
        newest = self.versions.newest
        return Edited(file, newest if newest and newest.text == file.text else None)


def tag_of(raw: bytes) -> str:
    """The tag of a file's bytes."""
    return hashlib.sha256(raw).hexdigest()[:16]


def author(version: Version | None) -> str:
    """Who wrote a version; `FILE` for an edit on the disk that is none yet."""
    return version.who if version else FILE
