"""The time that everything goes by: the system's, or a demo's that starts elsewhere and runs faster."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


def system_now() -> datetime:
    """The system's time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class DemoClock:
    """Starts at `start` and runs `rate` times as fast as the world; calling it tells the time."""

    start: datetime
    rate: float = 1
    _began: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return self.start + timedelta(seconds=(time.monotonic() - self._began) * self.rate)
