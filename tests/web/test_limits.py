"""What clients may ask of the server, and what becomes of those that ask for more."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import pytest

from signage.web.admission import Begin, Lane, Turnstile
from signage.web.encoding import Piece
from signage.web.limits import Limits
from signage.web.quota import network_of
from tests.wait import until
from tests.web.site import PING, read_until, rest, site, status


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + 15_000 * b"a", 200),
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + 21_000 * b"a", 431),
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close" + 5_000 * b"\r\na: b", 431),
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close" + 98 * b"\r\na:", 200),
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close" + 99 * b"\r\na:", 431),
        (b"GET /ping?" + 21_000 * b"a" + b" HTTP/1.1\r\nHost: x\r\nConnection: close", 431),
        (b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + 150_000 * b"a", 431),
    ],
)
async def test_a_head_is_bounded(head: bytes, expected: int) -> None:
    async with site() as here:
        assert status(await here.ask(head + b"\r\n\r\n")) == expected


@pytest.mark.parametrize(("size", "expected"), [(16 * 1024, 200), (16 * 1024 + 1, 431)])
@pytest.mark.parametrize("at_once", [True, False])
async def test_a_head_may_have_16_kb_to_the_byte(size: int, expected: int, at_once: bool) -> None:
    start, end = b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: ", b"\r\n\r\n"
    head = start + (size - len(start) - len(end)) * b"a" + end
    async with site() as here:
        if at_once:
            assert status(await here.ask(head)) == expected
            return
        reader, writer = await here.connect(head[:-1])
        await asyncio.sleep(0.02)
        writer.write(head[-1:])
        assert status(await rest(reader)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (b"HTTP/1.1\r\nHost: x", 200),
        (b"HTTP/1.1\r\nHost:", 200),
        (b"HTTP/1.1\r\nAccept: x", 400),
        (b"HTTP/1.1\r\nHost: x\r\nHost: x", 400),
        (b"HTTP/1.1\r\nHost: x\r\nhOST: evil.example", 400),
        (b"HTTP/1.0\r\nAccept: x", 200),
        (b"HTTP/2.0\r\nHost: x", 400),
        (b"HTTP/0.9\r\nHost: x", 400),
    ],
)
async def test_a_request_names_one_host(lines: bytes, expected: int) -> None:
    async with site() as here:
        assert status(await here.ask(b"GET /ping " + lines + b"\r\nConnection: close\r\n\r\n")) == expected


TRAILED = b"POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"


@pytest.mark.parametrize("rest_", [b"X: a\r\n\r\n", b"Remote-User: admin\r\nX: a\r\n\r\n"])
async def test_headers_after_the_body_are_refused(rest_: bytes) -> None:
    """They would be among those that the application looks at while it answers."""
    async with site() as here:
        assert status(await here.ask(TRAILED + rest_)) == 400


@pytest.mark.parametrize("endless", [TRAILED + b"X: ", TRAILED, TRAILED[:-3] + b"3;x="])
async def test_what_goes_around_a_chunked_body_is_bounded(endless: bytes) -> None:
    """The parser gathers a header's name and value, and copies what it has for each piece of it."""
    async with site() as here:
        reader, writer = await here.connect(endless)
        with suppress(OSError):
            for _ in range(10):
                writer.write(10_000 * b"a")
                await writer.drain()
        with suppress(OSError):
            assert status(await rest(reader)) in (400, 413)
        await until(lambda: not here.server.server_state.connections)


@pytest.mark.parametrize(("chunk", "count", "expected"), [(1, 60, 200), (1, 100, 413), (600, 1000, 200)])
async def test_a_body_comes_in_few_pieces_or_large_ones(chunk: int, count: int, expected: int) -> None:
    """Each costs work beside its bytes: thousands of one byte would keep the loop from walls."""
    head = b"POST /size HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces = (b"%x\r\n%b\r\n" % (chunk, b"x" * chunk)) * count
    async with site() as here:
        assert status(await here.ask(head + pieces + b"0\r\n\r\n")) == expected


async def test_whoever_does_not_read_an_answer_gets_no_further_one() -> None:
    """Each would be kept in memory, for as long as the connection is."""
    async with site() as here:
        _, writer = await here.connect(PING.replace(b"ping", b"large"))
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await until(lambda: here.server.server_state.total_requests)
        (connection,) = here.server.server_state.connections
        writer.write(PING)
        await until(connection.transport.is_closing)
        assert here.server.server_state.total_requests == 1


