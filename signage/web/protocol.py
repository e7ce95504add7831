"""One connection: its requests are begun by turns, and its responses may outlive the application."""

from __future__ import annotations

import errno
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from signage.web.admission import lane_of
from signage.web.encoding import SHARED_FROM
from signage.web.incoming import Incoming
from signage.web.quota import network_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

    from signage.web.admission import Turnstile
    from signage.web.limits import Limits
    from signage.web.quota import Quota
    from signage.web.unread import Unread

TRUSTED = "signage.proxy"
"""The extension of a request's scope that says: it came from a proxy that the operator named."""
GONE = {errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH}
"""Errors that tell that nobody is at the other end any longer, as when a plug was pulled."""
LONGEST, PROXIES = 45, 4  # characters of an address, and how many proxies may stand one behind the other


class Protocol(Incoming):
    """One connection, which counts for `network`, and has its place there.

    Each request's scope gets the extension `signage.stream`, with which `detached_responses` works; `broken` stands in
    it once the connection has failed because the other end is gone.
    """

    __slots__ = ("_head", "_network", "_shares", "_turnstile", "_unread")

    def __init__(
        self, limits: Limits, quota: Quota, turnstile: Turnstile, unread: Unread, network: str, **options: Any
    ) -> None:
        super().__init__(limits, quota, **options)
        self._unread, self._shares = unread, False  # whether what is being sent is there once for all who get it
        self._turnstile = turnstile
        self._network = network
        self._head = b""  # of a response that has begun, until its first piece is written

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the connection's place back, and let go of its request.

        The request leads back here, by what stands in its scope: in a circle Python would keep both until it looks for
        such, and ten thousand displays that leave would be half a second of that.
        """
        if isinstance(exc, OSError) and exc.errno in GONE and self.scope:
            self.scope["extensions"]["signage.stream"]["broken"] = True
        self._quota.give_back(self._network)
        self._unread.remove(self._network, self.transport)
        super().connection_lost(exc)
        self.scope = self.cycle = None  # type: ignore[assignment]

    def on_message_begin(self) -> None:
        """The parser begins a request: give its scope the extension `signage.stream`."""
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

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Begin a request, which uvicorn has ready, when it is its turn."""
        begin, lane = partial(self._begin, cycle, app), lane_of(self.scope["path"])
        self._turnstile.admit(begin, self.loop, lane=lane, network=self._visitor())

    def _begin(self, cycle: RequestResponseCycle, app: Any) -> bool:
        if not cycle.disconnected:
            super()._start_asgi_task(cycle, app)
        return not cycle.disconnected

    def _visitor(self) -> str:
        """Whom a request takes its turn for: where a proxy that was named passes it on, whom that names last."""
        if TRUSTED not in self.scope["extensions"]:
            return self._network
        told = b",".join(value for name, value in self.headers if name == b"x-forwarded-for").decode("latin-1")
        names = (one.strip()[:LONGEST] for one in reversed(told.rsplit(",", PROXIES)))
        return next((network_of(one) for one in names if one and one not in self._limits.proxies), self._network)

    @property
    def _is_lost(self) -> bool:
        return self.parser is None  # uvicorn lets go of it then

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
