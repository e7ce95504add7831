"""The OAuth2 token as an httpx auth flow, which fetches it, renews it and replaces one that is refused."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import httpx

from signage.errors import Forbidden, RateLimited, Transient, Unauthorized
from signage.inevent.answer import TRANSIENT, exchange
from signage.inevent.text import clean

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from signage.clock import Clock
    from signage.inevent.answer import Answer
    from signage.inevent.settings import Settings

SCOPE = "read:sessions"
DEFAULT_LIFETIME = 300.0
"""Seconds that a token lives where the gateway does not say."""
MAX_LIFETIME = 86_400.0
"""Seconds that a token is used at most, whatever the gateway says."""
RENEW_AHEAD = 60.0
"""Seconds before its end at which a token is renewed; in the last fifth of a life that is shorter than five minutes."""
RENEW_RETRY_AFTER = 10.0
"""Seconds between two tries to renew a token that still lives."""
REVEALING_PREFIX = 8  # first characters of a secret that are hidden where a text is cut short


@dataclass(frozen=True, slots=True)
class Grant:
    """A token and, by the monotonic clock, when to renew it and when it is dead."""

    token: str = field(repr=False)
    renew_at: float
    expires_at: float


class TokenAuth(httpx.Auth):
    """Puts a token with exactly `read:sessions` on each request; a refused one is replaced, the request replayed once.

    Raises Transient or RateLimited when no token can be had for now, Unauthorized when the credentials are refused,
    Forbidden when the grant is wider or narrower than asked for.
    """

    def __init__(self, client: httpx.AsyncClient, settings: Settings, clock: Clock) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock
        self._grant: Grant | None = None
        self._lock = asyncio.Lock()
        self._tokens: deque[str] = deque(maxlen=4)

    def redact(self, text: str) -> str:
        """`text` without the secret and the tokens known here, should the gateway quote them: whole, or cut short."""
        for secret in (self._settings.client_secret, *self._tokens):
            for form in _forms(secret):
                text = re.sub(
                    rf"{re.escape(form)}|{re.escape(form[:REVEALING_PREFIX])}\S*…", "…", text, flags=re.IGNORECASE
                )
        return text

    def forget(self) -> None:
        """Have no token any more. One that is being asked for is not kept either."""
        self._grant = None

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send the request with the token; after a 401 once more, with a new one. httpx calls this for each request."""
        token = await self._token()
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            await _discard(response)
            request.headers["Authorization"] = f"Bearer {await self._token(refused=token)}"
            yield request

    async def _token(self, refused: str = "") -> str:
        """A live token, other than the one that was refused."""
        async with self._lock:
            if self._grant and self._grant.token == refused:
                self._grant = None
            grant, now = self._grant, self._clock.monotonic()
            usable = grant if grant and now < grant.expires_at else None
            if usable is None or now >= usable.renew_at:
                try:
                    usable = self._grant = await self._ask()
                except (Transient, RateLimited):
                    if usable is None:
                        raise
                    self._grant = replace(usable, renew_at=now + RENEW_RETRY_AFTER)
            return usable.token

    async def _ask(self) -> Grant:
        """Exchange the credentials for a token; its life is counted from before the request."""
        asked_at = self._clock.monotonic()
        request = self._client.build_request(
            "POST",
            self._settings.token_url,
            data={
                "grant_type": "client_credentials",
                "client_id": self._settings.client_id,
                "client_secret": self._settings.client_secret,
                "scope": SCOPE,
            },
        )
        answer = await exchange(self._client, request, auth=None)
        if answer.status == httpx.codes.TOO_MANY_REQUESTS:
            raise answer.rate_limited(answer.wait((), self._clock.now()))
        if 400 <= answer.status < 500 and answer.status not in TRANSIENT:
            wrong_address = answer.status in (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED)
            settings = "INEVENT_BASE_URL and INEVENT_TOKEN_URL" if wrong_address else "INEVENT_CLIENT_ID and its secret"
            raise Unauthorized(f"no token: {answer.describe_error()}; check {settings}")
        if answer.status != httpx.codes.OK:
            raise answer.error()
        return self._granted(answer, asked_at)

    def _granted(self, answer: Answer, asked_at: float) -> Grant:
        said = answer.json()
        token = said.get("access_token") if isinstance(said, dict) else None
        if not isinstance(said, dict) or not isinstance(token, str) or not re.fullmatch(r"[!-~]+", token):
            raise Transient(f"{answer.where} answered {answer.status} without a usable access_token")
        self._tokens.append(token)
        _check_scope(said.get("scope"), answer.where)
        life = _lifetime(said.get("expires_in"))
        return Grant(token, asked_at + life - min(RENEW_AHEAD, life / 5), asked_at + life)


def _forms(secret: str) -> set[str]:
    """A secret as it is, and as forms, addresses, JSON and Python quote it."""
    quoted = {quote(secret), quote(secret, safe=""), quote_plus(secret)}
    return {secret, *quoted, json.dumps(secret)[1:-1], repr(secret.encode())[2:-1]}


def _check_scope(scope: object, where: str) -> None:
    """Refuse a grant that is not exactly what was asked for. None: as requested (RFC 6749, 5.1)."""
    if scope is None:
        return
    if isinstance(scope, list):
        scope = " ".join(str(one) for one in scope)
    if not isinstance(scope, str):
        raise Transient(f"{where} answered a scope that is no text")
    granted = set(scope.split())
    excess = clean(" ".join(sorted(granted - {SCOPE})), 300)
    if SCOPE not in granted:
        raise Forbidden(f"the client lacks the scope {SCOPE} (granted: {excess or 'nothing'}): have it granted")
    if excess:
        raise Forbidden(
            f"the client is too powerful: besides {SCOPE} it is granted {excess}."
            f" Its token is not used; give signage a client that may do nothing but {SCOPE}"
        )


def _lifetime(expires_in: object) -> float:
    """Seconds a token lives; what is missing or makes no sense counts as a short life."""
    try:
        life = float(expires_in) if isinstance(expires_in, (int, float, str)) else 0.0
    except (ValueError, OverflowError):
        life = 0.0
    return min(life, MAX_LIFETIME) if life > 0 else DEFAULT_LIFETIME


async def _discard(response: httpx.Response) -> None:
    """Close a response unread: httpx would read all of its body, however long, before it goes on with an auth flow."""
    await response.aclose()
    response.stream = httpx.ByteStream(b"")
    response.is_closed = False
