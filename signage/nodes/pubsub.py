"""Change notifications, called words: another node has written a record of a kind, and those are read anew."""

from __future__ import annotations

import asyncio
import logging
import secrets
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from signage.errors import StoreError
from signage.store.shared import EVERYTHING, RELAYED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from signage.clock import Clock
    from signage.store.shared import Shared

LIFE = "life"
"""Key of a note that is another one in each life of the store: it is missing once the store was emptied."""
LOOK_EVERY = 60.0
"""Seconds after which everything is looked at, should a word have been lost."""
AGAIN_AFTER = 1.0
"""Seconds after which a look is tried again that the store did not answer."""

log = logging.getLogger(__name__)


class Subscription(NamedTuple):
    """What to do at words of one kind: `look` at it anew, then rest for so many seconds, to have many words in one.

    `refill` writes what the store lacks, once it was emptied. Both raise StoreError where it cannot be used.
    """

    look: Callable[[], Awaitable[object]]
    refill: Callable[[], Awaitable[object]] | None = None
    rest: float = 0.0


class Subscriptions:
    """Follows what other nodes write: `follows` by the kinds of words. `take` is given what they relay."""

    def __init__(
        self,
        shared: Shared,
        clock: Clock,
        follows: Mapping[str, Subscription],
        take: Callable[[bytes], None] = lambda _: None,
    ) -> None:
        self._shared, self._clock, self._follows, self._take = shared, clock, follows, take
        self._wanted = {kind: asyncio.Event() for kind in follows}
        self._life = ""
        self._living = asyncio.Lock()

    def works(self) -> Iterable[Callable[[], Awaitable[None]]]:
        """What is to be done again and again, side by side: no kind waits for another."""
        yield self.listen
        yield self._look_at_all
        yield from (partial(self.follow, kind) for kind in self._follows)

    async def listen(self) -> None:
        """Take note of each word."""
        async for word in self._shared.words():
            if word.kind == RELAYED:
                self._take(word.payload)
            elif word.kind == EVERYTHING:
                self.want_all()
            elif word.kind in self._wanted:
                self._wanted[word.kind].set()

    def want_all(self) -> None:
        """Look at everything anew."""
        for wanted in self._wanted.values():
            wanted.set()

    async def follow(self, kind: str) -> None:
        """Wait for a word of this kind, and look."""
        await self._wanted[kind].wait()
        self._wanted[kind].clear()
        try:
            await self.revive()
            await self._follows[kind].look()
        except StoreError as error:
            log.debug("what other nodes changed of %r is not known yet: %s", kind, error)
            self._wanted[kind].set()
            await self._clock.sleep(AGAIN_AFTER)
        await self._clock.sleep(self._follows[kind].rest)

    async def revive(self) -> None:
        """Write what this node has into a store that was emptied, before anything is read of it. Raises StoreError.

        Only what it lacks: another node may have been the first, and nothing overwrites what is there.
        """
        async with self._living:
            life = await asyncio.to_thread(self._shared.get, LIFE)
            if life and life == self._life:
                return
            if self._life:
                log.warning("the store of all nodes was emptied: what this one knows is written into it again")
                for follow in self._follows.values():
                    if follow.refill:
                        await follow.refill()
            if not life:
                life = secrets.token_hex(8)
                await asyncio.to_thread(self._shared.put, LIFE, life)
            self._life = life

    async def _look_at_all(self) -> None:
        await self._clock.sleep(LOOK_EVERY * (0.5 + self._clock.jitter()))
        self.want_all()
