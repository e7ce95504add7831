"""What comes in on a connection: uvicorn's HTTP protocol with the limits that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

    from signage.web.limits import Limits
    from signage.web.quota import Quota

REFUSAL = b"cache-control: no-store\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
REFUSALS = {400: "malformed", 413: "body", 431: "headers"}
"""What a request that is refused with this status, and its connection with it, is counted as."""
FEED = 4096  # bytes parsed at a time, so that limits hold within a large read
CHUNKS, CHUNK = 64, 512  # pieces that a body may come in; beyond those, bytes that each has on average: each costs work


class Incoming(HttpToolsProtocol):
    """The requests of one connection, within limits.

    A client may send its next request before it has the answer to the last one (HTTP calls that pipelining), or before
    it has read that. Here this closes the connection. No browser and no proxy does it; uvicorn would tell only the
    later of two requests that the client has gone, so an event stream that came first would stay in the hub for ever;
    and answers that nobody reads would fill the memory.
    """

    # Not in the instance's dict: that has 28 names, and from 31 on each one would hold its own keys, at 1 KB more.
    __slots__ = (
        "_body_bytes",
        "_chunks",
        "_deadline",
        "_due",
        "_head_complete",
        "_limits",
        "_most",
        "_received",
        "_refusal",
    )

    def __init__(self, limits: Limits, quota: Quota, **options: Any) -> None:
        super().__init__(**options)
        self._limits = limits
        self._quota = quota
        self._received = 0  # bytes of the head that is coming in
        self._body_bytes = self._chunks = 0
        self._most = limits.body  # of the body that is coming in
        self._head_complete = False
        self._refusal = 400  # what a request is refused with that cannot be parsed
        self._deadline: asyncio.TimerHandle | None = None
        self._due: float | None = None  # when the request that is coming in has to be complete, by the loop's time

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to count the seconds until the first request."""
        super().connection_made(transport)
        self._arm_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers."""
        self._disarm_deadline()
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)
        self._unset_keepalive_if_required()

    def on_message_begin(self) -> None:
        """The parser begins a request: start the timer."""
        super().on_message_begin()
        self._arm_deadline()

    def data_received(self, data: bytes) -> None:
        """Parse what came, a piece at a time; a request beyond the limits is refused (400, 413 or 431)."""
        self._unset_keepalive_if_required()
        self._arm_deadline()
        if len(data) <= FEED and self._received + len(data) <= self._limits.head:  # as most requests come
            if status := self._feed(data):
                self._refuse(status)
            return
        pieces, start = memoryview(data), 0
        while start < len(data):
            size = FEED if self._head_complete else min(FEED, self._limits.head - self._received)
            status = self._feed(pieces[start : start + size]) if size else 431
            if status:
                self._refuse(status)
                return
            start += size

    def on_header(self, name: bytes, value: bytes) -> None:
        """The parser has a header. Raises ValueError for one too many, and for one that comes after the body.

        Those would be added to the head of a request that was looked at, by a proxy or by us.
        """
        if self._head_complete:
            raise ValueError("headers after the body")
        if len(self.headers) >= self._limits.headers:
            self._refusal = 431
            raise ValueError("too many headers")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The parser has the whole head. Raises ValueError for one that is refused; the parser passes that on."""
        if self.cycle and not (self.cycle.response_complete and self.transport.get_write_buffer_size() == 0):
            raise ValueError("a request sent ahead of an answer")  # httptools makes it the parser's own error
        hosts, version = 0, self.parser.get_http_version()
        for name, value in self.headers:
            if name == b"host":
                hosts += 1
            elif name == b"transfer-encoding" and (value.strip().lower() != b"chunked" or version != "1.1"):
                raise ValueError("a transfer coding that is not spoken here")
            elif (
                name == b"content-length" and value.isdigit() and int(value) > self._limits.body and not self._is_upload
            ):
                self._refusal = 413
                raise ValueError("a body that is too large")
        if hosts > 1 or version not in ("1.1", "1.0") or (hosts == 0 and version == "1.1"):
            raise ValueError("no Host, or several, or a version that is not spoken here")
        self._head_complete = True
        if self._quota.leaving:
            self.headers.append((b"connection", b"close"))
        super().on_headers_complete()
        if self._quota.leaving and self.cycle:
            self.cycle.keep_alive = False

    @property
    def _is_upload(self) -> bool:
        return bytes(self.url).partition(b"?")[0].endswith(self._limits.uploads)

    def expect(self, most: int, seconds: float) -> None:
        """Take a body of so many bytes, within so many seconds from now: the application knows who sends it."""
        self._most = most
        if self._due is not None:
            self._due = self.loop.time() + seconds

    def on_body(self, body: bytes) -> None:
        """The parser has a piece of the body: count its bytes. Raises ValueError before there are too many."""
        self._body_bytes += len(body)
        if self._body_bytes > self._most:
            self._refusal = 413
            raise ValueError("a body that is too large")
        super().on_body(body)

    def on_chunk_header(self) -> None:
        """The parser has the size of the next piece of the body. Raises ValueError for one too many."""
        self._chunks += 1
        if self._chunks > CHUNKS + self._body_bytes // CHUNK:
            self._refusal = 413
            raise ValueError("a body in too many pieces")

    def on_message_complete(self) -> None:
        """The parser has the whole request: stop the timer, and count anew for the next one."""
        self._received = self._body_bytes = self._chunks = 0
        self._most = self._limits.body
        self._head_complete = False
        self._disarm_deadline()
        super().on_message_complete()

    def _feed(self, piece: bytes | memoryview) -> int | None:
        """Parse a piece of a request; the status to refuse it with, if any.

        What goes around a chunked body, which the parser gathers, is bounded by the head's limit and the body itself.
        """
        self._received += len(piece)
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:  # answered as if it had not asked
            self.cycle.keep_alive = False
        except httptools.HttpParserError:
            return self._refusal
        if self._head_complete and self._received > self._limits.head + FEED + 2 * self._body_bytes:
            return 413
        return None

    def _refuse(self, status: int) -> None:
        """Close the connection, with this status if the request has had no answer, nor the beginning of one.

        Whatever the application says to it from now on is dropped: a proxy that keeps the connection would take a
        second answer for that to another visitor's request.
        """
        self.logger.debug("request refused with %d", status)
        self._quota.refused[REFUSALS[status]] += 1
        cycle = self.cycle
        begun = cycle is not None and (cycle.response_started if self._head_complete else not cycle.response_complete)
        if not begun:
            self.transport.write(STATUS_LINE[status] + REFUSAL)
        if cycle is not None:
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.close()

    def _arm_deadline(self) -> None:
        """Cut the connection unless the request is complete in time. One timer serves all requests of a connection."""
        if self._due is None:
            self._due = self.loop.time() + self._limits.seconds
            if self._deadline is None:
                self._deadline = self.loop.call_at(self._due, self._on_deadline)

    def _disarm_deadline(self) -> None:
        self._due = None

    def _on_deadline(self) -> None:
        self._deadline = None
        if self._due is None:
            return
        if self.loop.time() >= self._due:
            self.transport.abort()
        else:
            self._deadline = self.loop.call_at(self._due, self._on_deadline)
