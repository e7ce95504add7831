"""A store that several nodes share, in memory: what RedisStore does, without its network."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from signage.errors import Fenced, StoreError
from signage.store.shared import AGENDA, EVERYTHING, NOTE, RELAYED, State, Word
from tests.memory import MemoryStore


class Middle(MemoryStore):
    """What all nodes share. Its clock is the test's."""

    def __init__(self, clock):
        super().__init__()
        self.clock, self.nodes = clock, []
        self.lease, self.token, self.pictures, self.loans = ("", 0.0), 0, {}, {}

    def empty(self):
        """As FLUSHALL does."""
        super().__init__()
        self.lease, self.pictures = ("", 0.0), {}
        self.token = 0

    def holder(self):
        node, until = self.lease
        return node if self.clock.monotonic() < until else ""

    def say(self, word, by):
        for node in self.nodes:
            if node is not by and not node.cut:
                node.hear(word)


class Node:
    """The store as one node sees it. `cut`: its network is gone."""

    def __init__(self, middle, node):
        self.middle, self.node, self.fence, self.cut = middle, node, 0, False
        self.hears, self.loop = asyncio.Queue(), asyncio.get_running_loop()
        self.hear(Word(EVERYTHING))
        middle.nodes.append(self)

    def hear(self, word):
        """Stores are used in threads."""
        self.loop.call_soon_threadsafe(self.hears.put_nowait, word)

    def reach(self):
        if self.cut:
            raise StoreError("redis cannot be reached")
        return self.middle

    def mend(self):
        self.cut = False
        self.hear(Word(EVERYTHING))

    @property
    def state(self):
        return State(not self.cut, self.middle.clock.now(), "redis cannot be reached" if self.cut else "")

    def _check(self):
        middle = self.reach()
        if not self.fence or self.fence != middle.token or middle.holder() != self.node:
            raise Fenced("another node has the lease")
        return middle

    def load(self, event_id):
        return self.reach().load(event_id)

    def save(self, snapshot):
        number = self._check().save(snapshot)
        self.middle.say(Word(AGENDA), self)
        return number

    def confirm(self, snapshot):
        return self._check().confirm(snapshot)

    def get(self, key):
        return self.reach().get(key)

    def put(self, key, value, *, fenced=False):
        (self._check() if fenced else self.reach()).put(key, value)
        self.middle.say(Word(NOTE, key.encode()), self)

    def records(self, kind):
        return self.reach().records(kind)

    def write(self, records, *, new=False):
        self.reach().write(records, new=new)
        for kind in dict.fromkeys(record.kind for record in records):
            self.middle.say(Word(kind), self)

    def claim(self, lasts, least=0, *, wary=False):
        middle = self.reach()
        holder = middle.holder()
        if holder not in ("", self.node):
            return None
        if not holder and wary and not middle.token:
            return 0
        if not holder:
            middle.token = max(middle.token, least, round(middle.clock.now().timestamp() * 1000)) + 1
        middle.lease = self.node, middle.clock.monotonic() + lasts.total_seconds()
        return middle.token

    def release(self):
        if self.reach().holder() == self.node:
            self.middle.lease = ("", 0.0)

    def holder(self):
        return self.reach().holder()

    async def words(self):
        while True:
            yield await self.hears.get()

    def relay(self, payload):
        self.reach().say(Word(RELAYED, payload), self)

    def put_picture(self, digest, body):
        self.reach().pictures[digest] = body

    def picture(self, digest):
        return self.reach().pictures.get(digest)

    def remove_picture(self, digest):
        self.reach().pictures.pop(digest, None)

    def lend(self, name, body):
        self.reach().loans[name] = body

    def lent(self, name):
        return self.reach().loans.get(name)

    def close(self):
        with suppress(ValueError):
            self.middle.nodes.remove(self)
