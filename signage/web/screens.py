"""The pages of rooms and screens, and their streams."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Literal

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from signage.clock import Clock
from signage.layout.times import moment, time_of_day
from signage.publish.changes import Topic
from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from signage.web.headers import POLICY
from signage.web.pages import Moment, Pages
from signage.web.stream import EventStream, encode

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from signage.agenda import Days
    from signage.web.hub import Hub

MAX_RATE = 3600.0
BLANK_FOR_PLUS = re.compile(r"(?<=[:.,hH][0-9]{2}) (?=[0-9]{2}:?[0-9]{2}$)")
"""A blank before an offset from UTC, which browsers make of a plus in an address."""
Endpoint = Callable[[Request], Awaitable[Response]]


class Unclear(ValueError):
    """A query that cannot be understood."""


def parse_at(text: str, days: Days, now: datetime) -> datetime:
    """`2026-02-07T09:55`, `2026-02-07` or `09:55`, in event time unless it has an offset. Raises `Unclear`."""
    try:
        if len(text) <= 5:
            local = time_of_day(text).on(now.astimezone(days.zone).date())
        else:
            read = moment(BLANK_FOR_PLUS.sub("+", text[:40]))
            local = read if isinstance(read, datetime) else datetime.combine(read, max(time(9), days.day_ends))
        aware = local if local.tzinfo else local.replace(tzinfo=days.zone)
        at = aware.astimezone(UTC)
        if not 2000 <= at.year <= 2100:
            raise ValueError
    except (ValueError, OverflowError):
        raise Unclear(f"?at={text[:40]!r} is no time; write it like 2026-02-07T09:55") from None
    return at


@dataclass(frozen=True)
class Screens:
    """The routes of all that a wall loads."""

    publisher: Publisher
    pages: Pages
    hub: Hub[Topic]
    clock: Clock

    def routes(self) -> list[Route]:
        return [
            Route("/rooms/{name}", self._page("room"), name="room"),
            Route("/rooms/{name}/events", Streamed(self, "room")),
            Route("/screens/{name}", self._page("screen"), name="screen"),
            Route("/screens/{name}/events", Streamed(self, "screen")),
        ]

    def _page(self, kind: Literal["room", "screen"]) -> Endpoint:
        async def page(request: Request) -> Response:
            page_key = self.publisher.current.page_key(kind, request.path_params["name"])
            try:
                moment = self.moment(request)
            except Unclear as error:
                return PlainTextResponse(f"{error}\n", 400)
            return self._answer(request, page_key, moment)

        return page

    def _answer(self, request: Request, page_key: PageKey, moment: Moment) -> Response:
        body = self.pages.body(page_key, moment)
        headers = {
            "ETag": body.etag,
            "Cache-Control": "no-cache",
            "Vary": "Accept-Encoding",
            "X-Signage-Now": str(round(self.clock.now().timestamp() * 1000)),
        }
        if frames := self.publisher.current.appearance.frames:
            headers["Content-Security-Policy"] = f"{POLICY}; frame-src {' '.join(frames)}"
        status = 200 if self.publisher.current.exists(page_key) else 404
        if status == 200 and body.etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        content = body.plain
        if body.gzipped and "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = body.gzipped, "gzip"
        return Response(content, status, headers, "text/html; charset=utf-8")

    def moment(self, request: Request) -> Moment:
        """The time a request asks for. Raises `Unclear`."""
        query = request.query_params
        now = self.clock.now()
        if not (at := query.get("at")):
            return Moment(now, self.clock.rate)
        try:
            rate = float(query.get("speed", "1"))
        except ValueError:
            rate = -1
        if not 0 <= rate <= MAX_RATE:
            raise Unclear(f"?speed={query['speed'][:40]!r} is no speed; write a number from 0 to {MAX_RATE:g}")
        return Moment(parse_at(at, self.publisher.current.days, now), rate, at=True)

    def stream(self, request: Request, kind: Literal["room", "screen"]) -> ASGIApp:
        """The stream of a page: what differs from the revisions it has, then all that changes."""
        query = request.query_params
        page_key = self.publisher.current.page_key(kind, request.path_params["name"])
        days = self.publisher.current.days
        try:
            day = days.of(parse_at(query["at"], days, self.clock.now())) if query.get("at") else None
        except Unclear as error:
            return PlainTextResponse(f"{error}\n", 400)
        topic = Topic.of(page_key, day)
        seen = request.headers.get("last-event-id") or query.get("rev", "")

        def first() -> bytes:
            return b"".join(map(encode, self.publisher.catch_up(topic, seen)))

        return EventStream(self.hub, topic, first)


@dataclass(frozen=True)
class Streamed:
    """An ASGI endpoint: Starlette hands it the server's messages as they are."""

    screens: Screens
    kind: Literal["room", "screen"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.screens.stream(Request(scope), self.kind)(scope, receive, send)
