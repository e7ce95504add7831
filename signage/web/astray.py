"""Addresses that are nearly right, as people type them on a remote control: they lead to the page that was meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from starlette.responses import RedirectResponse, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from signage.publish.publisher import Publisher
    from signage.web.screens import Endpoint

KINDS: Mapping[str, Literal["room", "screen"]] = {
    "rooms": "room",
    "room": "room",
    "screens": "screen",
    "screen": "screen",
}
LOOK_AGAIN = "60"
"""Seconds after which a display that is nowhere asks again: what it asks for may be there by then."""


@dataclass(frozen=True)
class Astray:
    """Answers what no other route does: by where the page is, else by the list of all there are, which loads anew.

    A redirect names a path alone, so that it leads back through whatever proxy the request came by.
    """

    publisher: Publisher
    index: Endpoint

    async def get(self, request: Request) -> Response:
        if path := self._meant(request.scope["path"]):
            query = request.url.query
            return RedirectResponse(path + (f"?{query}" if query else ""), 308, {"Cache-Control": "no-cache"})
        found = await self.index(request)
        found.status_code = 404
        found.headers["Refresh"] = LOOK_AGAIN
        return found

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
