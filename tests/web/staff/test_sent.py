"""A takeover on its way to open streams, through the real server."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from signage.publish.publisher import NOTICES_AT_ONCE, Publisher
from signage.staff import Staff
from signage.staff.accounts import Account
from signage.staff.notice import Message
from signage.staff.settings import NO_STAFF
from signage.venue.media import Media
from signage.web import app
from signage.web.hub import Hub
from signage.web.server import Server, listen
from signage.web.stream import Pieces
from tests.build import PreviewsHere, agenda, at, layout, session
from tests.clock import FakeClock
from tests.memory import MemoryStore
from tests.wait import until
from tests.web.site import read_until
from tests.web.staff.site import PASSWORD, hashed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from signage.publish.changes import Event, Topic

SCREENS = "\n".join(f"wall-{number}: {{show: overview}}" for number in range(NOTICES_AT_ONCE))
OUT = {"title": "Leave now", "style": "takeover", "until": at("10:00").isoformat(), "confirm": NOTICES_AT_ONCE}


class Walls:
    """The server, and the screens whose streams were sent a takeover."""

    def __init__(self) -> None:
        self.clock, self.pieces = FakeClock(at("09:30")), Pieces()
        self.hub: Hub[Topic] = Hub(tick=lambda: b"event: tick\ndata: {}\n\n")
        self.sent: list[str] = []
        self.publisher = Publisher(layout(SCREENS), clock=self.clock, topics=self.hub.topics, send=self._send)
        self.staff = Staff.of(NO_STAFF, MemoryStore(), self.clock)
        self.staff.notices.show = self.publisher.show_notices
        self.port = 0
        self.writers: list[asyncio.StreamWriter] = []

    def _send(self, topic: Topic, event: Event) -> None:
        if event.data.get("panel") == "over":
            self.sent.append(topic.name)
        self.hub.publish(topic, self.pieces.of(event))

    async def stream(self, name: str) -> asyncio.StreamReader:
        """The stream of a screen that shows what is current, once it has begun."""
        page_key = self.publisher.current.page_key("screen", name)
        rev = self.publisher.renderer.rendered_screen(page_key).id
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        self.writers.append(writer)  # else it is closed
        writer.write(f"GET /screens/{name}/events?rev={rev} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await read_until(reader, b"event: tick")
        return reader


@asynccontextmanager
async def served() -> AsyncIterator[Walls]:
    walls = Walls()
    await walls.publisher.show_agenda(agenda(session("s1")))
    made = app.create(
        walls.publisher,
        walls.hub,
        clock=walls.clock,
        confirmed=lambda: at("09:29"),
        media=Media(Path("no such folder")),
        pieces=walls.pieces,
        previews=PreviewsHere(walls.publisher),
        staff=walls.staff,
    )
    sock = listen("127.0.0.1", 0)
    server = Server(made, sock, on_shutdown=walls.hub.close)
    task = asyncio.create_task(server.serve(sockets=[sock]))
    walls.port = sock.getsockname()[1]
    await until(lambda: server.started)
    try:
        yield walls
    finally:
        for writer in walls.writers:
            writer.close()
        server.should_exit = True
        await asyncio.wait_for(task, 10)


async def test_a_takeover_sent_over_the_api_is_on_every_open_stream() -> None:
    async with served() as walls:
        await walls.staff.access.accounts.put(Account("Ana", "operator", True, hashed()))
        streams = [await walls.stream(f"wall-{number}") for number in range(NOTICES_AT_ONCE)]
        base = f"http://127.0.0.1:{walls.port}"
        async with httpx.AsyncClient(base_url=base, headers={"origin": base}, trust_env=False) as client:
            await client.post("/staff/login", data={"name": "ana", "password": PASSWORD})
            answer = await client.post("/staff/api/notices", json=OUT)
            assert answer.status_code == 201, answer.text
            for reader in streams:
                assert b"event: panel" in await read_until(reader, f'data-notice=\\"{answer.json()["id"]}'.encode())


async def test_it_is_handed_to_the_streams_within_the_loops_first_turn() -> None:
    async with served() as walls:
        for number in range(NOTICES_AT_ONCE):
            await walls.stream(f"wall-{number}")
        message = Message(title="Leave now", style="takeover", until=at("10:00"))
        sending = asyncio.create_task(walls.staff.notices.send(message, "Ana", "", ("wall-0",), ()))
        await asyncio.sleep(0)
        assert sorted(walls.sent) == sorted(f"wall-{number}" for number in range(NOTICES_AT_ONCE))
        await sending
