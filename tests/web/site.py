"""The real server on a real socket, with a few routes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from signage.publish.changes import Event
from signage.web.hub import Hub
from signage.web.limits import Limits
from signage.web.quota import Quota
from signage.web.server import Server, listen
from signage.web.stream import EventStream, encode
from tests.wait import PATIENCE, until

GET = b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n"
PING = b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class Site:
    """A running server and what belongs to it."""

    hub: Hub
    server: Server
    port: int
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    """The sizes of the pieces of bodies that the application was handed."""

    async def connect(self, data: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        self.writers.append(writer)
        writer.write(data)
        return reader, writer

    async def stream(self) -> asyncio.StreamReader:
        """A stream that has begun."""
        reader, _ = await self.connect(GET)
        assert (await reader.readuntil(b"\r\n")) == b"HTTP/1.1 200 OK\r\n"
        await read_until(reader, b"event: tick")
        return reader

    async def ask(self, data: bytes) -> bytes:
        """Everything a server says to this until it closes."""
        reader, _ = await self.connect(data)
        return await rest(reader)


async def read_until(reader: asyncio.StreamReader, mark: bytes) -> bytes:
    async with asyncio.timeout(PATIENCE):
        return await reader.readuntil(mark)


async def rest(reader: asyncio.StreamReader) -> bytes:
    got = b""
    async with asyncio.timeout(PATIENCE):
        try:
            while more := await reader.read(65536):
                got += more
        except ConnectionResetError:
            pass
    return got


@asynccontextmanager
async def site(*, drain_timeout: float = 20.0, limit: int = 100, limits: Limits | None = None) -> AsyncIterator[Site]:
    hub = Hub(tick=lambda: encode(Event("tick", {})), drain_timeout=drain_timeout, quota=Quota(limit, limit))

    async def events(request: Request) -> EventStream:
        return EventStream(hub, "a", tuple)

    async def ping(request: Request) -> Response:
        return PlainTextResponse("pong")

    async def large(request: Request) -> Response:
        return PlainTextResponse("x" * 8_000_000)

    async def never(request: Request) -> Response:
        await asyncio.Event().wait()
        raise AssertionError

    async def size(request: Request) -> Response:
        running.taken += [len(piece) async for piece in request.stream()]
        return PlainTextResponse(str(sum(running.taken)))

    async def upload(request: Request) -> Response:
        if request.headers.get("known"):
            request.scope["extensions"]["signage.stream"]["expect"](5000, 10.0)
        return await size(request)

    async def who(request: Request) -> Response:
        return PlainTextResponse(f"{request.client and request.client.host} {request.url.scheme}")

    routes = [
        Route("/who", who),
        Route("/events", events),
        Route("/ping", ping),
        Route("/never", never),
        Route("/large", large),
    ]
    posted = [Route("/size", size, methods=["POST"]), Route("/upload", upload, methods=["POST"])]
    app = Starlette(routes=[*routes, *posted])
    sock = listen("127.0.0.1", 0)
    server = Server(app, sock, on_shutdown=hub.close, limits=limits or Limits())
    task = asyncio.create_task(server.serve(sockets=[sock]))
    running = Site(hub, server, sock.getsockname()[1])
    await until(lambda: server.started)
    try:
        yield running
    finally:
        server.should_exit = True
        await asyncio.wait_for(task, PATIENCE)
        for writer in running.writers:
            writer.transport.abort()
        await asyncio.sleep(0)


def status(answer: bytes) -> int:
    return int(answer.split(b" ")[1])
