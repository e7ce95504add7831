"""`/metrics` over HTTP: for programs on this machine, or with the operator's token; for others there is nothing."""

from __future__ import annotations

import re
from hmac import compare_digest
from typing import TYPE_CHECKING

from prometheus_client import make_asgi_app

from signage.addresses import is_loopback
from signage.environment import secret_of
from signage.errors import SettingsError
from signage.web.answer import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_client import CollectorRegistry
    from starlette.types import Receive, Scope, Send

    from signage.web.answer import Answer

PASSED_ON = (b"forwarded", b"via", b"x-real-ip", b"x-forwarded-")
"""What names of headers begin with that proxies add."""
LOCAL = re.compile(rb"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
"""The names of this machine that a request may be for."""
SHORTEST = 16
"""Characters of a token."""
NONE = {"Cache-Control": "no-store"}
NO_PAGE = text(404, "There is no such page.", NONE)
NO_TOKEN = text(401, "This needs a token.", {**NONE, "WWW-Authenticate": "Bearer"})


def token_in(env: Mapping[str, str]) -> str:
    """The token of `SIGNAGE_METRICS_TOKEN` or `..._FILE`, empty if there is none. Raises SettingsError."""
    problems: list[str] = []
    token = secret_of(env, "SIGNAGE_METRICS_TOKEN", problems)
    if token and len(token) < SHORTEST:
        problems.append(f"SIGNAGE_METRICS_TOKEN has fewer than {SHORTEST} characters: `openssl rand -hex 20` makes one")
    if problems:
        raise SettingsError("\n".join(problems))
    return token


class Endpoint:
    """The ASGI application at `/metrics`: text for Prometheus, or OpenMetrics, whichever is asked for.

    Without a token (empty) it is there for this machine alone.
    """

    def __init__(self, registry: CollectorRegistry, token: str = "") -> None:
        self._app = make_asgi_app(registry)
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer: 200, or 401 or 404 without a word of why."""
        if refusal := self._refusal(scope):
            await refusal.send(scope, send)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Answer | None:
        if scope["method"] not in ("GET", "HEAD"):
            return NO_PAGE
        if is_local(scope) or self._has_token(scope):
            return None
        return NO_TOKEN if self._token else NO_PAGE

    def _has_token(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        scheme, _, token = given[0].partition(b" ") if len(given) == 1 else (b"", b"", b"")
        return bool(self._token) and scheme.lower() == b"bearer" and compare_digest(token.strip(), self._token)


def is_local(scope: Scope) -> bool:
    """Whether a program on this machine asks, and nobody by way of it.

    A proxy on this machine is known by what it adds, by the name that was asked for, or by the HTTP/1.0 that nginx
    speaks where nobody told it otherwise. The name keeps out browsers, too, which any page can have ask us.
    """
    host, client = b"", (scope.get("client") or ("",))[0]
    for name, value in scope["headers"]:
        if name.startswith(PASSED_ON):
            return False
        host = value if name == b"host" else host
    return scope["http_version"] != "1.0" and bool(LOCAL.fullmatch(host)) and is_loopback(client)
