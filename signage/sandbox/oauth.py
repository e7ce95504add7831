"""The token exchange: client credentials in, short-lived bearer tokens out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from signage.sandbox.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Client:
    """Credentials and their scopes. A `fixed` client is granted all of its scopes, whatever it asks for."""

    id: str
    secret: str = field(repr=False)
    scopes: frozenset[str]
    fixed: bool = False


CLIENTS = (
    Client("signage", "demo-secret", frozenset({"read:sessions"})),
    Client(
        "powerful",
        "demo-secret",
        frozenset({"read:sessions", "write:sessions", "read:attendees", "read:orders"}),
        fixed=True,
    ),
    Client("blind", "demo-secret", frozenset({"read:events"}), fixed=True),
)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows: whose it is, its scopes, and when it expires, in seconds of the clock of `Tokens`."""

    client: Client
    scopes: frozenset[str]
    expires: float


class Tokens:
    """The tokens in use. `ttl` in seconds, by a `clock` that only goes forward."""

    def __init__(self, clients: Iterable[Client], ttl: int, clock: Callable[[], float]) -> None:
        self._clients = {client.id: client for client in clients}
        self._ttl = ttl
        self._clock = clock
        self._grants: dict[str, Grant] = {}

    def issue(self, form: Mapping[str, str]) -> dict[str, Any]:
        """The answer to a token request; a `Refusal` if its form does not deserve one."""
        if form.get("grant_type") != "client_credentials":
            raise Refusal(400, "grant_type must be client_credentials", error="unsupported_grant_type")
        client = self._clients.get(form.get("client_id", ""))
        if client is None or not secrets.compare_digest(client.secret.encode(), form.get("client_secret", "").encode()):
            raise Refusal(401, "Unknown client, or wrong secret", error="invalid_client")
        asked = frozenset(form.get("scope", "").split()) or client.scopes
        scopes = client.scopes if client.fixed else client.scopes & asked
        if not scopes:
            raise Refusal(400, f"Scope not available: {' '.join(sorted(asked))}", error="invalid_scope")
        return {
            "access_token": self._keep(Grant(client, scopes, self._clock() + self._ttl)),
            "token_type": "Bearer",
            "expires_in": self._ttl,
            "scope": " ".join(sorted(scopes)),
        }

    def _keep(self, grant: Grant) -> str:
        now = self._clock()
        self._grants = {token: kept for token, kept in self._grants.items() if kept.expires > now}
        token = secrets.token_urlsafe(32)
        self._grants[token] = grant
        return token

    def grant(self, authorization: str) -> Grant:
        """What the bearer of this header may do; a `Refusal` if its token is unknown or has expired."""
        kind, _, token = authorization.partition(" ")
        grant = self._grants.get(token.strip())
        if kind.lower() != "bearer" or grant is None or grant.expires <= self._clock():
            raise Refusal(401, "Missing, unknown or expired token")
        return grant

    def expire(self) -> None:
        """Forget all tokens: each is refused from now on."""
        self._grants.clear()
