"""The event streams of walls and of open pages of staff: the tick that each hears, and how all of them end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from signage.assets import build_id
from signage.publish.changes import BEHIND, Event, Topic
from signage.web.encoding import Piece
from signage.web.hub import Hub
from signage.web.limits import DEFAULT_LIMITS
from signage.web.quota import Quota
from signage.web.staff.feed import Feed
from signage.web.stream import Pieces, encode, goodbye

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from signage.nodes.consistency import Newness
    from signage.runtime import Runtime


class Streams:
    """What walls (`hub`) and open pages of staff (`staff_feed`) are sent, within one quota of `connections`.

    `confirmed` tells when the gateway last said what is shown, `spread` over how many seconds walls spread their
    reports; `newness` is what several nodes tell walls of how new all is.
    """

    def __init__(
        self,
        runtime: Runtime,
        confirmed: Callable[[], datetime | None],
        spread: Callable[[], float],
        newness: Newness | None,
    ) -> None:
        self._clock, self._confirmed, self._spread, self._newness = runtime.clock, confirmed, spread, newness
        own = Quota(DEFAULT_LIMITS.connections, DEFAULT_LIMITS.share, each=2)  # stream, page
        self.connections = runtime.connections or own
        self.hub: Hub[Topic] = Hub(tick=self.tick, tick_interval=runtime.tick_interval, connections=self.connections)
        self.staff_feed = Feed(self.tick, runtime.clock, runtime.tick_interval, self.connections)
        self.pieces = Pieces()

    def send(self, topic: Topic, event: Event) -> None:
        """Send an event to all walls that show this topic."""
        self.hub.publish(topic, self.pieces.of(event))

    def tick(self) -> bytes:
        """The event that tells streams what time it is, and when the agenda was last confirmed."""
        confirmed = self._confirmed()
        told = {
            "now": _milliseconds(self._clock.now()),
            "rate": self._clock.rate,
            "build": build_id(),
            "spread": self._spread(),
            "confirmed": _milliseconds(confirmed) if confirmed else None,
        }
        if self._newness:
            told["seen"] = self._newness.told
        return encode(Event("tick", told))

    def tick_now(self) -> None:
        """Have walls know the numbers of what comes before it comes."""
        tick = Piece(self.tick())
        for topic in self.hub.topics():
            self.hub.publish(topic, tick)

    def end_walls(self) -> None:
        """End the streams of walls, so that they come again and are sent all that they lack."""
        self.hub.end(BEHIND)

    async def hand_over(self, seconds: float) -> None:
        """End all streams, spread over so many seconds, so that they go on at other servers."""
        await asyncio.gather(*(hub.hand_over(seconds, goodbye) for hub in (self.hub, self.staff_feed.hub)))

    def close(self) -> None:
        """End all streams at once."""
        self.hub.close()
        self.staff_feed.hub.close()


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
