"""Signing in at an OpenID Connect provider: authorization code with PKCE, and an ID token whose signature is checked.

What a sign-in under way has to remember travels in a signed cookie: beginning any number of them costs this server
nothing, and any node may finish it. Needs the extra `signage[oidc]`: it is imported where a provider is set, and
nowhere else.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
import ssl
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
from authlib.common.urls import add_params_to_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from signage.errors import SignageError
from signage.seal import Keys, own_keys, sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from signage.clock import Clock
    from signage.staff.settings import OIDC

LASTS = 600.0
"""Seconds from the beginning of a sign-in to its end."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""Signatures that only the provider can make; none by a shared secret."""
AT_ONCE, WAITING = 4, 32
"""Sign-ins that ask the provider at the same time, and those that may be under way in all."""
MOST_BYTES = 1_000_000
SECONDS = 10.0
KEYS_KEPT = 3600.0
LEEWAY = 60
"""Seconds that the provider's clock may be off."""


class ProviderError(SignageError):
    """The provider said no, or something that cannot be believed. Its text is for the log."""


class Identity(NamedTuple):
    """Somebody as the provider tells it; `next` is the page that they wanted."""

    name: str
    groups: tuple[str, ...]
    next: str


class _Begun(NamedTuple):
    """What a sign-in under way remembers. `at`: when it began, in seconds since 1970."""

    state: str
    nonce: str
    verifier: str
    at: float
    next: str


