"""How a gateway fails, played on purpose, by an ASGI middleware around the whole app."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import httpx
from starlette.responses import HTMLResponse, JSONResponse

from signage.sandbox.meter import Allowance
from signage.sandbox.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from signage.sandbox.gateway import Gateway

Kind = Literal["latency", "429", "500", "503", "reset", "truncated", "html", "empty"]

EMPTY = {"data": [], "pagination": {"page": 1, "page_size": 100, "total": 0, "next_page": None}}
SIGN_IN = "<!doctype html><title>Sign in</title><p>Please sign in to the venue's network."


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail, for the next `times` requests below `path`, or for good if that is None."""

    kind: Kind
    times: int | None
    seconds: float
    path: str

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"{self.kind!r} is no fault; expected one of {', '.join(get_args(Kind))}")

    def meets(self, path: str) -> bool:
        return path.startswith(self.path) and (self.kind != "empty" or path.endswith("/sessions"))

    def after(self) -> list[Fault]:
        """What is left of it once it has been played."""
        if self.times is None:
            return [self]
        return [replace(self, times=self.times - 1)] if self.times > 1 else []


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
    response = Problem(int(fault.kind), "Played by the sandbox").response()
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
    body: bytes = message.get("body", b"")
    return body[: len(body) // 2]
