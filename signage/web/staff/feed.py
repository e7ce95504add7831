"""The one stream of each page of the staff page: `/staff/events`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.routing import Route

from signage.publish.changes import Event
from signage.publish.state import PageKey
from signage.web.encoding import Piece
from signage.web.hub import Hub
from signage.web.quota import Quota
from signage.web.staff.api import refused
from signage.web.staff.calls import Refusal
from signage.web.staff.fleet_view import DISPLAYS_TOLD
from signage.web.staff.session import network
from signage.web.stream import EventStream, encode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import ASGIApp, Scope

    from signage.clock import Clock
    from signage.fleet.row import Row
    from signage.web.staff.screens import Fleet
    from signage.web.staff.session import Gate

STREAMS, STREAMS_EACH = 400, 200
"""Open pages of staff, in all and from one address."""
GATHER = 0.5
"""Seconds for which changes of displays are gathered, so that a venue that comes back is one event."""
EACH = 0.002
"""Seconds for which they are gathered at least, for each display that was told of the last time: to tell of one is a
fiftieth of that for the server, and as much for each page that asks for all of them again."""
LOOK_EVERY = 3.0
"""Seconds between two looks at who is still signed in."""
MOST_AT_ONCE = 200
"""Screens told in one event; of more the page is told to ask again, and of several with so many displays, too."""
ALL = "staff"


@dataclass(slots=True, eq=False)
class Reader:
    """An open page of staff, which is told when its session has ended."""

    feed: Feed
    request: Request
    send: Callable[[Piece], None] | None = None
    told: bool = False

    def opened(self, send: Callable[[Piece], None]) -> None:
        """The stream of a page of staff is open."""
        self.send = send
        self.feed.readers.add(self)

    def closed(self) -> None:
        """The stream is open no longer."""
        self.feed.readers.discard(self)


@dataclass
class Feed:
    """Sends events to all open pages of staff. `tick` is that of the walls: miniatures go by it.

    `send(name, data)` is for all parts; what is sent is small, or names what to ask for.
    """

    tick: Callable[[], bytes]
    clock: Clock
    interval: float = 15.0
    connections: Quota | None = None
    """Those of the server, where open pages of staff keep their places as walls do, and staff's addresses are known."""
    hub: Hub[str] = field(init=False)
    readers: set[Reader] = field(default_factory=set)
    work: tuple[Callable[[], Awaitable[None]], ...] = ()
    """What is to be done again and again for as long as the program runs."""
    _changed: set[PageKey] = field(default_factory=set)
    _followed: bool = False
    _pause: float = GATHER

    def __post_init__(self) -> None:
        self.hub = Hub(
            tick=self.tick,
            tick_interval=self.interval,
            quota=Quota(STREAMS, STREAMS_EACH),
            connections=self.connections,
            clock=self.clock,
        )

    def send(self, name: str, data: Mapping[str, object]) -> None:
        """Send an event to every open page of staff."""
        if self.readers:
            self.hub.publish(ALL, Piece(encode(Event(name, data))))

    def routes(self, gate: Gate) -> list[Route]:
        """`/staff/events`."""

        async def events(request: Request) -> ASGIApp:
            if await gate.find(request) is None:
                message = "Nobody is signed in, or no longer: sign in at /staff/login."
                return refused(Refusal(401, "signed_out", message), request)
            self._seen(request)

            def attach(scope: Scope) -> Reader:
                # An open stream gives its headers back, and who reads it is asked for again and again.
                return Reader(self, Request({**scope, "headers": [*scope["headers"]]}))

            return EventStream(self.hub, ALL, tuple, attach=attach)

        return [Route("/staff/events", events, methods=["GET"])]

    def join(self, fleet: Fleet, gate: Gate, note: Callable[[Row], None] = lambda _: None) -> list[Route]:
        """Tell of this fleet from now on to those whom the gate lets in; the routes for that.

        `note` hears of each display that is in another state, or gone, whether anybody looks or not.
        """
        registry, changes = fleet.displays.registry, fleet.displays.changes

        def changed(row: Row) -> None:
            note(row)
            self.changed(row)

        registry.changed = registry.gone = changed
        changes.changed = self._follow
        fleet.publisher.on_change = lambda: self.send("walls", {"version": fleet.publisher.current.version})
        self.work = (partial(self.tell_screens, fleet), partial(self.look, gate))
        return self.routes(gate)

    def _seen(self, request: Request) -> None:
        """Who asks is signed in."""
        if self.connections:
            self.connections.staff_seen(network(request))

    def _follow(self) -> None:
        self._followed = bool(self.readers)

    def changed(self, row: Row) -> None:
        """A display is in another state, or gone."""
        if self.readers:
            self._changed.add(PageKey(*row.page))

    async def tell_screens(self, fleet: Fleet) -> None:
        """Send what has changed of the displays. To be called again and again; waits first."""
        await self.clock.sleep(self._pause)
        pages, self._changed = self._changed, set()
        if self._followed:
            self._followed = False
            self.send("change", fleet.view.latest_changes(1)[0].model_dump(mode="json"))
        registry = fleet.displays.registry
        displays = sum(min(len(registry.of(page)), DISPLAYS_TOLD) for page in pages)
        self._pause = max(GATHER, displays * EACH)
        if len(pages) > MOST_AT_ONCE or displays > DISPLAYS_TOLD:
            self.send("screens", {"screens": [], "all": True})
        elif pages:
            told = [screen.model_dump(mode="json") async for screen in fleet.view.each(sorted(pages))]
            gone = [page.name for page in pages if page.kind == "room" and not registry.of(page)]
            self.send("screens", {"screens": told, "gone": gone})

    async def look(self, gate: Gate) -> None:
        """End the streams of those who are signed in no longer. To be called again and again; waits first."""
        await self.clock.sleep(LOOK_EVERY)
        for number, reader in enumerate(tuple(self.readers)):
            if reader.send and gate.who(reader.request) is None:
                if reader.told:
                    reader.request.scope["extensions"]["signage.stream"]["abort"]()
                reader.told = True
                reader.send(Piece(encode(Event("signed-out", {}))))
            else:
                self._seen(reader.request)
            if number % 50 == 0:
                await asyncio.sleep(0)
