"""One connection: uvicorn's HTTP protocol with the limits that it lacks, and responses that outlive the application."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from signage.web.admission import lane_of
from signage.web.encoding import SHARED_FROM
from signage.web.quota import network_of

if TYPE_CHECKING:
    import asyncio

    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

    from signage.web.admission import Turnstile
    from signage.web.quota import Quota
    from signage.web.unread import Unread

TRUSTED = "signage.proxy"
"""The extension of a request's scope that says: it came from a proxy that the operator named."""
REFUSAL = b"cache-control: no-store\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
REFUSALS = {400: "malformed", 413: "body", 431: "headers"}
"""What a request that is refused with this status, and its connection with it, is counted as."""
GONE = {errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH}
"""Errors that tell that nobody is at the other end any longer, as when a plug was pulled."""
FEED = 4096  # bytes parsed at a time, so that limits hold within a large read
LONGEST, PROXIES = 45, 4  # characters of an address, and how many proxies may stand one behind the other
CHUNKS, CHUNK = 64, 512  # pieces that a body may come in; beyond those, bytes that each has on average: each costs work


@dataclass(frozen=True, slots=True)
class Limits:
    """What clients may ask of a server; what goes beyond is refused or cut."""

    head: int = 16 * 1024  # bytes of a request's first line and headers
    headers: int = 100  # of them: each costs some work, however short it is
    body: int = 1024 * 1024  # bytes of its body, unless the application expects more of whoever may send it
    uploads: bytes = b"/staff/api/media"  # what the one path ends with that may announce a larger body
    seconds: float = 10.0  # from a request's first byte to its last; also for a new connection's first request
    connections: int = 25_000  # fewer if the system allows fewer open files
    share: int = 10_000  # of these, for one address: a venue may have one for all its displays
    unread: int = 64_000_000  # bytes of answers that wait to be read, of those made for one request alone
    proxies: tuple[str, ...] = ()  # addresses of proxies, for which no share holds: all visitors come from there


DEFAULT_LIMITS = Limits()


