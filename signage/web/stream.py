"""Server-sent events: how one is written, and the response that carries them."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

    from signage.hub import Hub

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


def event(name: str, data: object, id: str | None = None) -> bytes:  # noqa: A002 - the field's own name
    """One event, its data as one line of JSON; `name` and `id` are single lines."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(LINE_ENDS)
    head = f"event: {name}\n" if id is None else f"id: {id}\nevent: {name}\n"
    return f"{head}data: {text}\n\n".encode(errors="replace")


def retry(ms: int) -> bytes:
    """Tell the page how long to wait before it connects again."""
    return b"retry: %d\n\n" % ms


class EventStream:
    """A response that stays open and gets what the hub publishes on `topic`.

    `first` makes the events it begins with, besides a tick. When the hub accepts no more, the answer is an empty
    stream to be tried again later: an error status would end an EventSource for good.
    """

    __slots__ = ("_first", "_hub", "_topic", "_uniform")

    def __init__(
        self,
        hub: Hub,
        topic: str,
        first: Callable[[], bytes],
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._hub = hub
        self._topic = topic
        self._first = first
        self._uniform = uniform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        if scope["method"] == "HEAD" or not self._hub.accepts:
            await send({"type": "http.response.body", "body": self._retry(RETRY_REFUSED)})
        else:
            abort = scope["extensions"]["signage.abort"]
            await self._hub.attend(self._topic, send, receive, self._beginning, abort)

    def _beginning(self) -> bytes:
        return self._retry(RETRY) + self._first()

    def _retry(self, seconds: tuple[float, float]) -> bytes:
        return retry(round(1000 * self._uniform(*seconds)))
