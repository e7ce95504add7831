"""Headers that every answer carries. Pure ASGI: the usual middleware class would break event streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    RawHeaders = list[tuple[bytes, bytes]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "child-src 'self'; "  # the worker, in engines before 59
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS: RawHeaders = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]
"""Those that an answer carries unless it has its own of that name."""


def completed(headers: Mapping[str, str]) -> RawHeaders:
    """These headers as ASGI wants them, with those that every answer carries."""
    given = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return _with_ours(given)


def _with_ours(given: RawHeaders) -> RawHeaders:
    names = {name.lower() for name, _ in given}
    return [*given, *((name, value) for name, value in HEADERS if name not in names)]


class SecureHeaders:
    """Middleware that adds these headers to answers that Starlette makes by itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_ours(list(message.get("headers", ())))
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
