"""A small OpenID Connect provider, as an ASGI application, that lies where a test wants it to."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from signage.clock import Clock

ISSUER = "https://login.example"
CLIENT, SECRET = "signage", "s3cret-of-the-client"
KEYS = {kid: RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}) for kid in ("one", "two")}


@dataclass
class IdentityProvider:
    """Answers for one person. `claims` come on top of what an ID token has; `kid` names the key that signs.

    `sign` may make the token of the claims in another way. `asked` are the paths that were asked for.
    """

    clock: Clock
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    kid: str = "one"
    shown: tuple[str, ...] = ("one",)
    sign: Any = None
    status: int = 200
    metadata: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    grants: dict[str, dict[str, str]] = field(default_factory=dict)
    issuer: str = ISSUER

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/authorize", self._authorize),
                Route("/keys", self._keys),
                Route("/token", self._token, methods=["POST"]),
                Route("/userinfo", self._userinfo),
            ]
        )

    def consent(self, url: str) -> dict[str, str]:
        """What a browser that goes to this address, and signs in there, brings back."""
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (query["response_type"], query["client_id"], query["code_challenge_method"]) == ("code", CLIENT, "S256")
        code = f"code-{len(self.grants)}"
        self.grants[code] = query
        return {"code": code, "state": query["state"]}

    async def _authorize(self, request: Request) -> Response:
        """The provider's own page, for a browser: one link, back with a code."""
        back = f"{request.query_params['redirect_uri']}?{urlencode(self.consent(str(request.url)))}"
        return HTMLResponse(f'<title>Venue ID</title><a href="{escape(back)}">I am Inês</a>')

    async def _metadata(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                **self.metadata,
            }
        )

    async def _keys(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        return JSONResponse({"keys": [KEYS[kid].as_dict(private=False) for kid in self.shown]})

    async def _token(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        assert request.headers["authorization"] == f"Basic {basic}"
        grant = self.grants.pop(form["code"], None)
        if grant is None or self.status != 200:
            return JSONResponse({"error": "invalid_grant"}, 400)
        digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        assert (grant["code_challenge"], grant["redirect_uri"]) == (digest, form["redirect_uri"])
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": "u-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": grant["nonce"],
        }
        claims |= {"name": "Inês"} | self.claims
        token = (self.sign or self._signed)({name: value for name, value in claims.items() if value is not None})
        return JSONResponse({"access_token": "at", "token_type": "Bearer", "id_token": token})

    async def _userinfo(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer at"
        return JSONResponse({"sub": "u-1", **self.userinfo})

    def _signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.kid}, claims, KEYS[self.kid])


def unsigned(claims: dict[str, Any]) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "kid": "one"}, claims)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


def by_the_public_key(claims: dict[str, Any]) -> str:
    """Signed by a secret that everybody knows, in the hope that whoever checks takes the key for it."""
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(KEYS["one"].as_pem(private=False)))


def by_a_strangers_key(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048, {"kid": "one"}))
