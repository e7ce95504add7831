"""The fan-out: every open event stream by topic, and bytes published to all of a topic's streams.

The hub drives the ASGI `send` of each stream itself, one step at a time. Under uvicorn a step ends at once unless the
transport is paused, so that a delivery costs no task switch. A paused stream delays nobody: it goes on in a task of
its own, and is dropped if that takes too long; its page comes back and names the revisions it has.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Hashable
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from signage.clock import SYSTEM
from signage.web.encoding import GZIP_HEAD, SHARED_FROM, Piece, chunk
from signage.web.open_stream import Counts, Stream
from signage.web.quota import Quota

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

    from signage.clock import Clock
    from signage.web.encoding import Message
    from signage.web.open_stream import Send

    Receive = Callable[[], Awaitable[Message]]

T = TypeVar("T", bound=Hashable)
"""What a topic is: any value by which streams can be told apart."""

BUCKETS = 60  # ticks go to this many parts of the streams in turn
BATCH = 500  # deliveries between two turns of the event loop: some 5 ms
COMPRESSED_ASIDE = 32_768  # bytes of a piece from which it is compressed in a thread: that takes more than 1 ms
TICK_SHARED = 0.01  # seconds within which streams that open get the same tick; walls keep time to within that

STREAMS, STREAMS_EACH = 20_000, 10_000  # in all, and for one address: a venue may have one for all its displays


class Attached(Protocol):
    """Who wants to know that a stream is open, and to send something to it alone."""

    def opened(self, send: Callable[[Piece], None]) -> None:
        """It is open. `send` sends it a piece from now on, in order with what is published to its topic."""

    def closed(self) -> None:
        """It is open no longer."""


def beginning(pieces: Iterable[Piece], *, gzipped: bool) -> Iterator[Message]:
    """The messages that a stream begins with: what is small in one, what is large as it is shared with others."""
    small = [GZIP_HEAD] if gzipped else []
    for piece in pieces:
        if len(made := piece.bytes(gzipped=gzipped)) < SHARED_FROM:
            small.append(made)
            continue
        if small:
            yield chunk(b"".join(small))
            small = []
        yield piece.message(gzipped)
    if small:
        yield chunk(b"".join(small))


class Client(NamedTuple):
    """Who opens a stream: what its address counts as (`quota.network_of`), and whether it is a wall.

    A wall follows what screens show now, and open pages of staff count as walls; previews and pages of what does not
    exist do not. `attached` is told when the stream is open and when it is not.
    """

    network: str
    is_wall: bool = True
    attached: Attached | None = None


class Hub(Generic[T]):
    """Open streams by topic; belongs to one event loop.

    `tick` makes the event that each stream gets when it opens and then every `tick_interval` seconds. A stream that
    stays paused for `drain_timeout` seconds is aborted. `quota` are the streams there may be; that a wall is live is
    told there and to the server's `connections`, so that walls keep their places in both. After each `batch` deliveries
    the event loop has a turn for everything else. `counts` says what it has done so far.
    """

    def __init__(
        self,
        *,
        tick: Callable[[], bytes],
        tick_interval: float = 15.0,
        drain_timeout: float = 20.0,
        quota: Quota | None = None,
        connections: Quota | None = None,
        batch: int = BATCH,
        clock: Clock = SYSTEM,
    ) -> None:
        self._make_tick = tick
        self._tick_interval = tick_interval
        self._drain_timeout = drain_timeout
        self.quota = quota or Quota(STREAMS, STREAMS_EACH)
        self.counts = Counts()
        self._told = [self.quota, connections] if connections else [self.quota]
        self._batch = batch
        self._clock = clock
        self._topics: dict[T, set[Stream]] = {}
        self._buckets: tuple[set[Stream], ...] = tuple(set() for _ in range(BUCKETS))
        self._next_bucket = cycle(self._buckets)
        self._last_tick = float("-inf"), Piece(b"")
        self._outbox: deque[tuple[tuple[Stream, ...], Piece]] = deque()
        self._ticker: asyncio.Task[None] | None = None
        self._delivery_task: asyncio.Task[None] | None = None
        self._drains: set[asyncio.Task[None]] = set()
        self._closed = False
        self.leaving = False
        """Whether the streams go to another server, and no more are taken here."""

    def accepts(self, client: Client) -> bool:
        """Whether this client may open one more stream. All that are no walls share half of the places."""
        if self._closed or self.leaving or not (client.is_wall or self.quota.count < self.quota.total / 2):
            return False
        return self.quota.has(client.network)

    @property
    def draining(self) -> int:
        """The number of paused streams that are waited for."""
        return len(self._drains)

    @property
    def busy(self) -> bool:
        """Whether something that was published has not reached all of its streams yet."""
        return bool(self._drains) or (self._delivery_task is not None and not self._delivery_task.done())

    def topics(self) -> Mapping[T, int]:
        """The number of open streams of each topic that has any."""
        return {topic: len(streams) for topic, streams in self._topics.items()}

    async def serve_stream(
        self,
        topic: T,
        client: Client,
        first: Callable[[], Iterable[Piece]],
        gzipped: bool,
        abort: Callable[[], None],
        receive: Receive,
        send: Send,
    ) -> None:
        """Keep a started response open until its client or the hub ends it.

        It begins with a tick and what `first` makes, which is called once the stream is subscribed, so that nothing
        published meanwhile is missed. `abort` cuts the connection without waiting for its reader.
        """
        stream = Stream(send, abort, self.counts, gzipped=gzipped)
        bucket = self._subscribe(topic, stream, client)
        try:
            for message in beginning((self._tick(), *first()), gzipped=gzipped):
                self._offer(stream, message)
            if client.attached:
                client.attached.opened(partial(self._send_one, stream))
            del first, message, send  # a stream is open for weeks, and these pieces need not stay in memory as long
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            bucket.discard(stream)
            self._unsubscribe(topic, stream, client)

    def _subscribe(self, topic: T, stream: Stream, client: Client) -> set[Stream]:
        """Have a stream hear of its topic; the bucket of those that it is told the time with."""
        self._topics.setdefault(topic, set()).add(stream)
        bucket = next(self._next_bucket)
        bucket.add(stream)
        self.quota.take(client.network)
        for quota in self._told if client.is_wall else ():
            quota.wall_came(client.network)
        if not self._ticker or self._ticker.done():
            self._ticker = asyncio.create_task(self._ticks())
        return bucket

    def _unsubscribe(self, topic: T, stream: Stream, client: Client) -> None:
        stream.ended = True
        if client.attached:
            client.attached.closed()
        self.quota.give_back(client.network)
        for quota in self._told if client.is_wall else ():
            quota.wall_went(client.network)
        streams = self._topics[topic]
        streams.discard(stream)
        if not streams:
            del self._topics[topic]

    def publish(self, topic: T, piece: Piece) -> None:
        """Send a piece to every stream now open on the topic: soon, and in the order of publication.

        Not at once: a change of the whole agenda is some 100,000 deliveries, or two seconds of the event loop.
        """
        if topic in self._topics:
            self._outbox.append((tuple(self._topics[topic]), piece))
            if not self._delivery_task or self._delivery_task.done():
                self._delivery_task = asyncio.create_task(self._deliver())

    def end(self, topic: T) -> None:
        """End the streams of a topic: their pages come again."""
        for stream in tuple(self._topics.get(topic, ())):
            stream.end()

    async def hand_over(self, seconds: float, last: Callable[[], Piece]) -> None:
        """End all streams, spread over so many seconds, and take no more. Each ends with what `last` makes."""
        self.leaving = True
        streams, began = [stream for bucket in self._buckets for stream in bucket], self._clock.monotonic()
        for number, stream in enumerate(streams):
            await self._clock.sleep(max(0.0, began + seconds * number / len(streams) - self._clock.monotonic()))
            if not stream.ended:
                self._send_one(stream, last())
                stream.end()

    def close(self) -> None:
        """End every stream now and accept no more."""
        self._closed = True
        for task in (self._ticker, self._delivery_task, *self._drains):
            if task:
                task.cancel()
        for bucket in self._buckets:
            for stream in bucket:
                stream.end()

    def _send_one(self, stream: Stream, piece: Piece) -> None:
        self._offer(stream, piece.message(stream.gzipped))

    async def _deliver(self) -> None:
        while self._outbox:
            streams, piece = self._outbox.popleft()
            if len(piece.plain) > COMPRESSED_ASIDE and any(stream.gzipped for stream in streams):
                await asyncio.to_thread(piece.bytes, gzipped=True)
            for start in range(0, len(streams), self._batch):
                for stream in streams[start : start + self._batch]:
                    self._offer(stream, piece.message(stream.gzipped))
                await asyncio.sleep(0)

    async def _ticks(self) -> None:
        for bucket in cycle(self._buckets):
            await self._clock.sleep(self._tick_interval / BUCKETS)
            tick = self._tick()
            for stream in tuple(bucket):
                self._offer(stream, tick.message(stream.gzipped), enqueue=False)

    def _tick(self) -> Piece:
        """The current tick: one for all streams that get one within `TICK_SHARED` seconds."""
        now, (made, tick) = self._clock.monotonic(), self._last_tick
        if now - made > TICK_SHARED:
            tick = Piece(self._make_tick())
            self._last_tick = now, tick
        return tick

    def _offer(self, stream: Stream, message: Message, *, enqueue: bool = True) -> None:
        """Send now, or, to a paused stream, later; a late tick is worth nothing."""
        if stream.ended:
            return
        if stream.backlog is None:
            if stream.offer(message):
                return
            stream.backlog = deque()
            drain = asyncio.create_task(stream.drain(self._drain_timeout))
            self._drains.add(drain)
            drain.add_done_callback(self._drains.discard)
        if enqueue:
            stream.enqueue(message)
