"""Readers that misbehave, all at once, against the whole server: its walls go on, and it does not grow."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.gateway import Gateway, record
from tests.e2e.process import Server, serving
from tests.e2e.wall import Wall, until

STREAM = b"GET /rooms/room_a/events HTTP/1.1\r\nHost: x\r\n\r\n"
READERS = {
    "connects and says nothing": b"",
    "never ends its head": b"GET / HTTP/1.1\r\nHost:",
    "never reads its stream": STREAM,
    "closes its half": STREAM,
    "never reads its pages": b"GET /screens/foyer HTTP/1.1\r\nHost: x\r\n\r\n",
    "speaks TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "speaks nonsense": b"\0" * 4096,
    "never ends its line": b"GET /" + b"a" * 20_000,
}
MEMORY = 40_000  # bytes for each of them


def resident(server: Server) -> int:
    return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


@asynccontextmanager
async def flood(server: Server, count: int) -> AsyncIterator[None]:
    """So many connections at once, each of a kind of its own."""
    kinds = list(READERS.items())
    opened = []
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
    finally:
        for one in opened:
            one.close()


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.soak)])
async def test_readers_that_misbehave_harm_no_wall(tmp_path: Path, count: int) -> None:
    begun = datetime.now(UTC).replace(microsecond=0)
    async with (
        Gateway(record(1, begun, 600), record(2, begun, 600, room="b")) as gateway,
        serving(tmp_path, gateway) as server,
    ):
        await server.ready()
        async with Wall(server.client, "/rooms/room_a") as wall:
            before = resident(server)
            async with flood(server, count):
                for number in range(3):
                    gateway.edit("ses_1", title=f"Version {number}")
                    await until(lambda: f"Version {number}" in wall.text(time.time()))  # noqa: B023
                    assert (await server.get("/healthz")).status_code == 200
                assert (resident(server) - before) < count * MEMORY + 8_000_000
            assert wall.lost == 0
        assert "Traceback" not in server.said
