"""The web application: its parts joined, its routes, and the short path for what is ready."""

from __future__ import annotations

from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from signage.assets import folder
from signage.fleet.pairing import Pairings
from signage.fleet.registry import Registry
from signage.venue.media import Media
from signage.web.answer import Content, text
from signage.web.base_path import BasePathApp
from signage.web.css import shipped
from signage.web.displays import PATH, Displays
from signage.web.files import static_files
from signage.web.headers import SecureHeaders
from signage.web.initial_events import Openings
from signage.web.pages import Pages
from signage.web.pairing import Pair
from signage.web.previews import Previewing, Previews
from signage.web.redirects import Redirects
from signage.web.screens import Screens
from signage.web.site import Site, Start
from signage.web.staff import app as staff_app
from signage.web.staff.audience import join
from signage.web.staff.feed import Feed
from signage.web.stream import Pieces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from signage.clock import Clock
    from signage.fleet.history import History
    from signage.nodes.consistency import Newness
    from signage.nodes.lending import Lending
    from signage.publish.changes import Topic
    from signage.publish.publisher import Publisher
    from signage.staff import Staff
    from signage.web.display_keys import DisplayKeys
    from signage.web.hub import Hub
    from signage.web.staff.calls import Part

    Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def create(
    publisher: Publisher,
    hub: Hub[Topic],
    *,
    clock: Clock,
    confirmed: Callable[[], datetime | None],
    media: Media,
    registry: Registry | None = None,
    pieces: Pieces | None = None,
    previews: Previewing | None = None,
    staff_previews: Previewing | None = None,
    staff: Staff | None = None,
    parts: Iterable[Part] = (),
    feed: Feed | None = None,
    history: History | None = None,
    keys: DisplayKeys | None = None,
    pairings: Pairings | None = None,
    metrics: ASGIApp | None = None,
    cut_off: Callable[[], str] = lambda: "",
    newness: Newness | None = None,
    lending: Lending | None = None,
    lifespan: Lifespan | None = None,
) -> ASGIApp:
    """The application that serves what is current: `pieces` are those that its changes are sent as.

    `registry` knows the displays. `lifespan` starts and stops what feeds all this. `previews` compose pages of other
    times, else a process of its own does; those of staff are composed by `staff_previews`, if they are others.
    Without `staff` there is no staff page; `parts` are those of its parts that are built elsewhere, `feed` tells open
    ones what happens, and `history` what was known of screens before. `keys` says who may see walls; without it, all
    may. `pairings` are the TVs that wait to be told what they are. `metrics` answers at /metrics. `cut_off` says why
    this server cannot use the store that it shares with others, or nothing; `newness` tells whether a page has seen
    newer at one of them, and `lending` gives them what staff try here.
    """
    shipped()  # takes a tenth of a second: made before there are walls that wait
    pages, previews = Pages(publisher.renderer, confirmed), previews or Previews(lambda: publisher.current, confirmed)
    registry = Registry(clock) if registry is None else registry  # an empty one is false
    displays = Displays(registry, publisher, clock, confirmed)
    if staff:
        join(staff.notices, registry, publisher)
    pieces = pieces or Pieces()
    openings = Openings(publisher, pieces)
    screens = Screens(
        publisher, pages, previews, staff_previews or previews, hub, clock, pieces, openings, displays, keys, newness
    )
    site = Site(publisher, media, hub, cut_off)
    feed, pairings = feed or Feed(lambda: b"", clock), Pairings(clock) if pairings is None else pairings
    pair = Pair(publisher, pairings, clock, keys)
    told = (publisher, clock, displays, feed, pairings, keys, parts, history, cut_off, lending)
    staff_routes = staff_app.routes(staff, *told) if staff else ()
    routes = [
        Route("/", Start(site, pair, is_on=staff is not None).get),
        *pair.routes(),
        *screens.routes(),
        *site.routes(),
        *([Route("/metrics", metrics)] if metrics else []),
        *staff_routes,
        Route("/{path:path}", Redirects(publisher, screens, site.index_answer).get),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(SecureHeaders)],
        exception_handlers={Exception: cast("Any", _server_error)},
        lifespan=_closing(previews, lifespan),
    )
    app.router.redirect_slashes = False  # its redirects name the host that a proxy asked for
    base, served = publisher.current.base, ShortPath(app, _files(), screens)
    return BasePathApp(base, served) if base.path else served


def _files() -> dict[str, Content]:
    """Answers that never change, by path. The worker stands at the root, for it may answer only for what lies below."""
    worker = (folder("static") / "sw.js").read_bytes()
    return {
        **static_files(),
        "/healthz": Content(text(200, "ok"), None),
        "/sw.js": Content.of(200, worker, b"", {"Content-Type": "text/javascript", "Cache-Control": "no-cache"}),
    }


def _closing(previews: Previewing, lifespan: Lifespan | None) -> Lifespan:
    """A lifespan at whose end previews are closed, too: whoever runs the application ends its loop after that."""

    @asynccontextmanager
    async def lives(app: Starlette) -> AsyncIterator[None]:
        try:
            async with lifespan(app) if lifespan else nullcontext():
                yield
        finally:
            await previews.aclose()

    return lives


async def _server_error(_: Request, __: Exception) -> ASGIApp:
    return text(500, "This page cannot be shown; the log says why.")


@dataclass(frozen=True, slots=True)
class ShortPath:
    """Answers what is ready by one look-up: files, and pages of now that were composed before. The rest is `app`'s.

    Most requests of a venue are these, and routes, request objects and layers of middleware cost three times what
    sending the bytes does.
    """

    app: ASGIApp
    files: Mapping[str, Content]
    screens: Screens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request if its answer is ready; else pass it on to `app`."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        keys = self.screens.keys
        if keys and keys.refusal(scope) and (refusal := await keys.refused(scope)):
            await refusal.send(scope, send)
            return
        ready = self._ready(scope) if scope["method"] in ("GET", "HEAD") else self._report(scope)
        await (ready or self.app)(scope, receive, send)

    def _report(self, scope: Scope) -> ASGIApp | None:
        return self.screens.displays if scope["method"] == "POST" and scope["path"].startswith(PATH) else None

    def _ready(self, scope: Scope) -> ASGIApp | None:
        file = self.files.get(scope["path"])
        return file.answer(scope) if file else self.screens.ready(scope)
