"""How a gateway fails, played on purpose, by an ASGI middleware around the whole app."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from starlette.responses import HTMLResponse, JSONResponse

from signage.sandbox.rate_limit import Allowance
from signage.sandbox.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from signage.sandbox.fault import Fault
    from signage.sandbox.gateway import Gateway

EMPTY = {"data": [], "pagination": {"page": 1, "page_size": 100, "total": 0, "next_page": None}}
SIGN_IN = "<!doctype html><title>Sign in</title><p>Please sign in to the venue's network."


class Misbehaviour:
    """Plays the gateway's faults; lets everything else through."""

    def __init__(self, app: ASGIApp, gateway: Gateway, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._app = app
        self._gateway = gateway
        self._sleep = sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._gateway.fault(scope["path"]) if scope["type"] == "http" else None
        app = self._app
        if fault is None:
            await app(scope, receive, send)
        elif fault.kind == "latency":
            await self._sleep(fault.seconds)
            await app(scope, receive, send)
        elif fault.kind == "reset":
            await app(scope, receive, dropping(send))
        elif fault.kind == "truncated":
            await app(scope, receive, truncating(send))
        else:
            await canned(fault)(scope, receive, send)


def canned(fault: Fault) -> ASGIApp:
    """The answer of a fault that needs nothing of the real one."""
    if fault.kind == "html":
        return HTMLResponse(SIGN_IN)
    if fault.kind == "empty":
        return JSONResponse(EMPTY)
    response = Refusal(int(fault.kind), "Played by the sandbox").response()
    if fault.kind == "429":
        response.headers.update(Allowance(limit=100, remaining=0, reset=int(fault.seconds)).headers)
    return response


def truncating(send: Send) -> Send:
    """A whole answer with half the body: without its length, a server sends it as complete."""

    async def cut(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(name, value) for name, value in message["headers"] if name != b"content-length"]
            await send({**message, "headers": headers})
        else:
            await send({**message, "body": half(message)})

    return cut


def dropping(send: Send) -> Send:
    """Half an answer, then the connection is gone.

    ASGI has no word for it. A server that sees an exception after the head can only close the connection: the reader
    gets less than `content-length` promised. The exception is the one httpx raises for that on a socket, so that a
    client called without one, through `ASGITransport`, meets the same.
    """

    async def drop(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
        else:
            await send({**message, "body": half(message), "more_body": True})
            raise httpx.RemoteProtocolError("connection dropped by the sandbox")

    return drop


def half(message: Message) -> bytes:
    """The first half of the bytes that an ASGI message of a body holds."""
    body: bytes = message.get("body", b"")
    return body[: len(body) // 2]
