"""The last failure of a request to the gateway, since when requests fail, and how long none is sent."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from signage.clock import Clock

log = logging.getLogger(__name__)


class Failure(NamedTuple):
    """What went wrong, without secrets, and for how many seconds the gateway wants to be left alone.

    `passing`: it may be over in a second, as when a network is not up yet. What needs a person to mend it is not,
    nor is a 429: there the gateway itself says when to come again. `kind` is a word for what it was.
    """

    text: str
    retry_after: float = 0.0
    passing: bool = False
    kind: str = "fault"


class Backoff:
    """The last failure: `error`, empty if there is none, and `since` when ticks have failed."""

    def __init__(self, clock: Clock) -> None:
        self.error = ""
        self.since: datetime | None = None
        self._clock = clock
        self._failures = 0
        self._retry_at = 0.0
        self._passing = False

    @property
    def over(self) -> bool:
        """Whether the gateway may be asked again."""
        return self._clock.monotonic() >= self._retry_at

    @property
    def retry_in(self) -> float | None:
        """Seconds until the gateway may be asked again, if the last failure is a passing one; None if it is not."""
        return max(0.0, self._retry_at - self._clock.monotonic()) if self.error and self._passing else None

    @property
    def passing(self) -> bool:
        """Whether the last failure may be over in a second."""
        return self._passing

    @property
    def rest(self) -> float:
        """Seconds for which the gateway is to be left alone."""
        return max(0.0, self._retry_at - self._clock.monotonic())

    def told(self, error: str, since: datetime | None, rest: float, *, passing: bool) -> None:
        """Another node asks, or did, with this outcome: it counts as if it were one's own."""
        self.error, self.since, self._passing = error, since, passing
        self._retry_at = self._clock.monotonic() + rest

    def end(self) -> None:
        """Allow a request at once, since the settings may lead to another gateway now."""
        self._retry_at = 0.0

    def note(self, failure: Failure | None, started: float, longest: float, *, shown: bool) -> None:
        """Take note of how a tick ended. The log is told when ticks begin to fail, and when they succeed again.

        After a failure the gateway is left alone for 1, 2, 4 ... seconds, up to just before `longest`, reckoned from
        when the tick `started`; for longer only where it wants that itself. `shown`: walls have an agenda to show.
        """
        if failure:
            rest = min(2.0 ** min(self._failures, 16), longest) * (0.8 + 0.15 * self._clock.jitter())
            wanted = self._clock.monotonic() + failure.retry_after * (1 + self._clock.jitter() / 4)
            self._retry_at = max(started + rest, wanted)
            self._failures += 1
            if not self.error:
                self.since = self._clock.now()
                walls = "the walls go on with the last one" if shown else "the walls have none to show yet"
                log.warning("the agenda cannot be refreshed, %s: %s", walls, failure.text)
        elif self.error:
            log.info("the agenda is refreshed again, for the first time since %s", self.since)
            self.since, self._failures = None, 0
        self.error = failure.text if failure else ""
        self._passing = failure is not None and failure.passing
