"""A Sync against a feed of the contract, with all its surroundings in hand."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from signage.agenda import Days, EventKey
from signage.errors import StoreError
from signage.layout import SyncPlan
from signage.sync.archive import Archive
from signage.sync.assignment import Assignment
from signage.sync.coordinator import Sync
from tests.clock import FakeClock
from tests.memory import MemoryStore
from tests.sync.feed import LISBON, SETTINGS, T0, Feed, client, record

KOLKATA = ZoneInfo("Asia/Kolkata")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Disk(MemoryStore):
    """A store that counts what is written, and fails when told."""

    def __init__(self):
        super().__init__()
        self.writes = []
        self.full = False

    def _write(self, what):
        if self.full:
            raise StoreError("signage.db cannot be used: database or disk is full")
        self.writes.append(what)

    def save(self, snapshot):
        self._write("save")
        return super().save(snapshot)

    def put(self, key, value, *, fenced=False):
        if self.full:
            raise StoreError("signage.db cannot be used: database or disk is full")
        super().put(key, value, fenced=fenced)

    def confirm(self, snapshot):
        self._write("confirm")
        return super().confirm(snapshot)


def assigned(zone=LISBON, event="evt", plan=None, day_ends=time(4)):
    """What a Sync is to keep."""
    return Assignment(EventKey(event, Days(zone, day_ends)), plan or SyncPlan())


class Bench:
    """A Sync with all its surroundings in hand."""

    def __init__(self, *records, store=None):
        self.feed, self.clock, self.store = Feed(*records), FakeClock(T0, fraction=1.0), store or Disk()
        self.shown = []
        self.shows = self.show
        self.sync = self.another()

    def another(self, zone=LISBON, settings=SETTINGS, **more):
        asking = client(self.feed, self.clock, settings)
        self.archive = Archive(self.store, self.clock)
        return Sync(asking, self.archive, assigned(zone, **more), clock=self.clock, publish=self.publish)

    async def publish(self, agenda):
        await self.shows(agenda)

    async def show(self, agenda):
        self.shown.append(agenda)

    async def restart(self, *settings, **more):
        self.sync, self.shown = self.another(*settings, **more), []
        await self.sync.restore()

    def asked(self):
        asked, self.feed.asked = self.feed.asked, []
        return [one.partition("?")[0] + ("?from" if "from=" in one else "") for one in asked]

    @property
    def ids(self):
        return [session.id for session in self.shown[-1].sessions]

    @property
    def titles(self):
        return [session.title for session in self.shown[-1].sessions]

    async def minute(self, minutes=1):
        """Let a minute pass, and the window's tick come."""
        self.clock.passed += 60 * minutes
        await self.sync.window()


def program(count=12):
    return [record(number, T0 + number * 10 * MINUTE, 10) for number in range(count)]