class Protocol(HttpToolsProtocol):
    """One connection, within limits.

    A client may send its next request before it has the answer to the last one (HTTP calls that pipelining), or before
    it has read that. Here this closes the connection. No browser and no proxy does it; uvicorn would tell only the
    later of two requests that the client has gone, so an event stream that came first would stay in the hub for ever;
    and answers that nobody reads would fill the memory.

    Each request's scope gets the extension `signage.stream`, with which `detached_responses` works; `broken` stands in
    it once the connection has failed because the other end is gone.
    """

    # Not in the instance's dict: that has 28 names, and from 31 on each one would hold its own keys, at 1 KB more.
    __slots__ = (
        "_body_bytes",
        "_chunks",
        "_deadline",
        "_due",
        "_head",
        "_head_complete",
        "_limits",
        "_most",
        "_network",
        "_received",
        "_refusal",
        "_shares",
        "_turnstile",
        "_unread",
    )

    def __init__(
        self,
        limits: Limits,
        quota: Quota,
        turnstile: Turnstile,
        unread: Unread,
        network: str,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._unread, self._shares = unread, False  # whether what is being sent is there once for all who get it
        self._limits = limits
        self._quota = quota
        self._turnstile = turnstile
        self._network = network  # whom the connection counts for; it has its place
        self._head = b""  # of a response that has begun, until its first piece is written
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
        """Give the connection's place back, stop its timers, and let go of its request.

        The request leads back here, by what stands in its scope: in a circle Python would keep both until it looks for
        such, and ten thousand displays that leave would be half a second of that.
        """
        if isinstance(exc, OSError) and exc.errno in GONE and self.scope:
            self.scope["extensions"]["signage.stream"]["broken"] = True
        self._disarm_deadline()
        if self._deadline is not None:
            self._deadline.cancel()
        self._quota.give_back(self._network)
        self._unread.remove(self._network, self.transport)
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self.scope = self.cycle = None  # type: ignore[assignment]

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

    def on_message_begin(self) -> None:
        """The parser begins a request: give its scope the extension `signage.stream`, and start the timer."""
        super().on_message_begin()
        self._shares = False
        own: dict[object, object] = {
            "abort": self.transport.abort,
            "respond": self.respond,
            "begin": self.begin,
            "pass_on": self.pass_on,
            "expect": self.expect,
        }
        self.scope["extensions"] = {"signage.stream": own}
        if self.client and self.client[0] in self._limits.proxies:
            self.scope["extensions"][TRUSTED] = {}
        self._arm_deadline()

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

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Begin a request, which uvicorn has ready, when it is its turn."""
        begin, lane = partial(self._begin, cycle, app), lane_of(self.scope["path"])
        self._turnstile.admit(begin, self.loop, lane=lane, network=self._visitor())

    def _visitor(self) -> str:
        """Whom a request takes its turn for: where a proxy that was named passes it on, whom that names last."""
        if TRUSTED not in self.scope["extensions"]:
            return self._network
        told = b",".join(value for name, value in self.headers if name == b"x-forwarded-for").decode("latin-1")
        names = (one.strip()[:LONGEST] for one in reversed(told.rsplit(",", PROXIES)))
        return next((network_of(one) for one in names if one and one not in self._limits.proxies), self._network)

    def _begin(self, cycle: RequestResponseCycle, app: Any) -> bool:
        if not cycle.disconnected:
            super()._start_asgi_task(cycle, app)
        return not cycle.disconnected

    @property
    def _is_lost(self) -> bool:
        return self.parser is None  # uvicorn lets go of it then

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

    def pause_writing(self) -> None:
        """The reader is slow."""
        super().pause_writing()
        if not self._shares:
            self._unread.add(self._network, self.transport)

    def resume_writing(self) -> None:
        """It has read."""
        super().resume_writing()
        self._unread.remove(self._network, self.transport)

    def respond(self, head: bytes, body: bytes, *more: tuple[bytes, bytes]) -> bool:
        """Write a whole answer that is ready; `head` lacks the empty line that ends it. False if it has to wait.

        It is what `send` would write, without looking at each header again: these were made by us, once.
        """
        cycle = self.cycle
        if self._is_lost or cycle.disconnected:
            return True
        if self.flow.write_paused or cycle.response_started:
            return False
        lines = [head, *self._last_lines(*more)]
        if cycle.scope["method"] == "HEAD":
            body = b""
        cycle.response_started = cycle.response_complete = self._shares = True
        cycle.waiting_for_100_continue = False
        if len(body) < SHARED_FROM:
            self.transport.write(b"".join([*lines, body]))
        else:
            self.transport.writelines([b"".join(lines), body])
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()
        return True

    def begin(self, head: bytes) -> None:
        """Begin an answer of any length to a GET; `head` is as `respond` takes it, and goes with the first piece."""
        cycle = self.cycle
        if self._is_lost:
            return
        cycle.response_started = cycle.chunked_encoding = self._shares = True
        cycle.waiting_for_100_continue = False
        self.url = b""
        self._head = b"".join([head, b"transfer-encoding: chunked\r\n", *self._last_lines()])

    async def pass_on(self, message: Message) -> None:
        """Send a piece of a response that has begun, as ASGI's `send` does, but a large one without copying it."""
        cycle, body = self.cycle, message["body"]
        if self._is_lost:
            return
        if not cycle.chunked_encoding:
            await cycle.send(cast("Any", message))
            return
        if self.flow.write_paused and not cycle.disconnected:
            await self.flow.drain()
        if cycle.disconnected:
            return
        head, self._head = self._head, b""
        if len(body) >= SHARED_FROM:
            self.transport.writelines([b"%b%x\r\n" % (head, len(body)), body, b"\r\n"])
        elif body:
            self.transport.write(b"%b%x\r\n%b\r\n" % (head, len(body), body))
        elif head:
            self.transport.write(head)
        if not message["more_body"]:
            await cycle.send({"type": "http.response.body", "body": b"", "more_body": False})

    def _last_lines(self, *more: tuple[bytes, bytes]) -> list[bytes]:
        """What ends the head of an answer: these headers, those of every answer, and the empty line."""
        cycle = self.cycle
        lines = [b"%b: %b\r\n" % header for header in (*more, *cycle.default_headers)]
        return [*lines, b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"]

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


def detached_responses(app: ASGIApp) -> ASGIApp:
    """An application whose responses may go on when all its layers have returned: a third of the memory of a stream
    are their frames, a quarter of the time of a delivery their wrappers around `send`. Nor is the request kept, with
    all headers of a browser and all revisions of a page: a stream is open for weeks.

    A response that has begun leaves `serve(receive, send)` in the scope's extension `signage.stream`. There it also
    finds `begin`, which begins it with a head that is ready, `abort`, which cuts the connection without waiting for its
    reader, `pass_on`, which sends what is shared, and `expect`, which takes a larger body.
    """

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)
        extension = scope.get("extensions", {}).get("signage.stream", {})
        if serve := extension.pop("serve", None):
            scope["headers"].clear()
            scope["query_string"] = scope["raw_path"] = b""
            await serve(receive, extension["pass_on"])

    return call
