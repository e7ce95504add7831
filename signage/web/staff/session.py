"""Who is asking, and whether the request comes from a page of this server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse

from signage.staff.sessions import LASTS
from signage.web.base_path import base_of
from signage.web.browsers import cookie_of, set_cookie
from signage.web.protocol import TRUSTED
from signage.web.quota import network_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from signage.staff.access import Access
    from signage.staff.roles import Who

COOKIE = "signage_staff"
FIRST = "/staff/screens"
"""The page that one lands on."""
OWN_PAGE = re.compile(r"/staff(/[\w./%-]*)?(\?[\w=&%.:+-]*)?")
"""Where a sign-in may lead: to a page of ours, never to another site."""
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Gate:
    """Tells who a request is from. `address` is the server's own address where screens.yaml names one, else None."""

    access: Access
    address: Callable[[], str | None]

    async def find(self, request: Request) -> Who | None:
        """As `who`; somebody whom another node let in a moment ago is known, too."""
        who = self.who(request)
        if who is None and (secret_of(request) or "authorization" in request.headers) and await self.access.look():
            who = self.who(request)
        return who

    def who(self, request: Request) -> Who | None:
        """Who is asking: by an API token, a session's cookie, or a trusted proxy's header; None for nobody."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self.access.tokens.who(token.strip())
        if (secret := secret_of(request)) and (who := self.access.sessions.who(secret)):
            return who
        return self.access.vouched(request.headers) if TRUSTED in request.scope.get("extensions", {}) else None

    def is_own_page(self, request: Request) -> bool:
        """Whether the request's `Origin` is this server: the address in screens.yaml, else the one asked for.

        A page of another site can choose neither: browsers write `Origin` and `Host`. Where another name leads here
        (DNS rebinding) both agree, but the browser has no cookie for that name.
        """
        asked = f"{request.scope['scheme']}://{request.headers.get('host', '')}"
        own = _site(self.address() or asked)
        return own is not None and _site(request.headers.get("origin", "")) == own

    def moved(self, request: Request) -> str:
        """Where the staff page is, if the address in screens.yaml has another host than was asked for; else empty."""
        address = self.address() or ""
        own, asked = _site(address), _site(f"http://{request.headers.get('host', '')}")
        return f"{address}/staff" if own and asked and own[1] != asked[1] else ""


def secret_of(request: Request) -> str:
    """The session's secret in the request's cookie, or ''."""
    return cookie_of(request.scope, COOKIE)


def address_of(request: Request) -> str:
    """The address that a request came from: through a trusted proxy, the visitor's."""
    return request.client.host if request.client else ""


def network(request: Request) -> str:
    """What counts as one client: an IPv4 address, or the /64 of an IPv6 address."""
    return network_of(address_of(request))


def cookie(request: Request, secret: str) -> str:
    """The `Set-Cookie` that begins a session, or ends one where `secret` is ''."""
    return set_cookie(request.scope, COOKIE, secret, "/staff", int(LASTS.total_seconds()) if secret else 0)


def redirect(request: Request, path: str, cookie: str = "") -> RedirectResponse:
    """To a page of ours, by its path, with a `Set-Cookie` if there is one."""
    headers = {"Set-Cookie": cookie} if cookie else None
    return RedirectResponse(base_of(request.scope).url(path), 303, headers)


def own_page(path: str) -> str:
    """The path, if it is one of ours to go to; else the first page's."""
    return path if OWN_PAGE.fullmatch(path) and "//" not in path else FIRST


def _site(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an address; None for what is none, such as `null`."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname.rstrip("."), port) if parts.hostname and port else None
