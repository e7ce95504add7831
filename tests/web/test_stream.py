"""How events are written, and the response that carries them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.publish.changes import Event
from signage.web.hub import Hub
from signage.web.stream import EventStream, encode, retry


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


def scope(method: str = "GET") -> dict[str, Any]:
    extension = {"abort": lambda: None}
    return {"type": "http", "method": method, "extensions": {"signage.stream": extension}}


def uniform(low: float, high: float) -> float:
    return low + (high - low) / 4


async def test_a_stream_is_never_cached_compressed_or_gathered_and_goes_on_in_the_hub() -> None:
    hub = Hub(tick=lambda: encode(Event("tick", {})))
    sent, where = Sent(), scope()
    await EventStream(hub, "a", lambda: encode(Event("panel", {})), uniform)(where, receive, sent.send)
    assert sent[0]["status"] == 200
    assert dict(sent[0]["headers"]) == {
        b"content-type": b"text/event-stream; charset=utf-8",
        b"cache-control": b"no-store",
        b"content-encoding": b"identity",
        b"x-accel-buffering": b"no",
    }
    await where["extensions"]["signage.stream"]["follow"](receive, sent.send)
    hub.close()
    assert [message.get("more_body") for message in sent] == [None, True, True]
    assert parse(sent.body) == [{"retry": "3500"}, {"event": "tick", "data": "{}"}, {"event": "panel", "data": "{}"}]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_hub_that_accepts_no_more_has_the_page_try_again_later(method: str) -> None:
    sent, where = Sent(), scope(method)
    await EventStream(Hub(tick=bytes, limit=0), "a", bytes, uniform)(where, receive, sent.send)
    assert (sent[0]["status"], sent.body, sent[-1]["more_body"]) == (200, b"retry: 25000\n\n", False)
    assert "follow" not in where["extensions"]["signage.stream"]


async def test_a_head_request_is_no_stream() -> None:
    sent, where = Sent(), scope("HEAD")
    await EventStream(Hub(tick=bytes), "a", bytes)(where, receive, sent.send)
    assert sent[-1]["more_body"] is False


async def test_each_connection_waits_its_own_time_before_it_comes_back() -> None:
    waits = set()
    for _ in range(50):
        sent = Sent()
        await EventStream(Hub(tick=bytes), "a", bytes)(scope(), receive, sent.send)
        waits.add(int(parse(sent.body)[0]["retry"]))
    assert len(waits) > 25
    assert 2000 <= min(waits) <= max(waits) <= 8000