class Provider:
    """One provider. `keys` sign what a sign-in remembers; `transport` is in place of the network."""

    def __init__(
        self,
        settings: OIDC,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
        keys: Keys | None = None,
    ) -> None:
        self.label = settings.label
        self._settings, self._clock, self._transport = settings, clock, transport
        self._sign_by = keys or own_keys()
        self._turns, self._here = asyncio.Semaphore(AT_ONCE), 0
        self._metadata: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}
        self._read_at = 0.0

    async def begin(self, redirect_uri: str, next_page: str) -> tuple[str, str]:
        """The provider's address to go to, and the cookie's value. Raises ProviderError."""
        begun = _Begun(
            secrets.token_urlsafe(32),
            secrets.token_urlsafe(32),
            secrets.token_urlsafe(32),
            self._clock.now().timestamp(),
            next_page,
        )
        if not self._is_known:
            async with self._connected() as client:
                await self._provider(client)
        metadata = self._metadata
        query = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": redirect_uri,
            "scope": self._settings.scopes,
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": create_s256_code_challenge(begun.verifier),
            "code_challenge_method": "S256",
        }
        return str(add_params_to_uri(metadata["authorization_endpoint"], list(query.items()))), sealed(
            json.dumps(begun), self._sign_by()[0]
        )

    async def finish(self, cookie: str, query: Mapping[str, str], redirect_uri: str) -> Identity:
        """Who has signed in, from what came back with the browser. Raises ProviderError."""
        begun = self._opened(cookie)
        if not hmac.compare_digest(begun.state.encode(), query.get("state", "").encode()):
            raise ProviderError("the state is not that of this browser's sign-in")
        if "error" in query or not query.get("code"):
            raise ProviderError(f"the provider answered {query.get('error', 'without a code')[:100]!r}")
        async with self._connected() as client:
            metadata = await self._provider(client)
            token = await self._exchange(client, metadata, query["code"], begun.verifier, redirect_uri)
            claims = await self._checked(client, token, begun.nonce)
            if self._settings.claim not in claims and "userinfo_endpoint" in metadata:
                bearer = {"Authorization": f"Bearer {token.get('access_token', '')}"}
                told = await _json(client, "GET", metadata["userinfo_endpoint"], headers=bearer)
                if told.get("sub") != claims["sub"]:
                    raise ProviderError("userinfo tells of somebody else than the ID token")
                claims = {**told, **claims}
        return Identity(_name(claims), _groups(claims.get(self._settings.claim)), begun.next)

    # The provider -----------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client, few at a time. Raises ProviderError where too many wait already."""
        if self._here >= WAITING:
            raise ProviderError("too many sign-ins are under way")
        self._here += 1
        try:
            async with (
                self._turns,
                httpx.AsyncClient(transport=self._transport, timeout=SECONDS, verify=certificates()) as client,
            ):
                yield client
        finally:
            self._here -= 1

    @property
    def _is_known(self) -> bool:
        return bool(self._metadata) and self._clock.monotonic() - self._read_at <= KEYS_KEPT

    async def _provider(self, client: httpx.AsyncClient) -> dict[str, Any]:
        """What the provider says of itself, and its keys; asked for once an hour."""
        if not self._is_known:
            issuer = self._settings.issuer
            metadata = await _json(client, "GET", f"{issuer}/.well-known/openid-configuration")
            if str(metadata.get("issuer", "")).rstrip("/") != issuer:
                raise ProviderError(f"the provider at {issuer} calls itself {str(metadata.get('issuer'))[:100]!r}")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not isinstance(metadata.get(name), str):
                    raise ProviderError(f"the provider does not tell its {name}")
            self._keys = await _json(client, "GET", metadata["jwks_uri"])
            self._metadata, self._read_at = metadata, self._clock.monotonic()
        return self._metadata

    async def _exchange(
        self, client: httpx.AsyncClient, metadata: dict[str, Any], code: str, verifier: str, redirect_uri: str
    ) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code[:4096],
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        ways = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        own = (self._settings.client_id, self._settings.client_secret)
        if "client_secret_basic" in ways:
            return await _json(client, "POST", metadata["token_endpoint"], data=form, auth=own)
        form |= {"client_id": own[0], "client_secret": own[1]}
        return await _json(client, "POST", metadata["token_endpoint"], data=form)

    async def _checked(self, client: httpx.AsyncClient, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of the ID token, once signature, issuer, audience, times and nonce are right."""
        try:
            try:
                decoded = self._decoded(token)
            except InvalidKeyIdError:  # the provider has new keys
                self._keys = await _json(client, "GET", self._metadata["jwks_uri"])
                decoded = self._decoded(token)
            wanted = {
                "iss": {"essential": True, "values": [self._metadata["issuer"]]},
                "sub": {"essential": True},
                "aud": {"essential": True, "values": [self._settings.client_id]},
                "exp": {"essential": True},
            }
            params = {"nonce": nonce, "client_id": self._settings.client_id, "access_token": token.get("access_token")}
            claims = CodeIDToken(decoded.claims, decoded.header, wanted, params)
            claims.validate(now=int(self._clock.now().timestamp()), leeway=LEEWAY)
        except Exception as error:  # whatever two libraries raise for a token that is none
            raise ProviderError(f"the ID token is not to be believed: {type(error).__name__}: {error}"[:300]) from error
        if claims.get("nonce") != nonce:
            raise ProviderError("the ID token is of another sign-in")
        return dict(decoded.claims)

    def _decoded(self, token: dict[str, Any]) -> jwt.Token:
        told = self._metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        algorithms = [name for name in ALGORITHMS if name in told]
        registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        return jwt.decode(str(token.get("id_token", "")), KeySet.import_key_set(self._keys), registry=registry)  # type: ignore[arg-type]

    # The cookie -------------------------------------------------------------------------------------------------------

    def _opened(self, cookie: str) -> _Begun:
        text = unsealed(cookie, self._sign_by())
        if text is None:
            raise ProviderError("this browser has begun no sign-in here")
        begun = _Begun(*json.loads(text))
        if not -LEEWAY <= self._clock.now().timestamp() - begun.at < LASTS:
            raise ProviderError("the sign-in took too long")
        return begun


@cache
def certificates() -> ssl.SSLContext:
    """Those whom this machine trusts: read once, for that takes some 20 ms, and anybody may begin to sign in."""
    return httpx.create_ssl_context()


async def _json(client: httpx.AsyncClient, method: str, url: str, **more: Any) -> dict[str, Any]:
    """A JSON object that the provider answers with. Raises ProviderError, whose text holds no secret."""
    where = f"{method} {url.partition('?')[0][:200]}"
    try:
        async with asyncio.timeout(SECONDS), client.stream(method, url, **more) as answer:
            content = b""
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > MOST_BYTES:
                    raise ProviderError(f"{where} answered more than {MOST_BYTES} bytes")
            if answer.status_code != 200:
                raise ProviderError(f"{where} answered {answer.status_code}")
        found = json.loads(content)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, RecursionError) as error:
        raise ProviderError(f"{where} failed: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise ProviderError(f"{where} answered no JSON object")
    return found


def _name(claims: Mapping[str, Any]) -> str:
    """What a person is called: as the provider has it, without what cannot be seen."""
    told = [claims.get(name) for name in ("name", "preferred_username", "email", "sub")]
    name = next((text for text in told if isinstance(text, str) and text.strip()), "?")
    return "".join(char for char in name if char.isprintable()).strip()[:64] or "?"


def _groups(told: object) -> tuple[str, ...]:
    listed = told if isinstance(told, list) else [told]
    return tuple(group for group in listed[:1000] if isinstance(group, str))