async def test_answers_that_nobody_shares_and_nobody_reads_are_bounded_in_bytes() -> None:
    async with site(limits=Limits(unread=20_000_000)) as here:
        state = here.server.server_state
        for _ in range(5):
            _, writer = await here.connect(PING.replace(b"ping", b"large"))
            writer.transport.pause_reading()  # type: ignore[attr-defined]
        await until(lambda: state.total_requests == 5 and len(state.connections) == 2)


CHUNKED = b"POST /ping HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


async def test_a_request_that_was_answered_early_gets_no_second_answer() -> None:
    async with site(limits=Limits(body=10_000)) as here:
        reader, writer = await here.connect(CHUNKED)
        assert (await read_until(reader, b"\r\n\r\nMethod Not Allowed")).startswith(b"HTTP/1.1 405 ")
        writer.write(b"5000\r\n" + 0x5000 * b"x" + b"\r\n")
        assert await rest(reader) == b""


async def test_what_is_left_of_a_request_that_was_answered_early_is_no_part_of_the_next() -> None:
    async with site() as here:
        reader, writer = await here.connect(CHUNKED)
        await read_until(reader, b"\r\n\r\nMethod Not Allowed")
        writer.write(b"e\r\nGET /evil HTTP\r\n0\r\n\r\n")
        await asyncio.sleep(0.02)
        writer.write(PING)
        assert (await read_until(reader, b"pong")).startswith(b"HTTP/1.1 200 OK")


async def test_a_body_that_is_told_to_be_too_large_never_reaches_the_application() -> None:
    async with site(limits=Limits(body=1000)) as here:
        answer = await here.ask(b"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n")
        assert (status(answer), answer.count(b"HTTP/1.1"), here.server.server_state.total_requests) == (413, 1, 0)


@pytest.mark.parametrize(("size", "expected"), [(900, 200), (1000, 200), (1001, 413), (20_000, 413)])
async def test_a_body_is_bounded(size: int, expected: int) -> None:
    head = b"POST /size HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % size
    async with site(limits=Limits(head=1000, body=1000)) as here:
        assert status(await here.ask(head + size * b"x")) == expected


async def test_the_application_is_handed_no_more_of_a_body_than_it_may_have() -> None:
    head = b"POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n320\r\n"
    async with site(limits=Limits(body=1000)) as here:
        reader, writer = await here.connect(head + 800 * b"x" + b"\r\n")
        await until(lambda: here.server.server_state.connections)
        writer.write(b"fa0\r\n" + 4000 * b"x" + b"\r\n0\r\n\r\n")
        assert status(await rest(reader)) == 413
        assert sum(here.taken) <= 1000


@pytest.mark.parametrize(
    ("path", "known", "size", "expected"),
    [
        ("upload", b"yes", 5000, 200),
        ("upload", b"yes", 20_000, 413),
        ("upload", b"", 20_000, 413),
        ("size", b"yes", 1001, 413),
    ],
)
async def test_a_larger_body_is_taken_on_one_path_of_those_who_are_known(
    path: str, known: bytes, size: int, expected: int
) -> None:
    head = b"POST /%b HTTP/1.1\r\nHost: x\r\nKnown: %b\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    async with site(limits=Limits(head=1000, body=1000, uploads=b"/upload")) as here:
        reader, writer = await here.connect(head % (path.encode(), known, size))
        await asyncio.sleep(0.05)  # for the application to say that it knows them
        writer.write(size * b"x")
        assert status(await rest(reader)) == expected


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
        await until(lambda: not here.server.server_state.connections)


async def test_line_ends_keep_no_idle_connection_open() -> None:
    async with site(limits=Limits(seconds=0.1)) as here:
        reader, writer = await here.connect(PING)
        await read_until(reader, b"pong")
        writer.write(b"\r\n")
        await rest(reader)


async def test_a_stream_outlives_the_time_a_request_has() -> None:
    async with site(limits=Limits(seconds=0.05)) as here:
        reader = await here.stream()
        await asyncio.sleep(0.15)  # what is shown is that nothing happens
        here.hub.publish("a", Piece(b"data: still here\n\n"))
        await read_until(reader, b"still here")


@pytest.mark.parametrize("ahead", [PING, 5000 * PING])
async def test_a_request_sent_ahead_closes_the_connection_and_leaves_nothing_behind(ahead: bytes) -> None:
    async with site() as here:
        reader = await here.stream()
        here.writers[0].write(ahead)
        assert b"HTTP/1.1" not in await rest(reader)
        await until(lambda: here.hub.topics() == {} and not here.server.server_state.tasks)


