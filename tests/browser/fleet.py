"""A real server whose displays report, with sessions around the present."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from signage.agenda import Agenda, Room, Session
from signage.clock import SYSTEM
from signage.fleet.registry import Registry
from signage.publish.changes import Event, Topic
from signage.publish.publisher import Publisher
from signage.staff import Staff
from signage.staff.settings import StaffSettings
from signage.tasks import run_for_ever
from signage.venue.media import Media
from signage.web import app, server
from signage.web.display_keys import DisplayKeys
from signage.web.hub import Hub
from signage.web.staff.feed import Feed
from signage.web.stream import Pieces, encode
from tests.build import PreviewsHere, layout
from tests.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page

    from signage.fleet.row import Row

PASSWORD = "correct horse"  # of a test
ONE_PASSWORD = StaffSettings(PASSWORD)
HALL = Room("room_a", "Hall A")
SCREENS = "door: {show: room, room: Hall A}\nfoyer: {show: overview}"


def sessions() -> Agenda:
    """One that is over, one that is on, and one that follows."""
    begun = SYSTEM.now() - timedelta(minutes=10)
    end = begun + timedelta(hours=1)
    return Agenda.of(
        [
            Session("s0", "Before all others", begun - timedelta(minutes=30), begun, HALL),
            Session("s1", "The grid after 2030", begun, end, HALL),
            Session("s2", "Who pays", end, end + timedelta(hours=1), HALL),
        ]
    )


class Fleet:
    """The server, its registry and its publisher."""

    def __init__(self, rest: str = "", settings: StaffSettings = ONE_PASSWORD) -> None:
        self.registry = Registry(SYSTEM)
        self.hub: Hub[Topic] = Hub(tick=self._tick, tick_interval=1.0)
        self.pieces = Pieces()
        self.publisher = Publisher(
            layout(SCREENS, rest),
            clock=SYSTEM,
            topics=self.hub.topics,
            send=lambda topic, event: self.hub.publish(topic, self.pieces.of(event)),
        )
        self.port = 0
        self.staff = Staff.of(settings, MemoryStore(), SYSTEM)
        self.keys = DisplayKeys(MemoryStore(), SYSTEM, lambda: self.publisher.current.layout.access == "keys")
        self.feed = Feed(self._tick, SYSTEM, 1.0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def rows(self) -> list[Row]:
        return list(self.registry)

    def _tick(self) -> bytes:
        now = round(SYSTEM.now().timestamp() * 1000)
        return encode(Event("tick", {"now": now, "rate": 1, "build": "b", "confirmed": now, "spread": 100}))

    def close(self) -> None:
        """End all streams."""
        self.hub.close()
        self.feed.hub.close()

    async def sweep(self) -> None:
        """What the program does every two seconds."""
        await asyncio.sleep(0.2)
        self.registry.sweep()

    async def sign_in(self, page: Page) -> None:
        """Sign in on the staff page, and be on its first page."""
        await page.goto(f"{self.url}/staff/login")
        await page.fill("[name=name]", "staff")
        await page.fill("[name=password]", PASSWORD)
        await page.press("[name=password]", "Enter")
        await page.wait_for_url("**/staff/screens")

    async def notices(self, rest: str) -> None:
        """Have these lines, such as `notices:`, besides the screens."""
        await self.publisher.show_layout(layout(SCREENS, rest), self.publisher.current.appearance)


@contextlib.asynccontextmanager
async def fleet(rest: str = "", settings: StaffSettings = ONE_PASSWORD) -> AsyncIterator[Fleet]:
    """A fleet whose server runs."""
    made = Fleet(rest, settings)
    await made.publisher.show_agenda(sessions())
    await made.staff.start()
    application = app.create(
        made.publisher,
        made.hub,
        clock=SYSTEM,
        confirmed=SYSTEM.now,
        media=Media(Path("no such folder")),
        registry=made.registry,
        pieces=made.pieces,
        previews=PreviewsHere(made.publisher),
        staff=made.staff,
        feed=made.feed,
        keys=made.keys,
    )
    sock = server.listen("127.0.0.1", 0)
    made.port = sock.getsockname()[1]
    served = server.Server(application, sock, on_shutdown=made.close)
    running = asyncio.create_task(served.serve(sockets=[sock]))
    working = [
        asyncio.create_task(run_for_ever(work, SYSTEM)) for work in (made.sweep, made.keys.look, *made.feed.work)
    ]
    try:
        yield made
    finally:
        for task in working:
            task.cancel()
        served.should_exit = True
        await running
