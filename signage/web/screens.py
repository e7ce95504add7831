"""The endpoints of all that a wall loads: the pages of rooms and screens, and their streams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from signage.clock import Clock
from signage.publish.changes import Topic
from signage.publish.publisher import Publisher
from signage.web.answer import Answer, text
from signage.web.hub import Hub
from signage.web.pages import Pages
from signage.web.stream import EventStream, Pieces
from signage.web.times import BadQuery, page_time, parse_at

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Timed:
    """An answer that tells the server's time at which it was given: a page may have been composed a minute ago."""

    answer: Answer
    clock: Clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send it with `X-Signage-Now`, in epoch milliseconds."""
        now = round(self.clock.now().timestamp() * 1000)
        await self.answer.send(send, (b"x-signage-now", b"%d" % now))


@dataclass(frozen=True)
class Screens:
    """The pages and streams of what is current."""

    publisher: Publisher
    pages: Pages
    hub: Hub[Topic]
    clock: Clock
    pieces: Pieces

    def ready(self, scope: Scope) -> ASGIApp | None:
        """The page that a request asks for, if it is the one of now and known already."""
        if scope["query_string"]:
            return None
        content = self.pages.of_now(scope["path"], self.clock.now().timestamp())
        return Timed(content.answer(scope), self.clock) if content else None

    async def room(self, request: Request) -> ASGIApp:
        """The page of a room."""
        return await self._page(request, "room")

    async def screen(self, request: Request) -> ASGIApp:
        """The page of a screen."""
        return await self._page(request, "screen")

    async def room_events(self, request: Request) -> ASGIApp:
        """The stream of a room's page."""
        return self._events(request, "room")

    async def screen_events(self, request: Request) -> ASGIApp:
        """The stream of a screen's page."""
        return self._events(request, "screen")

    async def _page(self, request: Request, kind: Literal["room", "screen"]) -> ASGIApp:
        page_key = self.publisher.current.page_key(kind, request.path_params["name"])
        try:
            time = page_time(request.query_params, self.publisher.current.days, self.clock)
        except BadQuery as error:
            return text(400, str(error))
        content = await self.pages.content(page_key, time, request.scope["path"])
        return Timed(content.answer(request.scope), self.clock)

    def _events(self, request: Request, kind: Literal["room", "screen"]) -> ASGIApp:
        """What differs from the revisions that the page has, then all that changes."""
        query, days = request.query_params, self.publisher.current.days
        page_key = self.publisher.current.page_key(kind, request.path_params["name"])
        try:
            day = days.of(parse_at(query["at"], days, self.clock.now())) if query.get("at") else None
        except BadQuery as error:
            return text(400, str(error))
        topic = Topic.of(page_key, day)
        seen = request.headers.get("last-event-id") or query.get("rev", "")
        return EventStream(self.hub, topic, lambda: map(self.pieces.of, self.publisher.catch_up(topic, seen)))
