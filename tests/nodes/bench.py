"""Two nodes of one store, against one gateway, with time in hand."""

from __future__ import annotations

import asyncio

from signage.fleet.registry import Registry
from signage.nodes.node import Node
from signage.nodes.relay import Relay
from signage.sync.archive import Archive
from signage.sync.shared import SharedSync
from tests.clock import FakeClock
from tests.nodes import memory
from tests.sync.bench import assigned
from tests.sync.feed import T0, Feed, client


class ByHand:
    """In place of the scheduler: ticks come from the test, while they would come at all."""

    running = False

    def start(self):
        self.running = True

    def stop(self):
        self.running = False


class One:
    """A node with its sync. `moment` lets a step of all that it does for ever pass."""

    def __init__(self, name, middle, feed, clock):
        self.store, self.shown = memory.Node(middle, name), []
        self.client = client(feed, clock)
        self.archive = Archive(self.store, clock)
        self.sync = SharedSync(
            self.client, self.archive, assigned(), clock=clock, publish=self.publish,
            may_ask=lambda: self.node.lease.is_held, state=lambda: self.store.state,
        )  # fmt: skip
        self.schedule = ByHand()
        relay = Relay(self.store, clock, Registry(clock), {})
        self.node = Node(self.store, clock, self.sync, self.schedule, {}, relay)

    async def publish(self, agenda):
        self.shown.append(sorted(session.title for session in agenda.sessions))

    async def start(self):
        await self.sync.restore()
        await self.claims()

    async def claims(self):
        """Claim, and act on it."""
        await self.node.lease.claim()
        await self.node.lease.watch()

    async def hears(self):
        """Look at what others have written."""
        await self.sync.heed()
        await self.sync.follow()


class Bench:
    """Two nodes, the first of which asks."""

    def __init__(self, *records):
        self.clock, self.feed = Quiet(T0, fraction=1.0), Feed(*records)
        self.middle = memory.Middle(self.clock)
        self.a, self.b = (One(name, self.middle, self.feed, self.clock) for name in "ab")

    async def start(self):
        await self.a.start()
        await self.b.start()
        await self.a.sync.window()
        await self.b.hears()

    def pass_seconds(self, seconds):
        self.clock.passed += seconds


class Quiet(FakeClock):
    """To sleep takes no time: it passes by the test alone."""

    async def sleep(self, seconds):
        self.slept.append(seconds)
        await asyncio.sleep(0)
