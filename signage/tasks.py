"""Work that is repeated for as long as the program runs, also after it raised an error; work that many ask for."""

from __future__ import annotations

import asyncio
import logging
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from signage.clock import Clock

LOG_AGAIN_AFTER = 60.0
"""Seconds for which an error of repeated work is not logged again."""

log = logging.getLogger(__name__)


async def run_for_ever(work: Callable[[], Awaitable[None]], clock: Clock) -> None:
    """Do the work again and again until cancelled, a second later where it failed. A lasting fault is logged once."""
    failed_at = -math.inf
    while True:
        try:
            await work()
        except Exception:
            if clock.monotonic() - failed_at > LOG_AGAIN_AFTER:
                log.exception("a fault in signage itself; what it stopped goes on in a second")
            failed_at = clock.monotonic()
            await clock.sleep(1)


class Coalesced:
    """Work that many may ask for at once: it runs once for all of them, at most every `every` seconds."""

    def __init__(self, work: Callable[[], Awaitable[None]], clock: Clock, every: float) -> None:
        self._work, self._clock, self._every = work, clock, every
        self._began = -math.inf
        self._running: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Have it done, begun no earlier than now. Raises what the work raises."""
        if self._next is None:
            self._next = asyncio.create_task(self._run())
            self._next.add_done_callback(lambda task: task.cancelled() or task.exception())  # who asked may have left
        await asyncio.shield(self._next)

    async def _run(self) -> None:
        if self._running:
            await asyncio.wait({self._running})
        await self._clock.sleep(max(0.0, self._began + self._every - self._clock.monotonic()))
        self._running, self._next, self._began = self._next, None, self._clock.monotonic()
        await self._work()
