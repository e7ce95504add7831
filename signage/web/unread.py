"""Answers that wait to be read: bounded in bytes, as far as each was made for one request alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio


class Unread:
    """Connections whose reader is slow, and has an answer that nobody shares; at most so many bytes of them.

    Pages, files and streams of walls are sent from bytes that are there once. What staff look at is made for each, and
    whoever asked on a thousand connections, and read nothing, would fill the memory. Of more the address that has most
    of it loses the connection that it has had for longest.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: dict[str, dict[asyncio.Transport, int]] = {}

    def add(self, network: str, transport: asyncio.Transport) -> None:
        """This connection's reader is slow from now on."""
        self._of.setdefault(network, {})[transport] = transport.get_write_buffer_size()
        bytes_of = {network: sum(waiting.values()) for network, waiting in self._of.items()}
        while sum(bytes_of.values()) > self._most:
            largest = max(bytes_of, key=bytes_of.__getitem__)
            oldest = next(iter(self._of[largest]))
            bytes_of[largest] -= self._of[largest][oldest]
            self.remove(largest, oldest)
            oldest.abort()

    def remove(self, network: str, transport: asyncio.Transport) -> None:
        """It has read, or is gone."""
        waiting = self._of.get(network, {})
        waiting.pop(transport, None)
        if not waiting:
            self._of.pop(network, None)
