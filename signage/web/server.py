"""The listening socket and the HTTP server on it: uvicorn, with the limits that it lacks."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import resource
import signal
import socket
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import httptools
import uvicorn
import uvloop
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from signage.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

ACCEPT_QUEUE = 4096  # every screen of a venue may come back at once
SPARE_FILES = 256  # open files that are not left to connections, where there are twice as many
SCARCE = 512  # connections: where the system allows fewer, a larger venue is at risk, and is told
FEED = 4096  # bytes parsed at a time, so that limits hold within a large read
ABORT_AFTER = 0.7  # seconds into a shutdown when connections are cut
CANCEL_AFTER = 1  # and when requests still served are given up
SOCKET_OPTIONS = [
    (socket.SOL_SOCKET, socket.SO_REUSEADDR, 1),
    (socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024),  # else a silent reader takes 4 MB before its stream pauses
]
if hasattr(socket, "TCP_USER_TIMEOUT"):
    SOCKET_OPTIONS.append((socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 30_000))  # ms until a silent peer is given up


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What clients may ask of a server; what goes beyond is refused or cut."""

    head: int = 16 * 1024  # bytes of a request's first line and headers
    body: int = 1024 * 1024  # bytes of its body
    seconds: float = 10.0  # from a request's first byte to its last; also for a new connection's first request
    connections: int = 25_000  # fewer if the system allows fewer open files


class Protocol(HttpToolsProtocol):
    """One connection, within limits.

    A client may send its next request before it has the answer to the last one (HTTP calls that pipelining). Here that
    closes the connection. No browser and no proxy does it; and uvicorn would tell only the later of the two requests
    that the client has gone, so an event stream that came first would stay in the hub for ever.

    Each request's scope gets the extension `signage.stream`, with which `detached_responses` works.
    """

    # Not in the instance's dict: that has 28 names, and from 31 on each one would hold its own keys, at 1 KB more.
    __slots__ = ("_deadline", "_head_complete", "_limits", "_received")

    def __init__(self, limits: Limits, **options: Any) -> None:
        super().__init__(**options)
        self._limits = limits
        self._received = 0  # bytes of the request that is coming in
        self._head_complete = False  # whether its head is complete
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._arm_deadline()
        if len(self.connections) > self._limits.connections:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self._arm_deadline()
        pieces = memoryview(data)
        for start in range(0, len(data), FEED):
            if status := self._feed(pieces[start : start + FEED]):
                self.logger.debug("request refused with %d", status)
                self._refuse(status)
                return

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {"signage.stream": {"abort": self.transport.abort}}
        self._arm_deadline()

    def on_headers_complete(self) -> None:
        if self.cycle and not self.cycle.response_complete:
            raise ValueError("a request sent ahead of an answer")  # httptools makes it the parser's own error
        self._head_complete = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._received, self._head_complete = 0, False
        self._disarm_deadline()
        super().on_message_complete()

    def _feed(self, piece: memoryview) -> int | None:
        """Parse a piece of a request; the status to refuse it with, if any."""
        self._received += len(piece)
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:  # answered as if it had not asked
            self.cycle.keep_alive = False
        except httptools.HttpParserError:
            return 400
        if self._received > self._limits.head and not self._head_complete:
            return 431
        if self._received > self._limits.head + self._limits.body:
            return 413
        return None

    def _refuse(self, status: int) -> None:
        answering = self.cycle and self.cycle.response_started and not self.cycle.response_complete
        if not answering:
            self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    def _arm_deadline(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self._limits.seconds, self.transport.abort)

    def _disarm_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def detached_responses(app: ASGIApp) -> ASGIApp:
    """An application whose responses may go on when all its layers have returned: a third of the memory of a stream
    is their frames, a quarter of the time of a delivery their wrappers around `send`.

    A response that has begun leaves `serve(receive, send)` in the scope's extension `signage.stream`. There it also
    finds `abort`, which cuts the connection without waiting for its reader.
    """

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)
        serve = scope.get("extensions", {}).get("signage.stream", {}).pop("serve", None)
        if serve:
            await serve(receive, send)

    return call


class Server(uvicorn.Server):
    """One application on one listening socket; for `run`. `on_shutdown` has to end its event streams."""

    def __init__(
        self,
        app: ASGIApp,
        sock: socket.socket,
        *,
        on_shutdown: Callable[[], None] = lambda: None,
        limits: Limits = Limits(),
    ) -> None:
        self.limits = replace(limits, connections=min(limits.connections, connections_of(raise_open_files())))
        config = uvicorn.Config(
            cast("Any", detached_responses(app)),
            http=cast("type[Protocol]", partial(Protocol, self.limits)),
            ws="none",
            interface="asgi3",
            lifespan="on",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=ACCEPT_QUEUE,
            timeout_graceful_shutdown=CANCEL_AFTER,
        )
        super().__init__(config)
        self.sock = sock
        self._on_shutdown = on_shutdown

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to `run`."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop at once, or in little more than a second if answers are under way."""
        self._on_shutdown()  # uvicorn waits for open streams first, and would do so for ever
        aborting = asyncio.get_running_loop().call_later(ABORT_AFTER, self._abort_connections)
        await super().shutdown(sockets)
        aborting.cancel()

    def _abort_connections(self) -> None:
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()


def raise_open_files() -> int:
    """Allow this process as many open files as the system lets it have; how many that is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else hard
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted)


def connections_of(files: int) -> int:
    """How many connections a process with so many open files may have; few are told."""
    connections = max(files - SPARE_FILES, files // 2)
    if connections < SCARCE:
        log.warning("the system allows %d open files, so only %d connections: raise `ulimit -Hn`", files, connections)
    return connections


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 takes any that is free. SettingsError if it can't be had."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    for level, option, value in SOCKET_OPTIONS:
        sock.setsockopt(level, option, value)  # accepted connections inherit it
    try:
        sock.bind((host, port))
        sock.listen(ACCEPT_QUEUE)
    except (OSError, OverflowError) as error:
        sock.close()
        raise SettingsError(f"cannot listen on {host}, port {port}: {_advice(error, port)}") from error
    return sock


def _advice(error: Exception, port: int) -> str:
    if isinstance(error, OverflowError):
        return "a port is a number from 0 to 65535"
    if isinstance(error, socket.gaierror) or getattr(error, "errno", None) == errno.EADDRNOTAVAIL:
        return "that is no address of this machine; 127.0.0.1 serves this machine only, 0.0.0.0 its network"
    match getattr(error, "errno", None):
        case errno.EADDRINUSE:
            return f"another program has it; stop it (`ss -ltnp 'sport = :{port}'` names it) or choose another --port"
        case errno.EACCES:
            return "this user may not have it; choose a --port from 1024 up"
    return str(error)


async def run(*servers: Server) -> None:
    """Serve until SIGINT or SIGTERM; a second one cuts short what the first one lets finish."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for server in servers:
            server.force_exit = server.should_exit
            server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        async with asyncio.TaskGroup() as group:
            for server in servers:
                group.create_task(server.serve(sockets=[server.sock]))
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def start(main: Coroutine[Any, Any, None]) -> None:
    """Run the program's coroutine on uvloop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)
