"""The endpoints of all that a wall loads: the pages of rooms and screens, and their streams."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from starlette.routing import Route

from signage.clock import Clock
from signage.nodes.consistency import Newness
from signage.publish.changes import BEHIND, MISSING, PREVIEWS, RELOAD, Topic
from signage.publish.publisher import Publisher
from signage.web.answer import Answer, text
from signage.web.displays import DISPLAY, Displays
from signage.web.hub import Hub
from signage.web.initial_events import Openings
from signage.web.pages import Pages
from signage.web.previews import Busy, Previewing
from signage.web.stream import EventStream, Pieces
from signage.web.times import BadQuery, page_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from signage.publish.state import PageKey, State
    from signage.web.display_keys import DisplayKeys
    from signage.web.encoding import Piece
    from signage.web.hub import Attached

    Attach = Callable[[Scope], Attached | None]

EVENTS = "/events"
"""What the path of a stream ends with, after that of its page."""
PATHS_KEPT = 4096
"""Paths of pages whose stream is found by one look-up."""
RETRY_AFTER = "10"
"""Seconds after which a preview that was refused may be asked for again."""
SEEN = b"rev="
NUMBERS = b"&seen="
"""Before the numbers of the newest agenda and layout that a page has seen, where several servers give them."""
LONGEST_NAME = 1000
"""Characters of a name in an address that are looked at: a longer one is no page's."""


