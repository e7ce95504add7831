"""What can befall a gateway: each strike lasts as long as its context, and leaves the gateway as it was."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from unittest.mock import patch

import httpx

from tests.e2e.gateway import RESET, SESSIONS, Fault, Request, problem, record, reply
from tests.e2e.venue import Venue

Strike = Callable[[Venue], AbstractAsyncContextManager[None]]
PATIENCE = 0.15  # seconds, in place of ten


def answering(fault: Fault | bytes | None, token: bytes | None = None) -> Strike:
    """Requests for sessions are answered like this."""

    @asynccontextmanager
    async def strike(here: Venue) -> AsyncIterator[None]:
        gateway = here.gateway
        gateway.fault = _fault(fault) if fault is not None else None
        gateway.token_fault = _fault(token) if token else None
        if token:
            gateway.revoke()
        yield
        gateway.fault = gateway.token_fault = None
        gateway.cut()

    return strike


def exchanging(said: bytes) -> Strike:
    """The token exchange is answered like this, and no token given before is good any longer."""
    return answering(None, said)


def _fault(said: Fault | bytes) -> Fault:
    return (lambda _: said) if isinstance(said, bytes) else said


def impatient(strike: Strike) -> Strike:
    """The same, with time-outs that a test can wait for."""

    @asynccontextmanager
    async def faster(here: Venue) -> AsyncIterator[None]:
        here.transport.timeout = httpx.Timeout(PATIENCE)
        with patch("signage.inevent.answer.DEADLINE", 2 * PATIENCE):
            async with strike(here):
                yield
        here.transport.timeout = None

    return faster


# Nobody there -----------------------------------------------------------------------------------------------------


@asynccontextmanager
async def refused(here: Venue) -> AsyncIterator[None]:
    await here.gateway.die()
    yield
    await here.gateway.rise()


@asynccontextmanager
async def nameless(here: Venue) -> AsyncIterator[None]:
    here.gateway.cut()
    resolve = socket.getaddrinfo

    def unknown(host: str, *rest, **more):
        if host in ("localhost", b"localhost"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *rest, **more)

    with patch("socket.getaddrinfo", unknown):
        yield


@asynccontextmanager
async def unanswered(here: Venue) -> AsyncIterator[None]:
    """The port takes no connection and refuses none: its queue is full."""
    await here.gateway.die()
    with socket.socket() as full:
        full.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        full.bind(("127.0.0.1", here.gateway.port))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        yield
        for one in waiting:
            one.close()
    await here.gateway.rise()


# Answers that never come, or not whole ----------------------------------------------------------------------------


async def silence(_: Request) -> AsyncIterator[bytes]:
    await asyncio.sleep(4 * PATIENCE)
    yield b""


async def drip(_: Request) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n"
    for _ in range(100):
        await asyncio.sleep(PATIENCE / 5)
        yield b" "


async def interim(_: Request) -> AsyncIterator[bytes]:
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000


def _zeros(length: int) -> bytes:
    """A gzip of so many zeros, made without ever having them."""
    deflate, unit = zlib.compressobj(wbits=31), bytes(2**20)
    return b"".join([*(deflate.compress(unit) for _ in range(length // len(unit))), deflate.flush()])


async def reset(_: Request) -> AsyncIterator[bytes]:
    yield b'HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{"data": ['
    await asyncio.sleep(0.01)
    yield RESET


TRUNCATED = b'HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{"data": ['
CUT_JSON = reply(200, b'{"data": [{"id": "ses_1"')
NO_GZIP = reply(200, b"this is not compressed", content_encoding="gzip")
HALF_GZIP = reply(
    200, gzip.compress(json.dumps({"data": [], "n": list(range(500))}).encode())[:200], content_encoding="gzip"
)
HTML = reply(200, b"<!doctype html><title>Sign in to the venue's wifi</title>", content_type="text/html")
DEEP = reply(200, b'{"data": ' + b"[" * 100_000)
HUGE = reply(200, gzip.compress(b'{"data": [' + b" " * 17 * 2**20 + b"]}"), content_encoding="gzip")
TWICE = reply(200, gzip.compress(_zeros(2**26)), content_encoding="gzip, gzip")

PIECES = reply(200, gzip.compress(b'{"data": [' + b"1," * (15 * 2**19) + b"1]}", 1), content_encoding="gzip")
CRUMBS = reply(200, b'{"data": [' + b"{}," * 100_000 + b"{}]}")


def body(value: object) -> bytes:
    return reply(200, value)


# Answers that are whole but wrong ---------------------------------------------------------------------------------


def endless(request: Request) -> bytes:
    """Each page names a next one, and brings one more session."""
    page = int(request.query.get("page", "1"))
    ghost = record(10_000 + page, datetime(2031, 1, 1, tzinfo=UTC))
    return reply(200, {"data": [ghost], "pagination": {"page": page, "next_page": page + 1}})


BILLION = body({"data": [{"id": "ses_1"}], "pagination": {"total": 10**9, "next_page": 2}})


def elsewhere(_: Request) -> bytes:
    """Sent on to another host."""
    return reply(302, b"", location=f"http://127.0.0.1:9{SESSIONS}")


def status(code: int, **headers: str) -> Strike:
    return answering(problem(code, "so it is", **headers))
