"""Accepts connections as fast as they come, and opens them by turns of their addresses, so that nobody stands behind
thousands before he is heard."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING

from signage.web.admission import Queue
from signage.web.quota import network_of

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Collection

    from signage.web.quota import Quota

TAKEN = 1024
"""Connections that are taken out of the system's queue in a turn of the event loop: some milliseconds."""
OPENED, LEAST = 64, 8
"""Connections that are opened in a turn at most: some milliseconds, too; and where turns are long."""
LONG = 0.03
"""Processor time of a turn, in seconds, from which half as many are opened in the next one."""
AGAIN = 0.1
"""Seconds until the next look where the system has no room for one more open file."""


class Acceptor:
    """The door of a server: all connections of its listening socket come in here.

    The system has them wait in one queue, where displays that come back all at once, or a stranger who connects as
    fast as he can, would be thousands before somebody of staff. To take one from there costs a tenth of what it costs
    to open it, so all are taken at once, and are opened in turns: of each address one after the other, and each second
    one of an address where staff are (`quota`), for somebody may have thousands of addresses. Fewer are opened
    in each where turns are long, as while a page is rendered that all who come wait for: it is there the sooner.

    A connection counts from when it is taken, for its address and in all (`quota`; `proxies` are addresses for which no
    share holds), and is given to `protocol` with its network. `busy` tells the processor time that this thread has had.
    """

    def __init__(
        self,
        sock: socket.socket,
        protocol: Callable[[str], asyncio.Protocol],
        quota: Quota,
        proxies: Collection[str] = (),
        busy: Callable[[], float] = time.thread_time,
    ) -> None:
        self._sock, self._protocol, self._quota, self._proxies = sock, protocol, quota, proxies
        self._waiting = Queue(quota.has_staff)
        self._opening: set[asyncio.Task[None]] = set()
        self._is_open = self._is_turning = False
        self._busy, self._since, self._most = busy, 0.0, OPENED

    def open(self) -> None:
        """Begin to accept."""
        self._is_open = True
        self._sock.setblocking(False)
        asyncio.get_running_loop().add_reader(self._sock, self._take)

    def close(self) -> None:
        """Accept no more. Who waits is not heard any longer."""
        if self._is_open:
            self._is_open = False
            asyncio.get_running_loop().remove_reader(self._sock)
        while self._waiting:
            self._waiting.begin_next()

    def _take(self) -> None:
        """Take what the system has, as far as there are places; what is above a share is cut at once."""
        for _ in range(TAKEN):
            try:
                connection, (address, *_) = self._sock.accept()
            except (BlockingIOError, ConnectionAbortedError):
                break
            except OSError:
                self._look_later()
                break
            network, quota = network_of(address), self._quota
            if quota.count < quota.total if address in self._proxies else quota.has(network):
                quota.take(network)
                self._waiting.add(network, partial(self._begin, connection, network))
            else:
                quota.refuse(network)
                connection.close()
        if self._waiting and not self._is_turning:
            self._turn()

    def _look_later(self) -> None:
        """The system has no room: the loop would look again and again."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._sock)
        loop.call_later(AGAIN, self._look_again)

    def _look_again(self) -> None:
        if self._is_open:
            self.open()

    def _turn(self) -> None:
        before, self._since = self._since, self._busy()
        if self._is_turning:
            is_long = self._since - before > LONG
            self._most = max(LEAST, self._most // 2) if is_long else min(OPENED, 2 * self._most)
        for _ in range(self._most):
            if self._waiting:
                self._waiting.begin_next()
        self._is_turning = bool(self._waiting)
        if self._is_turning:
            asyncio.get_running_loop().call_soon(self._turn)

    def _begin(self, connection: socket.socket, network: str) -> bool:
        if self._is_open:
            opening = asyncio.create_task(self._connect(connection, network))
            self._opening.add(opening)
            opening.add_done_callback(self._opening.discard)
        else:
            self._drop(connection, network)
        return self._is_open

    async def _connect(self, connection: socket.socket, network: str) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(partial(self._protocol, network), connection)
        except OSError:  # it has gone already
            self._drop(connection, network)

    def _drop(self, connection: socket.socket, network: str) -> None:
        self._quota.give_back(network)
        connection.close()
