"""The program's one clock: the time of day, a monotonic time for durations, waiting, and random spread."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """The system's clock. Tests and the demo derive theirs from it; nothing else in signage asks what time it is.

    `rate` is how many seconds of `now` pass in a second of `monotonic`: 1, but in a demo that is played faster.
    """

    rate: float = 1.0

    def now(self) -> datetime:
        """The time of day, aware and in UTC. Somebody may set it, forward or back, while the program runs."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some instant of the past; nobody can set them, so that durations are measured by them."""
        return time.monotonic()

    def busy(self) -> float:
        """Seconds of processor time that this thread has had: on a busy machine they pass more slowly than others."""
        return time.thread_time()

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of `monotonic`."""
        await asyncio.sleep(seconds)

    def jitter(self) -> float:
        """A random number in [0, 1), by which requests that would all come at the same moment are spread."""
        return random.random()  # noqa: S311 - nothing secret depends on it


SYSTEM = Clock()


class DemoClock(Clock):
    """A clock whose time of day begins at `start` and then passes `rate` times as fast as the system's."""

    def __init__(self, start: datetime, rate: float = 1.0) -> None:
        self.start, self.rate = start, rate
        self._began = self.monotonic()

    def now(self) -> datetime:
        """The demo's time of day, aware and in UTC. Nobody can set it."""
        return self.start + timedelta(seconds=(self.monotonic() - self._began) * self.rate)
