"""Addresses that are nearly right, as people type them on a remote control: they lead to the page that was meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote

from signage.web.answer import Answer
from signage.web.base_path import base_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from signage.publish.publisher import Publisher
    from signage.publish.state import PageKey
    from signage.web.screens import Screens

KINDS: Mapping[str, Literal["room", "screen"]] = {
    "rooms": "room",
    "room": "room",
    "screens": "screen",
    "screen": "screen",
}
LONGEST = 2000
"""Characters of an address that are looked at: no page has a longer one."""
SAFE = ":/%#?=@[]!$&'()*+,;"
"""Characters that are not percent-encoded in a redirect's target."""
RETRY_AFTER = "60"
"""Seconds after which a display at an unknown address asks again: its page may exist by then."""


@dataclass(frozen=True)
class Redirects:
    """Answers addresses without a route: a redirect to the page that was meant, else the list of pages, which reloads.

    A redirect names a path alone, so that it leads back through whatever proxy the request came by. A name with a slash
    in it has no route: where no other address leads to its page, the page itself is the answer, for a redirect to the
    address that was asked for would never end.
    """

    publisher: Publisher
    screens: Screens
    index: Callable[[int, Mapping[str, str]], ASGIApp]

    async def get(self, request: Request) -> ASGIApp:
        """A redirect (308) to the page that was meant, or that page; else the list of pages, with status 404."""
        path: str = request.scope["path"][:LONGEST]
        page_key, events = self._meant(path)
        if page_key is None:
            return self.index(404, {"Refresh": RETRY_AFTER})
        meant = self.publisher.current.path(page_key) + events
        if unquote(meant) == path:
            if events:
                return await self.screens.events(request, *page_key)
            return await self.screens.page(request, *page_key)
        query = request.url.query
        target = quote(base_of(request.scope).url(meant + (f"?{query}" if query else "")), safe=SAFE)
        return Answer.of(308, b"", {"Location": target, "Cache-Control": "no-cache"})

    def _meant(self, path: str) -> tuple[PageKey | None, str]:
        """The page that an address means, and what its stream's address ends with; slashes and capitals don't count."""
        kind, *name = [part for part in path.split("/") if part] or [""]
        events = "/events" if len(name) > 1 and name[-1].lower() == "events" else ""
        known = KINDS.get(kind.lower())
        if not known or not name:
            return None, events
        current = self.publisher.current
        page_key = current.page_key(known, "/".join(name[:-1] if events else name))
        return (page_key if current.exists(page_key) else None), events