class Timed:
    """An answer that tells the server's time at which it was given: a page may have been composed a minute ago."""

    __slots__ = ("_answer", "_now", "_seen")

    def __init__(self, answer: Answer, now: float, newness: Newness | None) -> None:
        self._answer, self._now = answer, now
        shown = newness.shown if newness else None
        self._seen = [(b"x-signage-seen", b"%d.%d" % shown)] if shown else []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send it with `X-Signage-Now`, in epoch milliseconds, and the numbers of what is shown where there are any."""
        await self._answer.send(scope, send, (b"x-signage-now", b"%d" % (1000 * self._now)), *self._seen)


@dataclass
class Paths:
    """The pages that paths lead to, as far as they were asked for in one state."""

    state: State | None = None
    page_keys: dict[str, PageKey] = field(default_factory=dict)

    def find(self, path: str, state: State) -> PageKey | None:
        """The page at a path, if it is known."""
        return self.page_keys.get(path) if state is self.state else None

    def add(self, path: str, page_key: PageKey, state: State) -> None:
        """Know the page at a path from now on."""
        if state is not self.state or len(self.page_keys) >= PATHS_KEPT:
            self.state = state
            self.page_keys.clear()
        self.page_keys[path] = page_key


@dataclass(frozen=True)
class Screens:
    """The pages and streams of what is current."""

    publisher: Publisher
    pages: Pages
    previews: Previewing
    staff_previews: Previewing
    """A queue of their own, so that strangers who ask for other times keep no member of staff from it."""
    hub: Hub[Topic]
    clock: Clock
    pieces: Pieces
    openings: Openings
    displays: Displays
    keys: DisplayKeys | None = None
    newness: Newness | None = None
    """How new what is current here is, where several servers show the same."""
    _paths: Paths = field(default_factory=Paths)

    def ready(self, scope: Scope) -> ASGIApp | None:
        """The answer to a request for the page of now, or for its stream, if that is known already."""
        path, query = scope["path"], scope["query_string"]
        if not query:
            now = self.clock.now().timestamp()
            if content := self.pages.of_now(path, now):
                return Timed(content.answer(scope), now, self.newness)
        page_key = self._paths.find(path, self.publisher.current)
        seen, _, display = query.partition(DISPLAY)
        seen, _, numbers = seen.partition(NUMBERS)
        plain = b"&" not in seen + numbers + display and b"%" not in query
        if page_key is None or not plain or not (seen.startswith(SEEN) or not query):
            return None
        has = _last_event_id(scope) or seen[len(SEEN) :].decode("latin-1")
        if not self.openings.is_ready(page_key, has):
            return None
        return self._stream(page_key, has, query, numbers.decode("latin-1"))

    def routes(self) -> list[Route]:
        """Of the pages of rooms and screens, and of their streams."""
        return [
            Route("/rooms/{name}", self.room),
            Route("/rooms/{name}/events", self.room_events),
            Route("/screens/{name}", self.screen),
            Route("/screens/{name}/events", self.screen_events),
        ]

    async def room(self, request: Request) -> ASGIApp:
        """The page of a room."""
        return await self.page(request, "room", request.path_params["name"][:LONGEST_NAME])

    async def screen(self, request: Request) -> ASGIApp:
        """The page of a screen."""
        return await self.page(request, "screen", request.path_params["name"][:LONGEST_NAME])

    async def room_events(self, request: Request) -> ASGIApp:
        """The stream of a room's page."""
        return await self.events(request, "room", request.path_params["name"][:LONGEST_NAME])

    async def screen_events(self, request: Request) -> ASGIApp:
        """The stream of a screen's page."""
        return await self.events(request, "screen", request.path_params["name"][:LONGEST_NAME])

    async def page(self, request: Request, kind: Literal["room", "screen"], name: str) -> ASGIApp:
        """The page that is called so, at the time that the query asks for."""
        state = self.publisher.current
        page_key = state.page_key(kind, name)
        try:
            time = page_time(request.query_params, state, self.clock)
            if not state.exists(page_key):
                answer = await self.pages.missing(page_key, self.clock.now())
                return Timed(answer, self.clock.now().timestamp(), self.newness)
            if time.chosen:
                content = await self._previews(request.scope).content(page_key, time)
            else:
                content = await self.pages.content(page_key, time, request.scope["path"])
        except BadQuery as error:
            return text(400, str(error))
        except Busy:
            return text(503, "Too many ask for other times just now; try again.", {"Retry-After": RETRY_AFTER})
        return Timed(content.answer(request.scope), self.clock.now().timestamp(), self.newness)

    async def events(self, request: Request, kind: Literal["room", "screen"], name: str) -> ASGIApp:
        """The stream of that page: what differs from the revisions that it has, then all that changes."""
        query, state = request.query_params, self.publisher.current
        page_key = state.page_key(kind, name)
        try:
            time = page_time(query, state, self.clock)
        except BadQuery as error:
            return text(400, str(error))
        if not state.exists(page_key):
            return EventStream(self.hub, MISSING, tuple, is_wall=False)
        if time.chosen:
            pieces = () if query.get("of") == str(state.version) else (self.pieces.of(RELOAD),)
            return EventStream(self.hub, PREVIEWS, lambda: pieces, is_wall=False)
        self._paths.add(request.scope["path"], page_key, state)
        seen = _last_event_id(request.scope) or query.get("rev", "")
        await self.openings.ready(page_key, seen)
        return self._stream(page_key, seen, request.scope["query_string"], query.get("seen", ""))

    def _previews(self, scope: Scope) -> Previewing:
        return self.staff_previews if self.keys and self.keys.of_staff(scope) else self.previews

    def _waits(self) -> tuple[Piece, ...]:
        """What the stream of a page that has seen newer begins with, once it is open: nothing but a tick."""
        if self.newness:
            self.newness.want()
        return ()

    def _stream(self, page_key: PageKey, seen: str, query: bytes, numbers: str) -> ASGIApp:
        attach: Attach = self.displays.stream_of(page_key, query)
        if self.keys and self.keys.wanted():
            attach = self.keys.watched(attach)
        if numbers and self.newness and self.newness.is_behind(numbers):
            return EventStream(self.hub, BEHIND, self._waits, attach=attach)
        return EventStream(self.hub, Topic(*page_key), lambda: (self.openings.of(page_key, seen),), attach=attach)


def _last_event_id(scope: Scope) -> str:
    """What a browser has that connects again by itself; it wins over the address, which is that of its first try."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"last-event-id"), "")
