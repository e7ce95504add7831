"""Server-sent events: how one is written, and the response that carries them."""

from __future__ import annotations

import json
import random
from functools import partial
from typing import TYPE_CHECKING, Generic

from signage.web.hub import T

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

    from signage.publish.changes import Event
    from signage.web.hub import Hub

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"content-encoding", b"identity"),  # keeps a proxy from gathering the stream in order to compress it
    (b"x-accel-buffering", b"no"),  # the same for nginx's buffer
]
RETRY = 2.0, 8.0  # seconds; each connection has its own, so that a server that restarts is not stampeded
RETRY_REFUSED = 20.0, 40.0

# What JSON leaves as it is and some readers take for the end of a line.
LINE_ENDS = str.maketrans({char: f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"})


def encode(event: Event) -> bytes:
    """An event as it is sent, in UTF-8, its data as one line of JSON; its name and id have to be single lines."""
    text = json.dumps(event.data, ensure_ascii=False, separators=(",", ":")).translate(LINE_ENDS)
    head = f"event: {event.name}\n" if event.id is None else f"id: {event.id}\nevent: {event.name}\n"
    return f"{head}data: {text}\n\n".encode(errors="replace")


def retry(ms: int) -> bytes:
    """Tell the page how long to wait before it connects again."""
    return b"retry: %d\n\n" % ms


class EventStream(Generic[T]):
    """A response that stays open and gets what the hub publishes on `topic`; `first` makes the events it begins with.

    When the hub accepts no more, the answer is an empty stream, to be tried again later: an error status would end
    an EventSource for good. Needs `signage.server`, which has the stream go on once the application has returned.
    """

    def __init__(
        self,
        hub: Hub[T],
        topic: T,
        first: Callable[[], bytes],
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._hub = hub
        self._topic = topic
        self._first = first
        self._uniform = uniform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        accepted = scope["method"] == "GET" and self._hub.accepts
        wait = retry(round(1000 * self._uniform(*(RETRY if accepted else RETRY_REFUSED))))
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": wait, "more_body": accepted})
        if accepted:
            extension = scope["extensions"]["signage.stream"]
            extension["follow"] = partial(self._hub.serve_stream, self._topic, self._first, extension["abort"])
