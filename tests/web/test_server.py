"""The real server on real sockets: streams, limits, shutdown."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from signage.errors import SettingsError
from signage.publish.changes import Event
from signage.web.hub import Hub
from signage.web.server import Limits, Server, listen
from signage.web.stream import EventStream, encode

GET = b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n"
PING = b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class Site:
    """A running server and what belongs to it."""

    hub: Hub
    server: Server
    port: int
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def connect(self, data: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        self.writers.append(writer)
        writer.write(data)
        return reader, writer

    async def stream(self) -> asyncio.StreamReader:
        """A stream that has begun."""
        reader, _ = await self.connect(GET)
        assert (await reader.readuntil(b"\r\n")) == b"HTTP/1.1 200 OK\r\n"
        await until(reader, b"event: tick")
        return reader

    async def ask(self, data: bytes) -> bytes:
        """Everything a server says to this until it closes."""
        reader, _ = await self.connect(data)
        return await rest(reader)


async def until(reader: asyncio.StreamReader, mark: bytes) -> bytes:
    async with asyncio.timeout(5):
        return await reader.readuntil(mark)


async def rest(reader: asyncio.StreamReader) -> bytes:
    got = b""
    async with asyncio.timeout(5):
        try:
            while more := await reader.read(65536):
                got += more
        except ConnectionResetError:
            pass
    return got


async def condition(holds: Callable[[], object]) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)


@asynccontextmanager
async def site(*, patience: float = 20.0, limit: int = 100, limits: Limits | None = None) -> AsyncIterator[Site]:
    hub = Hub(tick=lambda: encode(Event("tick", {})), patience=patience, limit=limit)

    async def events(request: Request) -> EventStream:
        return EventStream(hub, "a", bytes)

    async def ping(request: Request) -> Response:
        return PlainTextResponse("pong")

    async def never(request: Request) -> Response:
        await asyncio.Event().wait()
        raise AssertionError

    async def size(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    routes = [Route("/events", events), Route("/ping", ping), Route("/never", never)]
    app = Starlette(routes=[*routes, Route("/size", size, methods=["POST"])])
    sock = listen("127.0.0.1", 0)
    server = Server(app, sock, on_shutdown=hub.close, limits=limits or Limits())
    task = asyncio.create_task(server.serve(sockets=[sock]))
    running = Site(hub, server, sock.getsockname()[1])
    await condition(lambda: server.started)
    try:
        yield running
    finally:
        server.should_exit = True
        await asyncio.wait_for(task, 5)
        for writer in running.writers:
            writer.transport.abort()
        await asyncio.sleep(0)


# Streams ----------------------------------------------------------------------------------------------------------


async def test_a_published_event_reaches_every_stream() -> None:
    async with site() as here:
        readers = [await here.stream() for _ in range(20)]
        assert here.hub.topics() == {"a": 20}
        here.hub.publish("a", encode(Event("panel", {"html": "x"})))
        for reader in readers:
            assert (await until(reader, b'data: {"html":"x"}\n\n'))[-33:] == b'event: panel\ndata: {"html":"x"}\n\n'


async def test_a_client_that_goes_leaves_nothing_behind() -> None:
    async with site() as here:
        for _ in range(3):
            await here.stream()
        for writer in here.writers:
            writer.transport.abort()
        await condition(lambda: here.hub.topics() == {} and not here.server.server_state.connections)
        assert not here.server.server_state.tasks


async def test_half_closing_ends_a_stream() -> None:
    async with site() as here:
        await here.stream()
        here.writers[0].write_eof()
        await condition(lambda: here.hub.topics() == {})


async def test_a_reader_that_stops_delays_no_other_costs_little_and_is_dropped() -> None:
    async with site(patience=0.3) as here:
        with socket.create_connection(("127.0.0.1", here.port)) as silent:
            silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            silent.sendall(GET)
            await condition(lambda: here.hub.topics() == {"a": 1})
            reader = await here.stream()
            (slow,) = (c for c in here.server.server_state.connections if c.client == silent.getsockname())
            largest = 0
            for number in range(200):
                here.hub.publish("a", encode(Event("panel", {"html": f"{number}" + 8192 * "x"})))
                await until(reader, b"\n\n")
                largest = max(largest, slow.transport.get_write_buffer_size())
            assert 0 < largest < 100_000
            await condition(lambda: here.hub.topics() == {"a": 1})


async def test_a_reader_that_pauses_and_goes_on_misses_nothing() -> None:
    async with site() as here:
        reader = await here.stream()
        here.writers[0].transport.pause_reading()  # type: ignore[attr-defined]
        for number in range(60):
            here.hub.publish("a", encode(Event("panel", {"html": f"<{number}>" + 8192 * "x"})))
        await condition(lambda: here.hub._drains)
        here.writers[0].transport.resume_reading()  # type: ignore[attr-defined]
        got = await until(reader, b"<59>")
        assert [got.count(b"<%d>" % number) for number in range(60)] == [1] * 60


async def test_a_stream_too_many_is_told_to_come_back_and_harms_no_other() -> None:
    async with site(limit=2) as here:
        reader = await here.stream()
        await here.stream()
        refused, _ = await here.connect(GET)
        assert (await until(refused, b"0\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
        here.hub.publish("a", b"data: still here\n\n")
        await until(reader, b"still here")


# Shutdown ---------------------------------------------------------------------------------------------------------


async def test_shutdown_ends_streams_in_order_and_cuts_what_hangs() -> None:
    async with site() as here:
        readers = [await here.stream() for _ in range(20)]
        hanging, _ = await here.connect(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        await condition(lambda: len(here.server.server_state.tasks) == 21)
        start = time.monotonic()
    assert time.monotonic() - start < 1.8
    assert [(await rest(reader))[-5:] for reader in readers] == [b"0\r\n\r\n"] * 20
    assert await rest(hanging) == b""


PROGRAM = """
import sys
sys.path.insert(0, {benchmarks!r})
sys.argv[1:] = ["{port}"]
import ours
ours.main()
"""


def test_sigterm_with_a_hundred_open_streams_ends_the_process_within_two_seconds() -> None:
    with listen("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
    benchmarks = str(Path(__file__).parents[2] / "benchmarks")
    process = subprocess.Popen([sys.executable, "-c", PROGRAM.format(benchmarks=benchmarks, port=port)])
    streams = []
    try:
        for _ in range(500):
            try:
                streams.append(socket.create_connection(("127.0.0.1", port)))
            except ConnectionRefusedError:
                time.sleep(0.02)
            if len(streams) == 100:
                break
        for stream in streams:
            stream.sendall(GET)
            assert stream.recv(15) == b"HTTP/1.1 200 OK"
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert (process.wait(10), len(streams)) == (0, 100)
        assert time.monotonic() - start < 2
    finally:
        process.kill()
        process.wait()
        for stream in streams:
            stream.close()


# Limits -----------------------------------------------------------------------------------------------------------


def status(answer: bytes) -> int:
    return int(answer.split(b" ")[1])


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + 15_000 * b"a", 200),
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + 21_000 * b"a", 431),
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close" + 5_000 * b"\r\na: b", 431),
        (b"GET /ping?" + 21_000 * b"a" + b" HTTP/1.1\r\nHost: x\r\nConnection: close", 431),
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + 150_000 * b"a", 431),
    ],
)
async def test_a_head_is_bounded(head: bytes, expected: int) -> None:
    async with site() as here:
        assert status(await here.ask(head + b"\r\n\r\n")) == expected


@pytest.mark.parametrize(("size", "expected"), [(900, 200), (20_000, 413)])
async def test_a_body_is_bounded(size: int, expected: int) -> None:
    head = b"POST /size HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % size
    async with site(limits=Limits(head=1000, body=1000)) as here:
        assert status(await here.ask(head + size * b"x")) == expected


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"GET /ping HTTP/1.1\r\nHost:",
        b"\r\n",
        b"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
    ],
    ids=["silent", "slow head", "line ends only", "slow body"],
)
async def test_a_request_that_does_not_come_to_an_end_is_cut(start: bytes) -> None:
    async with site(limits=Limits(seconds=0.1)) as here:
        await here.ask(start)
        await condition(lambda: not here.server.server_state.connections)


async def test_line_ends_keep_no_idle_connection_open() -> None:
    async with site(limits=Limits(seconds=0.1)) as here:
        reader, writer = await here.connect(PING)
        await until(reader, b"pong")
        writer.write(b"\r\n")
        await rest(reader)


async def test_a_stream_outlives_the_time_a_request_has() -> None:
    async with site(limits=Limits(seconds=0.05)) as here:
        reader = await here.stream()
        await asyncio.sleep(0.15)  # what is shown is that nothing happens
        here.hub.publish("a", b"data: still here\n\n")
        await until(reader, b"still here")


@pytest.mark.parametrize("ahead", [PING, 5000 * PING])
async def test_a_request_sent_ahead_closes_the_connection_and_leaves_nothing_behind(ahead: bytes) -> None:
    async with site() as here:
        reader = await here.stream()
        here.writers[0].write(ahead)
        assert b"HTTP/1.1" not in await rest(reader)
        await condition(lambda: here.hub.topics() == {} and not here.server.server_state.tasks)


async def test_one_connection_serves_one_request_after_another_each_within_its_own_limits() -> None:
    async with site(limits=Limits(head=len(PING) + 9, body=0)) as here:
        reader, writer = await here.connect()
        for _ in range(3):
            writer.write(PING)
            assert (await until(reader, b"pong")).startswith(b"HTTP/1.1 200 OK")


async def test_connections_beyond_the_limit_are_closed_and_harm_no_other() -> None:
    async with site(limits=Limits(connections=3)) as here:
        reader = await here.stream()
        for _ in range(2):
            await here.stream()
        assert [await here.ask(PING) for _ in range(5)] == [b""] * 5
        here.hub.publish("a", b"data: still here\n\n")
        await until(reader, b"still here")
        here.writers[1].transport.abort()
        await condition(lambda: len(here.server.server_state.connections) == 2)
        again, _ = await here.connect(PING)
        await until(again, b"pong")


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GARBAGE\r\n\r\n",
        b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /ping HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ],
)
async def test_what_is_no_request_is_refused_without_a_word_in_the_log(
    garbage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with site() as here:
        assert status(await here.ask(garbage)) == 400
    assert [record.message for record in caplog.records if record.name.startswith("uvicorn")] == []


async def test_an_upgrade_is_answered_as_if_not_asked_for() -> None:
    upgrade = b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    async with site() as here:
        answer = await here.ask(upgrade)
        assert (status(answer), answer[-4:]) == (200, b"pong")


# The socket -------------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_named_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        with pytest.raises(SettingsError) as refused:
            listen("127.0.0.1", port)
    assert str(refused.value) == (
        f"cannot listen on 127.0.0.1, port {port}: another program has it;"
        f" stop it (`ss -ltnp 'sport = :{port}'` names it) or choose another --port"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="no address of this machine; "):
        listen(host, 0)


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="from 0 to 65535"):
        listen("127.0.0.1", 70_000)


def test_connections_inherit_a_small_send_buffer_and_a_time_out() -> None:
    with listen("127.0.0.1", 0) as sock, socket.create_connection(sock.getsockname()):
        connection, _ = sock.accept()
        with connection:
            assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) == 2 * 64 * 1024  # as Linux counts it
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000


async def test_open_files_are_raised_and_bound_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))
    try:
        async with site(limits=Limits(connections=1_000_000)) as here:
            assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard
            await here.stream()
            (connection,) = here.server.server_state.connections
            assert connection._limits.connections == hard - 256  # type: ignore[union-attr]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_few_open_files_leave_few_connections_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 256))
    async with site() as here:
        await here.stream()
        (connection,) = here.server.server_state.connections
        assert connection._limits.connections == 128  # type: ignore[union-attr]
    told = "the system allows 256 open files, so only 128 connections: raise `ulimit -Hn`"
    assert [record.getMessage() for record in caplog.records] == [told]


async def test_a_thousand_streams_take_less_than_20_kb_each() -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")

    async with site(limit=2000) as here:
        streams = []
        try:
            for count in (100, 1100):
                before = resident()
                while len(streams) < count:
                    sock = socket.create_connection(("127.0.0.1", here.port))
                    sock.sendall(GET)
                    streams.append(sock)
                    if len(streams) % 50 == 0:
                        await condition(lambda: here.hub.topics() == {"a": len(streams)})
            gc.collect()
            assert (resident() - before) / 1000 < 20_000
        finally:
            for sock in streams:
                sock.close()
            await condition(lambda: here.hub.topics() == {})
