"""Answers that are none, and gateways that want to be left alone."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import logging
import time
from dataclasses import replace

import httpx
import pytest

from signage.errors import Forbidden, NotFound, RateLimited, Refused, Transient
from signage.inevent import answer
from tests.clock import FakeClock
from tests.sync.feed import EVENT, SETTINGS, T0, Feed, client, error, record

WHERE = "GET gw.example/api/v1/events/evt/sessions"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, Transient),
        (302, Transient),
        (400, Refused),
        (403, Forbidden),
        (404, NotFound),
        (408, Transient),
        (409, Refused),
        (500, Transient),
        (502, Transient),
        (503, Transient),
    ],
)
async def test_the_status_alone_decides(status, kind):
    feed = Feed()
    feed.faults = [error(status, "because")]
    with pytest.raises(kind) as refusal:
        await client(feed).pull(EVENT)
    assert f"{WHERE} answered {status}: because (request req_7)" in str(refusal.value)
    assert len(feed.asked) == 1


async def test_a_wrong_event_id_is_said():
    feed = Feed()
    feed.faults = [error(404, "not found")]
    with pytest.raises(NotFound, match=r"the gateway knows no event 'evt' for this client: check event\.id"):
        await client(feed).pull(EVENT)


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ConnectError("[Errno -2] Name or service not known"),
        httpx.ConnectTimeout(""),
        httpx.ReadTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("peer closed connection without sending complete message body"),
        httpx.ProxyError("502"),
        httpx.Response(200, html="<html>welcome to the hotel</html>"),
        httpx.Response(200, content=json.dumps({"data": [record(1)]})[:-20]),
        httpx.Response(200, content=b"\xff\xfe\x00"),
        httpx.Response(200, content=b""),
        httpx.Response(200, content=b"1" * 5000),
        httpx.Response(200, content=b'{"data":' + b"[" * 100_000),
        httpx.Response(200, json=[record(1)]),
        httpx.Response(200, json={"data": {"id": 1}}),
        httpx.Response(200, json={"data": "sessions"}),
        httpx.Response(200, json=None),
        lambda _: httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=b"no gzip at all"),
        lambda _: httpx.Response(
            200, headers={"Content-Encoding": "gzip"}, content=gzip.compress(b'{"data": []}')[:-12]
        ),
    ],
)
async def test_nonsense_is_transient(fault):
    feed = Feed()
    feed.faults = [fault]
    with pytest.raises(Transient):
        await client(feed).pull(EVENT)


async def test_a_redirect_is_not_followed():
    seen = []

    async def watch(request):
        seen.append(request.url.host)
        return await feed(request)

    feed = Feed()
    feed.faults = [httpx.Response(307, headers={"Location": "https://elsewhere.example/"})]
    with pytest.raises(Transient, match="redirect, which is not followed"):
        await client(watch).pull(EVENT)
    assert set(seen) == {"gw.example"}


async def test_size_is_bounded_while_it_comes_in():
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 2**20
            yield b" " * 2**20

    feed = Feed()
    feed.faults = [httpx.Response(200, content=endless())]
    with pytest.raises(Transient, match="answered more than 16 MB"):
        await client(feed).pull(EVENT)
    assert sent == answer.LARGEST + 2**20


async def test_a_body_that_drips_is_given_up(monkeypatch):
    monkeypatch.setattr(answer, "DEADLINE", 0.05)

    async def drip():
        while True:
            await asyncio.sleep(0.01)
            yield b" "

    feed = Feed()
    feed.faults = [httpx.Response(200, content=drip())]
    with pytest.raises(Transient, match=r"took longer than 0\.05 s"):
        await client(feed).pull(EVENT)


async def test_interim_answers_without_end_leave_the_loop_its_turns(monkeypatch):
    """Of the processor's time, which is the same on a machine that is busy: a turn took 50 ms."""
    monkeypatch.setattr(answer, "DEADLINE", 1.0)

    async def hint(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError), contextlib.closing(writer):
            while True:
                writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000)
                await writer.drain()

    async with await asyncio.start_server(hint, "127.0.0.1", 0) as server, httpx.AsyncClient() as asking:
        request = asking.build_request("GET", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        asked, turns = asyncio.create_task(answer.exchange(asking, request, None)), []
        while not asked.done():
            before = time.thread_time()
            await asyncio.sleep(0)
            turns.append(time.thread_time() - before)
        with pytest.raises(Transient, match="took longer than 1 s"):
            await asked
    assert max(turns) < 0.02


async def test_a_log_line_cannot_be_forged():
    feed = Feed()
    feed.faults = [error(403, "no\r\nWARNING all is well\x1b[2J" + "!" * 9999)]
    with pytest.raises(Forbidden) as refusal:
        await client(feed).pull(EVENT)
    text = str(refusal.value)
    assert (text.isprintable(), len(text) < 500) == (True, True)


async def test_requests_are_not_logged(caplog):
    caplog.set_level(logging.INFO)
    await client(Feed()).pull(EVENT)
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Sat, 07 Feb 2026 09:00:11 GMT"}, 11),
        ({"Retry-After": "Sat, 07 Feb 2026 08:00:00 GMT"}, 1),
        ({"X-RateLimit-Reset": "5"}, 5),
        ({"X-RateLimit-Reset": str(int(T0.timestamp()) + 13)}, 13),
        ({"X-RateLimit-Reset": "3600"}, 24),
        ({"Retry-After": "4", "X-RateLimit-Reset": "9"}, 4),
        ({"Retry-After": "nonsense", "X-RateLimit-Reset": "9"}, 9),
        ({"Retry-After": "nan"}, 1),
        ({"Retry-After": "inf"}, 24),
        ({"Retry-After": "-3"}, 1),
        ({}, 1),
    ],
)
async def test_waits_for_the_reset(headers, waited):
    feed, clock = Feed(record(1)), FakeClock(T0)
    feed.faults = [error(429, "calm down", **headers)]
    assert len((await client(feed, clock).pull(EVENT)).sessions) == 1
    assert clock.slept == [waited]


async def test_the_names_of_the_headers_are_configurable():
    feed, clock = Feed(), FakeClock(T0)
    feed.faults = [error(429, "calm down", **{"X-Quota-Refill": "8", "X-RateLimit-Reset": "2"})]
    await client(feed, clock, replace(SETTINGS, reset_headers=("x-quota-refill",))).pull(EVENT)
    assert clock.slept == [8]


async def test_the_statuses_that_reach_no_wall_are_configurable():
    feed = Feed(record(1, status="embargoed"), record(2, status="draft"))
    found = await client(feed, settings=replace(SETTINGS, hidden=frozenset({"embargoed"}))).pull(EVENT)
    assert ([session.id for session in found.sessions], found.withdrawn) == (["ses_2"], {"ses_1"})


async def test_after_a_few_tries_the_next_tick_is_waited_for():
    feed, clock = Feed(), FakeClock(T0)
    feed.faults = [error(429, "calm down", **{"Retry-After": "60"})] * 9
    with pytest.raises(RateLimited) as refusal:
        await client(feed, clock).pull(EVENT)
    assert (len(feed.asked), clock.slept, refusal.value.retry_after) == (3, [24, 24], 60)


async def test_waits_carry_jitter_and_stay_within_bounds():
    feed, clock = Feed(), FakeClock(T0, fraction=1.0)
    feed.faults = [error(429, "", **{"Retry-After": "8"}), error(429, "", **{"Retry-After": "60"})]
    await client(feed, clock).pull(EVENT)
    assert clock.slept == [10, 30]
