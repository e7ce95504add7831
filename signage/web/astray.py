"""Addresses that are nearly right, as people type them on a remote control: they lead to the page that was meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from signage.web.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from signage.publish.publisher import Publisher

KINDS: Mapping[str, Literal["room", "screen"]] = {
    "rooms": "room",
    "room": "room",
    "screens": "screen",
    "screen": "screen",
}
SAFE = ":/%#?=@[]!$&'()*+,;"
"""Characters that are not percent-encoded in a redirect's target."""
RETRY_AFTER = "60"
"""Seconds after which a display at an unknown address asks again: its page may exist by then."""


@dataclass(frozen=True)
class Astray:
    """Answers addresses without a route: a redirect to the page that was meant, else the list of pages, which reloads.

    A redirect names a path alone, so that it leads back through whatever proxy the request came by.
    """

    publisher: Publisher
    index: Callable[[int, Mapping[str, str]], ASGIApp]

    async def get(self, request: Request) -> ASGIApp:
        """A redirect (308) to the page that was meant; else the list of pages, with status 404."""
        if path := self._meant(request.scope["path"]):
            query = request.url.query
            target = quote(path + (f"?{query}" if query else ""), safe=SAFE)
            return Answer.of(308, b"", {"Location": target, "Cache-Control": "no-cache"})
        return self.index(404, {"Refresh": RETRY_AFTER})

    def _meant(self, path: str) -> str | None:
        """The path of the room or screen that an address means: slashes and capitals count for nothing."""
        kind, *name = [part for part in path.split("/") if part] or [""]
        events = "/events" if len(name) > 1 and name[-1].lower() == "events" else ""
        known = KINDS.get(kind.lower())
        if not known or not name:
            return None
        current = self.publisher.current
        page_key = current.page_key(known, "/".join(name[:-1] if events else name))
        if not current.exists(page_key):
            return None
        meant = current.path(page_key) + events
        return None if meant == path else meant
