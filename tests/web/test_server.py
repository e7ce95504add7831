"""The real server on real sockets: its streams, what they cost, and how it ends."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pytest

from signage.publish.changes import Event
from signage.web.encoding import Piece
from signage.web.server import listen
from signage.web.stream import encode
from tests.wait import until
from tests.web.site import GET, PING, read_until, rest, site


async def test_a_published_event_reaches_every_stream() -> None:
    async with site() as here:
        readers = [await here.stream() for _ in range(20)]
        assert here.hub.topics() == {"a": 20}
        here.hub.publish("a", Piece(encode(Event("panel", {"html": "x"}))))
        for reader in readers:
            assert (await read_until(reader, b'data: {"html":"x"}\n\n'))[
                -33:
            ] == b'event: panel\ndata: {"html":"x"}\n\n'


async def test_a_client_that_goes_leaves_nothing_behind() -> None:
    async with site() as here:
        for _ in range(3):
            await here.stream()
        for writer in here.writers:
            writer.transport.abort()
        await until(lambda: here.hub.topics() == {} and not here.server.server_state.connections)
        assert not here.server.server_state.tasks


async def test_a_stream_keeps_nothing_of_its_request() -> None:
    async with site() as here:
        await here.stream()
        await until(lambda: here.hub.topics() == {"a": 1})
        (connection,) = here.server.server_state.connections
        scope = connection.scope
        assert (scope["headers"], scope["query_string"], scope["raw_path"], connection.url) == ([], b"", b"", b"")


@pytest.mark.parametrize("asked", [GET, PING, b"GET /ping HTTP/1.1\r\n"])
async def test_a_connection_that_ends_leaves_no_cycle(asked: bytes) -> None:
    async with site() as here:
        gc.disable()  # what is gone is gone by itself
        try:
            for _ in range(3):
                await here.connect(asked)
            await until(lambda: len(here.server.server_state.connections) == 3)
            left = [weakref.ref(connection) for connection in here.server.server_state.connections]
            await until(lambda: all(ref().scope for ref in left))
            for writer in here.writers:
                writer.transport.abort()
            await until(lambda: not any(ref() for ref in left))
        finally:
            gc.enable()


async def test_half_closing_ends_a_stream() -> None:
    async with site() as here:
        await here.stream()
        here.writers[0].write_eof()
        await until(lambda: here.hub.topics() == {})


async def test_a_reader_that_stops_delays_no_other_costs_little_and_is_dropped() -> None:
    async with site(drain_timeout=0.3) as here:
        with socket.create_connection(("127.0.0.1", here.port)) as silent:
            silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            silent.sendall(GET)
            await until(lambda: here.hub.topics() == {"a": 1})
            reader = await here.stream()
            (slow,) = (c for c in here.server.server_state.connections if c.client == silent.getsockname())
            largest = 0
            for number in range(200):
                here.hub.publish("a", Piece(encode(Event("panel", {"html": f"{number}" + 8192 * "x"}))))
                await read_until(reader, b"\n\n")
                largest = max(largest, slow.transport.get_write_buffer_size())
            assert 0 < largest < 100_000
            await until(lambda: here.hub.topics() == {"a": 1})


async def test_a_reader_that_pauses_and_goes_on_misses_nothing() -> None:
    async with site() as here:
        reader = await here.stream()
        here.writers[0].transport.pause_reading()  # type: ignore[attr-defined]
        for number in range(60):
            here.hub.publish("a", Piece(encode(Event("panel", {"html": f"<{number}>" + 8192 * "x"}))))
        await until(lambda: here.hub.draining)
        here.writers[0].transport.resume_reading()  # type: ignore[attr-defined]
        got = await read_until(reader, b"<59>")
        assert [got.count(b"<%d>" % number) for number in range(60)] == [1] * 60


async def test_a_stream_too_many_is_told_to_come_back_and_harms_no_other() -> None:
    async with site(limit=2) as here:
        reader = await here.stream()
        await here.stream()
        refused, _ = await here.connect(GET)
        assert (await read_until(refused, b"0\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
        here.hub.publish("a", Piece(b"data: still here\n\n"))
        await read_until(reader, b"still here")


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
                        await until(lambda: here.hub.topics() == {"a": len(streams)})
            gc.collect()
            assert (resident() - before) / 1000 < 20_000
        finally:
            for sock in streams:
                sock.close()
            await until(lambda: here.hub.topics() == {})


# Shutdown -------------------------------------------------------------------------------------------------------------


async def test_shutdown_ends_streams_in_order_and_cuts_what_hangs() -> None:
    async with site() as here:
        readers = [await here.stream() for _ in range(20)]
        hanging, _ = await here.connect(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: len(here.server.server_state.tasks) == 21)
        start = time.monotonic()
    assert time.monotonic() - start < 5  # a second where nothing else runs
    assert [(await rest(reader))[-5:] for reader in readers] == [b"0\r\n\r\n"] * 20
    assert await rest(hanging) == b""


PROGRAM = """
import sys
sys.path.insert(0, {benchmarks!r})
sys.argv[1:] = ["{port}"]
import ours
ours.main()
"""


def test_sigterm_with_a_hundred_open_streams_ends_the_process() -> None:
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
        assert time.monotonic() - start < 8  # under a second where nothing else runs; tests/e2e measures the promise
    finally:
        process.kill()
        process.wait()
        for stream in streams:
            stream.close()


COLLECTED = """
import gc
from signage.web.server import COLLECT_AFTER, start

async def main():
    assert gc.get_threshold() == COLLECT_AFTER
    print(gc.get_freeze_count())

start(main())
"""


def test_no_collection_looks_again_through_what_was_imported() -> None:
    ran = subprocess.run([sys.executable, "-c", COLLECTED], capture_output=True, text=True, check=True)
    assert int(ran.stdout) > 10_000
