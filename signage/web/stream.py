"""Server-sent events: how one is written, and the response that carries them."""

from __future__ import annotations

import json
import random
from functools import partial
from typing import TYPE_CHECKING, Generic

from cachetools import LRUCache

from signage.web.answer import head_of
from signage.web.answer import text as plain
from signage.web.encoding import Piece, accepts_gzip, chunk
from signage.web.headers import completed
from signage.web.hub import Client, T
from signage.web.quota import network_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.types import Receive, Scope, Send

    from signage.publish.changes import Event
    from signage.web.hub import Attached, Hub

PLAIN_HEADERS = completed(
    {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        "Vary": "Accept-Encoding",
        "Content-Encoding": "identity",  # keeps a proxy from gathering the stream in order to compress it
        "X-Accel-Buffering": "no",  # the same for nginx's buffer
    }
)
GZIP_HEADERS = [(name, b"gzip" if name == b"content-encoding" else value) for name, value in PLAIN_HEADERS]
PLAIN_HEAD, GZIPPED_HEAD = head_of(200, PLAIN_HEADERS), head_of(200, GZIP_HEADERS)
RETRY = 2.0, 8.0  # seconds; each connection has one of them, so that a server that restarts is not stampeded
RETRY_REFUSED = 20.0, 40.0
RETRY_ELSEWHERE = 0.1, 2.0
RETRIES = 64  # different ones: enough to spread 10,000 displays, few enough to be kept ready
PANELS_KEPT = 64_000_000
"""Bytes of cached pieces of panels, in all encodings together."""


ELSEWHERE = plain(
    503, "This server hands its walls over to the others.", {"Retry-After": "1", "Cache-Control": "no-store"}
)
"""To whoever wants a stream of a server that is about to stop: a balancer asks the next one, a page comes again."""


def encode(event: Event) -> bytes:
    """An event as it is sent, in UTF-8, its data as one line of JSON; its name and id have to be single lines."""
    if not event.name:
        return f"id: {event.id}\n\n".encode()
    text = json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
    # what JSON leaves as it is and some readers take for the end of a line; `replace` is a hundred times as fast as
    # `translate`, and most panels have none
    text = text.replace("\x85", "\\u0085").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    head = f"event: {event.name}\n" if event.id is None else f"id: {event.id}\nevent: {event.name}\n"
    return f"{head}data: {text}\n\n".encode(errors="replace")


def retry(ms: int) -> bytes:
    """The `retry:` field, which tells a browser how many milliseconds to wait before it connects again."""
    return b"retry: %d\n\n" % ms


class Pieces:
    """A cache of pieces of events that were sent recently: each is written and compressed once, for all its streams.

    A panel of one name and revision is the same on every page. `most` bounds the bytes that are kept.
    """

    def __init__(self, most: int = PANELS_KEPT) -> None:
        self._kept: LRUCache[object, Piece] = LRUCache(most, lambda piece: piece.size)

    @property
    def kept_bytes(self) -> float:
        """Bytes of the pieces that are kept, at most."""
        return self._kept.currsize

    def of(self, event: Event) -> Piece:
        """The piece that sends an event."""
        key = (event.name, event.id, *map(event.data.get, ("panel", "from", "revision")))
        piece = self._kept.get(key)
        if piece is None:
            piece = Piece(encode(event))
            if piece.size <= self._kept.maxsize:
                self._kept[key] = piece
        return piece


def _spread(low: float, high: float) -> tuple[Piece, ...]:
    """`retry:` for waits from `low` to `high` seconds, at even distances."""
    return tuple(Piece(retry(round(1000 * (low + (high - low) * step / (RETRIES - 1))))) for step in range(RETRIES))


class EventStream(Generic[T]):
    """A response that stays open and gets what the hub publishes on `topic`; `first` makes the pieces it begins with.

    When the hub accepts no more, the answer is an empty stream, to be tried again later: an error status would end
    an EventSource for good. Needs `signage.web.server`, which has the stream go on once the application has returned.
    `is_wall` tells that it follows what a screen shows now, `attach` who is to know of the stream. `jitter` gives
    numbers in [0, 1) by which the displays' waits are spread.
    """

    retries, retries_refused = _spread(*RETRY), _spread(*RETRY_REFUSED)
    retries_elsewhere = _spread(*RETRY_ELSEWHERE)

    def __init__(
        self,
        hub: Hub[T],
        topic: T,
        first: Callable[[], Iterable[Piece]],
        jitter: Callable[[], float] = random.random,
        *,
        is_wall: bool = True,
        attach: Callable[[Scope], Attached | None] = lambda _: None,
    ) -> None:
        self._hub = hub
        self._topic = topic
        self._first = first
        self._jitter = jitter
        self._is_wall = is_wall
        self._attach = attach

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send the head of the response, and leave the rest to the hub."""
        if self._hub.leaving:
            await ELSEWHERE.send(scope, send)
            return
        gzipped = accepts_gzip(scope["headers"])
        network = network_of(scope["client"][0]) if scope.get("client") else ""
        client = Client(network, self._is_wall, self._attach(scope))
        accepted = scope["method"] == "GET" and self._hub.accepts(client)
        extension = scope["extensions"]["signage.stream"]
        if accepted and (begin := extension.get("begin")):  # the head and the first piece in one write
            begin(GZIPPED_HEAD if gzipped else PLAIN_HEAD)
        else:
            headers = GZIP_HEADERS if gzipped and accepted else PLAIN_HEADERS
            await send({"type": "http.response.start", "status": 200, "headers": headers})
        if not accepted:
            self._hub.quota.refuse(network)
            await send(chunk(self._retry(self.retries_refused).plain, more=False))
            return
        opening = self._topic, client, self._opening, gzipped, extension["abort"]
        extension["serve"] = partial(self._hub.serve_stream, *opening)

    def _opening(self) -> Iterable[Piece]:
        return (self._retry(self.retries), *self._first())

    def _retry(self, retries: tuple[Piece, ...]) -> Piece:
        return retries[int(self._jitter() * RETRIES)]


def goodbye() -> Piece:
    """What a stream that is handed over to another server ends with: a short wait, another one for each."""
    return EventStream.retries_elsewhere[int(random.random() * RETRIES)]  # noqa: S311 - nothing secret
