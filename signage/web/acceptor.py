"""Accepts connections as fast as they come, so that nobody stands behind thousands before he is heard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

EACH_TURN = 64
"""Connections that are accepted in a turn of the event loop: some milliseconds."""


class Acceptor:
    """Accepts what waits on a listening socket, besides the one connection that uvloop takes in a turn of the loop.

    Displays that come back all at once fill the system's queue. A page that is asked for then would wait there until
    each of those before it has had a turn, and all that is begun in that turn.
    """

    def __init__(self, sock: socket.socket, protocol: Callable[[], asyncio.Protocol]) -> None:
        self._sock, self._protocol = sock, protocol
        self._opening: set[asyncio.Task[None]] = set()
        self._is_due = False

    def look(self) -> None:
        """A connection was made, so that others may wait: look for them in the next turn."""
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._accept)

    def _accept(self) -> None:
        self._is_due = False
        for _ in range(EACH_TURN):
            try:
                connection, _ = self._sock.accept()
            except OSError:  # none waits, or there is no room for more: the loop looks again by itself
                return
            opening = asyncio.create_task(self._open(connection))
            self._opening.add(opening)
            opening.add_done_callback(self._opening.discard)

    async def _open(self, connection: socket.socket) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connection)
        except OSError:  # it has gone already
            connection.close()
