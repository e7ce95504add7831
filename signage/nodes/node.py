"""One of several servers on one store: it asks the gateway while it has the lease, and follows the others' words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.nodes.lease import LASTS, Lease
from signage.nodes.pubsub import Subscription, Subscriptions
from signage.store.shared import LEASE, NOTE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from datetime import timedelta

    from signage.clock import Clock
    from signage.nodes.relay import Relay
    from signage.store.shared import Shared
    from signage.sync.schedule import Schedule
    from signage.sync.shared import SharedSync


class Node:
    """What this node does besides serving. `follows` are what it shares with the others, by the kinds of words."""

    def __init__(
        self,
        shared: Shared,
        clock: Clock,
        sync: SharedSync,
        schedule: Schedule,
        follows: Mapping[str, Subscription],
        relay: Relay,
        lasts: timedelta = LASTS,
    ) -> None:
        self._sync, self._schedule = sync, schedule
        self.lease = Lease(shared, clock, gained=self._lead, lost=self._leave, lasts=lasts)
        first = {LEASE: Subscription(self.lease.claim_now), NOTE: Subscription(self._look_at_feed)}
        self._relay = relay
        self.subscriptions = Subscriptions(shared, clock, {**first, **follows}, relay.take)

    def works(self) -> Iterator[Callable[[], Awaitable[None]]]:
        """What is to be done again and again, side by side."""
        yield self.lease.claim
        yield self.lease.watch
        yield self._relay.send
        yield self._relay.beat
        yield from self.subscriptions.works()

    async def _lead(self) -> None:
        await self._sync.lead()
        self._schedule.start()
        await self._sync.heed()

    async def _leave(self) -> None:
        self._schedule.stop()
        await self._sync.leave()

    async def _look_at_feed(self) -> None:
        await (self._sync.heed() if self._sync.asks else self._sync.follow())
