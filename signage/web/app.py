"""The web application: its routes, and the answers that take no more than a function."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from signage.assets import folder, static_url
from signage.venue.media import Media
from signage.web.astray import Astray
from signage.web.css import shipped
from signage.web.files import LASTING, answer, sheet_at, static_files
from signage.web.headers import HEADERS, SecureHeaders
from signage.web.pages import Pages
from signage.web.screens import Endpoint, Screens

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from starlette.requests import Request

    from signage.clock import Clock
    from signage.publish.changes import Topic
    from signage.publish.publisher import Publisher
    from signage.web.hub import Hub


def create(
    publisher: Publisher,
    hub: Hub[Topic],
    *,
    clock: Clock,
    confirmed: Callable[[], datetime | None],
    media: Media,
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]] | None = None,
) -> Starlette:
    """The application that serves a publisher. `lifespan` starts and stops what feeds it."""
    shipped()  # takes a tenth of a second: made before there are walls that wait
    screens = Screens(publisher, Pages(publisher.renderer, confirmed), hub, clock)
    index = Index(publisher)
    routes = [
        Route("/", index.get),
        *screens.routes(),
        Route("/static/{path:path}", _static()),
        Route("/sw.js", _worker()),
        Route("/theme/{name}", _theme(publisher)),
        Route("/media/{path:path}", _media(media)),
        Route("/favicon.ico", _favicon),
        Route("/healthz", _healthz),
        Route("/readyz", _readyz(publisher)),
        Route("/{path:path}", Astray(publisher, index.get).get),
    ]
    made = Starlette(
        routes=routes,
        middleware=[Middleware(SecureHeaders)],
        exception_handlers={Exception: _broken},
        lifespan=lifespan,
    )
    made.router.redirect_slashes = False  # its redirects name the host that a proxy asked for
    return made


def _static() -> Endpoint:
    files = static_files()

    async def static(request: Request) -> Response:
        return answer(request, files.get(request.url.path))

    return static


def _worker() -> Endpoint:
    """At the root, for a worker may answer only for what lies below it."""
    script = (folder("static") / "sw.js").read_bytes()

    async def worker(_: Request) -> Response:
        return Response(script, 200, {"Cache-Control": "no-cache"}, "text/javascript")

    return worker


async def _broken(_: Request, __: Exception) -> Response:
    headers = {name.decode(): value.decode() for name, value in HEADERS}  # this is answered outside the middleware
    return PlainTextResponse("This page cannot be shown; the log says why.\n", 500, headers)


def _theme(publisher: Publisher) -> Endpoint:
    async def theme(request: Request) -> Response:
        return answer(request, sheet_at(request.url.path, publisher.current.appearance.css))

    return theme


def _media(media: Media) -> Endpoint:
    async def serve(request: Request) -> Response:
        file = await asyncio.to_thread(media.serve, request.scope["path"])
        if file is None:
            return answer(request, None)
        # an SVG opened by itself could run script; as an image it cannot
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
        return Response(file.body, 200, policy | {"Cache-Control": LASTING}, file.media_type)

    return serve


async def _favicon(_: Request) -> Response:
    return Response(status_code=204, headers={"Cache-Control": LASTING})


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok\n")


def _readyz(publisher: Publisher) -> Endpoint:
    async def readyz(_: Request) -> Response:
        if publisher.current.agenda is None:
            return JSONResponse({"ready": False, "why": "no agenda has been pulled yet"}, 503)
        return JSONResponse({"ready": True, "sessions": len(publisher.current.agenda.sessions)})

    return readyz


@dataclass(frozen=True)
class Index:
    """The page for installers: every URL that a TV may be given."""

    publisher: Publisher

    async def get(self, _: Request) -> Response:
        current = self.publisher.current
        rooms = current.room_index
        html = self.publisher.renderer.templates("en").index(
            event=current.layout.event.name,
            stylesheet=static_url("index.css"),
            screens=[
                (name, f"/screens/{name}", getattr(screen, "show", "several views"))
                for name, screen in current.layout.screens.items()
            ],
            rooms=[(rooms.name(room), rooms.url(room)) for room in rooms.ids],
        )
        return Response(html, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})