async def test_one_connection_serves_one_request_after_another_each_within_its_own_limits() -> None:
    async with site(limits=Limits(head=len(PING) + 9, body=0)) as here:
        reader, writer = await here.connect()
        for _ in range(3):
            writer.write(PING)
            assert (await read_until(reader, b"pong")).startswith(b"HTTP/1.1 200 OK")


async def test_connections_beyond_the_limit_are_closed_and_harm_no_other() -> None:
    async with site(limits=Limits(connections=3)) as here:
        reader = await here.stream()
        for _ in range(2):
            await here.stream()
        assert [await here.ask(PING) for _ in range(5)] == [b""] * 5
        here.hub.publish("a", Piece(b"data: still here\n\n"))
        await read_until(reader, b"still here")
        here.writers[1].transport.abort()
        await until(lambda: len(here.server.server_state.connections) == 2)
        again, _ = await here.connect(PING)
        await read_until(again, b"pong")


async def test_an_address_has_no_more_connections_than_its_share() -> None:
    async with site(limits=Limits(connections=10, share=2)) as here:
        reader = await here.stream()
        await here.stream()
        assert await here.ask(PING) == b""
        here.hub.publish("a", Piece(b"data: still here\n\n"))
        await read_until(reader, b"still here")
        here.writers[1].transport.abort()
        await until(lambda: here.server.quota.count == 1)
        again, _ = await here.connect(PING)
        await read_until(again, b"pong")


@pytest.mark.parametrize(
    ("proxies", "who"),
    [((), b"127.0.0.1 http"), (("192.0.2.1",), b"127.0.0.1 http"), (("127.0.0.1",), b"192.0.2.9 https")],
)
async def test_only_a_proxy_that_was_named_tells_who_asks(proxies: tuple[str, ...], who: bytes) -> None:
    ask = b"GET /who HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.5, 192.0.2.9\r\nX-Forwarded-Proto: https\r\n"
    async with site(limits=Limits(proxies=proxies)) as here:
        answer = await here.ask(ask + b"Connection: close\r\n\r\n")
        assert answer.rpartition(b"\r\n\r\n")[2] == who


@pytest.mark.parametrize(
    ("proxies", "told", "network"),
    [
        ((), "192.0.2.7", "127.0.0.1"),
        (("127.0.0.1",), "203.0.113.5, 192.0.2.7", "192.0.2.7"),
        (("127.0.0.1", "192.0.2.7"), "203.0.113.5, 192.0.2.7", "203.0.113.5"),
        (("127.0.0.1",), "2001:db8::1", network_of("2001:db8::2")),
        (("127.0.0.1",), "", "127.0.0.1"),
    ],
)
async def test_visitors_of_a_proxy_that_was_named_take_turns(
    proxies: tuple[str, ...], told: str, network: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, admit = [], Turnstile.admit

    def noted(self: Turnstile, begin: Begin, loop: asyncio.AbstractEventLoop, *, lane: Lane, network: str) -> None:
        taken.append(network)
        admit(self, begin, loop, lane=lane, network=network)

    monkeypatch.setattr(Turnstile, "admit", noted)
    async with site(limits=Limits(proxies=proxies)) as here:
        await here.ask(f"GET /who HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {told}\r\nConnection: close\r\n\r\n".encode())
    assert taken == [network]


async def test_all_come_by_way_of_a_proxy_so_no_share_holds_for_it() -> None:
    async with site(limits=Limits(connections=10, share=2, proxies=("127.0.0.1",))) as here:
        for _ in range(5):
            await here.stream()
        assert here.server.quota.count == 5


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GARBAGE\r\n\r\n",
        b"GET /ping\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /ping HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"POST /size HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    ],
)
async def test_what_is_no_request_is_refused_without_a_word_in_the_log(
    garbage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with site() as here:
        assert status(await here.ask(garbage)) == 400
    assert [record.message for record in caplog.records if record.name.startswith("uvicorn")] == []


@pytest.mark.parametrize("asked", [b"GARBAGE\r\n\r\n", b"GET /ping HTTP/1.1\r\nHost: x\r\nX: " + 21_000 * b"a",
                                   b"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n"])  # fmt: skip
async def test_what_is_refused_is_stored_nowhere(asked: bytes) -> None:
    async with site() as here:
        assert b"\r\ncache-control: no-store\r\n" in await here.ask(asked)


async def test_an_upgrade_is_answered_as_if_not_asked_for() -> None:
    upgrade = b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    async with site() as here:
        answer = await here.ask(upgrade)
        assert (status(answer), answer[-4:]) == (200, b"pong")
