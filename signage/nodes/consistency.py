"""How new what a node shows is, so that a display that moves to a node that lags behind does not go back with it.

Agenda and layout have numbers that only rise. Ticks tell them, a page remembers the greatest and tells them when it
opens a stream. A node that shows less sends ticks alone until it has looked at the store.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, NamedTuple

from signage.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from signage.clock import Clock

TRUSTED = 15.0
"""Seconds after a look at the store for which a page is believed no greater numbers: they are of another life of it."""
AGAIN_AFTER = 1.0
_SEEN = re.compile(r"(\d{1,16})\.(\d{1,9})")


class Numbers(NamedTuple):
    """The numbers of an agenda and of a layout; 0 for none."""

    agenda: int = 0
    layout: int = 0


class Newness:
    """The numbers of what this node shows, and of what it is about to.

    `look` takes over what the store has, and raises StoreError; `end` ends the streams of pages that have seen newer:
    they come again.
    """

    def __init__(self, clock: Clock, look: Callable[[], Awaitable[None]], end: Callable[[], None]) -> None:
        self.told = self.shown = Numbers()
        """What ticks tell: what is about to be shown; and what is shown already."""
        self._clock, self._look, self._end = clock, look, end
        self._wanted = asyncio.Event()
        self._trusted_until = float("-inf")

    def tells(self, agenda: int = 0, layout: int = 0) -> None:
        """This is about to be shown; nothing is less than before."""
        self.told = Numbers(max(agenda, self.told.agenda), max(layout, self.told.layout))

    def shows(self, agenda: int = 0, layout: int = 0) -> None:
        """This is shown."""
        self.tells(agenda, layout)
        self.shown = Numbers(max(agenda, self.shown.agenda), max(layout, self.shown.layout))

    def is_behind(self, seen: str) -> bool:
        """Whether a page has `seen` newer, as its stream tells: two numbers with a dot between."""
        match = _SEEN.fullmatch(seen)
        if match is None or (int(match[1]) <= self.shown.agenda and int(match[2]) <= self.shown.layout):
            return False
        return self._clock.monotonic() >= self._trusted_until

    def want(self) -> None:
        """Such a page has its stream by now: look at the store, and end the stream then."""
        self._wanted.set()

    async def catch_up(self) -> None:
        """Look at the store when a page has seen newer, for as long as that takes. To be done again and again."""
        await self._wanted.wait()
        try:
            await self._look()
        except StoreError:
            await self._clock.sleep(AGAIN_AFTER)
            return
        self._wanted.clear()
        self._trusted_until = self._clock.monotonic() + TRUSTED
        self._end()
