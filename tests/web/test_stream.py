"""How events are written, and the response that carries them."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.publish.changes import Event
from signage.web.encoding import GZIP_HEAD, Piece
from signage.web.hub import Hub
from signage.web.quota import Quota
from signage.web.stream import EventStream, Pieces, encode, retry


def parse(stream: bytes) -> list[dict[str, str]]:
    """Server-sent events as a browser reads them, and more strictly: whatever any reader takes for a line's end."""
    events = []
    for block in stream.decode().split("\n\n")[:-1]:
        fields: dict[str, str] = {}
        for line in block.splitlines():
            name, _, value = line.partition(": ")
            assert name not in fields
            fields[name] = value
        events.append(fields)
    return events


def test_an_event_is_three_lines() -> None:
    assert encode(Event("panel", {"html": "<p>É</p>"}, id="a.b")) == (
        'id: a.b\nevent: panel\ndata: {"html":"<p>É</p>"}\n\n'.encode()
    )
    assert encode(Event("tick", {"now": 1})) == b'event: tick\ndata: {"now":1}\n\n'
    assert retry(2500) == b"retry: 2500\n\n"


@given(st.text() | st.text("\r\n\v\f\x00\x1c\x1d\x1e\x85\u2028\u2029: a"))
def test_any_text_arrives_as_it_was(text: str) -> None:
    (got,) = parse(encode(Event("panel", {"html": text}, id="1")))
    assert got == {"id": "1", "event": "panel", "data": got["data"]}
    assert json.loads(got["data"]) == {"html": text}


def test_half_a_surrogate_pair_breaks_no_stream() -> None:
    assert encode(Event("panel", {"html": "a\ud800b"})) == b'event: panel\ndata: {"html":"a?b"}\n\n'


class Sent(list[Any]):
    async def send(self, message: Any) -> None:
        self.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self)


async def receive() -> dict[str, Any]:
    return {"type": "http.disconnect"}


def scope(method: str = "GET", accept_encoding: str | None = None) -> dict[str, Any]:
    headers = [] if accept_encoding is None else [(b"accept-encoding", accept_encoding.encode())]
    extension = {"abort": lambda: None}
    return {"type": "http", "method": method, "headers": headers, "extensions": {"signage.stream": extension}}


def jitter() -> float:
    return 0.5


def said(sent: Sent) -> list[dict[str, str]]:
    """The events of a compressed stream."""
    return parse(zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(sent.body))


async def opened(sent: Sent, stream: EventStream[str], **asked: Any) -> None:
    """Ask for a stream, and let it go on in the hub until its client goes, which is at once."""
    where = scope(**asked)
    await stream(where, receive, sent.send)
    await where["extensions"]["signage.stream"]["serve"](receive, sent.send)


async def test_a_stream_is_never_cached_or_gathered_and_goes_on_in_the_hub() -> None:
    hub: Hub[str] = Hub(tick=lambda: encode(Event("tick", {})))
    sent = Sent()
    await opened(sent, EventStream(hub, "a", lambda: [Piece(encode(Event("panel", {})))], jitter))
    hub.close()
    assert sent[0]["status"] == 200
    assert (
        dict(sent[0]["headers"]).items()
        >= {
            b"content-type": b"text/event-stream; charset=utf-8",
            b"cache-control": b"no-store",
            b"content-encoding": b"identity",
            b"vary": b"Accept-Encoding",
            b"x-accel-buffering": b"no",
        }.items()
    )
    assert [message.get("more_body") for message in sent] == [None, True]
    assert parse(sent.body) == [{"event": "tick", "data": "{}"}, {"retry": "5048"}, {"event": "panel", "data": "{}"}]


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.5", "*", "x-gzip"])
async def test_a_stream_is_compressed_for_who_takes_it(accepted: str) -> None:
    large = encode(Event("panel", {"html": "<p>Session</p>" * 1000}))
    sent, hub = Sent(), Hub[str](tick=lambda: encode(Event("tick", {})))
    await opened(sent, EventStream(hub, "a", lambda: [Piece(large)], jitter), accept_encoding=accepted)
    hub.close()
    assert dict(sent[0]["headers"])[b"content-encoding"] == b"gzip"
    assert [event.get("event") for event in said(sent)] == ["tick", None, "panel"]
    assert len(sent.body) < len(large) / 12


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0, br", "*;q=0", "gzip;q=x"])
async def test_no_stream_is_compressed_unasked(accepted: str) -> None:
    sent, hub = Sent(), Hub[str](tick=lambda: encode(Event("tick", {})))
    await opened(sent, EventStream(hub, "a", tuple, jitter), accept_encoding=accepted)
    hub.close()
    assert dict(sent[0]["headers"])[b"content-encoding"] == b"identity"
    assert [event.get("event") for event in parse(sent.body)] == ["tick", None]


@given(st.lists(st.binary(max_size=70_000) | st.text().map(str.encode), max_size=6), st.integers(0, 6))
def test_a_compressed_stream_may_begin_with_any_piece(parts: list[bytes], begin: int) -> None:
    pieces = [Piece(part) for part in parts]
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert stream.decompress(GZIP_HEAD) == b""
    for piece in pieces[begin:]:
        assert stream.decompress(piece.bytes(gzipped=True)) == piece.plain  # each is whole as soon as it is there
        assert len(piece.deflated) <= len(piece.plain) + 32


def test_a_panel_is_written_once_for_all_pages_that_have_it() -> None:
    pieces = Pieces(100_000)
    event = Event("panel", {"panel": "room", "revision": "1", "html": "x" * 1000})
    assert (
        pieces.of(event) is pieces.of(Event(*event)) is not pieces.of(Event("panel", {**event.data, "revision": "2"}))
    )
    for number in range(100):
        pieces.of(Event("panel", {**event.data, "revision": str(number)}))
    assert pieces.kept_bytes <= 100_000


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_hub_that_accepts_no_more_has_the_page_try_again_later(method: str) -> None:
    sent, where = Sent(), scope(method, "gzip")
    await EventStream(Hub[str](tick=bytes, quota=Quota(0, 0)), "a", tuple, jitter)(where, receive, sent.send)
    assert (sent[0]["status"], sent.body, sent[-1]["more_body"]) == (200, b"retry: 30159\n\n", False)
    assert "serve" not in where["extensions"]["signage.stream"]


async def test_a_head_request_is_no_stream() -> None:
    sent, where = Sent(), scope("HEAD")
    await EventStream(Hub[str](tick=bytes), "a", tuple)(where, receive, sent.send)
    assert sent[-1]["more_body"] is False


async def test_each_connection_waits_its_own_time_before_it_comes_back() -> None:
    waits = set()
    for _ in range(200):
        sent = Sent()
        await opened(sent, EventStream(Hub[str](tick=lambda: b""), "a", tuple))
        waits.add(int(parse(sent.body)[0]["retry"]))
    assert len(waits) > 25
    assert 2000 <= min(waits) <= max(waits) <= 8000
