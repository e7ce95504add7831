"""screens.yaml where several nodes share its versions: the newest one is the truth, and each node's file follows it.

A file is an edit only if it differs from what this node last saw there: one that was left behind, or comes with a new
machine, rolls nobody back.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signage.errors import LayoutError, StoreConflict, StoreError
from signage.layout.save import encoded
from signage.layout.text import decode
from signage.staff.layouts import File, Layouts, tag_of
from signage.staff.threads import LAYOUT
from signage.staff.versions import FILE

if TYPE_CHECKING:
    from signage.nodes.local_state import LocalState
    from signage.staff.records import Shelf
    from signage.staff.versions import Version

SEEN = "layout"
"""Key of what this node last saw in its file."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class NodeLayouts(Layouts):
    """The layout in the hands of staff, at one of several nodes."""

    shelf: Shelf[Version]
    own: LocalState
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self) -> None:
        """Show what the nodes show, or what this one's file was changed to while it was down."""
        try:
            await self.settle()
        except StoreError as error:
            log.warning("the layout is this node's own, until the others' is known: %s", error)

    async def noticed(self, content: bytes) -> Version | None:  # noqa: ARG002 - it is looked at anew
        """The file was changed; the new version, None if it is none, or cannot be kept yet."""
        try:
            return await self.settle()
        except StoreError as error:
            log.warning("an edit of the file is shown by this node alone, until the store can be used: %s", error)
            return None

    async def settle(self) -> Version | None:
        """Have the file, this node's walls and the newest version say the same; what is new here. Raises StoreError."""
        async with self._turn:
            before = self.versions.newest
            while True:
                await self.shelf.refresh()
                try:
                    await self._settle()
                    break
                except StoreConflict:
                    log.info("another node has saved a layout at the same time: that comes first")
            after = self.versions.newest
            return after if after != before else None

    async def _settle(self) -> None:
        content, newest = await LAYOUT.run(self.reload.content), self.versions.newest
        text = _text(content) if isinstance(content, bytes) else None
        seen = self.own.get(SEEN)
        edited = isinstance(content, bytes) and (newest is None or seen not in ("", tag_of(content)))
        if edited and (newest is None or text != newest.text):
            if text is not None:  # else it cannot be read, and is left alone until there is another version
                await self.versions.add(text, FILE, self.clock.now())
        elif newest and text != newest.text:
            raw = encoded(newest.text, content if isinstance(content, bytes) else b"")
            log.info("%s: version %d, which other nodes show, is taken over", self.reload.file, newest.number)
            await self.reload.adopt(raw, self.apply)
            content = raw
        if isinstance(content, bytes):
            await LAYOUT.run(self.own.put, SEEN, tag_of(content))

    async def _write(self, text: str, raw: bytes, file: File, who: str, why: str) -> Version:
        """Keep a version first: of two nodes that save at once one is refused, before it has changed anything."""
        async with self._turn:
            now = await self.file()
            if now.tag != file.tag:  # what other nodes saved was taken over meanwhile
                raise self._edited(now)
            try:
                version = await self.versions.add(text, who, self.clock.now(), why)
            except StoreConflict:
                version = None
            else:
                await self.reload.adopt(raw, self.apply)
                await LAYOUT.run(self.own.put, SEEN, tag_of(raw))
        if version is None:
            await self.settle()
            raise self._edited(await self.file())
        return version


def _text(content: bytes) -> str | None:
    try:
        return decode(content)
    except LayoutError:
        return None
