"""Whatever a client asks: an answer with its headers, no error in the log, and nothing of the question as markup."""

from __future__ import annotations

import asyncio
import gzip
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.web.hub import Hub
from signage.web.limits import Limits
from signage.web.server import Server, listen
from tests.build import layout, publisher, served, session
from tests.fuzz.corpus import examples, of, texts
from tests.fuzz.tree import foreign, read

OWN = "/rooms/hall-a"
SCREENS = "door: {show: room, room: Hall A}\nfoyer: {show: overview}"

words = st.one_of(texts, texts.map(lambda text: quote(text.encode(errors="replace"), safe="")))
names = st.one_of(
    st.sampled_from(["hall-a", "room_a", "door", "none", "%2e%2e", "..", "%00", "%ff", "%", "a" * 9000]), words
)
paths = st.one_of(
    st.sampled_from(
        ["/", "/rooms/hall-a", "/rooms/hall-a/", "/healthz", "/readyz", "/favicon.ico", "/sw.js", "//", "*"]
    ),
    st.tuples(st.sampled_from(["/rooms", "/screens"]), names, st.sampled_from(["", "/events"])).map(
        lambda parts: f"{parts[0]}/{parts[1]}{parts[2]}"
    ),
    st.tuples(st.sampled_from(["/static", "/media", "/theme", "/media/0123456789abcdef"]), names).map("/".join),
    st.tuples(st.sampled_from(["", "/", "//", "http://evil.example/"]), names).map("".join),
)
ats = st.sampled_from(["2026-02-07T10:30", "2026-02-07", "09:55", "2026-02-07T09:55 02:00", "2100-12-31", "2000-01-01"])
queries = st.lists(
    st.tuples(
        st.sampled_from(["at", "speed", "rev", "x", "at", "%61t"]),
        st.one_of(ats, st.sampled_from(["60", "0", "nan", "-0", "1e-300", "3600", "a.b.c", ".", "%"]), words),
    ).map("=".join),
    max_size=3,
).map("&".join)
headers = st.lists(
    st.tuples(
        st.sampled_from(["Host", "Accept-Encoding", "If-None-Match", "Last-Event-ID", "Accept", "Cookie", "Range",
                         "X-Forwarded-Host", "Connection", "Upgrade", "Expect", "Content-Length", "Transfer-Encoding"]),
        st.one_of(
            st.sampled_from(["[", "a]", "evil.example/x?", "gzip;q=0", "*", "W/", '"', "a.b", "h2c", "100-continue",
                             "chunked", "bytes=0-1", "-1", "9" * 30, "close", "upgrade", "☃", "W/\"" + "a" * 5000]),
            words,
        ),
    ),
    max_size=3,
)  # fmt: skip
methods = st.sampled_from(["GET"] * 6 + ["HEAD", "POST", "OPTIONS", "TRACE", "PRI", "get"])


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """A request as bytes, more or less as HTTP wants it."""
    path, query = draw(paths), draw(queries)
    target = f"{path}?{query}" if query else path
    if draw(st.integers(0, 4)):  # what is no request line at all is answered the same way, whatever it is
        target = re.sub(r"[\s\x00-\x20\x7f-\U0010ffff]", lambda char: quote(char[0], errors="replace"), target)
    more = draw(headers)
    named = any(name == "Host" for name, _ in more)
    hosts = [] if named else ["Host: wall"] * draw(st.sampled_from([1] * 9 + [0, 2]))
    lines = [f"{draw(methods)} {target} HTTP/1.1", *hosts, *(f"{name}: {value}" for name, value in more)]
    if draw(st.integers(0, 4)):
        lines = [re.sub(r"[\r\n\x00-\x08]", "", line) for line in lines]
    raw = "\r\n".join([*lines, "Connection: close", "", ""]).encode(errors="replace")
    if draw(st.integers(0, 9)) == 0:
        place = draw(st.integers(0, len(raw) - 1))
        raw = raw[:place] + draw(st.binary(max_size=4)) + raw[place + 1 :]
    return raw


@dataclass
class Said:
    """An answer; of a stream its beginning."""

    status: int
    headers: dict[str, str]
    body: bytes


@asynccontextmanager
async def serving() -> AsyncIterator[int]:
    """The real server, on a port of its own; it has no patience for half a request."""
    hub = Hub(tick=lambda: b"event: tick\ndata: {}\n\n")
    sock = listen("127.0.0.1", 0)
    app = served(publisher(layout(SCREENS), session("s1")), hub=hub)
    server = Server(app, sock, on_shutdown=hub.close, limits=Limits(seconds=0.5))
    task = asyncio.create_task(server.serve(sockets=[sock]))
    while not server.started:  # noqa: ASYNC110 - it has no event
        await asyncio.sleep(0.005)
    try:
        yield sock.getsockname()[1]
    finally:
        server.should_exit = True
        await task


async def ask(port: int, request: bytes) -> Said | None:
    """The first thing the server says to this; None if it hangs up, as it does on half a request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    writer.write(request)
    try:
        async with asyncio.timeout(10):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head[:-4].split("\r\n")
            said = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
            status = int(first.split(" ")[1])
            bodiless = request.startswith(b"HEAD ") or status in (204, 304)
            body = b"" if bodiless else await reader.readexactly(int(said.get("content-length", 0)))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    finally:
        writer.transport.abort()
    return Said(status, said, gzip.decompress(body) if said.get("content-encoding") == "gzip" and body else body)


def assert_harmless(said: Said) -> None:
    """It is an answer that a browser can do nothing wrong with."""
    assert 200 <= said.status < 500
    if (said.headers, said.body) == ({"cache-control": "no-store", "content-length": "0", "connection": "close"}, b""):
        assert said.status in (400, 413, 431)  # what was no request was refused by the server itself
        return
    assert "default-src 'none'" in said.headers["content-security-policy"]
    assert said.headers["x-content-type-options"] == "nosniff"
    # what is nearly right is led to a path of ours alone: no one sets a host for another
    assert re.fullmatch(r"/(rooms|screens)/[!-~]+", said.headers.get("location", OWN))
    if said.headers.get("content-type", "").startswith("text/html"):
        assert foreign(read(said.body.decode())) == []


@examples(300, 10_000)
def test_whatever_is_asked_the_answer_is_harmless(count: int, caplog: pytest.LogCaptureFixture) -> None:
    seen: set[int] = set()

    with asyncio.Runner() as runner:
        context = serving()
        port = runner.run(context.__aenter__())

        @of(count)
        @given(requests())
        def holds(request: bytes) -> None:
            caplog.clear()
            if said := runner.run(ask(port, request)):
                assert_harmless(said)
                seen.add(said.status)
            assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []

        try:
            holds()
        finally:
            runner.run(context.__aexit__(None, None, None))
    assert seen >= {200, 404}
