"""What streams begin with: put together once for all pages that show the same and have the same."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cachetools import LRUCache

from signage.web.admission import Turnstile
from signage.web.encoding import Piece

if TYPE_CHECKING:
    from signage.publish.publisher import Publisher
    from signage.publish.state import PageKey
    from signage.web.stream import Pieces

OPENINGS_KEPT = 32_000_000
"""Bytes of what is kept, in both encodings."""
COMPRESSED_ANEW_FROM = 8_000
"""Compressed bytes of an opening from which it is worth while to compress it as a whole."""
DIFFERENT = 32
"""How many openings are made at a time for pages that have some of what is shown: others begin with all of it."""
FOLLOWED = 512
"""Pages for which it is known how many there are."""
UNKNOWN = "unknown"
"""What a page has whose set of panels is another one, whatever it is."""


class _Key(NamedTuple):
    """What an opening is made of: the ids of what is shown and of what the page has, and whether there is no agenda."""

    shown: str
    seen: str
    lost: bool


@dataclass(slots=True)
class _Opening:
    piece: Piece
    compressing: asyncio.Task[None] | None = None

    @property
    def size(self) -> int:
        return self.piece.size

    @property
    def is_worth_it(self) -> bool:
        """Whether to compress it as a whole makes it much less."""
        return len(self.piece.deflated) >= COMPRESSED_ANEW_FROM


@dataclass(slots=True)
class _Making:
    """An opening that is being put together, and whether more than one waits for it."""

    task: asyncio.Task[None] | None = None
    shared: bool = False


class Openings:
    """The openings of a publisher's streams, made of `pieces`; at most so many bytes of them are kept."""

    def __init__(self, publisher: Publisher, pieces: Pieces, most: int = OPENINGS_KEPT) -> None:
        self._publisher, self._pieces, self._turnstile = publisher, pieces, Turnstile()
        self._making: dict[_Key, _Making] = {}
        self._kept: LRUCache[object, _Opening] = LRUCache(most, lambda opening: opening.size)
        self._partial: LRUCache[str, set[str]] = LRUCache(FOLLOWED)
        self._compressing = asyncio.Lock()  # in one thread at a time, for others are waited for by those who save

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, page_key: PageKey, seen: str) -> Piece:
        """What differs on a page from the revisions `seen`.

        It is made of pieces as they were compressed, which takes no time. When it is asked for again, it is compressed
        as a whole in a thread: many panels of one kind come to less than half of the bytes then.
        """
        key = self._key(page_key, seen)
        opening = self._kept.get(key)
        if opening is None:
            opening = _Opening(Piece.joined(map(self._pieces.of, self._publisher.catch_up(page_key, key.seen))))
            if opening.size <= self._kept.maxsize:
                self._kept[key] = opening
        elif opening.compressing is None and opening.is_worth_it:
            opening.compressing = asyncio.create_task(self._compress(opening))
        return opening.piece

    def is_ready(self, page_key: PageKey, seen: str) -> bool:
        """Whether it takes no time to have an opening."""
        return self._publisher.renderer.is_ready(page_key) and self._key(page_key, seen) in self._kept

    async def ready(self, page_key: PageKey, seen: str) -> None:
        """Render the page and put an opening together, once for all who wait for the same.

        The event loop has turns between its pieces. Where more than one waits it is compressed as a whole as well, and
        they go on in turns: thousands of streams that begin at once would hold the loop for half a second.
        """
        if not self.is_ready(page_key, seen):
            await self._made(page_key, seen)
            await self._turnstile.pass_through(lane="stream")

    async def _made(self, page_key: PageKey, seen: str) -> None:
        await self._publisher.renderer.ready(page_key)
        if (key := self._key(page_key, seen)) in self._kept:
            return
        if making := self._making.get(key):
            making.shared = True
        else:
            making = self._making[key] = _Making()
            making.task = asyncio.create_task(self._make(page_key, key, making))
            making.task.add_done_callback(lambda _: self._making.pop(key))
        if making.task:
            await asyncio.shield(making.task)

    async def _make(self, page_key: PageKey, key: _Key, making: _Making) -> None:
        for event in self._publisher.catch_up(page_key, key.seen):
            if self._pieces.of(event).compress():
                await asyncio.sleep(0)
        self.of(page_key, key.seen)
        if making.shared and (opening := self._kept.get(key)) and opening.is_worth_it:
            opening.compressing = asyncio.create_task(self._compress(opening))
            await opening.compressing

    def _key(self, page_key: PageKey, seen: str) -> _Key:
        shown = self._publisher.follow(page_key)
        known = seen if not seen or seen == shown else self._one_of_few(_known(seen, shown), shown)
        return _Key(shown, known, self._publisher.current.agenda is None)

    def _one_of_few(self, known: str, shown: str) -> str:
        """What a page has, or that it has nothing, where openings were made for too many others already.

        Displays come back with what was shown some changes ago. Somebody who picks revisions out of a page has as many
        to choose from as there are sets of its panels, and each opening may be a megabyte that he does not read.
        """
        if known == UNKNOWN:
            return known
        given = self._partial.setdefault(shown, set())
        if known not in given and len(given) >= DIFFERENT:
            return _nothing_of(shown)
        given.add(known)
        return known

    async def _compress(self, opening: _Opening) -> None:
        whole = Piece(opening.piece.plain)
        async with self._compressing:
            await asyncio.to_thread(whole.bytes, gzipped=True)
        opening.piece = whole


@lru_cache(256)
def _nothing_of(shown: str) -> str:
    """What a page has that shows the same panels, each in another form."""
    kept, *revisions = shown.split(".")
    return ".".join([kept, *("" for _ in revisions)])


@lru_cache(256)
def _known(seen: str, shown: str) -> str:
    """What an id comes to beside that of what is shown: the revisions that are the same, all others left blank.

    An opening depends on no more than that. What is of another set of panels is all answered alike. So whoever names
    anything by chance, and of any length, has nothing put together for himself, and fills no memory with it.
    """
    if len(seen) > len(shown) or seen.partition(".")[0] != shown.partition(".")[0]:
        return UNKNOWN
    has, now = seen.split("."), shown.split(".")
    if len(has) != len(now):
        return UNKNOWN
    return ".".join(one if one == other else "" for one, other in zip(has, now, strict=True))
