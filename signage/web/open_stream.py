"""One open event stream: what it is sent at once, what waits while its reader is slow, and why it is ended."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from signage.web.encoding import chunk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from signage.web.encoding import Message

    Send = Callable[[Message], Awaitable[None]]

BACKLOG = 100
"""Messages kept for a paused stream, a reference each: the bytes are shared."""
END = chunk(b"", more=False)
EMPTY = chunk(b"")

log = logging.getLogger(__name__)

Dropped = Literal["slow", "behind", "failed", "closing"]
"""Why a stream was ended for its reader: paused for too long; too much waits for it; its connection failed; the server
ends while it is paused."""


@dataclass(slots=True)
class Counts:
    """What a hub has sent since it was made: messages that streams took, the bytes of them, and streams it dropped."""

    deliveries: int = 0
    bytes: int = 0
    dropped: Counter[Dropped] = field(default_factory=Counter)

    def add(self, message: Message) -> None:
        """Count one that was sent."""
        self.deliveries += 1
        self.bytes += len(message["body"])


class Stream:
    """One open response. `backlog` holds what it has yet to get while its transport is paused, else it is None.

    `counts` are its hub's.
    """

    __slots__ = ("abort", "backlog", "counts", "ended", "gzipped", "send")

    def __init__(self, send: Send, abort: Callable[[], None], counts: Counts, *, gzipped: bool) -> None:
        self.send = send
        self.abort = abort
        self.counts = counts
        self.gzipped = gzipped
        self.backlog: deque[Message] | None = None
        self.ended = False

    def offer(self, message: Message) -> bool:
        """Send without waiting. False if the transport is paused: then nothing was sent."""
        sending = self.send(message).__await__()
        try:
            next(sending)
        except StopIteration:
            self.counts.add(message)
            return True
        except Exception as error:  # an error of one stream must not stop the others
            self.drop("failed", repr(error))
            return True
        sending.close()  # uvicorn waits before it writes, so nothing is lost
        return False

    def enqueue(self, message: Message) -> None:
        """Have a paused stream get the message later; with too many of them only its end, so that it comes back."""
        if self.backlog is not None:
            self.backlog.append(message)
            if len(self.backlog) > BACKLOG:
                self.ended = True
                self.counts.dropped["behind"] += 1
                self.backlog.clear()
                self.backlog.append(END)

    async def drain(self, seconds: float) -> None:
        """Wait until a paused stream has taken its backlog; drop it if it has not within so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self.send(EMPTY)
                while self.backlog:
                    message = self.backlog.popleft()
                    await self.send(message)
                    self.counts.add(message)
        except TimeoutError:
            self.drop("slow", f"nothing was read for {seconds} s")
        except Exception as error:
            self.drop("failed", repr(error))
        self.backlog = None

    def end(self) -> None:
        """End the response now: with its last chunk, or by cutting the connection if the transport is paused."""
        if self.backlog is not None or not (self.ended or self.offer(END)):
            self.drop("closing", "the server ends")
        self.ended = True

    def drop(self, reason: Dropped, why: str) -> None:
        """Cut the connection without waiting for its reader."""
        log.debug("stream dropped: %s", why)
        self.counts.dropped[reason] += 1
        self.ended = True
        self.abort()
