"""Several servers on one store, as the program of one of them has it: what is different from a server that is alone."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from signage.errors import StoreError
from signage.nodes.consistency import Newness, Numbers
from signage.nodes.layouts import NodeLayouts
from signage.nodes.lease import LASTS
from signage.nodes.lending import Lending
from signage.nodes.local_state import EVENT, LocalState, event_of, open_shared
from signage.nodes.node import Node
from signage.nodes.pictures import Pictures
from signage.nodes.pubsub import Subscription
from signage.nodes.relay import Relay
from signage.staff.audit_log import KIND as LOG
from signage.store.sqlite import SQLiteStore
from signage.sync.shared import SharedSync
from signage.tasks import Coalesced

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from datetime import timedelta
    from pathlib import Path

    from signage.clock import Clock
    from signage.inevent.client import SessionClient
    from signage.nodes.standalone import Parts, Publish
    from signage.staff.records import Shelf
    from signage.staff.versions import Version
    from signage.store import Store
    from signage.store.address import Address
    from signage.store.shared import Shared
    from signage.sync.archive import Archive
    from signage.sync.assignment import Assignment
    from signage.venue.uploads import Uploads

LOOK_EVERY = 0.2
"""Seconds between two looks for sign-ins at other nodes, whoever asks with a cookie that is none."""


class Cluster:
    """This server as one of several, in the place of `Standalone`, which says what each of these is for."""

    _sync: SharedSync
    _parts: Parts
    _node: Node
    shares = True
    close_within = 0.7  # a server stops within two seconds, and a store at the other end of a network may not answer

    def __init__(
        self, shared: Shared, copy: Store, own: LocalState, uploads: Uploads, clock: Clock, lasts: timedelta = LASTS
    ) -> None:
        self.store, self.copy, self._own, self._clock, self._lasts = shared, copy, own, clock, lasts
        self.newness = Newness(clock, self._catch_up, self._end_streams)
        self.lending = Lending(shared)
        self._pictures = Pictures(shared, uploads)

    @classmethod
    def open(
        cls, address: Address, config: Path, data: Path, uploads: Uploads, clock: Clock, lasts: timedelta
    ) -> Cluster:
        """With the store at an address, for the event of a screens.yaml. Raises SettingsError, LayoutError, StoreError.

        `data` is the folder of this server's own; the lease on asking the gateway `lasts` so long.
        """
        own = LocalState(data)
        event_id = event_of(config, own)
        own.put(EVENT, event_id)
        shared = open_shared(address, event_id, clock)
        return cls(shared, SQLiteStore(data, clock=clock), own, uploads, clock, lasts)

    @property
    def asks(self) -> bool:
        """Whether this server has the lease."""
        return self._node.lease.is_held

    @property
    def reachable(self) -> bool:
        """Whether this server reaches the store."""
        return self.store.state.reachable

    @property
    def error(self) -> str:
        """Why the store cannot be used, or nothing."""
        return self.store.state.error

    def sync(self, client: SessionClient, archive: Archive, assignment: Assignment, publish: Publish) -> SharedSync:
        """This server's Sync: it asks the gateway while it has the lease, and else shows what another has saved."""
        self._sync = SharedSync(
            client,
            archive,
            assignment,
            clock=self._clock,
            publish=publish,
            may_ask=lambda: self.asks,
            state=lambda: self.store.state,
        )
        return self._sync

    def layouts(self, shelf: Shelf[Version]) -> Callable[..., NodeLayouts]:
        """What makes the `Layouts` of this server, which follow the newest version of all servers."""
        return partial(NodeLayouts, shelf=shelf, own=self._own)

    async def picture_changed(self, name: str) -> None:
        """Have the others have it, too."""
        await self._pictures.changed(name)

    def join(self, parts: Parts) -> None:
        """Take over the rest of the program."""
        self._parts = parts
        access = parts.staff.access
        relay = Relay(self.store, self._clock, parts.registry, {"pairing": parts.pairings, "password": access.throttle})
        self._node = Node(self.store, self._clock, self._sync, parts.schedule, self._follows(), relay, self._lasts)
        access.look_at_others = Coalesced(self._look_at_access, self._clock, LOOK_EVERY).run

    def looks_at(self, kind: str) -> Callable[[], Awaitable[None]]:
        """What takes over the records of this kind, once for all who wait for it. That raises StoreError."""
        return Coalesced(partial(self._look_at, kind), self._clock, LOOK_EVERY).run

    async def _look_at(self, kind: str) -> None:
        await self._usable()
        await self._parts.follows[kind].look()

    async def _usable(self) -> None:
        """Raises StoreError where the store cannot be used: what is tried again every second would be waited for."""
        if not self.reachable:
            raise StoreError(self.error)
        await self._node.subscriptions.revive()

    def start(self) -> None:
        """Nothing: the gateway is asked from when this server has the lease."""

    def works(self) -> Iterator[Callable[[], Awaitable[None]]]:
        """What is to be done again and again, side by side."""
        yield from self._node.works()
        yield self.newness.catch_up

    @contextmanager
    def showing_agenda(self) -> Iterator[None]:
        """Tell pages the agenda's number before it comes."""
        self._tell(Numbers(agenda=self._sync.number))
        yield
        self.newness.shows(agenda=self._sync.number)

    @contextmanager
    def showing_layout(self) -> Iterator[None]:
        """Tell pages the layout's number before it comes."""
        self._tell(Numbers(layout=self._version))
        yield
        self.newness.shows(layout=self._version)

    async def leave(self) -> None:
        """Give the lease back, so that another server asks at once."""
        await self._node.lease.give_back()

    def _tell(self, numbers: Numbers) -> None:
        self.newness.tells(*numbers)
        self._parts.tick()

    @property
    def _version(self) -> int:
        newest = self._parts.staff.versions.newest
        return newest.number if newest else 0

    # What the others do -----------------------------------------------------------------------------------------------

    def _follows(self) -> dict[str, Subscription]:
        """What servers share, by the kinds of records, and what to do when another has written some."""
        staff, pictures = self._parts.staff, self._pictures
        notices, progress = staff.notices.shelves
        return {
            pictures.shelf.kind: Subscription(pictures.look, pictures.refill),
            **{shelf.kind: Subscription(shelf.refresh, shelf.refill) for shelf in staff.shelves},
            notices.kind: Subscription(staff.notices.refresh, notices.refill),
            progress.kind: Subscription(staff.notices.refresh_progress, progress.refill, rest=2.0),
            staff.version_shelf.kind: Subscription(self._follow_layout, staff.version_shelf.refill),
            LOG: Subscription(self._look_at_log, staff.journal.refill, rest=5.0),
            **self._parts.follows,
        }

    async def _look_at_access(self) -> None:
        """Know whom the others have let in. Raises StoreError."""
        access = self._parts.staff.access
        await self._usable()
        for shelf in (access.accounts.shelf, access.sessions.shelf, access.tokens.shelf):
            await shelf.refresh()

    async def _look_at_log(self) -> None:
        await self._parts.staff.journal.refresh()
        self._parts.tell_staff("log", {})

    async def _follow_layout(self) -> None:
        await self._parts.follow_layout()
        self.newness.shows(layout=self._version)

    def _end_streams(self) -> None:
        self._parts.end_streams()

    async def _catch_up(self) -> None:
        """Show what the store has, if it can be used. Raises StoreError."""
        await self._node.subscriptions.revive()
        await self._sync.follow()
        await self._follow_layout()
