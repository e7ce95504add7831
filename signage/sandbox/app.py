"""The simulated gateway as a Starlette app."""

from __future__ import annotations

import asyncio
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from signage.sandbox.control import control
from signage.sandbox.faults import Misbehaviour
from signage.sandbox.gateway import Gateway
from signage.sandbox.oauth import CLIENTS, Client, Tokens
from signage.sandbox.rate_limit import Meter
from signage.sandbox.refusal import Refusal
from signage.sandbox.sessions import METHODS, collection, entity, guarded, nothing, speakers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from starlette.requests import Request

OPENAPI = Path(__file__).with_name("openapi.json")


def utc_now() -> datetime:
    """The system's time of day, aware and in UTC."""
    return datetime.now(UTC)


def create(
    agenda: Mapping[str, Any],
    *,
    now: Callable[[], datetime] = utc_now,
    clients: Iterable[Client] = CLIENTS,
    ttl: int = 3600,
    limit: int = 100,
    window: float = 1,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Starlette:
    """A gateway with this agenda: its state is `app.state.gateway`, and `app.state.control_token` opens `/control/`.

    `now` is the time of edits. Tokens live for `ttl` seconds and a client may send `limit` requests in `window`
    seconds, both by `clock`; `sleep` is what latency is made of.
    """
    gateway = Gateway(agenda, now)
    app = Starlette(
        routes=[
            Route("/oauth/token", token, methods=["POST"]),
            Mount("/v1/events/{event_id}", routes=event_routes()),
            Mount("/v1", routes=closed_routes("attendees", "registration", "orders", "analytics")),
            Route("/openapi.json", openapi),
            Route("/control/{verb}", control, methods=["POST"]),
        ],
        middleware=[Middleware(Misbehaviour, gateway=gateway, sleep=sleep)],
        exception_handlers={HTTPException: refuse},
    )
    app.state.gateway = gateway
    app.state.control_token = secrets.token_urlsafe(16)
    app.state.tokens = Tokens(clients, ttl, clock)
    app.state.meter = Meter(limit, window, clock)
    return app


def event_routes() -> list[Route]:
    """Sessions, and everything else of an event that a token for sessions is refused."""
    return [
        Route("/sessions", guarded("sessions", collection), methods=METHODS),
        Route("/sessions/{session_id}", guarded("sessions", entity), methods=METHODS),
        Route("/sessions/{session_id}/speakers", guarded("sessions", speakers), methods=METHODS),
        *closed_routes("attendees", "registration", "orders", "analytics"),
    ]


def closed_routes(*subjects: str) -> list[Route]:
    """What takes scopes that no token for sessions has: `/orders`, `/orders/1/refund` …"""
    return [
        Route(path, guarded(subject, nothing), methods=METHODS)
        for subject in subjects
        for path in (f"/{subject}", f"/{subject}/{{rest:path}}")
    ]


async def token(request: Request) -> Response:
    """`POST /oauth/token`: exchange a client's credentials for a token. Raises `Refusal` where they are not good."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise Refusal(400, "Expected application/x-www-form-urlencoded", error="invalid_request")
    form = dict(parse_qsl((await request.body()).decode("latin-1")))
    return JSONResponse(request.app.state.tokens.issue(form), headers={"Cache-Control": "no-store"})


async def openapi(request: Request) -> Response:  # noqa: ARG001
    """The gateway's OpenAPI description, as JSON."""
    return FileResponse(OPENAPI)


async def refuse(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Starlette's own refusals, such as of an unknown path, in the gateway's words too."""
    assert isinstance(error, HTTPException)  # noqa: S101
    problem = error if isinstance(error, Refusal) else Refusal(error.status_code, error.detail)
    return problem.response()
