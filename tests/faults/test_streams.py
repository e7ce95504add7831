"""Readers that misbehave, all at once, against the whole server: its walls go on, and it does not grow."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.gateway import Gateway, record
from tests.e2e.process import Server, serving
from tests.e2e.wall import Wall
from tests.wait import until

STREAM = b"GET /rooms/room_a/events HTTP/1.1\r\nHost: x\r\n\r\n"
READERS = {
    "connects and says nothing": b"",
    "never ends its head": b"GET / HTTP/1.1\r\nHost:",
    "never reads its stream": STREAM,
    "reads its stream a few bytes a second": STREAM,
    "closes its half": STREAM,
    "never reads its pages": b"GET /screens/foyer HTTP/1.1\r\nHost: x\r\n\r\n",
    "speaks TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "speaks nonsense": b"\0" * 4096,
    "never ends its line": b"GET /" + b"a" * 20_000,
}
MEMORY = 40_000  # bytes for each of them
WALLS = {"/rooms/room_a": [1], "/rooms/room_b": [2], "/screens/hall-a": [1], "/screens/foyer": [1, 2]}
"""The walls that look on, and which sessions they show."""


def resident(server: Server) -> int:
    return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


@asynccontextmanager
async def flood(server: Server, count: int) -> AsyncIterator[None]:
    """So many connections at once, of each kind in turn."""
    kinds = list(READERS.items())
    opened: list[socket.socket] = []
    crawling = asyncio.create_task(crawl(opened))
    try:
        for number in range(count):
            kind, first = kinds[number % len(kinds)]
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.setblocking(False)
            opened.append(one)
            one.connect_ex(("127.0.0.1", server.port))
            if number % 200 == 199:
                await asyncio.sleep(0.01)  # the queue of the port has room for some
            with suppress(OSError, TimeoutError):  # whom the server has cut by then
                await asyncio.wait_for(asyncio.get_running_loop().sock_sendall(one, first), 5)
                if kind == "closes its half":
                    one.shutdown(socket.SHUT_WR)
        yield
        assert not crawling.done()
    finally:
        crawling.cancel()
        for one in opened:
            one.close()


async def crawl(opened: list[socket.socket]) -> None:
    """Read on for those that crawl."""
    crawlers = slice(list(READERS).index("reads its stream a few bytes a second"), None, len(READERS))
    while True:
        for one in opened[crawlers]:
            with suppress(OSError):  # nothing there yet, or cut
                one.recv(3)
        await asyncio.sleep(0.5)


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.soak)])
async def test_readers_that_misbehave_harm_no_wall(tmp_path: Path, count: int) -> None:
    begun = datetime.now(UTC).replace(microsecond=0)
    async with (
        Gateway(record(1, begun, 600), record(2, begun, 600, room="b")) as gateway,
        serving(tmp_path, gateway) as server,
    ):
        await server.ready()
        async with AsyncExitStack() as stack:
            walls = {path: await stack.enter_async_context(Wall(server.client, path)) for path in WALLS}
            before = resident(server)
            async with flood(server, count):
                for version in range(3):
                    for number in (1, 2):
                        gateway.edit(f"ses_{number}", title=f"Version {version} of {number}")
                    await until(lambda: all(follows(wall, WALLS[path], version) for path, wall in walls.items()))  # noqa: B023
                    assert (await server.get("/healthz")).status_code == 200
                assert (resident(server) - before) < count * MEMORY + 8_000_000
            assert {path: wall.lost for path, wall in walls.items()} == dict.fromkeys(WALLS, 0)
        assert "Traceback" not in server.said


def follows(wall: Wall, numbers: list[int], version: int) -> bool:
    """Whether a wall shows this version of its sessions."""
    text = wall.text(time.time())
    return all(f"Version {version} of {number}" in text for number in numbers)
