"""The endpoints of the server that are no wall's: its start page, files of the venue, what monitoring asks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.routing import Route

from signage.assets import static_url
from signage.web.answer import Answer
from signage.web.browsers import is_tv
from signage.web.files import IMMUTABLE, NO_SUCH_FILE, stylesheet_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from signage.publish.changes import Topic
    from signage.publish.publisher import Publisher
    from signage.publish.state import State
    from signage.venue.media import Media
    from signage.web.hub import Hub
    from signage.web.pairing import Pair


@dataclass(frozen=True)
class Start:
    """The endpoint of `/`: a TV is asked which screen it is to be, all others are told what addresses there are."""

    site: Site
    pair: Pair
    is_on: bool

    async def get(self, request: Request) -> ASGIApp:
        """The page for a TV, where there are staff to pair it, or the page for installers."""
        if self.is_on and is_tv(request.scope):
            return await self.pair.page(request)
        return await self.site.index(request)


@dataclass(frozen=True)
class Site:
    """What pages load of the venue, and what installers and monitoring ask."""

    publisher: Publisher
    media: Media
    hub: Hub[Topic]
    cut_off: Callable[[], str] = lambda: ""
    _index: dict[int, bytes] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """Of what pages load, and of what monitoring asks."""
        return [
            Route("/static/{path:path}", self.no_such_file),
            Route("/theme/{name}", self.stylesheet),
            Route("/media/{path:path}", self.media_file),
            Route("/favicon.ico", self.favicon),
            Route("/readyz", self.readyz),
        ]

    async def index(self, _: Request) -> ASGIApp:
        """The page for installers: every URL that a TV may be given."""
        return self.index_answer(200)

    def index_answer(self, status: int, headers: Mapping[str, str] | None = None) -> Answer:
        """That page with a status, and with these headers besides its own."""
        current = self.publisher.current
        if current.version not in self._index:  # rendered once: whoever asks for what there is not gets it, too
            self._index.clear()
            self._index[current.version] = self._index_html(current)
        own = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}
        return Answer.of(status, self._index[current.version], {**own, **(headers or {})})

    def _index_html(self, current: State) -> bytes:
        rooms, url = current.room_index, current.base.url
        html: str = self.publisher.renderer.templates("en").index(
            event=current.layout.event.name,
            icon=current.base.icon,
            stylesheet=url(static_url("index.css")),
            screens=[
                (name, url(f"/screens/{name}"), getattr(screen, "show", "several views"))
                for name, screen in current.layout.screens.items()
            ],
            rooms=[(rooms.name(room), url(rooms.url(room))) for room in rooms.ids],
        )
        return html.encode(errors="replace")

    async def no_such_file(self, _: Request) -> ASGIApp:
        """The answer for a static file that does not exist: those that do are found before any route is."""
        return NO_SUCH_FILE

    async def stylesheet(self, request: Request) -> ASGIApp:
        """The stylesheet of all pages, with the venue's rules as they are now or were recently."""
        sheet = stylesheet_at(request.scope["path"], self.publisher.current.appearance.css)
        return sheet.answer(request.scope) if sheet else NO_SUCH_FILE

    async def media_file(self, request: Request) -> ASGIApp:
        """A picture or font of the venue."""
        path = request.scope["path"]
        file, body = self.media.offered(path) or (None, None)
        if file and body is None:
            file, body = await asyncio.to_thread(self.media.serve, path) or (None, None)
        if file is None or body is None:
            return NO_SUCH_FILE
        # an SVG opened by itself could run script; as an image it cannot
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
        return Answer.of(200, body, {**policy, "Cache-Control": IMMUTABLE, "Content-Type": file.media_type})

    async def favicon(self, _: Request) -> ASGIApp:
        """An empty answer to requests for an icon, which there is none of; browsers cache it."""
        return Answer.of(204, headers={"Cache-Control": IMMUTABLE})

    async def readyz(self, _: Request) -> ASGIApp:
        """Whether there is an agenda to show; and whether this server is cut off from others, for it serves on."""
        if self.hub.leaving:
            return JSONResponse({"ready": False, "why": "this server hands its walls over to the others"}, 503)
        if self.publisher.current.agenda is None:
            return JSONResponse({"ready": False, "why": "no agenda has been pulled yet"}, 503)
        told = {"store": why} if (why := self.cut_off()) else {}
        return JSONResponse({"ready": True, "sessions": len(self.publisher.current.agenda.sessions), **told})
