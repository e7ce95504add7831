"""The lease: the one node that holds it asks the gateway. One that dies is replaced once its lease has run out."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from signage.errors import StoreError
from signage.staff.threads import WorkerThread

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from signage.clock import Clock
    from signage.store.shared import Shared

LASTS = timedelta(seconds=10)
WATCH_EVERY = 0.25
"""Seconds between two looks whether the lease is held still: so soon a node stops asking."""

log = logging.getLogger(__name__)


class Lease:
    """The lease as this node has it. `claim` and `watch` are to be done again and again, beside each other.

    It counts from before it was claimed and by the monotonic clock, so that it ends here no later than in the store.
    `gained` and `lost` are awaited in turn, while the store knows this node by the token of its lease, or by none.
    """

    def __init__(
        self,
        shared: Shared,
        clock: Clock,
        *,
        gained: Callable[[], Awaitable[None]],
        lost: Callable[[], Awaitable[None]],
        lasts: timedelta = LASTS,
    ) -> None:
        self._shared, self._clock, self._lasts = shared, clock, lasts
        self._gained, self._lost = gained, lost
        self._token, self._until = 0, float("-inf")
        self._others_until = float("-inf")  # till when another node may think that it has the lease, at most
        self._acts_on, self._leaves = 0, False
        self._thread = WorkerThread("lease")  # of its own: nothing that waits for the store may hold up its renewal

    @property
    def is_held(self) -> bool:
        """Whether this node may ask the gateway at this very moment."""
        return self._acts_on != 0 and self._acts_on == self._now_held

    @property
    def _now_held(self) -> int:
        return self._token if self._clock.monotonic() < self._until else 0

    async def claim(self) -> None:
        """Take the lease, or prolong it; then wait for a third of it."""
        await self.claim_now()
        await self._clock.sleep(self._lasts.total_seconds() / 3)

    async def claim_now(self) -> None:
        """Take the lease if no other node has it, or prolong it; unless it was given back."""
        if self._leaves:
            return
        began = self._clock.monotonic()
        try:
            wary = began < self._others_until
            token = await self._thread.run(partial(self._shared.claim, self._lasts, self._token, wary=wary))
        except StoreError as error:
            log.debug("the lease cannot be claimed: %s", error)  # what is left of it may be used
        else:
            self._token = token or self._token
            self._until = began + self._lasts.total_seconds() if token else float("-inf")
            if token is None:
                self._others_until = self._clock.monotonic() + self._lasts.total_seconds()

    async def watch(self) -> None:
        """Begin to ask as soon as the lease is held, and stop as soon as it is not, or was not in between."""
        await self._clock.sleep(WATCH_EVERY)
        held = self._now_held
        if held != self._acts_on and self._acts_on:
            self._acts_on = 0
            log.info("another node is to ask the gateway")
            await self._lost()
            self._shared.fence = 0
        if held and held != self._acts_on:
            self._shared.fence, self._acts_on = held, held
            log.info("this node asks the gateway from now on")
            await self._gained()

    async def give_back(self) -> None:
        """Let another node ask at once, for this one stops. Nothing is to be written by the lease any more."""
        self._until, acts, self._acts_on, self._leaves = float("-inf"), self._acts_on, 0, True
        if acts:
            try:
                await self._thread.run(self._shared.release)
            except StoreError as error:
                log.debug("the lease cannot be given back: %s", error)
