"""Rate limits: a token bucket for each client."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a client after a request; `reset` in whole seconds to wait."""

    limit: int
    remaining: int
    reset: int
    exceeded: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """The state of the limit as the `X-RateLimit-…` headers of an answer."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
        }


class Meter:
    """Buckets that hold `limit` requests and refill within `window` seconds."""

    def __init__(self, limit: int, window: float, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._rate = limit / window
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, client_id: str) -> Allowance:
        """Count a request of this client; what is left to it."""
        now = self._clock()
        level, since = self._buckets.get(client_id, (float(self._limit), now))
        level = min(self._limit, level + (now - since) * self._rate)
        exceeded = level < 1
        if not exceeded:
            level -= 1
        self._buckets[client_id] = level, now
        reset = ceil((1 - level) / self._rate) if level < 1 else 0
        return Allowance(self._limit, int(level), reset, exceeded)
