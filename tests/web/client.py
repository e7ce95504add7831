"""A board with a small programme, its application without a server, and what a page says of itself."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import httpx

from signage.publish.changes import Topic
from tests.build import B, session

if TYPE_CHECKING:
    from starlette.types import ASGIApp

SCREENS = """
door: {show: room, room: Hall A}
foyer: {show: overview}
today: {show: agenda}
lost: {show: room, room: Hall Z}
leise: {show: agenda, language: de, theme: light}
"""
SESSIONS = (session("s1", "09:00", "10:00"), session("s2", "10:00", "11:00"), session("s3", "11:00", "12:00", B))


def client(app: ASGIApp, **more: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, **more)
    return httpx.AsyncClient(transport=transport, base_url="http://signage", headers={"accept-encoding": "identity"})


def root(page: httpx.Response) -> dict[str, str]:
    """The attributes of a page's root element."""
    found: dict[str, str] = {}

    class Root(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "html":
                found.update({name: value or "" for name, value in attrs})

    Root().feed(page.text)
    return found


async def stream(app: ASGIApp, url: str, headers: dict[str, str] | None = None) -> tuple[Topic, list[dict[str, Any]]]:
    """The topic of a stream and the events it begins with."""
    path, _, query = url.partition("?")
    extension: dict[str, Any] = {"abort": lambda: None}
    scope = {
        "type": "http",
        "method": "GET",
        "path": httpx.URL(path).path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        "extensions": {"signage.stream": extension},
        "app": app,
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 200
    assert (b"content-type", b"text/event-stream; charset=utf-8") in sent[0]["headers"]
    assert (b"x-content-type-options", b"nosniff") in sent[0]["headers"]
    topic, _, first, *_ = extension["serve"].args
    said = b"".join(piece.plain for piece in first()).decode().split("\n\n")
    events = [dict(line.split(": ", 1) for line in event.splitlines()) for event in said if event]
    return topic, [event for event in events if "retry" not in event]
