"""What strangers can multiply costs next to nothing for each of them."""

from __future__ import annotations

import asyncio
import socket
import tracemalloc
from typing import Any

import httpx
import pytest
import uvloop

from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from signage.render.templates import Templates
from signage.venue.media import Media
from signage.web.encoding import Piece
from tests.build import layout, publisher, served
from tests.wait import until
from tests.web.client import SESSIONS, client
from tests.web.site import GET, site

MB = 1_000_000


async def opening(app: Any, seen: str) -> Piece:
    """What the stream of a screen begins with, for a page that names these revisions."""
    extension: dict[str, Any] = {"abort": lambda: None}
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/screens/foyer/events",
        "query_string": b"",
        "headers": [(b"last-event-id", seen.encode())],
        "extensions": {"signage.stream": extension},
        "app": app,
    }

    async def nothing(_: Any = None) -> Any:
        return {"type": "http.request"}

    await app(scope, nothing, nothing)
    *_, last = extension["serve"].args[2]()
    assert isinstance(last, Piece)
    return last


def readers_that_stop(count: int, size: int) -> int:
    """Bytes of memory that so many readers cost who never read an event of that size."""

    async def run() -> int:
        async with site(limit=count) as here:
            silent = [socket.create_connection(("127.0.0.1", here.port)) for _ in range(count)]
            for sock in silent:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                sock.sendall(GET)
            await until(lambda: here.hub.topics() == {"a": count})
            piece = Piece(b"x" * size)
            before = tracemalloc.get_traced_memory()[0]
            here.hub.publish("a", piece)
            await until(lambda: here.hub.draining == 0 and not here.hub.busy)
            here.hub.publish("a", Piece(b"y"))
            await until(lambda: here.hub.draining == count)
            grown = tracemalloc.get_traced_memory()[0] - before
            for sock in silent:
                sock.close()
            return grown

    tracemalloc.start()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(run())
    finally:
        tracemalloc.stop()


def test_readers_that_stop_share_what_they_do_not_read() -> None:
    assert readers_that_stop(50, MB) < 5 * MB


async def test_what_a_page_may_have_by_chance_is_answered_alike_and_kept_once(shown: Publisher) -> None:
    app, now = served(shown), shown.renderer.rendered_screen(PageKey("screen", "foyer"))
    first = await opening(app, "x.1")
    assert b"event: reload" in first.plain
    for seen in ("y.2", "z" * 15_000, f"{now.set}.{'a' * 15_000}", "x" * len(now.id)):
        assert await opening(app, seen) is first


async def test_the_list_of_pages_is_made_once_for_all_who_ask_for_what_there_is_not(
    shown: Publisher, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await web.get("/nowhere")
    monkeypatch.setattr(Templates, "index", None)
    assert (await web.get("/elsewhere/x")).text == first.text == (await web.get("/")).text


async def test_a_name_without_end_is_looked_at_no_further_than_names_go(web: httpx.AsyncClient) -> None:
    for path in ("/screens/", "/rooms/", "/rooms/a/", "/"):
        assert (await web.get(f"{path}{'é' * 10_000}")).status_code == 404


async def test_a_file_that_nobody_named_takes_no_thread(shown: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asyncio, "to_thread", None)
    monkeypatch.setattr(Media, "find", None)
    async with client(served(shown)) as web:
        assert (await web.get("/media/0123456789abcdef/a.png")).status_code == 404


@pytest.mark.parametrize("address", ["", "address: http://signage.local:8080"])
async def test_no_answer_depends_on_the_name_that_a_request_gives_the_server(address: str) -> None:
    app = served(publisher(layout("door: {show: room, room: Hall A, qr: true}", address), *SESSIONS))
    async with client(app) as web:
        for path in ("/", "/screens/door", "/Screens/DOOR?x=1", "/rooms/hall-a", "/rooms/none", "/nowhere", "/readyz"):
            plain = await web.get(path)
            for headers in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil"}):
                other = await web.get(path, headers=headers)
                assert (other.status_code, other.content) == (plain.status_code, plain.content)
                assert dict(other.headers) == {**plain.headers, **_clock(other)}


def _clock(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name == "x-signage-now"}
