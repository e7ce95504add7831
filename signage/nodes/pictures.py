"""Pictures that staff add at one node are written into the folder of every node, and taken away there as well.

Only those of the staff page: what operators put into a node's folder by hand is theirs to put into the others'.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signage.errors import MediaError, StoreError
from signage.staff.records import Shelf
from signage.staff.threads import PICTURES

if TYPE_CHECKING:
    from signage.store.shared import Shared
    from signage.venue.uploads import Uploads

KIND = "picture"
MOST = 1_000

log = logging.getLogger(__name__)


@dataclass
class Pictures:
    """The pictures of all nodes by name, each with the digest of what it holds, and this node's folder."""

    shared: Shared
    uploads: Uploads
    shelf: Shelf[str] = field(init=False)
    _unsent: set[str] = field(default_factory=set)
    _digests: dict[str, tuple[tuple[int, int], str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.shared, KIND, str, MOST)

    async def changed(self, name: str) -> None:
        """Staff have added or removed a picture here. Where the store cannot be used, it is told of later."""
        digest = await PICTURES.run(self._digest, name)
        try:
            if digest:
                await PICTURES.run(self._send, name, digest)
        except StoreError as error:
            log.warning("the picture %s is at this node alone, until the store can be used: %s", name, error)
            self._unsent.add(name)
        await self.shelf.write({name: digest or None}, anyway=True)

    async def look(self) -> None:
        """Have in the folder what is in the others'. Raises StoreError."""
        for name in tuple(self._unsent):
            if digest := await PICTURES.run(self._digest, name):
                await PICTURES.run(self._send, name, digest)
            self._unsent.discard(name)
        before = dict(self.shelf.items())
        await self.shelf.refresh()
        after = dict(self.shelf.items())
        for name, digest in after.items():
            await PICTURES.run(self._fetch, name, digest)
        for name in before.keys() - after.keys():
            await PICTURES.run(self._remove, name, before[name])

    async def refill(self) -> None:
        """Write all of them into a store that was emptied. Raises StoreError."""
        await self.shelf.refill()
        for name, digest in self.shelf.items():
            if await PICTURES.run(self._digest, name) == digest:
                await PICTURES.run(self._send, name, digest)

    def _send(self, name: str, digest: str) -> None:
        self.shared.put_picture(digest, (self.uploads.folder / name).read_bytes())

    def _fetch(self, name: str, digest: str) -> None:
        """Write the picture into the folder, or into the store where that lacks what the folder has."""
        try:
            held = self.shared.picture(digest) if self._digest(name) != digest else b""
            if held is None:
                log.debug("the picture %s is not in the store yet", name)
            elif held:
                self.uploads.put(name, held)
                log.info("the picture %s comes from another node", name)
        except MediaError as error:
            log.warning("the picture %s of another node: %s", name, error)

    def _remove(self, name: str, digest: str) -> None:
        """Remove what another node has removed, unless it was replaced here by hand."""
        try:
            if self._digest(name) == digest:
                self.uploads.remove(name)
        except MediaError as error:
            log.warning("the picture %s, which another node has removed: %s", name, error)
        self.shared.remove_picture(digest)

    def _digest(self, name: str) -> str:
        """The digest of a file of the folder, worked out once; empty if there is none."""
        file = self.uploads.folder / name
        try:
            stat = file.stat()
            known, digest = self._digests.get(name, (None, ""))
            if known != (stat.st_mtime_ns, stat.st_size):
                digest = hashlib.sha256(file.read_bytes()).hexdigest()
                self._digests[name] = (stat.st_mtime_ns, stat.st_size), digest
        except OSError:
            return ""
        return digest
