"""A server that shares its store with no other: what a program asks of its nodes, where this one is alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signage.agenda import Agenda
from signage.nodes.lending import Lending
from signage.staff.layouts import Layouts
from signage.sync.coordinator import Sync

if TYPE_CHECKING:
    from signage.clock import Clock
    from signage.fleet.pairing import Pairings
    from signage.fleet.registry import Registry
    from signage.inevent.client import SessionClient
    from signage.nodes.consistency import Newness
    from signage.nodes.pubsub import Subscription
    from signage.staff import Staff
    from signage.staff.records import Shelf
    from signage.staff.versions import Version
    from signage.store import Store
    from signage.sync.archive import Archive
    from signage.sync.assignment import Assignment
    from signage.sync.schedule import Schedule

Publish = Callable[[Agenda], Awaitable[None]]
"""Shows another agenda."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The parts of a program that go by its nodes.

    `follows` are the records that pages keep, by their kinds; `follow_layout` shows the newest version of screens.yaml.
    `tell_staff` tells open pages of staff, by an event's name and its data. `tick` tells walls at once how new all is,
    and `end_streams` has them come again.
    """

    schedule: Schedule
    registry: Registry
    pairings: Pairings
    staff: Staff
    follows: Mapping[str, Subscription]
    follow_layout: Callable[[], Awaitable[None]]
    tell_staff: Callable[[str, Mapping[str, object]], None]
    tick: Callable[[], None]
    end_streams: Callable[[], None]


class Standalone:
    """The one server of an event: it asks the gateway itself, and has nobody to tell. `Cluster` has several.

    A program makes its sync and its layouts by this, then it is joined to the rest; then `start` and `works` go on.
    """

    shares = False
    """Whether other servers have this store, too."""
    asks = reachable = True
    """Whether this server asks the gateway, and whether it reaches the store."""
    error = ""
    """Why the store that servers share cannot be used, or nothing."""
    copy: Store | None = None
    """Where a copy of the agenda is kept, as the store is another machine's."""
    newness: Newness | None = None
    close_within: float | None = None
    """Seconds that the store may take at the end; as many as it needs where that is None."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self._clock = store, clock
        self.lending = Lending()

    def sync(self, client: SessionClient, archive: Archive, assignment: Assignment, publish: Publish) -> Sync:
        """What keeps the agenda as the gateway has it."""
        return Sync(client, archive, assignment, clock=self._clock, publish=publish)

    def layouts(self, shelf: Shelf[Version]) -> Callable[..., Layouts]:  # noqa: ARG002 - several nodes have one
        """What makes the layouts of staff, of what `Layouts` takes; their versions are on the shelf."""
        return Layouts

    async def picture_changed(self, name: str) -> None:
        """Staff have added or removed a picture of this name."""

    def join(self, parts: Parts) -> None:
        """Take over the rest of the program."""
        self._parts = parts

    def looks_at(self, kind: str) -> Callable[[], Awaitable[None]] | None:  # noqa: ARG002 - several nodes have one
        """What takes over the records of a kind that others have written by now; None where there are none."""
        return None

    def start(self) -> None:
        """Begin to ask the gateway."""
        self._parts.schedule.start()

    def works(self) -> Iterator[Callable[[], Awaitable[None]]]:
        """What is to be done again and again, side by side."""
        yield self._parts.staff.follow

    def showing_agenda(self) -> AbstractContextManager[None]:
        """Whatever has to happen around the showing of an agenda: nothing, for there is nobody to tell."""
        return nullcontext()

    def showing_layout(self) -> AbstractContextManager[None]:
        """Whatever has to happen around the showing of a layout: nothing."""
        return nullcontext()

    async def leave(self) -> None:
        """This server stops; a cluster has another one ask the gateway."""
