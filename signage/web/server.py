"""The listening socket and the HTTP server on it: uvicorn, with the limits that it lacks."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import logging
import os
import resource
import signal
import socket
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import uvicorn
import uvloop

from signage.errors import SettingsError
from signage.service import STOPPING, ServiceManager
from signage.web.acceptor import Acceptor
from signage.web.admission import Turnstile
from signage.web.limits import DEFAULT_LIMITS, Limits
from signage.web.protocol import Protocol, detached_responses
from signage.web.quota import Quota
from signage.web.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence

    from starlette.types import ASGIApp

ACCEPT_QUEUE = 4096  # every screen of a venue may come back at once
SPARE_FILES = 256  # open files that are not left to connections, where there are twice as many
SCARCE = 512  # connections: where the system allows fewer, a larger venue is at risk, and is told
ABORT_AFTER = 0.7  # seconds into a shutdown when connections are cut
CANCEL_AFTER = 1  # and when requests still served are given up
DRAIN = 20.0  # seconds over which streams are handed over to other servers
COLLECT_AFTER = 10_000, 5, 1_000
"""After how many new objects Python looks for cycles among the youngest, after how many such looks among those that
outlived them, and after how many of these among all.

The loop stands still meanwhile, and a takeover with it. The youngest take some milliseconds, 60,000 that outlived them
some tens; all objects of ten thousand displays, half a million, take half a second, so that is done seldom: no
connection, page or state leaves a cycle that had time to grow old (`Protocol.connection_lost`)."""
SOCKET_OPTIONS = [
    (socket.SOL_SOCKET, socket.SO_REUSEADDR, 1),
    (socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024),  # else a silent reader takes 4 MB before its stream pauses
]
if hasattr(socket, "TCP_USER_TIMEOUT"):
    SOCKET_OPTIONS.append((socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 12_000))  # ms until a silent peer is given up


log = logging.getLogger(__name__)


async def _nothing(_: float) -> None:
    """Nobody has anything to hand over."""


class Server(uvicorn.Server):
    """One application on one listening socket; for `run`. `on_shutdown` has to end its event streams.

    `on_leave` hands them over to other servers in the seconds that it is given, which are those of `drain`.

    `quota` are the connections there may be; whoever knows which of them are walls keeps them their places there.
    """

    def __init__(
        self,
        app: ASGIApp,
        sock: socket.socket,
        *,
        on_shutdown: Callable[[], None] = lambda: None,
        on_leave: Callable[[float], Awaitable[None]] = _nothing,
        drain: float = DRAIN,
        limits: Limits = DEFAULT_LIMITS,
        quota: Quota | None = None,
    ) -> None:
        self.limits = replace(limits, connections=min(limits.connections, connections_of(raise_open_files())))
        self.quota = quota or Quota(self.limits.connections, self.limits.share)
        self.quota.total = min(self.quota.total, self.limits.connections)
        turnstile, unread = Turnstile(has_staff=self.quota.has_staff), Unread(self.limits.unread)
        config = uvicorn.Config(
            cast("Any", detached_responses(app)),
            http=cast("type[Protocol]", partial(Protocol, self.limits, self.quota, turnstile, unread)),
            ws="none",
            interface="asgi3",
            lifespan="on",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(limits.proxies),
            forwarded_allow_ips=list(limits.proxies),
            backlog=ACCEPT_QUEUE,
            timeout_graceful_shutdown=CANCEL_AFTER,
        )
        super().__init__(config)
        self.sock = sock
        self._acceptor = Acceptor(sock, self._protocol, self.quota, self.limits.proxies)
        self.tried = asyncio.Event()
        """Set once it serves, which `started` tells, or could not be started."""
        self._on_shutdown, self._on_leave, self._drain = on_shutdown, on_leave, drain
        self._leaving: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to `run`."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - of uvicorn
        """Begin to serve; tell those who wait for it. Connections come by the acceptor, not by a server of the loop."""
        try:
            await super().startup([])
            self._acceptor.open()
        finally:
            self.tried.set()

    def _protocol(self, network: str) -> asyncio.Protocol:
        """What serves a connection of this network; as uvicorn makes it for those that its loop accepts."""
        make, state = cast("Callable[..., Protocol]", self.config.http_protocol_class), self.server_state
        return make(network, config=self.config, server_state=state, app_state=self.lifespan.state)

    def leave(self) -> None:
        """Hand over to other servers, spread over some seconds, then stop. What is asked meanwhile is answered."""
        self._leaving = self._leaving or asyncio.create_task(self._hand_over())

    async def _hand_over(self) -> None:
        log.info("handing over to other servers within %g s", self._drain)
        self.quota.leaving = True  # connections that are kept end with their next answer
        try:  # a balancer needs time to notice, also where there is no stream
            await asyncio.gather(self._on_leave(self._drain), asyncio.sleep(self._drain))
        finally:
            self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop at once, or in little more than a second if answers are under way."""
        self._on_shutdown()  # uvicorn waits for open streams first, and would do so for ever
        self._acceptor.close()
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
    """Serve until SIGINT or SIGTERM; a second one cuts short what the first one lets finish.

    SIGUSR1 has them hand over to other servers first. The service manager is told once all of them serve, and that
    they still do.
    """
    loop = asyncio.get_running_loop()
    manager = ServiceManager.of(os.environ)
    telling = loop.create_task(_tell(manager, servers))

    def stop() -> None:
        manager.tell(STOPPING)
        for server in servers:
            server.force_exit = server.should_exit
            server.should_exit = True

    def leave() -> None:
        for server in servers:
            server.leave()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    loop.add_signal_handler(signal.SIGUSR1, leave)
    try:
        async with asyncio.TaskGroup() as group:
            for server in servers:
                group.create_task(server.serve(sockets=[server.sock]))
    finally:
        telling.cancel()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
            loop.remove_signal_handler(number)


async def _tell(manager: ServiceManager, servers: Sequence[Server]) -> None:
    for server in servers:
        await server.tried.wait()
    if all(server.started for server in servers):
        await manager.feed()


def start(main: Coroutine[Any, Any, None]) -> None:
    """Run the program's coroutine on uvloop. What was imported stays, so no collection looks through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)
